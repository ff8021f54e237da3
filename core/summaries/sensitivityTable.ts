import type { FigureUnit, Label } from '#shared/contract/figure.ts';
import type { SensitivityTable, TableAxisValues } from '#shared/contract/sensitivity.ts';
import type { SummaryBlock, SummaryCell } from '#shared/contract/summaries.ts';
import type { MoneyScale, WorkspaceSettings } from '#shared/domain/workspace.ts';
import { message } from '#shared/messages/text.ts';
import { presentChart } from '#shared/presentation/charts/presentChart.ts';
import { commonUnit, figureText, joinUnit, renderLabel } from '#shared/presentation/message.ts';
import { driversToday, sensitivityBasis } from '#shared/presentation/sensitivity.ts';
import { sensitivityShading } from '#shared/presentation/sensitivityShading.ts';
import { formatDate, formatNumber } from '#shared/units/format.ts';
import { column, heading, missingCell, note, numbers, table, textCell, yearTables } from './blockBuilders.ts';

/** The unit of an axis or a figure, and its values as text in that unit. */
const valueTexts = (unit: FigureUnit, decimals: number, moneyScale: MoneyScale) => {
  const unitView = commonUnit(unit, { moneyScale });
  return {
    unit: unitView.text === '' ? undefined : unitView.text,
    format: (value: number, sign = false): string =>
      formatNumber(unitView.toDisplayUnit(value), { decimals: unitView.decimals(decimals), sign }),
  };
};

const withUnit = (name: string, unit: string | undefined): string => (unit === undefined ? name : `${name} (${unit})`);

/**
 * Returns a sensitivity table as the blocks of a document: today's value, the figure by driver, its change against today, and its chart.
 * A table with many columns is split into several.
 */
export const sensitivityTableBlocks = (sensitivityTable: SensitivityTable, settings: WorkspaceSettings): readonly SummaryBlock[] => {
  const { figure, rows, columns, cells, today, plan, deck, simulation, chart } = sensitivityTable;
  const { moneyScale } = settings;
  const drivers = driversToday(sensitivityTable);
  const read = (label: Label): string => renderLabel(label, { moneyScale });
  const axisTexts = ({ label, unit, decimals }: TableAxisValues) => ({ name: read(label), ...valueTexts(unit, decimals, moneyScale) });
  const amounts = valueTexts(figure.unit, figure.decimals, moneyScale);
  const rowAxis = axisTexts(rows);
  const columnAxis = columns && axisTexts(columns);
  const figureName = withUnit(read(figure.label), amounts.unit);
  const { shadeAt } = sensitivityShading(sensitivityTable);
  const grid = (cell: (amount: number, row: number, column: number) => SummaryCell): readonly SummaryBlock[] =>
    yearTables(columns?.values ?? [undefined], (values, from) =>
      table(
        [
          column('line.member', { weight: 1.4, ...(rowAxis.unit && { unit: rowAxis.unit }), align: 'right' }, { name: rowAxis.name }),
          ...values.map((value) =>
            numbers('line.member', value === undefined ? amounts.unit : columnAxis?.unit, 1, {
              name: value === undefined ? read(figure.label) : (columnAxis?.format(value) ?? ''),
            }),
          ),
        ],
        rows.values.map((value, i) => [
          textCell(rowAxis.format(value)),
          ...values.map((_value, j) => {
            const amount = cells[i]?.[from + j];
            return typeof amount === 'number' ? cell(amount, i, from + j) : missingCell();
          }),
        ]),
      ),
    );
  const todayValue = today === undefined ? undefined : Number(today.value);
  return [
    {
      kind: 'title',
      title: read(figure.label),
      subtitle: message('summaries.subtitle.internal', {
        workspace: settings.name,
        date: formatDate(settings.valuationDate),
        deck: read(deck),
      }),
    },
    { kind: 'note', text: sensitivityBasis(plan, simulation) },
    ...(today === undefined ? [] : [note('sensitivity.table.todayIs', { value: joinUnit(figureText(today, moneyScale)) })]),
    ...(drivers === undefined ? [] : [{ kind: 'note' as const, text: drivers }]),
    heading('sensitivity.table.values'),
    ...(columnAxis ? [note('sensitivity.table.across', { figure: figureName, columns: withUnit(columnAxis.name, columnAxis.unit) })] : []),
    ...(todayValue === undefined ? [] : [note('sensitivity.table.shading')]),
    ...grid((amount, row, column) => ({ text: amounts.format(amount), shade: shadeAt(row, column) })),
    ...(todayValue === undefined
      ? []
      : [heading('sensitivity.table.changes'), ...grid((amount) => textCell(amounts.format(amount - todayValue, true)))]),
    ...(chart === undefined ? [] : [{ kind: 'lines' as const, view: presentChart(chart, settings) }]),
  ];
};
