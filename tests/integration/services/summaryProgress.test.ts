import { afterAll, beforeAll, expect, it } from 'vitest';
import { PlanId } from '#shared/domain/ids.ts';
import type { JobContext } from '../../../core/jobs/jobRunner.ts';
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

it('an export for lenders counts its figures, by scenario, product and assumption, and then its pages, as parts of the whole document', async () => {
  const reports: { readonly key: string; readonly count: number; readonly total: number }[] = [];
  const { ctx } = services;
  const start: typeof ctx.jobs.start = (kind, label, work) =>
    ctx.jobs.start(kind, label, (job) => {
      const noteReport = (...[{ key }, count, total]: Parameters<JobContext['report']>) => void reports.push({ key, count, total });
      return work({
        ...job,
        report: (...progress) => {
          noteReport(...progress);
          job.report(...progress);
        },
        reportAndYield: (...progress) => {
          noteReport(...progress);
          return job.reportAndYield(...progress);
        },
      });
    });
  const request = { subject: { planId: PlanId.parse('spread-three-ways') }, view: 'lender' as const, format: 'pdf' as const };
  await services.waitForJob(await summariesHandlers['summaries.export'](request, { ...ctx, jobs: { ...ctx.jobs, start } }), 'document');
  const counts = reports.map(({ count }) => count);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  expect(counts.at(-1)).toBe(reports[0]!.total);
  for (const work of ['scenarios', 'breakEven', 'sensitivity', 'page']) {
    const countsOfWork = new Set(reports.flatMap(({ key, count }) => (key === `summaries.job.${work}` ? [count] : [])));
    expect(countsOfWork.size, work).toBeGreaterThan(2);
  }
});
