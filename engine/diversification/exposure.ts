import type { Rating } from '#shared/domain/buyer.ts';
import type { ExposureDimension } from '#shared/domain/exposureDimension.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Terms } from '#shared/domain/terms.ts';
import { type Year, yearOf } from '#shared/domain/time.ts';
import type { DestinationZone } from '#shared/domain/zone.ts';
import { leadingReference } from '../pricing/floatingLeg.ts';
import { deliverySchedule, type ScheduledMonth } from '../schedule/deliverySchedule.ts';
import { declaredPricing } from '../valuation/declaration.ts';
import { createTermsPricers } from '../valuation/termsPricers.ts';
import type { Market, Portfolio, PortfolioBuyer, PortfolioContract, PortfolioProduct } from '../valuation/types.ts';
import { findUnchangedContracts } from '../valuation/unchangedEntries.ts';
import { createValuationContext, findProduct, type ValuationContext } from '../valuation/valuationContext.ts';
import { sumByYear, sumOf } from '../valuation/yearlySeries.ts';

/** What a row's price stands on where it names no reference. */
const FIXED_PRICE = 'fixed';
const UNKNOWN = 'unknown';

/** Committed tonnes and gross payable value of one set of terms of a contract, by calendar year of delivery. */
export type ExposureRow = {
  readonly contractId: ContractId;
  /** The row's member of each dimension that has one; where the tonnes end may be split. */
  readonly members: Readonly<Record<Exclude<ExposureDimension, 'destinationCountry' | 'zone'>, string>>;
  readonly destinations: readonly { readonly zone: DestinationZone; readonly country: string; readonly share: number }[];
  readonly rating: Rating;
  /** Seat of the ultimate parent, the buyer's own where it has none. */
  readonly parentCountry: string;
  /** dmt and USD by year, aligned with `Exposure.years`. */
  readonly tonnes: readonly number[];
  readonly grossValue: readonly number[];
};

export type Exposure = {
  readonly years: readonly Year[];
  readonly rows: readonly ExposureRow[];
};

/** A member of a dimension with its tonnes (dmt) and gross payable value (USD) by year. */
export type ExposureMember = { readonly member: string; readonly tonnes: readonly number[]; readonly grossValue: readonly number[] };

/** The calendar years of the plan. */
export const planYears = ({ valuationMonth, lastMonth }: Pick<Portfolio, 'valuationMonth' | 'lastMonth'>): Year[] => {
  const first = yearOf(valuationMonth + 1);
  return Array.from({ length: yearOf(lastMonth) - first + 1 }, (_, i) => first + i);
};

/** A buyer's destinations with what is unknown made a part of its own. */
const destinationsOf = ({ destination }: PortfolioBuyer): ExposureRow['destinations'] => {
  const parts = destination.map(({ zone, country = UNKNOWN, share }) => ({ zone, country, share }));
  const rest = 1 - sumOf(parts.map(({ share }) => share));
  return rest > 1e-9 ? [...parts, { zone: UNKNOWN, country: UNKNOWN, share: rest }] : parts;
};

const membersOf = (buyer: PortfolioBuyer, product: PortfolioProduct, terms: Terms): ExposureRow['members'] => ({
  buyer: buyer.id,
  ultimateParent: buyer.parent ?? buyer.id,
  group: buyer.groupId ?? buyer.id,
  buyerCountry: buyer.country,
  ownership: buyer.ownership,
  metal: product.metal,
  product: product.id,
  reference: leadingReference(terms.price) ?? FIXED_PRICE,
  currency: terms.payment.currency,
  incoterm: terms.delivery.incoterm,
});

const rowsOf = (context: ValuationContext, { contract, buyer, committedEnd }: PortfolioContract, years: readonly Year[]): ExposureRow[] => {
  const product = findProduct(context.portfolio, contract.productId);
  const pricersOf = createTermsPricers(context, product);
  const grossValue = (scheduled: ScheduledMonth): number => {
    const pricer = pricersOf(scheduled.terms).contract;
    return scheduled.nominal * pricer.gross(declaredPricing(scheduled, pricer), scheduled.month);
  };
  const schedule = deliverySchedule(contract, context.firstMonth, context.lastMonth, committedEnd);
  return [...Map.groupBy(schedule, ({ terms }) => terms)].map(([terms, months]) => ({
    contractId: contract.id,
    members: membersOf(buyer, product, terms),
    destinations: destinationsOf(buyer),
    rating: buyer.rating,
    parentCountry: buyer.parentCountry ?? buyer.country,
    tonnes: sumByYear(
      months,
      years,
      ({ month }) => month,
      ({ nominal }) => nominal,
    ),
    grossValue: sumByYear(months, years, ({ month }) => month, grossValue),
  }));
};

