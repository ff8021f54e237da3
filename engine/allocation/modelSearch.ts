import type { AllocationLimit, AllocationProblem, ModelRow, OpenModel, Solver, SolverAnswer } from '#shared/domain/allocation.ts';
import { sum } from '#shared/math.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import {
  buildModel,
  buildSpotRow,
  convertRowToUnits,
  createRevenueRow,
  type LotMode,
  type ModelObjective,
  readSpotRevenue,
  readTonnes,
} from './buildModel.ts';
import { cutForEffectiveNumber } from './effectiveNumberCut.ts';
import { buildLimitRows, createBindingTest, type LimitRow } from './limitRows.ts';
import { formatModel } from './solverModel.ts';
import { createRevenueFunction, type RevenueAt } from './spotRevenue.ts';

/** Rounds of cuts after which the search stops without a result. */
const MAX_CUT_ROUNDS = 80;
/** Share of net revenue by which the model may exceed it: cuts are added until it does not. */
export const REVENUE_TOLERANCE = 1e-7;

/** Solves one problem repeatedly, reusing cuts and the open solver model. */
export type ModelSearch = {
  /** Minimises an objective. Where only the minimum revenue differs from the solve before, the solver continues from that solution. */
  readonly solve: (lots: LotMode, aim: ModelObjective, revenueAtLeast?: number) => Promise<SolverAnswer>;
  /** Net revenue at some tonnes, exactly. */
  readonly revenueAt: (tonnes: readonly number[]) => RevenueAt;
  /** Returns how far the net revenue of the last solved model lies above the net revenue of its tonnes, USD. */
  readonly revenueGap: () => number;
  /** The limits of the problem and the cuts found so far. */
  readonly limits: () => readonly AllocationLimit[];
  /** The tonnes at which the model has tangents of net revenue. */
  readonly tangents: () => readonly RevenueAt[];
  readonly rows: () => readonly LimitRow[];
  readonly close: () => void;
};

/** An open model, and the places of its rows of the minimum revenue, aligned with the first tangents; none where it has no minimum. */
type OpenSearch = {
  readonly lots: LotMode;
  readonly aim: ModelObjective;
  readonly model: OpenModel;
  readonly revenueRows: number[];
  rowCount: number;
};

/** Objective rows found so far, beside those of the objective itself. */
type ObjectiveCuts = { readonly aim: ModelObjective; readonly rows: ModelRow[] };

