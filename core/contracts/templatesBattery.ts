import {
  AT_SIGHT,
  isExchange,
  isNamed,
  mainPortDelivery,
  penaltiesFor,
  quantity,
  REFINED_SOURCES,
  referenceOf,
  refinedPrice,
  singleMonthQuotation,
  type Template,
  warehouseMetalTerms,
} from './templatesTerms.ts';

/** Whether a reference prices spodumene concentrate (SC6), per dry tonne. */
const isOre = ({ unit }: { readonly unit: string }) => unit === 'USD/dmt';
const CHEMICAL = /carbonate|hydroxide/i;
/** Whether a reference prices lithium carbonate or hydroxide, per tonne. */
const isChemical = ({ unit, quotation, name }: { readonly unit: string; readonly quotation: string; readonly name: string }) =>
  unit === 'USD/t' && (isNamed({ name }, CHEMICAL) || CHEMICAL.test(quotation));

const LITHIUM_ROUTE = { freightUsdPerWmt: 26, voyageDays: 18, otherUsdPerDmt: 1.5 };

/** Tonnes of SC6 in a tonne of chemical: 7.5 for carbonate, 6.5 for hydroxide (trade forum, see docs/model/net-price.md). */
const tonnesOfOre = (chemical: { readonly name: string }): number => (isNamed(chemical, /hydroxide/i) ? 6.5 : 7.5);

/** Floor of a two-year spodumene agreement signed in 2026 (Pilbara Minerals with Canmax, press report). */
const PUBLIC_FLOOR = 1000;
/** Cap over floor: public spodumene collars stood at 1.59 (Bald Hill) and 1.73 (Altura); the default assumption is 1.6. */
const HOUSE_CAP = 1600;

const isStandardGrade = (reference: { readonly name: string }) => isNamed(reference, /standard grade/i);

/** Lithium, nickel and cobalt: spodumene and chemicals, hydroxides by a percentage of metal, metal. */
export const BATTERY_TEMPLATES = {
  spodumeneIndex: {
    metal: 'lithium',
    forms: ['spodumene'],
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
      quotation: singleMonthQuotation(0, 'shipment'),
      delivery: mainPortDelivery('CIF', LITHIUM_ROUTE, basis),
      payment: AT_SIGHT,
      quantity: quantity(),
      sources: ['price.reference', 'price.referenceGrade', 'price.adjustment', 'quotation'],
    }),
  },
  spodumeneCollar: {
    metal: 'lithium',
    forms: ['spodumene'],
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
          tonnesPerTonne: tonnesOfOre(chemical),
        },
        quotation: singleMonthQuotation(0, 'shipment'),
        collar: { level: 'leg', floor: PUBLIC_FLOOR, cap: HOUSE_CAP },
        delivery: mainPortDelivery('CIF', LITHIUM_ROUTE, basis),
        payment: AT_SIGHT,
        quantity: quantity(),
        sources: ['price.reference', 'price.tonnesPerTonne', 'quotation', 'collar.floor'],
      };
    },
  },
  lithiumChemical: {
    metal: 'lithium',
    forms: ['carbonate', 'hydroxide'],
    terms: (basis) => ({
      price: refinedPrice(basis, 'lithium', 0, isChemical),
      quotation: singleMonthQuotation(-1, 'shipment'),
      delivery: mainPortDelivery('CIF', { freightUsdPerWmt: 90, voyageDays: 20, otherUsdPerDmt: 10 }, basis),
      payment: AT_SIGHT,
      quantity: quantity({ tolerance: 0.05 }),
      sources: ['price.reference'],
    }),
  },
  nickelHydroxide: {
    metal: 'nickel',
    forms: ['hydroxide'],
    terms: (basis) => ({
      price: {
        basis: 'percentage',
        payables: [
          { element: 'Ni', reference: referenceOf(basis, 'nickel', 'price').code, payable: 0.8 },
          ...((basis.assay.Co ?? 0) > 0
            ? [{ element: 'Co', reference: referenceOf(basis, 'cobalt', 'price', isExchange).code, payable: 0.65 }]
            : []),
        ],
        premium: 0,
      },
      quotation: singleMonthQuotation(1, 'shipment'),
      delivery: mainPortDelivery('CIF', { freightUsdPerWmt: 45, voyageDays: 15, otherUsdPerDmt: 4 }, basis),
      payment: AT_SIGHT,
      quantity: quantity(),
      sources: ['price.basis', 'price.payables.0.element', 'price.payables.0.reference', 'delivery.incoterm'],
    }),
  },
  nickelConcentrate: {
    metal: 'nickel',
    forms: ['concentrate'],
    terms: (basis) => ({
      // middle of the trade's range of 65 to 80 %
      price: {
        basis: 'percentage',
        payables: [{ element: 'Ni', reference: referenceOf(basis, 'nickel', 'price').code, payable: 0.725 }],
        premium: 0,
      },
      quotation: singleMonthQuotation(3, 'arrival'),
      delivery: mainPortDelivery('CIF', { freightUsdPerWmt: 48, voyageDays: 28, otherUsdPerDmt: 2 }, basis),
      payment: AT_SIGHT,
      quantity: quantity(),
      sources: [],
    }),
  },
  nickelMetal: warehouseMetalTerms({ metal: 'nickel', premium: 220, offset: 0, sources: REFINED_SOURCES }),
  cobaltHydroxide: {
    metal: 'cobalt',
    forms: ['hydroxide'],
    terms: (basis) => ({
      // within the 61.5 to 69.5 % of 2020
      price: {
        basis: 'percentage',
        payables: [{ element: 'Co', reference: referenceOf(basis, 'cobalt', 'price', isStandardGrade).code, payable: 0.65 }],
        premium: 0,
      },
      quotation: singleMonthQuotation(1, 'shipment'),
      delivery: mainPortDelivery('CIF', { freightUsdPerWmt: 95, voyageDays: 40, otherUsdPerDmt: 8 }, basis),
      payment: AT_SIGHT,
      quantity: quantity({ takeOrPayShare: 0.7 }),
      sources: ['price.basis', 'price.payables.0.reference', 'quotation.alternatives', 'payment.letterOfCredit', 'payment.paymentMonths'],
    }),
  },
  cobaltMetal: warehouseMetalTerms({ metal: 'cobalt', premium: 0, offset: 0, sources: ['price.reference'], fits: isExchange }),
} satisfies Readonly<Record<string, Template>>;
