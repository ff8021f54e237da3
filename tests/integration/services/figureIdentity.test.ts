import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CALLS, type CallName } from '#shared/contract/names.ts';
import type { SummaryBlock, SummaryFormat, SummaryRequest } from '#shared/contract/summaries.ts';
import { type ContractId, DeckId, PlanId } from '#shared/domain/ids.ts';
import { LANGUAGES } from '#shared/domain/workspace.ts';
import { text } from '#shared/messages/text.ts';
import { withLocale } from '../../../core/locale.ts';
import { findDifferent, findMissing, readCsvAmounts, readPayments } from '../../helpers/documentFigures.ts';
import {
  crawlAnswerLabels,
  crawlFigures,
  crawlLabels,
  crawlUnidentified,
  type FoundFigure,
  type FoundLabel,
  findAmbiguousLabels,
  findAmbiguousPlaces,
  findConflicts,
} from '../../helpers/figureCrawl.ts';
import { openServices, type Services } from '../../helpers/services.ts';

/** Queries that answer no figure of the workspace's present numbers, or that need a run, a file or a job. */
const NOT_ASKED: ReadonlySet<CallName> = new Set<CallName>([
  'host.capabilities',
  'records.find',
  'workspace.state',
  'workspace.previewValuationDate',
  'houseStyle.get',
  'history.list',
  'history.record',
  'notes.list',
  'decisions.list',
  'drafts.get',
  'backups.list',
  'team.state',
  'team.passwordMemory',
  'team.conflicts',
  'market.get',
  'market.processes',
  'market.calibrate',
  'market.ownReference',
  'market.correlations',
  'decks.list',
  'decks.get',
  'decks.compare',
  'buyers.blank',
  'contracts.get',
  'contracts.options',
  'contracts.template',
  'contracts.schedule',
  'products.get',
  'products.blank',
  'limits.blank',
  'financing.facility',
  'financing.blank',
  'financing.ofDeal',
  'financing.paths',
  'financing.workbenchChoices',
  'sensitivity.options',
  'cycles.reverse',
  'cycles.cures',
  'diversification.whatIf',
  'allocation.valued',
  'tenders.bid',
  'scenarios.get',
  'simulation.options',
  'simulation.preview',
  'simulation.list',
  'simulation.get',
  'simulation.path',
  'simulation.question',
  'simulation.savedQuestions',
  'versions.list',
  'versions.compare',
  'imports.fields',
  'imports.sheet',
  'imports.check',
  'exports.summary',
  'jobs.get',
  'jobs.running',
]);

/** Amounts that need no identity, by the fields that lead to them. */
const NOT_IDENTIFIED: readonly { readonly fields: RegExp; readonly why: string }[] = [
  {
    fields: /\.(values|basis|formula|summary|marks|barLabels|dots|categories|series)(\.|$)/,
    why: 'within a text or a chart, drawn from figures beside it',
  },
  { fields: /\.(level|limit|threshold)$/, why: 'the level of a limit or a check, as entered' },
  { fields: /^contracts\.preview\.sentence\./, why: 'terms of the contract, as entered' },
  {
    fields:
      /^summaries\.preview\.sentences\.figures\.(amount|cap|discount|floor|grade|quantity|rate|takeOrPay|differential|percentage|secondPercentage)$/,
    why: 'terms of the contract, as entered',
  },
  { fields: /^china\.get\.(metals\.(world|suppliers\.share)|precedents\.change)$/, why: 'a published fact with its source' },
  { fields: /^tenders\.get\.verdict\.figures\.tonnes$/, why: 'the tonnes of the tender, as entered' },
  {
    fields: /^tenders\.get\.bids\.(debtCapacity|minimumDscr|allInCost)$/,
    why: 'one value before and after the bid is accepted, in two plans',
  },
  {
    fields: /^sensitivity\.goalSeek\.(verdict|points)\./,
    why: 'values of a driver, goals as entered, and figures at values that are not stored',
  },
  {
    fields: /^limits\.cure\.(steps\.|obstacles\.contracts\.|(npv|damages)$)/,
    why: 'steps of a plan that is not stored, and tonnes of months that stay as they are',
  },
  { fields: /\.rate$/, why: 'the discount rate, as entered' },
  { fields: /^tenders\.breakEvens\.rows\.(from|to)$/, why: 'the ends of the search for a break-even' },
];

type DocumentPages = { readonly request: SummaryRequest; readonly blocks: readonly SummaryBlock[] };

type Corpus = {
  readonly documents: DocumentPages[];
  readonly figures: FoundFigure[];
  readonly labels: FoundLabel[];
  /** Labels of page answers. */
  readonly answerLabels: FoundLabel[];
  readonly unidentified: string[];
  readonly asked: Set<string>;
};

