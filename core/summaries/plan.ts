import { chinaShare, concentration } from '#engine';
import type { ContractDifference } from '#shared/contract/plans.ts';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { termsAt } from '#shared/domain/contract.ts';
import { METAL_SYMBOL } from '#shared/domain/metal.ts';
import { message, text } from '#shared/messages/text.ts';
import { presentChart } from '#shared/presentation/charts/present.ts';
import { renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { formatDate, formatMonth, formatNumber, formatPrice } from '#shared/units/format.ts';
import { contractRow } from '../contracts/contractRows.ts';
import { buyersMeasure, chinaMeasure, groupValues, netRevenueMeasure } from '../effect/measures.ts';
import { limitLines } from '../overview/limitLines.ts';
import { overviewVerdict } from '../overview/verdict.ts';
import { planDifference } from '../plans/difference.ts';
import { revenueChart } from '../plans/planList.ts';
import { chartMoney, hhi, none, ratio, share, usd, year as yearFigure } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { problemMessage } from '../portfolio/problems.ts';
import {
  column,
  figureRows,
  heading,
  inParts,
  missing,
  note,
  numbers,
  type Pace,
  percent,
  say,
  sentences,
  show,
  table,
  tonnesColumn,
} from './blocks.ts';
import { assumptionBlocks, referencesOf, sourceBlocks } from './foundation.ts';
import { limitTable } from './internal.ts';
import { coverageTable } from './lender.ts';
import { deckName, scenarioOf } from './recordNames.ts';
import { planSlump } from './slump.ts';
import { dealsIn, valuedInTurns } from './subject.ts';

/** Groups of buyers that a table names one by one. */
const MOST_GROUPS = 12;
const percentHead = (): string => text('summaries.unit.percent');
const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const figureBlocks = (book: Workbook, plan: ValuedPlan): readonly SummaryBlock[] => {
  const place = { book, plan, year: book.year };
  const year = String(book.year);
  const buyers = buyersMeasure(place);
  const index = buyers.hhi && formatNumber(Number(buyers.hhi.figure.value), { decimals: 0 });
  return figureRows([
    { label: message('economics.npv', { rate: percent(book.settings.discountRate) }), figure: usd(plan.value.npv) },
    { label: message('summaries.figure.revenue', { year }), figure: netRevenueMeasure(place)?.figure ?? none() },
    { label: message('summaries.figure.china', { year }), figure: chinaMeasure(place, 'destination')?.figure ?? none() },
    {
      label: message('summaries.figure.effective', { year }),
      figure: buyers.effective?.figure ?? none(),
      ...(index === undefined ? {} : { basis: message('summaries.basis.hhi', { hhi: index }) }),
    },
  ]);
};

/** The contracts of the plan, by code. */
const contractBlocks = (book: Workbook, plan: ValuedPlan): readonly SummaryBlock[] => {
  const { unit } = chartMoney(book.settings);
  const rows = dealsIn(book, plan).map(({ contract }) => ({ contract, row: contractRow(book, plan, contract) }));
  const tonnes = tonnesColumn(rows.map(({ row }) => row.tonnesPerYear));
  return [
    heading('summaries.head.contracts', { year: String(book.year) }),
    ...table(
      [
        column('summaries.column.contract', { weight: 0.8 }),
        column('summaries.column.buyer', { weight: 2.1 }),
        column('summaries.column.metal', { weight: 0.7 }),
        column('summaries.column.destination', { weight: 1.2 }),
        column('summaries.column.until', { weight: 0.95 }),
        numbers('summaries.column.tonnesYear', tonnes.unit, 0.9),
        numbers('summaries.column.floor', undefined, 1.5),
        numbers('summaries.column.takeOrPay', percentHead(), 1.1),
        numbers('summaries.column.netPrice', text('summaries.unit.usdPerDmt'), 1),
        numbers('summaries.column.revenue', unit, 1.15),
      ],
      rows.map(({ contract, row }) => {
        const { takeOrPayShare } = termsAt(contract, Math.max(contract.start, book.valuationMonth + 1)).quantity;
        const floor = row.floor === undefined || row.collarUnit === undefined ? undefined : formatPrice(row.floor, row.collarUnit);
        return [
          say(row.code),
          say(row.buyer),
          say(METAL_SYMBOL[row.metal]),
          say(renderLabel(row.destination)),
          say(formatMonth(row.end)),
          tonnes.say(row.tonnesPerYear),
          floor === undefined ? missing() : say(`${floor.text} ${floor.unit}`),
          takeOrPayShare === 0 ? missing() : say(formatNumber(takeOrPayShare * 100, { decimals: 0 })),
          row.netPrice === undefined ? missing() : say(formatNumber(row.netPrice, { decimals: 1 })),
          row.revenue === undefined ? missing() : show(usd(row.revenue, { decimals: 1 })),
        ];
      }),
    ),
    ...[...plan.problems].map(([id, problem]) =>
      note('summaries.unpriced', {
        code: book.contracts.find((contract) => contract.id === id)?.code ?? id,
        problem: renderMessage(problemMessage(problem, book.references)),
      }),
    ),
  ];
};

const differenceBlocks = ({ settings }: Workbook, differences: readonly ContractDifference[]): readonly SummaryBlock[] =>
  differences.length === 0
    ? []
    : [
        heading('summaries.head.differences', { year: String(settings.horizonYear) }),
        ...table(
          [column('summaries.column.difference', { weight: 3 }), numbers('summaries.column.revenue', chartMoney(settings).unit)],
          differences.map(({ label, revenue }) => [say(renderMessage(label)), show(revenue)]),
        ),
      ];

/** The groups of buyers with most value in a year, and the rest together. */
const groupBlocks = (book: Workbook, plan: ValuedPlan): readonly SummaryBlock[] => {
  const groups = groupValues({ book, plan, year: book.year });
  const whole = sumOf(groups.map(({ value }) => value));
  const rest = groups.slice(MOST_GROUPS);
  const line = (name: string, value: number) => [say(name), show(usd(value, { decimals: 1 })), show(share(value / whole))];
  if (whole === 0) return [];
  return [
    heading('summaries.head.concentration', { year: String(book.year) }),
    ...table(
      [
        column('summaries.column.group', { weight: 3 }),
        numbers('summaries.column.value', chartMoney(book.settings).unit),
        numbers('summaries.column.share', percentHead()),
      ],
      [
        ...groups.slice(0, MOST_GROUPS).map(({ name, value }) => line(name, value)),
        ...(rest.length > 0 ? [line(text('summaries.rest', { count: rest.length }), sumOf(rest.map(({ value }) => value)))] : []),
      ],
      line(text('common.total'), whole),
    ),
  ];
};

/** China's share and the number of buyers, year by year. */
const chinaBlocks = (book: Workbook, plan: ValuedPlan): readonly SummaryBlock[] => {
  const exposed = plan.exposure();
  const { destination, parent } = chinaShare(exposed, 'grossValue');
  const rows = exposed.years.flatMap((year, i) => {
    const values = groupValues({ book, plan, year }).map(({ value }) => value);
    const [to, owned] = [destination[i], parent[i]];
    if (to === undefined || owned === undefined || values.length === 0) return [];
    const found = concentration(values);
    return [[show(yearFigure(year)), show(share(to)), show(share(owned)), show(hhi(found.hhi)), show(ratio(found.effectiveNumber))]];
  });
  return rows.length === 0
    ? []
    : [
        heading('summaries.head.china'),
        ...table(
          [
            column('summaries.column.year'),
            numbers('summaries.column.byDestination', percentHead()),
            numbers('summaries.column.byParent', percentHead()),
            numbers('summaries.column.hhi', undefined),
            numbers('summaries.column.effective', undefined),
          ],
          rows,
        ),
      ];
};

/** The internal summary of a plan. */
export const planBlocks = async (book: Workbook, plan: ValuedPlan, title: string, pace: Pace): Promise<readonly SummaryBlock[]> => {
  const { settings } = book;
  const values = { workspace: settings.name, date: formatDate(settings.valuationDate), deck: deckName(book) };
  const isChosen = plan.plan.id === settings.planId;
  // what a draft would add is measured against the chosen plan
  const verdict = () => overviewVerdict(book, plan).filter(({ key }) => isChosen || key !== 'overview.verdict.draft');
  const said = plan.plan.note.trim();
  await valuedInTurns(plan, pace);
  const foundation = { book, plan, codes: referencesOf(book, dealsIn(book, plan)), scenario: scenarioOf(book.scenarios, undefined) };
  const headed = (key: 'summaries.head.planLimits' | 'summaries.head.coverage', blocks: readonly SummaryBlock[]) =>
    blocks.length === 0 ? [] : [heading(key), ...blocks];
  return inParts(pace, [
    () => [{ kind: 'title', title, subtitle: message('summaries.subtitle.internal', values) }, sentences(verdict())],
    () => figureBlocks(book, plan),
    () => (said === '' ? [] : [note('summaries.clause.note', { said })]),
    () => headed('summaries.head.planLimits', limitTable(book, limitLines(book.limits, plan.limits()))),
    () => [{ kind: 'bars', view: presentChart(revenueChart(book, plan), book.settings) }],
    () => differenceBlocks(book, planDifference(book, plan, book.baseline()).contracts),
    () => (plan.portfolio.contracts.length + plan.problems.size === 0 ? [] : contractBlocks(book, plan)),
    () => groupBlocks(book, plan),
    () => chinaBlocks(book, plan),
    () => headed('summaries.head.coverage', coverageTable(book, plan.coverage())),
    () => planSlump(book, plan),
    () => assumptionBlocks(foundation),
    () => sourceBlocks(foundation),
  ]);
};
