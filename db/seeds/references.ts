import type { ForeignCurrency } from '#shared/domain/currency.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { Reference } from '#shared/domain/reference.ts';
import { CODES } from './referenceCodes.ts';

const WORLD_BANK = 'World Bank Commodity Price Data (Pink Sheet), monthly means, updated 2026-06-02.';
const CALIBRATED = 'Volatility of monthly means, June 2012 to September 2025; sampled at points it is about 1.22 times that.';
const USGS = 'USGS Mineral Commodity Summaries 2026 data release, annual means.';
const HOUSE_LEVEL = 'House default: no public price found; a round level, and a volatility of the house.';

/** House default: standard deviation of a treatment charge, USD/dmt over a year. */
const CHARGE_VOLATILITY = 25;
/** House default for freight. */
const FREIGHT_VOLATILITY = 0.35;

type Unplaced = Omit<Reference, 'order'>;
type Spec = Pick<Reference, 'code' | 'name' | 'quotation' | 'volatility' | 'source' | 'origin'> & Partial<Unplaced>;

/** A price in dollars, without VAT, with no mean reversion: in the public series it is not significant. */
const price = (spec: Spec): Unplaced => ({
  kind: 'price',
  unit: 'USD/t',
  currency: 'USD',
  referenceGrade: [],
  vatIncluded: false,
  meanReversion: 0,
  ...spec,
});

const exchange = (code: Reference['code'], metal: Metal, name: string, volatility: number): Unplaced =>
  price({
    code,
    metal,
    name: `${name}, LME cash`,
    quotation: 'LME cash settlement, mean of the month',
    volatility,
    source: `${WORLD_BANK} ${CALIBRATED}`,
    origin: 'source',
  });

/** A reference without a public series: its price is a fixed ratio of another's, with a residual of its own. */
const follower = (
  leader: Reference['code'],
  ratio: number,
  residualVolatility: number,
  spec: Omit<Spec, 'volatility' | 'origin' | 'source'> & { readonly why: string },
): Unplaced => {
  const { why, ...rest } = spec;
  return price({
    ...rest,
    follows: { reference: leader, beta: 1, residualVolatility, ratio },
    volatility: residualVolatility,
    source: `House default: no public price found; ${why}`,
    origin: 'house',
  });
};

const charge = (code: Reference['code'], metal: Metal, name: string, source: string, origin: Reference['origin']): Unplaced =>
  price({
    code,
    metal,
    name,
    kind: 'treatmentCharge',
    quotation: 'USD per dmt of concentrate',
    unit: 'USD/dmt',
    volatility: CHARGE_VOLATILITY,
    source: `${source} Volatility: house default, 25 USD/dmt over a year.`,
    origin,
  });

const freight = (code: Reference['code'], name: string): Unplaced =>
  price({
    code,
    name,
    kind: 'freight',
    quotation: 'Voyage, per wet tonne',
    unit: 'USD/wmt',
    volatility: FREIGHT_VOLATILITY,
    source: HOUSE_LEVEL,
    origin: 'house',
  });

const iron = (grade: number) => [{ from: '2008-12-01', element: 'Fe', grade }];

const IRON: readonly Unplaced[] = [
  price({
    code: CODES.iron62,
    metal: 'iron',
    name: 'Iron ore fines 62/61 %, CFR China',
    quotation: 'Spot index for fines, CFR China; quoted at 62 % Fe, at 61 % from 2 January 2026',
    unit: 'USD/dmt',
    incoterm: 'CFR',
    referenceGrade: [...iron(0.62), { from: '2026-01-02', element: 'Fe', grade: 0.61 }],
    volatility: 0.3287,
    source: `${WORLD_BANK} It labels its prices 62 % Fe in 2026 too. ${CALIBRATED}`,
    origin: 'source',
  }),
  follower(CODES.iron62, 1.12, 0.1, {
    code: CODES.iron65,
    metal: 'iron',
    name: 'Iron ore fines 65 %, CFR China',
    quotation: 'Spot index for high-grade fines, CFR China',
    unit: 'USD/dmt',
    incoterm: 'CFR',
    referenceGrade: iron(0.65),
    why: '1.12 times the index for fines, residual volatility 0.10.',
  }),
  follower(CODES.iron62, 0.87, 0.1, {
    code: CODES.iron58,
    metal: 'iron',
    name: 'Iron ore fines 58 %, CFR China',
    quotation: 'Spot index for low-grade fines, CFR China',
    unit: 'USD/dmt',
    incoterm: 'CFR',
    referenceGrade: iron(0.58),
    why: '0.87 times the index for fines, residual volatility 0.10.',
  }),
];

