import type { DateAhead } from '#shared/contract/dates.ts';
import type { Sentence, Verdict } from '#shared/contract/figure.ts';
import { METALS } from '#shared/domain/metal.ts';
import { text } from '#shared/messages/text.ts';
import type { HandlersOf } from '../context.ts';
import { calendar } from '../documents/calendar.ts';
import { count, words } from '../portfolio/figures.ts';
import { type Workbook, workbook } from '../portfolio/portfolio.ts';
import { entryOf } from './entry.ts';
import { allDates, DAYS_AHEAD, passing } from './lines.ts';

const nearest = ({ who, route, kind, days }: DateAhead): Sentence => ({
  key: days === 0 ? 'dates.verdict.today' : 'dates.verdict.next',
  figures: { what: words(text(`dates.kind.${kind}`)), who: words(who, { route }), days: count(days) },
});

/** What waits, what is to be decided soon, and the next of it: of every date, whatever is filtered. */
const verdictOf = (dates: readonly DateAhead[]): Verdict => {
  if (dates.length === 0) return [{ key: 'dates.verdict.none', figures: {} }];
  const overdue = dates.filter((one) => one.overdue);
  const soon = dates.filter((one) => !one.overdue && one.group === 'decide' && one.days <= DAYS_AHEAD);
  const [first] = soon;
  return [
    overdue.length === 0
      ? { key: 'dates.verdict.nothingOverdue', figures: {} }
      : { key: 'dates.verdict.overdue', figures: { count: count(overdue.length, { state: 'breached' }) } },
    { key: 'dates.verdict.soon', figures: { count: count(soon.length) } },
    ...(first === undefined ? [] : [nearest(first)]),
  ];
};

const choicesOf = (book: Workbook, dates: readonly DateAhead[]) => {
  const buying = new Set(dates.map(({ buyerId }) => buyerId));
  return {
    buyers: [...book.buyers.values()]
      .filter(({ id }) => buying.has(id))
      .map(({ id, name }) => ({ id, name }))
      .sort((a, b) => a.name.localeCompare(b.name)),
    metals: METALS.filter((metal) => dates.some((one) => one.metal === metal)),
  };
};

export const datesHandlers: HandlersOf<'dates'> = {
  'dates.list': async (filter, ctx) => {
    const book = await workbook(ctx);
    const dates = await allDates(book, ctx.workspace.db());
    return { verdict: verdictOf(dates), rows: passing(book, dates, filter), ...choicesOf(book, dates) };
  },

  'dates.export': async (filter, ctx) => {
    const book = await workbook(ctx);
    const rows = passing(book, await allDates(book, ctx.workspace.db()), filter);
    const { name, valuationDate } = book.settings;
    const title = text('dates.export.name', { workspace: name });
    const content = calendar(title, rows.map(entryOf), ctx.clock());
    const fileName = `${title} ${valuationDate}.ics`;
    const { token, bytes } = await ctx.artefacts.keep(fileName, 'text/calendar; charset=utf-8', content);
    return { artefact: token, fileName, bytes };
  },
};
