import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OrebookError } from '#shared/contract/errors.ts';
import { Explanation } from '#shared/contract/figure.ts';
import type { Job } from '#shared/contract/jobs.ts';
import { DATES_PAGE_ROWS, TABLE_PAGE_ROWS } from '#shared/contract/listPages.ts';
import { SUMMARY_FORMATS, type SummaryFormat, type SummaryRequest } from '#shared/contract/summaries.ts';
import { ContractId, PlanId } from '#shared/domain/ids.ts';
import { unpackBundle } from '../../../core/bundles/bundleFile.ts';
import type { YieldToOthers } from '../../../core/summaries/blockBuilders.ts';
import { counterpartyBlocks } from '../../../core/summaries/counterparty.ts';
import { lenderBlocks } from '../../../core/summaries/lender.ts';
import { nameSubject } from '../../../core/summaries/namedSubject.ts';
import { planBlocks } from '../../../core/summaries/planBlocks.ts';
import { dealsIn, planOfftake, valueWithYielding } from '../../../core/summaries/subject.ts';
import { seedManyContracts } from '../../helpers/manyContracts.ts';
import { readPdfPages } from '../../helpers/pdfText.ts';
import { openServices, type Services } from '../../helpers/services.ts';

const COUNT = 300;
const PLAN: SummaryRequest = { subject: { planId: PlanId.parse('as-signed') }, view: 'internal' };

let services: Services;
let codes: readonly string[];
beforeAll(async () => {
  services = await openServices(seedManyContracts(COUNT));
  const { plan } = (await services.book()).plan(PlanId.parse('as-signed'));
  codes = (await services.book()).plan(plan.id).portfolio.contracts.map(({ contract }) => contract.code);
});
afterAll(() => services.close());

const startExport = async (format: SummaryFormat): Promise<string> =>
  (await services.ask('summaries.export', { ...PLAN, format, allowsPlain: true })).jobId;
/** Polls the job as a window does until its progress meets the condition; counts the answers in the meantime. */
const waitUntil = async (id: string, isReached: (job: Job) => boolean): Promise<{ readonly job: Job; readonly answers: number }> => {
  for (let answers = 1; ; answers++) {
    const job = await services.ask('jobs.get', { id });
    if (isReached(job) || job.at.state !== 'running') return { job, answers };
    await nextTurn();
  }
};
const exportSummary = async (format: SummaryFormat): Promise<Uint8Array> => {
  const { artefact, bytes } = await services.waitForJob({ jobId: await startExport(format) }, 'document');
  const content = new Uint8Array(await services.readArtefact(artefact));
  expect(content.length).toBe(bytes);
  return content;
};

/** The text of a file, read by another program than its writer. */
const wordsOf = async (format: SummaryFormat, bytes: Uint8Array): Promise<string> => {
  switch (format) {
    case 'pdf':
      return (await readPdfPages(bytes)).map(({ text }) => text).join('\n');
    case 'html':
    case 'md':
    case 'csv':
      return Buffer.from(bytes).toString('utf8');
    default:
      return Object.values(unzipSync(bytes))
        .map((part) => strFromU8(part))
        .join('\n');
  }
};

it('three hundred contracts are exported in every format, each contained, and imported completely', async () => {
  expect(codes.length).toBe(COUNT);
  for (const format of SUMMARY_FORMATS) {
    const bytes = await exportSummary(format);
    const words = await wordsOf(format, bytes);
    expect([format, codes.filter((code) => !words.includes(code))]).toEqual([format, []]);
    if (format === 'orebundle') expect((await unpackBundle(bytes)).records.contract.length).toBeGreaterThanOrEqual(COUNT);
  }
});

/** Every explanation inside an answer. */
const explanations = (answer: unknown): readonly Explanation[] => {
  const parsedExplanation = Explanation.safeParse(answer);
  if (parsedExplanation.success) return [parsedExplanation.data];
  return typeof answer === 'object' && answer !== null ? Object.values(answer).flatMap(explanations) : [];
};

it('a figure of hundreds of contracts is explained by the largest and one line of the rest, which sum to it', async () => {
  const planId = PlanId.parse('as-signed');
  const { contract } = await services.ask('contracts.get', { id: ContractId.parse('C-001') });
  const answers = [
    await services.ask('contracts.effect', { contract }),
    await services.ask('compare.get', { planIds: [planId, PlanId.parse('renew-hai-long')], reference: planId }),
    await services.ask('china.get', {}),
  ];
  for (const answer of answers) {
    const shortenedExplanations = explanations(answer).filter(({ lines }) => lines.some(({ label }) => label.key === 'line.rest'));
    expect(shortenedExplanations.length).toBeGreaterThan(0);
    for (const { title, lines } of shortenedExplanations) expect([title.key, lines.length]).toEqual([title.key, 61]);
  }
  const revenue = explanations(answers).find(({ lines, total }) => lines.length === 61 && total.unit === 'usd')!;
  const sum = revenue.lines.reduce((total, { amount }) => total + amount, 0);
  expect(Math.abs(sum / revenue.total.amount - 1)).toBeLessThan(1e-9);
});

