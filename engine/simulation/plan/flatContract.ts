import { termsAt } from '#shared/domain/contract.ts';
import type { Prepayment } from '#shared/domain/financing.ts';
import { DAMAGES_SHARE, DELIVERY_PRIORITY } from '#shared/domain/houseDefaults.ts';
import type { ContractId, ProductId } from '#shared/domain/ids.ts';
import type { Terms } from '#shared/domain/terms.ts';
import { monthOfDate } from '#shared/domain/time.ts';
import { ZONES, type Zone } from '#shared/domain/zone.ts';
import { perDryTonne } from '#shared/units/conversions.ts';
import type { PriceTerms } from '../../pricing/netPrice.ts';
import { deliverySchedule } from '../../schedule/deliverySchedule.ts';
import { pricingMonths, quarterOf } from '../../schedule/pricingMonths.ts';
import { channelOfTerms, excusesOf, tradedProduct } from '../../valuation/calls.ts';
import { type ZoneAccess, zoneAccess } from '../../valuation/channels.ts';
import { createContractPath, currentOpening, type ProductTables } from '../../valuation/contractPath.ts';
import { rateReference, unitsOf } from '../../valuation/pricer.ts';
import { supportedContent, supportPriceTerms } from '../../valuation/priceSupport.ts';
import { contractPriceTerms, spotPriceTerms } from '../../valuation/priceTerms.ts';
import { openContractYear, openingOfYear } from '../../valuation/takeOrPay.ts';
import type { PortfolioContract, PortfolioProduct } from '../../valuation/types.ts';
import type { ValuationContext } from '../../valuation/valuationContext.ts';
import { hashId } from '../draws/philox.ts';
import type { SimulationParameters } from '../types.ts';
import { type FlatPrice, flattenPrice } from './flatPrice.ts';
import type { PlanRegistry } from './planRegistry.ts';

/** A price-floor programme as numbers: USD per tonne, months from the valuation. */
export type FlatSupport = {
  /** The index in USD per tonne. */
  readonly price: FlatPrice;
  readonly floor: number;
  readonly upsideShare: number;
  readonly upsideFrom: number;
  /** Supported tonnes of a dmt. */
  readonly content: number;
  /** Months from the end of the quarter to the payment. */
  readonly paymentMonths: number;
  /** Index among the plan's payers. */
  readonly payer: number;
};

/** A quotational period: its first month after the delivery, and its number of months. */
export type QuotationalPeriod = { readonly offset: number; readonly length: number };

/** Last month of a quotational period, counted from the delivery. */
export const lastPricingOffset = ({ offset, length }: QuotationalPeriod): number => offset + length - 1;

/** One dated set of terms as numbers: shares as fractions 0..1, periods in months. */
export type FlatTerms = {
  readonly contractPrice: FlatPrice;
  readonly spotPrice: FlatPrice;
  readonly tolerance: number;
  readonly toleranceHolder: 'none' | 'buyer' | 'seller';
  /** Sensitivity of the buyer's calls to demand. */
  readonly beta: number;
  /** Share of nominal that a full take-or-pay requires in each month. */
  readonly minimumShare: number;
  readonly isFullTakeOrPay: boolean;
  readonly makeUpMonths: number;
  /** Whether make-up tonnes pay a rise in price. */
  readonly isRiseCharged: boolean;
  /** Whether a fall in price, and an import ban, excuse the buyer. */
  readonly isPriceFallExcused: boolean;
  readonly isImportBanExcused: boolean;
  readonly provisionalShare: number;
  readonly paymentMonths: number;
  /** The quotational periods, of which one may be declared. */
  readonly alternatives: readonly QuotationalPeriod[];
  /** Whether one of several quotational periods is declared. */
  readonly hasQuotationOption: boolean;
  readonly isDeclaredBySeller: boolean;
  /** Months before the first pricing month in which the period is declared. */
  readonly declarationMonths: number;
  /** Share of amounts owed that is paid after a default. */
  readonly recovery: number;
  readonly priceSupport: FlatSupport | undefined;
};

/** A contract year before its first simulated month. dmt, USD. */
export type FlatYear = {
  /** Nominal tonnes of the year. */
  readonly annual: number;
  /** Tonnes that take-or-pay requires. */
  readonly commitment: number;
  readonly carryForwardShare: number;
  readonly taken: number;
  readonly paidTonnes: number;
  readonly paidValue: number;
  /** Month of its assessment after the valuation. */
  readonly end: number;
};

/** A delivery before the valuation whose final invoice is open: dmt, and USD paid. `month` counts from the valuation. */
export type FlatOpenDelivery = {
  readonly month: number;
  /** Index of its contract year. */
  readonly contractYear: number;
  /** Index of its terms. */
  readonly terms: number;
  readonly tonnes: number;
  readonly provisionalPaid: number;
};

