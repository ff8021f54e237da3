import type { Chart, ChartData, ChartOptions } from 'chart.js';
import type { ColourRole, FillStyle } from '#shared/contract/colour.ts';
import type { Mark } from '#shared/presentation/charts/lines.ts';
import type { SchemeColours } from '../../theme/tokens.ts';
import type { Labeller } from './paint.ts';

export type KeyItem = { readonly label: string; readonly role: ColourRole } & (
  | { readonly fill: FillStyle }
  | { readonly line: 'solid' | 'dashed' | 'dotted' | 'points' }
);

export type AnyChart = Chart<'bar' | 'line'>;

/** A picture ready to draw: what Chart.js draws, and what the house draws over it. */
export type Drawing = {
  readonly type: 'bar' | 'line';
  readonly data: ChartData<'bar' | 'line'>;
  readonly options: ChartOptions<'bar' | 'line'>;
  /** Above the value axis at left. */
  readonly unit: string;
  /** Below the x axis at right. */
  readonly xUnit: string | undefined;
  /** What can't be labelled where it stands. */
  readonly key: readonly KeyItem[];
  readonly marks: readonly Mark[];
  /** Tells the words where lines run, before the first is written. */
  readonly before?: (chart: AnyChart, labels: Labeller) => void;
  /** Labels on bars and lines, connectors, dots: whatever only this kind of picture has. */
  readonly over: (chart: AnyChart, ink: CanvasRenderingContext2D, labels: Labeller) => void;
  /** Room for the house's words, px. */
  readonly room: { readonly top: number; readonly right: number; readonly bottom: number };
  /** The least height that shows all of it, px. */
  readonly minHeight: number;
};

export type Setting = {
  readonly colours: SchemeColours;
  /** Whether bars and lines move from old to new. */
  readonly animated: boolean;
};

/** Height of the line with the unit and the key. */
export const CAPTION = 24;
