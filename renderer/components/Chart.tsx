import type { PopoverPosition } from '@mui/material/Popover';
import { styled } from '@mui/material/styles';
import { BarElement, type Chart as ChartInstance, type Plugin } from 'chart.js';
import { type MouseEvent as ReactMouseEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Chart as ChartCanvas } from 'react-chartjs-2';
import type { BarsChart, LinesChart, WaterfallChart } from '#shared/contract/charts.ts';
import type { ChartMarkFigure } from '#shared/presentation/charts/chartMarks.ts';
import type { ChartView } from '#shared/presentation/charts/table.ts';
import { useScheme } from '../theme/ThemeRoot.tsx';
import { drawBars } from './chart/bars.ts';
import { createChartPlugin } from './chart/chartPlugin.ts';
import type { Drawing } from './chart/drawing.ts';
import { drawLines } from './chart/lines.ts';
import { DENSITY } from './chart/picture.ts';
import './chart/chartSetup.ts';
import { ChartFigures } from './ChartFigures.tsx';
import { type AxisPlace, ChartHandle, type ChartSlider } from './ChartHandle.tsx';
import { type ChartChoice, ChartPoints } from './ChartPoints.tsx';
import { nearestPlace, type PointPlace } from './chart/pointNavigation.ts';
import { drawWaterfall } from './chart/waterfall.ts';
import { FigureMenu } from './FigureMenu.tsx';
import { fillText, type ShownFigure, usePresentedChart, useTexts } from './settings.tsx';
import { useFontsLoaded } from './useFonts.ts';

export type ChartProps = {
  readonly view: ChartView | BarsChart | LinesChart | WaterfallChart;
  /** Animates changes of bars and lines for 160 ms: for what-if analyses only. */
  readonly isWhatIf?: boolean | undefined;
  /** The smallest height in px; the chart fills the height of its section. */
  readonly minHeight?: number | undefined;
  /** Selectable points. */
  readonly choice?: ChartChoice | undefined;
  /** A value on the horizontal axis that can be moved. */
  readonly slider?: ChartSlider | undefined;
  /** Marks that have actions; not where points can be selected or a value moved. */
  readonly actions?: ChartActions | undefined;
  /** Called with the canvas each time it is complete. With it, the chart is drawn at the resolution of picture files. */
  readonly onDrawn?: ((canvas: HTMLCanvasElement) => void) | undefined;
};

const Area = styled('div')({ position: 'relative', flex: '1 1 auto', minWidth: 0, '& canvas': { position: 'absolute', inset: 0 } });

type PlacedPoints = {
  readonly width: number;
  readonly places: readonly PointPlace[];
  /** Of the marks with actions. */
  readonly marks: readonly PointPlace[];
  readonly axis?: AxisPlace;
};

/** The marks of a chart that have actions, and what the actions are about. */
export type ChartActions = {
  readonly figures: readonly ChartMarkFigure[];
  readonly shown: Omit<ShownFigure, 'identity'>;
};

/** The positions of the marks of a drawn chart: the end of a bar, a point of a line. */
const markPlacesOn = (chart: ChartInstance<'bar' | 'line'>, actions: ChartActions | undefined): readonly PointPlace[] =>
  (actions?.figures ?? []).map(({ dataset, index }) => {
    const { x = 0, y = 0 } = chart.getDatasetMeta(dataset).data[index]?.getProps(['x', 'y'], true) ?? {};
    return { x: roundPx(x), y: roundPx(y) };
  });

/** Finds the mark with actions at a pointer: the bar under it, else the nearest point. */
const markAt = (
  chart: ChartInstance<'bar' | 'line'>,
  { figures }: ChartActions,
  places: readonly PointPlace[],
  event: MouseEvent,
): number | undefined => {
  const element = chart.getElementsAtEventForMode(event, 'nearest', { intersect: true }, true)[0];
  const isBar = element?.element instanceof BarElement;
  const mark = isBar ? figures.findIndex(({ dataset, index }) => dataset === element.datasetIndex && index === element.index) : -1;
  return mark >= 0 ? mark : nearestPlace(places, { x: event.offsetX, y: event.offsetY });
};

/** Rounds to a tenth of a px. */
const roundPx = (px: number): number => Math.round(px * 10) / 10;

/** Returns the place of the horizontal axis of a drawn chart. */
const axisOn = ({ scales: { x }, chartArea }: ChartInstance<'bar' | 'line'>): Pick<PlacedPoints, 'axis'> => {
  if (x === undefined) return {};
  const zero = x.getPixelForValue(0);
  const axis = {
    zero: roundPx(zero),
    pxPerUnit: x.getPixelForValue(1) - zero,
    top: roundPx(chartArea.top),
    bottom: roundPx(chartArea.bottom),
  };
  return axis.pxPerUnit > 0 ? { axis } : {};
};