/** A contract as numbers: dmt, USD, USD/dmt. Series by month t after the valuation, entry 0 unused. */
export type FlatContract = {
  readonly id: ContractId;
  readonly hash: number;
  readonly productId: ProductId;
  readonly probability: number;
  readonly terms: readonly FlatTerms[];
  /** Index of the terms in force, -1 where nothing is delivered. */
  readonly termsIndex: Int16Array;
  readonly nominal: Float64Array;
  readonly contractYearOf: Int16Array;
  readonly years: readonly FlatYear[];
  /** First and last month with a delivery to T; last < first where there is none. */
  readonly firstDelivery: number;
  readonly lastDelivery: number;
  /** Month of the committed end; beyond T where T cuts it. */
  readonly end: number;
  /** Index of the zone split of its destination. */
  readonly split: number;
  /** Whether policy closures can affect it; the zones of its destination, and the access to each under the channel rows of a month. */
  readonly hasPolicy: boolean;
  readonly zones: readonly { readonly zone: Zone; readonly index: number; readonly weight: number }[];
  readonly zoneAccess: readonly (readonly ZoneAccess[])[];
  /** Identifies the contracts whose destinations have the same zones with the same access in every month. */
  readonly destinationKey: string;
  /** Bit z for each zone z of its destination. */
  readonly zoneBits: number;
  readonly openShare: Float64Array;
  readonly openShareExcused: Float64Array;
  /** Discount, and freight in USD/dmt, of the closed part of its destination. */
  readonly closedDiscount: Float64Array;
  readonly closedFreight: Float64Array;
  /** Delivery priority, 1 is served first, and damages share. */
  readonly priority: number;
  readonly damagesShare: number;
  /** Net price at the deck; filled only where a fall in price excuses the buyer. */
  readonly netAtDeck: Float64Array;
  readonly hasPriceFallExcuse: boolean;
  /** Whether a contract year can leave a deficiency or take make-up tonnes. */
  readonly isAssessed: boolean;
  /** Make-up lots at the valuation. */
  readonly makeUpLots: readonly { readonly lastMonth: number; readonly price: number; readonly tonnes: number }[];
  /** Deferred tonnes from before the valuation, due in month 1. */
  readonly openingDeferred: number;
  readonly openDeliveries: readonly FlatOpenDelivery[];
  readonly unpaidAmounts: readonly { readonly month: number; readonly amount: number }[];
  readonly prepayment: Prepayment | undefined;
  /** Latest month in which it can pay or be paid. */
  readonly lastPayment: number;
  /** Longest time in months from a delivery to its last payment, or from the valuation to an unpaid amount. */
  readonly longestPaymentLag: number;
};

const flattenSupport = (
  { priceSupport }: Terms,
  { assay }: PortfolioProduct,
  { valuationMonth }: ValuationContext['portfolio'],
  flatten: (price: PriceTerms) => FlatPrice,
  registry: PlanRegistry,
): FlatSupport | undefined => {
  if (priceSupport === undefined) return undefined;
  const { floor, upsideShare, upsideFrom, paymentMonths, payer, rating } = priceSupport;
  const price = flatten(supportPriceTerms(priceSupport));
  for (const slot of [...price.averagedSlots, ...price.averagedRates.filter((rate) => rate >= 0)]) registry.requireAverage(slot, 3);
  return {
    price,
    floor,
    upsideShare,
    upsideFrom: upsideFrom === undefined ? 0 : upsideFrom - valuationMonth,
    content: supportedContent(priceSupport, assay),
    paymentMonths,
    payer: registry.payerIndex(payer, rating),
  };
};

