import { concentration, type ExposureRow, priceProtectionInSteps } from '#engine';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Limit } from '#shared/domain/limit.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import type { Year } from '#shared/domain/time.ts';
import { sum, sumBy } from '#shared/math.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { message } from '#shared/messages/text.ts';
import { createObjectField } from '#shared/objectField.ts';
import { lazySteps } from '#shared/steps.ts';
import { countLimits } from '../limits/limitCount.ts';
import { measureInYear } from '../limits/limitFigures.ts';
import { groupName } from '../portfolio/buyerGroups.ts';
import { deckSource } from '../portfolio/explain.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { dmt, hhi, ratio, share, usd } from '../portfolio/figures.ts';
import { scenarioLabel } from '../portfolio/labels.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { spotLossLines, spotPresentValueLines, spotRevenueLines } from '../portfolio/spotLines.ts';
import { standaloneCost } from '../scenarios/scenarioFigures.ts';
import {
  amountInScope,
  explainByLines,
  identifyInScope,
  type Line,
  type Measure,
  measuredValue,
  nameMessage,
  type Scope,
} from './measure.ts';
import { committedShareOf, netPriceOf } from './productMeasures.ts';

const byContract = ({ plan: { value }, year }: Scope, of: 'revenue' | 'cost'): readonly Extract<Line, { contractId: ContractId }>[] =>
  value.contracts.map((contract) => ({
    contractId: contract.contractId,
    amount: amountInScope(contract[of], value.years, year),
  }));

const sumOfContracts = ({ plan: { value }, year }: Scope, of: 'revenue' | 'cost'): number =>
  sumBy(value.contracts, (contract) => amountInScope(contract[of], value.years, year));

const costOnSpot = ({ plan: { value }, year }: Scope): number =>
  sum(value.products.map((product) => amountInScope(product.spotCost, value.years, year)));

const NPV: Measure = {
  key: 'npv',
  group: 'earnings',
  label: message('compare.npv'),
  better: 'more',
  unit: 'usd',
  decimals: 1,
  coversWholePlan: true,
  of: ({ book, plan }) => {
    const { value } = plan;
    const listLines = () => [
      ...value.contracts.map(({ contractId, npv }) => ({ contractId, amount: npv })),
      ...spotPresentValueLines(value.products),
    ];
    const figure = usd(value.npv, { decimals: 1, identity: identifyInPlan(book, plan, 'npv') });
    return measuredValue(value.npv, () =>
      explainByLines(book, figure, listLines(), 'plans.npvFormula', message('compare.npv'), [deckSource(book)]),
    );
  },
};

const REVENUE: Measure = {
  key: 'revenue',
  group: 'earnings',
  label: message('compare.revenue'),
  better: 'more',
  unit: 'usd',
  decimals: 1,
  of: (scope) => {
    const listLines = () => [...byContract(scope, 'revenue'), ...spotRevenueLines(scope.book, scope.plan.value.products, scope.year)];
    const value = amountInScope(scope.plan.value.revenue, scope.plan.value.years, scope.year);
    const figure = usd(value, { decimals: 1, identity: identifyInScope(scope, 'netRevenue') });
    return measuredValue(value, () =>
      explainByLines(scope.book, figure, listLines(), 'compare.formula.revenue', message('compare.revenue'), [deckSource(scope.book)]),
    );
  },
};

/** What spot sales lose to market depth, in the queue and by selling elsewhere. */
const SPOT_LOSS: Measure = {
  key: 'spotLoss',
  group: 'earnings',
  label: message('compare.spotLoss'),
  better: 'less',
  unit: 'usd',
  decimals: 1,
  of: ({ book, plan, year }) => {
    const lines = spotLossLines(book, plan.value.products, year);
    const value = sum(lines.map(({ amount }) => amount));
    return measuredValue(value, () =>
      explainByLines(
        book,
        usd(value, { decimals: 1, identity: identifyInScope({ book, plan, year }, 'depthLoss') }),
        lines,
        'compare.formula.spotLoss',
        message('compare.spotLoss'),
      ),
    );
  },
};

