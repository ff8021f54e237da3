import type { Rating } from '#shared/domain/buyer.ts';
import type { Fact } from '#shared/domain/fact.ts';
import { storedText } from '#shared/messages/shipped.ts';

/** Average one-year default rates, per cent. */
const RATES: readonly (readonly [rating: Rating, percent: number])[] = [
  ['AAA', 0],
  ['AA', 0.02],
  ['A', 0.05],
  ['BBB', 0.14],
  ['BB', 0.56],
  ['B', 2.93],
  ['CCC/C', 26.12],
];

export const DEFAULT_RATE_FACTS: readonly Fact[] = RATES.map(([rating, value]) => ({
  topic: 'defaultRate',
  measure: 'one-year default rate',
  subject: rating,
  period: '1981-2024',
  value,
  unit: '%',
  source: storedText('shipped.published.defaultStudy'),
  note: 'Global corporates, not Chinese smelters.',
  check: '',
}));
