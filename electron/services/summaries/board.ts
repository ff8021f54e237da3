import { setImmediate as breathe } from 'node:timers/promises';
import type { ComparedPaths } from '#shared/contract/compare.ts';
import type { Output } from '#shared/contract/contract.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { message, messageText, text } from '#shared/messages/text.ts';
import { figureText, joined } from '#shared/units/figureText.ts';
import { formatDate, formatNumber } from '#shared/units/format.ts';
import { comparison, scenarioCosts } from '../compare/compare.ts';
import { limitLines } from '../overview/limits.ts';
import { deckName } from '../portfolio/explain.ts';
import { chartMoney } from '../portfolio/figures.ts';
import { scenarioOf, type ValuedPlan, type Workbook } from '../portfolio/portfolio.ts';
import type { ServiceContext } from '../service.ts';
import { column, heading, note, numbers, say, sentences, show, table } from './blocks.ts';
import { assumptionBlocks, referencesOf, sourceBlocks } from './foundation.ts';
import { dealBlocks, dealName, limitTable } from './internal.ts';
import { type Deal, dealsIn } from './subject.ts';

type Rows = Output<'compare.get'>['rows'];

/** The deals that a plan has and the baseline has not: what a board is asked to decide. */
export const newDeals = (book: Workbook, plan: ValuedPlan): readonly Deal[] => {
  const signed = new Set(book.baseline().portfolio.contracts.map(({ contract }) => contract.id));
  return dealsIn(book, plan).filter(({ contract }) => !signed.has(contract.id));
};

const measureTable = (book: Workbook, rows: Rows, names: readonly string[]): readonly SummaryBlock[] =>
  table(
    [
      column('summaries.column.measure', { weight: 2.4 }),
      ...names.map((name) => numbers('line.member', undefined, 1.2, { name })),
      numbers('summaries.column.change', undefined, 1.1),
    ],
    rows.map(({ label, cells }) => [
      say(messageText(label)),
      ...cells.map(({ figure }) => say(joined(figureText(figure, book.settings.moneyScale)))),
      say(cells.flatMap(({ difference }) => (difference ? [joined(figureText(difference, book.settings.moneyScale))] : []))[0] ?? ''),
    ]),
  );

const scenarioTable = (book: Workbook, costs: Output<'compare.scenarios'>): readonly SummaryBlock[] =>
  table(
    [
      column('compare.page.heat.scenario', { weight: 2.4 }),
      ...costs.plans.map(({ name }) => numbers('line.member', chartMoney(book.settings).unit, 1, { name })),
    ],
    costs.scenarios.map(({ name, cells }) => [say(name), ...cells.map(({ cost }) => show(cost))]),
  );

/** The plan less the baseline on the same paths, with what the run was; one that is out of date says so. */
const pathBlocks = (book: Workbook, paths: ComparedPaths): readonly SummaryBlock[] => {
  const unit = chartMoney(book.settings).unit;
  const written = (figure: Figure) => figureText(figure, book.settings.moneyScale).text;
  const estimate = ({ figure, error }: { readonly figure: Figure; readonly error: Figure }) =>
    say(text('simulation.page.estimate', { value: written(figure), error: written(error) }));
  return [
    heading('summaries.head.samePaths'),
    ...(paths.current ? [] : [note('summaries.board.stale')]),
    note('compare.page.paths.note', {
      paths: formatNumber(paths.choice.paths, { decimals: 0 }),
      seed: String(paths.choice.seed),
      seconds: formatNumber(paths.seconds, { decimals: 1 }),
      date: formatDate(paths.at.slice(0, 10)),
    }),
    ...table(
      [
        column('compare.page.paths.over', { weight: 1.4 }),
        numbers('compare.page.paths.ahead', text('compare.page.paths.ahead.unit'), 1.2),
        numbers('compare.paths.mean', unit, 1.4),
        numbers('compare.page.paths.quantiles', unit, 1.6),
        numbers('compare.paths.worst', unit, 1.6),
      ],
      paths.differences.map(({ year, plans: [, found] }) => [
        say(year === undefined ? text('compare.page.paths.whole') : String(year)),
        ...(found
          ? [
              estimate(found.ahead),
              estimate(found.mean),
              say(text('compare.page.paths.to', { low: written(found.low), high: written(found.high) })),
              estimate(found.worst),
            ]
          : []),
      ]),
    ),
    ...paths.charts.map((view): SummaryBlock => ({ kind: 'lines', view })),
  ];
};

/**
 * What a board is handed: the plan beside the baseline, each scenario, the limits, then all there is to say of every deal that the plan
 * adds. For the baseline itself, which adds nothing, its limits alone.
 */
export const boardBlocks = async (
  ctx: ServiceContext,
  book: Workbook,
  plan: ValuedPlan,
  title: string,
): Promise<readonly SummaryBlock[]> => {
  const { settings } = book;
  const baseline = book.baseline();
  const deals = newDeals(book, plan);
  const stored = book.plans.some(({ id }) => id === baseline.plan.id) && baseline.plan.id !== plan.plan.id;
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
  if (stored) {
    const planIds = [baseline.plan.id, plan.plan.id];
    const compared = await comparison(ctx, book, { planIds, reference: baseline.plan.id, scope: 'whole' });
    blocks.push(sentences(compared.verdict));
    if (plan.plan.note.trim() !== '') blocks.push(note('summaries.clause.note', { said: plan.plan.note.trim() }));
    const names = compared.plans.map(({ name }, i) => text('compare.page.plan', { letter: i === 0 ? 'A' : 'B', plan: name }));
    blocks.push(heading('summaries.head.sideBySide'), ...measureTable(book, compared.rows, names));
    blocks.push(...compared.charts.map((view): SummaryBlock => ({ kind: 'lines', view })));
    if (compared.paths) blocks.push(...pathBlocks(book, compared.paths));
    await breathe();
    blocks.push(heading('summaries.head.eachScenario'), ...scenarioTable(book, await scenarioCosts(book, planIds)));
  }
  const limits = limitTable(book, limitLines(book.limits, plan.limits()));
  if (limits.length > 0) blocks.push(heading('summaries.head.planLimits'), ...limits);
  for (const deal of deals) {
    blocks.push(heading('summaries.head.deal', { code: deal.contract.code, name: dealName(deal) }), ...dealBlocks(book, deal));
    await breathe();
  }
  if (deals.length === 0) blocks.push(note('summaries.board.noDeals'));
  const foundation = { book, plan, codes: referencesOf(book, dealsIn(book, plan)), scenario: scenarioOf(book.scenarios, undefined) };
  return [...blocks, ...assumptionBlocks(foundation), ...sourceBlocks(foundation)];
};
