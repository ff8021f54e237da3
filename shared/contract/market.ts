import { z } from 'zod';
import { DeckId, ReferenceCode } from '../domain/ids.ts';
import { Metal } from '../domain/metal.ts';
import { Origin } from '../domain/origin.ts';
import { Correlation, OwnReference, PriceUnit, ReferenceKind } from '../domain/reference.ts';
import { Month } from '../domain/time.ts';
import { command, query } from './call.ts';
import { BarsChart, LinesChart } from './charts.ts';
import { Figure, Label, Verdict } from './figure.ts';
import { Completion, NoInput } from './workspace.ts';

/** The article's figures of one metal, figures derived from them, and a check against public customs data. */
export const MarketMetal = z
  .object({
    metal: Metal,
    imports2012: Figure.optional(),
    imports2024: Figure.optional(),
    exports2024: Figure.optional(),
    /** Published in the article (nickel, cobalt) or derived from its figures. */
    change: Figure.optional(),
    multiple: Figure.optional(),
    yearlyRate: Figure.optional(),
    source: Label,
    /** An empty list where no public data was found. */
    check: Label,
  })
  .readonly();

export const ShareTable = z
  .object({
    metal: Metal,
    product: Label,
    period: Label,
    measure: Label,
    rows: z.array(z.object({ who: Label, share: Figure, source: Label })).readonly(),
  })
  .readonly();
export type ShareTable = z.infer<typeof ShareTable>;

export const Market = z.object({
  verdict: Verdict,
  /** The three published balances, as points without a line. */
  balance: LinesChart,
  growth: BarsChart,
  metals: z.array(MarketMetal).readonly(),
  suppliers: z.array(ShareTable).readonly(),
  importers: z.array(ShareTable).readonly(),
  history: z.array(z.object({ metal: Metal, chart: LinesChart })).readonly(),
});
export type Market = z.infer<typeof Market>;

export const DeckRow = z
  .object({
    reference: ReferenceCode,
    name: Label,
    metal: Metal.optional(),
    unit: PriceUnit,
    kind: ReferenceKind,
    /** The name of its leader. */
    follows: Label.optional(),
    /** The names of the indices of which it is the weighted average. */
    averages: z.array(Label).readonly().optional(),
    /** Whether others may follow it: a price that follows none and is no average. */
    leads: z.boolean(),
    /** Whether a user added it: then it can be edited and removed. */
    isOwn: z.boolean(),
    points: z.array(z.object({ month: Month, price: z.number(), origin: Origin, source: Label })).readonly(),
  })
  .readonly();
export type DeckRow = z.infer<typeof DeckRow>;

/** The rules that give a deck's months after the valuation date, each with its number of months. */
export const DeckRules = z
  .object({ deck: DeckId, name: Label, rules: z.array(z.object({ origin: Origin, source: Label, months: z.number().int() })).readonly() })
  .readonly();
export type DeckRules = z.infer<typeof DeckRules>;

/** A price process fitted to a reference's own prices. Rates a year, fractions; averages are not corrected. */
export const Calibration = z.object({
  reference: ReferenceCode,
  name: Label,
  /** Own prices by month, or by year where there are too few months. */
  step: z.enum(['month', 'year']),
  from: Month,
  to: Month,
  prices: z.number().int(),
  /** Number of own prices before a gap, which are excluded. */
  excluded: z.number().int(),
  chart: LinesChart,
  fit: z.object({
    meanReversion: z.number(),
    meanReversionError: z.number(),
    isSignificant: z.boolean(),
    halfLifeYears: z.number().optional(),
    /** In the reference's unit; only where mean reversion is significant. */
    longRunPrice: z.number().optional(),
    volatility: z.number(),
    volatilityError: z.number(),
    walkVolatility: z.number(),
    ewmaVolatility: z.number(),
    ewmaDecay: z.number(),
  }),
  /** Factor from the volatility of averages to that of prices at points. */
  averageFactor: z.number(),
  /** The values that the fit would set; mean reversion only where it is significant. */
  proposed: z.object({ volatility: z.number(), meanReversion: z.number() }),
});
export type Calibration = z.infer<typeof Calibration>;

const ReferenceProcess = z.object({
  reference: ReferenceCode,
  name: Label,
  unit: PriceUnit,
  metal: Metal.optional(),
  /** Whether its deviation is in USD/dmt and does not scale with the price. */
  isAdditive: z.boolean(),
  follows: Label.optional(),
  volatility: z.number(),
  meanReversion: z.number(),
  source: Label,
  origin: Origin,
});
export type ReferenceProcess = z.infer<typeof ReferenceProcess>;

