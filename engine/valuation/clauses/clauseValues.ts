import { addAmount } from '#shared/collections.ts';
import { termsAt } from '#shared/domain/contract.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { PriceBasis, Terms } from '#shared/domain/terms.ts';
import { type Month, yearOf } from '#shared/domain/time.ts';
import { sum, sumBy } from '#shared/math.ts';
import { memoize } from '#shared/memoize.ts';
import { createLogCovariance, type PriceProcess, type ShockCorrelation } from '../../processes/logCovariance.ts';
import { invoicePaymentMonths } from '../../schedule/deliverySchedule.ts';
import { type MonthRange, pricingMonths } from '../../schedule/pricingMonths.ts';
import { contractPriceTerms } from '../priceTerms.ts';
import { priceNumber } from '../termsPricers.ts';
import type { ContractValue, Market, Portfolio, PortfolioProduct } from '../types.ts';
import { createValuationContext, findContract, type ValuationContext } from '../valuationContext.ts';
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
const listPricedDeliveries = ({ portfolio }: ValuationContext, contractId: ContractId, value: ContractValue): Delivery[] => {
  const { contract } = findContract(portfolio, contractId).entry;
  const deliveryOf = (month: Month, pricing: MonthRange, tonnes: number, nominal: number): Delivery => {
    const terms = termsAt(contract, month);
    const { provisionalPayment, finalPayment } = invoicePaymentMonths(month, pricing, terms.payment.paymentMonths);
    const provisional = month > portfolio.valuationMonth ? provisionalPayment : undefined;
    return { month, terms, nominal, tonnes, pricing, provisional, final: finalPayment };
  };
  const { opening } = contract;
  const open = opening === undefined || opening.asOf > portfolio.valuationMonth ? [] : opening.openDeliveries;
  return [
    ...open.flatMap(({ month, tonnes }) => {
      const { quotation, delivery } = termsAt(contract, month);
      const openDelivery = deliveryOf(month, pricingMonths(quotation.alternatives[0]!, month, delivery.voyageDays), tonnes, 0);
      return openDelivery.final > portfolio.valuationMonth ? [openDelivery] : [];
    }),
    ...value.months.map(({ month, pricing, delivered, makeUp, nominal }) => deliveryOf(month, pricing, delivered - makeUp, nominal)),
  ];
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

/** Values the clauses of a contract of the market's portfolio, and returns what the value of a trade unit needs. */
const valueClauses = (
  movingMarket: MovingMarket,
  value: ContractValue,
  deliveries = listPricedDeliveries(movingMarket.context, value.contractId, value),
) => {
  const { context } = movingMarket;
  const { entry, product } = findContract(context.portfolio, value.contractId);
  const pricers = pricersOf(movingMarket, product);
  const withClauses = invoiceValues(context, pricers, deliveries);

  const marginalValues = (key: keyof typeof REMOVE_CLAUSE): Amounts => {
    const withoutClause = invoiceValues(context, pricersOf(movingMarket, product, `without ${key}`, REMOVE_CLAUSE[key]), deliveries);
    return withClauses.map((amount, i) => amount - withoutClause[i]!);
  };
  const clauseAmounts = CLAUSES.filter((key) => hasClause(key, entry.contract.terms)).map((key): ClauseAmounts => {
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
  const { clauses, expected, deliveries, pricers, terms, product } = valueClauses(movingMarket, value);
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

/**
 * Creates a function that computes what uncertain prices add to the value of a contract of a portfolio at the deck through its clauses, USD, positive = to the seller. The
 * deterministic value includes what a clause pays at the deck, so that only the rest may be added to it. `lines` holds each clause alone,
 * and as `together` the difference that the clauses make to one another; they sum to `total`.
 * Contracts with equal price terms share their prices. Errors: as `clauseValues`.
 */
export const createClauseTimeValues = (
  portfolio: Portfolio,
  market: Market,
  processes: Readonly<Record<string, PriceProcess>>,
  correlation?: ShockCorrelation,
): ((value: ContractValue) => ClauseTimeValues) => {
  const movingMarket = movingMarketOf(portfolio, market, processes, correlation);
  const deckMarket = movingMarketOf(portfolio, market, {});
  return (value) => {
    const timeValues = valueClauses(movingMarket, value);
    if (timeValues.clauses.length === 0) return { total: 0, lines: [] };
    const atDeck = valueClauses(deckMarket, value, timeValues.deliveries);
    const lines = timeValues.clauses.map(({ key, value: valueOfClause }, i) => ({ key, value: valueOfClause - atDeck.clauses[i]!.value }));
    const outsideInvoices = sumBy(
      lines.filter(({ key }) => isOutsideInvoices(key)),
      (line) => line.value,
    );
    const total = timeValues.expected - atDeck.expected + outsideInvoices;
    return { total, lines: [...lines, { key: 'together', value: total - sumBy(lines, (line) => line.value) }] };
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
    const byMonth = new Map<Month, number>();
    const addAmounts = ({ deliveries, amounts }: Pick<ClauseAmounts, 'deliveries' | 'amounts'>, factor = 1): void => {
      for (const [i, { month }] of deliveries.entries()) addAmount(byMonth, month, factor * amounts[i]!);
    };
    const { deliveries, invoices, clauseAmounts } = valueClauses(movingMarket, value);
    addAmounts({ deliveries, amounts: invoices });
    const outsideInvoices = clauseAmounts.filter(({ key }) => isOutsideInvoices(key));
    for (const clause of outsideInvoices) addAmounts(clause);
    if (outsideInvoices.length === 0) return byMonth;
    // the tonnes and periods of the deck are those that their holders choose there
    for (const clause of valueClauses(deckMarket, value, deliveries).clauseAmounts)
      if (clause.key === 'quotation' || clause.key === 'tolerance') addAmounts(clause, -1);
    return byMonth;
  };
};

/** `createClauseTimeValues` of one contract. */
export const clauseTimeValues = (
  portfolio: Portfolio,
  value: ContractValue,
  ...of: [market: Market, processes: Readonly<Record<string, PriceProcess>>, correlation?: ShockCorrelation]
): ClauseTimeValues => createClauseTimeValues(portfolio, ...of)(value);
