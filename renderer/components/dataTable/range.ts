/** A cell by row and column. */
export type Cell = { readonly row: number; readonly column: number };

/** Selected cells from the anchor to the head, both included. */
export type Range = { readonly anchor: Cell; readonly head: Cell };

export type Rectangle = { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number };

/** Returns the corners of a range in any direction. */
export const rectangle = ({ anchor, head }: Range): Rectangle => ({
  top: Math.min(anchor.row, head.row),
  bottom: Math.max(anchor.row, head.row),
  left: Math.min(anchor.column, head.column),
  right: Math.max(anchor.column, head.column),
});

export const isOneCell = ({ top, bottom, left, right }: Rectangle): boolean => top === bottom && left === right;

export const containsCell = ({ top, bottom, left, right }: Rectangle, { row, column }: Cell): boolean =>
  row >= top && row <= bottom && column >= left && column <= right;

/** The number of rows and columns of a table, and of the rows that it shows at once. */
export type TableSize = { readonly rows: number; readonly columns: number; readonly pageRows: number };

const STEPS: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/**
 * Moves a cell by a key as a spreadsheet does: an arrow by one, to the edge with Ctrl; Home and End to the ends of the row, of the table
 * with Ctrl; a page up or down. Undefined for other keys.
 */
export const moveHead = (head: Cell, key: string, hasCommandKey: boolean, { rows, columns, pageRows }: TableSize): Cell | undefined => {
  if (key === 'Home') return { row: hasCommandKey ? 0 : head.row, column: 0 };
  if (key === 'End') return { row: hasCommandKey ? rows - 1 : head.row, column: columns - 1 };
  const isPage = key === 'PageUp' || key === 'PageDown';
  const step = STEPS[isPage ? key.replace('Page', 'Arrow') : key];
  if (!step) return undefined;
  const reach = isPage ? Math.max(1, pageRows) : hasCommandKey ? Math.max(rows, columns) : 1;
  return {
    row: Math.min(rows - 1, Math.max(0, head.row + step[0] * reach)),
    column: Math.min(columns - 1, Math.max(0, head.column + step[1] * reach)),
  };
};
