import { monthOf } from '#shared/domain/time.ts';
import type { ShippedPrice } from '../../repositories/decks.ts';
import { CODES } from '../referenceCodes.ts';

const RELEASE = 'USGS Mineral Commodity Summaries 2026 data release';

type Row = { readonly code: ShippedPrice['reference']; readonly what: string; readonly prices: readonly number[] };

const FIRST_YEAR = 2021;

/** The last year of the release is an estimate. */
const ESTIMATED = 2025;

/** Annual means from 2021. */
const ROWS: readonly Row[] = [
  {
    code: CODES.lithiumCarbonate,
    what: 'price, annual average-real, battery-grade lithium carbonate, dollars per metric ton',
    prices: [11700, 63700, 39000, 11800, 9000],
  },
  {
    code: CODES.manganese44,
    what: 'price, average, manganese content, cost, insurance, and freight, China, dollars per metric ton unit',
    prices: [5.27, 5.97, 4.8, 5.53, 4.5],
  },
  {
    code: CODES.cobalt,
    what: 'price, average, dollars per pound, London Metal Exchange (LME), cash, turned into USD/t',
    prices: [51081.11, 63559.27, 34127.56, 26102.73, 33069.34],
  },
];

/** Public prices of lithium carbonate, manganese ore and cobalt: annual means only. */
export const USGS_PRICES: readonly ShippedPrice[] = ROWS.flatMap(({ code, what, prices }) =>
  prices.map((price, i): ShippedPrice => {
    const year = FIRST_YEAR + i;
    return {
      reference: code,
      from: monthOf(year, 1),
      months: 12,
      measure: 'mean',
      price,
      origin: 'source',
      source: `${RELEASE}: ${what}, ${year}${year === ESTIMATED ? ' (estimated)' : ''}.`,
    };
  }),
);
