import { z } from 'zod';
import { Deck, DeckKind, DeckRule } from '../domain/deck.ts';
import { DeckId } from '../domain/ids.ts';
import { Month } from '../domain/time.ts';
import { command, query } from './call.ts';
import { Label } from './figure.ts';
import { Completion, NamedDeck, NoInput } from './workspace.ts';

/** A deck with its entered prices. */
export const DeckSummary = z
  .object({
    ...NamedDeck.unwrap().shape,
    kind: DeckKind,
    rule: DeckRule,
    source: z.string(),
    /** Of a deck that ships: the source that most of its references have, their number, and that of all references. */
    commonSource: z.object({ source: Label, references: z.number().int(), of: z.number().int() }).readonly().optional(),
    version: z.number().int(),
    /** Entered prices, each of one month, and the references that have some. */
    prices: z.number().int(),
    references: z.number().int(),
    /** The first and the last month with an entered price. */
    from: Month.optional(),
    to: Month.optional(),
    /** Of a deck of the user: months between its prices that its rule fills. */
    gaps: z.array(z.object({ reference: Label, from: Month, to: Month }).readonly()).readonly(),
  })
  .readonly();
export type DeckSummary = z.infer<typeof DeckSummary>;

const deck = Deck.unwrap().shape;

export const decksCalls = {
  'decks.list': query(NoInput, z.object({ rows: z.array(DeckSummary).readonly() })),
  /** Adds a deck, or edits the one of its id. Throws BAD_INPUT for a name in use, STALE, and NOT_FOUND, also for one that ships. */
  'decks.save': command(
    z.object({
      deck: z
        .object({ id: DeckId.optional(), version: z.number().int().optional(), name: deck.name, rule: deck.rule, source: deck.source })
        .readonly(),
    }),
    z.object({ id: DeckId }),
  ),
  /** Copies a deck with its prices; of one that ships also the estimated ones, to the plan's last year. Throws NOT_FOUND. */
  'decks.copy': command(z.object({ id: DeckId }), z.object({ id: DeckId, name: z.string() })),
  /** Deletes a deck with its prices; where it was the chosen one, the base deck is. Throws NOT_FOUND, also for one that ships. */
  'decks.remove': command(z.object({ id: DeckId }), Completion),
} as const;
