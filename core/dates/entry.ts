import type { DateAhead } from '#shared/contract/dates.ts';
import { METAL_SYMBOL } from '#shared/domain/metal.ts';
import { text } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import type { CalendarEntry } from '../documents/calendar.ts';

/** Days before a decision on which a calendar reminds of it: a house default. */
const REMIND_DAYS = 7;

/** A date as a calendar keeps it. The key is its identity, so that the same thing imported anew takes the place of what was there. */
export const entryOf = ({ key, date, kind, group, overdue, detail, who, code, metal }: DateAhead): CalendarEntry => ({
  key,
  date,
  title: text('dates.export.title', { what: text(`dates.kind.${kind}`), who, code: `${METAL_SYMBOL[metal]} ${code}`.trim() }),
  note: detail === undefined ? '' : renderMessage(detail),
  category: text(`dates.group.${group}`),
  ...(group === 'decide' && !overdue ? { remindDays: REMIND_DAYS } : {}),
});
