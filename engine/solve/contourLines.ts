import { OrebookError } from '#shared/contract/errors.ts';

export type ContourPoint = { readonly x: number; readonly y: number };

/** A figure over a grid: `values[j][i]` at xs[i], ys[j]; undefined where it does not exist. Both axes ascend. */
export type FigureGrid = {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly values: readonly (readonly (number | undefined)[])[];
};

type Segment = readonly [from: string, to: string];

/** Joins segments that share an end into lines; a closed line returns to its first point. */
const joinSegments = (segments: readonly Segment[], pointOf: ReadonlyMap<string, ContourPoint>): ContourPoint[][] => {
  const neighbours = new Map<string, string[]>();
  const connect = (a: string, b: string) => neighbours.set(a, [...(neighbours.get(a) ?? []), b]);
  for (const [a, b] of segments) {
    connect(a, b);
    connect(b, a);
  }
  const visitedEdges = new Set<string>();
  const lineFrom = (start: string): ContourPoint[] => {
    const line = [start];
    visitedEdges.add(start);
    for (let end: string | undefined = start; end !== undefined; ) {
      const next: string | undefined = neighbours.get(end)?.find((neighbour) => !visitedEdges.has(neighbour));
      if (next !== undefined) {
        visitedEdges.add(next);
        line.push(next);
      } else if (line.length > 2 && neighbours.get(end)?.includes(start)) line.push(start);
      end = next;
    }
    return line.map((key) => pointOf.get(key)!);
  };
  const ends = [...neighbours.keys()].filter((key) => neighbours.get(key)!.length === 1);
  const lines: ContourPoint[][] = [];
  for (const key of [...ends, ...neighbours.keys()]) if (!visitedEdges.has(key)) lines.push(lineFrom(key));
  return lines;
};

/**
 * Draws the lines of equal value of a figure on a grid by marching squares: a crossing lies on an edge of the grid, found by linear
 * interpolation, so that a figure that is linear in both axes is exact. A square with four crossings is divided by the mean of its corners.
 * Squares with a missing value have no line. Errors: BAD_SHAPE (rows or columns that do not match the axes).
 * Source: Lorensen and Cline, Computer Graphics 21 (1987), p. 163, in two dimensions.
 */
export const contourLines = ({ xs, ys, values }: FigureGrid, level: number): ContourPoint[][] => {
  if (values.length !== ys.length || values.some((row) => row.length !== xs.length))
    throw new OrebookError('BAD_SHAPE', { field: 'values' });
  const points = new Map<string, ContourPoint>();
  /** The crossing on the edge from a corner to the next one along x or y; undefined without one. */
  const crossing = (i: number, j: number, axis: 'x' | 'y'): string | undefined => {
    const [a, b] = [values[j]![i]!, axis === 'x' ? values[j]![i + 1]! : values[j + 1]![i]!];
    if (a >= level === b >= level) return undefined;
    const key = `${i} ${j} ${axis}`;
    // x = x_i + (x_(i+1) - x_i) (level - a) / (b - a)
    const part = (level - a) / (b - a);
    points.set(
      key,
      axis === 'x' ? { x: xs[i]! + (xs[i + 1]! - xs[i]!) * part, y: ys[j]! } : { x: xs[i]!, y: ys[j]! + (ys[j + 1]! - ys[j]!) * part },
    );
    return key;
  };
  const segments: Segment[] = [];
  for (let j = 0; j + 1 < ys.length; j++) {
    for (let i = 0; i + 1 < xs.length; i++) {
      const corners = [values[j]![i], values[j]![i + 1], values[j + 1]![i + 1], values[j + 1]![i]];
      if (corners.some((value) => value === undefined)) continue;
      const edges = [crossing(i, j, 'x'), crossing(i + 1, j, 'y'), crossing(i, j + 1, 'x'), crossing(i, j, 'y')];
      const [bottom, right, top, left] = edges;
      if (bottom !== undefined && right !== undefined && top !== undefined && left !== undefined) {
        const mean = corners.reduce<number>((sum, value) => sum + value!, 0) / 4;
        // the corner at the origin is on the side of the mean: the line cuts off the two other corners
        const isJoined = corners[0]! >= level === mean >= level;
        segments.push(isJoined ? [bottom, right] : [bottom, left], isJoined ? [top, left] : [top, right]);
        continue;
      }
      const [from, to] = edges.filter((edge) => edge !== undefined);
      if (from !== undefined && to !== undefined) segments.push([from, to]);
    }
  }
  return joinSegments(segments, points);
};
