import { listDeckSeries } from '#db/repositories/decks.ts';
import { getReference } from '#db/repositories/references.ts';
import { getSettings } from '#db/repositories/settings.ts';
import type { Db } from '#db/schema.ts';
import type { Output } from '#shared/contract/contract.ts';
import type { DeckRules } from '#shared/contract/market.ts';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import { DeckName, type DeckPoint } from '#shared/domain/reference.ts';
import { type Month, monthOf, monthOfDate } from '#shared/domain/time.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { text } from '#shared/messages/text.ts';
import { formatMonth } from '#shared/units/format.ts';

/** Months of fixings that stand before the forwards. */
const BEFORE = 12;

const STYLE = { low: 'dashed', base: 'solid', high: 'dotted' } as const;

/** The rules in the order in which they first hold, each with its months. */
const rulesOf = (deck: DeckName, points: readonly DeckPoint[], valuation: Month): DeckRules => {
  const forwards = points.filter(({ month }) => month > valuation);
  const groups = Map.groupBy(forwards, ({ origin, source }) => `${origin} ${source}`);
  return {
    deck,
    rules: [...groups.values()].flatMap((some) => {
      const [first] = some;
      return first ? [{ origin: first.origin, source: shippedText(first.source), months: some.length }] : [];
    }),
  };
};

/** The three decks of a reference side by side. Throws NOT_FOUND. */
export const compareDecks = async (db: Db, code: ReferenceCode): Promise<Output<'decks.compare'>> => {
  const reference = await getReference(db, code);
  const { valuationDate, horizonYear } = await getSettings(db);
  const valuation = monthOfDate(valuationDate);
  const [from, to] = [valuation - BEFORE + 1, Math.max(valuation + BEFORE, monthOf(horizonYear, 12))];
  const decks: { readonly deck: DeckName; readonly points: readonly DeckPoint[] }[] = [];
  for (const deck of DeckName.options) {
    const points = await listDeckSeries(db, { deck, from, to });
    decks.push({ deck, points: points.filter((point) => point.reference === code) });
  }
  const largest = Math.max(...decks.flatMap(({ points }) => points.map(({ price }) => Math.abs(price))), 0);
  const decimals = largest >= 1000 ? 0 : largest >= 10 ? 1 : 2;
  return {
    view: {
      kind: 'lines',
      title: text('market.compare.title'),
      summary: text('market.compare.summary', {
        name: shippedText(reference.name),
        unit: reference.unit,
        from: formatMonth(from),
        to: formatMonth(to),
        valuation: formatMonth(valuation),
      }),
      xKind: 'month',
      xUnit: '',
      xDecimals: 0,
      unit: reference.unit,
      decimals,
      series: decks.map(({ deck, points }) => ({
        label: text(`deck.${deck}`),
        role: 'ink',
        style: STYLE[deck],
        // the fixings are one for all decks and stand in the base
        points: points.filter(({ month }) => deck === 'base' || month >= valuation).map(({ month, price }) => ({ x: month, y: price })),
        endLabel: true,
      })),
      bands: [],
      marks: [
        {
          axis: 'x',
          value: valuation,
          label: text('market.compare.fixed', { month: formatMonth(valuation) }),
          role: 'context',
          style: 'dotted',
        },
      ],
      dots: [],
      xAxis: {},
      axis: {},
    },
    rules: decks.map(({ deck, points }) => rulesOf(deck, points, valuation)),
  };
};
