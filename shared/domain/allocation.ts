/**
 * One decision variable: the tonnes of a deal, or of a buyer and product, dmt. `margin` = net revenue per tonne, USD; beside `spotMarkets`
 * it leaves out what the tonnes would earn on spot.
 */
export type AllocationCell = {
  readonly id: string;
  readonly minimum: number;
  readonly maximum: number;
  /** Tonnes are multiples of this lot size; absent = any amount. */
  readonly lot?: number | undefined;
  readonly margin: number;
  /** What each tonne under a minimum costs, USD per dmt: net revenue is less it. Absent: nothing. */
  readonly damages?: { readonly below: number; readonly perTonne: number } | undefined;
};

/** Weight of a tonne of a cell in a sum. */
export type AllocationWeight = { readonly cell: string; readonly weight: number };

/**
 * A linear constraint: atLeast <= sum of `counted` <= atMost. With `of` the levels are shares of the sum of `of`, else amounts. Several
 * constraints may represent one limit, whose id is `source`.
 */
export type AllocationLimit = {
  readonly id: string;
  readonly source: string;
  readonly counted: readonly AllocationWeight[];
  readonly of?: readonly AllocationWeight[] | undefined;
  readonly atMost?: number | undefined;
  readonly atLeast?: number | undefined;
};

/**
 * What one dmt of a cell takes from its product, by month of the plan. `cutLoss`: price not earned and damages for a called tonne that is cut
 * for lack of product, USD/dmt. `closed`: cost of the closed part of its destination, where channel rows close some. Several deals of one
 * cell add up.
 */
export type SpotDeal = {
  readonly cell: string;
  readonly priority: number;
  /** Month of the plan of the first entry, and number of months with an entry; absent: 0 and all. It takes nothing in others. */
  readonly first?: number | undefined;
  readonly months?: number | undefined;
  readonly nominal: Float64Array;
  readonly called: Float64Array;
  /** First entry of `nominal` and of `called` of each path, since paths with the same amounts share them; absent: path * months. */
  readonly nominalAt?: Uint32Array | undefined;
  readonly calledAt?: Uint32Array | undefined;
  readonly cutLoss: Float64Array;
  readonly closed?:
    | {
        readonly share: Float64Array;
        readonly discount: Float64Array;
        readonly freight: Float64Array;
      }
    | undefined;
};

/** The spot sales of a product in one scenario, by month of the plan: they follow from the tonnes of its deals. dmt, USD/dmt. */
export type SpotMarket = {
  readonly product: string;
  readonly production: Float64Array;
  readonly netSpot: Float64Array;
  readonly depth: Float64Array;
  readonly depthTerms: { readonly slope: number; readonly cap: number };
  /** Factor of the deals' losses per tonne cut; absent: 1. */
  readonly cutLossRatio?: Float64Array | undefined;
  /** Months that a queued tonne waits. */
  readonly waitMonths: number;
  /** Cost of uncommitted tonnes in the spot zone, where channel rows close a part of it. */
  readonly spotZoneCost?: { readonly discount: Float64Array; readonly freight: Float64Array } | undefined;
  readonly deals: readonly SpotDeal[];
};

/**
 * The spot markets of simulated paths: net spot, depth, ratio of the loss per tonne cut, and what deals take are columns, entry path *
 * months + month, of a deal the first entry of the path + month - its first. Production is that of all paths, and so is a deal's loss per
 * tonne cut unless it is a column too.
 */
export type PathSpotMarkets = { readonly markets: readonly SpotMarket[]; readonly paths: number };

/** What the cells earn in equally likely scenarios. */
export type ScenarioOutcomes = {
  /** USD per tonne: one list per scenario, aligned with the cells. */
  readonly outcomes: readonly ArrayLike<number>[];
  /** Spot sales beside the outcomes; absent: outcomes are linear in the tonnes. */
  readonly spotMarkets?: readonly (readonly SpotMarket[])[] | PathSpotMarkets | undefined;
};

/** Expected shortfall against the mean. */
export type ShortfallRisk = ScenarioOutcomes & { readonly kind: 'shortfall'; readonly confidence: number };
/** The negative of the tail mean: the mean of the worst (1 - confidence) of the scenarios. */
export type TailMeanRisk = ScenarioOutcomes & { readonly kind: 'tailMean'; readonly confidence: number };
/** Variance of revenue; covariance in (USD/t)^2, cells by cells. */
export type VarianceRisk = { readonly kind: 'variance'; readonly covariance: readonly ArrayLike<number>[] };
/** Variance of revenue over scenarios. */
export type ScenarioVarianceRisk = ScenarioOutcomes & { readonly kind: 'scenarioVariance' };
/** HHI of the groups' shares of `whole`, which the limits keep constant. */
export type HhiRisk = { readonly kind: 'hhi'; readonly groups: readonly (readonly AllocationWeight[])[]; readonly whole: number };
export type AllocationRisk = ShortfallRisk | TailMeanRisk | VarianceRisk | ScenarioVarianceRisk | HhiRisk;

