import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { presentChart } from '#shared/presentation/charts/presentChart.ts';
import { figureText, joined, renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { assumptionCharts, assumptionSensitivity } from '../cycles/assumptions.ts';
import { chartMoney } from '../portfolio/figures.ts';
import { scenarioLabel } from '../portfolio/labels.ts';
import { findScenario, type ValuedPlan, type Workbook } from '../portfolio/portfolio.ts';
import { column, figureCell, heading, leadInNote, numbers, sideBySide, table, textCell, type YieldToOthers } from './blocks.ts';

/** Returns how a plan's NPV and the cost of the slump change with the default assumptions of the market, as a tornado and a table. */
export const sensitivityBlocks = async (
  book: Workbook,
  plan: ValuedPlan,
  yieldToOthers: YieldToOthers,
): Promise<readonly SummaryBlock[]> => {
  const scenario = findScenario(book.scenarios, undefined);
  if (scenario === undefined) return [];
  const { rows, npv, cost } = await assumptionSensitivity(book, plan, scenario, yieldToOthers);
  const charts = assumptionCharts(book, rows);
  if (charts.npv === undefined && charts.cost === undefined) return [];
  const { unit } = chartMoney(book.settings);
  const setting = (key: 'low' | 'high') => numbers(`assumptions.column.${key}`, undefined, 0.9);
  const result = (key: 'npv' | 'cost') => numbers(`assumptions.column.${key}`, unit, 1.1);
  const written = (figure: typeof npv) => joined(figureText(figure, book.settings.moneyScale));
  return [
    heading('assumptions.title'),
    leadInNote('assumptions.note', {
      npv: written(npv),
      scenario: renderLabel(scenarioLabel(scenario), book.settings),
      cost: written(cost),
    }),
    ...sideBySide([charts.npv, charts.cost].flatMap((chart) => (chart ? [presentChart(chart, book.settings)] : []))),
    ...table(
      [
        column('assumptions.column.assumption', { weight: 2.4 }),
        setting('low'),
        result('npv'),
        result('cost'),
        setting('high'),
        result('npv'),
        result('cost'),
      ],
      rows.map(({ label, low, high }) => [
        textCell(renderMessage(label)),
        ...[low, high].flatMap((end) => [textCell(renderLabel(end.setting, book.settings)), figureCell(end.npv), figureCell(end.cost)]),
      ]),
    ),
  ];
};
