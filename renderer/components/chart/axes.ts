import type { ScaleOptionsByType } from 'chart.js';
import { type Scale, tickDecimals } from '#shared/presentation/charts/scale.ts';
import { formatNumber } from '#shared/units/format.ts';
import { type SchemeColours, tokens } from '../../theme/tokens.ts';
import type { AnyChart } from './drawing.ts';
import { cutText, drawText, textWidth } from './paint.ts';

type LinearAxis = Partial<ScaleOptionsByType<'linear'>>;

// Chart.js types its options as deep partials; these are the options in use
type AxisOptions = {
  readonly type: 'linear' | 'category';
  readonly [option: string]: unknown;
};

const ticksAt =
  (scale: Scale): NonNullable<LinearAxis['afterBuildTicks']> =>
  (axis) => {
    axis.ticks = scale.ticks.map((value) => ({ value }));
  };

/** Creates the value axis: round ticks, hairline grid, a dark line at zero. */
export const valueAxis = (
  colours: SchemeColours,
  scale: Scale,
  options: { readonly isHidden?: boolean; readonly stacked?: boolean } = {},
): AxisOptions => {
  const decimals = tickDecimals(scale.ticks);
  return {
    type: 'linear',
    min: scale.min,
    max: scale.max,
    stacked: options.stacked ?? false,
    display: !options.isHidden,
    border: { display: false },
    grid: {
      color: ({ tick }: { tick?: { value: number } }) => (tick?.value === 0 ? colours.chart.zero : colours.chart.grid),
      lineWidth: ({ tick }: { tick?: { value: number } }) => (tick?.value === 0 ? tokens.chart.zero : tokens.chart.grid),
      drawTicks: false,
    },
    ticks: { padding: 8, color: colours.chart.axis, callback: (value: number | string) => formatNumber(Number(value), { decimals }) },
    afterBuildTicks: ticksAt(scale),
  };
};

/** Creates the axis of names below vertical bars. */
export const categoryAxis = (colours: SchemeColours, stacked: boolean): AxisOptions => ({
  type: 'category',
  stacked,
  border: { display: true, color: colours.line.normal },
  grid: { display: false },
  ticks: { padding: 4, maxRotation: 0, color: colours.chart.axis },
});

/** Gap between a name and its bar, px. */
const NAME_GAP = 12;
/** Font weight of the names. */
const NAME_WEIGHT = 420;
/** Maximum width of a name, px; longer ones are truncated here but not in the tooltip and the table. */
const MAX_NAME_WIDTH = 190;

const cutNames = (names: readonly string[]) => names.map((name) => cutText(name, NAME_WEIGHT, MAX_NAME_WIDTH));

/** Creates the axis of horizontal bars, as wide as their names and `room` for labels beside the bars, px; `drawCategoryNames` draws the names. */
export const sideAxis = (names: readonly string[], stacked: boolean, room = 0): AxisOptions => ({
  type: 'category',
  stacked,
  border: { display: false },
  grid: { display: false },
  ticks: { display: false },
  afterFit: (axis: { width: number }) => {
    axis.width = Math.ceil(Math.max(0, ...cutNames(names).map((name) => textWidth(name, NAME_WEIGHT)))) + NAME_GAP + room;
  },
});

/** Draws the names of horizontal bars beside them, with `room` px for the labels of the bars. */
export const drawCategoryNames = (
  names: readonly string[],
  colours: SchemeColours,
  chart: AnyChart,
  ctx: CanvasRenderingContext2D,
  room = 0,
): void => {
  cutNames(names).forEach((text, index) => {
    const y = chart.scales.y?.getPixelForValue(index);
    if (y !== undefined)
      drawText(ctx, { text, colour: colours.text.primary, align: 'right' }, chart.chartArea.left - NAME_GAP - room, y, undefined);
  });
};

/** Creates the x axis of lines: years, months or numbers. */
export const xAxis = (colours: SchemeColours, scale: Scale, label: (tick: number) => string): AxisOptions => ({
  type: 'linear',
  min: scale.min,
  max: scale.max,
  border: { display: true, color: colours.line.normal },
  grid: { display: false },
  ticks: { padding: 4, maxRotation: 0, color: colours.chart.axis, callback: (value: number | string) => label(Number(value)) },
  afterBuildTicks: ticksAt(scale),
});

export const tooltipStyle = (colours: SchemeColours) => ({
  backgroundColor: colours.bg.raised,
  titleColor: colours.text.primary,
  bodyColor: colours.text.primary,
  // under the colours of a swatch, of which some let it through
  multiKeyBackground: colours.bg.raised,
  footerColor: colours.text.primary,
  borderColor: colours.line.normal,
  borderWidth: 1,
  cornerRadius: tokens.radius.control,
  padding: 8,
  boxWidth: 8,
  boxHeight: 8,
  boxPadding: 4,
  titleFont: { weight: 620 },
  footerFont: { weight: 620 },
});

export const animationOptions = (isAnimated: boolean) =>
  isAnimated ? ({ duration: Number.parseInt(tokens.motion.normal, 10), easing: 'easeOutCubic' } as const) : (false as const);
