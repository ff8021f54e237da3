import type { IsoDate } from '#shared/domain/time.ts';
import type { Steps } from '#shared/steps.ts';

/** A whole day in a calendar. */
export type CalendarEntry = {
  /** Identifies the date across exports, so that a calendar replaces its earlier entry. */
  readonly key: string;
  readonly date: IsoDate;
  readonly title: string;
  readonly note: string;
  readonly category: string;
  /** Days before the date at which the calendar shows a reminder. */
  readonly remindDays?: number;
};

/** Octets of a content line without its line break (RFC 5545, 3.1). */
const LINE_OCTETS = 75;
const DAY_MS = 86_400_000;

/** Escapes a TEXT value (RFC 5545, 3.3.11): backslash, semicolon, comma and line breaks. Removes other control characters. */
const escapeText = (value: string): string =>
  value
    .replaceAll('\\', '\\\\')
    .replaceAll(';', '\\;')
    .replaceAll(',', '\\,')
    .replaceAll(/\r\n|\r|\n/g, '\\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are removed
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');

/** Folds a content line to 75 octets, never inside a character. A continued line begins with a space, which counts as an octet. */
const foldLine = (line: string): string => {
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > LINE_OCTETS) {
      parts.push(part);
      part = ' ';
      octets = 1;
    }
    part += character;
    octets += size;
  }
  return [...parts, part].join('\r\n');
};

const basicDate = (date: IsoDate): string => date.replaceAll('-', '');

/** Returns the next day, since a DATE event ends before its DTEND. */
const dayAfter = (date: IsoDate): string => basicDate(new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10));

/** Formats a time as DATE-TIME in UTC: 20260603T090000Z. */
const stampOf = (time: Date): string => `${time.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

const eventLines = ({ key, date, title, note, category, remindDays }: CalendarEntry, stamp: string): readonly string[] => [
  'BEGIN:VEVENT',
  `UID:${escapeText(key)}@orebook`,
  `DTSTAMP:${stamp}`,
  `DTSTART;VALUE=DATE:${basicDate(date)}`,
  `DTEND;VALUE=DATE:${dayAfter(date)}`,
  `SUMMARY:${escapeText(title)}`,
  ...(note === '' ? [] : [`DESCRIPTION:${escapeText(note)}`]),
  `CATEGORIES:${escapeText(category)}`,
  // a contract date does not block the time in a calendar
  'TRANSP:TRANSPARENT',
  ...(remindDays === undefined
    ? []
    : ['BEGIN:VALARM', 'ACTION:DISPLAY', `DESCRIPTION:${escapeText(title)}`, `TRIGGER:-P${remindDays}D`, 'END:VALARM']),
  'END:VEVENT',
];

/** Writes entries as an iCalendar file (RFC 5545) in parts: whole days, CRLF, folded lines, UTF-8. */
export function* writeCalendarInSteps(name: string, entries: Iterable<CalendarEntry>, time: Date): Steps<readonly string[]> {
  const stamp = stampOf(time);
  const write = (lines: readonly string[]): string => lines.map((line) => `${foldLine(line)}\r\n`).join('');
  const parts = [
    write([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Orebook//Dates ahead//EN',
      'CALSCALE:GREGORIAN',
      'METHOD:PUBLISH',
      `NAME:${escapeText(name)}`,
      `X-WR-CALNAME:${escapeText(name)}`,
    ]),
  ];
  for (const entry of entries) {
    parts.push(write(eventLines(entry, stamp)));
    yield;
  }
  return [...parts, write(['END:VCALENDAR'])];
}
