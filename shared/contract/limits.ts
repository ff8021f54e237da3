import { z } from 'zod';
import { LimitId, ProductId } from '../domain/ids.ts';
import { Limit, LimitState } from '../domain/limit.ts';
import { Metal } from '../domain/metal.ts';
import { Year } from '../domain/time.ts';
import { command, query } from './call.ts';
import { Figure, Label, Sentence } from './figure.ts';
import { Completion, NoInput } from './workspace.ts';

/** A limit over the years of the plan in which it is measured. */
export const LimitBoardRow = z
  .object({
    limit: Limit,
    version: z.number().int(),
    scope: Label,
    level: Figure,
    /** The measured value and its headroom to the breach level, dmt and USD; negative beyond it. */
    years: z.array(z.object({ year: Year, value: Figure, state: LimitState, tonnes: Figure, usd: Figure })).readonly(),
    state: LimitState.optional(),
    /** Headroom in the worst year. */
    worst: Year.optional(),
    tonnes: Figure,
    value: Figure,
    /** What would cure a breach. */
    cures: z.array(Sentence).readonly(),
  })
  .readonly();
export type LimitBoardRow = z.infer<typeof LimitBoardRow>;

export const limitsCalls = {
  'limits.board': query(
    NoInput,
    z.object({
      years: z.array(Year).readonly(),
      rows: z.array(LimitBoardRow).readonly(),
      products: z.array(z.object({ id: ProductId, name: z.string(), metal: Metal })).readonly(),
    }),
  ),
  /** Proposes a new limit. */
  'limits.blank': query(NoInput, z.object({ limit: Limit })),
  /** Inserts without a version, updates with one. */
  'limits.save': command(z.object({ limit: Limit, version: z.number().int().optional() }), z.object({ version: z.number().int() })),
  'limits.remove': command(z.object({ id: LimitId }), Completion),
} as const;