const MOST_CONTRACTS = 6;

/** Asks each figure that a goal seek can measure for a contract, and one goal seek. */
const askSensitivity = async (
  services: Services,
  ask: (call: CallName, input: object, of: string) => Promise<unknown>,
  contractId: ContractId,
): Promise<void> => {
  const { drivers, targets } = await services.ask('sensitivity.options', { contractId });
  // its page shows the cost of a facility as a number of a table
  for (const { key: target } of targets)
    if (!target.startsWith('allInCost.'))
      await ask('sensitivity.figure', { contractId, target }, `${contractId} ${target.replaceAll('.', ' ')}`);
  const { key: driver, low, high } = drivers[0]!;
  const goal = Number((await services.ask('sensitivity.figure', { contractId, target: 'deal.npv' })).figure.value);
  await ask('sensitivity.goalSeek', { contractId, target: 'deal.npv', goal, driver, low, high, hold: [] }, contractId);
};

/** Asks every query of a workspace and writes its documents' pages; collects the figures and labels of the answers. */
const crawl = async (services: Services): Promise<Corpus> => {
  const corpus: Corpus = { documents: [], figures: [], labels: [], answerLabels: [], unidentified: [], asked: new Set() };
  const isException = (fields: string): boolean => NOT_IDENTIFIED.some((one) => one.fields.test(fields));
  const take = (call: string, answer: unknown, of = '') => {
    corpus.asked.add(call);
    corpus.figures.push(...crawlFigures(answer, `${call}(${of})`));
    corpus.unidentified.push(...crawlUnidentified(answer, `${call}(${of})`, isException));
  };
  const ask = async (call: CallName, input: object = {}, of = ''): Promise<unknown> => {
    const result = await services.call(call, input);
    if (!result.ok) throw new Error(`${call} ${JSON.stringify(input)}: ${JSON.stringify(result.error)}`);
    take(call, result.value, of);
    corpus.answerLabels.push(...crawlAnswerLabels(result.value, `${call}(${of.replaceAll('.', ' ')})`.replace('.', ' ')));
    return result.value;
  };
  const { planId } = (await services.book()).settings;
  const { rows } = await services.ask('contracts.list', {});
  const { rows: plans } = await services.ask('plans.list', {});
  for (const call of [
    'overview.get',
    'buyers.list',
    'contracts.list',
    'openPricing.get',
    'tenders.list',
    'products.list',
    'plans.list',
    'diversification.get',
    'diversification.displacement',
    'allocation.deals',
    'limits.board',
    'dates.list',
    'health.list',
    'financing.list',
    'china.get',
    'cycles.get',
    'cycles.assumptions',
    'scenarios.list',
  ] as const)
    await ask(call);
  for (const caseId of ['base', 'low', 'lender', 'china-slump'].filter((id) => id !== 'china-slump' || plans.length > 1))
    for (const call of ['financing.get', 'financing.breakEven'] as const) await ask(call, { caseId }, caseId);
  await ask('financing.scenarios');
  const { facilities } = await services.ask('financing.list', {});
  for (const { facility } of facilities.filter((row) => row.facility.kind === 'prepayment').slice(0, 1))
    await ask('financing.workbench', { facility, alternative: { kind: 'spot' } }, facility.id);
  const { rows: limits } = await services.ask('limits.board', {});
  for (const { limit } of limits) await ask('limits.get', { id: limit.id }, limit.id);
  const breachedLimit = limits.find(({ state }) => state === 'breached')?.limit;
  if (breachedLimit) await ask('limits.cure', { id: breachedLimit.id, mayBreak: true }, breachedLimit.id);
  // every status and, where there are, contracts outside the plan
  const chosen = [...Map.groupBy(rows, ({ status, isIncluded }) => `${status} ${isIncluded}`).values()]
    .flatMap((same) => same.slice(0, 2))
    .filter(({ status }) => status !== 'ended')
    .slice(0, MOST_CONTRACTS);
  for (const { id } of chosen) {
    const { contract } = await services.ask('contracts.get', { id });
    await ask('contracts.preview', { contract }, id);
    await ask('contracts.months', { contract }, id);
    await ask('contracts.clauses', { contract }, id);
  }
  for (const { id } of chosen.slice(0, 2)) await askSensitivity(services, ask, id);
  for (const { id } of (await services.ask('buyers.list', {})).rows.slice(0, 3)) await ask('buyers.get', { id }, id);
  const groups = new Set((await services.ask('buyers.list', {})).rows.flatMap(({ group }) => group?.id ?? []));
  for (const id of groups) await ask('buyerGroups.get', { id }, id);
  for (const { head } of (await services.ask('tenders.list', {})).rows) {
    const { bids } = await services.ask('tenders.get', { id: head.id });
    await ask('tenders.get', { id: head.id }, head.id);
    await ask('tenders.breakEvens', { id: head.id }, head.id);
    for (const { id } of bids) await ask('tenders.effect', { tenderId: head.id, id }, id);
  }
  for (const { id } of plans) {
    await ask('plans.get', { id }, id);
    await ask('plans.difference', { id }, id);
  }
  if (plans.length > 1) {
    const planIds = plans.slice(0, 3).map(({ id }) => id);
    await ask('compare.get', { planIds }, planIds.join());
    await ask('compare.get', { planIds, scope: 'whole' }, `${planIds.join()} whole`);
    await ask('compare.scenarios', { planIds }, planIds.join());
    await ask('compare.decks', { planId: planIds[0] }, planIds.join());
  }
  const contractIds = chosen.slice(0, 2).map(({ id }) => id);
  const other = plans.find(({ id }) => id !== planId)?.id;
  const documents: readonly SummaryRequest[] = [
    { subject: { contractIds }, view: 'internal' },
    { subject: { contractIds }, view: 'lender' },
    { subject: { contractIds: contractIds.slice(0, 1) }, view: 'counterparty' },
    { subject: { planId }, view: 'internal' },
    { subject: { planId }, view: 'lender' },
    ...(other === undefined ? [] : [{ subject: { boardOf: other }, view: 'internal' as const }]),
  ];
  for (const request of documents) {
    const of = JSON.stringify(request).replaceAll('.', ' ');
    for (const language of LANGUAGES) {
      const { pages } = await services.ask('summaries.preview', { ...request, language });
      const blocks: readonly SummaryBlock[] = pages.flatMap((page) => page.blocks);
      corpus.documents.push({ request: { ...request, language }, blocks });
      take('summaries.preview', blocks, `${language} ${of}`);
      corpus.labels.push(...withLocale(language, () => crawlLabels(blocks, `summaries(${language} ${of})`)));
    }
  }
  return corpus;
};