it.each(SUMMARY_FORMATS)(
  'stopped while it is written, %s leaves no file',
  async (format) => {
    const listArtefacts = () => readdirSync(join(services.dataFolder, 'artefacts'));
    const before = listArtefacts();
    const id = await startExport(format);
    // a quick document is stopped as soon as it has started
    if (format === 'pdf' || format === 'docx' || format === 'xlsx') {
      const { job } = await waitUntil(id, ({ at }) => at.state === 'running' && at.progress?.step.key === 'summaries.job.write');
      expect(job.at.state).toBe('running');
    }
    await services.ask('jobs.cancel', { id });
    expect((await waitUntil(id, () => false)).job.at).toEqual({ state: 'cancelled' });
    expect(listArtefacts()).toEqual(before);
  },
  60_000,
);

it('while a document is written other calls are answered, it reports its page, and stopped it leaves no file', async () => {
  const listArtefacts = () => readdirSync(join(services.dataFolder, 'artefacts'));
  const before = listArtefacts();
  const id = await startExport('pdf');
  const isWriting = ({ at }: Job) => at.state === 'running' && at.progress?.step.key === 'summaries.job.page';
  const { job, answers } = await waitUntil(id, isWriting);
  expect(job.at).toMatchObject({ progress: { step: { key: 'summaries.job.page', values: { page: { value: 1 } } } }, isCancelling: false });
  const { done, total } = (job.at as { readonly progress: { readonly done: number; readonly total: number } }).progress;
  // its figures count too
  expect(done).toBeGreaterThan(1);
  expect(done).toBeLessThan(total);
  expect(answers).toBeGreaterThan(1);
  await services.ask('jobs.cancel', { id });
  expect((await waitUntil(id, () => false)).job.at).toEqual({ state: 'cancelled' });
  expect(listArtefacts()).toEqual(before);
  expect(await services.call('history.undo', {})).toMatchObject({ ok: false });
});

it('a document stopped while its figures are computed ends at its current contract', async () => {
  const contractIds = codes.slice(0, 40).map((code) => ContractId.parse(code));
  const { jobId: id } = await services.ask('summaries.export', { subject: { contractIds }, view: 'internal', format: 'docx' });
  const isAtFigures = ({ at }: Job) => at.state === 'running' && at.progress?.step.key === 'summaries.job.figures';
  expect((await waitUntil(id, isAtFigures)).job.at.state).toBe('running');
  await services.ask('jobs.cancel', { id });
  const { job, answers } = await waitUntil(id, () => false);
  expect(job.at).toEqual({ state: 'cancelled' });
  // other requests are served between two contracts: forty of them allow as many turns
  expect(answers).toBeLessThan(10);
});

it('a summary for a lender, for a counterparty or of a plan yields between its parts, and can be cancelled there', async () => {
  const book = await services.book();
  const plan = book.plan(PlanId.parse('as-signed'));
  const deals = dealsIn(book, plan);
  const summaries = {
    lender: (pace: YieldToOthers) => lenderBlocks(book, planOfftake(book, plan), 'Lender', pace, plan),
    counterparty: (pace: YieldToOthers) => counterpartyBlocks(book, deals.slice(0, 40), 'Buyer', pace),
    plan: (pace: YieldToOthers) => planBlocks(services.ctx, book, plan, 'Plan', pace),
    'a plan in its scenario': (pace: YieldToOthers) => valueWithYielding(plan, pace),
  };
  for (const [name, makeSummary] of Object.entries(summaries)) {
    let turns = 0;
    await makeSummary(async () => void turns++);
    expect(turns, name).toBeGreaterThan(3);
    let left = turns - 1;
    const cancelWhenDue = async () => {
      if (left-- === 0) throw new OrebookError('CANCELLED');
    };
    await expect(makeSummary(cancelWhenDue), name).rejects.toThrow('CANCELLED');
  }
});

const BOARD = {
  boardOf: PlanId.parse('spread-three-ways'),
  compared: {
    planIds: ['as-signed', 'renew-hai-long', 'spread-three-ways'].map((id) => PlanId.parse(id)),
    reference: PlanId.parse('as-signed'),
  },
};

