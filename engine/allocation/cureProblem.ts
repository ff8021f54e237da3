import { sumBy } from '#shared/math.ts';

/** One change that a cure may make, from none to all of it. */
export type CureLever = {
  readonly id: string;
  /** The contract that it changes; the cure changes as few as possible. */
  readonly contractId: string;
  /** NPV lost by the whole change, USD; a gain counts as no loss, so that a cure changes no more than it needs. */
  readonly loss: number;
  /** Tonnes of the whole change over all years, dmt. */
  readonly tonnes: number;
};

/** A linear amount: its value in the plan as it is, and its change by the whole of each lever. */
export type CureAmount = { readonly now: number; readonly changes: ReadonlyMap<string, number> };

/**
 * An amount of excess, from which a multiple of what the levers change in an amount that many rules share is subtracted: the tonnes sold in
 * the denominators of thousands of contracts change with every lever.
 */
export type CureExcess = CureAmount & {
  readonly shared?: { readonly changes: CureAmount['changes']; readonly factor: number } | undefined;
};

/** What must hold in a year: an amount of excess (dmt or USD beyond a level) at or below zero. */
export type CureRule = {
  /** The limit, or `production:` and a product. */
  readonly source: string;
  readonly year: number;
  readonly excess: CureExcess;
  /** Amount by which an excess must be below zero, so that rounding breaches no level. */
  readonly margin: number;
  /** The breach to cure: it may remain in part. Other rules are kept, or not made worse where they are broken. */
  readonly isTarget: boolean;
  /** Rules of one name are alternatives: one of them is enough. */
  readonly anyOf?: string | undefined;
};

/** A minimum effective number of groups in a year, 1 / HHI: |g| <= T / sqrt(atLeast), g = amounts of the groups, T = their sum. */
export type CureSpread = {
  readonly source: string;
  readonly year: number;
  readonly groups: readonly CureAmount[];
  readonly atLeast: number;
  readonly isTarget: boolean;
};

export type CureProblem = {
  readonly levers: readonly CureLever[];
  readonly rules: readonly CureRule[];
  readonly spreads: readonly CureSpread[];
};

/** An amount at some shares of the levers. */
export const cureAmountAt = ({ now, changes }: CureAmount, shares: ReadonlyMap<string, number>): number =>
  now + sumBy([...changes], ([id, change]) => change * (shares.get(id) ?? 0));

/** What the whole of each lever changes in an excess. */
export const changesOfExcess = ({ changes, shared }: CureExcess): CureAmount['changes'] => {
  if (shared === undefined) return changes;
  const allChanges = new Map(changes);
  for (const [id, change] of shared.changes) allChanges.set(id, (allChanges.get(id) ?? 0) - shared.factor * change);
  return allChanges;
};
