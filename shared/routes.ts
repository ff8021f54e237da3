import type { LimitId, PlanId } from './domain/ids.ts';

/** The page of a limit: what breaches it and what cures it, in a plan or in the chosen one. */
export const limitRoute = (id: LimitId, planId?: PlanId): string =>
  `/diversification/limits/${encodeURIComponent(id)}${planId === undefined ? '' : `?plan=${encodeURIComponent(planId)}`}`;
