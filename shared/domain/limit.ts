import { z } from 'zod';
import { Rating } from './buyer.ts';
import { LimitId, ProductId } from './ids.ts';
import { Metal } from './metal.ts';
import { Year } from './time.ts';
import { DestinationZone } from './zone.ts';

/** What a limit measures. Shares are fractions of the denominator; `effectiveNumber` counts buyers (1/HHI). */
export const LimitMeasure = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('zoneShare'), zone: DestinationZone }),
  z.object({ kind: z.literal('largestGroup') }),
  z.object({ kind: z.literal('largestContract') }),
  z.object({ kind: z.literal('coverage') }),
  z.object({ kind: z.literal('ratedAtOrBelow'), rating: Rating }),
  z.object({ kind: z.literal('stateOwned') }),
  z.object({ kind: z.literal('traders') }),
  z.object({ kind: z.literal('effectiveNumber') }),
]);
export type LimitMeasure = z.infer<typeof LimitMeasure>;

/** A rule of the house: scope, measure, period, denominator, warn and breach levels, and why. */
export const Limit = z
  .object({
    id: LimitId,
    name: z.string().trim().min(1).max(120),
    /** Empty scope = the whole plan. */
    metal: Metal.optional(),
    productId: ProductId.optional(),
    measure: LimitMeasure,
    /** `tonnes` over planned production or tonnes sold; `value` over gross payable value sold. */
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
  .refine((l) => (l.direction === 'atMost' ? l.warn <= l.breach : l.warn >= l.breach), { path: ['warn'], error: 'warnBeyondBreach' })
  .readonly();
export type Limit = z.infer<typeof Limit>;
