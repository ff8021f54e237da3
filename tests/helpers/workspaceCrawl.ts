import { BarsChart, FlowChart, HeatChart, LinesChart, MapChart, WaterfallChart } from '#shared/contract/charts.ts';
import { CONTRACT, type Output } from '#shared/contract/contract.ts';
import { Figure } from '#shared/contract/figure.ts';
import { CALLS, type CallName } from '#shared/contract/names.ts';
import type { SummaryBlock, SummaryRequest } from '#shared/contract/summaries.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { LANGUAGES } from '#shared/domain/workspace.ts';
import { withLocale } from '../../core/locale.ts';
import { crawlCharts } from './chartCrawl.ts';
import { crawlDifferences } from './differenceCrawl.ts';
import {
  crawlAnswerLabels,
  crawlCures,
  crawlFigures,
  crawlLabels,
  crawlUnidentified,
  crawlUnits,
  type FoundFigure,
  type FoundLabel,
} from './figureCrawl.ts';
import { crawlPlainFigures } from './plainFigures.ts';
import type { Services } from './services.ts';

/** Whether a schema of an answer contains one of some schemas. */
const containsAny = (schemas: ReadonlySet<unknown>, schema: unknown): boolean => {
  if (schemas.has(schema)) return true;
  const containsPart = (part: unknown): boolean => containsAny(schemas, part);
  if (Array.isArray(schema)) return schema.some(containsPart);
  if (typeof schema !== 'object' || schema === null || !('_zod' in schema)) return false;
  const { def } = (schema as { readonly _zod: { readonly def: Record<string, unknown> } })._zod;
  // lazy schemas are texts with amounts, which are no figures
  if (def.type === 'lazy') return false;
  return Object.entries(def).some(([name, part]) =>
    name === 'shape' ? Object.values(part as object).some(containsPart) : containsPart(part),
  );
};

const WITH_FIGURES: ReadonlySet<unknown> = new Set([Figure, BarsChart, LinesChart, WaterfallChart, HeatChart, FlowChart, MapChart]);

/** The queries whose answers can contain figures or charts; the results of running jobs are left out, which do not exist yet. */
export const figureQueries = (): readonly CallName[] =>
  (Object.keys(CALLS) as CallName[]).filter(
    (name) =>
      CALLS[name] === 'query' &&
      name !== 'jobs.running' &&
      // equal to those of the preview (largeBooks.test.ts)
      name !== 'summaries.firstPages' &&
      containsAny(WITH_FIGURES, CONTRACT[name].output),
  );

/** Amounts that need no identity, by the fields that lead to them. */
const NOT_IDENTIFIED: readonly { readonly fields: RegExp; readonly why: string }[] = [
  {
    fields: /\.(values|basis|formula|summary|marks|barLabels|dots|categories|series)(\.|$)/,
    why: 'within a text, or a mark of a chart; crawlCharts reads the values of charts',
  },
  { fields: /\.(level|limit|threshold)$/, why: 'the level of a limit or a check, as entered' },
  { fields: /^contracts\.preview\.sentence\./, why: 'terms of the contract, as entered' },
  {
    fields:
      /^summaries\.preview\.sentences\.figures\.(amount|cap|discount|floor|grade|quantity|rate|takeOrPay|differential|percentage|secondPercentage)$/,
    why: 'terms of the contract, as entered',
  },
  { fields: /^china\.get\.(metals\.(world|suppliers\.share)|precedents\.change)$/, why: 'a published fact with its source' },
  { fields: /^tenders\.(get|terms)\.verdict\.figures\.tonnes$/, why: 'the tonnes of the tender, as entered' },
  {
    fields: /^tenders\.get\.bids\.(debtCapacity|minimumDscr|allInCost)$/,
    why: 'one value before and after the bid is accepted, in two plans',
  },
  {
    fields: /^sensitivity\.goalSeek\.(verdict|points)\./,
    why: 'values of a driver, goals as entered, and figures at values that are not stored',
  },
  {
    fields: /^limits\.cure\.(steps\.|obstacles\.(contracts|others)\.|(npv|damages)$)/,
    why: 'steps of a plan that is not stored, and tonnes of months that stay as they are',
  },
  { fields: /^market\.get\./, why: 'published facts with their source' },
  { fields: /^workspace\.previewValuationDate\.causes\./, why: 'parts of a change, at prices and a date that are not combined elsewhere' },
  {
    fields: /^simulation\.(question|savedQuestions\.questions)\.verdict\./,
    why: 'outcomes of a stored run, which simulationQuestion.test.ts compares with those of the run',
  },
  {
    fields: /^(jobs\.get\.at\.result\.answer\.(?!checked\.)|allocation\.tonnes\.)/,
    why: 'the solution of an allocation in its model; `checked` has the figures of the plan that it makes',
  },
  { fields: /\.rate$/, why: 'the discount rate, as entered' },
  { fields: /^tenders\.breakEvens\.rows\.(from|to)$/, why: 'the ends of the search for a break-even' },
];

