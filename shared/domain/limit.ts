import { z } from 'zod';
import { Rating } from './buyer.ts';
import { LimitId, ProductId, ScenarioId } from './ids.ts';
import { Metal } from './metal.ts';
import { Year } from './time.ts';
import { CountryCode, DestinationZone } from './zone.ts';

/** The measure of a limit. Shares are fractions of the denominator; `effectiveNumber` is that of buyer groups (1/HHI). */
export const LimitMeasure = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('zoneShare'), zone: DestinationZone }),
  /** To named destination countries together, such as those that an export-credit agency asks for or excludes. */
  z.object({ kind: z.literal('countryShare'), countries: z.array(CountryCode).min(1).max(60).readonly() }),
  z.object({ kind: z.literal('largestGroup') }),
  z.object({ kind: z.literal('largestContract') }),
  /** Committed tonnes against the denominator; the name is that of stored limits. */
  z.object({ kind: z.literal('coverage') }),
  z.object({ kind: z.literal('ratedAtOrBelow'), rating: Rating }),
  z.object({ kind: z.literal('stateOwned') }),
  z.object({ kind: z.literal('traders') }),
  z.object({ kind: z.literal('effectiveNumber') }),
  /** The lowest debt service coverage ratio of the periods that end in a year, in a case of the financing. */
  z.object({ kind: z.literal('minimumDscr'), case: z.union([z.enum(['base', 'low', 'lender']), ScenarioId]) }),
]);
export type LimitMeasure = z.infer<typeof LimitMeasure>;

/** A limit on concentration, sales or debt service coverage: scope, measure, period, denominator, warn and breach levels, reason. */
export const Limit = z
  .object({
    id: LimitId,
    name: z.string().trim().min(1).max(120),
    /** Scope; without metal and product = the whole plan. */
    metal: Metal.optional(),
    productId: ProductId.optional(),
    measure: LimitMeasure,
    denominator: z.enum(['plannedProduction', 'tonnesSold', 'valueSold']),
    from: Year,
    to: Year,
    direction: z.enum(['atMost', 'atLeast']),
    warn: z.number().min(0).max(1000),
    breach: z.number().min(0).max(1000),
    owner: z.string().max(120),
    why: z.string().max(500),
    setOn: z.iso.date(),
    order: z.number().int().min(0),
  })
  .refine((l) => l.to >= l.from, { path: ['to'], error: 'endBeforeStart' })
  .refine((l) => l.measure.kind !== 'minimumDscr' || l.direction === 'atLeast', { path: ['direction'], error: 'dscrAtLeast' })
  .refine((l) => (l.direction === 'atMost' ? l.warn <= l.breach : l.warn >= l.breach), { path: ['warn'], error: 'warnBeyondBreach' })
  .readonly();
export type Limit = z.infer<typeof Limit>;

/** The state of a limit, or of a measured value against it: within the warn level, beyond it, or beyond the breach level. */
export const LimitState = z.enum(['holds', 'near', 'breached']);
export type LimitState = z.infer<typeof LimitState>;
