import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { runSteps } from '#shared/steps.ts';
import { type CalendarEntry, writeCalendarInSteps } from './calendar.ts';

const NOW = new Date('2026-06-03T09:00:00.123Z');

const entry = (fields: Partial<CalendarEntry> = {}): CalendarEntry => ({
  key: 'C-014.priceReview.1',
  date: '2026-08-15',
  title: 'Price review: Hai Long Smelting, Cu C-014',
  note: '',
  category: 'Decisions',
  ...fields,
});

const writeCalendar = (...input: Parameters<typeof writeCalendarInSteps>): string => runSteps(writeCalendarInSteps(...input)).join('');

/** Parses the file with a library that shares no code with the writer. */
const events = (file: string) =>
  new ICAL.Component(ICAL.parse(file)).getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));

test('a date is read back as a whole day that ends before the next one, also over the end of a year', () => {
  const [event] = events(writeCalendar('Dates', [entry({ date: '2027-12-31' })], NOW));
  expect(event!.startDate.isDate).toBe(true);
  expect(event!.startDate.toString()).toBe('2027-12-31');
  expect(event!.endDate.toString()).toBe('2028-01-01');
  expect(event!.uid).toBe('C-014.priceReview.1@orebook');
});

test('lines have at most 75 octets and end in CRLF, and no character is split', () => {
  const title =
    '通知截止日：海龙冶炼股份有限公司，Cu C-014 — a very long name 😀😀😀 that goes on and on, twice over; and then some more of it 海龙冶炼';
  const file = writeCalendar('Dates', [entry({ title, note: '海'.repeat(200) })], NOW);
  expect(file.endsWith('\r\n')).toBe(true);
  expect(file.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  const lines = file.split('\r\n');
  expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
  expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeGreaterThan(70);
  const [event] = events(file);
  expect(event!.summary).toBe(title);
  expect(event!.description).toBe('海'.repeat(200));
});

test('commas, semicolons, backslashes and line breaks are read back unchanged; other control characters are removed', () => {
  const note = 'Rate 2,5 %; see C:\\deals\\new\nsecond line\r\nthird';
  const [event] = events(writeCalendar('Dates', [entry({ note: `${note}\u0007` })], NOW));
  expect(event!.description).toBe(note.replaceAll('\r\n', '\n'));
});

test('a text cannot add a property or an event', () => {
  const icalEvents = events(writeCalendar('Dates', [entry({ title: 'a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:other' })], NOW));
  expect(icalEvents.map(({ uid }) => uid)).toEqual(['C-014.priceReview.1@orebook']);
});

test('a moved date keeps its identifier and has the time of writing, so that a calendar replaces it', () => {
  const before = events(writeCalendar('Dates', [entry()], NOW))[0]!;
  const after = events(writeCalendar('Dates', [entry({ date: '2026-09-01' })], new Date('2026-07-01T00:00:00Z')))[0]!;
  expect(after.uid).toBe(before.uid);
  const readStamp = (event: ICAL.Event) => String(event.component.getFirstPropertyValue('dtstamp'));
  expect([readStamp(before), readStamp(after)]).toEqual(['2026-06-03T09:00:00Z', '2026-07-01T00:00:00Z']);
});

test('only entries with a reminder have an alarm, that many days before the date', () => {
  const [plainEvent, eventWithAlarm] = events(writeCalendar('Dates', [entry(), entry({ key: 'other', remindDays: 7 })], NOW));
  expect(plainEvent!.component.getAllSubcomponents('valarm')).toEqual([]);
  const [alarm] = eventWithAlarm!.component.getAllSubcomponents('valarm');
  expect(String(alarm!.getFirstPropertyValue('trigger'))).toBe('-P7D');
  expect(alarm!.getFirstPropertyValue('action')).toBe('DISPLAY');
});

test('a calendar without entries is valid', () => {
  expect(events(writeCalendar('Dates', [], NOW))).toEqual([]);
});
