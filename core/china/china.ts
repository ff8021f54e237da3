import { listFacts } from '#db/repositories/facts.ts';
import { committedEnd, type PortfolioContract, type PortfolioValue, scenarioMarket, valuePortfolio } from '#engine';
import type { China, ChinaTenor, Protection } from '#shared/contract/china.ts';
import type { Figure, Verdict } from '#shared/contract/figure.ts';
import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import type { Fact } from '#shared/domain/fact.ts';
import { ScenarioId } from '#shared/domain/ids.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { endOfMonth, monthOfDate, monthOfYear, yearOf } from '#shared/domain/time.ts';
import { message, text } from '#shared/messages/text.ts';
import type { BarsView } from '#shared/presentation/charts/bars.ts';
import { formatMonth } from '#shared/units/format.ts';
import type { HandlersOf } from '../context.ts';
import { deckSource, explanation } from '../portfolio/explain.ts';
import { chartMoney, count, explained, month as monthFigure, share, usd, words, year as yearFigure } from '../portfolio/figures.ts';
import { type ValuedPlan, type Workbook, workbook } from '../portfolio/portfolio.ts';
import { scenarioOf } from '../summaries/recordNames.ts';
import { chinaMetals, chinaPrecedents } from './trade.ts';

const MONTHS_A_YEAR = 12;
/** How far ahead the verdict looks for reviews and renewals, months. */
const LOOK_AHEAD = 4;
/** The ban begins so many months after the valuation month and lasts a year: house defaults, docs/model/scenario.md. */
const BAN_AFTER = 13;
const BARRED_METALS = 2;

/** A contract of the plan with a part of its tonnes in China. */
type Chinese = { readonly entry: PortfolioContract; readonly metal: Metal; readonly part: number };

const partInChina = ({ buyer }: PortfolioContract): number =>
  buyer.destination.reduce((sum, { zone, share: part }) => sum + (zone === 'china' ? part : 0), 0);

const chineseOf = (book: Workbook, plan: ValuedPlan): readonly Chinese[] =>
  plan.portfolio.contracts.flatMap((entry): Chinese[] => {
    const metal = book.products.get(entry.contract.productId)?.metal;
    const part = partInChina(entry);
    return metal === undefined || part === 0 || entry.committedEnd <= book.valuationMonth ? [] : [{ entry, metal, part }];
  });

/** Net revenue from China by contract, USD: paid in a year, times the part of the contract's tonnes that ends there. */
const revenueIn = (value: PortfolioValue, chinese: readonly Chinese[], year: number): readonly number[] => {
  const at = value.years.indexOf(year);
  const byId = new Map(value.contracts.map((one) => [one.contractId, one.revenue[at] ?? 0]));
  return chinese.map(({ entry, part }) => part * (byId.get(entry.contract.id) ?? 0));
};

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);

const protectionOf = (book: Workbook, contract: OfftakeContract): Protection => {
  const terms = termsAt(contract, book.valuationMonth);
  if (terms.collar?.floor !== undefined) return 'floor';
  return terms.quantity.takeOrPayShare > 0 ? 'takeOrPay' : 'none';
};

/** Reviews still to come, and the end where the contract can go on after it. */
const datesOf = (book: Workbook, contract: OfftakeContract): ChinaTenor['dates'] => {
  const renews = contract.dates.some(({ kind }) => kind === 'renewal') || contract.renewal.kind !== 'none';
  const all = [
    ...contract.dates.flatMap(({ kind, date }): ChinaTenor['dates'] => {
      if (kind === 'renewal') return [{ kind: 'renewal', date }];
      return kind === 'priceReview' || kind === 'payableReview' || kind === 'tcSettlement' ? [{ kind: 'review', date }] : [];
    }),
    ...(renews && !contract.dates.some(({ kind }) => kind === 'renewal')
      ? [{ kind: 'renewal' as const, date: endOfMonth(committedEnd(contract, book.valuationMonth)) }]
      : []),
  ];
  return all.filter(({ date }) => date > book.settings.valuationDate).sort((a, b) => a.date.localeCompare(b.date));
};

