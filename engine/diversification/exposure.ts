import type { Rating } from '#shared/domain/buyer.ts';
import { termsBetween } from '#shared/domain/contract.ts';
import type { ExposureDimension } from '#shared/domain/exposureDimension.ts';
import type { ContractId, ProductId } from '#shared/domain/ids.ts';
import type { Terms } from '#shared/domain/terms.ts';
import { type Year, yearOf } from '#shared/domain/time.ts';
import type { DestinationZone } from '#shared/domain/zone.ts';
import { sum, sumBy } from '#shared/math.ts';
import { memoize, memoizeWeakly } from '#shared/memoize.ts';
import { createObjectField } from '#shared/objectField.ts';
import { isEndOfStep, memoizeSteps, runSteps, type Steps } from '#shared/steps.ts';
import { leadingReference } from '../pricing/floatingLeg.ts';
import { createNominalTonnes } from '../schedule/deliverySchedule.ts';
import { createTermsPricers, type TermsPricers } from '../valuation/termsPricers.ts';
import type { Market, Portfolio, PortfolioBuyer, PortfolioContract, PortfolioProduct } from '../valuation/types.ts';
import { createUnchangedTest, listPlaces } from '../valuation/unchangedEntries.ts';
import { createValuationContext, findProduct, type ValuationContext } from '../valuation/valuationContext.ts';
import { groupBuyers } from './groupBuyers.ts';

/** Member of the dimension `reference` for a fixed price. */
const FIXED_PRICE = 'fixed';
const UNKNOWN = 'unknown';

