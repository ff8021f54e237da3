import { styled } from '@mui/material/styles';
import type { Chart as ChartInstance, Plugin } from 'chart.js';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Chart as ChartCanvas } from 'react-chartjs-2';
import type { BarsChart, LinesChart, WaterfallChart } from '#shared/contract/charts.ts';
import type { ChartView } from '#shared/presentation/charts/table.ts';
import { useScheme } from '../theme/ThemeRoot.tsx';
import { drawBars } from './chart/bars.ts';
import { createChartPlugin } from './chart/chartPlugin.ts';
import type { Drawing } from './chart/drawing.ts';
import { drawLines } from './chart/lines.ts';
import { DENSITY } from './chart/picture.ts';
import './chart/chartSetup.ts';
import { type AxisPlace, ChartHandle, type ChartSlider } from './ChartHandle.tsx';
import { type ChartChoice, ChartPoints } from './ChartPoints.tsx';
import type { PointPlace } from './chart/pointNavigation.ts';
import { drawWaterfall } from './chart/waterfall.ts';
import { usePresentedChart } from './settings.tsx';
import { useFonts } from './useFonts.ts';

export type ChartProps = {
  readonly view: ChartView | BarsChart | LinesChart | WaterfallChart;
  /** Animates changes of bars and lines for 160 ms: for what-if analyses only. */
  readonly whatIf?: boolean | undefined;
  /** The smallest height in px; the chart fills the height of its section. */
  readonly minHeight?: number | undefined;
  /** Selectable points. */
  readonly choice?: ChartChoice | undefined;
  /** A value on the horizontal axis that can be moved. */
  readonly slider?: ChartSlider | undefined;
  /** For a picture: it is drawn as sharp as one is to be, and handed over once it is. */
  readonly onDrawn?: ((canvas: HTMLCanvasElement) => void) | undefined;
};

const Area = styled('div')({ position: 'relative', flex: '1 1 auto', minWidth: 0, '& canvas': { position: 'absolute', inset: 0 } });

type PlacedPoints = { readonly width: number; readonly places: readonly PointPlace[]; readonly axis?: AxisPlace };

/** Rounds to a tenth of a px. */
const roundPx = (px: number): number => Math.round(px * 10) / 10;

/** Returns the place of the horizontal axis of a drawn chart. */
const axisOn = ({ scales: { x }, chartArea }: ChartInstance<'bar' | 'line'>): Pick<PlacedPoints, 'axis'> => {
  if (x === undefined) return {};
  const zero = x.getPixelForValue(0);
  const axis = { zero: roundPx(zero), one: x.getPixelForValue(1) - zero, top: roundPx(chartArea.top), bottom: roundPx(chartArea.bottom) };
  return axis.one > 0 ? { axis } : {};
};

/** Returns the positions of selectable points on a drawn chart. */
const placesOn = ({ scales, width }: ChartInstance<'bar' | 'line'>, choice: ChartChoice | undefined): PlacedPoints => ({
  width,
  places: (choice?.points ?? []).flatMap((point) => {
    const [x, y] = [scales.x?.getPixelForValue(point.x), scales.y?.getPixelForValue(point.y)];
    return x === undefined || y === undefined ? [] : [{ x: roundPx(x), y: roundPx(y) }];
  }),
});

const stillness = window.matchMedia('(prefers-reduced-motion: reduce)');

/** Draws a view model: bars, lines or a waterfall, in the colours of the theme, with the view's summary as its name. */
export const Chart = ({ view: chartFacts, whatIf = false, minHeight = 0, choice, slider, onDrawn }: ChartProps) => {
  const view = usePresentedChart(chartFacts);
  const { name, colours } = useScheme();
  const ready = useFonts();
  const chart = useRef<ChartInstance<'bar' | 'line'>>(null);
  // a new theme or chart kind creates a new chart
  const chartKey = `${name} ${view.kind}`;
  // the first drawing is not animated
  const [drawnKey, setDrawnKey] = useState<string>();
  const animated = whatIf && drawnKey === chartKey && !stillness.matches;
  const drawing = useMemo((): Drawing => {
    const setting = { colours, animated };
    switch (view.kind) {
      case 'bars':
        return drawBars(view, setting);
      case 'lines':
        return drawLines(view, { ...setting, dark: name === 'dark' });
      case 'waterfall':
        return drawWaterfall(view, setting);
    }
  }, [view, colours, name, animated]);
  const [placed, setPlaced] = useState<PlacedPoints>({ width: 0, places: [] });
  // the plugins are made once for each canvas and read what is shown now
  const shown = useRef({ drawing, colours, choice, slider, onDrawn });
  // before the effects of the canvas, which draw
  useLayoutEffect(() => {
    shown.current = { drawing, colours, choice, slider, onDrawn };
  });
  const plugins = useMemo(
    (): Plugin<'bar' | 'line'>[] => [
      createChartPlugin(() => shown.current),
      {
        id: 'places',
        afterDraw: (drawnChart) => {
          const next = { ...placesOn(drawnChart, shown.current.choice), ...(shown.current.slider ? axisOn(drawnChart) : {}) };
          setPlaced((last) => (JSON.stringify(last) === JSON.stringify(next) ? last : next));
        },
      },
      {
        id: 'drawn',
        afterDraw: ({ canvas, width }) => (width === canvas.parentElement?.clientWidth ? shown.current.onDrawn?.(canvas) : undefined),
      },
    ],
    [],
  );
  useEffect(() => {
    if (ready) setDrawnKey(chartKey);
  }, [ready, chartKey]);
  return (
    <Area style={{ minHeight: Math.max(minHeight, drawing.minHeight) }}>
      {ready ? (
        <ChartCanvas
          key={chartKey}
          ref={chart}
          type={drawing.type}
          data={drawing.data}
          options={onDrawn ? { ...drawing.options, devicePixelRatio: DENSITY } : drawing.options}
          plugins={plugins}
          aria-label={view.summary}
        />
      ) : undefined}
      {choice ? <ChartPoints choice={choice} {...placed} /> : undefined}
      {slider && placed.axis ? <ChartHandle slider={slider} place={placed.axis} /> : undefined}
    </Area>
  );
};
