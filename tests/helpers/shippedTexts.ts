import { FACTS } from '#db/seeds/facts.ts';
import { SHIPPED_PRICES } from '#db/seeds/prices.ts';
import { REFERENCES } from '#db/seeds/references.ts';
import { sampleFixings } from '#db/seeds/sample/fixings.ts';
import { SCENARIOS } from '#db/seeds/scenarios.ts';
import { fillDeck } from '#engine';
import { type Deck, DeckKind, DeckRule, type StoredPrices } from '#shared/domain/deck.ts';
import type { Fact } from '#shared/domain/fact.ts';
import { DeckId, ReferenceCode } from '#shared/domain/ids.ts';
import type { Reference } from '#shared/domain/reference.ts';
import { monthOf, yearOf } from '#shared/domain/time.ts';
import { storedText } from '#shared/messages/shipped.ts';

/** The texts of a published figure on pages and in documents. */
const shownOf = ({ topic, metal, product, measure, subject, period, source, note, check, value }: Fact): readonly string[] => {
  switch (topic) {
    case 'importValue':
    case 'exportValue':
    case 'importChange':
      // a check is shown sentence by sentence, each once
      return metal ? [source, ...check.split('\n')] : [source];
    case 'supplierShare':
    case 'importerShare':
      return [product ?? '', measure ?? '', period, subject, source];
    case 'defaultRate':
      return [source];
    case 'publicShock':
      return /\bChina\./.test(note) && !note.startsWith('Demand cycle')
        ? [subject, period, source, ...(value === undefined ? [measure ?? ''] : [])]
        : [];
    default:
      return [];
  }
};

const deckName = (kind: Deck['kind']): string => storedText(`shipped.deck.${kind === 'own' ? 'base' : kind}`);

/** Prices of a deck of a user, in which a straight line, a held price and the months before the first one occur. */
const OWN_PRICES = [monthOf(2027, 1), monthOf(2027, 6)].map(
  (month) => [month, { price: 1, origin: 'source' as const, source: storedText('shipped.price.sample') }] as const,
);

/** An average of a user: the source of its prices names its indices. */
const AVERAGE: Reference = {
  ...REFERENCES[0]!,
  code: ReferenceCode.parse('AVERAGE'),
  average: { indices: [{ reference: REFERENCES[0]!.code, share: 1 }], fallback: { kind: 'lastValue' } },
};

/** Names of the decks, and sources of every month of every deck, as the filling rules write them. */
const deckTexts = (): readonly string[] => {
  const given = (isOwn: boolean) =>
    new Map(
      REFERENCES.map(({ code }): [typeof code, StoredPrices] => {
        const ownPrices = SHIPPED_PRICES.filter(({ reference }) => reference === code);
        return [
          code,
          {
            base: new Map(),
            ownPrices: new Map(isOwn ? OWN_PRICES : []),
            months: new Map(ownPrices.filter(({ months }) => months === 1).map((price) => [price.from, price])),
            years: new Map(ownPrices.filter(({ months }) => months === 12).map((price) => [yearOf(price.from), price])),
          },
        ];
      }),
    );
  const months = { from: monthOf(2006, 1), to: monthOf(2032, 12), valuation: monthOf(2026, 5) };
  return DeckKind.options.flatMap((kind) =>
    DeckRule.options.flatMap((rule) => [
      deckName(kind),
      ...[
        ...fillDeck(
          { id: DeckId.parse(kind), name: kind, kind, rule, source: '' },
          [...REFERENCES, AVERAGE],
          given(kind === 'own'),
          months,
        ).values(),
      ].flatMap((series) => series.flatMap((price) => price?.source ?? [])),
    ]),
  );
};

/** Every English text of shipped data that a page or a document can show. */
export const shippedTexts = (): readonly string[] => [
  ...new Set(
    [
      ...SCENARIOS.flatMap(({ name, note, prices, demand, channels }) => [
        name,
        note,
        ...[...prices, ...demand, ...channels].map(({ source }) => source),
      ]),
      ...REFERENCES.flatMap(({ name, source }) => [name, source]),
      ...SHIPPED_PRICES.map(({ source }) => source),
      ...sampleFixings().map(({ source }) => source),
      ...deckTexts(),
      ...FACTS.flatMap(shownOf),
    ].filter((text) => /\p{Script=Latin}/u.test(text)),
  ),
];