/** A portfolio and its exposure at a market's prices. */
export type PortfolioExposure = { readonly portfolio: Portfolio; readonly market: Market; readonly exposure: Exposure };

/**
 * Committed tonnes (nominal, dmt) and gross payable value (USD at the market's prices) of every contract of the portfolio by
 * calendar year of delivery, to its committed end; the first year counts the months after the valuation date only. Rows of contracts
 * that `earlier` held object for object on the same market are taken from there.
 * Errors: as `valuePortfolio`.
 */
export const exposure = (portfolio: Portfolio, market: Market, earlier?: PortfolioExposure): Exposure => {
  const context = createValuationContext(portfolio, market);
  const years = planYears(portfolio);
  const unchanged = findUnchangedContracts(portfolio, market, earlier);
  const known = Map.groupBy(earlier?.exposure.rows ?? [], ({ contractId }) => contractId);
  const rows = portfolio.contracts.flatMap((entry) =>
    unchanged.has(entry) ? (known.get(entry.contract.id) ?? []) : rowsOf(context, entry, years),
  );
  return { years, rows };
};

/** The members of a dimension that a row touches, with the share of each. */
const partsOf = (row: ExposureRow, dimension: ExposureDimension): readonly { readonly member: string; readonly share: number }[] => {
  if (dimension === 'zone') return row.destinations.map(({ zone, share }) => ({ member: zone, share }));
  if (dimension === 'destinationCountry') return row.destinations.map(({ country, share }) => ({ member: country, share }));
  return [{ member: row.members[dimension], share: 1 }];
};

/** An exposure along one dimension, of all rows or of those that `only` keeps; most tonnes first, a tie by name. */
export const exposureByDimension = (
  { years, rows }: Exposure,
  dimension: ExposureDimension,
  only: (row: ExposureRow) => boolean = () => true,
): ExposureMember[] => {
  const members = new Map<string, { readonly tonnes: number[]; readonly grossValue: number[] }>();
  for (const row of rows) {
    if (!only(row)) continue;
    for (const { member, share } of partsOf(row, dimension)) {
      let sums = members.get(member);
      if (sums === undefined) {
        sums = { tonnes: years.map(() => 0), grossValue: years.map(() => 0) };
        members.set(member, sums);
      }
      // added in place: a series a row would be most of the work
      for (let i = 0; i < years.length; i++) {
        sums.tonnes[i]! += share * row.tonnes[i]!;
        sums.grossValue[i]! += share * row.grossValue[i]!;
      }
    }
  }
  return [...members]
    .map(([member, sums]) => ({ member, ...sums }))
    .sort((a, b) => sumOf(b.tonnes) - sumOf(a.tonnes) || (a.member < b.member ? -1 : 1));
};

/** China's share by year, a fraction of what is committed: by destination, and by the seat of the ultimate parent; undefined in a year without any. */
export type ChinaShare = { readonly destination: readonly (number | undefined)[]; readonly parent: readonly (number | undefined)[] };

/** China's share of the tonnes or of the gross payable value of all rows, or of those that `only` keeps. */
export const chinaShare = (
  { years, rows }: Exposure,
  by: 'tonnes' | 'grossValue',
  only: (row: ExposureRow) => boolean = () => true,
): ChinaShare => {
  const kept = rows.filter(only);
  const weighted = (share: (row: ExposureRow) => number) => {
    const sums = years.map(() => 0);
    for (const row of kept) {
      const part = share(row);
      // added in place, as above
      for (let i = 0; i < years.length; i++) sums[i]! += part * row[by][i]!;
    }
    return sums;
  };
  const whole = weighted(() => 1);
  const ofWhole = (part: readonly number[]) => part.map((amount, i) => (whole[i] === 0 ? undefined : amount / whole[i]!));
  return {
    destination: ofWhole(
      weighted(({ destinations }) => sumOf(destinations.filter(({ zone }) => zone === 'china').map(({ share }) => share))),
    ),
    parent: ofWhole(weighted(({ parentCountry }) => (parentCountry === 'CN' ? 1 : 0))),
  };
};
