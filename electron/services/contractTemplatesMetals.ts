import type { ContractTemplateKey } from '#shared/contract/contracts.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { Payable, Penalty, PriceBasis } from '#shared/domain/terms.ts';
import {
  AT_SIGHT,
  freeOnBoard,
  GOLD,
  gradeAt,
  OPEN_ACCOUNT,
  pricedOn,
  quantity,
  referenceOf,
  SILVER,
  type TemplateBasis,
  type TemplateTerms,
  toMainPort,
} from './contractTemplatesTerms.ts';

export type Template = {
  readonly key: ContractTemplateKey;
  readonly metal: Metal;
  readonly terms: (basis: TemplateBasis) => TemplateTerms;
};

/** A precious metal paid by grade, where the product has it. */
const byProduct = (
  element: 'Au' | 'Ag',
  reference: Payable['reference'],
  scale: NonNullable<Payable['scale']>,
  { assay, references }: TemplateBasis,
) =>
  (assay[element] ?? 0) > 0 && references.has(reference)
    ? [{ element, reference, rule: 'scale', payable: 0.9, deduction: 0, scale } satisfies Payable]
    : [];

/** The usual penalties of a product: only on elements that its assay names. */
const penaltiesFor = (penalties: readonly Penalty[], { assay }: TemplateBasis): readonly Penalty[] =>
  penalties.filter(({ element }) => assay[element] !== undefined);

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
      'Au',
      GOLD,
      [
        { from: 0.000001, payable: 0.9 },
        { from: 0.000003, payable: 0.94 },
        { from: 0.000005, payable: 0.96 },
      ],
      basis,
    ),
    ...byProduct('Ag', SILVER, [{ from: 0.00003, payable: 0.9 }], basis),
  ],
  // the year's benchmark, never an old level; the refining charge follows it at 10 to 1
  treatmentCharge: { kind: 'benchmark', reference: referenceOf(basis, 'copper', 'treatmentCharge').code, differential: 0 },
  penalties: penaltiesFor(COPPER_PENALTIES, basis),
});

const COPPER_SOURCES = ['price.payables.0.reference', 'price.treatmentCharge', 'price.penalties.*.element'];

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

/** SC6, the dry tonne of spodumene concentrate itself. */
const isOre = ({ unit }: { readonly unit: string }) => unit === 'USD/dmt';
/** Carbonate or hydroxide, per tonne. */
const isChemical = ({ unit, quotation, name }: { readonly unit: string; readonly quotation: string; readonly name: string }) =>
  unit === 'USD/t' && /carbonate|hydroxide/i.test(`${name} ${quotation}`);

const LITHIUM_ROUTE = { freightUsdPerWmt: 26, voyageDays: 18, otherUsdPerDmt: 1.5 };

/** Tonnes of SC6 in a tonne of chemical: 7.5 for carbonate, 6.5 for hydroxide (trade forum, see docs/model/net-price.md). */
const tonnesOfOre = (name: string): number => (/hydroxide/i.test(name) ? 6.5 : 7.5);

/** Floor of a two-year spodumene agreement signed in 2026 (Pilbara Minerals with Canmax, press report). */
const PUBLIC_FLOOR = 1000;
/** Cap over floor: public spodumene collars stood at 1.59 (Bald Hill) and 1.73 (Altura); the house takes 1.6. */
const HOUSE_CAP = 1600;

/** The six templates: two for each of copper, iron and lithium, that differ in form or basis. */
export const TEMPLATES: Readonly<Record<ContractTemplateKey, Template>> = {
  copperConcentrateCif: {
    key: 'copperConcentrateCif',
    metal: 'copper',
    terms: (basis) => ({
      price: copperPrice(basis),
      quotation: pricedOn(3, 'shipment'),
      delivery: toMainPort('CIF', { freightUsdPerWmt: 48, voyageDays: 28, otherUsdPerDmt: 1.6 }, basis),
      payment: AT_SIGHT,
      quantity: quantity(),
      sources: COPPER_SOURCES,
    }),
  },
  copperConcentrateFob: {
    key: 'copperConcentrateFob',
    metal: 'copper',
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
      delivery: freeOnBoard(0.5),
      payment: OPEN_ACCOUNT,
      quantity: quantity({ takeOrPayShare: 0, makeUpMonths: 0 }),
      sources: COPPER_SOURCES,
    }),
  },
  ironFinesProRata: {
    key: 'ironFinesProRata',
    metal: 'iron',
    terms: (basis) => ({
      price: ironPrice(basis, { kind: 'proRata' }),
      quotation: pricedOn(0, 'arrival'),
      delivery: toMainPort('CFR', IRON_ROUTE, basis),
      payment: AT_SIGHT,
      quantity: quantity({ takeOrPayShare: 0.9 }),
      sources: IRON_SOURCES,
    }),
  },
  ironFinesDifferential: {
    key: 'ironFinesDifferential',
    metal: 'iron',
    terms: (basis) => ({
      price: ironPrice(basis, { kind: 'differential', perPercent: 1.5 }),
      quotation: pricedOn(1, 'arrival'),
      delivery: toMainPort('CFR', IRON_ROUTE, basis),
      payment: AT_SIGHT,
      quantity: quantity({ takeOrPayShare: 0.9 }),
      sources: IRON_SOURCES,
    }),
  },
  spodumeneIndex: {
    key: 'spodumeneIndex',
    metal: 'lithium',
    terms: (basis) => ({
      price: {
        basis: 'indexDmt',
        reference: referenceOf(basis, 'lithium', 'price', isOre).code,
        element: 'Li2O',
        adjustment: { kind: 'proRata' },
        referenceGrade: 0.06,
        premium: 0,
        penalties: penaltiesFor([{ element: 'Fe2O3', threshold: 0.012, increment: 0.001, rate: 2 }], basis),
      },
      quotation: pricedOn(0, 'shipment'),
      delivery: toMainPort('CIF', LITHIUM_ROUTE, basis),
      payment: AT_SIGHT,
      quantity: quantity(),
      sources: ['price.reference', 'price.referenceGrade', 'price.adjustment', 'quotation'],
    }),
  },
  spodumeneCollar: {
    key: 'spodumeneCollar',
    metal: 'lithium',
    terms: (basis) => {
      const chemical = referenceOf(basis, 'lithium', 'price', isChemical);
      return {
        price: {
          basis: 'chemical',
          reference: chemical.code,
          element: 'Li2O',
          referenceGrade: 0.06,
          factor: 1,
          conversion: 3500,
          margin: 500,
          tonnesPerTonne: tonnesOfOre(chemical.name),
        },
        quotation: pricedOn(0, 'shipment'),
        collar: { level: 'leg', floor: PUBLIC_FLOOR, cap: HOUSE_CAP },
        delivery: toMainPort('CIF', LITHIUM_ROUTE, basis),
        payment: AT_SIGHT,
        quantity: quantity(),
        sources: ['price.reference', 'price.tonnesPerTonne', 'quotation', 'collar.floor'],
      };
    },
  },
};
