import type { Penalty, PriceBasis } from '#shared/domain/terms.ts';
import {
  AT_SIGHT,
  gradeAt,
  isExchange,
  isNamed,
  loadPortDelivery,
  mainPortDelivery,
  OPEN_ACCOUNT,
  penaltiesFor,
  quantity,
  REFINED_SOURCES,
  referenceOf,
  singleMonthQuotation,
  type Template,
  type TemplateBasis,
  warehouseMetalTerms,
} from './templatesTerms.ts';

const IRON_PENALTIES: readonly Penalty[] = [
  { element: 'SiO2', threshold: 0.045, increment: 0.01, rate: 1.5 },
  { element: 'Al2O3', threshold: 0.0225, increment: 0.01, rate: 2 },
  { element: 'P', threshold: 0.001, increment: 0.0001, rate: 0.3 },
  { element: 'S', threshold: 0.0005, increment: 0.0001, rate: 0.1 },
];

const ironPrice = (basis: TemplateBasis, adjustment: Extract<PriceBasis, { basis: 'indexDmt' }>['adjustment']): PriceBasis => {
  const index = referenceOf(basis, 'iron', 'price');
  return {
    basis: 'indexDmt',
    reference: index.code,
    element: 'Fe',
    adjustment,
    referenceGrade: gradeAt(index, basis.start, 0.62),
    premium: 0,
    penalties: penaltiesFor(IRON_PENALTIES, basis),
  };
};

const IRON_ROUTE = { freightUsdPerWmt: 8.5, voyageDays: 16, otherUsdPerDmt: 0.3 };
const IRON_SOURCES = ['price.reference', 'price.referenceGrade', 'price.penalties.*.element'];

const MANGANESE_PENALTIES: readonly Penalty[] = [
  { element: 'Fe', threshold: 0.06, increment: 0.01, rate: 0.5 },
  { element: 'SiO2', threshold: 0.1, increment: 0.01, rate: 0.5 },
  { element: 'P', threshold: 0.001, increment: 0.0001, rate: 0.4 },
];

/** Price on the manganese index for ore of a grade, 44 % or 37 %. */
const manganesePrice = (basis: TemplateBasis, grade: number): PriceBasis => ({
  basis: 'indexDmtu',
  reference: referenceOf(basis, 'manganese', 'price', (reference) => gradeAt(reference, basis.start, 0) === grade).code,
  element: 'Mn',
  premium: 0,
  penalties: penaltiesFor(MANGANESE_PENALTIES, basis),
});

const isBauxite = ({ unit }: { readonly unit: string }) => unit === 'USD/dmt';
const isAlumina = (reference: { readonly name: string }) => isNamed(reference, /alumina/i);

const BAUXITE_PENALTIES: readonly Penalty[] = [{ element: 'SiO2', threshold: 0.021, increment: 0.01, rate: 2 }];

