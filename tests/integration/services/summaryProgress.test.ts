import { afterAll, beforeAll, expect, it } from 'vitest';
import { PlanId } from '#shared/domain/ids.ts';
import { summariesHandlers } from '../../../core/summaries/summaries.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

it.each(['pdf', 'docx', 'xlsx'] as const)('an export as %s reports how much of it is written', async (format) => {
  const reports: { readonly count: number; readonly total: number }[] = [];
  const { ctx } = services;
  const start: typeof ctx.jobs.start = (kind, label, work) =>
    ctx.jobs.start(kind, label, (job) =>
      work({
        ...job,
        report: (step, count, total) => {
          if (total > 0) reports.push({ count, total });
          job.report(step, count, total);
        },
      }),
    );
  const request = { subject: { planId: PlanId.parse('spread-three-ways') }, view: 'internal' as const, format, allowsPlain: false };
  await services.waitForJob(await summariesHandlers['summaries.export'](request, { ...ctx, jobs: { ...ctx.jobs, start } }), 'document');
  expect(reports.length).toBeGreaterThan(1);
  const counts = reports.map(({ count }) => count);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  expect(new Set(reports.map(({ total }) => total))).toEqual(new Set([counts.at(-1)]));
});
