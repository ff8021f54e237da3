import type { DateAhead } from '#shared/contract/dates.ts';
import { METAL_SYMBOL } from '#shared/domain/metal.ts';
import type { IsoDate } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import type { Steps } from '#shared/steps.ts';
import { type CalendarEntry, writeCalendarInSteps } from './calendar.ts';

/** Days before a decision at which a calendar shows a reminder: a default assumption. */
const REMIND_DAYS = 7;

/** What a calendar shows of a date. */
type CalendarDate = Omit<DateAhead, 'worth' | 'basis'>;

/** Converts a date to a calendar entry. Decisions that are not overdue have a reminder. */
const calendarEntry = ({ key, date, kind, group, isOverdue, detail, who, code, metal }: CalendarDate): CalendarEntry => ({
  key,
  date,
  title: text('dates.export.title', { what: text(`dates.kind.${kind}`), who, code: `${METAL_SYMBOL[metal]} ${code}`.trim() }),
  note: detail === undefined ? '' : renderMessage(detail),
  category: text(`dates.group.${group}`),
  ...(group === 'decide' && !isOverdue ? { remindDays: REMIND_DAYS } : {}),
});

function* calendarEntries(dates: Iterable<CalendarDate>): Iterable<CalendarEntry> {
  for (const date of dates) yield calendarEntry(date);
}

type DatesCalendar = {
  readonly workspace: string;
  readonly valuationDate: IsoDate;
  readonly dates: Iterable<CalendarDate>;
  /** The time that every entry carries as its stamp. */
  readonly now: Date;
};

/** Writes dates as a calendar file in the current locale. */
export function* writeDatesCalendarInSteps({
  workspace,
  valuationDate,
  dates,
  now,
}: DatesCalendar): Steps<{ readonly fileName: string; readonly content: readonly string[] }> {
  const title = text('dates.export.name', { workspace });
  return {
    fileName: `${title} ${valuationDate}.ics`,
    content: yield* writeCalendarInSteps(title, calendarEntries(dates), now),
  };
}
