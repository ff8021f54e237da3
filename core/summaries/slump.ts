import type { Revaluation } from '#engine';
import type { WaterfallView } from '#shared/contract/chartViews.ts';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { termsAt } from '#shared/domain/contract.ts';
import type { FigureIdentity, FigureMeasure } from '#shared/domain/figureIdentity.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { hasFloor } from '#shared/domain/terms.ts';
import { sumBy, sum as sumOf } from '#shared/math.ts';
import { text } from '#shared/messages/text.ts';
import { presentChart } from '#shared/presentation/charts/presentChart.ts';
import { causesChart, revenueChart } from '../cycles/cycleCharts.ts';
import { cycleRowsInSteps } from '../cycles/cycles.ts';
import { contractValue } from '../portfolio/contractValues.ts';
import { identifyAlone, identifyDeal, identifyInPlan, identityOfPart } from '../portfolio/figureIdentity.ts';
import { chartMoney, usd, words } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { shownCauses } from '../scenarios/scenarioFigures.ts';
import { runWithYielding } from '../yielding.ts';
import { column, figureCell, figureRows, heading, note, numbers, sentences, table, textCell, type YieldToOthers } from './blockBuilders.ts';
import { scenarioOf } from './recordNames.ts';
import type { Deal } from './subject.ts';

/** The number of contracts that a table lists separately. */
const MAX_ROWS = 12;

const scenarioNote = ({ name, startsAfterMonths, note: scenarioText }: Scenario): SummaryBlock =>
  note('summaries.slump.note', { scenario: name, months: startsAfterMonths, note: scenarioText });

/** Returns the steps from a contract's revenue at deck prices to that in the scenario, without the effect on spot tonnes. */
const dealCauses = (
  book: Workbook,
  { contract, product }: Deal,
  revaluation: Revaluation,
  scenario: Scenario,
  identify: (measure: FigureMeasure, isInScenario?: boolean) => { readonly identity: FigureIdentity },
): WaterfallView => {
  const money = chartMoney(book.settings);
  const change = revaluation.byContract[0]!;
  return {
    kind: 'waterfall',
    title: text('summaries.chart.dealCauses'),
    summary: text('summaries.chart.dealCausesSummary', { code: contract.code, scenario: scenario.name }),
    unit: money.unit,
    unitSize: money.factor,
    decimals: money.decimals,
    lines: [
      {
        label: text('cycles.causes.deck'),
        amount: change.base / money.factor,
        kind: 'start',
        role: `metal.${product.metal}`,
        ...identify('revenue', false),
      },
      ...shownCauses(revaluation)
        .filter(({ key }) => key !== 'spot')
        .map(({ key, onContracts }) => ({
          label: text(`overview.explain.cause.${key}`),
          amount: onContracts / money.factor + 0,
          identity: identityOfPart(identify('scenarioChange').identity, key),
          kind: 'step' as const,
          role: onContracts >= 0 ? ('gain' as const) : ('loss' as const),
        })),
      { label: scenario.name, amount: change.scenario / money.factor, kind: 'total', role: 'ink', ...identify('scenarioRevenue') },
    ],
  };
};

/** Two revenues that differ by less than this share are equal. */
const REVENUE_TOLERANCE = 1e-6;

/** Returns the effect of the China slump on one contract alone, by cause, and what its floor and take-or-pay protect. */
export const dealSlump = (book: Workbook, deal: Deal, plan: ValuedPlan): readonly SummaryBlock[] => {
  const scenario = scenarioOf(book.scenarios, undefined);
  const revaluation = book.alone(deal.contract).inScenario();
  const change = revaluation?.byContract[0];
  if (scenario === undefined || revaluation === undefined || change === undefined || change.base === 0) return [];
  const terms = termsAt(deal.contract, Math.max(deal.contract.start, book.valuationMonth + 1));
  const isUnprotected = !hasFloor(terms) && terms.quantity.takeOrPayShare === 0;
  const loss = change.base - change.scenario;
  const identify = (measure: FigureMeasure, inScenario = true) => ({
    identity: identifyAlone(book, deal.contract, measure, { plan: plan.plan, ...(inScenario ? { scenario: scenario.id } : {}) }),
  });
  const figures = {
    cost: usd(loss, identify('scenarioCost')),
    revenue: usd(change.base, identify('revenue', false)),
    ...(isUnprotected
      ? {}
      : {
          floor: usd(change.savedByFloor, identify('savedByFloor')),
          takeOrPay: usd(change.savedByTakeOrPay, identify('savedByTakeOrPay')),
          withoutClauses: usd(change.base - change.withoutClauses, identify('lostWithoutClauses')),
        }),
  };
  const revenueInPlan = sumOf(contractValue(plan, deal.contract.id)?.revenue ?? []);
  const isCut = Math.abs(revenueInPlan - change.base) > REVENUE_TOLERANCE * Math.abs(change.base);
  const key = loss <= 0 ? 'summaries.slump.none' : isUnprotected ? 'summaries.slump.unprotected' : 'summaries.slump.protected';
  return [
    heading('summaries.head.slumpAlone', { scenario: scenario.name }),
    ...(isCut
      ? [
          sentences([
            {
              key: 'summaries.slump.alone',
              figures: {
                alone: usd(change.base, identify('revenue', false)),
                inPlan: usd(revenueInPlan, { identity: identifyDeal(book, plan, deal.contract, 'revenue') }),
                plan: words(plan.plan.name),
              },
            },
          ]),
        ]
      : []),
    sentences([{ key, figures: loss <= 0 ? {} : figures }]),
    { kind: 'waterfall', view: dealCauses(book, deal, revaluation, scenario, identify) },
    scenarioNote(scenario),
  ];
};

