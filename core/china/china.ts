import { listFacts } from '#db/repositories/facts.ts';
import { committedEnd, type PortfolioContract, type PortfolioValue, scenarioMarket, valuePortfolioInSteps } from '#engine';
import { addAmount } from '#shared/collections.ts';
import type { BarsChart } from '#shared/contract/charts.ts';
import type { China, ChinaTenor, Protection } from '#shared/contract/china.ts';
import type { DisplacementRow } from '#shared/contract/displacement.ts';
import type { Figure, Label, Message, TableIdentities, Verdict } from '#shared/contract/figure.ts';
import { LIST_PAGE_ROWS } from '#shared/contract/listPages.ts';
import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import type { Fact } from '#shared/domain/fact.ts';
import { ScenarioId } from '#shared/domain/ids.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { hasFloor } from '#shared/domain/terms.ts';
import { endOfMonth, MONTHS_PER_YEAR, type Month, monthOfDate, monthOfYear, yearOf } from '#shared/domain/time.ts';
import { sum, sumBy } from '#shared/math.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { message } from '#shared/messages/text.ts';
import { lazySteps, type Steps } from '#shared/steps.ts';
import { type HandlersOf, memoizePerRevision, type ServiceContext } from '../context.ts';
import { contractValue } from '../portfolio/contractValues.ts';
import { deckSource, explanationByItem } from '../portfolio/explain.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { count, labelFigure, month as monthFigure, share, usd, withExplanation, year as yearFigure } from '../portfolio/figures.ts';
import { scenarioLabel } from '../portfolio/labels.ts';
import { type ValuedPlan, valuedWorkbook, type Workbook } from '../portfolio/portfolio.ts';
import { findScenario } from '../portfolio/valuedPortfolio.ts';
import { displacementFigures, lostDestination } from '../scenarios/displacement.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import { type BoughtContract, stateBuyerSentences } from './stateBuyers.ts';
import { chinaMetals, chinaPrecedents } from './trade.ts';

/** Months after the valuation in which the verdict counts reviews and renewals. */
const LOOK_AHEAD_MONTHS = 4;
/** Months from the valuation month to the start of the ban, which lasts a year: default assumptions, docs/model/scenario.md. */
const MONTHS_TO_BAN = 13;
const BANNED_METAL_COUNT = 2;

/** A contract of the plan with the part of its tonnes in China, a fraction. */
type ChinaContract = { readonly entry: PortfolioContract; readonly metal: Metal; readonly part: number };

const partInChina = ({ buyer }: PortfolioContract): number =>
  sumBy(buyer.destination, ({ zone, share: part }) => (zone === 'china' ? part : 0));

const listChinaContracts = (book: Workbook, plan: ValuedPlan): readonly ChinaContract[] =>
  plan.portfolio.contracts.flatMap((entry): ChinaContract[] => {
    const metal = book.products.get(entry.contract.productId)?.metal;
    const part = partInChina(entry);
    return metal === undefined || part === 0 || entry.committedEnd <= book.valuationMonth ? [] : [{ entry, metal, part }];
  });

/** Net revenue from China by contract, USD: paid in the year, times the part of the contract's tonnes with destination China. */
const revenueFromChina = (value: PortfolioValue, contracts: readonly ChinaContract[], year: number): readonly number[] => {
  const yearIndex = value.years.indexOf(year);
  return contracts.map(({ entry, part }) => part * (contractValue({ value }, entry.contract.id)?.revenue[yearIndex] ?? 0));
};

const protectionOf = (book: Workbook, contract: OfftakeContract): Protection => {
  const terms = termsAt(contract, book.valuationMonth);
  if (hasFloor(terms)) return 'floor';
  return terms.quantity.takeOrPayShare > 0 ? 'takeOrPay' : 'none';
};

