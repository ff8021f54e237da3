import type { Chart, ChartData, ChartOptions } from 'chart.js';
import type { Mark } from '#shared/contract/chartViews.ts';
import type { ColourRole, FillStyle } from '#shared/contract/colour.ts';
import type { SchemeColours } from '../../theme/tokens.ts';
import type { Labeller } from './paint.ts';

export type LegendItem = { readonly label: string; readonly role: ColourRole } & (
  | { readonly fill: FillStyle }
  | { readonly line: 'solid' | 'dashed' | 'dotted' | 'points' }
);

export type AnyChart = Chart<'bar' | 'line'>;

/** A chart ready to draw: the configuration of Chart.js, and the parts that the chart plugin draws over it. */
export type Drawing = {
  readonly type: 'bar' | 'line';
  readonly data: ChartData<'bar' | 'line'>;
  readonly options: ChartOptions<'bar' | 'line'>;
  /** Shown above the value axis at the left. */
  readonly unit: string;
  /** Shown below the x axis at the right. */
  readonly xUnit: string | undefined;
  /** Legend of series without labels in the chart. */
  readonly legend: readonly LegendItem[];
  readonly marks: readonly Mark[];
  /** Reserves the space of lines and dots before labels are placed. */
  readonly reserveSpace?: (chart: AnyChart, labels: Labeller) => void;
  /** Draws labels on bars and lines, connectors and dots of this kind of chart. */
  readonly drawOver: (chart: AnyChart, ctx: CanvasRenderingContext2D, labels: Labeller) => void;
  /** Padding for labels, px. */
  readonly padding: { readonly top: number; readonly right: number; readonly bottom: number };
  /** Minimum height, px. */
  readonly minHeight: number;
};

export type Setting = {
  readonly colours: SchemeColours;
  /** Whether changes are animated. */
  readonly isAnimated: boolean;
};

/** Height of the line with unit and legend, px. */
export const CAPTION = 24;