type DocumentPages = { readonly request: SummaryRequest; readonly blocks: readonly SummaryBlock[] };

export type Corpus = {
  readonly documents: DocumentPages[];
  readonly figures: FoundFigure[];
  readonly labels: FoundLabel[];
  /** Labels of page answers. */
  readonly answerLabels: FoundLabel[];
  readonly unidentified: string[];
  /** Limits that are called cured while they are breached. */
  readonly wrongCures: string[];
  /** Figures of documents in another unit than that of their column. */
  readonly wrongUnits: string[];
  /** Differences that do not agree with the two values beside them, as they are read. */
  readonly wrongDifferences: string[];
  readonly asked: Set<string>;
};

const MOST_CONTRACTS = 6;

type Ask = (call: CallName, input?: object, of?: string) => Promise<unknown>;

/** Asks each figure that a goal seek can measure for a contract, and one goal seek. */
const askSensitivity = async (services: Services, ask: Ask, contractId: ContractId): Promise<void> => {
  const { drivers, targets } = await services.ask('sensitivity.options', { contractId });
  // its page shows the cost of a facility as a number of a table
  for (const { key: target, group } of targets)
    if (group !== 'paths' && !target.startsWith('allInCost.'))
      await ask('sensitivity.figure', { contractId, target }, `${contractId} ${target.replaceAll('.', ' ')}`);
  const { key: driver, low, high } = drivers[0]!;
  const goal = Number((await services.ask('sensitivity.figure', { contractId, target: 'deal.npv' })).figure.value);
  await ask('sensitivity.goalSeek', { contractId, target: 'deal.npv', goal, driver, low, high, hold: [] }, contractId);
};

/** Asks what changes of the plan's tonnes, buyers and valuation date would do. */
const askWhatIfs = async (services: Services, ask: Ask): Promise<void> => {
  const { members, countries } = await services.ask('diversification.whatIf', { tonnes: [], lostCountries: [] });
  const change = {
    tonnes: members.slice(0, 1).map(({ member }) => ({ member, factor: 0.5 })),
    lostCountries: countries.slice(0, 1).map(({ code }) => code),
  };
  for (const by of ['grossValue', 'tonnes'] as const) await ask('diversification.whatIf', { by, ...change }, by);
  const { deals, limits } = await services.ask('allocation.deals', {});
  const changedDeals = deals.filter(({ isFixed, currentTonnes }) => !isFixed && currentTonnes > 0).slice(0, 1);
  if (changedDeals.length > 0) {
    const tonnes = changedDeals.map(({ contractId, currentTonnes }) => ({ contractId, tonnesPerYear: currentTonnes / 2 }));
    await ask('allocation.valued', { deals: tonnes }, 'half');
    const excludedLimits = limits.flatMap(({ id, isBrokenBySigned }) => (isBrokenBySigned ? [id] : []));
    const request = { aim: 'revenue', scenarios: 'library', deals: [], without: excludedLimits } as const;
    const job = await services.ask('allocation.start', request);
    await services.waitForJob(job, 'allocation');
    await ask('jobs.get', { id: job.jobId }, 'allocation');
    await ask('allocation.tonnes', { job: job.jobId }, 'allocation');
  }
  const { shocks } = (await ask('cycles.reverse', { lost: 0.1 }, 'a tenth')) as Output<'cycles.reverse'>;
  await ask('cycles.cures', { shocks }, 'a tenth');
  const { valuationMonth } = await services.book();
  await ask('workspace.previewValuationDate', { to: valuationMonth + 1 });
};