const flattenTerms = (
  context: ValuationContext,
  terms: Terms,
  { buyer }: PortfolioContract,
  product: PortfolioProduct,
  registry: PlanRegistry,
  { hazards }: SimulationParameters,
): FlatTerms => {
  const { references } = context.portfolio;
  const units = unitsOf(references);
  const flatten = (price: PriceTerms): FlatPrice =>
    registry.distinctPrice(
      flattenPrice(price, product.assay, units, (currency) => rateReference(references, currency), registry.slotIndex),
    );
  const contractPrice = flatten(contractPriceTerms(terms, product.moisture));
  const { quantity, quotation, payment, delivery } = terms;
  const alternatives = quotation.alternatives.map((alternative) => {
    const { from, to } = pricingMonths(alternative, 0, delivery.voyageDays);
    return { offset: from, length: to - from + 1 };
  });
  const spotPrice = flatten(product.spotPrice ?? spotPriceTerms(terms, product.moisture));
  // a renegotiation compares the price with spot over the same period
  const slotsToAverage = [contractPrice, spotPrice].flatMap((price) => [
    ...price.averagedSlots,
    ...price.averagedRates.filter((rate) => rate >= 0),
  ]);
  for (const slot of slotsToAverage) for (const { length } of alternatives) registry.requireAverage(slot, length);
  return {
    contractPrice,
    spotPrice,
    tolerance: quantity.tolerance,
    toleranceHolder: quantity.toleranceOption,
    beta: buyer.cycleSensitivity,
    minimumShare: quantity.takeOrPayBasis === 'full' ? quantity.takeOrPayShare : 0,
    isFullTakeOrPay: quantity.takeOrPayBasis === 'full',
    makeUpMonths: quantity.makeUpMonths,
    isRiseCharged: quantity.makeUpPrice === 'rise',
    isPriceFallExcused: quantity.excused.priceFall,
    isImportBanExcused: quantity.excused.importBan,
    provisionalShare: payment.provisionalShare,
    paymentMonths: payment.paymentMonths,
    alternatives,
    hasQuotationOption: quotation.holder !== 'none' && alternatives.length > 1,
    isDeclaredBySeller: quotation.holder === 'seller',
    declarationMonths: quotation.declarationMonths,
    recovery: payment.letterOfCredit ? hazards.recoveryUnderLetterOfCredit : hazards.recovery,
    priceSupport: flattenSupport(terms, product, context.portfolio, flatten, registry),
  };
};

/** The access of a month without a delivery. */
const NO_ACCESS: readonly ZoneAccess[] = [];

/** Series of a contract by month after the valuation, from its delivery schedule and channels. */
const flattenSchedule = (
  context: ValuationContext,
  { contract, committedEnd }: PortfolioContract,
  path: ReturnType<typeof createContractPath>,
  terms: readonly FlatTerms[],
  registry: PlanRegistry,
  hasPolicy: boolean,
  destinationKey: string,
) => {
  const { valuationMonth, lastMonth } = context.portfolio;
  const months = lastMonth - valuationMonth;
  const termsIndex = new Int16Array(months + 1).fill(-1);
  const nominal = new Float64Array(months + 1);
  const contractYearOf = new Int16Array(months + 1).fill(-1);
  const openShare = new Float64Array(months + 1).fill(1);
  const openShareExcused = new Float64Array(months + 1).fill(1);
  const closedDiscount = new Float64Array(months + 1);
  const closedFreight = new Float64Array(months + 1);
  const netAtDeck = new Float64Array(months + 1);
  const zoneAccesses: (readonly ZoneAccess[])[] = new Array(months + 1).fill(NO_ACCESS);
  let [firstDelivery, lastDelivery] = [months + 1, 0];
  for (const monthDelivery of deliverySchedule(contract, valuationMonth + 1, lastMonth, committedEnd)) {
    const t = monthDelivery.month - valuationMonth;
    const index = contract.terms.indexOf(monthDelivery.terms);
    firstDelivery = Math.min(firstDelivery, t);
    lastDelivery = t;
    termsIndex[t] = index;
    nominal[t] = monthDelivery.nominal;
    contractYearOf[t] = monthDelivery.contractYear;
    const channel = channelOfTerms(context, path, monthDelivery.terms)(monthDelivery.month);
    openShare[t] = channel.openShare;
    openShareExcused[t] = channel.openShareExcused;
    closedDiscount[t] = channel.closedDiscount;
    closedFreight[t] = perDryTonne(channel.closedFreightUsdPerWmt, path.product.moisture);
    if (hasPolicy) {
      zoneAccesses[t] = registry.distinctAccess(destinationKey, t, () => {
        const tradedGoods = tradedProduct(path, monthDelivery.terms);
        return path.split.map(({ zone }) =>
          zoneAccess(context.market, zone, tradedGoods, monthDelivery.month, excusesOf(monthDelivery.terms)),
        );
      });
    }
    if (terms[index]!.isPriceFallExcused) netAtDeck[t] = path.pricersOf(monthDelivery.terms).contract.netAtDeck(monthDelivery.month);
  }
  return {
    termsIndex,
    nominal,
    contractYearOf,
    openShare: registry.distinctSeries(openShare),
    openShareExcused: registry.distinctSeries(openShareExcused),
    closedDiscount: registry.distinctSeries(closedDiscount),
    closedFreight: registry.distinctSeries(closedFreight),
    netAtDeck: registry.distinctSeries(netAtDeck),
    zoneAccess: zoneAccesses,
    firstDelivery,
    lastDelivery,
  };
};

