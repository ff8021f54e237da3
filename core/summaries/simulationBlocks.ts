import { findRunPart } from '#db/repositories/runs.ts';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import type { SimulationSettings } from '#shared/domain/simulation.ts';
import { comma, semicolon, text } from '#shared/messages/text.ts';
import { presentChart } from '#shared/presentation/charts/presentChart.ts';
import { runNote } from '#shared/presentation/runNote.ts';
import { formatNumber } from '#shared/units/format.ts';
import type { ServiceContext } from '../context.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { savedQuestions } from '../simulation/questionHandlers.ts';
import { SIMULATION_RUNS } from '../simulation/runFormat.ts';
import { currentRuns } from '../simulation/storedRun.ts';
import { yieldIfDue } from '../yielding.ts';
import { column, heading, leadInNote, percent, sentences, sideBySide, table, textCell } from './blockBuilders.ts';

/** The numbers of policy closures of all metals, or those that a metal has of its own. */
type Closure = Omit<SimulationSettings['policyByMetal'][number], 'metal'>;

const closureText = ({ hazardChina, hazardOther, months, discount, freightUsdPerWmt }: Closure): string =>
  [
    ...(hazardChina === undefined ? [] : [text('summaries.simulation.hazardChina', { hazard: percent(hazardChina) })]),
    ...(hazardOther === undefined ? [] : [text('summaries.simulation.hazardOther', { hazard: percent(hazardOther) })]),
    ...(months === undefined ? [] : [text('summaries.simulation.months', { count: months })]),
    ...(discount === undefined ? [] : [text('summaries.simulation.discount', { discount: percent(discount) })]),
    ...(freightUsdPerWmt === undefined
      ? []
      : [text('summaries.simulation.freight', { freight: formatNumber(freightUsdPerWmt, { decimals: 1 }) })]),
  ].join(comma());

const policyText = (settings: SimulationSettings): string => {
  if (!settings.policy) return text('summaries.simulation.off');
  const generalClosure = closureText({
    hazardChina: settings.policyHazardChina,
    hazardOther: settings.policyHazardOther,
    months: settings.policyMonths,
    discount: settings.policyDiscount,
    freightUsdPerWmt: settings.policyFreightUsdPerWmt,
  });
  const closuresByMetal = settings.policyByMetal.map(({ metal, ...closure }) =>
    text('summaries.simulation.ofMetal', { metal: text(`metal.${metal}`), closure: closureText(closure) }),
  );
  return [generalClosure, ...closuresByMetal].join(semicolon());
};

const SOURCES = ['prices', 'cycle', 'credit', 'performance', 'groupByParent', 'deckIsNoCycle', 'weighted'] as const;

const assumptionTable = (settings: SimulationSettings): readonly SummaryBlock[] =>
  table(
    [column('summaries.column.what', { weight: 1.6 }), column('summaries.column.value', { weight: 2.8 })],
    [
      [text('simulation.page.draws'), text(`simulation.page.draws.${settings.draws}`)],
      ...SOURCES.map((key) => [
        text(`simulation.page.switch.${key}`),
        text(settings[key] ? 'summaries.simulation.on' : 'summaries.simulation.off'),
      ]),
      [text('simulation.page.switch.policy'), policyText(settings)],
    ].map((cells) => cells.map(textCell)),
  );

/**
 * Returns the newest run of a plan whose inputs and engine are those of today: its result, its assumptions, and the questions saved with
 * it. No blocks without such a run.
 */
export const simulationBlocks = async (ctx: ServiceContext, book: Workbook, plan: ValuedPlan): Promise<readonly SummaryBlock[]> => {
  for await (const run of currentRuns(ctx, book, plan.plan.id)) {
    const outcome = await findRunPart(ctx.workspace.db(), SIMULATION_RUNS, run.id, 'outcome', yieldIfDue);
    if (outcome.state !== 'readable') continue;
    const { plan: planName, choice, seconds, deck } = run.head;
    const questions = await savedQuestions(ctx, run.id);
    return [
      heading('summaries.head.simulation'),
      leadInNote('line.member', { name: runNote({ plan: planName, settings: choice, seconds, at: run.started, deck }) }),
      sentences(outcome.value.verdict),
      ...assumptionTable(choice),
      ...(questions.length === 0
        ? []
        : [
            heading('simulation.question.title'),
            ...questions.map(({ verdict }) => sentences(verdict)),
            ...sideBySide(
              questions.flatMap(({ distribution }) => (distribution === undefined ? [] : [presentChart(distribution, book.settings)])),
            ),
          ]),
    ];
  }
  return [];
};