/** What a row of the table is about: a contract, the contracts that are not listed, spot sales, or the plan. */
type RowSubject = { readonly contract: ContractId } | 'rest' | 'spot' | 'plan';

/** Returns the effect of the China slump on a plan: by quarter, by cause, by contract. */
export const planSlump = async (book: Workbook, plan: ValuedPlan, yieldToOthers: YieldToOthers): Promise<readonly SummaryBlock[]> => {
  const scenario = scenarioOf(book.scenarios, undefined);
  const revaluation = plan.inScenario();
  if (scenario === undefined || revaluation === undefined) return [];
  const { unit } = chartMoney(book.settings);
  const { total, spot } = revaluation;
  const rows = await runWithYielding(cycleRowsInSteps(book, plan, revaluation), yieldToOthers);
  const sum = (of: (row: (typeof rows)[number]) => number, from = 0) => sumBy(rows.slice(from), of);
  const identify = (
    subject: RowSubject,
    measure: 'revenue' | 'scenarioRevenue' | 'scenarioChange' | 'savedByFloor' | 'savedByTakeOrPay',
  ) => {
    const parts = measure === 'revenue' ? {} : { scenario: scenario.id };
    if (typeof subject === 'object') return { identity: identifyDeal(book, plan, { id: subject.contract }, measure, parts) };
    if (measure === 'revenue' || measure === 'scenarioRevenue') {
      const ofPlan = subject === 'spot' ? 'spotRevenue' : 'netRevenue';
      return {
        identity: identifyInPlan(book, plan, subject === 'rest' ? measure : ofPlan, {
          ...parts,
          scenario: measure === 'revenue' ? undefined : scenario.id,
          subject: subject === 'rest' ? 'contracts:rest' : 'plan',
        }),
      };
    }
    return { identity: identifyInPlan(book, plan, measure, { ...parts, subject: subject === 'plan' ? 'plan' : `part:${subject}` }) };
  };
  const line = (
    [name, code]: readonly [string, string],
    [base, stressedValue]: readonly [number, number],
    [byFloor, byTakeOrPay]: readonly [number, number],
    subject: RowSubject,
  ) => [
    textCell(code),
    textCell(name),
    figureCell(usd(base, { decimals: 1, ...identify(subject, 'revenue') })),
    figureCell(usd(stressedValue, { decimals: 1, ...identify(subject, 'scenarioRevenue') })),
    figureCell(
      usd(stressedValue - base, {
        decimals: 1,
        sign: true,
        between: { value: stressedValue, from: base },
        ...identify(subject, 'scenarioChange'),
      }),
    ),
    figureCell(usd(byFloor, { decimals: 1, sign: true, ...identify(subject, 'savedByFloor') })),
    figureCell(usd(byTakeOrPay, { decimals: 1, sign: true, ...identify(subject, 'savedByTakeOrPay') })),
  ];
  const otherCount = rows.length - MAX_ROWS;
  return [
    heading('summaries.head.slump', { scenario: scenario.name }),
    ...figureRows([
      {
        label: { key: 'summaries.figure.atDeck' },
        figure: usd(total.base, { decimals: 1, identity: identifyInPlan(book, plan, 'netRevenue') }),
      },
      {
        label: { key: 'summaries.figure.inSlump' },
        figure: usd(total.scenario, { decimals: 1, identity: identifyInPlan(book, plan, 'netRevenue', { scenario: scenario.id }) }),
      },
      {
        label: { key: 'summaries.figure.slump' },
        figure: usd(total.change, {
          sign: true,
          decimals: 1,
          between: { value: total.scenario, from: total.base },
          identity: identifyInPlan(book, plan, 'scenarioChange', { scenario: scenario.id }),
        }),
      },
      {
        label: { key: 'summaries.figure.saved' },
        figure: usd(total.saved, { decimals: 1, identity: identifyInPlan(book, plan, 'savedByClauses', { scenario: scenario.id }) }),
        basis: { key: 'summaries.basis.floorsTakeOrPay' },
      },
    ]),
    scenarioNote(scenario),
    { kind: 'lines', view: presentChart(revenueChart(book, plan, revaluation, scenario), book.settings) },
    { kind: 'waterfall', view: presentChart(causesChart(book, plan, revaluation, scenario), book.settings) },
    ...table(
      [
        column('summaries.column.contract', { weight: 0.7 }),
        column('summaries.column.buyer', { weight: 2.2 }),
        numbers('summaries.column.deck', unit),
        numbers('summaries.column.slump', unit),
        numbers('summaries.column.change', unit),
        numbers('summaries.column.byFloor', unit),
        numbers('summaries.column.byTakeOrPay', unit, 1.3),
      ],
      [
        ...rows
          .slice(0, MAX_ROWS)
          .map((row) =>
            line([row.buyer, row.code], [row.base, row.stressed], [row.savedByFloor, row.savedByTakeOrPay], { contract: row.contractId }),
          ),
        ...(otherCount > 0
          ? [
              line(
                [text('summaries.rest', { count: otherCount }), ''],
                [sum(({ base }) => base, MAX_ROWS), sum(({ stressed }) => stressed, MAX_ROWS)],
                [sum(({ savedByFloor }) => savedByFloor, MAX_ROWS), sum(({ savedByTakeOrPay }) => savedByTakeOrPay, MAX_ROWS)],
                'rest',
              ),
            ]
          : []),
        line([text('summaries.spot'), ''], [spot.base, spot.scenario], [0, 0], 'spot'),
      ],
      line(
        [text('common.total'), ''],
        [total.base, total.scenario],
        [sum(({ savedByFloor }) => savedByFloor), sum(({ savedByTakeOrPay }) => savedByTakeOrPay)],
        'plan',
      ),
    ),
  ];
};