/** Lists reviews after the valuation date, and the end of a contract that can be renewed, soonest first. */
const upcomingDates = (book: Workbook, contract: OfftakeContract): ChinaTenor['dates'] => {
  const renews = contract.dates.some(({ kind }) => kind === 'renewal') || contract.renewal.kind !== 'none';
  const dates = [
    ...contract.dates.flatMap(({ kind, date }): ChinaTenor['dates'] => {
      if (kind === 'renewal') return [{ kind: 'renewal', date }];
      return kind === 'priceReview' || kind === 'payableReview' || kind === 'tcSettlement' ? [{ kind: 'review', date }] : [];
    }),
    ...(renews && !contract.dates.some(({ kind }) => kind === 'renewal')
      ? [{ kind: 'renewal' as const, date: endOfMonth(committedEnd(contract, book.valuationMonth)) }]
      : []),
  ];
  return dates.filter(({ date }) => date > book.settings.valuationDate).sort((a, b) => a.date.localeCompare(b.date));
};

/** A one-year import ban on the metals that earn most in China. Barred buyers are excused: a law that bars tonnes ends the duty to take them. */
const createImportBan = (book: Workbook, contracts: readonly ChinaContract[], revenue: readonly number[]) => {
  const byMetal = new Map<Metal, number>();
  contracts.forEach(({ metal }, i) => {
    addAmount(byMetal, metal, revenue[i] ?? 0);
  });
  const metals = [...byMetal]
    .sort((a, b) => b[1] - a[1])
    .slice(0, BANNED_METAL_COUNT)
    .map(([metal]) => metal);
  const from = book.valuationMonth + MONTHS_TO_BAN;
  const to = from + MONTHS_PER_YEAR - 1;
  const barredProducts = [...book.products.values()].filter(({ metal }) => metals.includes(metal));
  const scenario: Scenario = {
    id: ScenarioId.parse('china-import-ban'),
    // the name is never shown: charts use the label of the ban
    name: 'china-import-ban',
    family: 'geopolitics',
    shipped: false,
    startsAfterMonths: MONTHS_TO_BAN,
    prices: [],
    demand: [],
    channels: barredProducts.map(({ id }) => ({
      productId: id,
      zone: 'china',
      afterMonths: 0,
      months: MONTHS_PER_YEAR,
      openShare: 0,
      discount: 0,
      freightUsdPerWmt: 0,
      excused: true,
      source: '',
    })),
    note: '',
  };
  const label = message('china.cash.ban', { from: monthFigure(from), to: monthFigure(to) });
  return { scenario, label, metals, from, to };
};

/** What the chosen plan sells to China, at deck prices. */
type ChinaSales = {
  readonly book: Workbook;
  readonly plan: ValuedPlan;
  readonly contracts: readonly ChinaContract[];
  readonly year: number;
  /** Net revenue from China in `year` by contract, USD. */
  readonly base: readonly number[];
  readonly ban: ReturnType<typeof createImportBan>;
};

/** The sales of a workbook; one object, by whose ban valuations are cached. */
const salesOfBook = memoizeWeakly((book: Workbook) =>
  lazySteps(function* (): Steps<ChinaSales> {
    const { year } = book;
    const plan = book.plan();
    const contracts = listChinaContracts(book, plan);
    yield;
    const base = revenueFromChina(plan.value, contracts, year);
    yield;
    return { book, plan, contracts, year, base, ban: createImportBan(book, contracts, base) };
  }),
);

const chinaSales = async (ctx: ServiceContext): Promise<ChinaSales> => runWithYielding(salesOfBook(await valuedWorkbook(ctx)).prepare());

type ChinaAnalysis = Omit<ChinaSales, 'ban'> & {
  readonly facts: readonly Fact[];
  readonly slump: { readonly scenario: Scenario; readonly value: PortfolioValue } | undefined;
  readonly importBan: ChinaSales['ban'] & { readonly value: PortfolioValue };
};

/** Identifies revenue from China in the year: of the plan, of some contracts, or under the import ban. */
const identifyCash = ({ book, plan, year }: ChinaAnalysis, subject: string, scenario?: ScenarioId) =>
  identifyInPlan(book, plan, 'chinaRevenue', { period: year, subject, scenario });

