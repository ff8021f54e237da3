import type { Sentence, Verdict } from '#shared/contract/figure.ts';
import { DATES_PAGE_ROWS } from '#shared/contract/listPages.ts';
import { METALS } from '#shared/domain/metal.ts';
import { message } from '#shared/messages/text.ts';
import type { HandlersOf } from '../context.ts';
import { writeDatesCalendarInSteps } from '../documents/datesCalendar.ts';
import { count, labelFigure, words } from '../portfolio/figures.ts';
import { valuedWorkbook, type Workbook } from '../portfolio/portfolio.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import { DAYS_AHEAD, filterDates, type ListedDate, listDatesAhead, withWorth } from './datesAhead.ts';
import { sortDates } from './sortDates.ts';

const nextSentence = ({ who, route, kind, days }: ListedDate): Sentence => ({
  key: days === 0 ? 'dates.verdict.today' : 'dates.verdict.next',
  figures: { what: labelFigure(message(`dates.kind.${kind}`)), who: words(who, { route }), days: count(days) },
});

/** States what is overdue, how many decisions are due soon, and the next one; of all dates, whatever the filter. */
const verdictOf = (dates: readonly ListedDate[]): Verdict => {
  if (dates.length === 0) return [{ key: 'dates.verdict.none', figures: {} }];
  const overdueDates = dates.filter((candidate) => candidate.isOverdue);
  const nextDecisions = dates.filter((candidate) => !candidate.isOverdue && candidate.group === 'decide' && candidate.days <= DAYS_AHEAD);
  const [first] = nextDecisions;
  return [
    overdueDates.length === 0
      ? { key: 'dates.verdict.nothingOverdue', figures: {} }
      : { key: 'dates.verdict.overdue', figures: { count: count(overdueDates.length, { state: 'breached' }) } },
    { key: 'dates.verdict.soon', figures: { count: count(nextDecisions.length) } },
    ...(first === undefined ? [] : [nextSentence(first)]),
  ];
};

const { compare: compareNames } = new Intl.Collator();

const filterChoices = (book: Workbook, dates: readonly ListedDate[]) => {
  const buyerIds = new Set<ListedDate['buyerId']>();
  const metals = new Set<ListedDate['metal']>();
  for (const { buyerId, metal } of dates) {
    buyerIds.add(buyerId);
    metals.add(metal);
  }
  return {
    buyers: [...book.buyers.values()]
      .filter(({ id }) => buyerIds.has(id))
      .map(({ id, name }) => ({ id, name }))
      .sort((a, b) => compareNames(a.name, b.name)),
    metals: METALS.filter((metal) => metals.has(metal)),
  };
};

export const datesHandlers: HandlersOf<'dates'> = {
  'dates.list': async ({ first, sort, ...filter }, ctx) => {
    const book = await valuedWorkbook(ctx);
    const dates = await listDatesAhead(ctx);
    await yieldIfDue();
    const filteredDates = await sortDates(filterDates(book, dates, filter), sort);
    // the page that was shown may have gone
    const firstRow = first < filteredDates.length ? first : 0;
    await yieldIfDue();
    const verdict = verdictOf(dates);
    await yieldIfDue();
    const choices = filterChoices(book, dates);
    await yieldIfDue();
    return {
      verdict,
      rows: filteredDates.slice(firstRow, firstRow + DATES_PAGE_ROWS).map(withWorth),
      first: firstRow,
      count: filteredDates.length,
      ...choices,
    };
  },

  'dates.export': async (filter, ctx) => {
    const { settings, dates } = await ctx.readShared(async () => {
      const book = await valuedWorkbook(ctx);
      return { settings: book.settings, dates: filterDates(book, await listDatesAhead(ctx), filter) };
    });
    const { name, valuationDate } = settings;
    const calendar = { workspace: name, valuationDate, dates, now: ctx.clock() };
    const { fileName, content } = await runWithYielding(writeDatesCalendarInSteps(calendar));
    const { token, bytes } = await ctx.artefacts.store(fileName, 'text/calendar; charset=utf-8', content);
    return { artefact: token, fileName, bytes };
  },
};
