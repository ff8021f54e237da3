import type { SensitivityTable, TableAxisValues } from '../contract/sensitivity.ts';
import type { CellShade } from '../contract/summaries.ts';

/** The place of the value nearest to today's; none if today's lies outside. */
const nearestTo = ({ values, now }: TableAxisValues): number => {
  if (now === undefined || now < values[0]! || now > values.at(-1)!) return -1;
  return values.reduce((bestIndex, value, i) => (Math.abs(value - now) < Math.abs(values[bestIndex]! - now) ? i : bestIndex), 0);
};

export type SensitivityShading = {
  /** The row and the column nearest to today's drivers; -1 where today's lies outside. */
  readonly todayRow: number;
  readonly todayColumn: number;
  readonly shadeAt: (row: number, column: number) => CellShade;
};

/**
 * Shades the cells of a sensitivity table by their difference from today's value, as a share of the widest one, and divides the values
 * above today's from those below it by a line: terms worth the same as today.
 */
export const sensitivityShading = ({
  rows,
  columns,
  cells,
  today,
}: Pick<SensitivityTable, 'rows' | 'columns' | 'cells' | 'today'>): SensitivityShading => {
  const currentValue = today === undefined ? undefined : Number(today.value);
  const differences = cells.flat().map((value) => (value === null || currentValue === undefined ? 0 : Math.abs(value - currentValue)));
  const widestDifference = Math.max(0, ...differences);
  const sideAt = (row: number, column: number): CellShade['side'] => {
    const value = cells[row]?.[column];
    if (value === null || value === undefined || currentValue === undefined) return undefined;
    return value < currentValue ? 'below' : 'above';
  };
  const isDivided = (side: CellShade['side'], otherSide: CellShade['side']): boolean =>
    side !== undefined && otherSide !== undefined && side !== otherSide;
  const [todayRow, todayColumn] = [nearestTo(rows), columns ? nearestTo(columns) : 0];
  return {
    todayRow,
    todayColumn,
    shadeAt: (row, column) => {
      const side = sideAt(row, column);
      const difference = side === undefined ? 0 : Math.abs(cells[row]![column]! - currentValue!);
      return {
        ...(side === undefined ? {} : { side }),
        strength: widestDifference === 0 ? 0 : difference / widestDifference,
        hasLineRight: isDivided(side, sideAt(row, column + 1)),
        hasLineBelow: isDivided(side, sideAt(row + 1, column)),
        isToday: row === todayRow && column === todayColumn,
      };
    },
  };
};
