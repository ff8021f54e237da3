import { text } from '../messages/text.ts';
import { formatDate } from '../units/format.ts';

/** Formats a moment in the local time zone: "24 Nov 2026, 17:05". */
export const formatMoment = (at: string): string => {
  const moment = new Date(at);
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString();
  return text('common.moment', { date: formatDate(local.slice(0, 10)), time: local.slice(11, 16) });
};