const expectConsistent = ({ figures, labels, answerLabels, unidentified }: Corpus) => {
  expect(findConflicts(figures)).toEqual([]);
  expect(findAmbiguousLabels(labels)).toEqual([]);
  expect(findAmbiguousPlaces(answerLabels)).toEqual([]);
  expect(unidentified).toEqual([]);
};

const FORMATS = ['pdf', 'docx', 'xlsx', 'html', 'md'] as const;

/** Writes the documents of a corpus as files and compares them with its figures. */
const expectSameInFiles = async (
  services: Services,
  { figures, documents }: Corpus,
  formats: readonly (typeof FORMATS)[number][] = FORMATS,
) => {
  const write = async (request: SummaryRequest, format: SummaryFormat) => {
    const { artefact } = await services.waitForJob(await services.ask('summaries.export', { ...request, format }), 'document');
    return new Uint8Array(await services.readArtefact(artefact));
  };
  const { contracts, ...book } = await services.book();
  const idOf = (code: string) => contracts.find((contract) => contract.code === code)?.id;
  const differences: string[] = [];
  for (const { request, blocks } of documents) {
    if (request.view !== 'internal') continue;
    const { language = 'en' } = request;
    for (const format of formats) {
      const bytes = await write(request, format);
      const missing = await withLocale(language, () => findMissing(format, bytes, blocks));
      differences.push(...missing.map((what) => `${format} ${language} ${JSON.stringify(request.subject)}: ${what}`));
      if (format !== 'xlsx' || !('contractIds' in request.subject)) continue;
      const [sheet, basis] = withLocale(language, () => [
        text('summaries.sheet.payments'),
        text('figure.basis.inPlan', { plan: book.plan().plan.name }),
      ]);
      const payments = readPayments(bytes, sheet!);
      expect(payments.basis).toBe(basis);
      expect(payments.amounts.length).toBeGreaterThan(0);
      differences.push(...findDifferent(payments.amounts, figures, idOf, 1));
    }
    if (!('contractIds' in request.subject)) continue;
    const title = withLocale(language, () =>
      text('figure.withBasis', {
        label: text('summaries.csv.years'),
        basis: text('figure.basis.inPlan', { plan: book.plan().plan.name }),
      }),
    );
    const amounts = readCsvAmounts(await write(request, 'csv'), title);
    expect(amounts.length).toBeGreaterThan(5);
    differences.push(...findDifferent(amounts, figures, idOf, 0.01));
  }
  expect(differences).toEqual([]);
};

