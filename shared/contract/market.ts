import { z } from 'zod';
import { ReferenceCode } from '../domain/ids.ts';
import { Metal } from '../domain/metal.ts';
import { Origin } from '../domain/origin.ts';
import { Correlation, DeckName, OwnReference, PriceUnit } from '../domain/reference.ts';
import { Month } from '../domain/time.ts';
import { BarsView } from '../presentation/charts/bars.ts';
import { LinesView } from '../presentation/charts/lines.ts';
import { command, query } from './call.ts';
import { Figure, Label, Verdict } from './figure.ts';
import { Completion, NoInput } from './workspace.ts';

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
    /** Others may follow it: a price that follows none. */
    leads: z.boolean(),
    /** Somebody added it: it can be edited and removed. */
    own: z.boolean(),
    points: z.array(z.object({ month: Month, price: z.number(), origin: Origin, source: z.string() })).readonly(),
  })
  .readonly();
export type DeckRow = z.infer<typeof DeckRow>;

/** What the months of a deck after the valuation date rest on, in words, with how many months each. */
export const DeckRules = z
  .object({ deck: DeckName, rules: z.array(z.object({ origin: Origin, source: z.string(), months: z.number().int() })).readonly() })
  .readonly();
export type DeckRules = z.infer<typeof DeckRules>;

/** A price process fitted to a reference's own prices. Rates a year, fractions; averages are not corrected. */
export const Calibration = z.object({
  reference: ReferenceCode,
  name: z.string(),
  /** What was used: own prices by month, or by year where there are too few of those. */
  step: z.enum(['month', 'year']),
  from: Month,
  to: Month,
  prices: z.number().int(),
  /** Own prices before a gap, which were left out. */
  leftOut: z.number().int(),
  view: LinesView,
  fit: z.object({
    meanReversion: z.number(),
    meanReversionError: z.number(),
    significant: z.boolean(),
    halfLifeYears: z.number().optional(),
    /** In the reference's unit; only where mean reversion is significant. */
    longRunPrice: z.number().optional(),
    volatility: z.number(),
    volatilityError: z.number(),
    walkVolatility: z.number(),
    ewmaVolatility: z.number(),
    ewmaDecay: z.number(),
  }),
  /** What averages are multiplied by to stand for prices at points. */
  averageFactor: z.number(),
  /** What the fit would set: k only where it is significant. */
  proposed: z.object({ volatility: z.number(), meanReversion: z.number() }),
});
export type Calibration = z.infer<typeof Calibration>;

const ReferenceProcess = z.object({
  reference: ReferenceCode,
  name: z.string(),
  unit: PriceUnit,
  metal: Metal.optional(),
  /** Its deviation is in USD/dmt and does not scale with the price. */
  additive: z.boolean(),
  follows: z.string().optional(),
  volatility: z.number(),
  meanReversion: z.number(),
  source: z.string(),
  origin: Origin,
});
export type ReferenceProcess = z.infer<typeof ReferenceProcess>;

/** Two prices that move together. `stated` is what was typed, published or is the house's; `used` what a run takes, after a repair. */
export const CorrelationPair = z
  .object({
    /** In the order in which references were added. */
    a: ReferenceCode,
    b: ReferenceCode,
    stated: Correlation,
    used: Correlation,
    /** What is stated where nothing is typed. */
    otherwise: Correlation,
    origin: Origin,
    source: Label,
    /** What the workspace's own prices say of the pair; absent where they have too few in common. */
    fitted: z
      .object({
        value: Correlation,
        error: z.number(),
        /** Told from none at 5 %. */
        significant: z.boolean(),
        returns: z.number().int(),
        step: z.enum(['month', 'year']),
        from: Month,
        to: Month,
      })
      .readonly()
      .optional(),
  })
  .readonly();
export type CorrelationPair = z.infer<typeof CorrelationPair>;

/** Prices that move by themselves, and each pair of them once. `repaired`: what is stated could not hold together. */
export const Correlations = z.object({
  references: z.array(z.object({ reference: ReferenceCode, name: z.string(), metal: Metal.optional() }).readonly()).readonly(),
  pairs: z.array(CorrelationPair).readonly(),
  repaired: z.boolean(),
});
export type Correlations = z.infer<typeof Correlations>;

/** A record that is priced on a reference, moves it, or follows it. */
export const ReferenceUse = z
  .object({
    kind: z.enum(['contract', 'version', 'bid', 'plan', 'product', 'scenario', 'reference']),
    name: z.string(),
    /** Of the record; of a version its contract, of a bid its tender, of a reference its code. */
    id: z.string(),
    /** It takes the price as a number of its unit: kind and unit stay while it does. */
    priced: z.boolean(),
  })
  .readonly();
export type ReferenceUse = z.infer<typeof ReferenceUse>;

export const marketCalls = {
  /** What moves each price: volatility and mean reversion, each with its source. Freight is not drawn. */
  'market.processes': query(NoInput, z.object({ rows: z.array(ReferenceProcess.readonly()).readonly() })),
  /** Fits a reference's own prices. Errors: BAD_SHAPE where there are too few, OUT_OF_RANGE where one is not above zero. */
  'market.calibrate': query(z.object({ reference: ReferenceCode }), Calibration),
  /** Sets volatility and mean reversion by hand or from a fit; one undo. */
  'market.setProcess': command(
    z.object({
      reference: ReferenceCode,
      volatility: z.number().min(0).max(100),
      meanReversion: z.number().min(0).max(20),
      source: z.string().trim().min(1).max(500),
    }),
    Completion,
  ),
  /** Adds a price reference; one undo. Errors: BAD_INPUT (a code or name that is taken, a leader that is no price of its own). */
  'market.addReference': command(z.object({ reference: OwnReference }), z.object({ code: ReferenceCode })),
  /** A reference that somebody added, and what uses it. Throws NOT_FOUND, also for one that ships. */
  'market.ownReference': query(
    z.object({ code: ReferenceCode }),
    z.object({ reference: OwnReference, uses: z.array(ReferenceUse).readonly() }),
  ),
  /**
   * Edits it; its code says which. One undo. Throws NOT_FOUND, and BAD_INPUT also for another kind or unit while something is priced on
   * it, and for a leader while another follows it.
   */
  'market.editReference': command(z.object({ reference: OwnReference }), Completion),
  /** Removes it with its prices; one undo. Throws NOT_FOUND, and IN_USE with the names of what uses it. */
  'market.removeReference': command(z.object({ code: ReferenceCode }), Completion),
  /** How prices move together, with what the workspace's own prices say of every pair. */
  'market.correlations': query(NoInput, Correlations),
  /** Sets how pairs move together; a pair without a value goes back to what is published, else the house's. One undo. */
  'market.setCorrelations': command(
    z.object({
      pairs: z
        .array(
          z
            .object({ a: ReferenceCode, b: ReferenceCode, value: Correlation.optional(), source: z.string().trim().min(1).max(500) })
            .refine(({ a, b }) => a !== b, { error: 'sameReference', path: ['b'] }),
        )
        .min(1)
        .max(500),
    }),
    Completion,
  ),
  'market.get': query(NoInput, Market),
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
    Completion,
  ),
} as const;
