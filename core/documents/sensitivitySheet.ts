import type { FigureUnit, Label } from '#shared/contract/figure.ts';
import type { SensitivityTable, TableAxisValues } from '#shared/contract/sensitivity.ts';
import { text } from '#shared/messages/text.ts';
import { commonUnit, renderLabel } from '#shared/presentation/message.ts';
import type { MoneyScaleChoice } from '#shared/units/format.ts';
import { documentName } from './blockContent.ts';
import type { WriteCell, WriteSheet } from './tableFile.ts';

const LONGEST_NAME = 31;
/** The row of today's value, which the changes refer to. */
const TODAY_ROW = 3;

/** The column of an index as a spreadsheet names it: A to Z, then AA. */
const columnName = (index: number): string =>
  index < 26 ? String.fromCharCode(65 + index) : `${columnName(Math.floor(index / 26) - 1)}${columnName(index % 26)}`;

/** Writes amounts of a unit as typed cells at the money scale of the workspace. */
const cellsOf = (unit: FigureUnit, decimals: number, moneyScale: MoneyScaleChoice) => {
  const common = commonUnit(unit, { moneyScale });
  const isShare = unit === 'fraction';
  return {
    unit: common.text,
    cell: (value: number, more: Partial<WriteCell> = {}): WriteCell => ({
      value: isShare ? value : common.toDisplayUnit(value),
      decimals: common.decimals(decimals),
      ...(isShare ? { percent: true } : {}),
      align: 'right',
      ...more,
    }),
  };
};

/** The file name of a table. */
export const sensitivityFileName = ({ figure }: SensitivityTable): string =>
  documentName({ key: 'sensitivity.table.fileName', values: { figure: figure.label } });

/**
 * Writes a sensitivity table as a sheet: today's value, the figure by driver, and its change against today as formulas, so that a value
 * entered over one of them moves its change.
 */
export const sensitivitySheet = (table: SensitivityTable, moneyScale: MoneyScaleChoice): WriteSheet => {
  const { figure, rows, columns, cells, today, plan } = table;
  const read = (label: Label): string => renderLabel(label, { moneyScale });
  const amounts = cellsOf(figure.unit, figure.decimals, moneyScale);
  const axis = (of: TableAxisValues) => {
    const { unit, cell } = cellsOf(of.unit, of.decimals, moneyScale);
    return { head: `${read(of.label)}\n${unit}`, cell };
  };
  const down = axis(rows);
  const across = columns && axis(columns);
  const head = (title: string): readonly (readonly (WriteCell | undefined)[])[] => [
    [{ value: title, look: 'title' }],
    ...(columns && across ? [[undefined, { value: across.head, look: 'head' as const }]] : []),
    [
      { value: down.head, look: 'head' },
      ...(columns && across
        ? columns.values.map((value) => across.cell(value, { look: 'head' }))
        : [{ value: `${read(figure.label)}\n${amounts.unit}`, look: 'head' as const, align: 'right' as const }]),
    ],
  ];
  const body = rows.values.map((value, i) => [
    down.cell(value, { look: 'key' }),
    ...cells[i]!.map((amount) => (amount === null ? undefined : amounts.cell(amount))),
  ]);
  const now = today === undefined ? undefined : Number(today.value);
  const top: readonly (readonly (WriteCell | undefined)[])[] = [
    [{ value: `${read(figure.label)} (${amounts.unit})`, look: 'title' }],
    [{ value: text('sensitivity.meta', { plan }), look: 'note' }],
    [{ value: text('sensitivity.chart.today'), look: 'key' }, now === undefined ? undefined : amounts.cell(now)],
    [],
  ];
  const first = [...head(text('sensitivity.table.values')), ...body];
  // rows count from 1, and the values follow the heads of the first block
  const firstValueRow = top.length + first.length - body.length + 1;
  const changes = rows.values.map((value, i) => [
    down.cell(value, { look: 'key' }),
    ...cells[i]!.map((amount, j) =>
      amount === null || now === undefined
        ? undefined
        : amounts.cell(amount - now, {
            signed: true,
            formula: `${columnName(j + 1)}${firstValueRow + i}-$B$${TODAY_ROW}`,
          }),
    ),
  ]);
  return {
    name: text('sensitivity.table.sheet').slice(0, LONGEST_NAME),
    rows: [...top, ...first, ...(now === undefined ? [] : [[], ...head(text('sensitivity.table.changes')), ...changes])],
    widths: [28, ...(columns?.values ?? [0]).map(() => 14)],
  };
};
