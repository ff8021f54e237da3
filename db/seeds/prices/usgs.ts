import { monthOf } from '#shared/domain/time.ts';
import { type ShippedKey, storedText } from '#shared/messages/shipped.ts';
import type { ShippedPrice } from '../../repositories/decks.ts';
import { CODES } from '../referenceCodes.ts';

type Row = { readonly code: ShippedPrice['reference']; readonly what: ShippedKey; readonly prices: readonly number[] };

const FIRST_YEAR = 2021;

/** The last year of the release is an estimate. */
const ESTIMATED_YEAR = 2025;

/** Annual means from 2021. */
const ROWS: readonly Row[] = [
  {
    code: CODES.lithiumCarbonate,
    what: 'shipped.price.usgs.LI2CO3',
    prices: [11700, 63700, 39000, 11800, 9000],
  },
  {
    code: CODES.manganese44,
    what: 'shipped.price.usgs.MN44',
    prices: [5.27, 5.97, 4.8, 5.53, 4.5],
  },
  {
    code: CODES.cobalt,
    what: 'shipped.price.usgs.CO',
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
      source: storedText(year === ESTIMATED_YEAR ? 'shipped.price.usgsEstimate' : 'shipped.price.usgs', {
        what: storedText(what),
        year: String(year),
      }),
    };
  }),
);