/** Committed tonnes and gross payable value of one set of terms of a contract, by calendar year of delivery. */
export type ExposureRow = {
  readonly contractId: ContractId;
  /** The row's member in each dimension; destinations are listed apart because they may be split. */
  readonly members: Readonly<Record<Exclude<ExposureDimension, 'destinationCountry' | 'zone'>, string>>;
  readonly destinations: readonly { readonly zone: DestinationZone; readonly country: string; readonly share: number }[];
  readonly rating: Rating;
  /** Seat of the ultimate parent; the buyer's own seat without one. */
  readonly parentCountry: string;
  /** Share of the price that is settled in the member of the dimension `currency`, the rest being settled in USD; absent: all. */
  readonly currencyShare?: number | undefined;
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

/** Lists the calendar years of the plan. */
export const planYears = ({ valuationMonth, lastMonth }: Pick<Portfolio, 'valuationMonth' | 'lastMonth'>): Year[] => {
  const first = yearOf(valuationMonth + 1);
  return Array.from({ length: yearOf(lastMonth) - first + 1 }, (_, i) => first + i);
};

/** Lists a buyer's destinations; the share without a destination becomes a part of its own. */
const destinationsOf = ({ destination }: PortfolioBuyer): ExposureRow['destinations'] => {
  const namedParts = destination.map(({ zone, country = UNKNOWN, share }) => ({ zone, country, share }));
  const remainder = 1 - sumBy(namedParts, ({ share }) => share);
  return remainder > 1e-9 ? [...namedParts, { zone: UNKNOWN, country: UNKNOWN, share: remainder }] : namedParts;
};

const membersOf = (buyer: PortfolioBuyer, group: string, product: PortfolioProduct, terms: Terms): ExposureRow['members'] => ({
  buyer: buyer.id,
  group,
  ultimateParent: buyer.parent ?? buyer.id,
  actsAsOne: buyer.groupId ?? buyer.id,
  buyerCountry: buyer.country,
  ownership: buyer.ownership,
  metal: product.metal,
  product: product.id,
  reference: leadingReference(terms.price) ?? FIXED_PRICE,
  currency: terms.payment.currency,
  incoterm: terms.delivery.incoterm,
});

/** A product with its pricers, which the contracts of a portfolio share. */
type PricedProduct = { readonly product: PortfolioProduct; readonly pricersOf: (terms: Terms) => TermsPricers };

const rowsOf = (
  { firstMonth, lastMonth }: ValuationContext,
  { contract, buyer, committedEnd }: PortfolioContract,
  group: string,
  years: readonly Year[],
  { product, pricersOf }: PricedProduct,
): ExposureRow[] =>
  termsBetween(contract, Math.max(firstMonth, contract.start), Math.min(lastMonth, committedEnd)).map(({ terms, from, to }) => {
    const nominalAt = createNominalTonnes(terms.quantity);
    const { grossAt } = pricersOf(terms);
    const [tonnes, grossValue] = [years.map(() => 0), years.map(() => 0)];
    for (let month = from; month <= to; month++) {
      const nominal = nominalAt(month - contract.start);
      const yearIndex = yearOf(month) - years[0]!;
      tonnes[yearIndex]! += nominal;
      grossValue[yearIndex]! += nominal * grossAt(month);
    }
    return {
      contractId: contract.id,
      members: membersOf(buyer, group, product, terms),
      destinations: destinationsOf(buyer),
      rating: buyer.rating,
      parentCountry: buyer.parentCountry ?? buyer.country,
      currencyShare: terms.payment.currencyShare,
      tonnes,
      grossValue,
    };
  });

/** The id of each buyer's group. */
const groupIds = ({ contracts, otherBuyers = [] }: Portfolio): ReadonlyMap<string, string> => {
  const buyers = new Set<PortfolioBuyer>();
  for (const { buyer } of contracts) buyers.add(buyer);
  for (const buyer of otherBuyers) buyers.add(buyer);
  const groupByBuyer = new Map<string, string>();
  for (const { id, buyers: members } of groupBuyers(buyers)) for (const buyer of members) groupByBuyer.set(buyer.id, id);
  return groupByBuyer;
};

/** A buyer's group may change with another buyer's record. */
const withGroup = (row: ExposureRow, group: string): ExposureRow =>
  row.members.group === group ? row : { ...row, members: { ...row.members, group } };

/** A portfolio with its exposure at a market's prices. */
export type PortfolioExposure = { readonly portfolio: Portfolio; readonly market: Market; readonly exposure: Exposure };

/**
 * Computes committed tonnes (nominal, dmt) and gross payable value (USD at the market's prices) of every contract of the portfolio by
 * calendar year of delivery, up to its committed end. The first year counts the months after the valuation date only. Rows of contracts
 * that are the same objects in `previous`, on the same market, are reused. Groups join all buyers of the portfolio, also those without a
 * contract.
 * Errors: as `valuePortfolio`.
 */
export function* exposureInSteps(portfolio: Portfolio, market: Market, previous?: PortfolioExposure): Steps<Exposure> {
  const context = createValuationContext(portfolio, market);
  const years = planYears(portfolio);
  const places: ReadonlyMap<PortfolioContract, number> = previous ? yield* listPlaces(previous.portfolio) : new Map();
  const isUnchanged = createUnchangedTest(portfolio, market, previous, places);
  // the rows of a contract follow one another
  const earlierRows = previous?.exposure.rows ?? [];
  const firstRowOf = new Map<ContractId, number>();
  for (let i = 0; i < earlierRows.length; i++) {
    const { contractId } = earlierRows[i]!;
    if (contractId !== earlierRows[i - 1]?.contractId) firstRowOf.set(contractId, i);
    if (isEndOfStep(i)) yield;
  }
  const groupOf = groupIds(portfolio);
  const pricedProductOf = memoize((productId: ProductId): PricedProduct => {
    const product = findProduct(portfolio, productId);
    return { product, pricersOf: createTermsPricers(context, product) };
  });
  yield;
  const rows: ExposureRow[] = [];
  for (const entry of portfolio.contracts) {
    const group = groupOf.get(entry.buyer.id) ?? entry.buyer.id;
    if (isUnchanged(entry)) {
      const { id } = entry.contract;
      for (let i = firstRowOf.get(id) ?? earlierRows.length; earlierRows[i]?.contractId === id; i++)
        rows.push(withGroup(earlierRows[i]!, group));
    } else rows.push(...rowsOf(context, entry, group, years, pricedProductOf(entry.contract.productId)));
    yield;
  }
  return { years, rows };
}

/** `exposureInSteps` without interruption. */
export const exposure = (...of: Parameters<typeof exposureInSteps>): Exposure => runSteps(exposureInSteps(...of));

/** Calls `visit` with each member of a row in a dimension and its share. */
const visitParts = (
  row: ExposureRow,
  dimension: ExposureDimension,
  visit: (member: string, share: number, row: ExposureRow) => void,
): void => {
  if (dimension === 'zone' || dimension === 'destinationCountry') {
    for (const { zone, country, share } of row.destinations) visit(dimension === 'zone' ? zone : country, share, row);
    return;
  }
  const currencyShare = dimension === 'currency' ? row.currencyShare : undefined;
  visit(row.members[dimension], currencyShare ?? 1, row);
  if (currencyShare !== undefined) visit('USD', 1 - currencyShare, row);
};

function* sumByDimension(
  { years, rows }: Exposure,
  dimension: ExposureDimension,
  isIncluded?: (row: ExposureRow) => boolean,
): Steps<readonly ExposureMember[]> {
  const members = new Map<string, { readonly tonnes: number[]; readonly grossValue: number[] }>();
  const addPart = (member: string, share: number, { tonnes, grossValue }: ExposureRow): void => {
    let sums = members.get(member);
    if (sums === undefined) {
      sums = { tonnes: years.map(() => 0), grossValue: years.map(() => 0) };
      members.set(member, sums);
    }
    // added in place: one array per row would take most of the time
    for (let i = 0; i < years.length; i++) {
      sums.tonnes[i]! += share * tonnes[i]!;
      sums.grossValue[i]! += share * grossValue[i]!;
    }
  };
  for (let n = 0; n < rows.length; n++) {
    if (isEndOfStep(n)) yield;
    if (isIncluded === undefined || isIncluded(rows[n]!)) visitParts(rows[n]!, dimension, addPart);
  }
  return [...members]
    .map(([member, sums]) => ({ member, ...sums }))
    .sort((a, b) => sum(b.tonnes) - sum(a.tonnes) || (a.member < b.member ? -1 : 1));
}

/** The sums over all rows of an exposure, by dimension: a page reads several of its figures from each. */
const sumsByDimension = memoizeWeakly(
  (exposure: Exposure) => memoizeSteps((dimension: ExposureDimension) => sumByDimension(exposure, dimension)),
  createObjectField(),
);

/** Sums an exposure by member of a dimension over all rows in steps, for `exposureByDimension`. */
export const prepareExposureSums = (exposure: Exposure, dimension: ExposureDimension): Steps<readonly ExposureMember[]> =>
  sumsByDimension(exposure).prepare(dimension);

/** Sums an exposure by member of a dimension, over the rows that pass `isIncluded`; sorted by tonnes, largest first, then by name. */
export const exposureByDimension = (
  exposure: Exposure,
  dimension: ExposureDimension,
  isIncluded?: (row: ExposureRow) => boolean,
): readonly ExposureMember[] =>
  isIncluded === undefined ? sumsByDimension(exposure).get(dimension) : runSteps(sumByDimension(exposure, dimension, isIncluded));

/**
 * China's share of the committed amount by year, a fraction: by destination and by seat of the ultimate parent; undefined in a year
 * without commitments.
 */
export type ChinaShare = { readonly destination: readonly (number | undefined)[]; readonly parent: readonly (number | undefined)[] };

const chinaShareOfRows = (years: readonly Year[], rows: readonly ExposureRow[], basis: 'tonnes' | 'grossValue'): ChinaShare => {
  const [total, toChina, toParents] = [years.map(() => 0), years.map(() => 0), years.map(() => 0)];
  for (const { destinations, parentCountry, [basis]: amounts } of rows) {
    const share = sumBy(destinations, (part) => (part.zone === 'china' ? part.share : 0));
    for (let i = 0; i < years.length; i++) {
      total[i]! += amounts[i]!;
      toChina[i]! += share * amounts[i]!;
      if (parentCountry === 'CN') toParents[i]! += amounts[i]!;
    }
  }
  const shareOfTotal = (part: readonly number[]) => part.map((amount, i) => (total[i] === 0 ? undefined : amount / total[i]!));
  return { destination: shareOfTotal(toChina), parent: shareOfTotal(toParents) };
};

/** Over all rows of an exposure: a page reads both shares of several years. */
const chinaShares = memoizeWeakly(
  ({ years, rows }: Exposure) => memoize((basis: 'tonnes' | 'grossValue') => chinaShareOfRows(years, rows, basis)),
  createObjectField(),
);

/** Computes China's share of the tonnes or of the gross payable value, over all rows or those that pass `isIncluded`. */
export const chinaShare = (exposure: Exposure, basis: 'tonnes' | 'grossValue', isIncluded?: (row: ExposureRow) => boolean): ChinaShare =>
  isIncluded === undefined ? chinaShares(exposure)(basis) : chinaShareOfRows(exposure.years, exposure.rows.filter(isIncluded), basis);
