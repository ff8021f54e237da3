import { monthOf } from '#shared/domain/time.ts';
import { storedText } from '#shared/messages/shipped.ts';
import type { ShippedPrice } from '../../repositories/decks.ts';
import { CODES } from '../referenceCodes.ts';

/** Date of the World Bank's workbook. */
const UPDATED = '2026-06-02';

type Row = { readonly code: ShippedPrice['reference']; readonly prices: readonly number[] };

/** First year of `YEARS`. */
const FIRST_YEAR = 2006;

/** Means of the years 2006 to 2025; 2026 has months instead. */
const YEARS: readonly Row[] = [
  {
    code: CODES.iron62,
    prices: [
      69.33, 122.99, 155.99, 79.98, 145.86, 167.75, 128.5, 135.36, 96.95, 55.85, 58.42, 71.76, 69.75, 93.85, 108.92, 161.71, 121.3, 120.57,
      109.4, 100.18,
    ],
  },
  {
    code: CODES.copper,
    prices: [
      6722.14, 7118.23, 6955.88, 5149.74, 7534.78, 8828.19, 7962.35, 7332.1, 6863.4, 5510.46, 4867.9, 6169.94, 6529.8, 6010.14, 6173.77,
      9317.05, 8822.37, 8490.29, 9142.14, 9947.3,
    ],
  },
  {
    code: CODES.aluminium,
    prices: [
      2569.9, 2638.18, 2572.79, 1664.83, 2173.12, 2401.39, 2023.28, 1846.67, 1867.42, 1664.68, 1604.18, 1967.65, 2108.48, 1794.49, 1703.99,
      2472.85, 2705.02, 2255.74, 2419.02, 2631.7,
    ],
  },
  {
    code: CODES.zinc,
    prices: [
      3275.29, 3242.36, 1874.71, 1655.12, 2160.74, 2193.9, 1950.41, 1910.26, 2160.97, 1931.68, 2089.98, 2890.87, 2922.38, 2550.41, 2266.45,
      3002.52, 3481.38, 2652.6, 2775.84, 2867.53,
    ],
  },
  {
    code: CODES.nickel,
    prices: [
      24254.41, 37229.81, 21110.65, 14654.63, 21808.85, 22910.36, 17547.55, 15031.8, 16893.38, 11862.64, 9595.18, 10409.64, 13114.06,
      13913.91, 13787.26, 18464.97, 25833.72, 21521.12, 16813.96, 15162.16,
    ],
  },
  {
    code: CODES.lead,
    prices: [
      1289.72, 2579.99, 2090.66, 1719.27, 2148.45, 2400.81, 2064.64, 2139.79, 2095.46, 1787.82, 1866.65, 2314.66, 2240.44, 1996.51, 1824.88,
      2200.37, 2150.6, 2135.8, 2069.45, 1962.24,
    ],
  },
  {
    code: CODES.tin,
    prices: [
      8780.83, 14536.84, 18510.09, 13573.88, 20405.62, 26053.68, 21125.99, 22282.8, 21898.87, 16066.63, 17933.76, 20061.17, 20145.21,
      18661.16, 17124.6, 32384.15, 31335.4, 25938.11, 30066.27, 34058.84,
    ],
  },
];

/** First month of `MONTHS`. */
const FIRST_MONTH = monthOf(2025, 6);

/** Means of the months June 2025 to May 2026. */
const MONTHS: readonly Row[] = [
  { code: CODES.iron62, prices: [92.33, 97.26, 99.74, 103.28, 103.53, 102.48, 104.59, 105.53, 98.84, 104.45, 106.05, 108.64] },
  {
    code: CODES.copper,
    prices: [9835.07, 9770.58, 9669.56, 9983.79, 10739.91, 10812.03, 11785.25, 13012.0, 12951.35, 12528.71, 12950.96, 13543.19],
  },
  {
    code: CODES.aluminium,
    prices: [2525.96, 2606.37, 2597.34, 2653.32, 2793.09, 2819.06, 2875.53, 3141.89, 3065.19, 3372.95, 3599.85, 3666.1],
  },
  { code: CODES.zinc, prices: [2654.65, 2762.56, 2789.15, 2932.96, 3152.0, 3176.84, 3167.87, 3212.68, 3323.71, 3182.26, 3363.81, 3482.3] },
  {
    code: CODES.nickel,
    prices: [15003.11, 15034.02, 14949.25, 15105.64, 15092.12, 14670.77, 14883.99, 17768.5, 17173.1, 17076.29, 17961.6, 18805.77],
  },
  {
    code: CODES.lead,
    prices: [1973.86, 1993.17, 1946.67, 1954.98, 1967.54, 1998.48, 1939.79, 1994.54, 1917.43, 1878.19, 1929.85, 1991.48],
  },
  {
    code: CODES.tin,
    prices: [32544.03, 33610.26, 33833.76, 34483.91, 36011.92, 36963.22, 41219.52, 49538.44, 48694.34, 47323.68, 48805.89, 53562.79],
  },
];

/** The stored source of a year's price. Iron ore has its grade: 63.5 % Fe spot until November 2008, 62 % from December 2008. */
const yearSource = (code: ShippedPrice['reference'], year: number): string => {
  const values = { updated: UPDATED, year: String(year) };
  if (code !== CODES.iron62) return storedText('shipped.price.year', values);
  if (year === 2008) return storedText('shipped.price.year.ironChanged', { ...values, grade: '63.5', last: '62' });
  return year < 2008
    ? storedText('shipped.price.year.ironEarly', { ...values, grade: '63.5' })
    : storedText('shipped.price.year.iron', { ...values, grade: '62' });
};

/** The stored source of a month's price. */
const monthSource = (code: ShippedPrice['reference']): string =>
  code === CODES.iron62
    ? storedText('shipped.price.month.iron', { updated: UPDATED, grade: '62' })
    : storedText('shipped.price.month', { updated: UPDATED });

const annualPrices = ({ code, prices }: Row): ShippedPrice[] =>
  prices.map((price, i) => {
    const year = FIRST_YEAR + i;
    return {
      reference: code,
      from: monthOf(year, 1),
      months: 12,
      measure: 'mean',
      price,
      origin: 'source',
      source: yearSource(code, year),
    };
  });

const monthlyPrices = ({ code, prices }: Row): ShippedPrice[] =>
  prices.map((price, i) => ({
    reference: code,
    from: FIRST_MONTH + i,
    months: 1,
    measure: 'mean',
    price,
    origin: 'source',
    source: monthSource(code),
  }));

/** Public prices of the six exchange metals and iron ore. */
export const WORLD_BANK_PRICES: readonly ShippedPrice[] = [...YEARS.flatMap(annualPrices), ...MONTHS.flatMap(monthlyPrices)];