/** Returns the positions of selectable points on a drawn chart. */
const placesOn = (
  { scales, width }: ChartInstance<'bar' | 'line'>,
  choice: ChartChoice | undefined,
): Pick<PlacedPoints, 'width' | 'places'> => ({
  width,
  places: (choice?.points ?? []).flatMap((point) => {
    const [x, y] = [scales.x?.getPixelForValue(point.x), scales.y?.getPixelForValue(point.y)];
    return x === undefined || y === undefined ? [] : [{ x: roundPx(x), y: roundPx(y) }];
  }),
});

const reducedMotion = window.matchMedia('(prefers-reduced-motion: reduce)');

/** Draws a view model: bars, lines or a waterfall, in the colours of the theme, with the view's summary as its name. */
export const Chart = ({ view: chartFacts, isWhatIf = false, minHeight = 0, choice, slider, actions, onDrawn }: ChartProps) => {
  const view = usePresentedChart(chartFacts);
  const { name, colours } = useScheme();
  const hasFonts = useFontsLoaded();
  const chart = useRef<ChartInstance<'bar' | 'line'>>(null);
  // a new theme or chart kind creates a new chart
  const chartKey = `${name} ${view.kind}`;
  // the first drawing is not animated
  const [drawnKey, setDrawnKey] = useState<string>();
  const isAnimated = isWhatIf && drawnKey === chartKey && !reducedMotion.matches;
  const drawing = useMemo((): Drawing => {
    const setting = { colours, isAnimated };
    switch (view.kind) {
      case 'bars':
        return drawBars(view, setting);
      case 'lines':
        return drawLines(view, { ...setting, isDark: name === 'dark' });
      case 'waterfall':
        return drawWaterfall(view, setting);
    }
  }, [view, colours, name, isAnimated]);
  const [pointPlaces, setPointPlaces] = useState<PlacedPoints>({ width: 0, places: [], marks: [] });
  const [openedMark, setOpenedMark] = useState<{ readonly index: number; readonly anchor: HTMLElement | PopoverPosition }>();
  const texts = useTexts();
  // plugins are created once for each canvas, so they read the current props from a ref
  const currentProps = useRef({ drawing, colours, choice, slider, actions, onDrawn });
  // a layout effect: it runs before the effects of the canvas, which draw
  useLayoutEffect(() => {
    currentProps.current = { drawing, colours, choice, slider, actions, onDrawn };
  });
  const plugins = useMemo(
    (): Plugin<'bar' | 'line'>[] => [
      createChartPlugin(() => currentProps.current),
      {
        id: 'places',
        afterDraw: (drawnChart) => {
          const next = {
            ...placesOn(drawnChart, currentProps.current.choice),
            marks: markPlacesOn(drawnChart, currentProps.current.actions),
            ...(currentProps.current.slider ? axisOn(drawnChart) : {}),
          };
          setPointPlaces((last) => (JSON.stringify(last) === JSON.stringify(next) ? last : next));
        },
      },
      {
        id: 'drawn',
        afterDraw: ({ canvas, width }) =>
          width === canvas.parentElement?.clientWidth ? currentProps.current.onDrawn?.(canvas) : undefined,
      },
    ],
    [],
  );
  useEffect(() => {
    if (hasFonts) setDrawnKey(chartKey);
  }, [hasFonts, chartKey]);
  const { places, marks, width, axis } = pointPlaces;
  const findMark = ({ nativeEvent, target }: ReactMouseEvent): number | undefined =>
    actions && chart.current && target instanceof HTMLCanvasElement ? markAt(chart.current, actions, marks, nativeEvent) : undefined;
  const openMark = (event: ReactMouseEvent) => {
    const index = findMark(event);
    if (index === undefined) return;
    event.preventDefault();
    setOpenedMark({ index, anchor: { left: event.clientX, top: event.clientY } });
  };
  const openedFigure = openedMark && actions?.figures[openedMark.index];
  return (
    <Area
      style={{ minHeight: Math.max(minHeight, drawing.minHeight) }}
      {...(actions && {
        onClick: openMark,
        onContextMenu: openMark,
        onPointerMove: (event: ReactMouseEvent<HTMLElement>) => {
          event.currentTarget.style.cursor = findMark(event) === undefined ? '' : 'pointer';
        },
      })}
    >
      {hasFonts ? (
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
      {choice ? <ChartPoints choice={choice} places={places} width={width} /> : undefined}
      {slider && axis ? <ChartHandle slider={slider} place={axis} /> : undefined}
      {actions ? (
        <ChartFigures
          label={fillText(texts.figuresOfChart, { title: view.title })}
          figures={actions.figures}
          places={marks}
          width={width}
          openedIndex={openedMark?.index}
          onOpen={(index, anchor) => setOpenedMark({ index, anchor })}
        />
      ) : undefined}
      {actions && openedFigure ? (
        <FigureMenu
          label={openedFigure.name}
          title={openedFigure.name}
          figure={{ ...actions.shown, identity: openedFigure.identity }}
          anchor={openedMark.anchor}
          onClose={() => setOpenedMark(undefined)}
        />
      ) : undefined}
    </Area>
  );
};
