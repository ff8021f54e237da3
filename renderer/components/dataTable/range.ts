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

const STEPS: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Moves the head of a range by an arrow key, to the edge with Ctrl; undefined for other keys. */
export const moveHead = (head: Cell, key: string, movesToEdge: boolean, rows: number, columns: number): Cell | undefined => {
  const step = STEPS[key];
  if (!step) return undefined;
  const reach = movesToEdge ? Math.max(rows, columns) : 1;
  return {
    row: Math.min(rows - 1, Math.max(0, head.row + step[0] * reach)),
    column: Math.min(columns - 1, Math.max(0, head.column + step[1] * reach)),
  };
};