/** The correlation of two prices. `stated` is entered, published or a default assumption; `used` is what a run takes, after a repair. */
export const CorrelationPair = z
  .object({
    /** In the order in which references were added. */
    a: ReferenceCode,
    b: ReferenceCode,
    stated: Correlation,
    used: Correlation,
    /** The stated value where none is entered. */
    otherwise: Correlation,
    origin: Origin,
    source: Label,
    /** Fitted to the workspace's own prices; absent where they have too few in common. */
    fitted: z
      .object({
        value: Correlation,
        error: z.number(),
        /** At 5 %. */
        isSignificant: z.boolean(),
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

/** Prices with a process of their own, and each pair of them once. `isRepaired`: the stated matrix was not positive definite. */
export const Correlations = z.object({
  references: z.array(z.object({ reference: ReferenceCode, name: Label, metal: Metal.optional() }).readonly()).readonly(),
  pairs: z.array(CorrelationPair).readonly(),
  isRepaired: z.boolean(),
});
export type Correlations = z.infer<typeof Correlations>;

/** A record that uses a reference. */
export const ReferenceUse = z
  .object({
    kind: z.enum(['contract', 'version', 'bid', 'plan', 'product', 'scenario', 'reference']),
    name: Label,
    /** The id of the record; for a version its contract's, for a bid its tender's, for a reference its code. */
    id: z.string(),
    /** Whether it is priced on the reference, whose kind and unit then can't change. */
    isPriced: z.boolean(),
  })
  .readonly();
export type ReferenceUse = z.infer<typeof ReferenceUse>;

export const marketCalls = {
  /** Volatility and mean reversion of each price, with their source. Freight is not simulated. */
  'market.processes': query(NoInput, z.object({ rows: z.array(ReferenceProcess.readonly()).readonly() })),
  /** Fits a process to a reference's own prices. Throws BAD_SHAPE with too few prices, OUT_OF_RANGE if one is not above zero. */
  'market.calibrate': query(z.object({ reference: ReferenceCode }), Calibration),
  /** Sets volatility and mean reversion, entered or from a fit. */
  'market.setProcess': command(
    z.object({
      reference: ReferenceCode,
      volatility: z.number().min(0).max(100),
      meanReversion: z.number().min(0).max(20),
      source: z.string().trim().min(1).max(500),
    }),
    Completion,
  ),
  /** Adds a price reference. Throws BAD_INPUT for a code or name in use, and for a leader without a process of its own. */
  'market.addReference': command(z.object({ reference: OwnReference }), z.object({ code: ReferenceCode })),
  /** A reference that a user added, and its uses. Throws NOT_FOUND, also for one that ships. */
  'market.ownReference': query(
    z.object({ code: ReferenceCode }),
    z.object({ reference: OwnReference, uses: z.array(ReferenceUse).readonly() }),
  ),
  /**
   * Edits the reference of its code. Throws NOT_FOUND, and BAD_INPUT also for a change of kind or unit while records are priced on it, and
   * for a leader while another reference follows it.
   */
  'market.editReference': command(z.object({ reference: OwnReference }), Completion),
  /** Deletes it with its prices. Throws NOT_FOUND, and IN_USE with the names of its uses. */
  'market.removeReference': command(z.object({ code: ReferenceCode }), Completion),
  /** Correlations of prices, with those fitted to the workspace's own prices. */
  'market.correlations': query(NoInput, Correlations),
  /** Sets correlations; a pair without a value returns to the published one, else to the default assumption. */
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
    z.object({ deck: DeckId, from: Month, to: Month }),
    z.object({ months: z.array(Month).readonly(), valuationMonth: Month, rows: z.array(DeckRow).readonly() }),
  ),
  /** Every deck of a reference, from a year before the valuation date to the plan's last year. */
  'decks.compare': query(z.object({ reference: ReferenceCode }), z.object({ chart: LinesChart, rules: z.array(DeckRules).readonly() })),
  /** Sets entered prices; a point without a price returns to the estimate. One change. */
  'decks.set': command(
    z.object({
      deck: DeckId,
      points: z
        .array(z.object({ reference: ReferenceCode, month: Month, price: z.number().finite().min(-1e4).max(1e7).optional() }))
        .min(1)
        .max(20_000)
        .readonly(),
    }),
    Completion,
  ),
} as const;
