import type { ForeignCurrency } from '#shared/domain/currency.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { Reference } from '#shared/domain/reference.ts';
import { type ShippedKey, storedText } from '#shared/messages/shipped.ts';
import { CODES } from './referenceCodes.ts';

/** Date of the World Bank's workbook. */
const UPDATED = '2026-06-02';
const ROUND_LEVEL = storedText('shipped.calibration.roundLevel');

/** Default assumption: standard deviation of a treatment charge, USD/dmt over a year. */
const CHARGE_VOLATILITY = 25;
/** Default assumption for freight. */
const FREIGHT_VOLATILITY = 0.35;

type ReferenceWithoutOrder = Omit<Reference, 'order'>;
type Spec = Pick<Reference, 'code' | 'quotation' | 'volatility' | 'source' | 'origin'> & Partial<Omit<ReferenceWithoutOrder, 'name'>>;

/** A price in dollars, without VAT, with no mean reversion: in the public series it is not significant. */
const price = (spec: Spec): ReferenceWithoutOrder => ({
  // a test checks that each code has its message
  name: storedText(`shipped.reference.${spec.code}` as ShippedKey),
  kind: 'price',
  unit: 'USD/t',
  currency: 'USD',
  referenceGrade: [],
  vatIncluded: false,
  meanReversion: 0,
  ...spec,
});

const exchange = (code: Reference['code'], metal: Metal, volatility: number): ReferenceWithoutOrder =>
  price({
    code,
    metal,
    quotation: 'LME cash settlement, mean of the month',
    volatility,
    source: storedText('shipped.calibration.pinkSheet', { updated: UPDATED }),
    origin: 'source',
  });

/** A reference without a public series: its price is a fixed ratio of another's, with a residual of its own. */
const follower = (
  leader: Reference['code'],
  ratio: number,
  residualVolatility: number,
  spec: Omit<Spec, 'volatility' | 'origin' | 'source'>,
): ReferenceWithoutOrder =>
  price({
    ...spec,
    follows: { reference: leader, beta: 1, residualVolatility, ratio },
    volatility: residualVolatility,
    source: storedText(`shipped.calibration.${spec.code}` as ShippedKey),
    origin: 'house',
  });

const charge = (code: Reference['code'], metal: Metal, source: ShippedKey, origin: Reference['origin']): ReferenceWithoutOrder =>
  price({
    code,
    metal,
    kind: 'treatmentCharge',
    quotation: 'USD per dmt of concentrate',
    unit: 'USD/dmt',
    volatility: CHARGE_VOLATILITY,
    source: storedText(source),
    origin,
  });

const freight = (code: Reference['code']): ReferenceWithoutOrder =>
  price({
    code,
    kind: 'freight',
    quotation: 'Voyage, per wet tonne',
    unit: 'USD/wmt',
    volatility: FREIGHT_VOLATILITY,
    source: ROUND_LEVEL,
    origin: 'house',
  });

const iron = (grade: number) => [{ from: '2008-12-01', element: 'Fe', grade }];

const IRON: readonly ReferenceWithoutOrder[] = [
  price({
    code: CODES.iron62,
    metal: 'iron',
    quotation: 'Spot index for fines, CFR China; quoted at 62 % Fe, at 61 % from 2 January 2026',
    unit: 'USD/dmt',
    incoterm: 'CFR',
    referenceGrade: [...iron(0.62), { from: '2026-01-02', element: 'Fe', grade: 0.61 }],
    volatility: 0.3287,
    source: storedText('shipped.calibration.pinkSheetIron', { updated: UPDATED }),
    origin: 'source',
  }),
  follower(CODES.iron62, 1.12, 0.1, {
    code: CODES.iron65,
    metal: 'iron',
    quotation: 'Spot index for high-grade fines, CFR China',
    unit: 'USD/dmt',
    incoterm: 'CFR',
    referenceGrade: iron(0.65),
  }),
  follower(CODES.iron62, 0.87, 0.1, {
    code: CODES.iron58,
    metal: 'iron',
    quotation: 'Spot index for low-grade fines, CFR China',
    unit: 'USD/dmt',
    incoterm: 'CFR',
    referenceGrade: iron(0.58),
  }),
];

const ALUMINIUM: readonly ReferenceWithoutOrder[] = [
  exchange(CODES.aluminium, 'aluminium', 0.1517),
  price({
    code: CODES.bauxite,
    metal: 'aluminium',
    quotation: 'Index for bauxite of 45 to 50 % alumina, CIF China',
    unit: 'USD/dmt',
    incoterm: 'CIF',
    referenceGrade: [{ from: '2008-12-01', element: 'Al2O3', grade: 0.5 }],
    volatility: 0.15,
    source: ROUND_LEVEL,
    origin: 'house',
  }),
  price({
    code: CODES.alumina,
    metal: 'aluminium',
    quotation: 'Index for smelter-grade alumina, FOB Western Australia',
    incoterm: 'FOB',
    volatility: 0.25,
    source: ROUND_LEVEL,
    origin: 'house',
  }),
];

