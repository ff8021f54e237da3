import type { Output } from '#shared/contract/contract.ts';
import type { Sentence, Verdict } from '#shared/contract/figure.ts';
import { DATES_PAGE_ROWS } from '#shared/contract/listPages.ts';
import type { BuyerId } from '#shared/domain/ids.ts';
import { METALS, type Metal } from '#shared/domain/metal.ts';
import { message } from '#shared/messages/text.ts';
import { isEndOfStep, type Steps } from '#shared/steps.ts';
import { type HandlersOf, memoizePerRevision } from '../context.ts';
import { writeDatesCalendarInSteps } from '../documents/datesCalendar.ts';
import { count, labelFigure, words } from '../portfolio/figures.ts';
import { valuedWorkbook, type Workbook } from '../portfolio/portfolio.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import { DAYS_AHEAD, filterDatesInSteps, type ListedDate, listActionDates, listDatesFor, rowOfDate, worthOfDate } from './datesAhead.ts';
import { sortDates } from './sortDates.ts';

const nextSentence = (date: ListedDate): Sentence => {
  const { who, route, kind, days } = rowOfDate(date);
  return {
    key: days === 0 ? 'dates.verdict.today' : 'dates.verdict.next',
    figures: { what: labelFigure(message(`dates.kind.${kind}`)), who: words(who, { route }), days: count(days) },
  };
};

/** States what is overdue, how many decisions are due soon, and the next one; of all dates, whatever the filter. */
function* verdictOf(dates: readonly ListedDate[]): Steps<Verdict> {
  if (dates.length === 0) return [{ key: 'dates.verdict.none', figures: {} }];
  let overdueCount = 0;
  let decisionCount = 0;
  let first: ListedDate | undefined;
  for (let i = 0; i < dates.length; i++) {
    const date = dates[i]!;
    if (date.contractDate.isOverdue) overdueCount++;
    else if (date.contractDate.group === 'decide' && date.days <= DAYS_AHEAD) {
      decisionCount++;
      first ??= date;
    }
    if (isEndOfStep(i)) yield;
  }
  return [
    overdueCount === 0
      ? { key: 'dates.verdict.nothingOverdue', figures: {} }
      : { key: 'dates.verdict.overdue', figures: { count: count(overdueCount, { state: 'breached' }) } },
    { key: 'dates.verdict.soon', figures: { count: count(decisionCount) } },
    ...(first === undefined ? [] : [nextSentence(first)]),
  ];
}

function* rowsOf(dates: readonly ListedDate[]): Iterable<ReturnType<typeof rowOfDate>> {
  for (const date of dates) yield rowOfDate(date);
}

const { compare: compareNames } = new Intl.Collator();

function* filterChoices(book: Workbook, dates: readonly ListedDate[]): Steps<Pick<Output<'dates.list'>, 'buyers' | 'metals'>> {
  const buyerIds = new Set<BuyerId | undefined>();
  const metals = new Set<Metal>();
  for (let i = 0; i < dates.length; i++) {
    const { buyerId, metal } = dates[i]!.source.owner;
    buyerIds.add(buyerId);
    metals.add(metal);
    if (isEndOfStep(i)) yield;
  }
  return {
    buyers: [...book.buyers.values()]
      .filter(({ id }) => buyerIds.has(id))
      .map(({ id, name }) => ({ id, name }))
      .sort((a, b) => compareNames(a.name, b.name)),
    metals: METALS.filter((metal) => metals.has(metal)),
  };
}

/** What a page states of all dates, whatever its filter and rows. */
const summaryOfAllDates = memoizePerRevision(async (ctx): Promise<Pick<Output<'dates.list'>, 'verdict' | 'buyers' | 'metals'>> => {
  const book = await valuedWorkbook(ctx);
  const dates = await listActionDates(ctx);
  const verdict = await runWithYielding(verdictOf(dates));
  return { verdict, ...(await runWithYielding(filterChoices(book, dates))) };
});

export const datesHandlers: HandlersOf<'dates'> = {
  'dates.list': async ({ first, sort, ...filter }, ctx) => {
    const book = await valuedWorkbook(ctx);
    const dates = await listDatesFor(ctx, filter);
    await yieldIfDue();
    const filteredDates = await sortDates(await runWithYielding(filterDatesInSteps(book, dates, filter)), sort);
    // the page that was shown may have gone
    const firstRow = first < filteredDates.length ? first : 0;
    const { verdict, ...choices } = await summaryOfAllDates(ctx);
    await yieldIfDue();
    return {
      verdict,
      rows: filteredDates.slice(firstRow, firstRow + DATES_PAGE_ROWS).map((date) => ({ ...rowOfDate(date), ...worthOfDate(date) })),
      first: firstRow,
      count: filteredDates.length,
      ...choices,
    };
  },

  'dates.export': async (filter, ctx) => {
    const { settings, dates } = await ctx.readShared(async () => {
      const book = await valuedWorkbook(ctx);
      const dates = await runWithYielding(filterDatesInSteps(book, await listDatesFor(ctx, filter), filter));
      return { settings: book.settings, dates };
    });
    const { name, valuationDate } = settings;
    const calendar = { workspace: name, valuationDate, dates: rowsOf(dates), now: ctx.clock() };
    const { fileName, content } = await runWithYielding(writeDatesCalendarInSteps(calendar));
    const { token, bytes } = await ctx.artefacts.store(fileName, 'text/calendar; charset=utf-8', content);
    return { artefact: token, fileName, bytes };
  },
};
