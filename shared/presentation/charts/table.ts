import type { BarsView, LinesView, WaterfallView } from '../../contract/chartViews.ts';
import { sum } from '../../math.ts';
import { componentTexts } from '../../messages/text.ts';
import { formatMonth, formatNumber } from '../../units/format.ts';
import type { FlowView } from './flow.ts';
import type { HeatView } from './heat.ts';
import type { MapView } from './map.ts';

export type ChartView = BarsView | LinesView | WaterfallView;

/** Charts that are not drawn by the chart library. */
export type PictureView = HeatView | MapView | FlowView;

export type ViewColumn = { readonly label: string; readonly unit?: string; readonly align: 'left' | 'right' };

/** The figures of a chart as text cells, which the page shows as a table and copies as TSV. */
export type ViewTable = { readonly columns: readonly ViewColumn[]; readonly rows: readonly (readonly string[])[] };

const barsTable = (view: BarsView): ViewTable => {
  const lines = view.lines ?? [];
  // a line over stacked bars is their total or stands beside it
  const hasTotal = view.stacked && view.series.length > 1 && lines.length === 0;
  const number = (value: number) => formatNumber(value, { decimals: view.decimals });
  const hasNotes = view.categories.some((category) => category.note !== undefined);
  return {
    columns: [
      { label: '', align: 'left' },
      ...(hasNotes ? [{ label: componentTexts().note, align: 'left' } as const] : []),
      ...[...view.series, ...lines].map((series) => ({ label: series.label, unit: view.unit, align: 'right' }) as const),
      ...(hasTotal ? [{ label: componentTexts().total, unit: view.unit, align: 'right' } as const] : []),
    ],
    rows: view.categories.map((category, index) => {
      const values = view.series.map((series) => series.values[index] ?? 0);
      const lineValues = lines.map((line) => line.values[index] ?? 0);
      return [
        category.label,
        ...(hasNotes ? [category.note ?? ''] : []),
        ...[...values, ...lineValues].map(number),
        ...(hasTotal ? [number(sum(values))] : []),
      ];
    }),
  };
};

const xText = (view: LinesView, x: number): string => {
  if (view.xKind === 'month') return formatMonth(x);
  return view.xKind === 'year' ? String(x) : formatNumber(x, { decimals: view.xDecimals });
};

const linesTable = (view: LinesView, hasFullNames: boolean): ViewTable => {
  const lines = [
    ...view.series.map(({ label, inFull, points }) => ({
      label: (hasFullNames ? inFull : undefined) ?? label,
      at: new Map(points.map((point) => [point.x, point.y])),
    })),
    ...view.bands.flatMap((band) => [
      { label: `${band.label}, ${componentTexts().low}`, at: new Map(band.points.map((point) => [point.x, point.low])) },
      { label: `${band.label}, ${componentTexts().high}`, at: new Map(band.points.map((point) => [point.x, point.high])) },
    ]),
  ];
  // a dot whose label is its figure has no name
  const dots = view.dots.filter(({ label }) => /\p{L}/u.test(label));
  const xs = [...new Set(lines.flatMap((line) => [...line.at.keys()]))].toSorted((a, b) => a - b);
  const noneText = componentTexts().none;
  return {
    columns: [
      view.xKind === 'number'
        ? { label: view.xUnit, align: 'right' }
        : { label: view.xKind === 'month' ? componentTexts().month : componentTexts().year, align: 'left' },
      ...lines.map((line) => ({ label: line.label, unit: view.unit, align: 'right' }) as const),
      ...(dots.length > 0
        ? ([
            { label: componentTexts().point, align: 'left' },
            { label: componentTexts().amount, unit: view.unit, align: 'right' },
          ] as const)
        : []),
    ],
    rows: [
      ...dots.map(({ x, y, label }) => [xText(view, x), ...lines.map(() => noneText), label, formatNumber(y, { decimals: view.decimals })]),
      ...xs.map((x) => [
        xText(view, x),
        ...lines.map((line) => {
          const y = line.at.get(x);
          return y === undefined ? noneText : formatNumber(y, { decimals: view.decimals });
        }),
        ...(dots.length > 0 ? [noneText, noneText] : []),
      ]),
    ],
  };
};

const waterfallTable = (view: WaterfallView): ViewTable => ({
  columns: [
    { label: '', align: 'left' },
    { label: componentTexts().amount, unit: view.unit, align: 'right' },
  ],
  rows: view.lines.map(({ label, amount, kind }) => [label, formatNumber(amount, { decimals: view.decimals, sign: kind === 'step' })]),
});

const heatTable = (view: HeatView): ViewTable => ({
  columns: [
    { label: view.rowHead, align: 'left' },
    ...view.columns.map(({ label }) => ({ label, unit: view.unit, align: 'right' }) as const),
  ],
  rows: view.rows.map(({ label, values }) => [
    label,
    ...values.map((value) => (value === 0 ? componentTexts().none : formatNumber(value, { decimals: view.decimals }))),
  ]),
});

const mapTable = (view: MapView): ViewTable => ({
  columns: [
    { label: view.head, align: 'left' },
    { label: view.label, unit: view.unit, align: 'right' },
    { label: view.other.label, unit: view.other.unit, align: 'right' },
  ],
  rows: view.places.map(({ label, value, other }) => [
    label,
    formatNumber(value, { decimals: view.decimals }),
    formatNumber(other, { decimals: view.other.decimals }),
  ]),
});

const flowTable = (view: FlowView): ViewTable => ({
  columns: [
    { label: componentTexts().from, align: 'left' },
    { label: componentTexts().to, align: 'left' },
    { label: componentTexts().amount, unit: view.unit, align: 'right' },
  ],
  rows: view.links.map(({ stage, from, to, value }) => [
    view.stages[stage]?.nodes[from] ?? componentTexts().none,
    view.stages[stage + 1]?.nodes[to] ?? componentTexts().none,
    formatNumber(value, { decimals: view.decimals }),
  ]),
});

/**
 * Creates the table of a chart: all its figures with the chart's decimals, and a text for missing points. With `hasFullNames`, for use
 * outside of the page, lines have their full names.
 */
export const asTable = (view: ChartView | PictureView, { away = false } = {}): ViewTable => {
  switch (view.kind) {
    case 'bars':
      return barsTable(view);
    case 'lines':
      return linesTable(view, away);
    case 'waterfall':
      return waterfallTable(view);
    case 'heat':
      return heatTable(view);
    case 'map':
      return mapTable(view);
    case 'flow':
      return flowTable(view);
  }
};
