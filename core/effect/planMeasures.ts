import { chinaShare, concentration, type ExposureRow, exposureByDimension } from '#engine';
import { addAmount, findById } from '#shared/collections.ts';
import type { Figure, Message } from '#shared/contract/figure.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Year } from '#shared/domain/time.ts';
import type { Zone } from '#shared/domain/zone.ts';
import { sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { runSteps } from '#shared/steps.ts';
import { groupName } from '../portfolio/buyerGroups.ts';
import { amountInYear } from '../portfolio/contractValues.ts';
import { explanationByItem } from '../portfolio/explain.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { hhi, ratio, share, usd, withExplanation } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { spotRevenueLines } from '../portfolio/spotLines.ts';
import { lostDestination } from '../scenarios/displacement.ts';
import { standaloneCost } from '../scenarios/scenarioFigures.ts';

/** A measure of a plan in a year as a number and as a figure; undefined where there is nothing to measure. */
export type Measure = { readonly value: number; readonly figure: Figure } | undefined;

export type PlanYear = { readonly book: Workbook; readonly plan: ValuedPlan; readonly year: Year };

const yearIndex = ({ plan, year }: PlanYear): number => plan.exposure().years.indexOf(year);

const nameLabel = (name: string): Message => message('line.member', { name });

const codeLabel = ({ contracts }: Workbook, id: ContractId): Message => nameLabel(findById(contracts, id)?.code ?? '');

const explainedMeasure = <T>(
  figure: Figure,
  items: readonly T[],
  amountOf: (item: T) => number,
  labelOf: (item: T) => Message,
  key: 'hhi' | 'chinaShare' | 'chinaParentShare' | 'committedShare' | 'netRevenue',
  title: Message,
): Figure => {
  const { value, unit, decimals } = figure;
  const spec = { title, formula: message(`effect.formula.${key}`), unit, decimals };
  return withExplanation(
    figure,
    explanationByItem(items, amountOf, (item) => ({ label: labelOf(item) }), Number(value), spec),
  );
};

/** Gross payable value of each group of buyers in the year, largest first. */
export const groupValues = (planYear: PlanYear, hasMetal?: (metal: string) => boolean) => {
  const i = yearIndex(planYear);
  return exposureByDimension(planYear.plan.exposure(), 'group', hasMetal && (({ members }) => hasMetal(members.metal)))
    .map(({ member, grossValue }) => ({ member, name: groupName(planYear.book, member), value: grossValue[i] ?? 0 }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value);
};

/** HHI of buyers' groups by gross payable value, 0..1, and the number of equal buyers that would give it. */
export const buyersMeasure = (planYear: PlanYear): { hhi: Measure; effective: Measure } => {
  const values = groupValues(planYear);
  if (values.length === 0) return { hhi: undefined, effective: undefined };
  const result = concentration(values.map(({ value }) => value));
  const { book, plan, year: period } = planYear;
  const identity = (measure: 'hhi' | 'effectiveBuyers') => ({ identity: identifyInPlan(book, plan, measure, { period }) });
  const total = sumBy(values, ({ value }) => value);
  return {
    hhi: {
      value: result.hhi,
      figure: explainedMeasure(
        hhi(result.hhi, identity('hhi')),
        values,
        // s^2 x 10,000
        ({ value }) => (value / total) ** 2 * 10_000,
        ({ name }) => nameLabel(name),
        'hhi',
        message('effect.hhi'),
      ),
    },
    effective: { value: result.effectiveNumber, figure: ratio(result.effectiveNumber, identity('effectiveBuyers')) },
  };
};

/** China's share of gross payable value, by destination or by the seat of the ultimate parent. */
export const chinaMeasure = (planYear: PlanYear, by: 'destination' | 'parent'): Measure => {
  const exposure = planYear.plan.exposure();
  const i = yearIndex(planYear);
  const value = chinaShare(exposure, 'grossValue')[by][i];
  if (value === undefined) return undefined;
  const total = sumBy(exposure.rows, ({ grossValue }) => grossValue[i]!);
  const amountOf = ({ destinations, parentCountry, grossValue }: ExposureRow): number => {
    const shareOfRow =
      by === 'parent' ? Number(parentCountry === 'CN') : sumBy(destinations, ({ zone, share: part }) => (zone === 'china' ? part : 0));
    return (shareOfRow * grossValue[i]!) / total;
  };
  const labelOf = ({ contractId }: ExposureRow): Message => codeLabel(planYear.book, contractId);
  const key = by === 'parent' ? 'chinaParentShare' : 'chinaShare';
  const identity = identifyInPlan(planYear.book, planYear.plan, key, { period: planYear.year });
  const figure = explainedMeasure(share(value, { identity }), exposure.rows, amountOf, labelOf, key, message(`effect.${key}`));
  return { value, figure };
};

/** Nominal tonnes of a product under contract over its planned production. */
export const committedShareMeasure = (planYear: PlanYear, product: Product): Measure => {
  const commitment = planYear.plan
    .commitments()
    .find(({ productId }) => productId === product.id)
    ?.years.find(({ year }) => year === planYear.year);
  if (commitment === undefined || commitment.planned === 0) return undefined;
  const i = yearIndex(planYear);
  const value = commitment.nominal / commitment.planned;
  const rows = planYear.plan.exposure().rows.filter(({ members }) => members.product === product.id);
  const identity = identifyInPlan(planYear.book, planYear.plan, 'committedShare', {
    period: planYear.year,
    subject: `product:${product.id}`,
  });
  return {
    value,
    figure: explainedMeasure(
      share(value, { identity }),
      rows,
      ({ tonnes }) => tonnes[i]! / commitment.planned,
      ({ contractId }) => codeLabel(planYear.book, contractId),
      'committedShare',
      message('effect.committedShare', { product: product.name }),
    ),
  };
};

/** The largest group's share of a metal's gross payable value. */
export const largestGroupMeasure = (planYear: PlanYear, metal: Product['metal']): Measure => {
  const values = groupValues(planYear, (metalId) => metalId === metal);
  const largestValue = values[0];
  if (largestValue === undefined) return undefined;
  const value = largestValue.value / sumBy(values, (group) => group.value);
  const { book, plan, year: period } = planYear;
  return {
    value,
    figure: share(value, { identity: identifyInPlan(book, plan, 'largestGroupShare', { period, subject: `metal:${metal}` }) }),
  };
};

/** The largest contract's share of the plan's gross payable value. */
export const largestContractMeasure = (planYear: PlanYear): Measure => {
  const i = yearIndex(planYear);
  const sums = new Map<string, number>();
  for (const { contractId, grossValue } of planYear.plan.exposure().rows) {
    addAmount(sums, contractId, grossValue[i] ?? 0);
  }
  const total = sum([...sums.values()]);
  if (total === 0) return undefined;
  const value = Math.max(...sums.values()) / total;
  const { book, plan, year: period } = planYear;
  return { value, figure: share(value, { identity: identifyInPlan(book, plan, 'largestContractShare', { period }) }) };
};

/** Payments of contracts and spot sales in the year, USD. */
export const netRevenueMeasure = ({ book, plan, year }: PlanYear): Measure => {
  const { value } = plan;
  const amount = amountInYear(value, value.revenue, year);
  const i = value.years.indexOf(year);
  const items = [...value.contracts, ...spotRevenueLines(book, value.products, year)];
  const identity = identifyInPlan(book, plan, 'netRevenue', { period: year });
  const figure = explainedMeasure(
    usd(amount, { identity }),
    items,
    (item) => ('label' in item ? item.amount : (item.revenue[i] ?? 0)),
    (item) => ('label' in item ? item.label : codeLabel(book, item.contractId)),
    'netRevenue',
    message('effect.netRevenue'),
  );
  return { value: amount, figure };
};

/** Cost of the China slump to the plan's net revenue, USD. */
export const slumpMeasure = ({ book, plan }: PlanYear): Measure => ({ value: plan.scenarioCost(), figure: standaloneCost(book, plan) });

/** Cost of concentration if a destination is closed in the year, USD a year; undefined where the plan displaces no tonnes then. */
export const concentrationCostMeasure = ({ book, plan, year }: PlanYear, zone: Zone): Measure => {
  const { cost, displacement } = runSteps(lostDestination(book, plan, zone, year));
  return cost.tonnes === 0 ? undefined : { value: Number(displacement.concentration.value), figure: displacement.concentration };
};
