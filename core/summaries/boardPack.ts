import { COMPARED_GROUPS, type ComparedPaths, type ComparedPlan, type CompareRow } from '#shared/contract/compare.ts';
import type { Output } from '#shared/contract/contract.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { SummaryBlock, SummaryCell } from '#shared/contract/summaries.ts';
import type { PlanId, ScenarioId } from '#shared/domain/ids.ts';
import { sum } from '#shared/math.ts';
import { message, serial, text } from '#shared/messages/text.ts';
import { presentChart } from '#shared/presentation/charts/presentChart.ts';
import { figureText, joinUnit, renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { runNote } from '#shared/presentation/runNote.ts';
import { formatDate } from '#shared/units/format.ts';
import { comparison, scenarioCosts } from '../compare/compare.ts';
import type { ServiceContext } from '../context.ts';
import type { PlanFinancing } from '../financing/planFinancing.ts';
import { chartMoney } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { assumptionTornado } from '../simulation/assumptionTornado.ts';
import {
  chapter,
  column,
  figureCell,
  heading,
  leadInNote,
  note,
  numbers,
  sentences,
  sideBySide,
  table,
  textCell,
  type YieldToOthers,
} from './blockBuilders.ts';
import { contractTable } from './contractTable.ts';
import { decisionBlocks } from './decisionBlocks.ts';
import { assumptionBlocks, sourceBlocks } from './foundation.ts';
import { dealBlocks, dealName, limitTable } from './internal.ts';
import { shortFinancingBlocks } from './lenderFinancing.ts';
import { oversoldBlocks } from './oversold.ts';
import { planHeadline } from './planHeadline.ts';
import { deckName, scenarioOf } from './recordNames.ts';
import { sensitivityBlocks } from './sensitivity.ts';
import { simulationBlocks } from './simulationBlocks.ts';
import { type Deal, dealsIn } from './subject.ts';

/** Returns the name of a plan with its letter in the charts. */
const planLabel = ({ letter, name }: Pick<ComparedPlan, 'letter' | 'name'>): string => text('compare.page.plan', { letter, plan: name });

/** Lists the contracts of a plan that are not in the base plan: those that the board decides on. */
export const newDeals = (book: Workbook, plan: ValuedPlan): readonly Deal[] => {
  const baselineContracts = new Set(book.baseline().portfolio.contracts.map(({ contract }) => contract.id));
  return dealsIn(book, plan).filter(({ contract }) => !baselineContracts.has(contract.id));
};

/** Contracts with a chapter of their own; a plan that adds more has a table of the others. */
export const MAX_CHAPTERS = 40;

/** The added contracts with a chapter, in the order given: the largest by net revenue over the plan. */
const largestDeals = (plan: ValuedPlan, deals: readonly Deal[]): ReadonlySet<Deal> => {
  if (deals.length <= MAX_CHAPTERS) return new Set(deals);
  const revenueOf = new Map(plan.value.contracts.map(({ contractId, revenue }) => [contractId, sum(revenue)]));
  const bySize = deals.toSorted((a, b) => (revenueOf.get(b.contract.id) ?? 0) - (revenueOf.get(a.contract.id) ?? 0));
  const largestContracts = new Set(bySize.slice(0, MAX_CHAPTERS));
  return new Set(deals.filter((deal) => largestContracts.has(deal)));
};

/** Returns a table of all measures by group, with the change of one other plan; changes of several plans are a separate table. */
const measureTables = (book: Workbook, { plans, reference, rows }: Output<'compare.get'>): readonly SummaryBlock[] => {
  const formatCell = (figure: Figure | undefined) =>
    textCell(figure === undefined ? '' : joinUnit(figureText(figure, book.settings.moneyScale)));
  const namedPlans = plans.map((plan, i) => ({ i, id: plan.id, name: planLabel(plan) }));
  const otherPlans = namedPlans.filter(({ id }) => id !== reference);
  const groupedTable = (planColumns: Parameters<typeof table>[0], cellsOf: (row: CompareRow) => readonly SummaryCell[]) =>
    table(
      [column('summaries.column.measureGroup', { weight: 1.6 }), column('summaries.column.measure', { weight: 2.2 }), ...planColumns],
      COMPARED_GROUPS.flatMap((group) =>
        rows
          .filter((row) => row.group === group)
          .map((row, i) => [textCell(i === 0 ? text(`compare.page.${group}`) : ''), textCell(renderMessage(row.label)), ...cellsOf(row)]),
      ),
    );
  const columns = (columnPlans: typeof namedPlans) => columnPlans.map(({ name }) => numbers('line.member', undefined, 1.2, { name }));
  const [otherPlan] = otherPlans;
  if (otherPlans.length === 1 && otherPlan) {
    return groupedTable([...columns(namedPlans), numbers('summaries.column.change', undefined, 1.1)], ({ cells }) => [
      ...cells.map(({ figure }) => formatCell(figure)),
      formatCell(cells[otherPlan.i]?.difference),
    ]);
  }
  return [
    ...groupedTable(columns(namedPlans), ({ cells }) => cells.map(({ figure }) => formatCell(figure))),
    leadInNote('compare.page.against', { plan: namedPlans.find(({ id }) => id === reference)?.name ?? '' }),
    ...groupedTable(columns(otherPlans), ({ cells }) => otherPlans.map(({ i }) => formatCell(cells[i]?.difference))),
  ];
};

const scenarioTable = (book: Workbook, costs: Output<'compare.scenarios'>): readonly SummaryBlock[] =>
  table(
    [
      column('compare.page.heat.scenario', { weight: 2.4 }),
      ...costs.plans.map(({ name }) => numbers('line.member', chartMoney(book.settings).unit, 1, { name })),
    ],
    costs.scenarios.map(({ name, cells }) => [textCell(renderLabel(name, book.settings)), ...cells.map(({ cost }) => figureCell(cost))]),
  );

/** Returns the differences of the plans from the reference on common paths, with the parameters of the run and a note if it is outdated. */
const pathBlocks = (
  book: Workbook,
  paths: ComparedPaths,
  { plans, reference }: Pick<Output<'compare.get'>, 'plans' | 'reference'>,
): readonly SummaryBlock[] => {
  const unit = chartMoney(book.settings).unit;
  const formatCell = (figure: Figure) => figureText(figure, book.settings.moneyScale).text;
  const estimate = ({ figure, error }: { readonly figure: Figure; readonly error: Figure }) =>
    textCell(text('simulation.page.estimate', { value: formatCell(figure), error: formatCell(error) }));
  return [
    heading('summaries.head.samePaths'),
    ...(paths.isCurrent ? [] : [leadInNote(paths.isOfOtherVersion ? 'summaries.board.otherVersion' : 'summaries.board.stale')]),
    leadInNote('line.member', { name: runNote(paths) }),
    ...plans.flatMap((plan, i) =>
      plan.id === reference
        ? []
        : [
            leadInNote('line.member', { name: planLabel(plan) }),
            ...table(
              [
                column('compare.page.paths.over', { weight: 1.4 }),
                numbers('compare.page.paths.ahead', text('compare.page.paths.ahead.unit'), 1.2),
                numbers('compare.paths.mean', unit, 1.4),
                numbers('compare.page.paths.quantiles', unit, 1.6),
                numbers('compare.paths.worst', unit, 1.6),
              ],
              paths.differences.map(({ year, plans: plansOfYear }) => {
                const planDifference = plansOfYear[i];
                return [
                  textCell(year === undefined ? text('compare.page.paths.whole') : String(year)),
                  ...(planDifference
                    ? [
                        estimate(planDifference.ahead),
                        estimate(planDifference.mean),
                        textCell(
                          text('compare.page.paths.to', { low: formatCell(planDifference.low), high: formatCell(planDifference.high) }),
                        ),
                        estimate(planDifference.worst),
                      ]
                    : []),
                ];
              }),
            ),
          ],
    ),
    ...sideBySide(paths.charts.map((chart) => presentChart(chart, book.settings))),
  ];
};

/** The plans that a board pack compares, and the reference plan. */
export type BoardComparison = {
  readonly planIds: readonly PlanId[];
  readonly reference: PlanId;
};

/** Compares a plan with the base plan, if both exist in the workspace. */
export const defaultComparison = (book: Workbook, plan: ValuedPlan): BoardComparison | undefined => {
  const { id } = book.baseline().plan;
  const isStored = book.plans.some((candidate) => candidate.id === id) && id !== plan.plan.id;
  return isStored ? { planIds: [id, plan.plan.id], reference: id } : undefined;
};

/** Returns the opening of a board pack: title and comparison with other plans, or the plan's own headline. */
export const boardOpening = async (
  ctx: ServiceContext,
  book: Workbook,
  plan: ValuedPlan,
  title: string,
  comparisonChoice: BoardComparison | undefined,
  scenario: ScenarioId | undefined,
): Promise<readonly SummaryBlock[]> => {
  const { settings } = book;
  const blocks: SummaryBlock[] = [
    {
      kind: 'title',
      title,
      subtitle: message('summaries.subtitle.internal', {
        workspace: settings.name,
        date: formatDate(settings.valuationDate),
        deck: deckName(book),
      }),
    },
  ];
  if (!comparisonChoice) {
    blocks.push(...(await planHeadline(book, plan)));
    return blocks;
  }
  const comparisonResult = await comparison(ctx, book, { ...comparisonChoice, scenario, scope: 'whole' });
  blocks.push(sentences(comparisonResult.verdict));
  for (const comparedPlan of comparisonResult.plans)
    if (comparedPlan.note !== '') blocks.push(note('compare.planNote', { plan: planLabel(comparedPlan), said: comparedPlan.note }));
  blocks.push(
    heading('summaries.head.sideBySide'),
    ...measureTables(book, comparisonResult),
    leadInNote('summaries.board.key', { plans: comparisonResult.plans.map(planLabel).join(serial()) }),
    ...sideBySide(comparisonResult.charts.map((chart) => presentChart(chart, settings))),
  );
  if (comparisonResult.paths) blocks.push(...pathBlocks(book, comparisonResult.paths, comparisonResult));
  return blocks;
};

/**
 * Returns the blocks of a board pack: the comparison with other plans, the scenarios, the financing, the limits, and every contract that the
 * plan adds. Without a comparison, as of the base plan: the plan's own headline instead.
 */
export const boardBlocks = async (
  ctx: ServiceContext,
  book: Workbook,
  plan: ValuedPlan,
  title: string,
  yieldToOthers: YieldToOthers,
  {
    comparison: comparisonChoice = defaultComparison(book, plan),
    scenario,
    financing,
  }: {
    readonly comparison?: BoardComparison | undefined;
    /** The debt of the plan; without it the pack has no section on financing. */
    readonly financing?: PlanFinancing | undefined;
    /** The scenario of the losses; the default scenario if absent. */
    readonly scenario?: ScenarioId | undefined;
  } = {},
): Promise<readonly SummaryBlock[]> => {
  const deals = newDeals(book, plan);
  const blocks: SummaryBlock[] = [...(await boardOpening(ctx, book, plan, title, comparisonChoice, scenario))];
  if (comparisonChoice) {
    await yieldToOthers();
    blocks.push(heading('summaries.head.eachScenario'), ...scenarioTable(book, await scenarioCosts(book, comparisonChoice.planIds)));
  }
  if (financing) blocks.push(...(await shortFinancingBlocks(financing, book, yieldToOthers)));
  blocks.push(...(await simulationBlocks(ctx, book, plan)));
  blocks.push(...(await sensitivityBlocks(book, plan, yieldToOthers, await assumptionTornado(ctx, book, plan.plan.id))));
  blocks.push(...oversoldBlocks(book, plan));
  const limits = limitTable(book, plan);
  if (limits.length > 0) blocks.push(heading('summaries.head.planLimits'), ...limits);
  blocks.push(...(await decisionBlocks(ctx, plan.plan.id)));
  const describedDeals = largestDeals(plan, deals);
  const otherDeals = deals.filter((deal) => !describedDeals.has(deal));
  if (otherDeals.length > 0)
    blocks.push(
      heading('summaries.head.otherDeals', { year: String(book.year) }),
      leadInNote('summaries.board.otherDeals', { shown: String(describedDeals.size), all: String(deals.length) }),
      ...(await contractTable(book, plan, otherDeals, yieldToOthers, { hasTotal: true })),
    );
  let describedCount = 0;
  for (const deal of describedDeals) {
    blocks.push(...chapter({ code: deal.contract.code, name: dealName(deal) }, await dealBlocks(ctx, book, deal, plan.plan.id)));
    await yieldToOthers({ work: 'figures', doneCount: ++describedCount, total: describedDeals.size });
  }
  if (deals.length === 0) blocks.push(note('summaries.board.noDeals'));
  const foundation = { book, plan, deals: dealsIn(book, plan), scenario: scenarioOf(book.scenarios, undefined) };
  return [...blocks, ...(await assumptionBlocks(foundation)), ...(await sourceBlocks(foundation))];
};
