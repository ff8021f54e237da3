import { expect, it } from 'vitest';
import type { BarsView, LinesView } from '#shared/contract/chartViews.ts';
import { drawChart } from './chartDrawing.ts';
import type { DrawingSurface, Point, ShapeStyle } from './drawingSurface.ts';
import { ROLE_COLOURS } from './printPalette.ts';
import { textWidth } from './textLayout.ts';

/** The labels and shapes of a chart, in the order of drawing. */
const drawLabelsAndShapes = (view: LinesView | BarsView) => {
  const labels: { readonly text: string; readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }[] =
    [];
  const shapes: { readonly points: readonly Point[]; readonly look: ShapeStyle }[] = [];
  const surface: DrawingSurface = {
    write: (text, x, y, { size, weight = 'regular', hasTabularFigures, align }) => {
      const fullWidth = textWidth(text, weight, size, hasTabularFigures);
      const left = align === 'right' ? x - fullWidth : align === 'center' ? x - fullWidth / 2 : x;
      labels.push({ text, left, right: left + fullWidth, top: y, bottom: y + size });
    },
    shape: (points, look) => void shapes.push({ points, look }),
    circle: () => {},
  };
  drawChart(surface, view, { left: 0, right: 240, top: 0, bottom: 172 });
  return { words: labels, shapes };
};

/** Heights of a line through points over a range of x, at every tenth of a point. */
const heightsOver = (points: readonly Point[], from: number, to: number): readonly number[] =>
  Array.from({ length: Math.ceil((to - from) * 10) }, (_, i) => from + i / 10).flatMap((x) => {
    const end = points.findIndex(([at], i) => i > 0 && at >= x && points[i - 1]![0] <= x);
    if (end === -1) return [];
    const [[x0, y0], [x1, y1]] = [points[end - 1]!, points[end]!];
    return [y0 + ((x - x0) / (x1 - x0)) * (y1 - y0)];
  });

it('the labels of a limit and of a point overlap no line', () => {
  const shares = [61, 62, 58, 40, 10, 2, 0];
  const view: LinesView = {
    kind: 'lines',
    title: 'China, share of value',
    summary: 'China, share of value, plan by plan',
    xKind: 'year',
    xUnit: '',
    xDecimals: 0,
    unit: '%',
    decimals: 1,
    series: [
      { label: 'A', role: 'plan.a', style: 'solid', points: shares.map((y, i) => ({ x: 2026 + i, y })), endLabel: true },
      {
        label: 'B',
        role: 'plan.b',
        style: 'solid',
        points: shares.map((y, i) => ({ x: 2026 + i, y: Math.min(100, y + 8 * i) })),
        endLabel: true,
      },
    ],
    bands: [],
    marks: [{ axis: 'y', value: 55, label: 'Limit 55', role: 'breach', style: 'dashed', labelAt: 'start' }],
    dots: [{ x: 2029, y: 40, label: 'today', role: 'ink', hollow: false }],
    xAxis: { min: 2026, max: 2032 },
    axis: { min: 0, max: 100 },
  };
  const { words: labels, shapes } = drawLabelsAndShapes(view);
  const inks = view.series.map(({ role }) => ROLE_COLOURS[role]);
  const lines = shapes.filter(({ points, look }) => points.length === shares.length && inks.includes(look.stroke ?? ''));
  expect(lines).toHaveLength(2);
  for (const label of ['Limit 55', 'today']) {
    const { left, right, top, bottom } = labels.find(({ text }) => text === label)!;
    const coveredPoints = lines.flatMap(({ points }) => heightsOver(points, left, right)).filter((y) => y > top && y < bottom);
    expect([label, coveredPoints]).toEqual([label, []]);
  }
});

it('a line above a cut axis ends at the edge of the plot and starts there again', () => {
  const ratios = [1.4, 2, 40, 42, 3, 2, -5, 1];
  const view: LinesView = {
    kind: 'lines',
    title: 'Coverage ratios',
    summary: 'Coverage ratios by year',
    xKind: 'year',
    xUnit: '',
    xDecimals: 0,
    unit: 'x',
    decimals: 2,
    series: [{ label: 'DSCR', role: 'plan.a', style: 'solid', points: ratios.map((y, i) => ({ x: 2026 + i, y })), endLabel: true }],
    bands: [{ label: 'DSCR', role: 'plan.a', points: ratios.map((y, i) => ({ x: 2026 + i, low: y - 1, high: y + 1 })) }],
    marks: [],
    dots: [],
    xAxis: { min: 2026, max: 2033 },
    axis: { min: 0, max: 10 },
  };
  const { words: labels, shapes } = drawLabelsAndShapes(view);
  const tickMiddle = (text: string) => {
    const { top, bottom } = labels.find((label) => label.text === text)!;
    return (top + bottom) / 2;
  };
  const heights = shapes.flatMap(({ points }) => points.map(([, y]) => y));
  expect(Math.min(...heights)).toBeGreaterThan(tickMiddle('10.0') - 3);
  expect(Math.max(...heights)).toBeLessThan(tickMiddle('0.0') + 3);
  const lines = shapes.filter(({ look }) => look.stroke === ROLE_COLOURS['plan.a']);
  // 1.4, 2 and the edge; the edge, 3, 2 and the lower edge; the lower edge and 1
  expect(lines.map(({ points }) => points.length)).toEqual([3, 4, 2]);
});

it('horizontal bars have their whole name at the left, one row each, and their amount beyond their end', () => {
  const names = ['Market depth', 'Price loss beyond market depth', 'Damages for tonnes cut'];
  const view: BarsView = {
    kind: 'bars',
    title: 'Effect on NPV',
    summary: 'Effect on NPV',
    unit: 'm USD',
    decimals: 0,
    horizontal: true,
    stacked: false,
    overlaid: true,
    categories: names.map((label) => ({ label })),
    series: [
      { label: 'low', role: 'metal.copper', fill: 'solid', values: [-943, 247, -30], labels: ['−943', '+247', '−30'] },
      { label: 'high', role: 'gain', fill: 'solid', values: [410, -477, 30], labels: ['+410', '−477', '+30'] },
    ],
    marks: [],
    axis: {},
  };
  const { words: labels, shapes } = drawLabelsAndShapes(view);
  const labelOf = (text: string) => labels.find((label) => label.text === text)!;
  const rows = names.map((name) => labelOf(name));
  expect(rows.map(({ top }) => top)).toEqual(rows.map(({ top }) => top).toSorted((a, b) => a - b));
  const barsOf = (role: 'metal.copper' | 'gain') =>
    shapes
      .filter(({ points, look }) => look.fill === ROLE_COLOURS[role] && points.length === 5)
      // the first is that of the legend
      .slice(1)
      .map(({ points }) => [Math.min(...points.map(([x]) => x)), Math.max(...points.map(([x]) => x))] as const);
  for (const { role, labels: amounts } of view.series) {
    barsOf(role as 'metal.copper' | 'gain').forEach(([left, right], i) => {
      const amount = labelOf(amounts![i]!);
      const isNegative = amount.text.startsWith('−');
      if (isNegative) expect(amount.right).toBeLessThan(left);
      else expect(amount.left).toBeGreaterThan(right);
      expect(Math.abs(amount.top - rows[i]!.top)).toBeLessThan(0.01);
      expect(amount.left).toBeGreaterThan(rows[i]!.right);
      expect(amount.right).toBeLessThanOrEqual(240);
    });
  }
});
