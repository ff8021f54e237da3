import { readDeckInputs } from '#db/repositories/decks.ts';
import type { Db } from '#db/schema.ts';
import { fillDeckInSteps } from '#engine';
import type { DeckId } from '#shared/domain/ids.ts';
import type { DeckPoint } from '#shared/domain/reference.ts';
import type { Month } from '#shared/domain/time.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';

/**
 * Lists the price of every reference in every month of [from, to] of a deck, by reference order and month. Months without a stored price
 * are estimated by the rule of the deck (origin `filled` or `house`) as of the workspace's valuation month or the given one; months before
 * a reference's first price are absent. Throws NOT_FOUND before settings were saved, and for a missing deck.
 */
export const listDeckSeries = async (
  db: Db,
  { deck: id, from, to, valuation: givenValuation }: { deck: DeckId; from: Month; to: Month; valuation?: Month },
): Promise<DeckPoint[]> => {
  const { deck, references, prices, firstMonth, valuation } = await readDeckInputs(db, id, givenValuation);
  const months = { from: Math.min(firstMonth, from, valuation - 2), to, valuation };
  const seriesByReference = await runWithYielding(fillDeckInSteps(deck, references, prices, months));
  const points: DeckPoint[] = [];
  for (const { code } of references) {
    const series = seriesByReference.get(code) ?? [];
    for (let month = from; month <= to; month++) {
      const price = series[month - months.from];
      if (price) points.push({ reference: code, month, price: price.price, origin: price.origin, source: price.source });
    }
    await yieldIfDue();
  }
  return points;
};
