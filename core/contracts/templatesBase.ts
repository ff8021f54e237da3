import type { Payable, Penalty, PriceBasis } from '#shared/domain/terms.ts';
import {
  AT_SIGHT,
  GOLD,
  isCharge,
  loadPortDelivery,
  mainPortDelivery,
  OPEN_ACCOUNT,
  penaltiesFor,
  quantity,
  REFINED_SOURCES,
  referenceOf,
  refinedPrice,
  SILVER,
  singleMonthQuotation,
  type Template,
  type TemplateBasis,
  warehouseMetalTerms,
} from './templatesTerms.ts';

/** Returns the payable of a precious metal if the assay has it and the workspace has its price, else none. */
const byProduct = (payable: Payable, { assay, references }: TemplateBasis): readonly Payable[] =>
  (assay[payable.element] ?? 0) > 0 && references.has(payable.reference) ? [payable] : [];

const COPPER_PENALTIES: readonly Penalty[] = [
  { element: 'As', threshold: 0.002, increment: 0.001, rate: 3, rejectAbove: 0.005, importLimit: 0.005 },
  { element: 'Bi', threshold: 0.0003, increment: 0.0001, rate: 3 },
  { element: 'Pb', threshold: 0.01, increment: 0.01, rate: 2 },
];

const copperPrice = (basis: TemplateBasis): PriceBasis => ({
  basis: 'payableMetal',
  payables: [
    { element: 'Cu', reference: referenceOf(basis, 'copper', 'price').code, rule: 'lower-of', payable: 0.965, deduction: 0.01 },
    ...byProduct(
      {
        element: 'Au',
        reference: GOLD,
        rule: 'scale',
        payable: 0.9,
        deduction: 0,
        scale: [
          { from: 0.000001, payable: 0.9 },
          { from: 0.000003, payable: 0.94 },
          { from: 0.000005, payable: 0.96 },
        ],
      },
      basis,
    ),
    ...byProduct(
      { element: 'Ag', reference: SILVER, rule: 'scale', payable: 0.9, deduction: 0, scale: [{ from: 0.00003, payable: 0.9 }] },
      basis,
    ),
  ],
  // the year's benchmark, so that no outdated level is copied; the refining charge follows it at 10 to 1
  treatmentCharge: { kind: 'benchmark', reference: referenceOf(basis, 'copper', 'treatmentCharge').code, differential: 0 },
  penalties: penaltiesFor(COPPER_PENALTIES, basis),
});

const COPPER_SOURCES = ['price.payables.0.reference', 'price.treatmentCharge', 'price.penalties.*.element'];

const ZINC_PENALTIES: readonly Penalty[] = [
  { element: 'Fe', threshold: 0.08, increment: 0.01, rate: 1.5 },
  { element: 'SiO2', threshold: 0.03, increment: 0.01, rate: 1.5 },
  { element: 'Hg', threshold: 0.00005, increment: 0.00001, rate: 0.5, importLimit: 0.0006 },
];

/** The zinc scale of 2019: 2 % below 2,700 USD/t, nothing to 3,000, 5 % above (trade press). */
const ZINC_SCALE = {
  basisPrice: 2700,
  bands: [
    { from: 0, to: 2700, share: 0.02 },
    { from: 3000, share: 0.05 },
  ],
};

const zincPrice = (basis: TemplateBasis, charge: 'benchmark' | 'spot'): PriceBasis => ({
  basis: 'payableMetal',
  payables: [
    { element: 'Zn', reference: referenceOf(basis, 'zinc', 'price').code, rule: 'lower-of', payable: 0.85, deduction: 0.08 },
    ...byProduct({ element: 'Ag', reference: SILVER, rule: 'deduct-then-pay', payable: 0.7, deduction: 0.000093 }, basis),
  ],
  treatmentCharge:
    charge === 'benchmark'
      ? { kind: 'benchmark', reference: referenceOf(basis, 'zinc', 'treatmentCharge', isCharge('benchmark')).code, differential: 0 }
      : { kind: 'index', reference: referenceOf(basis, 'zinc', 'treatmentCharge', isCharge('spot')).code, differential: 0 },
  ...(charge === 'benchmark' ? { escalator: ZINC_SCALE } : {}),
  penalties: penaltiesFor(ZINC_PENALTIES, basis),
});

const ZINC_ROUTE = { freightUsdPerWmt: 45, voyageDays: 28, otherUsdPerDmt: 1.5 };

const LEAD_PENALTIES: readonly Penalty[] = [
  { element: 'As', threshold: 0.003, increment: 0.001, rate: 2 },
  { element: 'Sb', threshold: 0.003, increment: 0.001, rate: 2 },
  { element: 'Bi', threshold: 0.0005, increment: 0.0001, rate: 1.5 },
  { element: 'Hg', threshold: 0.00005, increment: 0.00001, rate: 0.5 },
  { element: 'F', threshold: 0.001, increment: 0.0001, rate: 0.5 },
];

const TIN_PENALTIES: readonly Penalty[] = [
  { element: 'Fe', threshold: 0.05, increment: 0.01, rate: 10 },
  { element: 'S', threshold: 0.005, increment: 0.001, rate: 4 },
  { element: 'As', threshold: 0.003, increment: 0.001, rate: 6 },
];

