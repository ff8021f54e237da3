/** One amount to decide: the tonnes of a deal, of a buyer and product; dmt, and USD each tonne adds to net revenue. */
export type AllocationCell = {
  readonly id: string;
  readonly minimum: number;
  readonly maximum: number;
  /** Tonnes come in whole lots of this size; absent = any amount. */
  readonly lot?: number | undefined;
  readonly margin: number;
};

/** What a tonne of a cell counts in a sum. */
export type AllocationWeight = { readonly cell: string; readonly weight: number };

/**
 * A linear rule: counted (less `of` times the level, where there is an `of`) stays at or under `atMost`, at or above `atLeast`.
 * Without `of` the levels are amounts, with it they are shares. Several rules may stand for one limit: its name is `source`.
 */
export type AllocationLimit = {
  readonly id: string;
  readonly source: string;
  readonly counted: readonly AllocationWeight[];
  readonly of?: readonly AllocationWeight[] | undefined;
  readonly atMost?: number | undefined;
  readonly atLeast?: number | undefined;
};

/** Expected shortfall against the mean over equally likely scenarios: USD a tonne of each cell, in each scenario. */
export type ShortfallRisk = {
  readonly kind: 'shortfall';
  readonly confidence: number;
  /** One entry a scenario, aligned with the cells. */
  readonly outcomes: readonly (readonly number[])[];
};
/** Variance of what the cells earn: USD^2 per tonne and tonne, cells by cells. */
export type VarianceRisk = { readonly kind: 'variance'; readonly covariance: readonly (readonly number[])[] };
/** HHI of shares of `whole`, which the limits are to keep constant. */
export type HhiRisk = { readonly kind: 'hhi'; readonly groups: readonly (readonly AllocationWeight[])[]; readonly whole: number };
export type AllocationRisk = ShortfallRisk | VarianceRisk | HhiRisk;

export type AllocationObjective =
  | { readonly kind: 'revenue' }
  /** The least risk that still earns `revenueAtLeast`. */
  | { readonly kind: 'risk'; readonly risk: AllocationRisk; readonly revenueAtLeast?: number | undefined };

/** Groups that are to be as many as so many equal ones: T^2 / sum g^2 at least this, T what all of them count. */
export type EffectiveNumberLimit = {
  readonly id: string;
  readonly source: string;
  readonly groups: readonly (readonly AllocationWeight[])[];
  readonly atLeast: number;
};

export type AllocationProblem = {
  readonly cells: readonly AllocationCell[];
  readonly limits: readonly AllocationLimit[];
  readonly effectiveNumbers?: readonly EffectiveNumberLimit[] | undefined;
  readonly objective: AllocationObjective;
};

/** What a solver says of a model in LP text: columns by name, one dual a row where the model has no integers. */
export type SolverAnswer = {
  readonly status: 'optimal' | 'infeasible' | 'unbounded' | 'stopped';
  readonly columns: Readonly<Record<string, number>>;
  /** Change of the minimum by a unit of each row's right side, in the order of the rows; empty for models with integers. */
  readonly duals: readonly number[];
};

/** A model that a solver holds, so that a changed one is solved from where the last solve ended. */
export type OpenModel = {
  readonly solve: () => Promise<SolverAnswer>;
  /** The least that a row from below asks for, by the row's place. */
  readonly setLeast: (row: number, least: number) => void;
  /** What is not closed is held as long as the solver. */
  readonly close: () => void;
};

/** Reads a model written in LP text. */
export type Solver = (model: string) => OpenModel;

/** A rule that holds with nothing to spare, and what a unit of room would add to net revenue (or take from risk), USD. */
export type BindingLimit = { readonly id: string; readonly source: string; readonly shadowPrice: number };

/** A rule that an allocation does not keep, and by how much, in the unit of what it counts. */
export type AllocationViolation = { readonly id: string; readonly source: string; readonly excess: number };

export type Allocated = {
  readonly status: 'optimal';
  /** dmt, aligned with the cells. */
  readonly tonnes: readonly number[];
  readonly revenue: number;
  /** Of the objective's risk, undefined where it has none. */
  readonly risk: number | undefined;
  /** Where lots were asked of a risk that is no linear one: the nearest plan in lots, and what it costs in risk. */
  readonly rounded: { readonly gap: number } | undefined;
  readonly binding: readonly BindingLimit[];
  /** Which model the shadow prices are of: the one solved, the same with its lots fixed, or the same without lots. */
  readonly pricesFrom: 'model' | 'lotsFixed' | 'withoutLots';
  /** Empty unless something is wrong: found by code that knows nothing of the model. */
  readonly violations: readonly AllocationViolation[];
};

/** What can't be met together: sources of limits, and cells whose own minimum takes part. */
export type Conflict = { readonly sources: readonly string[]; readonly minima: readonly string[]; readonly smallest: boolean };

export type Allocation = Allocated | { readonly status: 'infeasible'; readonly conflict: Conflict } | { readonly status: 'stopped' };

/** The least risk for each revenue from the least to the most. */
export type AllocationFrontier = {
  readonly points: readonly { readonly revenue: number; readonly risk: number; readonly tonnes: readonly number[] }[];
};