const ALUMINIUM: readonly Unplaced[] = [
  exchange(CODES.aluminium, 'aluminium', 'Aluminium', 0.1517),
  price({
    code: CODES.bauxite,
    metal: 'aluminium',
    name: 'Bauxite, CIF China',
    quotation: 'Index for bauxite of 45 to 50 % alumina, CIF China',
    unit: 'USD/dmt',
    incoterm: 'CIF',
    referenceGrade: [{ from: '2008-12-01', element: 'Al2O3', grade: 0.5 }],
    volatility: 0.15,
    source: HOUSE_LEVEL,
    origin: 'house',
  }),
  price({
    code: CODES.alumina,
    metal: 'aluminium',
    name: 'Alumina, FOB Australia',
    quotation: 'Index for smelter-grade alumina, FOB Western Australia',
    incoterm: 'FOB',
    volatility: 0.25,
    source: HOUSE_LEVEL,
    origin: 'house',
  }),
];

const LITHIUM: readonly Unplaced[] = [
  price({
    code: CODES.lithiumCarbonate,
    metal: 'lithium',
    name: 'Lithium carbonate 99.5 %, battery grade',
    quotation: 'Battery-grade carbonate per tonne of Li2CO3; the public annual means name no place',
    volatility: 0.461,
    source: `${USGS} Volatility of monthly means of a Chinese carbonate price, May 2017 to November 2024; not that of lithium metal.`,
    origin: 'source',
  }),
  follower(CODES.lithiumCarbonate, 1, 0.15, {
    code: CODES.lithiumHydroxide,
    metal: 'lithium',
    name: 'Lithium hydroxide 56.5 %, battery grade',
    quotation: 'Battery-grade hydroxide per tonne of LiOH·H2O, CIF China, Japan, Korea',
    incoterm: 'CIF',
    why: 'at the price of carbonate, residual volatility 0.15.',
  }),
  follower(CODES.lithiumCarbonate, 0.1, 0.25, {
    code: CODES.spodumene,
    metal: 'lithium',
    name: 'Spodumene concentrate SC6, CIF China',
    quotation: 'Index for spodumene concentrate at 6 % Li2O, CIF China',
    unit: 'USD/dmt',
    incoterm: 'CIF',
    referenceGrade: [{ from: '2008-12-01', element: 'Li2O', grade: 0.06 }],
    why: 'a tenth of the price of lithium carbonate, residual volatility 0.25.',
  }),
];

const MANGANESE: readonly Unplaced[] = [
  price({
    code: CODES.manganese44,
    metal: 'manganese',
    name: 'Manganese ore 44 %, CIF Tianjin',
    quotation: 'Index for ore of 44 % Mn, CIF Tianjin, per unit of manganese',
    unit: 'USD/dmtu',
    incoterm: 'CIF',
    referenceGrade: [{ from: '2008-12-01', element: 'Mn', grade: 0.44 }],
    volatility: 0.3119,
    source: `${USGS} Volatility: that of electrolytic manganese metal stands in for ore, a house default.`,
    origin: 'source',
  }),
  follower(CODES.manganese44, 0.8, 0.1, {
    code: CODES.manganese37,
    metal: 'manganese',
    name: 'Manganese ore 37 %, FOB Port Elizabeth',
    quotation: 'Index for ore of 37 % Mn, FOB Port Elizabeth, per unit of manganese',
    unit: 'USD/dmtu',
    incoterm: 'FOB',
    referenceGrade: [{ from: '2008-12-01', element: 'Mn', grade: 0.37 }],
    why: '0.8 times the price of 44 % ore in China, residual volatility 0.10.',
  }),
];

const COBALT: readonly Unplaced[] = [
  price({
    code: CODES.cobalt,
    metal: 'cobalt',
    name: 'Cobalt, LME cash',
    quotation: 'LME cash settlement, mean of the month',
    volatility: 0.2951,
    source: `${USGS} ${CALIBRATED}`,
    origin: 'source',
  }),
  follower(CODES.cobalt, 1, 0.05, {
    code: CODES.cobaltStandard,
    metal: 'cobalt',
    name: 'Cobalt metal, standard grade, low end',
    quotation: 'Low end of the range for standard-grade metal, in warehouse Rotterdam: the basis of hydroxide payables',
    why: 'at the LME price, residual volatility 0.05.',
  }),
];

