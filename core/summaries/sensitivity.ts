import type { SimulationTornado } from '#shared/contract/simulation.ts';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { text } from '#shared/messages/text.ts';
import { presentChart } from '#shared/presentation/charts/presentChart.ts';
import { figureText, joinUnit, renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { formatNumber } from '#shared/units/format.ts';
import { assumptionCharts, assumptionSensitivity } from '../cycles/assumptions.ts';
import { chartMoney, usd } from '../portfolio/figures.ts';
import { scenarioLabel } from '../portfolio/labels.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { findScenario } from '../portfolio/valuedPortfolio.ts';
import { column, figureCell, heading, leadInNote, numbers, sideBySide, table, textCell, type YieldToOthers } from './blockBuilders.ts';

type Estimate = { readonly value: number; readonly error: number };

/** Returns the change of the mean and of expected shortfall, with standard errors, for the default assumptions of a simulation. */
export const simulatedTable = (book: Workbook, { paths, rows }: SimulationTornado): readonly SummaryBlock[] => {
  const { unit } = chartMoney(book.settings);
  const estimate = (estimateOf: Estimate | undefined) => {
    if (estimateOf === undefined) return textCell('');
    const written = (value: number, sign: boolean) => figureText(usd(value, { decimals: 1, sign }), book.settings.moneyScale).text;
    return textCell(text('simulation.page.estimate', { value: written(estimateOf.value, true), error: written(estimateOf.error, false) }));
  };
  const endColumns = (key: 'low' | 'high') => [
    numbers(`assumptions.column.${key}`, undefined, 1),
    numbers('simulation.page.mean', unit, 1.3),
    numbers('simulation.page.expectedShortfall', unit, 1.3),
  ];
  return [
    leadInNote('simulation.page.tornadoNote', { paths: formatNumber(paths, { decimals: 0 }) }),
    ...table(
      [column('assumptions.column.assumption', { weight: 2 }), ...endColumns('low'), ...endColumns('high')],
      rows.map(({ label, low, high }) => [
        textCell(renderLabel(label, book.settings)),
        ...[low, high].flatMap((pathEstimate) => [
          textCell(pathEstimate ? renderLabel(pathEstimate.label, book.settings) : ''),
          estimate(pathEstimate?.mean),
          estimate(pathEstimate?.shortfall),
        ]),
      ]),
    ),
  ];
};

/** Returns the column of the low or the high value of an assumption. */
export const settingColumn = (key: 'low' | 'high') => numbers(`assumptions.column.${key}`, undefined, 0.9);

/** Returns how a plan's NPV and the cost of the slump change with the default assumptions of the market, as a tornado and a table. */
export const sensitivityBlocks = async (
  book: Workbook,
  plan: ValuedPlan,
  yieldToOthers: YieldToOthers,
  simulatedTornado: SimulationTornado | undefined,
): Promise<readonly SummaryBlock[]> => {
  const scenario = findScenario(book.scenarios, undefined);
  if (scenario === undefined) return [];
  const { rows, npv, cost } = await assumptionSensitivity(book, plan, scenario, yieldToOthers);
  const charts = assumptionCharts(book, rows);
  if (charts.npv === undefined && charts.cost === undefined) return [];
  const { unit } = chartMoney(book.settings);
  const result = (key: 'npv' | 'cost', end: 'low' | 'high') =>
    numbers(`assumptions.column.${key}`, unit, 1.1, { end: text(`assumptions.column.${end}`) });
  const written = (figure: typeof npv) => joinUnit(figureText(figure, book.settings.moneyScale));
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
        settingColumn('low'),
        result('npv', 'low'),
        result('cost', 'low'),
        settingColumn('high'),
        result('npv', 'high'),
        result('cost', 'high'),
      ],
      rows.map(({ label, low, high }) => [
        textCell(renderMessage(label)),
        ...[low, high].flatMap((end) => [textCell(renderLabel(end.setting, book.settings)), figureCell(end.npv), figureCell(end.cost)]),
      ]),
    ),
    ...(simulatedTornado ? simulatedTable(book, simulatedTornado) : []),
  ];
};
