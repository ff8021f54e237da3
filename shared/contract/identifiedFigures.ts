import type { FigureIdentity } from '../domain/figureIdentity.ts';
import { isoMonth } from '../domain/time.ts';
import { figureOfValue, type IdentifiedChart, listChartValues } from './chartFigures.ts';
import type { FigureUnit, TableIdentities } from './figure.ts';

/** A number of an answer with its identity, and the fields that lead to it; the unit is absent where the answer does not have it. */
export type IdentifiedFigure = {
  readonly identity: FigureIdentity;
  readonly value: number;
  readonly at: string;
  readonly unit?: FigureUnit;
};

/** Equal for equal identities, whatever the order of their fields. */
export const identityKey = (identity: FigureIdentity): string =>
  JSON.stringify(
    Object.entries(identity)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The part of an object at a path of names: `shortfallBy.contracts`. */
const partAt = (owner: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((part, name) => (typeof part === 'object' ? (part as Fields | null)?.[name] : undefined), owner);

/** The numbers of a cell: itself, an estimate, or the quantiles of a distribution. */
const cellNumbers = (cell: unknown): readonly { readonly value: number; readonly percentile?: number }[] => {
  if (typeof cell === 'number') return [{ value: cell }];
  if (Array.isArray(cell)) return cell.map(({ value, probability }) => ({ value, percentile: probability }));
  return isFields(cell) && typeof cell.value === 'number' ? [{ value: cell.value }] : [];
};

/** The rows of a table; an object is a table of one row. */
const rowsAt = (owner: Fields, table: string): readonly Fields[] => {
  const rows = partAt(owner, table);
  if (Array.isArray(rows)) return rows;
  return isFields(rows) ? [rows] : [];
};

/** Returns the identity of the numbers of a row in a column of a table of plain numbers; undefined where the column has none. */
export const cellIdentity = (
  { columns, rowSubject, rowId = 'id', rowPeriod, rowMonth }: TableIdentities[string],
  row: Fields,
  column: string,
): FigureIdentity | undefined => {
  const rowIdentity = (row.identity as TableIdentities[string]['columns'] | undefined)?.[column];
  const columnIdentity = columns[column];
  if (columnIdentity === undefined) return undefined;
  return {
    ...(rowSubject ? { subject: `${rowSubject}:${row[rowId]}` } : {}),
    ...(rowIdentity ?? columnIdentity),
    ...(rowPeriod ? { period: row[rowPeriod] } : {}),
    ...(rowMonth ? { period: isoMonth(Number(row[rowMonth])) } : {}),
  } as FigureIdentity;
};

/** Lists the numbers of the tables of an object that has `identities` beside them. */
export const listTableFigures = (owner: Fields, at: string): readonly IdentifiedFigure[] =>
  Object.entries(isFields(owner.identities) ? (owner.identities as TableIdentities) : {}).flatMap(([table, tableIdentities]) =>
    rowsAt(owner, table).flatMap((row, i) =>
      Object.keys(tableIdentities.columns).flatMap((column) =>
        cellNumbers(partAt(row, column)).map(({ value, ...percentile }) => ({
          identity: { ...cellIdentity(tableIdentities, row, column)!, ...percentile },
          value,
          at: `${at}.${table}.${i}.${column}`,
        })),
      ),
    ),
  );

const CHART_KINDS: ReadonlySet<unknown> = new Set(['bars', 'lines', 'waterfall', 'heat', 'flow', 'map']);

export const isChart = (value: Fields): boolean => CHART_KINDS.has(value.kind) && value.title !== undefined;

const chartFigures = (chart: IdentifiedChart, at: string): readonly IdentifiedFigure[] => {
  // a view has values in the unit that it shows
  const unitSize = 'unitSize' in chart && chart.unitSize !== undefined ? chart.unitSize : 1;
  const unit = typeof chart.title === 'string' ? {} : { unit: chart.unit as FigureUnit };
  return listChartValues(chart).flatMap(({ place, value, identity }) => {
    const figureIdentity = figureOfValue(identity);
    return figureIdentity ? [{ identity: figureIdentity, value: value * unitSize, at: `${at}.${place}`, ...unit }] : [];
  });
};

/** Lists the numbers of an answer that have an identity: figures, tables of plain numbers, and charts. */
export const listIdentifiedFigures = (answer: unknown, at = ''): readonly IdentifiedFigure[] => {
  const figures: IdentifiedFigure[] = [];
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      for (const [i, element] of value.entries()) visit(element, `${path}.${i}`);
      return;
    }
    if (!isFields(value)) return;
    if (isChart(value)) {
      figures.push(...chartFigures(value as IdentifiedChart, path));
      return;
    }
    if (typeof value.value === 'number' && typeof value.unit === 'string' && 'decimals' in value) {
      const { identity, unit } = value;
      if (identity !== undefined)
        figures.push({ identity: identity as FigureIdentity, value: value.value, at: path, unit: unit as FigureUnit });
      return;
    }
    figures.push(...listTableFigures(value, path));
    for (const [name, member] of Object.entries(value)) if (name !== 'explanation') visit(member, `${path}.${name}`);
  };
  visit(answer, at);
  return figures;
};
