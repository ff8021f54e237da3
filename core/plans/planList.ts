import { explainNpv } from '#engine';
import type { Output } from '#shared/contract/contract.ts';
import type { Figure, Verdict } from '#shared/contract/figure.ts';
import type { PlanRow } from '#shared/contract/plans.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import type { Year } from '#shared/domain/time.ts';
import { message, text } from '#shared/messages/text.ts';
import type { BarsView } from '#shared/presentation/charts/bars.ts';
import { formatNumber, formatPercent } from '#shared/units/format.ts';
import type { ServiceContext } from '../context.ts';
import { contractRevenue, contractRow, inYear } from '../contracts/rows.ts';
import { buyersMeasure, chinaMeasure, netRevenueMeasure } from '../effect/measures.ts';
import { explanation } from '../portfolio/explain.ts';
import { chartMoney, count, explained, none, share, usd, words } from '../portfolio/figures.ts';
import { type ValuedPlan, type Workbook, workbook } from '../portfolio/portfolio.ts';
import { overridden } from '../portfolio/resolver.ts';
import { standaloneCost } from '../scenarios/scenarioFigures.ts';
import { scenarioOf } from '../summaries/recordNames.ts';
import { overriddenFields } from './overrides.ts';

const AS_LARGE = 0.995;

/** The first year in which the plans' contracts differ most in what they pay; the workbook's year where they do not differ. */
export const yearOfLargestDifference = (book: Workbook, plans: readonly ValuedPlan[]): Year => {
  const years = plans[0]?.value.years ?? [];
  const apart = years.map((year) => {
    const revenue = plans.map((plan) => contractRevenue(plan, year));
    return Math.max(...revenue) - Math.min(...revenue);
  });
  const most = Math.max(0, ...apart);
  return most === 0 ? book.year : years[apart.findIndex((value) => value >= most * AS_LARGE)]!;
};

const rate = ({ settings }: Workbook): string => formatPercent(settings.discountRate);

const npvFigure = (book: Workbook, { portfolio, value }: ValuedPlan): Figure => {
  const code = new Map<string, string>(book.contracts.map(({ id, code: name }) => [`contract.${id}`, name]));
  const spot = new Map<string, string>(
    [...book.products.values()].map(({ id, name }) => [`spot.${id}`, text('plans.spotOf', { product: name })]),
  );
  return explained(
    usd(value.npv),
    explanation(
      explainNpv(portfolio, value)
        .slice(0, -1)
        .map(({ label, amount }) => ({ label: message('line.member', { name: code.get(label) ?? spot.get(label) ?? label }), amount })),
      value.npv,
      { title: message('plans.npvTitle', { rate: rate(book) }), formula: message('plans.npvFormula'), unit: 'usd', decimals: 1 },
    ),
  );
};

const planRow = (book: Workbook, plan: ValuedPlan, year: Year): PlanRow => {
  const place = { book, plan, year };
  const revenue = inYear(plan.value, plan.value.revenue, year);
  const limits = plan.limits();
  return {
    id: plan.plan.id,
    name: plan.plan.name,
    note: plan.plan.note,
    archived: plan.plan.archived,
    chosen: plan.plan.id === book.settings.planId,
    contracts: plan.portfolio.contracts.length + plan.problems.size,
    revenue: netRevenueMeasure(place)?.figure ?? none(),
    npv: npvFigure(book, plan),
    chinaShare: chinaMeasure(place, 'destination')?.figure ?? none(),
    hhi: buyersMeasure(place).hhi?.figure ?? none(),
    // by value: what of the year's revenue is under contract
    coverage: revenue > 0 ? share(contractRevenue(plan, year) / revenue) : none(),
    slumpCost: standaloneCost(book, plan),
    breached: limits.filter(({ state }) => state === 'breached').length,
    near: limits.filter(({ state }) => state === 'near').length,
  };
};

/** Under this many dollars two plans are worth the same. */
const SAME = 1;

const route = (id: PlanId): string => `/plans?plan=${id}`;

const number = ({ value }: Figure): number => Number(value);

/** What plans that are worth the same have in common: their worth, and how many limits each breaches where they breach as many. */
const sameVerdict = (book: Workbook, [first, ...others]: readonly [PlanRow, ...PlanRow[]]): Verdict => {
  const worth = { npv: first.npv, rate: share(book.settings.discountRate, { decimals: 0 }) };
  const same = { key: 'plans.verdictSame' as const, figures: { count: count(others.length + 1), ...worth } };
  if (others.some(({ breached }) => breached !== first.breached)) return [same];
  return [
    same,
    first.breached === 0
      ? { key: 'plans.verdictEachHolds', figures: {} }
      : { key: 'plans.verdictEachBreaches', figures: { count: count(first.breached, { state: 'breached' }) } },
  ];
};

