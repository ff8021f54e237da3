import type { AllocationCell, AllocationLimit, ModelRow } from '#shared/domain/allocation.ts';
import { dot, sumBy } from '#shared/math.ts';
import { cellColumnName } from './limitRows.ts';
import type { ModelColumn } from './solverModel.ts';

/** The damages of cells at some tonnes, USD: sum d max(0, u - x). */
export const damagesAt = (cells: readonly AllocationCell[], tonnes: readonly number[]): number =>
  sumBy(cells, ({ damages }, i) => (damages === undefined ? 0 : damages.perTonne * Math.max(0, damages.below - tonnes[i]!)));

const shortfallColumnName = (index: number): string => `b${index}`;

/** The damages of the cells whose bounds let some arise, with their places. */
const listDamaged = (cells: readonly AllocationCell[]) =>
  cells.flatMap(({ id, minimum, damages }, i) => (damages !== undefined && minimum < damages.below ? [{ id, i, ...damages }] : []));

/** The tangent plane of the damages, which are convex, at some tonnes: a weight for each cell, USD per dmt, and a constant. */
export const damageTangent = (cells: readonly AllocationCell[], tonnes: readonly number[]) => {
  const weights = cells.map(({ damages }, i) => (damages !== undefined && tonnes[i]! <= damages.below ? -damages.perTonne : 0));
  return { weights, constant: damagesAt(cells, tonnes) - dot(weights, tonnes) };
};

/** The damages of the cells as terms of a sum of USD times `factor`. */
export const damageTerms = (cells: readonly AllocationCell[], factor: number): [column: string, weight: number][] =>
  listDamaged(cells).map(({ i, perTonne }) => [shortfallColumnName(i), perTonne * factor]);

/** Builds a column for the tonnes of each cell that have damages, and its row: b >= u - x, b >= 0. */
export const buildShortfallColumns = (cells: readonly AllocationCell[]): { columns: ModelColumn[]; rows: ModelRow[] } => {
  const damagedCells = listDamaged(cells);
  return {
    columns: damagedCells.map(({ i, below }) => ({ name: shortfallColumnName(i), low: 0, high: below })),
    rows: damagedCells.map(({ i, below }) => ({
      terms: new Map([
        [shortfallColumnName(i), 1],
        [cellColumnName(i), 1],
      ]),
      relation: '>=',
      right: below,
    })),
  };
};

/** The tonnes that have damages as cells of their own beside limits of `source`: the same problem without damages. */
export const withShortfallCells = (
  cells: readonly AllocationCell[],
  source: string,
): { readonly cells: readonly AllocationCell[]; readonly limits: readonly AllocationLimit[] } => {
  const shortfalls = listDamaged(cells).map(({ id, below, perTonne }) => ({ id, below, perTonne, cell: `shortfall:${id}` }));
  return {
    cells: [
      ...cells.map(({ damages: _damages, ...cell }) => cell),
      ...shortfalls.map(({ cell, below, perTonne }) => ({ id: cell, minimum: 0, maximum: below, margin: -perTonne })),
    ],
    limits: shortfalls.map(({ id, cell, below }) => ({
      id: `${source}:${cell}`,
      source,
      counted: [
        { cell, weight: 1 },
        { cell: id, weight: 1 },
      ],
      atLeast: below,
    })),
  };
};