/** China stops buying the metals that earn most there, for a year. Who is barred is excused: nobody owes for tonnes the law keeps out. */
const banOf = (book: Workbook, chinese: readonly Chinese[], revenue: readonly number[]) => {
  const byMetal = new Map<Metal, number>();
  chinese.forEach(({ metal }, i) => {
    byMetal.set(metal, (byMetal.get(metal) ?? 0) + (revenue[i] ?? 0));
  });
  const metals = [...byMetal]
    .sort((a, b) => b[1] - a[1])
    .slice(0, BARRED_METALS)
    .map(([metal]) => metal);
  const from = book.valuationMonth + BAN_AFTER;
  const to = from + MONTHS_A_YEAR - 1;
  const barred = [...book.products.values()].filter(({ metal }) => metals.includes(metal));
  const scenario: Scenario = {
    id: ScenarioId.parse('china-import-ban'),
    name: text('china.cash.ban', { from: formatMonth(from), to: formatMonth(to) }),
    family: 'geopolitics',
    shipped: false,
    startsAfterMonths: BAN_AFTER,
    prices: [],
    demand: [],
    channels: barred.map(({ id }) => ({
      productId: id,
      zone: 'china',
      afterMonths: 0,
      months: MONTHS_A_YEAR,
      openShare: 0,
      discount: 0,
      freightUsdPerWmt: 0,
      excused: true,
      source: text('china.cash.banSource'),
    })),
    note: '',
  };
  return { scenario, metals, from, to };
};

type Story = {
  readonly book: Workbook;
  readonly facts: readonly Fact[];
  readonly plan: ValuedPlan;
  readonly chinese: readonly Chinese[];
  readonly year: number;
  readonly base: readonly number[];
  readonly slump: { readonly scenario: Scenario; readonly value: PortfolioValue } | undefined;
  readonly ban: ReturnType<typeof banOf> & { readonly value: PortfolioValue };
};

const cashFigure = ({ book, chinese, year }: Story, revenue: readonly number[]): Figure =>
  explained(
    usd(sum(revenue), { decimals: 0 }),
    explanation(
      chinese
        .map(({ entry }, i) => ({
          label: message('china.explain.cash.line', {
            buyer: book.buyers.get(entry.contract.buyerId)?.name ?? '',
            code: entry.contract.code,
          }),
          amount: revenue[i] ?? 0,
        }))
        .sort((a, b) => b.amount - a.amount),
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

const protectionFigure = ({ book, chinese, year, base }: Story, protection: Protection, route?: string): Figure => {
  const all = sum(base);
  const part = sum(base.filter((_, i) => protectionOf(book, chinese[i]!.entry.contract) === protection));
  const line = (key: 'part' | 'all', amount: number) => ({
    label: message(`china.explain.protection.${key}`),
    amount,
    unit: 'usd' as const,
    decimals: 1,
  });
  return explained(share(all > 0 ? part / all : 0, { decimals: 0 }), {
    title: message('china.explain.protection'),
    formula: message('china.explain.protection.formula', { year }),
    lines: [line('part', part), line('all', all)],
    total: { label: message('overview.explain.share'), amount: all > 0 ? part / all : 0, unit: 'fraction', decimals: 1 },
    sources: [deckSource(book)],
    ...(route === undefined ? {} : { open: { label: message('overview.explain.open'), route } }),
  });
};

const verdictOf = (story: Story, tenors: readonly ChinaTenor[]): Verdict => {
  const { book, chinese, year, base, slump, ban } = story;
  if (chinese.length === 0) return [{ key: 'china.verdict.none', figures: {} }];
  const horizon = book.valuationMonth + LOOK_AHEAD;
  const due = tenors.filter(({ dates }) => dates.some(({ date }) => monthOfDate(date) <= horizon)).length;
  const [first, second] = ban.metals.map((metal) => words(text(`metal.${metal}`).toLowerCase()));
  const cash = { year: yearFigure(year), base: cashFigure(story, base) };
  const then = slump &&
    first && {
      slump: cashFigure(story, revenueIn(slump.value, chinese, year)),
      scenario: words(slump.scenario.name, { route: '/cycles' }),
      ban: cashFigure(story, revenueIn(ban.value, chinese, year)),
      metals: first,
    };
  return [
    {
      key: 'china.verdict.protection',
      figures: {
        none: protectionFigure(story, 'none', '/contracts?zone=china&floor=none'),
        floor: protectionFigure(story, 'floor'),
      },
    },
    !then
      ? { key: 'china.verdict.cash', figures: cash }
      : second
        ? { key: 'china.verdict.cashThenTwo', figures: { ...cash, ...then, second } }
        : { key: 'china.verdict.cashThen', figures: { ...cash, ...then } },
    ...(due > 0 ? [{ key: 'china.verdict.dates', figures: { count: count(due), month: monthFigure(horizon + 1) } }] : []),
  ];
};

const tenorsOf = ({ book, chinese, base }: Story): readonly ChinaTenor[] =>
  chinese
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
        dates: datesOf(book, contract),
        revenue: base[i] ?? 0,
      }),
    )
    .sort((a, b) => b.revenue - a.revenue || a.code.localeCompare(b.code));

