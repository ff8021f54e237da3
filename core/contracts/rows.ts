import type { ContractMonth, ContractValue, PortfolioValue } from '#engine';
import type { ContractRow } from '#shared/contract/contracts.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { PriceUnit } from '#shared/domain/reference.ts';
import type { Collar, PriceBasis } from '#shared/domain/terms.ts';
import { endOfMonth, type Year, yearOf } from '#shared/domain/time.ts';
import type { DestinationZone } from '#shared/domain/zone.ts';
import { countryName } from '#shared/messages/country.ts';
import { text } from '#shared/messages/text.ts';
import { pricesRestOn } from '../portfolio/explain.ts';
import type { Valued, ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { problemMessage } from '../portfolio/problems.ts';
import { recordOf } from '../portfolio/records.ts';
import { referencesIn } from './checks.ts';

export const contractValue = ({ value }: Pick<Valued, 'value'>, id: ContractId): ContractValue | undefined =>
  value.contracts.find(({ contractId }) => contractId === id);

/** An entry of a series by year; 0 in a year that the value does not reach. */
export const inYear = ({ years }: Pick<PortfolioValue, 'years'>, series: readonly number[], year: Year): number =>
  series[years.indexOf(year)] ?? 0;

/** Revenue of the contracts of a plan in a year, USD; spot sales are not in it. */
export const contractRevenue = ({ value }: Pick<Valued, 'value'>, year: Year): number =>
  value.contracts.reduce((sum, { revenue }) => sum + inYear(value, revenue, year), 0);

/** The months of delivery that a price of a year is made of: those of the year, or the first twelve of a contract that has none in it. */
export const pricedMonths = ({ months }: Pick<ContractValue, 'months'>, year: Year): readonly ContractMonth[] => {
  const delivering = months.filter(({ delivered }) => delivered > 0);
  const within = delivering.filter(({ month }) => yearOf(month) === year);
  return within.length > 0 ? within : delivering.slice(0, 12);
};

/** Mean net price of some months, weighted by their tonnes, USD/dmt; undefined where nothing is delivered. */
const meanNetPrice = (months: readonly ContractMonth[]): number | undefined => {
  const tonnes = months.reduce((sum, { delivered }) => sum + delivered, 0);
  return tonnes === 0 ? undefined : months.reduce((sum, { delivered, netPrice }) => sum + delivered * netPrice, 0) / tonnes;
};

/** USD paid over the twelve months after `from`, prepayment aside. */
export const revenueAfter = ({ flows }: Pick<ContractValue, 'flows'>, from: number): number =>
  flows.reduce((sum, { kind, month, amount }) => sum + (kind !== 'prepayment' && month > from && month <= from + 12 ? amount : 0), 0);

/** Where a buyer's tonnes end, in words: a country, mixed, or unknown. */
export const destinationOf = (buyer: Buyer, { countries }: Pick<Workbook, 'countries'>): { name: string; zone: DestinationZone } => {
  const parts = buyer.destination;
  const byZone = new Map<DestinationZone, number>([['unknown', 1 - parts.reduce((sum, { share }) => sum + share, 0)]]);
  for (const { country, share } of parts) {
    const zone = countries.get(country)?.zone ?? 'unknown';
    byZone.set(zone, (byZone.get(zone) ?? 0) + share);
  }
  const zone = [...byZone].reduce((most, entry) => (entry[1] > most[1] + 1e-9 ? entry : most))[0];
  const only = parts.length === 1 ? parts[0] : undefined;
  if (only) return { name: countryName(countries.get(only.country) ?? { code: only.country, name: only.country }), zone };
  return { name: text(parts.length === 0 ? 'common.unknown' : 'common.mixed'), zone };
};

/** The unit of a floor or cap: the reference's where it stands on the reference, else USD/dmt. */
export const collarUnit = (collar: Collar, price: PriceBasis, { references }: Pick<Workbook, 'references'>): PriceUnit => {
  const leading = referencesIn(price)[0];
  return (collar.level === 'reference' && leading !== undefined && references.get(leading)?.unit) || 'USD/dmt';
};

/** The next dated thing of a contract after the valuation date, its end included. */
const nextDate = ({ dates, end }: OfftakeContract, valuationDate: string): ContractRow['next'] => {
  const ahead = [...dates.map(({ kind, date }) => ({ kind: kind as string, date })), { kind: 'ends', date: endOfMonth(end) }]
    .filter(({ date }) => date >= valuationDate)
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  return ahead[0];
};

const isWhole = ({ months }: Pick<ContractValue, 'months'>, year: Year): boolean =>
  months.filter(({ month, delivered }) => delivered > 0 && yearOf(month) === year).length === 12;

type Economics = Pick<ContractRow, 'netPrice' | 'netPriceOrigin' | 'revenue' | 'share' | 'problem'>;

/** What a contract earns: as part of the plan, or alone where the plan does not hold it. */
const economics = (book: Workbook, plan: ValuedPlan, contract: OfftakeContract): Economics => {
  if (contract.status === 'ended') return {};
  const planned = contractValue(plan, contract.id);
  const problem = plan.problems.get(contract.id);
  const valued = planned || problem ? plan : book.alone(contract);
  const found = problem ?? valued.problems.get(contract.id);
  if (found) return { problem: problemMessage(found, book.references) };
  const value = planned ?? contractValue(valued, contract.id);
  if (value === undefined) return {};
  const netPrice = meanNetPrice(pricedMonths(value, book.year));
  const origin = pricesRestOn(book, contract);
  const revenue = inYear(valued.value, value.revenue, book.year);
  const total = contractRevenue(plan, book.year);
  return {
    ...(netPrice === undefined ? {} : { netPrice }),
    ...(netPrice === undefined || origin === undefined ? {} : { netPriceOrigin: origin }),
    // a deal that nobody holds yet is shown by its first whole year
    revenue: planned || isWhole(value, book.year) ? revenue : revenueAfter(value, Math.max(book.valuationMonth, contract.start - 1)),
    ...(planned && total > 0 ? { share: revenue / total } : {}),
  };
};

/** One contract as the table shows it, its terms as the plan has them. */
export const contractRow = (book: Workbook, plan: ValuedPlan, stored: OfftakeContract): ContractRow => {
  const entry = plan.portfolio.contracts.find(({ contract }) => contract.id === stored.id);
  const contract = entry?.contract ?? stored;
  const buyer = recordOf(book.buyers, contract.buyerId, 'buyer');
  const product = recordOf(book.products, contract.productId, 'product');
  const { name, zone } = destinationOf(buyer, book);
  const { quantity, collar, delivery, price } = termsAt(contract, Math.max(contract.start, book.valuationMonth + 1));
  const next = contract.status === 'ended' ? undefined : nextDate(contract, book.settings.valuationDate);
  return {
    id: contract.id,
    code: contract.code,
    name: contract.name,
    buyerId: contract.buyerId,
    buyer: buyer.name,
    productId: contract.productId,
    product: product.name,
    metal: product.metal,
    destination: name,
    zone,
    status: contract.status,
    probability: contract.probability,
    included: entry !== undefined || plan.problems.has(contract.id),
    tonnesPerYear: quantity.tonnesPerYear,
    ...economics(book, plan, contract),
    start: contract.start,
    end: contract.end,
    monthsLeft: Math.max(0, contract.end - book.valuationMonth),
    ...(collar?.floor === undefined ? {} : { floor: collar.floor }),
    ...(collar?.cap === undefined ? {} : { cap: collar.cap }),
    ...(collar === undefined ? {} : { collarUnit: collarUnit(collar, price, book) }),
    takeOrPayShare: quantity.takeOrPayShare,
    tolerance: quantity.tolerance,
    rating: buyer.rating,
    incoterm: delivery.incoterm,
    ...(next === undefined ? {} : { next }),
  };
};

/** Every contract, by code. */
export const contractRows = (book: Workbook, plan: ValuedPlan): ContractRow[] =>
  book.contracts.map((contract) => contractRow(book, plan, contract));