const PRECIOUS: readonly Unplaced[] = [
  price({
    code: CODES.gold,
    name: 'Gold',
    quotation: 'London afternoon price, mean of the month',
    unit: 'USD/toz',
    volatility: 0.15,
    source: HOUSE_LEVEL,
    origin: 'house',
  }),
  price({
    code: CODES.silver,
    name: 'Silver',
    quotation: 'London price, mean of the month',
    unit: 'USD/toz',
    volatility: 0.28,
    source: HOUSE_LEVEL,
    origin: 'house',
  }),
];

const HOUSE_CHARGE = 'House default: no public benchmark found; a round level.';

const CHARGES: readonly Unplaced[] = [
  charge(CODES.copperCharge, 'copper', 'Copper TC, annual benchmark', 'Trade press: the benchmark of the year.', 'source'),
  charge(CODES.copperSpotCharge, 'copper', 'Copper TC, spot', 'Trade press, 2026: spot charges of about −40 USD/dmt.', 'source'),
  charge(CODES.zincCharge, 'zinc', 'Zinc TC, annual benchmark', 'Trade press: the benchmark of the year.', 'source'),
  charge(CODES.zincSpotCharge, 'zinc', 'Zinc TC, spot', HOUSE_CHARGE, 'house'),
  charge(CODES.leadCharge, 'lead', 'Lead TC, annual benchmark', HOUSE_CHARGE, 'house'),
  charge(CODES.tinCharge, 'tin', 'Tin TC', HOUSE_CHARGE, 'house'),
];

const FREIGHT: readonly Unplaced[] = [
  freight(CODES.westAustraliaChina, 'Freight, Western Australia to Qingdao, capesize'),
  freight(CODES.brazilChina, 'Freight, Tubarão to Qingdao, capesize'),
  freight(CODES.guineaChina, 'Freight, Guinea to Yantai, capesize'),
  freight(CODES.southAfricaChina, 'Freight, Port Elizabeth to Tianjin, supramax'),
  freight(CODES.spodumeneChina, 'Freight, Port Hedland to Ningbo, handysize'),
  freight(CODES.andesChina, 'Freight, west coast of South America to China, handysize'),
  freight(CODES.andesJapan, 'Freight, west coast of South America to Japan and Korea, handysize'),
  freight(CODES.andesEurope, 'Freight, west coast of South America to Europe, handysize'),
  freight(CODES.andesIndia, 'Freight, west coast of South America to India, handysize'),
];

const rate = (code: Reference['code'], currency: ForeignCurrency, plural: string): Unplaced =>
  price({
    code,
    name: `USD/${currency}`,
    kind: 'rate',
    quotation: `${plural} for one US dollar, mean of the month`,
    unit: `${currency}/USD`,
    volatility: 0,
    source: HOUSE_LEVEL,
    origin: 'house',
  });

/** The rate of the yuan, and the price that is quoted in it. */
const CHINA: readonly Unplaced[] = [
  rate(CODES.usdCny, 'CNY', 'Yuan'),
  follower(CODES.lithiumCarbonate, 7.91, 0.1, {
    code: CODES.lithiumCarbonateChina,
    metal: 'lithium',
    name: 'Lithium carbonate 99.5 %, China, CNY',
    quotation: 'Battery-grade carbonate in China per tonne of Li2CO3, 13 % value added tax included',
    unit: 'CNY/t',
    currency: 'CNY',
    vatIncluded: true,
    why: '7.91 times the dollar price of lithium carbonate (7 yuan for a dollar and 13 % value added tax), residual volatility 0.10.',
  }),
];

/** The shipped references. Their order is the order in which a simulation factors their correlation: a new one goes last. */
export const REFERENCES: readonly Reference[] = [
  ...IRON,
  exchange(CODES.copper, 'copper', 'Copper', 0.1536),
  ...ALUMINIUM,
  ...LITHIUM,
  ...MANGANESE,
  exchange(CODES.zinc, 'zinc', 'Zinc', 0.1963),
  exchange(CODES.nickel, 'nickel', 'Nickel', 0.2401),
  exchange(CODES.lead, 'lead', 'Lead', 0.1511),
  exchange(CODES.tin, 'tin', 'Tin', 0.2006),
  ...COBALT,
  ...PRECIOUS,
  ...CHARGES,
  ...FREIGHT,
  ...CHINA,
  rate(CODES.usdEur, 'EUR', 'Euros'),
  rate(CODES.usdAud, 'AUD', 'Australian dollars'),
].map((reference, order) => ({ ...reference, order }));