const cashView = ({ book, plan, chinese, slump, ban }: Story): BarsView => {
  const money = chartMoney(book.settings);
  const first = yearOf(book.valuationMonth + 1);
  const years = Array.from({ length: book.settings.horizonYear - first + 1 }, (_, i) => first + i);
  const months = MONTHS_A_YEAR - monthOfYear(book.valuationMonth + 1) + 1;
  const series = (label: string, role: 'scenario.base' | 'scenario.stressed' | 'scenario.ban', value: PortfolioValue) => ({
    label,
    role,
    fill: role === 'scenario.ban' ? ('hatched' as const) : ('solid' as const),
    values: years.map((year) => sum(revenueIn(value, chinese, year)) / money.factor + 0),
  });
  return {
    kind: 'bars',
    title: text('china.cash.title'),
    summary: text('china.cash.summary', { scenario: slump?.scenario.name ?? text('china.cash.base') }),
    unit: money.unit,
    decimals: money.decimals,
    horizontal: false,
    stacked: false,
    categories: years.map((year, i) => ({
      label: String(year),
      ...(i === 0 && months < MONTHS_A_YEAR ? { note: text('china.cash.months', { count: months }) } : {}),
    })),
    series: [
      series(text('china.cash.base'), 'scenario.base', plan.value),
      ...(slump ? [series(slump.scenario.name, 'scenario.stressed', slump.value)] : []),
      series(ban.scenario.name, 'scenario.ban', ban.value),
    ],
    marks: [],
    axis: { min: 0 },
  };
};

const stateBuyersOf = ({ book, chinese, base, year }: Story): Verdict => {
  const byBuyer = Map.groupBy(
    chinese.map((one, i) => ({ ...one, revenue: base[i] ?? 0 })),
    ({ entry }) => entry.contract.buyerId,
  );
  return [...byBuyer]
    .flatMap(([id, theirs]) => {
      const buyer = book.buyers.get(id);
      const central = buyer?.type === 'centralBuyer';
      if (!buyer || !(central || buyer.ownership === 'state')) return [];
      const end = Math.max(...theirs.map(({ entry }) => entry.committedEnd));
      return [{ buyer, central, end, revenue: sum(theirs.map(({ revenue }) => revenue)) }];
    })
    .sort((a, b) => Number(b.central) - Number(a.central) || b.revenue - a.revenue)
    .slice(0, 8)
    .map(({ buyer, central, end, revenue }) => ({
      key: central ? 'china.state.central' : 'china.state.owned',
      figures: {
        buyer: words(buyer.name, { route: `/buyers/${buyer.id}` }),
        revenue: usd(revenue, { decimals: 0 }),
        year: yearFigure(year),
        end: monthFigure(end),
      },
    }));
};

const banNote = ({ ban }: Story): string => {
  const [first, second] = ban.metals.map((metal) => text(`metal.${metal}`).toLowerCase());
  if (first === undefined) return text('china.ban.none');
  const metals = second === undefined ? first : text('china.ban.two', { first, second });
  return text('china.ban.note', { metals, from: formatMonth(ban.from), to: formatMonth(ban.to) });
};

const storyOf = (book: Workbook, facts: readonly Fact[]): Story => {
  const plan = book.plan();
  const chinese = chineseOf(book, plan);
  const { year } = book;
  const base = revenueIn(plan.value, chinese, year);
  const scenario = scenarioOf(book.scenarios, undefined);
  const slumped = plan.scenarioValue();
  const ban = banOf(book, chinese, base);
  const barred = scenarioMarket(book.market, ban.scenario, plan.portfolio);
  return {
    book,
    facts,
    plan,
    chinese,
    year,
    base,
    slump: scenario && slumped && { scenario, value: slumped },
    ban: { ...ban, value: valuePortfolio(plan.portfolio, barred, { portfolio: plan.portfolio, market: book.market, value: plan.value }) },
  };
};

export const chinaHandlers: HandlersOf<'china'> = {
  'china.get': async (_input, ctx): Promise<China> => {
    const story = storyOf(await workbook(ctx), await listFacts(ctx.workspace.db()));
    const { book, facts, plan, chinese, year, base } = story;
    const tenors = tenorsOf(story);
    const all = sum(base);
    return {
      contracts: chinese.length,
      year,
      verdict: verdictOf(story, tenors),
      tenors,
      cash: cashView(story),
      banNote: banNote(story),
      metals: chinaMetals(book, facts, plan),
      protection: (['floor', 'takeOrPay', 'none'] as const).map((protection) => {
        const revenue = sum(tenors.filter((one) => one.protection === protection).map((one) => one.revenue));
        return { protection, share: all > 0 ? revenue / all : 0, revenue: usd(revenue, { decimals: 0 }) };
      }),
      stateBuyers: stateBuyersOf(story),
      precedents: chinaPrecedents(facts),
    };
  },
};
