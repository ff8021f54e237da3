import {
  bandIdentity,
  barIdentity,
  figureOfValue,
  identityOfSubjects,
  linkIdentity,
  pointIdentity,
  stepIdentity,
} from '../../contract/chartFigures.ts';
import type { ChartFacts } from '../../contract/charts.ts';
import type { LinesView } from '../../contract/chartViews.ts';
import type { FigureIdentity } from '../../domain/figureIdentity.ts';
import { comma } from '../../messages/text.ts';
import { asTable, type ChartView, type PictureView } from './table.ts';

type Identity = FigureIdentity | undefined;

/** The places of the points of lines and bands, ascending, which are the last rows of the table. */
const listXs = ({ series, bands }: Pick<LinesView, 'series' | 'bands'>): readonly number[] =>
  [...new Set([...series, ...bands].flatMap(({ points }) => points.map(({ x }) => x)))].toSorted((a, b) => a - b);

/**
 * The figures in the cells of the table of a chart, by row and column as in `asTable`; undefined where a cell is none. Of maps, flows and heat
 * maps the facts have them, not the view.
 */
export const listCellFigures = (view: ChartView | PictureView, facts: ChartFacts | undefined): readonly (readonly Identity[])[] => {
  switch (view.kind) {
    case 'bars': {
      const { categories, series, lines = [] } = view;
      const namesBefore = categories.some(({ note }) => note !== undefined) ? 2 : 1;
      return categories.map((_, i) => [
        ...Array.from({ length: namesBefore }, () => undefined),
        ...[...series, ...lines].map(({ identity }) => figureOfValue(barIdentity(categories, identity, i))),
      ]);
    }
    case 'lines': {
      const { series, bands } = view;
      const rows = asTable(view).rows.length;
      const xs = listXs(view);
      const ofX = (x: number): readonly Identity[] => [
        undefined,
        ...series.map(({ points, identity }) => {
          const i = points.findIndex((point) => point.x === x);
          return i < 0 ? undefined : figureOfValue(pointIdentity(view, identity, i, x));
        }),
        ...bands.flatMap((band) =>
          band.points.some((point) => point.x === x)
            ? [figureOfValue(bandIdentity(view, band, 'low', x)), figureOfValue(bandIdentity(view, band, 'high', x))]
            : [undefined, undefined],
        ),
      ];
      // dots stand before the points of the lines
      return [...Array.from({ length: rows - xs.length }, () => []), ...xs.map(ofX)];
    }
    case 'waterfall':
      return view.lines.map((line) => [undefined, figureOfValue(stepIdentity(line))]);
    case 'heat': {
      if (facts?.kind !== 'heat') return [];
      const { identity, rows, columns } = facts;
      return rows.map((row) => [
        undefined,
        ...columns.map(({ subject }) => figureOfValue(identityOfSubjects(identity, [row.subject, subject]))),
      ]);
    }
    case 'map': {
      if (facts?.kind !== 'map') return [];
      const { identity, other, places } = facts;
      return places.map(({ subject }) => [
        undefined,
        figureOfValue(identityOfSubjects(identity, [subject])),
        figureOfValue(identityOfSubjects(other.identity, [subject])),
      ]);
    }
    case 'flow':
      return facts?.kind === 'flow' ? facts.links.map((link) => [undefined, undefined, figureOfValue(linkIdentity(facts, link))]) : [];
  }
};

/** A mark of a drawn chart that is a figure: its place in the data of the drawing, and what it is. */
export type ChartMarkFigure = {
  readonly dataset: number;
  readonly index: number;
  readonly identity: FigureIdentity;
  readonly name: string;
};

/** Lists the marks of a drawn chart that are figures: bars, points and ends of bands. */
export const listMarkFigures = (view: ChartView): readonly ChartMarkFigure[] => {
  const { columns, rows } = asTable(view);
  const cells = listCellFigures(view, undefined);
  const namesBefore = columns.findIndex(({ align }, c) => c > 0 && align === 'right');
  const at = (dataset: number, index: number, column: number, row: number): readonly ChartMarkFigure[] => {
    const identity = cells[row]?.[column];
    if (identity === undefined) return [];
    const [name, heading] = [rows[row]?.[0] ?? '', view.kind === 'waterfall' ? '' : (columns[column]?.label ?? '')];
    return [{ dataset, index, identity, name: heading === '' ? name : `${heading}${comma()}${name}` }];
  };
  switch (view.kind) {
    case 'bars':
      return [...view.series, ...(view.lines ?? [])].flatMap(({ values }, d) => values.flatMap((_, i) => at(d, i, namesBefore + d, i)));
    case 'lines': {
      const xs = listXs(view);
      const rowOfX = new Map(xs.map((x, r) => [x, rows.length - xs.length + r]));
      const rowAt = (x: number): number => rowOfX.get(x)!;
      const bandDatasets = 2 * view.bands.length;
      return [
        ...view.series.flatMap(({ points }, s) => points.flatMap(({ x }, i) => at(bandDatasets + s, i, 1 + s, rowAt(x)))),
        // the upper end of a band is drawn first
        ...view.bands.flatMap(({ points }, b) =>
          points.flatMap(({ x }, i) => {
            const lowColumn = 1 + view.series.length + 2 * b;
            return [...at(2 * b, i, lowColumn + 1, rowAt(x)), ...at(2 * b + 1, i, lowColumn, rowAt(x))];
          }),
        ),
      ];
    }
    case 'waterfall':
      return view.lines.flatMap((_, i) => at(0, i, 1, i));
  }
};
