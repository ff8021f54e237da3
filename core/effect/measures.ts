import { chinaShare, concentration, exposureByDimension } from '#engine';
import type { Explanation, Figure, Message } from '#shared/contract/figure.ts';
import { BuyerId, GroupId } from '#shared/domain/ids.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Year } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { inYear } from '../contracts/rows.ts';
import { explanation } from '../portfolio/explain.ts';
import { explained, hhi, ratio, share, usd } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { standaloneCost } from '../scenarios/scenarioFigures.ts';

/** A measure of a plan in a year: its number and the figure that shows it; undefined where there is nothing to measure. */
export type Measure = { readonly value: number; readonly figure: Figure } | undefined;

type Line = { readonly label: Message; readonly amount: number };
type Place = { readonly book: Workbook; readonly plan: ValuedPlan; readonly year: Year };

const yearIndex = ({ plan, year }: Place): number => plan.exposure().years.indexOf(year);

const named = (name: string): Message => message('line.member', { name });

/** Name of a group of buyers that act as one, or of the buyer that is its own group. */
export const groupName = ({ groups, buyers }: Workbook, member: string): string =>
  groups.get(GroupId.parse(member))?.name ?? buyers.get(BuyerId.parse(member))?.name ?? member;

/** Codes by id, made once for all lines of a figure: a search for each would be most of the work in a large plan. */
const codesOf = ({ contracts }: Workbook): ReadonlyMap<string, string> => new Map(contracts.map(({ id, code }) => [id, code]));

const opened = (
  figure: Figure,
  lines: readonly Line[],
  key: 'hhi' | 'chinaShare' | 'chinaParentShare' | 'coverage' | 'netRevenue',
  label: Message,
): Figure => {
  const spec: Explanation = explanation(lines, Number(figure.value), {
    title: label,
    formula: message(`effect.formula.${key}`),
    unit: figure.unit,
    decimals: figure.decimals,
  });
  return explained(figure, spec);
};

/** Gross payable value of each group of buyers in the year, largest first. */
export const groupValues = (place: Place, keep?: (metal: string) => boolean) => {
  const i = yearIndex(place);
  return exposureByDimension(place.plan.exposure(), 'group', keep && (({ members }) => keep(members.metal)))
    .map(({ member, grossValue }) => ({ member, name: groupName(place.book, member), value: grossValue[i] ?? 0 }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value);
};

/** HHI of buyers' groups by gross payable value, 0..1, and the number of equal buyers that would give it. */
export const buyersMeasure = (place: Place): { hhi: Measure; effective: Measure } => {
  const values = groupValues(place);
  if (values.length === 0) return { hhi: undefined, effective: undefined };
  const found = concentration(values.map(({ value }) => value));
  const total = values.reduce((sum, { value }) => sum + value, 0);
  // s^2 x 10,000
  const lines = values.map(({ name, value }) => ({ label: named(name), amount: (value / total) ** 2 * 10_000 }));
  return {
    hhi: { value: found.hhi, figure: opened(hhi(found.hhi), lines, 'hhi', message('effect.hhi')) },
    effective: { value: found.effectiveNumber, figure: ratio(found.effectiveNumber) },
  };
};

/** China's share of gross payable value, by destination or by the seat of the ultimate parent. */
export const chinaMeasure = (place: Place, by: 'destination' | 'parent'): Measure => {
  const exposed = place.plan.exposure();
  const i = yearIndex(place);
  const value = chinaShare(exposed, 'grossValue')[by][i];
  if (value === undefined) return undefined;
  const whole = exposed.rows.reduce((sum, { grossValue }) => sum + grossValue[i]!, 0);
  const codes = codesOf(place.book);
  const lines = exposed.rows.map(({ contractId, destinations, parentCountry, grossValue }) => {
    const china =
      by === 'parent'
        ? Number(parentCountry === 'CN')
        : destinations.reduce((sum, { zone, share: part }) => sum + (zone === 'china' ? part : 0), 0);
    return { label: named(codes.get(contractId) ?? ''), amount: (china * grossValue[i]!) / whole };
  });
  const key = by === 'parent' ? 'chinaParentShare' : 'chinaShare';
  return { value, figure: opened(share(value), lines, key, message(`effect.${key}`)) };
};

/** Nominal tonnes of a product under contract over its planned production. */
export const coverageMeasure = (place: Place, product: Product): Measure => {
  const found = place.plan
    .coverage()
    .find(({ productId }) => productId === product.id)
    ?.years.find(({ year }) => year === place.year);
  if (found === undefined || found.planned === 0) return undefined;
  const i = yearIndex(place);
  const value = found.nominal / found.planned;
  const codes = codesOf(place.book);
  const lines = place.plan
    .exposure()
    .rows.filter(({ members }) => members.product === product.id)
    .map(({ contractId, tonnes }) => ({ label: named(codes.get(contractId) ?? ''), amount: tonnes[i]! / found.planned }));
  return { value, figure: opened(share(value), lines, 'coverage', message('effect.coverage', { product: product.name })) };
};

/** The largest group's share of a metal's gross payable value. */
export const largestGroupMeasure = (place: Place, metal: Product['metal']): Measure => {
  const values = groupValues(place, (one) => one === metal);
  const first = values[0];
  if (first === undefined) return undefined;
  const value = first.value / values.reduce((sum, group) => sum + group.value, 0);
  return { value, figure: share(value) };
};

/** The largest contract's share of the plan's gross payable value. */
export const largestContractMeasure = (place: Place): Measure => {
  const i = yearIndex(place);
  const sums = new Map<string, number>();
  for (const { contractId, grossValue } of place.plan.exposure().rows) {
    sums.set(contractId, (sums.get(contractId) ?? 0) + (grossValue[i] ?? 0));
  }
  const whole = [...sums.values()].reduce((sum, value) => sum + value, 0);
  if (whole === 0) return undefined;
  const value = Math.max(...sums.values()) / whole;
  return { value, figure: share(value) };
};

/** Payments of contracts and spot sales in the year, USD. */
export const netRevenueMeasure = ({ book, plan, year }: Place): Measure => {
  const { value } = plan;
  const amount = inYear(value, value.revenue, year);
  const spot = value.products.reduce((sum, { spotRevenue }) => sum + inYear(value, spotRevenue, year), 0);
  const codes = codesOf(book);
  const lines = [
    ...value.contracts.map((contract) => ({
      label: named(codes.get(contract.contractId) ?? ''),
      amount: inYear(value, contract.revenue, year),
    })),
    { label: message('line.spot'), amount: spot },
  ];
  return { value: amount, figure: opened(usd(amount), lines, 'netRevenue', message('effect.netRevenue')) };
};

/** What the China slump takes from the plan's net revenue, USD. */
export const slumpMeasure = ({ book, plan }: Place): Measure => ({ value: plan.scenarioCost(), figure: standaloneCost(book, plan) });