const LITHIUM: readonly ReferenceWithoutOrder[] = [
  price({
    code: CODES.lithiumCarbonate,
    metal: 'lithium',
    quotation: 'Battery-grade carbonate per tonne of Li2CO3; the public annual means name no place',
    volatility: 0.461,
    source: storedText('shipped.calibration.usgsLithium'),
    origin: 'source',
  }),
  follower(CODES.lithiumCarbonate, 1, 0.15, {
    code: CODES.lithiumHydroxide,
    metal: 'lithium',
    quotation: 'Battery-grade hydroxide per tonne of LiOH·H2O, CIF China, Japan, Korea',
    incoterm: 'CIF',
  }),
  follower(CODES.lithiumCarbonate, 0.1, 0.25, {
    code: CODES.spodumene,
    metal: 'lithium',
    quotation: 'Index for spodumene concentrate at 6 % Li2O, CIF China',
    unit: 'USD/dmt',
    incoterm: 'CIF',
    referenceGrade: [{ from: '2008-12-01', element: 'Li2O', grade: 0.06 }],
  }),
];

const MANGANESE: readonly ReferenceWithoutOrder[] = [
  price({
    code: CODES.manganese44,
    metal: 'manganese',
    quotation: 'Index for ore of 44 % Mn, CIF Tianjin, per unit of manganese',
    unit: 'USD/dmtu',
    incoterm: 'CIF',
    referenceGrade: [{ from: '2008-12-01', element: 'Mn', grade: 0.44 }],
    volatility: 0.3119,
    source: storedText('shipped.calibration.usgsManganese'),
    origin: 'source',
  }),
  follower(CODES.manganese44, 0.8, 0.1, {
    code: CODES.manganese37,
    metal: 'manganese',
    quotation: 'Index for ore of 37 % Mn, FOB Port Elizabeth, per unit of manganese',
    unit: 'USD/dmtu',
    incoterm: 'FOB',
    referenceGrade: [{ from: '2008-12-01', element: 'Mn', grade: 0.37 }],
  }),
];

const COBALT: readonly ReferenceWithoutOrder[] = [
  price({
    code: CODES.cobalt,
    metal: 'cobalt',
    quotation: 'LME cash settlement, mean of the month',
    volatility: 0.2951,
    source: storedText('shipped.calibration.usgsCobalt'),
    origin: 'source',
  }),
  follower(CODES.cobalt, 1, 0.05, {
    code: CODES.cobaltStandard,
    metal: 'cobalt',
    quotation: 'Low end of the range for standard-grade metal, in warehouse Rotterdam: the basis of hydroxide payables',
  }),
];

const PRECIOUS: readonly ReferenceWithoutOrder[] = [
  price({
    code: CODES.gold,
    quotation: 'London afternoon price, mean of the month',
    unit: 'USD/toz',
    volatility: 0.15,
    source: ROUND_LEVEL,
    origin: 'house',
  }),
  price({
    code: CODES.silver,
    quotation: 'London price, mean of the month',
    unit: 'USD/toz',
    volatility: 0.28,
    source: ROUND_LEVEL,
    origin: 'house',
  }),
];

const CHARGES: readonly ReferenceWithoutOrder[] = [
  charge(CODES.copperCharge, 'copper', 'shipped.calibration.benchmark', 'source'),
  charge(CODES.copperSpotCharge, 'copper', 'shipped.calibration.spotCharge', 'source'),
  charge(CODES.zincCharge, 'zinc', 'shipped.calibration.benchmark', 'source'),
  charge(CODES.zincSpotCharge, 'zinc', 'shipped.calibration.roundCharge', 'house'),
  charge(CODES.leadCharge, 'lead', 'shipped.calibration.roundCharge', 'house'),
  charge(CODES.tinCharge, 'tin', 'shipped.calibration.roundCharge', 'house'),
];

const FREIGHT: readonly ReferenceWithoutOrder[] = [
  freight(CODES.westAustraliaChina),
  freight(CODES.brazilChina),
  freight(CODES.guineaChina),
  freight(CODES.southAfricaChina),
  freight(CODES.spodumeneChina),
  freight(CODES.andesChina),
  freight(CODES.andesJapan),
  freight(CODES.andesEurope),
  freight(CODES.andesIndia),
];

const rate = (code: Reference['code'], currency: ForeignCurrency, plural: string): ReferenceWithoutOrder =>
  price({
    code,
    kind: 'rate',
    quotation: `${plural} for one US dollar, mean of the month`,
    unit: `${currency}/USD`,
    volatility: 0,
    source: ROUND_LEVEL,
    origin: 'house',
  });

/** The rate of the yuan, and the price that is quoted in it. */
const CHINA: readonly ReferenceWithoutOrder[] = [
  rate(CODES.usdCny, 'CNY', 'Yuan'),
  follower(CODES.lithiumCarbonate, 7.91, 0.1, {
    code: CODES.lithiumCarbonateChina,
    metal: 'lithium',
    quotation: 'Battery-grade carbonate in China per tonne of Li2CO3, 13 % value added tax included',
    unit: 'CNY/t',
    currency: 'CNY',
    vatIncluded: true,
  }),
];

/** The shipped references. Their order is the order in which a simulation factors their correlation: new ones are appended. */
export const REFERENCES: readonly Reference[] = [
  ...IRON,
  exchange(CODES.copper, 'copper', 0.1536),
  ...ALUMINIUM,
  ...LITHIUM,
  ...MANGANESE,
  exchange(CODES.zinc, 'zinc', 0.1963),
  exchange(CODES.nickel, 'nickel', 0.2401),
  exchange(CODES.lead, 'lead', 0.1511),
  exchange(CODES.tin, 'tin', 0.2006),
  ...COBALT,
  ...PRECIOUS,
  ...CHARGES,
  ...FREIGHT,
  ...CHINA,
  rate(CODES.usdEur, 'EUR', 'Euros'),
  rate(CODES.usdAud, 'AUD', 'Australian dollars'),
].map((reference, order) => ({ ...reference, order }));