/** Templates of iron, manganese and aluminium: ores by the dry tonne or the unit, alumina and ingot. */
export const BULK_TEMPLATES = {
  ironFinesProRata: {
    metal: 'iron',
    forms: ['fines'],
    terms: (basis) => ({
      price: ironPrice(basis, { kind: 'proRata' }),
      quotation: singleMonthQuotation(0, 'arrival'),
      delivery: mainPortDelivery('CFR', IRON_ROUTE, basis),
      payment: AT_SIGHT,
      quantity: quantity({ takeOrPayShare: 0.9 }),
      sources: IRON_SOURCES,
    }),
  },
  ironFinesDifferential: {
    metal: 'iron',
    forms: ['fines'],
    terms: (basis) => ({
      price: ironPrice(basis, { kind: 'differential', perPercent: 1.5 }),
      quotation: singleMonthQuotation(1, 'arrival'),
      delivery: mainPortDelivery('CFR', IRON_ROUTE, basis),
      payment: AT_SIGHT,
      quantity: quantity({ takeOrPayShare: 0.9 }),
      sources: IRON_SOURCES,
    }),
  },
  ironLumpPremium: {
    metal: 'iron',
    forms: ['lump', 'pellets'],
    terms: (basis) => ({
      price: { ...ironPrice(basis, { kind: 'proRata' }), premium: 12 },
      quotation: singleMonthQuotation(1, 'shipment'),
      delivery: mainPortDelivery('CFR', IRON_ROUTE, basis),
      payment: AT_SIGHT,
      quantity: quantity({ takeOrPayShare: 0.9 }),
      sources: IRON_SOURCES,
    }),
  },
  manganeseOreCif: {
    metal: 'manganese',
    forms: ['ore'],
    terms: (basis) => ({
      price: manganesePrice(basis, 0.44),
      quotation: singleMonthQuotation(0, 'shipment'),
      delivery: mainPortDelivery('CIF', { freightUsdPerWmt: 32, voyageDays: 30, otherUsdPerDmt: 0.4 }, basis),
      payment: AT_SIGHT,
      quantity: quantity(),
      sources: ['price.basis', 'price.reference', 'delivery.incoterm'],
    }),
  },
  manganeseOreFob: {
    metal: 'manganese',
    forms: ['ore'],
    terms: (basis) => ({
      price: manganesePrice(basis, 0.37),
      quotation: singleMonthQuotation(-1, 'shipment'),
      delivery: loadPortDelivery(0.4),
      payment: OPEN_ACCOUNT,
      quantity: quantity({ takeOrPayShare: 0, makeUpMonths: 0 }),
      sources: ['price.basis', 'price.reference', 'delivery.incoterm'],
    }),
  },
  manganeseFixed: {
    metal: 'manganese',
    forms: ['ore'],
    terms: (basis) => ({
      // 5.27 USD/dmtu x 44: the worked example of the trade
      price: { basis: 'fixed', amount: 231.88 },
      quotation: singleMonthQuotation(0, 'shipment'),
      delivery: mainPortDelivery('CIF', { freightUsdPerWmt: 32, voyageDays: 30, otherUsdPerDmt: 0.4 }, basis),
      payment: AT_SIGHT,
      quantity: quantity(),
      sources: ['price.amount'],
    }),
  },
  bauxiteIndex: {
    metal: 'aluminium',
    forms: ['bauxite'],
    terms: (basis) => {
      const index = referenceOf(basis, 'aluminium', 'price', isBauxite);
      return {
        price: {
          basis: 'indexDmt',
          reference: index.code,
          element: 'Al2O3',
          adjustment: { kind: 'differential', perPercent: 1 },
          referenceGrade: gradeAt(index, basis.start, 0.5),
          premium: 0,
          penalties: penaltiesFor(BAUXITE_PENALTIES, basis),
        },
        quotation: singleMonthQuotation(0, 'shipment'),
        delivery: mainPortDelivery('CIF', { freightUsdPerWmt: 25, voyageDays: 40, otherUsdPerDmt: 0.3 }, basis),
        payment: AT_SIGHT,
        quantity: quantity({ takeOrPayShare: 0.9 }),
        sources: ['price.penalties.*.element', 'price.penalties.*.threshold'],
      };
    },
  },
  bauxiteFixed: {
    metal: 'aluminium',
    forms: ['bauxite'],
    terms: () => ({
      price: { basis: 'fixed', amount: 42 },
      quotation: singleMonthQuotation(0, 'shipment'),
      delivery: loadPortDelivery(0.3),
      payment: OPEN_ACCOUNT,
      quantity: quantity({ takeOrPayShare: 0.9 }),
      // 30 days after loading
      sources: ['delivery.incoterm', 'payment.paymentMonths'],
    }),
  },
  aluminaIndex: {
    metal: 'aluminium',
    forms: ['alumina'],
    terms: (basis) => ({
      price: { basis: 'refined', reference: referenceOf(basis, 'aluminium', 'price', isAlumina).code, premium: 0 },
      quotation: singleMonthQuotation(-1, 'shipment'),
      delivery: loadPortDelivery(0.5),
      payment: OPEN_ACCOUNT,
      quantity: quantity({ tolerance: 0.05, takeOrPayShare: 0.9 }),
      sources: ['price.basis', 'price.reference', 'quotation.alternatives'],
    }),
  },
  aluminiumIngot: warehouseMetalTerms({ metal: 'aluminium', premium: 190, offset: 1, sources: REFINED_SOURCES, fits: isExchange }),
} satisfies Readonly<Record<string, Template>>;
