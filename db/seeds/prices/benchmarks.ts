import { monthOf } from '#shared/domain/time.ts';
import { storedText } from '#shared/messages/shipped.ts';
import type { ShippedPrice } from '../../repositories/decks.ts';
import { CODES } from '../referenceCodes.ts';

const yearPrice = (reference: ShippedPrice['reference'], year: number, price: number, source: string): ShippedPrice => ({
  reference,
  from: monthOf(year, 1),
  months: 12,
  measure: 'set',
  price,
  origin: 'source',
  source,
});

/** Zinc TC benchmark by year, USD/dmt; years without a published benchmark have the last known. */
const ZINC: readonly (readonly [year: number, charge: number])[] = [
  [2012, 191],
  [2013, 210.5],
  [2014, 223],
  [2015, 245],
  [2018, 147],
  [2019, 245],
  [2020, 299.75],
  [2021, 159],
  [2023, 274],
  [2024, 165],
  [2026, 85],
];

/** Copper TC benchmark by year, USD/dmt; the refining charge is a tenth of it in USc/lb. */
const COPPER: readonly (readonly [year: number, charge: number])[] = [
  [2025, 21.25],
  [2026, 0],
];

/** Treatment charges that the trade press reports. */
export const BENCHMARKS: readonly ShippedPrice[] = [
  ...ZINC.map(([year, charge]) =>
    yearPrice(CODES.zincCharge, year, charge, storedText('shipped.price.zincBenchmark', { year: String(year) })),
  ),
  ...COPPER.map(([year, charge]) =>
    yearPrice(CODES.copperCharge, year, charge, storedText('shipped.price.copperBenchmark', { year: String(year) })),
  ),
  yearPrice(CODES.copperSpotCharge, 2026, -40, storedText('shipped.price.copperSpot')),
];