/** Asks the prices of two decks, those of one reference in all decks, and the first process that can be fitted. */
const askPrices = async (services: Services, ask: Ask): Promise<void> => {
  const { references, decks, valuationMonth } = await services.book();
  for (const { id: deck } of decks.slice(0, 2)) await ask('decks.get', { deck, from: valuationMonth - 2, to: valuationMonth + 12 }, deck);
  const [firstReference] = references.keys();
  if (firstReference !== undefined) await ask('decks.compare', { reference: firstReference }, firstReference);
  for (const reference of references.keys()) {
    if (!(await services.call('market.calibrate', { reference })).ok) continue;
    await ask('market.calibrate', { reference }, reference);
    return;
  }
};

/** Asks what the pages show of a stored run, where there is one. */
const askRun = async (services: Services, ask: Ask): Promise<void> => {
  const { run } = await services.ask('simulation.get', {});
  await ask('simulation.get');
  if (!run) return;
  await ask('financing.paths', { load: true });
  await ask('simulation.path', { id: run.id, path: 0 }, run.resultDigest);
  await ask('simulation.savedQuestions', { id: run.id });
  const question = { id: run.id, measure: 'revenue', subject: { kind: 'plan' }, side: 'below', threshold: 1e9 };
  await ask('simulation.question', { question, load: false });
  await ask('simulation.preview', { settings: run.settings });
};

/**
 * Asks every query of a workspace and writes its documents' pages; collects the figures and labels of the answers. What-ifs and
 * allocations, which value many plans, are left out on request.
 */