const listVerdict = (book: Workbook, rows: readonly PlanRow[]): Verdict => {
  const live = rows.filter(({ archived }) => !archived);
  const [first, ...others] = live;
  if (first === undefined) return [];
  const level = (of: 'npv' | 'slumpCost') => others.every((row) => Math.abs(number(row[of]) - number(first[of])) < SAME);
  if (others.length > 0 && level('npv') && level('slumpCost')) return sameVerdict(book, [first, ...others]);
  const best = live.reduce((most, row) => (number(row.npv) > number(most.npv) ? row : most));
  const safest = live.reduce((least, row) => (number(row.slumpCost) < number(least.slumpCost) ? row : least));
  const even = live.filter((row) => row !== best && number(best.npv) - number(row.npv) < SAME).length;
  const scenario = scenarioOf(book.scenarios, undefined);
  return [
    {
      key: others.length === 0 ? 'plans.verdictOne' : even > 0 ? 'plans.verdictBestEven' : 'plans.verdictBest',
      figures: {
        ...(even > 0 ? { count: count(even) } : {}),
        plan: words(best.name, { route: route(best.id) }),
        npv: best.npv,
        rate: share(book.settings.discountRate, { decimals: 0 }),
      },
    },
    best.breached === 0
      ? { key: 'plans.verdictHolds', figures: {} }
      : { key: 'plans.verdictBreaches', figures: { count: count(best.breached, { state: 'breached' }) } },
    ...(scenario === undefined || others.length === 0 || level('slumpCost')
      ? []
      : [
          {
            key: 'plans.verdictSlump',
            figures: {
              plan: words(safest.name, { route: route(safest.id) }),
              scenario: words(scenario.name, { route: '/cycles' }),
              cost: safest.slumpCost,
            },
          },
        ]),
  ];
};

/** Every plan with its figures in the year in which the plans differ most. */
export const planList = async (ctx: ServiceContext): Promise<Output<'plans.list'>> => {
  const book = await workbook(ctx);
  const plans = book.plans.map(({ id }) => book.plan(id));
  const year = yearOfLargestDifference(
    book,
    plans.filter(({ plan }) => !plan.archived),
  );
  const rows = plans.map((plan) => planRow(book, plan, year));
  return { verdict: listVerdict(book, rows), rows, year };
};

/** Net revenue by year, beside the baseline where the plan is not the baseline. */
export const revenueChart = (book: Workbook, plan: ValuedPlan): BarsView => {
  const money = chartMoney(book.settings);
  const baseline = book.baseline();
  const { years } = plan.value;
  const same = plan.plan.overrides.length === 0;
  const values = (of: ValuedPlan) => years.map((year) => inYear(of.value, of.value.revenue, year) / money.factor);
  const own = values(plan);
  return {
    kind: 'bars',
    title: text('plans.revenueTitle'),
    summary: text(same ? 'plans.revenueSummaryOne' : 'plans.revenueSummary', { plan: plan.plan.name }),
    unit: money.unit,
    decimals: money.decimals,
    horizontal: false,
    stacked: false,
    categories: years.map((year) => ({ label: String(year) })),
    series: [
      ...(same ? [] : [{ label: text('plans.revenueBaseline'), role: 'plan.a' as const, fill: 'soft' as const, values: values(baseline) }]),
      { label: plan.plan.name, role: same ? 'plan.a' : 'plan.b', fill: 'solid', values: own },
    ],
    ...(same ? { barLabels: own.map((value) => formatNumber(value, { decimals: money.decimals })) } : {}),
    marks: [],
    axis: {},
  };
};

/** One plan: its contracts as it has them, where that is not as agreed, its revenue. */
export const planDetails = async (
  ctx: ServiceContext,
  id: PlanId,
): Promise<Pick<Output<'plans.get'>, 'contracts' | 'overrides' | 'revenue'>> => {
  const book = await workbook(ctx);
  const plan = book.plan(id);
  const said = new Map(plan.plan.overrides.map((override) => [override.contractId, override]));
  const contracts = book.contracts.filter(({ status }) => status !== 'ended');
  return {
    contracts: contracts.map((contract) => contractRow(book, plan, overridden(contract, said.get(contract.id)))),
    overrides: contracts.flatMap((contract) => overriddenFields(contract, said.get(contract.id), book.valuationMonth)),
    revenue: revenueChart(book, plan),
  };
};