/** Which figures the rows of tenors have. */
const tenorIdentities = (analysis: ChinaAnalysis): TableIdentities => {
  const { subject: _subject, ...revenue } = identifyCash(analysis, 'plan');
  return { tenors: { columns: { revenue }, rowSubject: 'contract', rowId: 'contractId' } };
};

const cashFigure = (analysis: ChinaAnalysis, revenue: readonly number[], scenario?: ScenarioId): Figure => {
  const { book, contracts, year } = analysis;
  return withExplanation(
    usd(sum(revenue), { decimals: 0, identity: identifyCash(analysis, 'plan', scenario) }),
    explanationByItem(
      [...contracts.keys()].sort((a, b) => revenue[b]! - revenue[a]!),
      (i) => revenue[i]!,
      (i) => {
        const { buyerId, code } = contracts[i]!.entry.contract;
        return { label: message('china.explain.cash.line', { buyer: book.buyers.get(buyerId)?.name ?? '', code }) };
      },
      sum(revenue),
      {
        title: message('china.explain.cash', { year }),
        formula: message('china.explain.cash.formula', { year }),
        unit: 'usd',
        decimals: 1,
        sources: [deckSource(book)],
      },
    ),
  );
};

const protectionFigure = (analysis: ChinaAnalysis, protection: Protection, route?: string): Figure => {
  const { book, plan, contracts, year, base } = analysis;
  const total = sum(base);
  const part = sum(base.filter((_, i) => protectionOf(book, contracts[i]!.entry.contract) === protection));
  const line = (key: 'part' | 'all', amount: number) => ({
    label: message(`china.explain.protection.${key}`),
    amount,
    unit: 'usd' as const,
    decimals: 1,
  });
  const identity = identifyInPlan(book, plan, 'chinaRevenueShare', { period: year, subject: `contracts:${protection}` });
  return withExplanation(share(total > 0 ? part / total : 0, { decimals: 0, identity }), {
    title: message('china.explain.protection'),
    formula: message('china.explain.protection.formula', { year }),
    lines: [line('part', part), line('all', total)],
    total: { label: message('overview.explain.share'), amount: total > 0 ? part / total : 0, unit: 'fraction', decimals: 1 },
    sources: [deckSource(book)],
    ...(route === undefined ? {} : { open: { label: message('overview.explain.open'), route } }),
  });
};

const metalInSentence = (metal: Metal): Message => message(`metal.${metal}`, {}, 'inSentence');

function* chinaVerdict(analysis: ChinaAnalysis, tenors: readonly ChinaTenor[]): Steps<Verdict> {
  const { book, contracts, year, base, slump, importBan: ban } = analysis;
  if (contracts.length === 0) return [{ key: 'china.verdict.none', figures: {} }];
  const horizon = book.valuationMonth + LOOK_AHEAD_MONTHS;
  const dueCount = tenors.filter(({ dates }) => dates.some(({ date }) => monthOfDate(date) <= horizon)).length;
  const [firstMetal, secondMetal] = ban.metals.map((metal) => labelFigure(metalInSentence(metal)));
  yield;
  const cash = { year: yearFigure(year), base: cashFigure(analysis, base) };
  yield;
  const inSlump = slump && cashFigure(analysis, revenueFromChina(slump.value, contracts, year), slump.scenario.id);
  yield;
  const inBan = cashFigure(analysis, revenueFromChina(ban.value, contracts, year), ban.scenario.id);
  yield;
  const scenarioFigures = slump &&
    inSlump &&
    firstMetal && {
      slump: inSlump,
      scenario: labelFigure(scenarioLabel(slump.scenario), { route: '/cycles' }),
      ban: inBan,
      metals: firstMetal,
    };
  return [
    {
      key: 'china.verdict.protection',
      figures: {
        none: protectionFigure(analysis, 'none', '/contracts?zone=china&floor=none'),
        floor: protectionFigure(analysis, 'floor'),
      },
    },
    !scenarioFigures
      ? { key: 'china.verdict.cash', figures: cash }
      : secondMetal
        ? { key: 'china.verdict.cashThenTwo', figures: { ...cash, ...scenarioFigures, second: secondMetal } }
        : { key: 'china.verdict.cashThen', figures: { ...cash, ...scenarioFigures } },
    ...(dueCount > 0 ? [{ key: 'china.verdict.dates', figures: { count: count(dueCount), month: monthFigure(horizon + 1) } }] : []),
  ];
}