export const crawlWorkspace = async (services: Services, needsWhatIfs = true): Promise<Corpus> => {
  const corpus: Corpus = {
    documents: [],
    figures: [],
    labels: [],
    answerLabels: [],
    unidentified: [],
    wrongCures: [],
    wrongUnits: [],
    wrongDifferences: [],
    asked: new Set(),
  };
  const isException = (fields: string): boolean => NOT_IDENTIFIED.some((exception) => exception.fields.test(fields));
  const take = (call: string, answer: unknown, of = '') => {
    corpus.asked.add(call);
    corpus.figures.push(...crawlFigures(answer, `${call}(${of})`), ...crawlPlainFigures(call, answer, of));
    const charts = crawlCharts(answer, `${call}(${of})`);
    corpus.figures.push(...charts.figures);
    corpus.unidentified.push(...charts.unidentified, ...crawlUnidentified(answer, `${call}(${of})`, isException));
    corpus.wrongCures.push(...crawlCures(answer, `${call}(${of})`));
    corpus.wrongDifferences.push(...crawlDifferences(answer, `${call}(${of})`));
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
    'overview.effects',
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
    'china.displacements',
    'cycles.get',
    'cycles.assumptions',
    'scenarios.list',
    'market.get',
    'decisions.list',
  ] as const)
    await ask(call);
  for (const caseId of ['base', 'low', 'lender', 'china-slump'].filter((id) => id !== 'china-slump' || plans.length > 1))
    for (const call of ['financing.get', 'financing.breakEven'] as const) await ask(call, { caseId }, caseId);
  await ask('financing.scenarios');
  await askPrices(services, ask);
  const { facilities } = await services.ask('financing.list', {});
  for (const id of new Set(facilities.flatMap(({ facility }) => facility.contractIds))) await ask('financing.ofDeal', { id }, id);
  for (const { facility } of facilities.filter((row) => row.facility.kind === 'prepayment').slice(0, 1))
    await ask('financing.workbench', { facility, alternative: { kind: 'spot' } }, facility.id);
  const { rows: limits } = await services.ask('limits.board', {});
  for (const { limit } of limits) await ask('limits.get', { id: limit.id }, limit.id);
  const breachedLimit = limits.find(({ state }) => state === 'breached')?.limit;
  if (breachedLimit) await ask('limits.cure', { id: breachedLimit.id, mayBreak: true }, breachedLimit.id);
  // every status and, where there are, contracts outside the plan
  const chosenContracts = [...Map.groupBy(rows, ({ status, isIncluded }) => `${status} ${isIncluded}`).values()]
    .flatMap((sameRows) => sameRows.slice(0, 2))
    .filter(({ status }) => status !== 'ended')
    .slice(0, MOST_CONTRACTS);
  for (const { id } of chosenContracts) {
    const { contract } = await services.ask('contracts.get', { id });
    await ask('contracts.preview', { contract }, id);
    await ask('contracts.effect', { contract }, id);
    await ask('contracts.months', { contract }, id);
    await ask('contracts.clauses', { contract }, id);
  }
  for (const { id } of chosenContracts.slice(0, 2)) await askSensitivity(services, ask, id);
  for (const { id } of chosenContracts) {
    const { rows: versions } = await services.ask('versions.list', { contractId: id });
    await ask('versions.list', { contractId: id }, id);
    const [from, to] = [versions[0]?.id ?? ('now' as const), versions[1]?.id ?? ('now' as const)];
    for (const pair of versions.length > 0
      ? [
          { from, to },
          { from, to: 'now' },
        ]
      : [])
      await ask('versions.compare', { contractId: id, ...pair }, `${id} ${pair.from} ${pair.to}`);
  }
  if (needsWhatIfs) await askWhatIfs(services, ask);
  await askRun(services, ask);
  for (const { product } of (await services.ask('products.list', {})).products) await ask('products.get', { id: product.id }, product.id);
  const { rows: scenarios } = await services.ask('scenarios.list', {});
  for (const { id } of scenarios.slice(0, 2)) await ask('scenarios.get', { id }, id);
  for (const { id } of (await services.ask('buyers.list', {})).rows.slice(0, 3)) await ask('buyers.get', { id }, id);
  const groups = new Set((await services.ask('buyers.list', {})).rows.flatMap(({ group }) => group?.id ?? []));
  for (const id of groups) await ask('buyerGroups.get', { id }, id);
  for (const { head } of (await services.ask('tenders.list', {})).rows) {
    const { bids } = await services.ask('tenders.get', { id: head.id });
    await ask('tenders.terms', { id: head.id }, head.id);
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
  const contractIds = chosenContracts.slice(0, 2).map(({ id }) => id);
  const otherPlan = plans.find(({ id }) => id !== planId)?.id;
  const documents: readonly SummaryRequest[] = [
    { subject: { contractIds }, view: 'internal' },
    { subject: { contractIds }, view: 'lender' },
    { subject: { contractIds: contractIds.slice(0, 1) }, view: 'counterparty' },
    { subject: { planId }, view: 'internal' },
    { subject: { planId }, view: 'lender' },
    ...(otherPlan === undefined ? [] : [{ subject: { boardOf: otherPlan }, view: 'internal' as const }]),
  ];
  for (const request of documents) {
    const of = JSON.stringify(request).replaceAll('.', ' ');
    for (const language of LANGUAGES) {
      const { pages } = await services.ask('summaries.preview', { ...request, language });
      const blocks: readonly SummaryBlock[] = pages.flatMap((page) => page.blocks);
      corpus.documents.push({ request: { ...request, language }, blocks });
      take('summaries.preview', blocks, `${language} ${of}`);
      withLocale(language, () => {
        corpus.labels.push(...crawlLabels(blocks, `summaries(${language} ${of})`));
        corpus.wrongUnits.push(...crawlUnits(blocks, `summaries(${language} ${of})`));
      });
    }
  }
  return corpus;
};
