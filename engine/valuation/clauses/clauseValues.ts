import { addAmount } from '#shared/collections.ts';
import { termsAt, termsBetween } from '#shared/domain/contract.ts';
import type { PriceBasis, Terms } from '#shared/domain/terms.ts';
import { type Month, yearOf } from '#shared/domain/time.ts';
import { sum, sumBy } from '#shared/math.ts';
import { memoize } from '#shared/memoize.ts';
import { createLogCovariance, type PriceProcess, type ShockCorrelation } from '../../processes/logCovariance.ts';
import { createNominalTonnes, invoicePaymentMonths } from '../../schedule/deliverySchedule.ts';
import { alternativePricingMonths, type MonthRange, pricingMonths } from '../../schedule/pricingMonths.ts';
import { contractPriceTerms } from '../priceTerms.ts';
import { priceNumber } from '../termsPricers.ts';
import type { ContractValue, Market, Portfolio, PortfolioContract, PortfolioProduct } from '../types.ts';
import { createValuationContext, findContract, findProduct, type ValuationContext } from '../valuationContext.ts';
import { REMOVE_CLAUSE, TRADE_CHANGES } from './clauseChanges.ts';
import { createMovingMarket, type MovingMarket } from './expectedPricer.ts';
import { createPayableExchange, movePayable } from './payableExchange.ts';
import { type Amounts, type Delivery, invoiceValues, type PricerOf } from './pricedDeliveries.ts';
import { priceSupportValues } from './priceSupportValues.ts';
import { quotationValues } from './quotationValues.ts';
import { toleranceValues } from './toleranceValues.ts';
import {
  CLAUSES,
  type ClauseKey,
  type ClauseTimeValues,
  type ClauseValue,
  type ClauseValues,
  TRADE_UNITS,
  type TradeUnit,
} from './types.ts';

/** Lists deliveries with invoices after the valuation: paid tonnes of its months, and earlier deliveries with an open final invoice. */
const listPricedDeliveries = (
  { portfolio }: ValuationContext,
  { contract, committedEnd }: PortfolioContract,
  { ledger }: Pick<ContractValue, 'ledger'>,
): Delivery[] => {
  const deliveryOf = (month: Month, terms: Terms, pricing: MonthRange, tonnes: number, nominal: number): Delivery => {
    const { provisionalPayment, finalPayment } = invoicePaymentMonths(month, pricing, terms.payment.paymentMonths);
    const provisional = month > portfolio.valuationMonth ? provisionalPayment : undefined;
    return { month, terms, nominal, tonnes, pricing, provisional, final: finalPayment };
  };
  const { opening } = contract;
  const open = opening === undefined || opening.asOf > portfolio.valuationMonth ? [] : opening.openDeliveries;
  const deliveries = open.flatMap(({ month, tonnes }) => {
    const terms = termsAt(contract, month);
    const openDelivery = deliveryOf(
      month,
      terms,
      pricingMonths(terms.quotation.alternatives[0]!, month, terms.delivery.voyageDays),
      tonnes,
      0,
    );
    return openDelivery.final > portfolio.valuationMonth ? [openDelivery] : [];
  });
  const { first, delivered, makeUp, alternative } = ledger;
  const last = Math.min(first + delivered.length - 1, committedEnd);
  for (const { terms, from, to } of termsBetween(contract, Math.max(first, contract.start), last)) {
    const nominalAt = createNominalTonnes(terms.quantity);
    for (let month = from; month <= to; month++) {
      const i = month - first;
      const pricing = alternativePricingMonths(terms, month, alternative[i] ?? 0);
      deliveries.push(deliveryOf(month, terms, pricing, delivered[i]! - (makeUp[i] ?? 0), nominalAt(month - contract.start)));
    }
  }
  return deliveries;
};

/** The pricers of terms, or of terms after a change that `kind` names. */
const pricersOf = (
  movingMarket: MovingMarket,
  product: PortfolioProduct,
  kind = 'contract',
  change: (terms: Terms) => Terms = (terms) => terms,
): PricerOf =>
  memoize((terms: Terms) =>
    movingMarket.pricer(product, kind, priceNumber(terms), () => contractPriceTerms(change(terms), product.moisture)),
  );

/** What a clause is worth in each delivery, USD. */
type ClauseAmounts = {
  readonly key: ClauseKey;
  readonly deliveries: readonly Pick<Delivery, 'month' | 'final'>[];
  readonly amounts: Amounts;
  readonly isDeclaredAfterKnown?: boolean;
};

const createClauseValue = ({ key, deliveries, amounts, isDeclaredAfterKnown = false }: ClauseAmounts): ClauseValue => {
  const amountByYear = new Map<number, number>();
  for (let i = 0; i < deliveries.length; i++) addAmount(amountByYear, yearOf(deliveries[i]!.final), amounts[i]!);
  const years = [...amountByYear].sort(([a], [b]) => a - b).map(([year, amount]) => ({ year, amount }));
  return { key, years, value: sumBy(years, ({ amount }) => amount), isDeclaredAfterKnown };
};

