import type { FigureUnit, Label } from '#shared/contract/figure.ts';
import type { SensitivityTable, TableAxisValues } from '#shared/contract/sensitivity.ts';
import { semicolon, text } from '#shared/messages/text.ts';
import { commonUnit, renderLabel } from '#shared/presentation/message.ts';
import { driversToday, sensitivityBasis } from '#shared/presentation/sensitivity.ts';
import type { MoneyScaleChoice } from '#shared/units/format.ts';
import { columnLetters } from '#shared/units/spreadsheetText.ts';
import { documentName } from './blockContent.ts';
import type { WriteCell, WriteSheet } from './tableFile.ts';

const MAX_NAME_LENGTH = 31;
/** Number of the row of today's value, which the formulas of the changes use. */
const TODAY_ROW = 3;

/** Returns a function that writes amounts of a unit as numeric cells at the money scale of the workspace, and the unit's text. */
const cellsOf = (unit: FigureUnit, decimals: number, moneyScale: MoneyScaleChoice) => {
  const unitView = commonUnit(unit, { moneyScale });
  const isShare = unit === 'fraction';
  return {
    unit: unitView.text,
    cell: (value: number, extras: Partial<WriteCell> = {}): WriteCell => ({
      value: isShare ? value : unitView.toDisplayUnit(value),
      decimals: unitView.decimals(decimals),
      ...(isShare ? { isPercent: true } : {}),
      align: 'right',
      ...extras,
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
  const { figure, rows, columns, cells, today, plan, deck, simulation } = table;
  const drivers = driversToday(table);
  const read = (label: Label): string => renderLabel(label, { moneyScale });
  const amounts = cellsOf(figure.unit, figure.decimals, moneyScale);
  const axisCells = (axisValues: TableAxisValues) => {
    const { unit, cell } = cellsOf(axisValues.unit, axisValues.decimals, moneyScale);
    return { head: `${read(axisValues.label)}\n${unit}`, cell };
  };
  const rowAxis = axisCells(rows);
  const columnAxis = columns && axisCells(columns);
  const head = (title: string): readonly (readonly (WriteCell | undefined)[])[] => [
    [{ value: title, look: 'title' }],
    ...(columns && columnAxis ? [[undefined, { value: columnAxis.head, look: 'head' as const }]] : []),
    [
      { value: rowAxis.head, look: 'head' },
      ...(columns && columnAxis
        ? columns.values.map((value) => columnAxis.cell(value, { look: 'head' }))
        : [{ value: `${read(figure.label)}\n${amounts.unit}`, look: 'head' as const, align: 'right' as const }]),
    ],
  ];
  const body = rows.values.map((value, i) => [
    rowAxis.cell(value, { look: 'key' }),
    ...cells[i]!.map((amount) => (amount === null ? undefined : amounts.cell(amount))),
  ]);
  const todayValue = today === undefined ? undefined : Number(today.value);
  const titleRows: readonly (readonly (WriteCell | undefined)[])[] = [
    [{ value: `${read(figure.label)} (${amounts.unit})`, look: 'title' }],
    [
      {
        value: `${read(sensitivityBasis(plan, simulation))}${semicolon()}${text('sensitivity.table.deckIs', { deck: read(deck) })}`,
        look: 'note',
      },
    ],
    [{ value: text('sensitivity.chart.today'), look: 'key' }, todayValue === undefined ? undefined : amounts.cell(todayValue)],
    drivers === undefined ? [] : [{ value: read(drivers), look: 'note' }],
    [],
  ];
  const valueRows = [...head(text('sensitivity.table.values')), ...body];
  // rows count from 1, and the values follow the headers of the first table
  const firstValueRow = titleRows.length + valueRows.length - body.length + 1;
  const changes = rows.values.map((value, i) => [
    rowAxis.cell(value, { look: 'key' }),
    ...cells[i]!.map((amount, j) =>
      amount === null || todayValue === undefined
        ? undefined
        : amounts.cell(amount - todayValue, {
            isSigned: true,
            formula: `${columnLetters(j + 1)}${firstValueRow + i}-$B$${TODAY_ROW}`,
          }),
    ),
  ]);
  return {
    name: text('sensitivity.table.sheet').slice(0, MAX_NAME_LENGTH),
    rows: [...titleRows, ...valueRows, ...(todayValue === undefined ? [] : [[], ...head(text('sensitivity.table.changes')), ...changes])],
    widths: [28, ...(columns?.values ?? [0]).map(() => 14)],
  };
};
