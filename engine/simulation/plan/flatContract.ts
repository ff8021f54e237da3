import { termsAt } from '#shared/domain/contract.ts';
import type { ContractId, ProductId } from '#shared/domain/ids.ts';
import type { Terms } from '#shared/domain/terms.ts';
import { monthOfDate } from '#shared/domain/time.ts';
import { deliverySchedule } from '../../schedule/deliverySchedule.ts';
import { pricingMonths } from '../../schedule/pricingMonths.ts';
import { channelOfTerms } from '../../valuation/calls.ts';
import { createContractPath, currentOpening } from '../../valuation/contractPath.ts';
import { rateReference, unitsOf } from '../../valuation/pricer.ts';
import { contractPriceTerms, spotPriceTerms } from '../../valuation/priceTerms.ts';
import { openContractYear } from '../../valuation/takeOrPay.ts';
import type { PortfolioContract, PortfolioProduct } from '../../valuation/types.ts';
import type { ValuationContext } from '../../valuation/valuationContext.ts';
import { hashId } from '../draws/philox.ts';
import type { SimulationParameters } from '../types.ts';
import { type FlatPrice, flattenPrice } from './flatPrice.ts';
import type { PlanRegistry } from './planRegistry.ts';

/** One dated set of terms as numbers. */
export type FlatTerms = {
  readonly contractPrice: FlatPrice;
  readonly spotPrice: FlatPrice;
  readonly tolerance: number;
  readonly toleranceHolder: 'none' | 'buyer' | 'seller';
  readonly beta: number;
  /** Share of nominal that a full take-or-pay obliges to in each month. */
  readonly minimumShare: number;
  readonly isFullTakeOrPay: boolean;
  readonly makeUpMonths: number;
  readonly isRiseCharged: boolean;
  readonly isPriceFallExcused: boolean;
  readonly provisionalShare: number;
  readonly paymentMonths: number;
  /** First month after the delivery and number of months of each alternative. */
  readonly alternatives: readonly { readonly offset: number; readonly length: number }[];
  /** Whether somebody declares one of several. */
  readonly hasQuotationOption: boolean;
  readonly isDeclaredBySeller: boolean;
  readonly declarationMonths: number;
  readonly recovery: number;
};

/** A contract year as it stands when the first of its months that is simulated comes. */
export type FlatYear = {
  readonly annual: number;
  readonly commitment: number;
  readonly carryForwardShare: number;
  readonly taken: number;
  readonly paidTonnes: number;
  readonly paidValue: number;
  /** Month of its assessment, counted from the valuation. */
  readonly end: number;
};

export type FlatOpenDelivery = {
  readonly month: number;
  readonly terms: number;
  readonly tonnes: number;
  readonly provisionalPaid: number;
};

/** A contract as numbers. Series by month t after the valuation, entry 0 unused. */
export type FlatContract = {
  readonly id: ContractId;
  readonly hash: number;
  readonly productId: ProductId;
  readonly probability: number;
  readonly terms: readonly FlatTerms[];
  /** Set of terms in force, -1 where nothing is delivered. */
  readonly termsIndex: Int16Array;
  readonly nominal: Float64Array;
  readonly contractYearOf: Int16Array;
  readonly years: readonly FlatYear[];
  /** First and last month with a delivery to T; last < first where there is none. */
  readonly firstDelivery: number;
  readonly lastDelivery: number;
  /** Month of the committed end; beyond T where T cuts it. */
  readonly end: number;
  readonly split: number;
  readonly openShare: Float64Array;
  readonly openShareExcused: Float64Array;
  /** Net price at the deck, where a fall in price excuses. */
  readonly netAtDeck: Float64Array;
  readonly hasPriceFallExcuse: boolean;
  /** Whether a contract year can leave a deficiency or take make-up. */
  readonly isAssessed: boolean;
  readonly makeUpLots: readonly { readonly last: number; readonly price: number; readonly tonnes: number }[];
  readonly deferredEach: number;
  readonly deferredLast: number;
  readonly openDeliveries: readonly FlatOpenDelivery[];
  readonly unpaid: readonly { readonly month: number; readonly amount: number }[];
  readonly prepayment: NonNullable<Terms['payment']['prepayment']> | undefined;
  /** Latest month in which it can pay or be paid. */
  readonly lastPayment: number;
  /** Months between a delivery and its latest payment, or the valuation and the latest one that was open then. */
  readonly longestPaymentLag: number;
};

const flattenTerms = (
  context: ValuationContext,
  terms: Terms,
  { buyer }: PortfolioContract,
  product: PortfolioProduct,
  collector: PlanRegistry,
  { hazards }: SimulationParameters,
): FlatTerms => {
  const { references } = context.portfolio;
  const units = unitsOf(references);
  const flat = (price: Parameters<typeof flattenPrice>[0]) =>
    flattenPrice(price, product.assay, units, (currency) => rateReference(references, currency), collector.slotIndex);
  const contract = flat(contractPriceTerms(terms, product.moisture));
  const { quantity, quotation, payment, delivery } = terms;
  const alternatives = quotation.alternatives.map((alternative) => {
    const { from, to } = pricingMonths(alternative, 0, delivery.voyageDays);
    return { offset: from, length: to - from + 1 };
  });
  const spot = flat(product.spotPrice ?? spotPriceTerms(terms, product.moisture));
  // a renegotiated price looks at spot over the same period
  const averaged = [contract, spot].flatMap((price) => [...price.averaged, ...price.averagedRates.filter((rate) => rate >= 0)]);
  for (const slot of averaged) for (const { length } of alternatives) collector.requireAverage(slot, length);
  return {
    contractPrice: contract,
    spotPrice: spot,
    tolerance: quantity.tolerance,
    toleranceHolder: quantity.toleranceOption,
    beta: buyer.cycleSensitivity,
    minimumShare: quantity.takeOrPayBasis === 'full' ? quantity.takeOrPayShare : 0,
    isFullTakeOrPay: quantity.takeOrPayBasis === 'full',
    makeUpMonths: quantity.makeUpMonths,
    isRiseCharged: quantity.makeUpPrice === 'rise',
    isPriceFallExcused: quantity.excused.priceFall,
    provisionalShare: payment.provisionalShare,
    paymentMonths: payment.paymentMonths,
    alternatives,
    hasQuotationOption: quotation.holder !== 'none' && alternatives.length > 1,
    isDeclaredBySeller: quotation.holder === 'seller',
    declarationMonths: quotation.declarationMonths,
    recovery: payment.letterOfCredit ? hazards.recoveryUnderLetterOfCredit : hazards.recovery,
  };
};

