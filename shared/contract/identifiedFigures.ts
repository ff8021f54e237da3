import type { FigureIdentity } from '../domain/figureIdentity.ts';
import { isoMonth } from '../domain/time.ts';
import { lazy, memoize } from '../memoize.ts';
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

/** The part of an identity that the column gives, or the row for it. */
const columnIdentity = ({ columns }: TableIdentities[string], row: Fields, column: string) =>
  columns[column] && ((row.identity as TableIdentities[string]['columns'] | undefined)?.[column] ?? columns[column]);

/** Returns the identity of the numbers of a row in a column of a table of plain numbers; undefined where the column has none. */
export const cellIdentity = (table: TableIdentities[string], row: Fields, column: string): FigureIdentity | undefined => {
  const identity = columnIdentity(table, row, column);
  if (identity === undefined) return undefined;
  const { rowSubject, rowId = 'id', rowPeriod, rowMonth } = table;
  return {
    ...(rowSubject ? { subject: `${rowSubject}:${row[rowId]}` } : {}),
    ...identity,
    ...(rowPeriod ? { period: row[rowPeriod] } : {}),
    ...(rowMonth ? { period: isoMonth(Number(row[rowMonth])) } : {}),
  } as FigureIdentity;
};

/** A cell of a table of plain numbers that has an identity; `place` has its table, row and column. */
type TableCell = { readonly table: TableIdentities[string]; readonly row: Fields; readonly column: string; readonly place: string };

/** Lists the cells of the tables of an object that has `identities` beside them: of all measures or of one. */
const listTableCells = (owner: Fields, measure?: FigureIdentity['measure']): readonly TableCell[] =>
  Object.entries(isFields(owner.identities) ? (owner.identities as TableIdentities) : {}).flatMap(([name, table]) => {
    const columns = Object.keys(table.columns);
    return rowsAt(owner, name).flatMap((row, i) =>
      columns
        .filter((column) => measure === undefined || columnIdentity(table, row, column)?.measure === measure)
        .map((column) => ({ table, row, column, place: `${name}.${i}.${column}` })),
    );
  });

const cellFigures = ({ table, row, column, place }: TableCell, at: string): readonly IdentifiedFigure[] =>
  cellNumbers(partAt(row, column)).map(({ value, ...percentile }) => ({
    identity: { ...cellIdentity(table, row, column)!, ...percentile },
    value,
    at: `${at}.${place}`,
  }));

/** Lists the numbers of the tables of an object that has `identities` beside them. */
export const listTableFigures = (owner: Fields, at: string): readonly IdentifiedFigure[] =>
  listTableCells(owner).flatMap((cell) => cellFigures(cell, at));

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

type AnswerVisitor = {
  readonly onFigure: (figure: { readonly identity: FigureIdentity; readonly value: number; readonly unit: FigureUnit }, at: string) => void;
  readonly onChart: (chart: IdentifiedChart, at: string) => void;
  /** An object, which may have tables. */
  readonly onObject: (owner: Fields, at: string) => void;
};

/** Visits the figures, charts and other objects of an answer. */
export const visitAnswer = (answer: unknown, path: string, { onFigure, onChart, onObject }: AnswerVisitor): void => {
  const visit = (value: object, at: string): void => {
    if (Array.isArray(value)) {
      for (const [i, element] of value.entries()) if (typeof element === 'object' && element !== null) visit(element, `${at}.${i}`);
      return;
    }
    const fields = value as Fields;
    if (isChart(fields)) {
      onChart(fields as IdentifiedChart, at);
      return;
    }
    if (typeof fields.value === 'number' && typeof fields.unit === 'string' && 'decimals' in fields) {
      if (fields.identity !== undefined) onFigure(fields as Parameters<typeof onFigure>[0], at);
      return;
    }
    onObject(fields, at);
    for (const name in fields) {
      const member = fields[name];
      if (typeof member === 'object' && member !== null && name !== 'explanation') visit(member, `${at}.${name}`);
    }
  };
  if (typeof answer === 'object' && answer !== null) visit(answer, path);
};

/** Lists the numbers of an answer that have an identity: figures, tables of plain numbers, and charts. */
export const listIdentifiedFigures = (answer: unknown, path = ''): readonly IdentifiedFigure[] => {
  const figures: IdentifiedFigure[] = [];
  visitAnswer(answer, path, {
    onFigure: ({ identity, value, unit }, at) => figures.push({ identity, value, at, unit }),
    onChart: (chart, at) => figures.push(...chartFigures(chart, at)),
    onObject: (owner, at) => figures.push(...listTableFigures(owner, at)),
  });
  return figures;
};

const groupKey = ({ subject, period }: Pick<FigureIdentity, 'subject' | 'period'>): string => `${subject} ${period}`;

/**
 * Returns a function that says whether an answer has a figure. It makes the identities of tables for the measure, subject and period that are
 * asked for only, and those of charts for a figure that is not elsewhere: those of the list of 10,000 contracts together take 300 ms.
 */
export const createFigureFinder = (answer: object): ((identity: FigureIdentity) => boolean) => {
  const figures: FigureIdentity[] = [];
  const owners: Fields[] = [];
  const charts: IdentifiedChart[] = [];
  visitAnswer(answer, '', {
    onFigure: ({ identity }) => figures.push(identity),
    onChart: (chart) => charts.push(chart),
    onObject: (owner) => {
      if (isFields(owner.identities)) owners.push(owner);
    },
  });
  const keysOf = memoize(
    (measure: FigureIdentity['measure']): ReadonlySet<string> =>
      new Set(figures.filter((identity) => identity.measure === measure).map(identityKey)),
  );
  const cellKeysOf = memoize((measure: FigureIdentity['measure']) => {
    const cells = Map.groupBy(
      owners.flatMap((owner) => listTableCells(owner, measure)),
      ({ table, row, column }) => groupKey(cellIdentity(table, row, column)!),
    );
    return memoize(
      (group: string): ReadonlySet<string> =>
        new Set((cells.get(group) ?? []).flatMap((cell) => cellFigures(cell, '')).map(({ identity }) => identityKey(identity))),
    );
  });
  const chartKeys = lazy(
    (): ReadonlySet<string> => new Set(charts.flatMap((chart) => chartFigures(chart, '').map(({ identity }) => identityKey(identity)))),
  );
  return (identity) => {
    const key = identityKey(identity);
    return keysOf(identity.measure).has(key) || cellKeysOf(identity.measure)(groupKey(identity)).has(key) || chartKeys().has(key);
  };
};
