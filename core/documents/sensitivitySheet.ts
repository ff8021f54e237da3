import type { FigureUnit, Label } from '#shared/contract/figure.ts';
import type { SensitivityTable, TableAxisValues } from '#shared/contract/sensitivity.ts';
import { sum } from '#shared/math.ts';
import { semicolon, text } from '#shared/messages/text.ts';
import { commonUnit, renderLabel } from '#shared/presentation/message.ts';
import { driversToday, sensitivityBasis } from '#shared/presentation/sensitivity.ts';
import { sensitivityShading } from '#shared/presentation/sensitivityShading.ts';
import type { MoneyScaleChoice } from '#shared/units/format.ts';
import { columnLetters } from '#shared/units/spreadsheetText.ts';
import { documentName } from './blockContent.ts';
import { shadeColour } from './cellShades.ts';
import { lengthOf } from './summarySheets.ts';
import type { WriteCell, WriteSheet } from './tableFile.ts';

const MAX_NAME_LENGTH = 31;
/** The fewest columns of numbers: the bounds of the shades need two, the notes room. */
const MIN_COLUMNS = 4;
/** Number of the row of today's value, which the formulas of the changes use. */
const TODAY_ROW = 3;
/** Number of the row with the bounds of the shades. */
const BOUNDS_ROW = 4;

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
 * Writes a sensitivity table as a sheet: today's value, the figure by driver, its change against today as formulas, and the terms worth the
 * same as today. A value entered over one of them moves its change and the shades.
 */
export const sensitivitySheet = (table: SensitivityTable, moneyScale: MoneyScaleChoice): WriteSheet => {
  const { figure, rows, columns, cells, today, plan, deck, simulation, chart } = table;
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
  const { shadeAt } = sensitivityShading(table);
  const body = rows.values.map((value, i) => [
    rowAxis.cell(value, { look: 'key' }),
    ...cells[i]!.map((amount, j) => (amount === null ? undefined : amounts.cell(amount, shadeAt(i, j).isToday ? { isMarked: true } : {}))),
  ]);
  const todayValue = today === undefined ? undefined : Number(today.value);
  const valueHead = head(text('sensitivity.table.values'));
  const titleRowCount = 7;
  // rows count from 1, and the values follow the headers of the first table
  const firstValueRow = titleRowCount + valueHead.length + 1;
  const lastColumn = columns?.values.length ?? 1;
  const allValues = `B${firstValueRow}:${columnLetters(lastColumn)}${firstValueRow + body.length - 1}`;
  const knownValues = cells.flat().filter((amount) => amount !== null);
  const widestDifference = todayValue === undefined ? 0 : Math.max(0, ...knownValues.map((amount) => Math.abs(amount - todayValue)));
  const bound = (name: 'MIN' | 'MAX', value: number): WriteCell =>
    amounts.cell(value, { formula: `${name}(${allValues},2*$B$${TODAY_ROW}-${name === 'MIN' ? 'MAX' : 'MIN'}(${allValues}))` });
  const hasShades = todayValue !== undefined && widestDifference > 0;
  const widths = [28, ...Array.from({ length: Math.max(lastColumn, MIN_COLUMNS) }, () => 14)];
  /** A text across the sheet. */
  const noteCell = (value: string): WriteCell => ({
    value,
    look: 'note',
    across: { columns: widths.length, lines: Math.ceil(lengthOf(value) / sum(widths)) },
  });
  const titleRows: readonly (readonly (WriteCell | undefined)[])[] = [
    [{ value: `${read(figure.label)} (${amounts.unit})`, look: 'title' }],
    [noteCell(`${read(sensitivityBasis(plan, simulation))}${semicolon()}${text('sensitivity.table.deckIs', { deck: read(deck) })}`)],
    [{ value: text('sensitivity.chart.today'), look: 'key' }, todayValue === undefined ? undefined : amounts.cell(todayValue)],
    hasShades
      ? [
          { value: text('sensitivity.table.shadeBounds'), look: 'key' },
          bound('MIN', todayValue - widestDifference),
          bound('MAX', todayValue + widestDifference),
        ]
      : [],
    drivers === undefined ? [] : [noteCell(read(drivers))],
    hasShades ? [noteCell(text('sensitivity.table.shading'))] : [],
    [],
  ];
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
  // the line through today's value
  const equalTerms = columnAxis ? (chart?.series.filter(({ role }) => role === 'accent') ?? []).flatMap(({ points }) => points) : [];
  return {
    name: text('sensitivity.table.sheet').slice(0, MAX_NAME_LENGTH),
    rows: [
      ...titleRows,
      ...valueHead,
      ...body,
      ...(todayValue === undefined ? [] : [[], ...head(text('sensitivity.table.changes')), ...changes]),
      ...(columnAxis && equalTerms.length > 0
        ? [
            [],
            [{ value: text('sensitivity.table.equalTerms'), look: 'title' as const }],
            [
              { value: rowAxis.head, look: 'head' as const },
              { value: columnAxis.head, look: 'head' as const, align: 'right' as const },
            ],
            ...equalTerms.map(({ x, y }) => [rowAxis.cell(y, { look: 'key' }), columnAxis.cell(x)]),
          ]
        : []),
    ],
    widths,
    ...(hasShades
      ? {
          heatMaps: [
            {
              rows: [firstValueRow - 1, firstValueRow + body.length - 2] as const,
              columns: [1, lastColumn] as const,
              low: `$B$${BOUNDS_ROW}`,
              centre: `$B$${TODAY_ROW}`,
              high: `$C$${BOUNDS_ROW}`,
              colours: [shadeColour({ side: 'below', strength: 1 }), shadeColour({ side: 'above', strength: 1 })] as const,
            },
          ],
        }
      : {}),
  };
};