export type AllocationObjective =
  | { readonly kind: 'revenue'; readonly revenueAtLeast?: number | undefined }
  /** Minimise risk subject to a revenue of `revenueAtLeast`. */
  | { readonly kind: 'risk'; readonly risk: AllocationRisk; readonly revenueAtLeast?: number | undefined };

/** A minimum effective number of groups: T^2 / sum g^2 >= `atLeast`, g = amount of a group, T = sum of all. */
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
  /** Spot sales at the deck: part of net revenue beside the margins. Absent: net revenue is the sum of the margins. */
  readonly spotMarkets?: readonly SpotMarket[] | undefined;
  /** Tonnes around which scenarios with spot markets are linearised first, aligned with the cells; absent: the minima. */
  readonly start?: readonly number[] | undefined;
  /** The problem before deals that can't change were folded into one cell, to name them in a conflict; absent: as it is. */
  readonly whole?: Pick<AllocationProblem, 'cells' | 'limits' | 'effectiveNumbers'> | undefined;
  readonly objective: AllocationObjective;
};

/** A solver's result for a model in LP format: columns by name, one dual per row if the model has no integers. */
export type SolverAnswer = {
  /** `limited`: a solve with limits reached them; its columns are the best solution that it found. */
  readonly status: 'optimal' | 'infeasible' | 'unbounded' | 'stopped' | 'limited';
  readonly columns: Readonly<Record<string, number>>;
  /** Change of the minimum per unit of each row's right-hand side, in the order of the rows; empty for models with integers. */
  readonly duals: readonly number[];
  /** The time of a solve with limits, with that of reading its model, s. */
  readonly seconds?: number;
  /** Change of the minimum per unit of each column at its bound, of a solve with limits of a model without integers. */
  readonly reducedCosts?: Readonly<Record<string, number>>;
  /** What the minimum is at least, of a solve with limits of a model with integers. */
  readonly least?: number;
};

/** A linear row: terms by column, a relation, a right side. */
export type ModelRow = {
  readonly terms: ReadonlyMap<string, number>;
  readonly relation: '<=' | '>=' | '=';
  readonly right: number;
};

/** A model kept by a solver, so that a changed model is solved from the last basis. */
export type OpenModel = {
  readonly solve: () => Promise<SolverAnswer>;
  /** Sets the lower bound of a row by its index. */
  readonly setLeast: (row: number, minimum: number) => void;
  /** Appends a row. */
  readonly addRow: (row: ModelRow) => void;
  /** Releases the model, which otherwise stays in memory with the solver. */
  readonly close: () => void;
};

/** The time after which a solve stops that has not ended, s. */
export type SolveLimits = { readonly seconds: number };

/** Opens a model in LP format. */
export type Solver = (model: string, limits?: SolveLimits) => OpenModel;

/** A binding constraint; `shadowPrice` = change of net revenue (or reduction of risk) per unit of slack, USD. */
export type BindingLimit = { readonly id: string; readonly source: string; readonly shadowPrice: number };

/** A constraint that an allocation violates, with the excess in the unit of its sum. */
export type AllocationViolation = { readonly id: string; readonly source: string; readonly excess: number };

export type OptimalAllocation = {
  readonly status: 'optimal';
  /** dmt, aligned with the cells. */
  readonly tonnes: readonly number[];
  /** Margins and spot sales, USD. */
  readonly revenue: number;
  /** The most by which another allocation could exceed the revenue, USD; undefined unless revenue is the objective. */
  readonly revenueGap: number | undefined;
  /** Value of the objective's risk; undefined without one. */
  readonly risk: number | undefined;
  /** How far the linear model's risk lies from that of the tonnes, in the unit of the risk; 0 where the model is exact. */
  readonly riskDeviation: number;
  /** Set if lots were requested with a non-linear risk: the nearest plan in lots, with its gap in risk. */
  readonly rounded: { readonly gap: number } | undefined;
  readonly binding: readonly BindingLimit[];
  /** The model of the shadow prices: the one solved, the same with its lots fixed, or the same without lots. */
  readonly pricesFrom: 'model' | 'lotsFixed' | 'withoutLots';
  /** Limits violated, found by code independent of the model; expected to be empty. */
  readonly violations: readonly AllocationViolation[];
};

/** Constraints that can't be met together: limits by source, and cells whose minimum is part of the conflict. */
export type Conflict = { readonly sources: readonly string[]; readonly minima: readonly string[]; readonly isSmallest: boolean };

/**
 * What the level of a limit must be multiplied by so that an allocation exists while everything else stays as it is. `isEnough` is false where
 * further limits conflict: the factor then resolves its own conflict only.
 */
export type LimitRelaxation = { readonly source: string; readonly factor: number; readonly isEnough: boolean };

export type Allocation =
  | OptimalAllocation
  | { readonly status: 'infeasible'; readonly conflict: Conflict }
  | { readonly status: 'stopped' };

/** The minimum risk for each revenue target, ascending. */
export type AllocationFrontier = {
  readonly points: readonly {
    readonly revenue: number;
    readonly risk: number;
    readonly tonnes: readonly number[];
    /** Half-way between its neighbours, where the solver found no optimum: it keeps every limit, and less risk may be possible. */
    readonly isInterpolated: boolean;
  }[];
};
