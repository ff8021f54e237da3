import type { Figure } from '#shared/contract/figure.ts';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { message, text } from '#shared/messages/text.ts';
import { presentChart } from '#shared/presentation/charts/presentChart.ts';
import { figureText, joinUnit, renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { debtSensitivity } from '../financing/debtSensitivity.ts';
import type { PlanFinancing } from '../financing/planFinancing.ts';
import { differenceOf } from '../portfolio/figureIdentity.ts';
import { chartMoney } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { tornadoChart } from '../simulation/simulationCharts.ts';
import type { YieldWithCounts } from '../yielding.ts';
import { column, figureCell, heading, leadInNote, missingCell, numbers, table, textCell } from './blockBuilders.ts';
import { settingColumn } from './sensitivity.ts';

/** Returns how debt capacity and lowest DSCR of the lender case change with one assumption at a time, as a tornado and a table. */
export const debtSensitivityBlocks = async (
  plan: PlanFinancing,
  book: Workbook,
  yieldNow: YieldWithCounts,
): Promise<readonly SummaryBlock[]> => {
  const { rows, capacity, minimumDscr } = await debtSensitivity(plan, yieldNow);
  if (capacity === undefined) return [];
  const { unit } = chartMoney(book.settings);
  const figureWords = (figure: Figure | undefined): string =>
    figure ? joinUnit(figureText(figure, book.settings.moneyScale)) : text('common.none');
  const change = (figure: Figure | undefined) =>
    figure && { value: Number(figure.value) - Number(capacity.value), identity: differenceOf(figure, capacity).identity };
  const chart = tornadoChart(
    rows.map(({ label, low, high }) => ({ label, low: change(low.capacity), high: change(high.capacity) })),
    message('financing.sensitivity.chart'),
    (assumption) => message('financing.sensitivity.chart.summary', { assumption }),
  );
  const cellOf = (figure: Figure | undefined) => (figure ? figureCell(figure) : missingCell());
  const results = (key: 'low' | 'high') => {
    const end = { end: text(`assumptions.column.${key}`) };
    return [
      settingColumn(key),
      numbers('financing.sensitivity.capacity', unit, 1.1, end),
      numbers('financing.sensitivity.dscr', undefined, 1.1, end),
    ];
  };
  return [
    heading('financing.sensitivity.title'),
    leadInNote('financing.sensitivity.note', { capacity: figureWords(capacity), dscr: figureWords(minimumDscr) }),
    ...(chart ? [{ kind: 'bars' as const, view: presentChart(chart, book.settings) }] : []),
    ...table(
      [column('assumptions.column.assumption', { weight: 2 }), ...results('low'), ...results('high')],
      rows.map(({ label, low, high }) => [
        textCell(renderMessage(label)),
        ...[low, high].flatMap((end) => [textCell(renderLabel(end.setting, book.settings)), cellOf(end.capacity), cellOf(end.minimumDscr)]),
      ]),
    ),
  ];
};