describe('a figure is the same number wherever it is shown', () => {
  let services: Services;
  beforeAll(async () => {
    services = await openServices();
  });
  afterAll(() => services.close());

  it('in every answer and document of the sample mine', async () => {
    const corpus = await crawl(services);
    expect(corpus.figures.length).toBeGreaterThan(100);
    const queries = Object.entries(CALLS).flatMap(([name, kind]) => (kind === 'query' && !NOT_ASKED.has(name as CallName) ? [name] : []));
    expect(queries.filter((name) => !corpus.asked.has(name))).toEqual([]);
    expectConsistent(corpus);
    const { documents, ...rest } = corpus;
    const english = documents.filter(({ request: { language, subject } }) => language === 'en' && !('planId' in subject));
    await expectSameInFiles(services, { ...rest, documents: english });
  });

  it('with another plan than the baseline chosen', async () => {
    await services.ask('plans.choose', { id: PlanId.parse('spread-three-ways') });
    expectConsistent(await crawl(services));
  });

  it('with another deck than the base deck chosen', async () => {
    await services.ask('settings.save', { deck: DeckId.parse('low') });
    const corpus = await crawl(services);
    expectConsistent(corpus);
    expect(new Set(corpus.figures.map(({ identity }) => identity.deck))).toContain('low');
  });

  it('where the plan sells more than is produced', async () => {
    const { products } = await services.ask('products.list', {});
    for (const { product, version } of products) {
      const production = product.production.map(({ year, tonnes }) => ({ year, tonnes: tonnes * 0.6 }));
      await services.ask('products.save', { product: { ...product, production }, version });
    }
    const corpus = await crawl(services);
    expectConsistent(corpus);
  });
});

describe('a new workspace with one deal', () => {
  it('has one value for it before and after signing, on pages and in files', async () => {
    const services = await openServices();
    try {
      const tonnes = [2026, 2027, 2028, 2029, 2030, 2031].map((year) => ({ year, tonnes: 100_000 }));
      await services.ask('workspace.create', {
        name: 'A first mine',
        discountRate: 0.1,
        products: [{ name: 'Concentrate', metal: 'copper', tonnes }],
      });
      await services.ask('buyers.save', await services.ask('buyers.blank', {}));
      const { contract } = await services.ask('contracts.template', { key: 'copperConcentrateCif' });
      await services.ask('contracts.save', { contract });
      expectConsistent(await crawl(services));
      const { version } = await services.ask('contracts.get', { id: contract.id });
      await services.ask('contracts.save', { contract: { ...contract, status: 'signed' }, version });
      const corpus = await crawl(services);
      expectConsistent(corpus);
      await expectSameInFiles(services, corpus);
    } finally {
      await services.close();
    }
  });
});

describe('the comparison of figures', () => {
  const npv = (value: number, more: object = {}) => ({
    value,
    unit: 'usd',
    decimals: 0,
    identity: { measure: 'npv', subject: 'plan', plan: 'as-signed', deck: 'base', period: 'plan', yearBasis: 'payment', ...more },
  });
  const row = (value: number, more: object = {}) => ({ label: { key: 'compare.npv' }, cells: [{ figure: npv(value, more) }] });

  it('finds one identity with two values', () => {
    const answers = (second: number) => [...crawlFigures({ npv: npv(100) }, 'one()'), ...crawlFigures({ rows: [row(second)] }, 'other()')];
    expect(findConflicts(answers(100))).toEqual([]);
    expect(findConflicts(answers(101))).toEqual([expect.stringContaining('100 (one().npv), 101 (other().rows.0.cells.0.figure)')]);
  });

  it('finds a label that stands for two figures of an answer', () => {
    const labels = (more: object) => crawlAnswerLabels({ rows: [row(1), row(2, more)] }, 'one()');
    expect(findAmbiguousPlaces(labels({}))).toEqual([]);
    expect(findAmbiguousPlaces(labels({ period: 2027 }))).toHaveLength(1);
  });

  it('finds an amount without an identity', () => {
    const { identity: _identity, ...bare } = npv(1);
    const find = (figure: object) => crawlUnidentified({ rows: [{ figure }] }, 'one()', (fields) => fields === 'one.rows.level');
    expect(find(npv(1))).toEqual([]);
    expect(find(bare)).toEqual(['one().rows.0.figure (one.rows.figure): 1 usd']);
    expect(find({ ...bare, unit: 'count' })).toEqual([]);
    expect(crawlUnidentified({ rows: [{ level: bare }] }, 'one()', (fields) => fields === 'one.rows.level')).toEqual([]);
  });
});
