import { OrebookError } from '#shared/contract/errors.ts';
import { ReferenceCode } from '#shared/domain/ids.ts';
import type { Assay, Metal } from '#shared/domain/metal.ts';
import type { ProductForm } from '#shared/domain/product.ts';
import type { Reference } from '#shared/domain/reference.ts';
import type { Collar, Delivery, Payment, Penalty, PriceBasis, Quantity, Quotation, QuotationalPeriod } from '#shared/domain/terms.ts';
import { dateOfMonth, type Month } from '#shared/domain/time.ts';
import { everyShippedText } from '#shared/messages/shipped.ts';
import { mainPort } from '../recordTexts.ts';

/** The inputs of a template. */
export type TemplateBasis = {
  readonly references: ReadonlyMap<string, Reference>;
  readonly assay: Assay;
  readonly start: Month;
  /** Whether the final destination is China. */
  readonly isToChina: boolean;
};

/** The terms of a template. `sources` are the paths whose default is from a public source; all others are default assumptions. */
export type TemplateTerms = {
  readonly price: PriceBasis;
  readonly quotation: Quotation;
  readonly collar?: Collar;
  readonly delivery: Delivery;
  readonly payment: Payment;
  readonly quantity: Omit<Quantity, 'tonnesPerYear'>;
  readonly sources: readonly string[];
};

/** A template: the metal and the forms of product that it suits, and its terms. */
export type Template = {
  readonly metal: Metal;
  readonly forms: readonly ProductForm[];
  readonly terms: (basis: TemplateBasis) => TemplateTerms;
};

/** Finds the first reference of a metal and kind that `fits`. Errors: NOT_FOUND. */
export const referenceOf = (
  { references }: TemplateBasis,
  metal: Metal,
  kind: Reference['kind'],
  fits: (reference: Reference) => boolean = () => true,
): Reference => {
  const isOffered = (reference: Reference): boolean => reference.metal === metal && reference.kind === kind && fits(reference);
  const firstReference = [...references.values()].find(isOffered);
  if (firstReference === undefined) throw new OrebookError('NOT_FOUND', { kind: 'reference', id: `${metal} ${kind}` });
  return firstReference;
};

export const GOLD = ReferenceCode.parse('AU');
export const SILVER = ReferenceCode.parse('AG');

/** Whether the name of a reference, in some locale, matches a pattern. */
export const isNamed = ({ name }: { readonly name: string }, pattern: RegExp): boolean =>
  everyShippedText(name).some((text) => pattern.test(text));

/** Returns a test whether a treatment charge is the year's benchmark, or a spot charge. */
export const isCharge =
  (kind: 'benchmark' | 'spot') =>
  (reference: Reference): boolean =>
    isNamed(reference, /spot/i) === (kind === 'spot');

/** Lists those of the usual penalties whose element the product's assay names. */
export const penaltiesFor = (penalties: readonly Penalty[], { assay }: TemplateBasis): readonly Penalty[] =>
  penalties.filter(({ element }) => assay[element] !== undefined);

/** Refined metal or a chemical: its price and a premium, USD/t. */
export const refinedPrice = (
  basis: TemplateBasis,
  metal: Metal,
  premium: number,
  fits?: (reference: Reference) => boolean,
): Extract<PriceBasis, { basis: 'refined' }> => ({
  basis: 'refined',
  reference: referenceOf(basis, metal, 'price', fits).code,
  premium,
});

/** Paths with a public source: metal is sold at an exchange price. The amount of the premium is not public. */
export const REFINED_SOURCES = ['price.basis', 'price.reference'];

/** Returns the grade at which an index is quoted in a month, a fraction; `fallbackGrade` if the reference states none. */
export const gradeAt = ({ referenceGrade }: Reference, month: Month, fallbackGrade: number): number =>
  referenceGrade.filter(({ from }) => from <= dateOfMonth(month)).at(-1)?.grade ?? fallbackGrade;

/** The usual quantity terms of a template, with those that differ. */
export const quantity = (changes: Partial<Quantity> = {}): TemplateTerms['quantity'] => ({
  rampUp: [],
  monthWeights: [],
  tolerance: 0.1,
  toleranceOption: 'buyer',
  takeOrPayShare: 0.8,
  takeOrPayBasis: 'full',
  makeUpMonths: 12,
  makeUpPrice: 'none',
  carryForwardShare: 0,
  excused: { importBan: true, tariff: false, priceFall: false },
  ...changes,
});

/** A quotational period of one month, `offset` months after shipment or arrival. */
export const singleMonthQuotation = (offset: number, from: QuotationalPeriod['from']): Quotation => ({
  alternatives: [{ offset, length: 1, from }],
  holder: 'none',
  declarationMonths: 0,
});

/** Delivery to a main port, freight paid by the seller. */
export const mainPortDelivery = (
  incoterm: 'CIF' | 'CFR',
  route: Pick<Delivery, 'freightUsdPerWmt' | 'voyageDays' | 'otherUsdPerDmt'>,
  { isToChina }: TemplateBasis,
): Delivery => ({
  incoterm,
  loadPort: '',
  destinationPort: mainPort(isToChina),
  ...route,
});

/** Delivery on board at the load port, freight paid by the buyer. */
export const loadPortDelivery = (otherUsdPerDmt: number): Delivery => ({
  incoterm: 'FOB',
  loadPort: '',
  destinationPort: '',
  freightUsdPerWmt: 0,
  voyageDays: 0,
  otherUsdPerDmt,
});

/** Delivery into a warehouse near the buyer, freight paid by the seller. */
export const warehouseDelivery = (): Delivery => ({
  incoterm: 'DAP',
  loadPort: '',
  destinationPort: '',
  freightUsdPerWmt: 60,
  voyageDays: 20,
  otherUsdPerDmt: 5,
});

/** Letter of credit at sight, as Chinese buyers pay. */
export const AT_SIGHT: Payment = { provisionalShare: 0.9, paymentMonths: 0, letterOfCredit: true, currency: 'USD' };
/** Open account, a month after delivery. */
export const OPEN_ACCOUNT: Payment = { provisionalShare: 0.9, paymentMonths: 1, letterOfCredit: false, currency: 'USD' };

/** Whether a reference is quoted at the LME. */
export const isExchange = ({ quotation }: { readonly quotation: string }) => /LME/.test(quotation);

type MetalTemplate = {
  readonly metal: Metal;
  /** USD/t over the exchange. */
  readonly premium: number;
  /** Months between shipment and the price month. */
  readonly offset: number;
  readonly sources: readonly string[];
  readonly fits?: (reference: Reference) => boolean;
};

/** Refined metal delivered into a warehouse at the exchange's price of one month and a premium. */
export const warehouseMetalTerms = ({ metal, premium, offset, sources, fits }: MetalTemplate): Template => ({
  metal,
  forms: ['metal'],
  terms: (basis) => ({
    price: refinedPrice(basis, metal, premium, fits),
    quotation: singleMonthQuotation(offset, 'shipment'),
    delivery: warehouseDelivery(),
    payment: OPEN_ACCOUNT,
    quantity: quantity({ tolerance: 0.02, takeOrPayShare: 0.9 }),
    sources,
  }),
});
