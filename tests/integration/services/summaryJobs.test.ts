import { afterEach, beforeEach, expect, it } from 'vitest';
import { saveReference } from '#db/repositories/references.ts';
import type { JobState } from '#shared/contract/jobs.ts';
import type { SummaryRequest } from '#shared/contract/summaries.ts';
import { ContractId, PlanId, ReferenceCode } from '#shared/domain/ids.ts';
import type { JobContext } from '../../../core/jobs/jobRunner.ts';
import { summariesHandlers } from '../../../core/summaries/summaries.ts';
import { openServices, type Services } from '../../helpers/services.ts';

const PLAN = { planId: PlanId.parse('spread-three-ways') };

let services: Services;
beforeEach(async () => {
  services = await openServices();
});
afterEach(() => services.close());

/** Starts an export whose job begins after `meanwhile`, and returns how it ended. */
const exportAfter = async (request: SummaryRequest, meanwhile: (jobId: string) => Promise<void>): Promise<JobState> => {
  const { ctx } = services;
  const turn = Promise.withResolvers<void>();
  const start: typeof ctx.jobs.start = (kind, label, work) =>
    ctx.jobs.start(kind, label, async (job: JobContext) => {
      await turn.promise;
      return work(job);
    });
  const input = { ...request, format: 'md', allowsPlain: false } as const;
  const { jobId } = await summariesHandlers['summaries.export'](input, { ...ctx, jobs: { ...ctx.jobs, start } });
  await meanwhile(jobId);
  turn.resolve();
  const readState = async (): Promise<JobState> => (await services.ask('jobs.get', { id: jobId })).at;
  await expect.poll(async () => (await readState()).state).not.toBe('running');
  return readState();
};

const documentText = async (end: JobState): Promise<string> => {
  if (end.state !== 'done' || end.result.kind !== 'document') throw new Error(JSON.stringify(end));
  return (await services.readArtefact(end.result.artefact)).toString();
};

/** Changes what every part of a document reads: settings, the contract, its product, facilities, costs of the project, and notes. */
const editEverything = async (): Promise<void> => {
  const { contract, version } = await services.ask('contracts.get', { id: ContractId.parse('C-042') });
  await services.ask('settings.save', { discountRate: 0.2 });
  const terms = contract.terms.map((term) => ({ ...term, quantity: { ...term.quantity, tonnesPerYear: 1_000 } }));
  await services.ask('contracts.save', { contract: { ...contract, terms }, version });
  await services.ask('notes.add', { subject: { kind: 'contract', contractId: contract.id }, body: 'Written meanwhile.' });
  const { facilities, project, projectVersion } = await services.ask('financing.list', {});
  for (const { facility } of facilities) await services.ask('financing.remove', { id: facility.id });
  await services.ask('financing.saveProject', { project: { ...project, taxRate: 0.9 }, version: projectVersion });
};

it.each([
  { subject: PLAN, view: 'internal' },
  { subject: PLAN, view: 'lender' },
  { subject: { boardOf: PLAN.planId }, view: 'internal' },
  { subject: { contractIds: [ContractId.parse('C-042')] }, view: 'internal' },
] as const)('a document shows the workspace of its command, whatever changes before its figures are computed: %j', async (request) => {
  const before = await documentText(await exportAfter(request, async () => undefined));
  // at another revision with the same records nothing is read yet
  await services.ask('settings.save', { discountRate: 0.2 });
  await services.ask('history.undo', {});
  expect(await documentText(await exportAfter(request, editEverything))).toBe(before);
  expect(await documentText(await exportAfter(request, async () => undefined))).not.toBe(before);
});

it('an export of a plan that can’t be valued is answered at once, and its job fails with the error of the preview', async () => {
  const unquoted = ReferenceCode.parse('UNQUOTED');
  const book = await services.book();
  const product = [...book.products.values()].find(({ spotPrice }) => spotPrice?.basis === 'payableMetal')!;
  const { version } = (await services.ask('products.list', {})).products.find((entry) => entry.product.id === product.id)!;
  const { spotPrice } = product;
  if (spotPrice?.basis !== 'payableMetal') throw new Error('no concentrate');
  await services.ctx.workspace.change({ key: 'history.settings' }, (tx) =>
    saveReference(tx, { ...book.references.get('CU')!, code: unquoted, name: 'Unquoted', order: 99 }),
  );
  const payables = spotPrice.payables.map((payable, i) => (i === 0 ? { ...payable, reference: unquoted } : payable));
  await services.ask('products.save', { product: { ...product, spotPrice: { ...spotPrice, payables } }, version });
  const request = { subject: PLAN, view: 'internal' } as const;
  const preview = await services.call('summaries.preview', request);
  expect(preview).toMatchObject({ ok: false, error: { code: 'MISSING_PRICE' } });
  const error = preview.ok ? undefined : { code: preview.error.code, details: preview.error.details };
  expect(await exportAfter(request, async () => undefined)).toMatchObject({ state: 'failed', error });
});

it('an export that is cancelled before its figures are computed ends as cancelled', async () => {
  const end = await exportAfter({ subject: PLAN, view: 'lender' }, async (id) => void (await services.ask('jobs.cancel', { id })));
  expect(end).toEqual({ state: 'cancelled' });
});
