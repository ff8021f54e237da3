import type { DateAhead } from '#shared/contract/dates.ts';
import type { Sentence, Verdict } from '#shared/contract/figure.ts';
import { METALS } from '#shared/domain/metal.ts';
import { message } from '#shared/messages/text.ts';
import type { HandlersOf } from '../context.ts';
import { writeDatesCalendar } from '../documents/datesCalendar.ts';
import { count, labelFigure, words } from '../portfolio/figures.ts';
import { type Workbook, workbook } from '../portfolio/portfolio.ts';
import { DAYS_AHEAD, filterDates, listDatesAhead } from './datesAhead.ts';

const nextSentence = ({ who, route, kind, days }: DateAhead): Sentence => ({
  key: days === 0 ? 'dates.verdict.today' : 'dates.verdict.next',
  figures: { what: labelFigure(message(`dates.kind.${kind}`)), who: words(who, { route }), days: count(days) },
});

/** States what is overdue, how many decisions are due soon, and the next one; of all dates, whatever the filter. */
const verdictOf = (dates: readonly DateAhead[]): Verdict => {
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

const filterChoices = (book: Workbook, dates: readonly DateAhead[]) => {
  const buyerIds = new Set(dates.map(({ buyerId }) => buyerId));
  return {
    buyers: [...book.buyers.values()]
      .filter(({ id }) => buyerIds.has(id))
      .map(({ id, name }) => ({ id, name }))
      .sort((a, b) => a.name.localeCompare(b.name)),
    metals: METALS.filter((metal) => dates.some((candidate) => candidate.metal === metal)),
  };
};

export const datesHandlers: HandlersOf<'dates'> = {
  'dates.list': async (filter, ctx) => {
    const book = await workbook(ctx);
    const dates = await listDatesAhead(book, ctx.workspace.db());
    return { verdict: verdictOf(dates), rows: filterDates(book, dates, filter), ...filterChoices(book, dates) };
  },

  'dates.export': async (filter, ctx) => {
    const book = await workbook(ctx);
    const rows = filterDates(book, await listDatesAhead(book, ctx.workspace.db()), filter);
    const { name, valuationDate } = book.settings;
    const { fileName, content } = writeDatesCalendar({ workspace: name, valuationDate, dates: rows, now: ctx.clock() });
    const { token, bytes } = await ctx.artefacts.store(fileName, 'text/calendar; charset=utf-8', content);
    return { artefact: token, fileName, bytes };
  },
};
