import { monthOf } from '#shared/domain/time.ts';
import { storedText } from '#shared/messages/shipped.ts';
import type { ShippedPrice } from '../../repositories/decks.ts';
import { CODES } from '../referenceCodes.ts';

/** Round levels for references without a public price, in the reference's unit. Default assumptions without a published source. */
const LEVELS: readonly (readonly [reference: ShippedPrice['reference'], level: number])[] = [
  [CODES.bauxite, 70],
  [CODES.alumina, 340],
  [CODES.gold, 4500],
  [CODES.silver, 75],
  [CODES.zincSpotCharge, 60],
  [CODES.leadCharge, 50],
  [CODES.tinCharge, 600],
  [CODES.westAustraliaChina, 10],
  [CODES.brazilChina, 24],
  [CODES.guineaChina, 25],
  [CODES.southAfricaChina, 32],
  [CODES.spodumeneChina, 25],
  [CODES.andesChina, 45],
  [CODES.andesJapan, 46],
  [CODES.andesEurope, 42],
  [CODES.andesIndia, 48],
  [CODES.usdCny, 7],
  [CODES.usdEur, 0.9],
  [CODES.usdAud, 1.5],
];

/** Years of the levels; forwards continue them. */
const YEARS = [2024, 2025, 2026];

const SOURCE = storedText('shipped.price.roundLevel');

export const HOUSE_LEVELS: readonly ShippedPrice[] = LEVELS.flatMap(([reference, price]) =>
  YEARS.map(
    (year): ShippedPrice => ({ reference, from: monthOf(year, 1), months: 12, measure: 'set', price, origin: 'house', source: SOURCE }),
  ),
);