it('the plans that a board pack compares are valued in steps before its blocks read them', async () => {
  const freshServices = await openServices();
  try {
    const book = await freshServices.book();
    await nameSubject(book, { subject: BOARD, view: 'internal' }, async () => {});
    const countSteps = (steps: Iterable<undefined>): number => [...steps].length;
    expect(BOARD.compared.planIds.map((id) => countSteps(book.plan(id).inSteps.value()))).toEqual([0, 0, 0]);
  } finally {
    await freshServices.close();
  }
});

/** Every file of the data folder, and the changes in the workspace. */
const listStored = async () => {
  const files = readdirSync(services.dataFolder, { recursive: true, withFileTypes: true });
  return {
    files: files.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name)),
    revision: services.ctx.workspace.revision(),
    lately: await services.ask('history.list', { limit: 5 }),
  };
};

it.each([
  ['pdf', 'summaries.job.figures'],
  ['pdf', 'summaries.job.page'],
  ['docx', 'summaries.job.write'],
] as const)(
  'a board pack as %s, stopped at %s, leaves no file, no change and no progress',
  async (format, step) => {
    const before = await listStored();
    const { jobId: id } = await services.ask('summaries.export', { subject: BOARD, view: 'internal', format });
    const { job } = await waitUntil(id, ({ at }) => at.state === 'running' && at.progress?.step.key === step);
    expect(job.at.state).toBe('running');
    await services.ask('jobs.cancel', { id });
    expect((await waitUntil(id, () => false)).job.at).toEqual({ state: 'cancelled' });
    expect(services.ctx.jobs.running()).toEqual([]);
    expect(await listStored()).toEqual(before);
  },
  120_000,
);

it('while the dates of three hundred contracts are listed other requests are served', async () => {
  const countTurns = async (answer: Promise<unknown>): Promise<number> => {
    let isWaiting = true;
    const stopWaiting = () => {
      isWaiting = false;
    };
    answer.then(stopWaiting, stopWaiting);
    let turns = 0;
    while (isWaiting) {
      await nextTurn();
      turns += 1;
    }
    return turns;
  };
  const simpleTurns = await countTurns(services.ask('houseStyle.get', {}));
  expect(await countTurns(services.ask('dates.list', { ahead: 'all' }))).toBeGreaterThan(simpleTurns);
});

it('the dates and open prices of three hundred contracts come in pages that together hold each once', async () => {
  const first = await services.ask('dates.list', { ahead: 'all' });
  expect(first.count).toBeGreaterThan(2 * DATES_PAGE_ROWS);
  const keys: string[] = [];
  for (let row = 0; row < first.count; row += DATES_PAGE_ROWS) {
    const page = await services.ask('dates.list', { ahead: 'all', first: row });
    expect([page.first, page.rows.length]).toEqual([row, Math.min(DATES_PAGE_ROWS, first.count - row)]);
    keys.push(...page.rows.map(({ key }) => key));
  }
  expect(new Set(keys).size).toBe(first.count);
  expect((await services.ask('dates.list', { ahead: 'all', first: first.count })).first).toBe(0);

  const { deliveredPage, markToMarket } = await services.ask('openPricing.get', {});
  expect(deliveredPage.count).toBeGreaterThan(TABLE_PAGE_ROWS);
  const marks: number[] = [];
  for (let row = 0; row < deliveredPage.count; row += TABLE_PAGE_ROWS) {
    const { delivered } = await services.ask('openPricing.get', { firstDelivered: row });
    marks.push(...delivered.map((delivery) => Number(delivery.markToMarket.value)));
  }
  expect(marks.map(Math.abs)).toEqual(marks.map(Math.abs).toSorted((a, b) => b - a));
  expect(marks.reduce((total, mark) => total + mark, 0) / Number(markToMarket?.value)).toBeCloseTo(1, 9);
});

it('contracts, buyers and the contracts of a plan begin at the row asked for, with the number of all rows', async () => {
  const id = PlanId.parse('as-signed');
  const [contracts, buyers, plan] = [
    await services.ask('contracts.list', {}),
    await services.ask('buyers.list', {}),
    await services.ask('plans.get', { id }),
  ];
  expect([contracts.count, buyers.count, plan.count]).toEqual([contracts.rows.length, buyers.rows.length, plan.contracts.length]);
  expect(await services.ask('contracts.list', { first: 200 })).toEqual({ ...contracts, rows: contracts.rows.slice(200) });
  expect(await services.ask('buyers.list', { first: 20 })).toEqual({ ...buyers, rows: buyers.rows.slice(20) });
  const idsOfPage = new Set(plan.contracts.slice(200).map(({ id: contractId }) => contractId));
  expect(await services.ask('plans.get', { id, first: 200 })).toEqual({
    ...plan,
    contracts: plan.contracts.slice(200),
    overrides: plan.overrides.filter(({ contractId }) => idsOfPage.has(contractId)),
    shortages: plan.shortages.slice(200),
  });
});