const chinaTenors = ({ book, contracts, base }: ChinaAnalysis): readonly ChinaTenor[] =>
  contracts
    .map(
      ({ entry: { contract, committedEnd: to }, metal }, i): ChinaTenor => ({
        contractId: contract.id,
        code: contract.code,
        buyerId: contract.buyerId,
        buyer: book.buyers.get(contract.buyerId)?.name ?? contract.code,
        metal,
        protection: protectionOf(book, contract),
        from: Math.max(contract.start, book.valuationMonth + 1),
        to,
        dates: upcomingDates(book, contract),
        revenue: base[i] ?? 0,
      }),
    )
    .sort((a, b) => b.revenue - a.revenue || a.code.localeCompare(b.code));

function* revenueChart(analysis: ChinaAnalysis): Steps<BarsChart> {
  const { book, plan, contracts, slump, importBan: ban } = analysis;
  const firstYear = yearOf(book.valuationMonth + 1);
  const years = Array.from({ length: book.settings.horizonYear - firstYear + 1 }, (_, i) => firstYear + i);
  const months = MONTHS_PER_YEAR - monthOfYear(book.valuationMonth + 1) + 1;
  function* series(
    label: Label,
    role: 'scenario.base' | 'scenario.stressed' | 'scenario.ban',
    value: PortfolioValue,
    scenario?: ScenarioId,
  ): Steps<BarsChart['series'][number]> {
    const values: number[] = [];
    for (const year of years) {
      yield;
      values.push(sum(revenueFromChina(value, contracts, year)) + 0);
    }
    return { label, role, fill: role === 'scenario.ban' ? 'hatched' : 'solid', values, identity: identifyCash(analysis, 'plan', scenario) };
  }
  return {
    kind: 'bars',
    title: message('china.cash.title'),
    summary: message('china.cash.summary', { scenario: slump ? scenarioLabel(slump.scenario) : message('china.cash.base') }),
    unit: 'usd',
    decimals: 0,
    horizontal: false,
    stacked: false,
    categories: years.map((year, i) => ({
      label: { name: String(year) },
      period: year,
      ...(i === 0 && months < MONTHS_PER_YEAR ? { note: message('china.cash.months', { count: months }) } : {}),
    })),
    series: [
      yield* series(message('china.cash.base'), 'scenario.base', plan.value),
      ...(slump ? [yield* series(scenarioLabel(slump.scenario), 'scenario.stressed', slump.value, slump.scenario.id)] : []),
      yield* series(ban.label, 'scenario.ban', ban.value, ban.scenario.id),
    ],
    axis: { min: 0 },
  };
}

/** The contracts with their buyers and revenue in the year, for the sentences about state-linked buyers. */
const boughtContracts = ({ book, contracts, base }: ChinaAnalysis): readonly BoughtContract[] =>
  contracts.flatMap(({ entry }, i) => {
    const buyer = book.buyers.get(entry.contract.buyerId);
    return buyer === undefined ? [] : [{ buyer, revenue: base[i] ?? 0, end: entry.committedEnd }];
  });

/** Describes the metals and months of the ban. */
const banNote = ({ importBan: ban }: ChinaAnalysis): Message => {
  const [firstMetal, secondMetal] = ban.metals.map(metalInSentence);
  if (firstMetal === undefined) return message('china.ban.none');
  const metals = secondMetal === undefined ? firstMetal : message('china.ban.two', { first: firstMetal, second: secondMetal });
  return message('china.ban.note', { metals, from: monthFigure(ban.from), to: monthFigure(ban.to) });
};