export const createModelSearch = (
  { cells, limits: originalLimits, effectiveNumbers = [], spotMarkets = [] }: Omit<AllocationProblem, 'objective'>,
  isQuadratic: boolean,
  solver: Solver,
): ModelSearch => {
  const revenueAt = createRevenueFunction(cells, spotMarkets);
  const cuts: AllocationLimit[] = [];
  // without spot markets and damages net revenue is linear, and one tangent is exact
  const tangents = [revenueAt(cells.map(({ minimum }) => minimum))];
  const isLinear = spotMarkets.length === 0 && cells.every(({ damages }) => damages === undefined);
  const limits = originalLimits.filter(createBindingTest(cells));
  let rows = buildLimitRows({ cells, limits }, isQuadratic);
  let gap = 0;
  let objectiveCuts: ObjectiveCuts | undefined;
  let open: OpenSearch | undefined;
  const close = (): void => {
    open?.model.close();
    open = undefined;
  };

  const spotRows = (tangent: RevenueAt, { spotColumns = 0, unitUsd }: ModelObjective): ModelRow[] =>
    Array.from({ length: spotColumns }, (_, p) => buildSpotRow(tangent, p, unitUsd));

  // its terms are the same for every minimum
  const revenueRowOf = memoizeWeakly((tangent: RevenueAt) => createRevenueRow(cells, tangent, isQuadratic));

  const addRow = (search: OpenSearch, row: ModelRow): void => {
    search.model.addRow(row);
    search.rowCount++;
  };

  /** Sets the minimum revenue of an open model: of the rows that it has, and in rows for the tangents that lack one. */
  const setRevenue = (search: OpenSearch, revenueAtLeast: number): void => {
    for (const [k, tangent] of tangents.entries()) {
      const row = revenueRowOf(tangent)(revenueAtLeast);
      if (k < search.revenueRows.length) search.model.setLeast(search.revenueRows[k]!, row.right);
      else {
        search.revenueRows.push(search.rowCount);
        addRow(search, convertRowToUnits(row, search.aim));
      }
    }
  };

  const openModel = (lots: LotMode, aim: ModelObjective, revenueAtLeast: number | undefined): OpenSearch => {
    if (open?.lots === lots && open.aim === aim && (revenueAtLeast !== undefined || open.revenueRows.length === 0)) {
      if (revenueAtLeast !== undefined) setRevenue(open, revenueAtLeast);
      return open;
    }
    close();
    // the revenue rows follow those of the limits
    const revenue = revenueAtLeast === undefined ? [] : tangents.map((tangent) => revenueRowOf(tangent)(revenueAtLeast));
    const model = buildModel({ cells }, rows, { ...aim, rows: [] }, lots, [
      ...revenue,
      ...tangents.flatMap((tangent) => spotRows(tangent, aim)),
    ]);
    open = {
      lots,
      aim,
      model: solver(formatModel(model)),
      revenueRows: revenue.map((_, k) => rows.length + k),
      rowCount: model.rows.length,
    };
    // not in the text: the solver takes longer to read rows of thousands of deals than to solve the model, and several times their memory
    for (const row of [...aim.rows, ...(objectiveCuts?.aim === aim ? objectiveCuts.rows : [])]) addRow(open, row);
    return open;
  };

  const addTangent = (search: OpenSearch, tangent: RevenueAt, revenueAtLeast: number | undefined): void => {
    tangents.push(tangent);
    if (revenueAtLeast !== undefined) setRevenue(search, revenueAtLeast);
    for (const row of spotRows(tangent, search.aim)) addRow(search, convertRowToUnits(row, search.aim));
  };

  const addObjectiveRows = (search: OpenSearch, newRows: readonly ModelRow[]): void => {
    if (objectiveCuts?.aim !== search.aim) objectiveCuts = { aim: search.aim, rows: [] };
    objectiveCuts.rows.push(...newRows);
    for (const row of newRows) addRow(search, row);
  };

  /** How far the model's net revenue, or the minimum that it keeps, lies above the net revenue of its tonnes, USD. */
  const excessRevenue = (answer: SolverAnswer, netRevenue: RevenueAt, aim: ModelObjective, revenueAtLeast: number | undefined): number => {
    const ofObjective = sum(
      Array.from({ length: aim.spotColumns ?? 0 }, (_, p) => readSpotRevenue(answer, p, aim.unitUsd) - netRevenue.spot[p]!.revenue),
    );
    return Math.max(ofObjective, revenueAtLeast === undefined ? 0 : revenueAtLeast - netRevenue.revenue);
  };

  return {
    solve: async (lots, aim, revenueAtLeast) => {
      for (let round = 0; round < MAX_CUT_ROUNDS; round++) {
        const search = openModel(lots, aim, revenueAtLeast);
        const answer = await search.model.solve();
        if (answer.status !== 'optimal') return answer;
        const tonnes = readTonnes(cells, answer, aim);
        const newCuts = effectiveNumbers.flatMap((limit) => cutForEffectiveNumber(limit, cells, tonnes) ?? []);
        const netRevenue = isLinear ? undefined : revenueAt(tonnes);
        gap = netRevenue ? excessRevenue(answer, netRevenue, aim, revenueAtLeast) : 0;
        const isRevenueExact = netRevenue === undefined || gap <= REVENUE_TOLERANCE * Math.abs(netRevenue.revenue);
        const newRows = newCuts.length === 0 && isRevenueExact ? (aim.findCuts?.(answer, tonnes) ?? []) : [];
        if (newCuts.length === 0 && isRevenueExact && newRows.length === 0) return answer;
        if (newRows.length > 0) addObjectiveRows(search, newRows);
        if (!isRevenueExact) addTangent(search, netRevenue, revenueAtLeast);
        if (newCuts.length === 0) continue;
        close();
        cuts.push(...newCuts);
        rows = buildLimitRows({ cells, limits: [...limits, ...cuts] }, isQuadratic);
      }
      return { status: 'stopped', columns: {}, duals: [] };
    },
    revenueAt,
    revenueGap: () => gap,
    limits: () => [...originalLimits, ...cuts],
    tangents: () => tangents,
    rows: () => rows,
    close,
  };
};
