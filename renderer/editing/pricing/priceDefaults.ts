import type { ReferenceCode } from '#shared/domain/ids.ts';
import { METAL_SYMBOL } from '#shared/domain/metal.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Charge, PriceBasis } from '#shared/domain/terms.ts';
import { isPrecious, mainElement } from '../../components/elements.ts';
import type { PriceContext } from './priceContext.ts';

/** A price with a new basis; figures without a default are absent, so that their fields ask for them. */
export type UnfinishedPrice = { readonly basis: PriceBasis['basis'] } & Readonly<Record<string, unknown>>;

/** Usual payable terms of a concentrate's metal: default assumptions. */
const PAYABLE = { rule: 'lower-of', payable: 0.965, deduction: 0.01 } as const;
const PERCENTAGE = 0.8;

/** The usual price basis of each product form. */
const USUAL_BASIS: Readonly<Record<Product['form'], PriceBasis['basis']>> = {
  concentrate: 'payableMetal',
  fines: 'indexDmt',
  lump: 'indexDmt',
  pellets: 'indexDmt',
  bauxite: 'indexDmt',
  spodumene: 'indexDmt',
  ore: 'indexDmtu',
  alumina: 'percentage',
  hydroxide: 'percentage',
  carbonate: 'refined',
  metal: 'refined',
};

/** The usual price basis of the product. */
export const usualBasis = (context: PriceContext): PriceBasis['basis'] => USUAL_BASIS[context.product?.form ?? 'concentrate'];

const elementOf = ({ product }: PriceContext): string => (product ? mainElement(product) : '');

/** The first price reference of the product's metal in a unit, else of the metal at all, else any. */
const referenceIn = (context: PriceContext, unit: string): string | undefined => {
  const metal = context.product?.metal;
  const prices = context.references.filter(({ kind }) => kind === 'price');
  const ofMetal = prices.filter((reference) => reference.metal === metal);
  return (ofMetal.find((reference) => reference.unit === unit) ?? ofMetal[0] ?? prices[0])?.code;
};

/** The reference that an element is quoted by: gold and silver by the ounce, a metal by its own. */
export const referenceOfElement = (context: PriceContext, element: string): ReferenceCode | undefined => {
  const prices = context.references.filter(({ kind }) => kind === 'price');
  if (isPrecious(element)) return prices.find(({ code, unit }) => unit === 'USD/toz' && code.toUpperCase() === element.toUpperCase())?.code;
  return prices.find(({ metal }) => metal !== undefined && METAL_SYMBOL[metal] === element)?.code;
};

/** The first treatment charge reference of the product's metal. */
export const treatmentReference = (context: PriceContext): string | undefined => {
  const metal = context.product?.metal;
  return context.references.find((reference) => reference.kind === 'treatmentCharge' && reference.metal === metal)?.code;
};

/** A charge of a kind with its defaults. */
export const defaultCharge = (kind: Charge['kind'], context: PriceContext): Readonly<Record<string, unknown>> => {
  switch (kind) {
    case 'fixed':
      return { kind };
    case 'benchmark':
    case 'index':
      return { kind, reference: treatmentReference(context), differential: 0 };
    case 'bricks':
      return { kind, bricks: [{ year: context.year, share: 1 }] };
  }
};

/** A price with another basis for the product; it takes over the terms that both bases have. */
export const defaultPrice = (basis: PriceBasis['basis'], context: PriceContext, earlierPrice: PriceBasis | undefined): UnfinishedPrice => {
  const element = elementOf(context);
  const assay = context.product?.assay[element];
  const penalties = earlierPrice && 'penalties' in earlierPrice ? earlierPrice.penalties : [];
  const premium = earlierPrice && 'premium' in earlierPrice ? earlierPrice.premium : 0;
  switch (basis) {
    case 'payableMetal': {
      const reference = treatmentReference(context);
      return {
        basis,
        payables: [{ element, reference: referenceIn(context, 'USD/t'), ...PAYABLE }],
        treatmentCharge: reference === undefined ? { kind: 'fixed' } : { kind: 'benchmark', reference, differential: 0 },
        penalties,
      };
    }
    case 'indexDmt':
      return {
        basis,
        reference: referenceIn(context, 'USD/dmt'),
        element,
        adjustment: { kind: 'proRata' },
        referenceGrade: assay,
        premium,
        penalties,
      };
    case 'indexDmtu':
      return { basis, reference: referenceIn(context, 'USD/dmtu'), element, premium, penalties };
    case 'percentage':
      return { basis, payables: [{ element, reference: referenceIn(context, 'USD/t'), payable: PERCENTAGE }], premium };
    case 'refined':
      return { basis, reference: referenceIn(context, 'USD/t'), premium };
    case 'chemical':
      return { basis, reference: referenceIn(context, 'USD/t'), element, referenceGrade: assay, factor: 1 };
    case 'fixed':
      return { basis };
  }
};

/** Whether a price names only elements of the product's assay. */
export const isPriceOfProduct = (price: PriceBasis, context: PriceContext): boolean => {
  const assay = context.product?.assay ?? {};
  if ('payables' in price) return price.payables.every(({ element }) => assay[element] !== undefined);
  return !('element' in price) || assay[price.element] !== undefined;
};
