import { chinaShare, concentration } from '#engine';
import { findById } from '#shared/collections.ts';
import type { PlanDifference } from '#shared/contract/plans.ts';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import type { FigureMeasure } from '#shared/domain/figureIdentity.ts';
import { sum } from '#shared/math.ts';
import { message, text } from '#shared/messages/text.ts';
import { presentChart } from '#shared/presentation/charts/presentChart.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { formatDate } from '#shared/units/format.ts';
import type { ServiceContext } from '../context.ts';
import { groupValues } from '../effect/planMeasures.ts';
import { planDifference } from '../plans/difference.ts';
import { revenueChart } from '../plans/planList.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { chartMoney, hhi, ratio, share, usd, year as yearFigure } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { problemMessage } from '../portfolio/problems.ts';
import { assumptionTornado } from '../simulation/assumptionTornado.ts';
import { runWithYielding } from '../yielding.ts';
import {
  type BuiltBlocks,
  buildParts,
  column,
  figureCell,
  heading,
  note,
  numbers,
  percentUnit,
  table,
  textCell,
  type YieldToOthers,
} from './blockBuilders.ts';
import { contractTable } from './contractTable.ts';
import { decisionBlocks } from './decisionBlocks.ts';
import { assumptionBlocks, sourceBlocks } from './foundation.ts';
import { limitTable } from './internal.ts';
import { commitmentsTable } from './lender.ts';
import { noteBlocks } from './noteBlocks.ts';
import { oversoldBlocks } from './oversold.ts';
import { planHeadline } from './planHeadline.ts';
import { deckName, scenarioOf } from './recordNames.ts';
import { sensitivityBlocks } from './sensitivity.ts';
import { simulationBlocks } from './simulationBlocks.ts';
import { planSlump } from './slump.ts';
import { dealsIn, valueWithYielding } from './subject.ts';

/** The number of buyer groups that a table lists separately. */
const MAX_GROUPS = 12;

/** Returns a table of the contracts of the plan, by code. */
const contractBlocks = async (
  book: Workbook,
  plan: ValuedPlan,
  yieldToOthers: YieldToOthers,
  maxRows?: number,
): Promise<readonly SummaryBlock[]> => [
  heading('summaries.head.contracts', { year: String(book.year) }),
  ...(await contractTable(book, plan, dealsIn(book, plan), yieldToOthers, { maxRows })),
  ...[...plan.problems].map(([id, problem]) =>
    note('summaries.unpriced', {
      code: findById(book.contracts, id)?.code ?? id,
      problem: renderMessage(problemMessage(problem, book.references)),
    }),
  ),
];

/** Returns the contracts and facilities in which a plan differs from the baseline; with the remainder, the amounts sum to the total, as on the page of the plan. */
const differenceBlocks = ({ settings }: Workbook, { contracts, facilities, rest, total }: PlanDifference): readonly SummaryBlock[] => {
  if (contracts.length === 0 && facilities.length === 0) return [];
  const { unit } = chartMoney(settings);
  const line = (label: string, { revenue, npv }: PlanDifference['total']) => [textCell(label), figureCell(revenue), figureCell(npv)];
  return [
    heading('summaries.head.differences', { year: String(settings.horizonYear) }),
    ...table(
      [
        column('summaries.column.difference', { weight: 3 }),
        numbers('summaries.column.revenueDifference', unit),
        numbers('plans.difference.npv', unit),
      ],
      [
        ...contracts.map(({ label, ...amounts }) => line(renderMessage(label), amounts)),
        // the effect of a facility on the value of a plan is in the contracts whose prepayment it is
        ...facilities.map(({ label }) => [textCell(renderMessage(label)), textCell(''), textCell('')]),
        line(text('plans.page.difference.rest'), rest),
      ],
      line(text('common.total'), total),
    ),
  ];
};

/** Returns the buyer groups with the highest value in a year, and the sum of the others. */
const groupBlocks = (book: Workbook, plan: ValuedPlan): readonly SummaryBlock[] => {
  const groups = groupValues({ book, plan, year: book.year });
  const totalValue = sum(groups.map(({ value }) => value));
  const otherGroups = groups.slice(MAX_GROUPS);
  const line = (name: string, value: number, subject: string) => {
    const identity = (measure: FigureMeasure) => ({ identity: identifyInPlan(book, plan, measure, { period: book.year, subject }) });
    return [
      textCell(name),
      figureCell(usd(value, { decimals: 1, ...identity('grossValue') })),
      figureCell(share(value / totalValue, identity('valueShare'))),
    ];
  };
  if (totalValue === 0) return [];
  return [
    heading('summaries.head.concentration', { year: String(book.year) }),
    ...table(
      [
        column('summaries.column.group', { weight: 3 }),
        numbers('summaries.column.value', chartMoney(book.settings).unit),
        numbers('summaries.column.share', percentUnit()),
      ],
      [
        ...groups.slice(0, MAX_GROUPS).map(({ member, name, value }) => line(name, value, `group:${member}`)),
        ...(otherGroups.length > 0
          ? [line(text('summaries.rest', { count: otherGroups.length }), sum(otherGroups.map(({ value }) => value)), 'groups:rest')]
          : []),
      ],
      line(text('common.total'), totalValue, 'plan'),
    ),
  ];
};