/** margin = net revenue - unit cash cost of the tonnes delivered and sold on spot. */
export const MARGIN: Measure = {
  key: 'margin',
  group: 'earnings',
  label: message('compare.margin'),
  better: 'more',
  unit: 'usd',
  decimals: 1,
  of: (scope) => {
    const revenue = amountInScope(scope.plan.value.revenue, scope.plan.value.years, scope.year);
    const cost = sumOfContracts(scope, 'cost');
    const spotCost = costOnSpot(scope);
    const lines = [
      { label: message('compare.revenue'), amount: revenue },
      { label: message('compare.line.cost'), amount: -cost },
      { label: message('compare.line.spotCost'), amount: -spotCost },
    ];
    const value = revenue - cost - spotCost;
    return measuredValue(value, () =>
      explainByLines(
        scope.book,
        usd(value, { decimals: 1, identity: identifyInScope(scope, 'cashMargin') }),
        lines,
        'compare.formula.margin',
        message('compare.margin'),
        [deckSource(scope.book)],
      ),
    );
  },
};

const CHINA: Measure = {
  key: 'china',
  group: 'concentration',
  label: message('compare.china'),
  better: 'less',
  unit: 'points',
  decimals: 1,
  of: ({ book, plan, year }) => {
    const { rows, years } = plan.exposure();
    const amounts = rows.map(({ grossValue }) => amountInScope(grossValue, years, year));
    const total = sum(amounts);
    if (total === 0) return undefined;
    const partOf = ({ destinations }: ExposureRow, i: number): number =>
      (sumBy(destinations, ({ zone, share: part }) => (zone === 'china' ? part : 0)) * amounts[i]!) / total;
    const listLines = () => rows.map((row, i) => ({ contractId: row.contractId, amount: partOf(row, i) }));
    const value = sumBy(rows, partOf);
    const limit = year === undefined ? undefined : chinaLimit(book, plan, year);
    const figure = share(value, {
      ...(limit === undefined ? {} : { state: limit }),
      identity: identifyInScope({ book, plan, year }, 'chinaShare'),
    });
    return measuredValue(value, () => explainByLines(book, figure, listLines(), 'effect.formula.chinaShare', message('compare.china')));
  },
};

const isChina = ({ measure }: Limit): boolean => measure.kind === 'zoneShare' && measure.zone === 'china';

/** The state in a year of the limit on the plan's whole share to China. */
const chinaLimit = ({ limits }: Workbook, plan: ValuedPlan, year: Year) =>
  measureInYear(
    limits,
    plan.limits(),
    (limit) => isChina(limit) && limit.metal === undefined && limit.productId === undefined && limit.denominator === 'valueSold',
    year,
  )?.state;

/** The level of that limit, a fraction; undefined where the workspace has none. */
export const chinaLevel = ({ limits }: Workbook): number | undefined =>
  limits.find((limit) => isChina(limit) && limit.metal === undefined && limit.productId === undefined)?.breach;

/** Gross payable value of each group of buyers in the scope. */
const groupValues = ({ book, plan, year }: Scope) => {
  const { rows, years } = plan.exposure();
  const sums = new Map<string, number>();
  for (const { members, grossValue } of rows) {
    const value = amountInScope(grossValue, years, year);
    if (value > 0) sums.set(members.group, (sums.get(members.group) ?? 0) + value);
  }
  return [...sums].map(([member, value]) => ({ label: nameMessage(groupName(book, member)), value })).sort((a, b) => b.value - a.value);
};

