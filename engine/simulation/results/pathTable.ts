import type { PathBatch } from '../batch/pathBatch.ts';
import { LANES } from '../draws/draws.ts';
import { ROW_BYTES } from '../kernel/layout.ts';
import { getDeterministicPlan } from '../plan/deterministicProducts.ts';
import { type FlatPlan, getFlatPlan, priceIndex } from '../plan/flatPlan.ts';
import type { PlanDriver } from '../plan/planDrivers.ts';
import { DETERMINISTIC_MEASURES } from '../steps/bookDeterministicProducts.ts';
import { PATH_MEASURE, PATH_MEASURES, type PathBlocks, type PathTable, type PathTableShape, type SimulationRequest } from '../types.ts';

/** Lists the drivers whose reference a price uses, in the order of their rows in a path table. */
export const listUsedDrivers = ({ drivers }: Pick<FlatPlan, 'drivers'>): readonly PlanDriver[] => drivers.filter(({ slot }) => slot >= 0);

/** Returns the shape of a request's path table, with all measures that a path can change. Errors: as `getFlatPlan`. */
export const getPathTableShape = (request: SimulationRequest): PathTableShape => {
  const plan = getFlatPlan(request);
  const hasSimulatedProduct = getDeterministicPlan(plan).isDeterministic.includes(false);
  return {
    years: plan.years,
    drivers: listUsedDrivers(plan).length,
    measures: hasSimulatedProduct ? PATH_MEASURES : DETERMINISTIC_MEASURES,
  };
};

/**
 * Creates a table for `paths` paths from `firstPath` on. `allocate` returns its memory, of at least so many bytes: threads that share it write
 * side by side, and merging copies nothing. The memory may have earlier values, because every entry that is read is written before.
 */
export const createPathTable = (
  { years, drivers, measures: measureNames }: PathTableShape,
  firstPath: number,
  paths: number,
  allocate: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes),
): PathTable => {
  const measures = measureNames.length * years * paths;
  const prices = drivers * years * paths;
  const pricesAt = measures * Float64Array.BYTES_PER_ELEMENT;
  const memory = allocate(pricesAt + prices * Float32Array.BYTES_PER_ELEMENT);
  return {
    firstPath,
    paths,
    measureNames,
    measures: new Float64Array(memory, 0, measures),
    prices: new Float32Array(memory, pricesAt, prices),
  };
};

/** Writes the annual means of the driven references' prices, 0 in years after the plan. */
const writeAnnualPrices = (batch: PathBatch, { prices, paths }: PathTable, column: number): void => {
  const { plan, kernel, count } = batch;
  const [mean] = batch.scratch;
  listUsedDrivers(plan).forEach(({ slot }, row) => {
    const spotAt = batch.prices.spot[slot]!.byteOffset + priceIndex(plan, 0) * ROW_BYTES;
    let firstMonthOfYear = 1;
    for (let t = 1; t <= plan.months; t++) {
      if (t < plan.months && plan.yearIndex[t + 1] === plan.yearIndex[t]) continue;
      kernel.computeAverages(spotAt + firstMonthOfYear * ROW_BYTES, mean.byteOffset, 1, t - firstMonthOfYear + 1);
      const at = (row * plan.years + plan.yearIndex[t]!) * paths + column;
      for (let i = 0; i < count; i++) prices[at + i] = mean[i]!;
      firstMonthOfYear = t + 1;
    }
    for (let year = plan.yearIndex[plan.months]! + 1; year < plan.years; year++) {
      const at = (row * plan.years + year) * paths + column;
      prices.fill(0, at, at + count);
    }
  });
};

/** Writes the measures and prices of a batch to a table, from column `column` on. */
export const writePathTable = (batch: PathBatch, table: PathTable, column: number): void => {
  const { measures, count, plan } = batch;
  for (const [row, name] of table.measureNames.entries()) {
    for (let year = 0; year < plan.years; year++) {
      const from = (PATH_MEASURE[name] * plan.years + year) * LANES;
      const at = (row * plan.years + year) * table.paths + column;
      for (let i = 0; i < count; i++) table.measures[at + i] = measures[from + i]!;
    }
  }
  writeAnnualPrices(batch, table, column);
};

/** Columns of a table: its rows as one array, their length, and the first column. */
type Columns<T> = { readonly rows: T; readonly rowLength: number; readonly first: number };

const copyColumns = <T extends Float32Array | Float64Array>(from: Columns<T>, into: Columns<T>, count: number): void => {
  for (let row = 0; row * from.rowLength < from.rows.length; row++) {
    const start = row * from.rowLength + from.first;
    into.rows.set(from.rows.subarray(start, start + count), row * into.rowLength + into.first);
  }
};

/** Merges the tables of all parts into one of `paths` paths: the common table if the parts wrote into one, else a copy. */
export const mergePathTables = (parts: readonly PathBlocks[], shape: PathTableShape, paths: number): PathTable => {
  const { pathTable } = parts[0]!;
  if (pathTable.firstPath === 0 && pathTable.paths === paths && parts.every((part) => part.pathTable === pathTable)) return pathTable;
  const mergedTable = createPathTable({ ...shape, measures: pathTable.measureNames }, 0, paths);
  for (const { pathTable: part, blocks } of parts) {
    for (const { from, count } of blocks) {
      const first = from - part.firstPath;
      for (const name of ['measures', 'prices'] as const) {
        copyColumns<Float32Array | Float64Array>(
          { rows: part[name], rowLength: part.paths, first },
          { rows: mergedTable[name], rowLength: paths, first: from },
          count,
        );
      }
    }
  }
  return mergedTable;
};