/** Returns China's share and the number of buyers, by year. */
const chinaBlocks = (book: Workbook, plan: ValuedPlan): readonly SummaryBlock[] => {
  const planExposure = plan.exposure();
  const { destination, parent } = chinaShare(planExposure, 'grossValue');
  const rows = planExposure.years.flatMap((year, i) => {
    const values = groupValues({ book, plan, year }).map(({ value }) => value);
    const [destinationShare, parentShare] = [destination[i], parent[i]];
    if (destinationShare === undefined || parentShare === undefined || values.length === 0) return [];
    const concentrationOfGroups = concentration(values);
    const identity = (measure: FigureMeasure) => identifyInPlan(book, plan, measure, { period: year });
    return [
      [
        figureCell(yearFigure(year)),
        figureCell(share(destinationShare, { identity: identity('chinaShare') })),
        figureCell(share(parentShare, { identity: identity('chinaParentShare') })),
        figureCell(hhi(concentrationOfGroups.hhi, { identity: identity('hhi') })),
        figureCell(ratio(concentrationOfGroups.effectiveNumber, { identity: identity('effectiveBuyers') })),
      ],
    ];
  });
  return rows.length === 0
    ? []
    : [
        heading('summaries.head.china'),
        ...table(
          [
            column('summaries.column.year'),
            numbers('summaries.column.byDestination', percentUnit()),
            numbers('summaries.column.byParent', percentUnit()),
            numbers('summaries.column.hhi', undefined),
            numbers('summaries.column.effective', undefined),
          ],
          rows,
        ),
      ];
};

/** Returns the internal summary of a plan; `maxRows` as in `buildParts`. */
export const planBlocks = async (
  ctx: ServiceContext,
  book: Workbook,
  plan: ValuedPlan,
  title: string,
  yieldToOthers: YieldToOthers,
  maxRows?: number,
): Promise<BuiltBlocks> => {
  const { settings } = book;
  const values = { workspace: settings.name, date: formatDate(settings.valuationDate), deck: deckName(book) };
  await valueWithYielding(plan, yieldToOthers);
  const simulation = await simulationBlocks(ctx, book, plan);
  const tornado = await assumptionTornado(ctx, book, plan.plan.id);
  await yieldToOthers();
  const deals = dealsIn(book, plan);
  const foundation = { book, plan, deals, scenario: scenarioOf(book.scenarios, undefined) };
  const decisions = await decisionBlocks(ctx, plan.plan.id);
  const notes = await noteBlocks(ctx, deals);
  const withHeading = (key: 'summaries.head.planLimits' | 'summaries.head.commitments', blocks: readonly SummaryBlock[]) =>
    blocks.length === 0 ? [] : [heading(key), ...blocks];
  const parts = [
    async (): Promise<readonly SummaryBlock[]> => [
      { kind: 'title', title, subtitle: message('summaries.subtitle.internal', values) },
      ...(await planHeadline(book, plan)),
    ],
    () => oversoldBlocks(book, plan),
    () => withHeading('summaries.head.planLimits', limitTable(book, plan)),
    () => [{ kind: 'bars' as const, view: presentChart(revenueChart(book, plan), book.settings) }],
    async () => differenceBlocks(book, await runWithYielding(planDifference(book, plan, book.baseline()), yieldToOthers)),
    () => (plan.portfolio.contracts.length + plan.problems.size === 0 ? [] : contractBlocks(book, plan, yieldToOthers, maxRows)),
    () => groupBlocks(book, plan),
    () => chinaBlocks(book, plan),
    () => withHeading('summaries.head.commitments', commitmentsTable(book, plan.commitments())),
    () => planSlump(book, plan, yieldToOthers),
    () => simulation,
    () => sensitivityBlocks(book, plan, yieldToOthers, tornado),
    () => decisions,
    () => notes,
    () => assumptionBlocks(foundation),
    () => sourceBlocks(foundation),
  ];
  return buildParts(yieldToOthers, parts, maxRows);
};
