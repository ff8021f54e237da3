import type { ContractValue } from '#engine';
import { addAmount } from '#shared/collections.ts';
import type { ContractRow } from '#shared/contract/contracts.ts';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { Label, TableIdentities } from '#shared/contract/figure.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import type { PriceUnit } from '#shared/domain/reference.ts';
import { referencesIn } from '#shared/domain/termReferences.ts';
import type { Collar, PriceBasis } from '#shared/domain/terms.ts';
import { endOfMonth, yearOf } from '#shared/domain/time.ts';
import type { DestinationZone } from '#shared/domain/zone.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { amountInYear, contractEntry, contractRevenue, contractValue, meanNetPrice, pricedMonths } from '../portfolio/contractValues.ts';
import { weakestPriceOrigin } from '../portfolio/explain.ts';
import { identifyAlone, identifyDeal, identifyInPlan } from '../portfolio/figureIdentity.ts';
import { countryLabel } from '../portfolio/labels.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { problemMessage } from '../portfolio/problems.ts';
import { recordOf } from '../portfolio/records.ts';
import { createYielder } from '../yielding.ts';

/** Final destination of a buyer's tonnes: a country, mixed or unknown, with the zone that has the largest share. */
export const destinationOf = (buyer: Buyer, { countries }: Pick<Workbook, 'countries'>): { label: Label; zone: DestinationZone } => {
  const parts = buyer.destination;
  const byZone = new Map<DestinationZone, number>([['unknown', 1 - sumBy(parts, ({ share }) => share)]]);
  for (const { country, share } of parts) {
    const zone = countries.get(country)?.zone ?? 'unknown';
    addAmount(byZone, zone, share);
  }
  const zone = [...byZone].reduce((largestEntry, entry) => (entry[1] > largestEntry[1] + 1e-9 ? entry : largestEntry))[0];
  const singlePart = parts.length === 1 ? parts[0] : undefined;
  if (singlePart) return { label: countryLabel(countries, singlePart.country), zone };
  return { label: message(parts.length === 0 ? 'common.unknown' : 'common.mixed'), zone };
};

/** Unit of a floor or cap: that of the reference for one on the reference, else USD/dmt. */
export const collarUnit = (collar: Collar, price: PriceBasis, { references }: Pick<Workbook, 'references'>): PriceUnit => {
  const leadingReference = referencesIn(price)[0];
  return (collar.level === 'reference' && leadingReference !== undefined && references.get(leadingReference)?.unit) || 'USD/dmt';
};

/** The next date of a contract on or after the valuation date, its end included. */
const nextDate = ({ dates, end }: OfftakeContract, valuationDate: string): ContractRow['next'] => {
  const upcomingDates = [...dates.map(({ kind, date }) => ({ kind: kind as string, date })), { kind: 'ends', date: endOfMonth(end) }]
    .filter(({ date }) => date >= valuationDate)
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  return upcomingDates[0];
};

type Economics = Pick<ContractRow, 'netPrice' | 'netPriceOrigin' | 'revenue' | 'share' | 'problem' | 'identity'>;

/** Which figures the rows of contracts in a plan have. */
export const rowIdentities = (book: Workbook, plan: ValuedPlan): TableIdentities[string] => {
  const column = (measure: 'netPrice' | 'revenue' | 'revenueShare') => {
    const { subject: _subject, ...identity } = identifyInPlan(book, plan, measure, { period: book.year });
    return { ...identity, dealBasis: 'inPlan' as const };
  };
  return { columns: { netPrice: column('netPrice'), revenue: column('revenue'), share: column('revenueShare') }, rowSubject: 'contract' };
};

type ValueOrProblem = { readonly value?: ContractValue | undefined; readonly problem?: OrebookError | undefined };

const valueAlone = (book: Workbook, contract: OfftakeContract): ValueOrProblem => {
  const value = book.aloneValue(contract);
  if (value !== undefined) return { value };
  const portfolio = book.alone(contract);
  return { value: contractValue(portfolio, contract.id), problem: portfolio.problems.get(contract.id) };
};

/** Values a contract as part of the plan, or alone where it is not in the plan. */
const economics = (book: Workbook, plan: ValuedPlan, contract: OfftakeContract): Economics => {
  if (contract.status === 'ended') return {};
  const valueInPlan = contractValue(plan, contract.id);
  const problemInPlan = plan.problems.get(contract.id);
  const { value, problem }: ValueOrProblem =
    valueInPlan || problemInPlan ? { value: valueInPlan, problem: problemInPlan } : valueAlone(book, contract);
  if (problem) return { problem: problemMessage(problem, book.references) };
  if (value === undefined) return {};
  const months = pricedMonths(value, book.year);
  const netPrice = meanNetPrice(months);
  const origin = weakestPriceOrigin(book, contract);
  const revenue = amountInYear(value, value.revenue, book.year);
  const hasPriceOfYear = months.some(({ month }) => yearOf(month) === book.year);
  const identify = (measure: 'netPrice' | 'revenue', period: FigureIdentity['period']) =>
    valueInPlan
      ? identifyDeal(book, plan, contract, measure, { period })
      : identifyAlone(book, contract, measure, { period, plan: plan.plan });
  const identity = {
    ...(valueInPlan && hasPriceOfYear ? {} : { netPrice: identify('netPrice', hasPriceOfYear ? book.year : 'firstDeliveries') }),
    ...(valueInPlan ? {} : { revenue: identify('revenue', book.year) }),
  };
  const total = contractRevenue(plan, book.year);
  return {
    ...(netPrice === undefined ? {} : { netPrice }),
    ...(netPrice === undefined || origin === undefined ? {} : { netPriceOrigin: origin }),
    revenue,
    ...(valueInPlan && total > 0 ? { share: revenue / total } : {}),
    ...(Object.keys(identity).length === 0 ? {} : { identity }),
  };
};

/** Summarises a contract for the table, with the terms it has in the plan. */
export const contractRow = (book: Workbook, plan: ValuedPlan, storedContract: OfftakeContract): ContractRow => {
  const entry = contractEntry(plan, storedContract.id);
  const contract = entry?.contract ?? storedContract;
  const buyer = recordOf(book.buyers, contract.buyerId, 'buyer');
  const product = recordOf(book.products, contract.productId, 'product');
  const destination = destinationOf(buyer, book);
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
    destination: destination.label,
    zone: destination.zone,
    status: contract.status,
    probability: contract.probability,
    isIncluded: entry !== undefined || plan.problems.has(contract.id),
    tonnesPerYear: quantity.tonnesPerYear,
    year: book.year,
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

/** Summarises contracts in their order; yields between them. */
export const contractRows = async (
  book: Workbook,
  plan: ValuedPlan,
  contracts: readonly OfftakeContract[] = book.contracts,
): Promise<readonly ContractRow[]> => {
  const pause = createYielder();
  const rows: ContractRow[] = [];
  for (const contract of contracts) {
    rows.push(contractRow(book, plan, contract));
    await pause();
  }
  return rows;
};
