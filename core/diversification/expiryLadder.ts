import { addAmount } from '#shared/collections.ts';
import type { BarsChart } from '#shared/contract/charts.ts';
import type { Amount } from '#shared/contract/figure.ts';
import { type Year, yearOf } from '#shared/domain/time.ts';
import { DestinationZone } from '#shared/domain/zone.ts';
import { sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { isEndOfStep, type Steps } from '#shared/steps.ts';
import { shortName } from '../overview/commitments.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';

/** A contract that ends within the plan; `value` is its mean gross payable value a year up to its committed end, USD. */
export type ExpiringContract = {
  readonly year: Year;
  readonly buyer: string;
  readonly value: number;
  readonly zones: ReadonlyMap<DestinationZone, number>;
};

/** Lists the contracts of a plan that end within it. */
export function* listExpiringContracts(book: Workbook, plan: ValuedPlan): Steps<readonly ExpiringContract[]> {
  const rows = Map.groupBy(plan.exposure().rows, ({ contractId }) => contractId);
  yield;
  const expiringContracts: ExpiringContract[] = [];
  const { contracts } = plan.portfolio;
  for (let i = 0; i < contracts.length; i++) {
    const { contract, committedEnd } = contracts[i]!;
    if (isEndOfStep(i)) yield;
    if (committedEnd > book.lastMonth) continue;
    const months = committedEnd - Math.max(book.valuationMonth, contract.start - 1);
    const contractRows = rows.get(contract.id) ?? [];
    const totalValue = sumBy(contractRows, ({ grossValue }) => sum(grossValue));
    if (months <= 0 || totalValue <= 0) continue;
    const zones = new Map<DestinationZone, number>();
    const value = (totalValue / months) * 12;
    for (const destination of contractRows[0]?.destinations ?? []) addAmount(zones, destination.zone, value * destination.share);
    expiringContracts.push({ year: yearOf(committedEnd), buyer: book.buyers.get(contract.buyerId)?.name ?? contract.code, value, zones });
  }
  return expiringContracts;
}

/** The expiry ladder: the annual value of the contracts that end in each year, by destination zone. */
export const expiryLadderChart = (book: Workbook, plan: ValuedPlan, expiringContracts: readonly ExpiringContract[]): BarsChart => {
  const contractsByYear = Map.groupBy(expiringContracts, ({ year }) => year);
  const amountsByYear = new Map<Year, Map<DestinationZone, number>>();
  for (const [year, contracts] of contractsByYear) {
    const amounts = new Map<DestinationZone, number>();
    for (const { zones } of contracts) for (const [zone, value] of zones) addAmount(amounts, zone, value);
    amountsByYear.set(year, amounts);
  }
  const years = plan.exposure().years.filter((year) => year <= book.settings.horizonYear);
  const noteOf = (year: Year): string | undefined => {
    const [first, ...others] = contractsByYear.get(year) ?? [];
    if (first === undefined) return undefined;
    const largestContract = others.reduce((a, b) => (b.value > a.value ? b : a), first);
    return others.length > 0 ? `${shortName(largestContract.buyer)} +${others.length}` : shortName(largestContract.buyer);
  };
  const amount = (year: Year, zone: DestinationZone) => amountsByYear.get(year)?.get(zone) ?? 0;
  const zonesWithValue = DestinationZone.options.filter((zone) => years.some((year) => amount(year, zone) > 0));
  const total = (year: Year) => sumBy(zonesWithValue, (zone) => amount(year, zone));
  return {
    kind: 'bars',
    title: message('diversification.ladder.title'),
    summary: message('diversification.ladder.summary'),
    unit: 'usd',
    unitLabel: message('diversification.ladder.unit', { unit: { unitOf: 'usd' } }),
    decimals: 0,
    horizontal: false,
    stacked: true,
    categories: years.map((year) => {
      const note = noteOf(year);
      return { label: { name: String(year) }, period: year, ...(note === undefined ? {} : { note: { name: note } }) };
    }),
    series: zonesWithValue.map((zone) => ({
      label: message(`zone.${zone}`),
      role: `zone.${zone}` as const,
      fill: zone === 'unknown' ? ('hatched' as const) : ('solid' as const),
      values: years.map((year) => amount(year, zone)),
      identity: identifyInPlan(book, plan, 'expiringValue', { subject: `zone:${zone}` }),
    })),
    barLabels: years.map((year): Amount | null => (total(year) > 0 ? { value: total(year), unit: 'usd', withoutUnit: true } : null)),
    axis: { min: 0 },
  };
};

/** The contracts that end by the end of a year: their number, and their value in USD a year. */
export const endingValue = (
  expiringContracts: readonly ExpiringContract[],
  year: Year,
): { readonly value: number; readonly contracts: number } => {
  const ending = expiringContracts.filter((contract) => contract.year <= year);
  return { value: sumBy(ending, ({ value }) => value), contracts: ending.length };
};