const HHI: Measure = {
  key: 'hhi',
  group: 'concentration',
  label: message('compare.hhi'),
  better: 'less',
  unit: 'index',
  decimals: 0,
  of: (scope) => {
    const values = groupValues(scope);
    if (values.length === 0) return undefined;
    const total = sum(values.map(({ value }) => value));
    const result = concentration(values.map(({ value }) => value));
    // s^2 x 10,000
    const lines = values.map(({ label, value }) => ({ label, amount: (value / total) ** 2 * 10_000 }));
    return measuredValue(result.hhi * 10_000, () =>
      explainByLines(
        scope.book,
        hhi(result.hhi, { identity: identifyInScope(scope, 'hhi') }),
        lines,
        'effect.formula.hhi',
        message('compare.hhi'),
      ),
    );
  },
};

const EFFECTIVE: Measure = {
  key: 'effective',
  group: 'concentration',
  label: message('compare.effective'),
  better: 'more',
  unit: 'ratio',
  decimals: 1,
  of: (scope) => {
    const values = groupValues(scope);
    if (values.length === 0) return undefined;
    const { effectiveNumber } = concentration(values.map(({ value }) => value));
    const label = message('compare.effective');
    // 1 / HHI
    return measuredValue(effectiveNumber, () =>
      explainByLines(
        scope.book,
        ratio(effectiveNumber, { identity: identifyInScope(scope, 'effectiveBuyers') }),
        [{ label, amount: effectiveNumber }],
        'compare.formula.effective',
        label,
      ),
    );
  },
};

const LARGEST: Measure = {
  key: 'largestGroup',
  group: 'concentration',
  label: message('compare.largestGroup'),
  better: 'less',
  unit: 'points',
  decimals: 1,
  of: (scope) => {
    const values = groupValues(scope);
    const [first] = values;
    if (first === undefined) return undefined;
    const value = first.value / sum(values.map((groupValue) => groupValue.value));
    const lines = [{ label: first.label, amount: value }];
    const figure = share(value, { identity: identifyInScope(scope, 'largestGroupShare') });
    return measuredValue(value, () =>
      explainByLines(scope.book, figure, lines, 'compare.formula.largestGroup', message('compare.largestGroup')),
    );
  },
};

/** Contracts' part of net revenue: the rest is sold on spot. */
const CONTRACTED: Measure = {
  key: 'contracted',
  group: 'concentration',
  label: message('compare.contracted'),
  better: 'more',
  unit: 'points',
  decimals: 1,
  of: (scope) => {
    const total = amountInScope(scope.plan.value.revenue, scope.plan.value.years, scope.year);
    if (total <= 0) return undefined;
    const listLines = () => byContract(scope, 'revenue').map(({ contractId, amount }) => ({ contractId, amount: amount / total }));
    const { contracts, years } = scope.plan.value;
    const value = sumBy(contracts, ({ revenue }) => amountInScope(revenue, years, scope.year) / total);
    const figure = share(value, { identity: identifyInScope(scope, 'contractedRevenueShare') });
    return measuredValue(value, () =>
      explainByLines(scope.book, figure, listLines(), 'compare.formula.contracted', message('compare.contracted')),
    );
  },
};

/** The protection of a plan's contracts, of which the charts read each year. */
export const protectionOf = memoizeWeakly(
  ({ portfolio, value }: ValuedPlan) => lazySteps(() => priceProtectionInSteps(portfolio, value)),
  createObjectField(),
);

const PROTECTED: Measure = {
  key: 'protected',
  group: 'downside',
  label: message('compare.protected'),
  better: 'more',
  unit: 'points',
  decimals: 1,
  of: ({ book, plan, year }) => {
    const { years } = plan.value;
    const contracts = protectionOf(plan).get();
    const total = sumBy(contracts, ({ delivered }) => amountInScope(delivered, years, year));
    if (total === 0) return undefined;
    const partOf = ({ protectedTonnes }: (typeof contracts)[number]): number => amountInScope(protectedTonnes, years, year) / total;
    const listLines = () => contracts.map((contract) => ({ contractId: contract.contractId, amount: partOf(contract) }));
    const value = sumBy(contracts, partOf);
    const figure = share(value, { identity: identifyInScope({ book, plan, year }, 'protectedShare') });
    return measuredValue(value, () => explainByLines(book, figure, listLines(), 'compare.formula.protected', message('compare.protected')));
  },
};

