import type { ReferenceCode } from '#shared/domain/ids.ts';
import { DeckPoint } from '#shared/domain/reference.ts';
import { storedText } from '#shared/messages/shipped.ts';
import { CODES } from '../referenceCodes.ts';
import { toMonth, type YearMonth } from './deal.ts';

const SOURCE = storedText('shipped.price.sample');

const enteredPrices = (reference: ReferenceCode, first: YearMonth, ...prices: readonly number[]): DeckPoint[] =>
  prices.map((price, i) => DeckPoint.parse({ reference, month: toMonth(first) + i, price, origin: 'sample', source: SOURCE }));

/**
 * Prices that the desk entered where no public month exists, marked as sample on the page. Spodumene was last entered in March: its price
 * is two months old, and the overview reports it.
 */
export const sampleFixings = (): DeckPoint[] => [
  ...enteredPrices(CODES.manganese44, '2026-03', 4.46, 4.5, 4.54),
  ...enteredPrices(CODES.cobalt, '2026-03', 32_800, 33_000, 33_250),
  ...enteredPrices(CODES.spodumene, '2026-01', 1_085, 1_120, 1_148),
];