/** Whether any set of terms has a clause. */
const hasClause = (key: ClauseKey, terms: readonly Terms[]): boolean => {
  if (key === 'quotation') return terms.some(({ quotation }) => quotation.holder !== 'none' && quotation.alternatives.length > 1);
  if (key === 'priceSupport') return terms.some(({ priceSupport }) => priceSupport !== undefined);
  if (key === 'tolerance') return terms.some(({ quantity }) => quantity.toleranceOption !== 'none' && quantity.tolerance > 0);
  return terms.some((set) => REMOVE_CLAUSE[key](set) !== set);
};

/** The market of a portfolio with moving prices; a reference without a process is constant. */
const movingMarketOf = (
  portfolio: Portfolio,
  market: Market,
  processes: Readonly<Record<string, PriceProcess>>,
  correlation?: ShockCorrelation,
): MovingMarket => createMovingMarket(createValuationContext(portfolio, market), createLogCovariance(processes, correlation));

/** A contract of a portfolio with its product and its value. */
type ValuedContract = { readonly entry: PortfolioContract; readonly product: PortfolioProduct; readonly value: ContractValue };

const valuedContractOf = (portfolio: Portfolio, value: ContractValue): ValuedContract => ({
  ...findContract(portfolio, value.contractId),
  value,
});

type ClausesToValue = {
  /** By default those of the contract's value. */
  readonly deliveries?: readonly Delivery[];
  /** By default all clauses are valued. */
  readonly isValued?: (key: ClauseKey) => boolean;
};

/** Values the clauses of a contract, and returns what the value of a trade unit needs. */
const valueClauses = (
  movingMarket: MovingMarket,
  { entry, product, value }: ValuedContract,
  { deliveries = listPricedDeliveries(movingMarket.context, entry, value), isValued = () => true }: ClausesToValue = {},
) => {
  const { context } = movingMarket;
  const pricers = pricersOf(movingMarket, product);
  const withClauses = invoiceValues(context, pricers, deliveries);

  const marginalValues = (key: keyof typeof REMOVE_CLAUSE): Amounts => {
    const withoutClause = invoiceValues(context, pricersOf(movingMarket, product, `without ${key}`, REMOVE_CLAUSE[key]), deliveries);
    return withClauses.map((amount, i) => amount - withoutClause[i]!);
  };
  const clauseAmounts = CLAUSES.filter((key) => isValued(key) && hasClause(key, entry.contract.terms)).map((key): ClauseAmounts => {
    if (key === 'tolerance') return { key, deliveries, amounts: toleranceValues(movingMarket, pricers, product, deliveries) };
    if (key === 'priceSupport') {
      const { supportedDeliveries, amounts } = priceSupportValues(movingMarket, product, value.months, entry.contract);
      return { key, deliveries: supportedDeliveries, amounts };
    }
    if (key !== 'quotation') return { key, deliveries, amounts: marginalValues(key) };
    return { key, deliveries, ...quotationValues(movingMarket, pricers, deliveries) };
  });
  return {
    clauses: clauseAmounts.map(createClauseValue),
    clauseAmounts,
    invoices: withClauses,
    expected: sum(withClauses),
    deliveries,
    pricers,
    terms: entry.contract.terms,
    product,
  };
};

/**
 * Computes the present value of each clause of a contract on the deck, USD, positive = to the seller: the expected present value of the
 * contract's invoices with the clause minus without it. Tonnes are those of the valuation, averages lognormal with matched two moments
 * (docs/model/clauses.md). The values are marginal and do not add up. Also computes the value of each trade unit.
 * Errors: NOT_FOUND (contract), MISSING_PRICE, those of `netPrice`.
 */
export const clauseValues = (
  portfolio: Portfolio,
  value: ContractValue,
  market: Market,
  processes: Readonly<Record<string, PriceProcess>>,
  correlation?: ShockCorrelation,
): ClauseValues => {
  const movingMarket = movingMarketOf(portfolio, market, processes, correlation);
  const { clauses, expected, deliveries, pricers, terms, product } = valueClauses(movingMarket, valuedContractOf(portfolio, value));
  const { context } = movingMarket;
  const valueWith = (kind: string, change: (price: PriceBasis) => PriceBasis): number =>
    sum(
      invoiceValues(
        context,
        pricersOf(movingMarket, product, kind, (set) => ({ ...set, price: change(set.price) })),
        deliveries,
      ),
    );
  const units = TRADE_UNITS.flatMap((key): TradeUnit[] => {
    if (key === 'paymentMonth') return [{ key, value: sum(invoiceValues(context, pricers, deliveries, 1)) - expected }];
    const change = TRADE_CHANGES[key];
    if (terms.every(({ price }) => change(price) === price)) return [];
    return [{ key, value: valueWith(key, change) - expected }];
  });
  const payable = createPayableExchange(terms, product.assay, (by) =>
    by === 0 ? expected : valueWith(`payable ${by}`, (price) => movePayable(price, by)),
  );
  return { clauses, units, payable, tonnes: sumBy(deliveries, ({ tonnes }) => tonnes), expected };
};