/** Returns the key of a contract's destination: all that its channel depends on. */
const destinationKeyOf = ({ market }: ValuationContext, path: ReturnType<typeof createContractPath>): string => {
  const { contract, buyer } = path.entry;
  const { importBan, tariff } = contract.terms[0]!.quantity.excused;
  const hasOneChannel =
    market.channels.every(({ buyerId, reference }) => buyerId === undefined && reference === undefined) &&
    contract.terms.every(({ quantity: { excused } }) => excused.importBan === importBan && excused.tariff === tariff);
  return JSON.stringify([path.product.id, path.split, hasOneChannel ? [importBan, tariff] : [contract.id, buyer.id]]);
};

/** Flattens a contract with the schedule, channels, contract years and opening balances of the valuation. */
export const flattenContract = (
  context: ValuationContext,
  entry: PortfolioContract,
  product: PortfolioProduct,
  tables: ProductTables,
  registry: PlanRegistry,
  parameters: SimulationParameters,
  hasPolicy: boolean,
): FlatContract => {
  const { contract, committedEnd } = entry;
  const { valuationMonth } = context.portfolio;
  const path = createContractPath(context, entry, product, tables);
  const opening = currentOpening(context, entry);
  const terms = contract.terms.map((termsOfPeriod) => flattenTerms(context, termsOfPeriod, entry, product, registry, parameters));
  const destinationKey = destinationKeyOf(context, path);
  const schedule = flattenSchedule(context, entry, path, terms, registry, hasPolicy, destinationKey);

  const years = path.annual.map((annual, index): FlatYear => {
    const year = openContractYear(context, path, index);
    const openingPosition = openingOfYear(context, entry, index);
    return {
      annual,
      commitment: path.commitment[index]!,
      carryForwardShare: termsAt(contract, contract.start + index * 12).quantity.carryForwardShare,
      taken: year.taken,
      paidTonnes: openingPosition?.paidTonnes ?? 0,
      paidValue: openingPosition?.paidValueUsd ?? 0,
      end: year.month - valuationMonth,
    };
  });

  const openDeliveries = (opening?.openDeliveries ?? []).map(({ month, tonnes, provisionalPaidUsd }): FlatOpenDelivery => {
    const termsOfMonth = contract.terms.findLast(({ from }) => from <= month) ?? contract.terms[0]!;
    const contractYear = Math.floor((month - contract.start) / 12);
    return {
      month: month - valuationMonth,
      contractYear,
      terms: contract.terms.indexOf(termsOfMonth),
      tonnes,
      provisionalPaid: provisionalPaidUsd,
    };
  });
  const unpaidAmounts = (opening?.unpaid ?? [])
    .map(({ date, amountUsd }) => ({ month: monthOfDate(date) - valuationMonth, amount: amountUsd }))
    .filter(({ month }) => month >= 1);
  const longestLag = Math.max(
    ...terms.map((periodTerms) => periodTerms.paymentMonths + Math.max(0, ...periodTerms.alternatives.map(lastPricingOffset))),
  );
  const lastDelivery = Math.max(0, schedule.lastDelivery, ...openDeliveries.map(({ month }) => month));
  const lastQuarterEnd = quarterOf(valuationMonth + lastDelivery).to - valuationMonth;
  const lastSupport = Math.max(0, ...terms.map(({ priceSupport }) => (priceSupport ? lastQuarterEnd + priceSupport.paymentMonths : 0)));
  return {
    id: contract.id,
    hash: hashId(contract.id),
    productId: product.id,
    probability: contract.probability,
    terms,
    ...schedule,
    years,
    end: committedEnd - valuationMonth,
    split: registry.splitIndex(path.split),
    hasPolicy,
    destinationKey,
    zoneBits: path.split.reduce((bits, { zone }) => bits | (1 << ZONES.indexOf(zone)), 0),
    zones: path.split.map(({ zone, weight }) => ({ zone, index: ZONES.indexOf(zone), weight })),
    priority: entry.priority ?? DELIVERY_PRIORITY,
    damagesShare: entry.damagesShare ?? DAMAGES_SHARE,
    hasPriceFallExcuse: terms.some(({ isPriceFallExcused }) => isPriceFallExcused),
    isAssessed: path.commitment.some((tonnes) => tonnes > 0) || path.lots.length > 0,
    makeUpLots: path.lots.map((lot) => ({ lastMonth: lot.lastMonth - valuationMonth, price: lot.price, tonnes: lot.tonnes })),
    openingDeferred: path.deferred.opening,
    openDeliveries,
    unpaidAmounts,
    prepayment: entry.prepayment,
    lastPayment: Math.max(lastDelivery + longestLag, lastSupport, ...unpaidAmounts.map(({ month }) => month)),
    longestPaymentLag: Math.max(longestLag, ...unpaidAmounts.map(({ month }) => month)),
  };
};
