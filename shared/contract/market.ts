import { z } from 'zod';
import { BarsView } from '../charts/bars.ts';
import { LinesView } from '../charts/lines.ts';
import { ReferenceCode } from '../domain/ids.ts';
import { Metal } from '../domain/metal.ts';
import { Origin } from '../domain/origin.ts';
import { DeckName, PriceUnit } from '../domain/reference.ts';
import { Month } from '../domain/time.ts';
import { command, query } from './call.ts';
import { Figure, Verdict } from './figure.ts';
import { Done, Nothing } from './workspace.ts';

/** The article's figures of one metal, beside what can be derived and what public customs figures say. */
export const MarketMetal = z
  .object({
    metal: Metal,
    imports2012: Figure.optional(),
    imports2024: Figure.optional(),
    exports2024: Figure.optional(),
    /** Stated by the article (nickel, cobalt) or derived from its figures. */
    change: Figure.optional(),
    multiple: Figure.optional(),
    yearlyRate: Figure.optional(),
    source: z.string(),
    check: z.string(),
  })
  .readonly();

export const ShareTable = z
  .object({
    metal: Metal,
    product: z.string(),
    period: z.string(),
    measure: z.string(),
    rows: z.array(z.object({ who: z.string(), share: Figure, source: z.string(), note: z.string() })).readonly(),
  })
  .readonly();
export type ShareTable = z.infer<typeof ShareTable>;

export const Market = z.object({
  verdict: Verdict,
  /** Three stated balances, drawn as points with no line between them. */
  balance: LinesView,
  growth: BarsView,
  metals: z.array(MarketMetal).readonly(),
  suppliers: z.array(ShareTable).readonly(),
  importers: z.array(ShareTable).readonly(),
  history: z.array(z.object({ metal: Metal, view: LinesView })).readonly(),
});
export type Market = z.infer<typeof Market>;

export const DeckRow = z
  .object({
    reference: ReferenceCode,
    name: z.string(),
    metal: Metal.optional(),
    unit: PriceUnit,
    follows: z.string().optional(),
    points: z.array(z.object({ month: Month, price: z.number(), origin: Origin, source: z.string() })).readonly(),
  })
  .readonly();
export type DeckRow = z.infer<typeof DeckRow>;

/** What the months of a deck after the valuation date rest on, in words, with how many months each. */
export const DeckRules = z
  .object({ deck: DeckName, rules: z.array(z.object({ origin: Origin, source: z.string(), months: z.number().int() })).readonly() })
  .readonly();
export type DeckRules = z.infer<typeof DeckRules>;

export const marketCalls = {
  'market.get': query(Nothing, Market),
  'decks.get': query(
    z.object({ deck: DeckName, from: Month, to: Month }),
    z.object({ months: z.array(Month).readonly(), valuationMonth: Month, rows: z.array(DeckRow).readonly() }),
  ),
  /** The low, base and high deck of one reference on one picture, from a year before the valuation date to the plan's last year. */
  'decks.compare': query(z.object({ reference: ReferenceCode }), z.object({ view: LinesView, rules: z.array(DeckRules).readonly() })),
  /** Sets prices by hand; a point without a price goes back to what fills it. One change, one undo. */
  'decks.set': command(
    z.object({
      deck: DeckName,
      points: z
        .array(z.object({ reference: ReferenceCode, month: Month, price: z.number().finite().min(-1e4).max(1e7).optional() }))
        .min(1)
        .max(20_000)
        .readonly(),
    }),
    Done,
  ),
} as const;