/** Templates of copper, zinc, lead and tin: concentrates for custom smelters, and refined metal. */
export const BASE_TEMPLATES = {
  copperConcentrateCif: {
    metal: 'copper',
    forms: ['concentrate'],
    terms: (basis) => ({
      price: copperPrice(basis),
      quotation: singleMonthQuotation(3, 'shipment'),
      delivery: mainPortDelivery('CIF', { freightUsdPerWmt: 48, voyageDays: 28, otherUsdPerDmt: 1.6 }, basis),
      payment: AT_SIGHT,
      quantity: quantity(),
      sources: COPPER_SOURCES,
    }),
  },
  copperConcentrateFob: {
    metal: 'copper',
    forms: ['concentrate'],
    terms: (basis) => ({
      price: copperPrice(basis),
      quotation: {
        alternatives: [
          { offset: 1, length: 1, from: 'shipment' },
          { offset: 4, length: 1, from: 'shipment' },
        ],
        holder: 'buyer',
        declarationMonths: 1,
      },
      delivery: loadPortDelivery(0.5),
      payment: OPEN_ACCOUNT,
      quantity: quantity({ takeOrPayShare: 0, makeUpMonths: 0 }),
      sources: COPPER_SOURCES,
    }),
  },
  copperCathode: {
    metal: 'copper',
    forms: ['metal'],
    terms: (basis) => ({
      price: refinedPrice(basis, 'copper', 60),
      quotation: singleMonthQuotation(1, 'shipment'),
      delivery: mainPortDelivery('CIF', { freightUsdPerWmt: 55, voyageDays: 28, otherUsdPerDmt: 2 }, basis),
      payment: AT_SIGHT,
      quantity: quantity({ tolerance: 0.02, takeOrPayShare: 0.9 }),
      sources: REFINED_SOURCES,
    }),
  },
  zincConcentrateBenchmark: {
    metal: 'zinc',
    forms: ['concentrate'],
    terms: (basis) => ({
      price: zincPrice(basis, 'benchmark'),
      quotation: singleMonthQuotation(3, 'arrival'),
      delivery: mainPortDelivery('CIF', ZINC_ROUTE, basis),
      payment: AT_SIGHT,
      quantity: quantity(),
      sources: [
        'price.payables.0.reference',
        'price.treatmentCharge.reference',
        'price.treatmentCharge.kind',
        'price.escalator',
        'quotation.alternatives',
      ],
    }),
  },
  zincConcentrateSpot: {
    metal: 'zinc',
    forms: ['concentrate'],
    terms: (basis) => ({
      price: zincPrice(basis, 'spot'),
      quotation: singleMonthQuotation(1, 'shipment'),
      delivery: mainPortDelivery('CIF', ZINC_ROUTE, basis),
      payment: OPEN_ACCOUNT,
      quantity: quantity({ takeOrPayShare: 0, makeUpMonths: 0 }),
      sources: ['price.payables.0.reference'],
    }),
  },
  zincMetal: {
    metal: 'zinc',
    forms: ['metal'],
    terms: (basis) => ({
      price: refinedPrice(basis, 'zinc', 130),
      quotation: singleMonthQuotation(1, 'shipment'),
      delivery: mainPortDelivery('CIF', { freightUsdPerWmt: 55, voyageDays: 28, otherUsdPerDmt: 2 }, basis),
      payment: AT_SIGHT,
      quantity: quantity({ tolerance: 0.02, takeOrPayShare: 0.9 }),
      sources: ['price.reference'],
    }),
  },
  leadConcentrate: {
    metal: 'lead',
    forms: ['concentrate'],
    terms: (basis) => ({
      price: {
        basis: 'payableMetal',
        payables: [
          { element: 'Pb', reference: referenceOf(basis, 'lead', 'price').code, rule: 'lower-of', payable: 0.95, deduction: 0.03 },
          // the lower of 95 % and the grade less 50 g/dmt
          ...byProduct(
            {
              element: 'Ag',
              reference: SILVER,
              rule: 'lower-of',
              payable: 0.95,
              deduction: 0.00005,
              refiningCharge: { kind: 'fixed', amount: 1.2 },
            },
            basis,
          ),
        ],
        treatmentCharge: { kind: 'benchmark', reference: referenceOf(basis, 'lead', 'treatmentCharge').code, differential: 0 },
        penalties: penaltiesFor(LEAD_PENALTIES, basis),
      },
      quotation: singleMonthQuotation(2, 'arrival'),
      delivery: mainPortDelivery('CIF', { freightUsdPerWmt: 45, voyageDays: 28, otherUsdPerDmt: 1.5 }, basis),
      payment: AT_SIGHT,
      quantity: quantity(),
      sources: ['price.payables.0.reference', 'price.penalties.*.element'],
    }),
  },
  leadMetal: warehouseMetalTerms({ metal: 'lead', premium: 90, offset: 1, sources: ['price.reference'] }),
  tinConcentrate: {
    metal: 'tin',
    forms: ['concentrate'],
    terms: (basis) => ({
      price: {
        basis: 'payableMetal',
        // a deduction of 1.5 units, then 100 % payable; the trade deducts 1 to 2 units
        payables: [
          { element: 'Sn', reference: referenceOf(basis, 'tin', 'price').code, rule: 'deduct-then-pay', payable: 1, deduction: 0.015 },
        ],
        treatmentCharge: { kind: 'benchmark', reference: referenceOf(basis, 'tin', 'treatmentCharge').code, differential: 0 },
        penalties: penaltiesFor(TIN_PENALTIES, basis),
      },
      quotation: singleMonthQuotation(1, 'arrival'),
      delivery: mainPortDelivery('CIF', { freightUsdPerWmt: 60, voyageDays: 25, otherUsdPerDmt: 10 }, basis),
      payment: AT_SIGHT,
      quantity: quantity({ takeOrPayShare: 0.7 }),
      sources: ['price.payables.0.reference', 'price.penalties.*.element'],
    }),
  },
  tinMetal: warehouseMetalTerms({ metal: 'tin', premium: 500, offset: 0, sources: REFINED_SOURCES }),
} satisfies Readonly<Record<string, Template>>;