/** Flattens a contract with the valuation's own schedule, channels, contract years and start fields. */
export const flattenContract = (
  context: ValuationContext,
  entry: PortfolioContract,
  product: PortfolioProduct,
  collector: PlanRegistry,
  parameters: SimulationParameters,
): FlatContract => {
  const { contract, committedEnd } = entry;
  const { valuationMonth, lastMonth } = context.portfolio;
  const months = lastMonth - valuationMonth;
  const path = createContractPath(context, entry, product);
  const opening = currentOpening(context, entry);
  const sets = contract.terms.map((terms) => flattenTerms(context, terms, entry, product, collector, parameters));

  const setOf = new Int16Array(months + 1).fill(-1);
  const nominal = new Float64Array(months + 1);
  const yearOf = new Int16Array(months + 1).fill(-1);
  const open = new Float64Array(months + 1).fill(1);
  const openExcused = new Float64Array(months + 1).fill(1);
  const netDeck = new Float64Array(months + 1);
  let [first, last] = [months + 1, 0];
  for (const scheduled of deliverySchedule(contract, valuationMonth + 1, lastMonth, committedEnd)) {
    const t = scheduled.month - valuationMonth;
    const set = contract.terms.indexOf(scheduled.terms);
    first = Math.min(first, t);
    last = t;
    setOf[t] = set;
    nominal[t] = scheduled.nominal;
    yearOf[t] = scheduled.contractYear;
    const channel = channelOfTerms(context, path, scheduled.terms, scheduled.month);
    open[t] = channel.openShare;
    openExcused[t] = channel.openShareExcused;
    if (sets[set]!.isPriceFallExcused) netDeck[t] = path.pricersOf(scheduled.terms).contract.netAtDeck(scheduled.month);
  }

  const years = path.annual.map((annual, index): FlatYear => {
    const year = openContractYear(context, path, index);
    return {
      annual,
      commitment: path.commitment[index]!,
      carryForwardShare: termsAt(contract, contract.start + index * 12).quantity.carryForwardShare,
      taken: year.taken,
      paidTonnes: year.openingPaid.tonnes,
      paidValue: year.openingPaid.valueUsd,
      end: Math.min(contract.start + index * 12 + 11, committedEnd) - valuationMonth,
    };
  });

  const openDeliveries = (opening?.openDeliveries ?? []).map(({ month, tonnes, provisionalPaidUsd }): FlatOpenDelivery => {
    const terms = contract.terms.findLast(({ from }) => from <= month) ?? contract.terms[0]!;
    return { month: month - valuationMonth, terms: contract.terms.indexOf(terms), tonnes, provisionalPaid: provisionalPaidUsd };
  });
  const unpaid = (opening?.unpaid ?? [])
    .map(({ date, amountUsd }) => ({ month: monthOfDate(date) - valuationMonth, amount: amountUsd }))
    .filter(({ month }) => month >= 1);
  const longest = Math.max(...sets.map(({ paymentMonths, alternatives }) => paymentMonths + Math.max(0, ...alternatives.map(lastOffset))));
  const lastDelivery = Math.max(0, last, ...openDeliveries.map(({ month }) => month));
  return {
    id: contract.id,
    hash: hashId(contract.id),
    productId: product.id,
    probability: contract.probability,
    terms: sets,
    termsIndex: setOf,
    nominal,
    contractYearOf: yearOf,
    years,
    firstDelivery: first,
    lastDelivery: last,
    end: committedEnd - valuationMonth,
    split: collector.splitIndex(path.split),
    openShare: open,
    openShareExcused: openExcused,
    netAtDeck: netDeck,
    hasPriceFallExcuse: sets.some(({ isPriceFallExcused: priceFallExcuses }) => priceFallExcuses),
    isAssessed: path.commitment.some((tonnes) => tonnes > 0) || path.lots.length > 0,
    makeUpLots: path.lots.map((lot) => ({ last: lot.lastMonth - valuationMonth, price: lot.price, tonnes: lot.tonnes })),
    deferredEach: path.deferred.each,
    deferredLast: path.deferred.last - valuationMonth,
    openDeliveries,
    unpaid,
    prepayment: contract.terms.find(({ payment }) => payment.prepayment !== undefined)?.payment.prepayment,
    lastPayment: Math.max(lastDelivery + longest, 0, ...unpaid.map(({ month }) => month)),
    longestPaymentLag: Math.max(longest, ...unpaid.map(({ month }) => month)),
  };
};

const lastOffset = ({ offset, length }: { readonly offset: number; readonly length: number }): number => offset + length - 1;