const LIMITS: Measure = {
  key: 'limits',
  group: 'concentration',
  label: message('compare.limits'),
  better: 'less',
  unit: 'count',
  decimals: 0,
  of: ({ book, plan, year }) => {
    const figure = countLimits(book, plan, 'breached', { year, title: message('compare.limits') });
    return { value: Number(figure.value), figure };
  },
};

/** The net revenue lost in a scenario over the plan. */
const slumpOf = (scenario: Scenario): Measure => ({
  key: 'slump',
  group: 'downside',
  label: message('compare.slump', { scenario: scenarioLabel(scenario) }),
  better: 'less',
  unit: 'usd',
  decimals: 1,
  coversWholePlan: true,
  of: ({ book, plan }) => {
    const { value, ...figure } = standaloneCost(book, plan, scenario.id);
    return { value: Number(value), figure: { ...figure, value, decimals: 1 } };
  },
});

/** Tonnes short of all products, or what short deliveries cost, in the scope. */
const oversoldOf = (key: 'shortage' | 'damages', unit: 'dmt' | 'usd'): Measure => {
  const label = message(key === 'shortage' ? 'compare.oversold.short' : 'compare.oversold.damages');
  return {
    key: key === 'shortage' ? 'oversold' : 'damages',
    group: 'earnings',
    label,
    better: 'less',
    unit,
    decimals: 1,
    coversWholePlan: true,
    of: ({ book, plan }) => {
      const years = plan.oversold();
      const lines = [...Map.groupBy(years, ({ productId }) => productId)].map(([id, oversoldYears]) => ({
        label: nameMessage(book.products.get(id)?.name ?? id),
        amount: sum(oversoldYears.map((oversoldYear) => oversoldYear[key])),
      }));
      const value = sum(lines.map(({ amount }) => amount));
      const state = value > 0 ? { state: 'breached' as const } : {};
      const identity = identifyInPlan(book, plan, key === 'shortage' ? 'shortTonnes' : 'damages');
      const figure = unit === 'dmt' ? dmt(value, { decimals: 1, ...state, identity }) : usd(value, { decimals: 1, identity });
      const formula = key === 'shortage' ? 'oversold.shortFormula' : 'oversold.damagesYearsFormula';
      return measuredValue(value, () => explainByLines(book, figure, lines, formula, label));
    },
  };
};

/** Every measure that plans are compared by, in the order of the table; two of them look at the product in which the plans differ most. */
export const measuresOf = (
  product: Product | undefined,
  scenario: Scenario | undefined,
  onPaths: readonly Measure[],
): readonly Measure[] => [
  NPV,
  oversoldOf('shortage', 'dmt'),
  oversoldOf('damages', 'usd'),
  REVENUE,
  ...onPaths.filter(({ group }) => group === 'earnings'),
  MARGIN,
  SPOT_LOSS,
  ...(product === undefined ? [] : [netPriceOf(product)]),
  CHINA,
  LARGEST,
  HHI,
  EFFECTIVE,
  CONTRACTED,
  ...(product === undefined ? [] : [committedShareOf(product)]),
  LIMITS,
  PROTECTED,
  ...(scenario === undefined ? [] : [slumpOf(scenario)]),
  ...onPaths.filter(({ group }) => group === 'downside'),
];

/** The measures that are charted by year. */
export const CHART_MEASURES = {
  margin: MARGIN,
  china: CHINA,
  effective: EFFECTIVE,
  contracted: CONTRACTED,
  protected: PROTECTED,
  revenue: REVENUE,
};
