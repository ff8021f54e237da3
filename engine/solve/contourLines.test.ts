import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contourLines, type FigureGrid } from './contourLines.ts';

const steps = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count);

const grid = (f: (x: number, y: number) => number | undefined, count = 12): FigureGrid => {
  const [xs, ys] = [steps(0, 10, count), steps(-5, 5, count)];
  return { xs, ys, values: ys.map((y) => xs.map((x) => f(x, y))) };
};

describe('contour lines', () => {
  it('are exact for a figure that is linear in both axes, as one line from edge to edge', () => {
    const slope = fc.double({ min: 0.1, max: 5, noNaN: true });
    fc.assert(
      fc.property(slope, slope, fc.double({ min: 0.1, max: 0.9, noNaN: true }), (a, b, part) => {
        const f = (x: number, y: number) => a * x - b * y;
        const level = f(10 * part, 10 * part - 5);
        const lines = contourLines(grid(f), level);
        expect(lines).toHaveLength(1);
        for (const { x, y } of lines[0]!) expect(f(x, y)).toBeCloseTo(level, 9);
        for (const end of [lines[0]![0]!, lines[0]!.at(-1)!])
          expect([0, 10].some((edge) => Math.abs(end.x - edge) < 1e-9) || [-5, 5].some((edge) => Math.abs(end.y - edge) < 1e-9)).toBe(true);
      }),
    );
  });

  it('close around a peak, near the circle of the level', () => {
    const lines = contourLines(
      grid((x, y) => 20 - (x - 5) ** 2 - y ** 2, 60),
      11,
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]![0]).toEqual(lines[0]!.at(-1));
    for (const { x, y } of lines[0]!) expect(Math.hypot(x - 5, y)).toBeCloseTo(3, 2);
  });

  it('are two around a saddle, which do not cross', () => {
    expect(
      contourLines(
        grid((x, y) => (x - 5) * y),
        1,
      ),
    ).toHaveLength(2);
  });

  it('are absent beyond the values, and end where there is no figure', () => {
    expect(
      contourLines(
        grid((x) => x),
        11,
      ),
    ).toEqual([]);
    const [line] = contourLines(
      grid((x, y) => (y > 1 ? undefined : x)),
      3.3,
    );
    expect(Math.max(...line!.map(({ y }) => y))).toBeLessThanOrEqual(1);
  });

  it('refuse rows that do not match the axis', () => {
    expect(() => contourLines({ xs: [0, 1], ys: [0], values: [[1]] }, 0)).toThrow(expect.objectContaining({ code: 'BAD_SHAPE' }));
  });
});
