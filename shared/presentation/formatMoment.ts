import { text } from '../messages/text.ts';
import { formatDate } from '../units/format.ts';

/** A moment as this computer's clock shows it: "24 Nov 2026, 17:05". */
export const formatMoment = (at: string): string => {
  const there = new Date(at);
  const here = new Date(there.getTime() - there.getTimezoneOffset() * 60_000).toISOString();
  return text('common.moment', { date: formatDate(here.slice(0, 10)), time: here.slice(11, 16) });
};