/** Lists the cost of displaced tonnes: all of China closed for the first full year, the ban, and the slump. */
const displacements = async ({ book, plan, year, ban, contracts }: ChinaSales): Promise<readonly DisplacementRow[]> => {
  if (contracts.length === 0) return [];
  const { cost: _cost, ...chinaClosed } = await runWithYielding(lostDestination(book, plan, 'china', year));
  const slump = findScenario(book.scenarios, undefined);
  for (const scenario of [ban.scenario, ...(slump ? [slump] : [])]) await runWithYielding(plan.inSteps.displacement(scenario));
  const inScenario = (key: string, label: Label, scenario: Scenario, from: Month): DisplacementRow => {
    const displacement = displacementFigures(book, plan.displacement(scenario), (measure) =>
      identifyInPlan(book, plan, measure, { scenario: scenario.id }),
    );
    return { key, label, from, to: key === 'ban' ? ban.to : book.lastMonth, displacement };
  };
  return [
    {
      ...chinaClosed,
      label: message('china.displacement.closed', { from: monthFigure(chinaClosed.from), to: monthFigure(chinaClosed.to) }),
    },
    inScenario('ban', ban.label, ban.scenario, ban.from),
    ...(slump ? [inScenario('slump', scenarioLabel(slump), slump, book.valuationMonth + slump.startsAfterMonths)] : []),
  ];
};

const analyseChina = async ({ ban, ...sales }: ChinaSales, facts: readonly Fact[]): Promise<ChinaAnalysis> => {
  const { book, plan } = sales;
  await yieldIfDue();
  const scenario = findScenario(book.scenarios, undefined);
  await runWithYielding(plan.inSteps.scenarioValue());
  const slumpValue = plan.scenarioValue();
  const banMarket = scenarioMarket(book.market, ban.scenario, plan.portfolio);
  return {
    ...sales,
    facts,
    slump: scenario && slumpValue && { scenario, value: slumpValue },
    importBan: {
      ...ban,
      value: await runWithYielding(
        valuePortfolioInSteps(plan.portfolio, banMarket, { portfolio: plan.portfolio, market: book.market, value: plan.value }),
      ),
    },
  };
};

/** The answer with the tenors of all contracts; computed once for its pages. */
const wholeAnswer = memoizePerRevision(async (ctx): Promise<China> => {
  const analysis = await analyseChina(await chinaSales(ctx), await listFacts(ctx.workspace.db()));
  const { book, facts, plan, contracts, year, base } = analysis;
  await yieldIfDue();
  const tenors = chinaTenors(analysis);
  await yieldIfDue();
  const total = sum(base);
  const verdict = await runWithYielding(chinaVerdict(analysis, tenors));
  await yieldIfDue();
  const cash = await runWithYielding(revenueChart(analysis));
  const metals = await runWithYielding(chinaMetals(book, facts, plan));
  await yieldIfDue();
  return {
    count: contracts.length,
    year,
    verdict,
    tenors,
    identities: tenorIdentities(analysis),
    cash,
    banNote: banNote(analysis),
    metals,
    protection: (['floor', 'takeOrPay', 'none'] as const).map((protection) => {
      const revenue = sum(tenors.filter((tenor) => tenor.protection === protection).map((tenor) => tenor.revenue));
      const identity = identifyCash(analysis, `contracts:${protection}`);
      return { protection, share: total > 0 ? revenue / total : 0, revenue: usd(revenue, { decimals: 0, identity }) };
    }),
    stateBuyers: stateBuyerSentences(boughtContracts(analysis), year, (subject) => identifyCash(analysis, subject)),
    precedents: chinaPrecedents(facts),
  };
});

export const chinaHandlers: HandlersOf<'china'> = {
  'china.get': async ({ first }, ctx): Promise<China> => {
    const answer = await wholeAnswer(ctx);
    return { ...answer, tenors: answer.tenors.slice(first, first + LIST_PAGE_ROWS) };
  },

  'china.displacements': async (_input, ctx) => ({ rows: await displacements(await chinaSales(ctx)) }),
};
