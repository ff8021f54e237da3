import type { Charge, Delivery, PriceBasis, Terms } from '#shared/domain/terms.ts';
import { memoizeWeakly, memoizeWhile } from '#shared/memoize.ts';
import { createObjectField } from '#shared/objectField.ts';
import { perDryTonne } from '#shared/units/conversions.ts';
import type { PriceTerms } from '../pricing/netPrice.ts';
import type { Portfolio } from './types.ts';

/** Incoterms under which the seller pays the freight (Incoterms 2020). */
const SELLER_PAYS_FREIGHT: ReadonlySet<Delivery['incoterm']> = new Set(['CFR', 'CIF', 'CIP', 'DAP']);

/** Lists the seller's delivery costs, USD/dmt: freight if the Incoterm requires it, and the other costs of the terms. */
const sellerCosts = (delivery: Delivery, moisture: number): NonNullable<PriceTerms['costsUsdPerDmt']> => {
  const freight = SELLER_PAYS_FREIGHT.has(delivery.incoterm) ? perDryTonne(delivery.freightUsdPerWmt, moisture) : 0;
  return [
    ...(freight > 0 ? [{ label: 'freight', amount: freight, freightReference: delivery.freightReference } as const] : []),
    ...(delivery.otherUsdPerDmt > 0 ? [{ label: 'otherCosts', amount: delivery.otherUsdPerDmt } as const] : []),
  ];
};

// price terms are kept by the terms that they are made of, and so is what a pricer resolves of them
const contractPrices = memoizeWhile<Terms, PriceTerms>(createObjectField());
const spotPrices = memoizeWhile<Terms, PriceTerms>(createObjectField());

/** The full price terms of a contract: basis, blend, floor and cap, less the seller's costs. */
export const contractPriceTerms = (terms: Terms, moisture: number): PriceTerms =>
  contractPrices(terms, [moisture], () => ({
    ...terms.price,
    blend: terms.blend,
    collar: terms.collar,
    costsUsdPerDmt: sellerCosts(terms.delivery, moisture),
  }));

/** The price terms of a spot sale: those of the contract without blend, floor, cap and price participation. */
export const spotPriceTerms = (terms: Terms, moisture: number): PriceTerms =>
  spotPrices(terms, [moisture], () => ({
    ...(terms.price.basis === 'payableMetal' ? { ...terms.price, participation: undefined } : terms.price),
    costsUsdPerDmt: sellerCosts(terms.delivery, moisture),
  }));

/** The references of a price: those averaged over the quotational period, and those that use the year's benchmark. */
export type PriceReferences = { readonly averaged: readonly string[]; readonly benchmarks: readonly string[] };

/** Lists the references that a price basis depends on, each once. */
export const priceReferences = memoizeWeakly((price: PriceBasis): PriceReferences => {
  const averagedReferences = new Set<string>();
  const benchmarks = new Set<string>();
  const addCharge = (charge: Charge | undefined) => {
    if (charge?.kind === 'index') averagedReferences.add(charge.reference);
    if (charge?.kind === 'benchmark') benchmarks.add(charge.reference);
  };
  switch (price.basis) {
    case 'payableMetal':
      addCharge(price.treatmentCharge);
      for (const payable of price.payables) {
        averagedReferences.add(payable.reference);
        addCharge(payable.refiningCharge);
      }
      break;
    case 'percentage':
      for (const payable of price.payables) averagedReferences.add(payable.reference);
      break;
    case 'fixed':
      break;
    default:
      averagedReferences.add(price.reference);
  }
  return { averaged: [...averagedReferences], benchmarks: [...benchmarks] };
}, createObjectField());

/** Returns the first price reference of a price basis, which is that of its metal; undefined for a fixed price. */
export const mainPriceReference = ({ references }: Pick<Portfolio, 'references'>, price: PriceBasis): string | undefined =>
  priceReferences(price).averaged.find((code) => references[code]?.kind === 'price');