/** Clauses that change tonnes or dates, or are paid by a third party, so that the expected invoices exclude them. */
const isOutsideInvoices = (key: ClauseKey): boolean => key === 'quotation' || key === 'tolerance' || key === 'priceSupport';

type ClausesOfContract = ReturnType<typeof valueClauses>;

/** What each clause is worth beyond its value at the deck, USD. */
const timeValuesOf = (expectedValues: ClausesOfContract, atDeck: ClausesOfContract) =>
  expectedValues.clauses.map(({ key, value }, i) => ({ key, value: value - atDeck.clauses[i]!.value }));

/** What the clauses are worth together beyond their value at the deck, USD. */
const totalTimeValue = (expectedValues: ClausesOfContract, atDeck: ClausesOfContract): number => {
  const outsideInvoices = sumBy(
    timeValuesOf(expectedValues, atDeck).filter(({ key }) => isOutsideInvoices(key)),
    ({ value }) => value,
  );
  return expectedValues.expected - atDeck.expected + outsideInvoices;
};

/**
 * Computes what uncertain prices add to the value of a contract of a portfolio at the deck through its clauses, USD, positive = to the
 * seller. The deterministic value includes what a clause pays at the deck, so that only the rest may be added to it. `lines` holds each
 * clause alone, and as `together` the difference that the clauses make to one another; they sum to `total`. Errors: as `clauseValues`.
 */
export const clauseTimeValues = (
  portfolio: Portfolio,
  value: ContractValue,
  market: Market,
  processes: Readonly<Record<string, PriceProcess>>,
  correlation?: ShockCorrelation,
): ClauseTimeValues => {
  const contract = valuedContractOf(portfolio, value);
  const expectedValues = valueClauses(movingMarketOf(portfolio, market, processes, correlation), contract);
  if (expectedValues.clauses.length === 0) return { total: 0, lines: [] };
  const atDeck = valueClauses(movingMarketOf(portfolio, market, {}), contract, { deliveries: expectedValues.deliveries });
  const lines = timeValuesOf(expectedValues, atDeck);
  const total = totalTimeValue(expectedValues, atDeck);
  return { total, lines: [...lines, { key: 'together', value: total - sumBy(lines, (line) => line.value) }] };
};

/**
 * Creates a function that computes the total of `clauseTimeValues` of a contract, without the value of each clause of the price. Contracts
 * with equal price terms share their prices, in all portfolios that agree in everything except contracts. Errors: as `clauseValues`.
 */
export const createClauseTotals = (
  portfolio: Portfolio,
  market: Market,
  processes: Readonly<Record<string, PriceProcess>>,
  correlation?: ShockCorrelation,
): ((entry: PortfolioContract, value: ContractValue) => number) => {
  // without contracts, which would be kept alive
  const tables = { ...portfolio, contracts: [] };
  const movingMarket = movingMarketOf(tables, market, processes, correlation);
  const deckMarket = movingMarketOf(tables, market, {});
  return (entry, value) => {
    if (!CLAUSES.some((key) => hasClause(key, entry.contract.terms))) return 0;
    const contract = { entry, product: findProduct(tables, entry.contract.productId), value };
    const expectedValues = valueClauses(movingMarket, contract, { isValued: isOutsideInvoices });
    return totalTimeValue(
      expectedValues,
      valueClauses(deckMarket, contract, { deliveries: expectedValues.deliveries, isValued: isOutsideInvoices }),
    );
  };
};

/**
 * Creates a function that computes the expected present value of the deliveries of a contract of a portfolio by month of delivery, USD:
 * their sum is the contract's value at the deck and what uncertain prices add to it, without take-or-pay, damages and prepayments.
 * Errors: as `clauseValues`.
 */
export const createDeliveryValues = (
  portfolio: Portfolio,
  market: Market,
  processes: Readonly<Record<string, PriceProcess>>,
  correlation?: ShockCorrelation,
): ((value: ContractValue) => ReadonlyMap<Month, number>) => {
  const movingMarket = movingMarketOf(portfolio, market, processes, correlation);
  const deckMarket = movingMarketOf(portfolio, market, {});
  return (value) => {
    const contract = valuedContractOf(portfolio, value);
    const byMonth = new Map<Month, number>();
    const addAmounts = ({ deliveries, amounts }: Pick<ClauseAmounts, 'deliveries' | 'amounts'>, factor = 1): void => {
      for (const [i, { month }] of deliveries.entries()) addAmount(byMonth, month, factor * amounts[i]!);
    };
    const { deliveries, invoices, clauseAmounts } = valueClauses(movingMarket, contract);
    addAmounts({ deliveries, amounts: invoices });
    const outsideInvoices = clauseAmounts.filter(({ key }) => isOutsideInvoices(key));
    for (const clause of outsideInvoices) addAmounts(clause);
    if (outsideInvoices.length === 0) return byMonth;
    // the tonnes and periods of the deck are those that their holders choose there
    for (const clause of valueClauses(deckMarket, contract, { deliveries }).clauseAmounts)
      if (clause.key === 'quotation' || clause.key === 'tolerance') addAmounts(clause, -1);
    return byMonth;
  };
};
