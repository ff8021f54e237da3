import { listDecks } from '#db/repositories/decks.ts';
import { getReference } from '#db/repositories/references.ts';
import { getSettings } from '#db/repositories/settings.ts';
import type { Db } from '#db/schema.ts';
import type { ColourRole } from '#shared/contract/colour.ts';
import type { Output } from '#shared/contract/contract.ts';
import type { DeckRules } from '#shared/contract/market.ts';
import type { Deck } from '#shared/domain/deck.ts';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import type { DeckPoint } from '#shared/domain/reference.ts';
import { type Month, monthOf, monthOfDate } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { listDeckSeries } from '../portfolio/deckSeries.ts';
import { month as monthFigure, priceDecimals, priceFigureUnit } from '../portfolio/figures.ts';
import { deckLabel } from '../portfolio/labels.ts';

/** Months of actual prices shown before the forward prices. */
const MONTHS_BEFORE = 12;

const STYLE = { low: 'dashed', base: 'solid', high: 'dotted', longRun: 'solid', own: 'solid' } as const;

/** Colours of decks: the base deck and the spread around it share one; the others have one each, in their order. */
const ROLES = ['plan.a', 'plan.b', 'plan.c', 'plan.d'] as const;
const roleOf = (deck: Deck, decks: readonly Deck[]): ColourRole => {
  const colouredDecks = decks.filter(({ kind }) => kind === 'longRun' || kind === 'own');
  return ROLES[colouredDecks.indexOf(deck) % ROLES.length] ?? 'ink';
};

/** The rules of a deck's forward months in the order in which they first apply, each with its number of months. */
const deckRules = (deck: Deck, points: readonly DeckPoint[], valuation: Month): DeckRules => {
  const forwards = points.filter(({ month }) => month > valuation);
  const groups = Map.groupBy(forwards, ({ origin, source }) => `${origin} ${source}`);
  return {
    deck: deck.id,
    name: deckLabel(deck),
    rules: [...groups.values()].flatMap((group) => {
      const [first] = group;
      return first ? [{ origin: first.origin, source: { shipped: first.source }, months: group.length }] : [];
    }),
  };
};

/** Compares the decks of a reference. Throws NOT_FOUND. */
export const compareDecks = async (db: Db, code: ReferenceCode): Promise<Output<'decks.compare'>> => {
  const reference = await getReference(db, code);
  const { valuationDate, horizonYear } = await getSettings(db);
  const valuation = monthOfDate(valuationDate);
  const [from, to] = [valuation - MONTHS_BEFORE + 1, Math.max(valuation + MONTHS_BEFORE, monthOf(horizonYear, 12))];
  const allDecks = await listDecks(db);
  const decks: { readonly deck: Deck; readonly points: readonly DeckPoint[] }[] = [];
  for (const deck of allDecks) {
    const points = await listDeckSeries(db, { deck: deck.id, from, to });
    decks.push({ deck, points: points.filter((point) => point.reference === code) });
  }
  const highestPrice = Math.max(...decks.flatMap(({ points }) => points.map(({ price }) => Math.abs(price))), 0);
  return {
    chart: {
      kind: 'lines',
      title: message('market.compare.title'),
      summary: message('market.compare.summary', {
        name: { shipped: reference.name },
        unit: reference.unit,
        from: monthFigure(from),
        to: monthFigure(to),
        valuation: monthFigure(valuation),
      }),
      xKind: 'month',
      unit: priceFigureUnit(reference.unit),
      decimals: priceDecimals(highestPrice),
      series: decks.map(({ deck, points }) => ({
        label: deckLabel(deck),
        role: roleOf(deck, allDecks),
        style: STYLE[deck.kind],
        // actual prices are the same in all decks and shown once, with the base deck
        points: points
          .filter(({ month }) => deck.kind === 'base' || month >= valuation)
          .map(({ month, price }) => ({ x: month, y: price })),
        identity: { measure: 'deckPrice', subject: `reference:${code}`, deck: deck.id, period: 'plan' },
        endLabel: true,
      })),
      marks: [
        {
          axis: 'x',
          value: valuation,
          label: message('market.compare.fixed', { month: monthFigure(valuation) }),
          role: 'context',
          style: 'dotted',
        },
      ],
    },
    rules: decks.map(({ deck, points }) => deckRules(deck, points, valuation)),
  };
};
