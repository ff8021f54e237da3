import { z } from 'zod';

const FIRST_YEAR = 1990;
const LAST_YEAR = 2099;
/** The first month of the model. */
export const FIRST_MONTH = FIRST_YEAR * 12;
const LAST_MONTH = (LAST_YEAR + 1) * 12;

/** A month as one integer, year*12 + month-1. Its bounds are refinements so that errors can state them as months. */
export const Month = z
  .number()
  .int()
  .refine((month) => month >= FIRST_MONTH, { error: 'tooEarly', params: { limit: FIRST_MONTH } })
  .refine((month) => month <= LAST_MONTH, { error: 'tooLate', params: { limit: LAST_MONTH } });
export type Month = number;

/** A month in which a workspace may be valued: a plan covers at least the year after it. */
const LAST_VALUATION_MONTH = LAST_YEAR * 12 - 1;
export const ValuationMonth = Month.refine((month) => month <= LAST_VALUATION_MONTH, {
  error: 'tooLate',
  params: { limit: LAST_VALUATION_MONTH },
});

export const Year = z
  .number()
  .int()
  .refine((year) => year >= FIRST_YEAR, { error: 'tooEarly', params: { limit: String(FIRST_YEAR) } })
  .refine((year) => year <= LAST_YEAR, { error: 'tooLate', params: { limit: String(LAST_YEAR) } });
export type Year = number;

/** An existing calendar date, YYYY-MM-DD. */
export const IsoDate = z.iso.date();
export type IsoDate = string;

export const MONTHS_PER_YEAR = 12;

/** The month index of a calendar month, 1..12. */
export const monthOf = (year: number, month1: number): Month => year * 12 + month1 - 1;
export const yearOf = (month: Month): Year => Math.floor(month / 12);
/** The calendar month, 1..12. */
export const monthOfYear = (month: Month): number => (month % 12) + 1;
export const monthOfDate = (date: IsoDate): Month => monthOf(Number(date.slice(0, 4)), Number(date.slice(5, 7)));

const twoDigits = (n: number) => String(n).padStart(2, '0');

/** A month as YYYY-MM. */
export const isoMonth = (month: Month): string => `${yearOf(month)}-${twoDigits(monthOfYear(month))}`;

/** The date of a month's cash flows and averages: its 15th (convention of Orebook). */
export const dateOfMonth = (month: Month): IsoDate => `${yearOf(month)}-${twoDigits(monthOfYear(month))}-15`;
/** The first day of the month. */
export const startOfMonth = (month: Month): IsoDate => `${yearOf(month)}-${twoDigits(monthOfYear(month))}-01`;
/** The last day of the month. */
export const endOfMonth = (month: Month): IsoDate => {
  const lastDay = new Date(Date.UTC(yearOf(month), monthOfYear(month), 0)).getUTCDate();
  return `${yearOf(month)}-${twoDigits(monthOfYear(month))}-${twoDigits(lastDay)}`;
};
const DAY_MS = 86_400_000;

const dayOf = (date: IsoDate): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;

/** Days from one date to another; negative if `to` is earlier. */
export const daysBetween = (from: IsoDate, to: IsoDate): number => Math.round(dayOf(to) - dayOf(from));

/** Adds days to a date. */
export const daysAfter = (date: IsoDate, days: number): IsoDate => new Date((dayOf(date) + days) * DAY_MS).toISOString().slice(0, 10);

/** The day of `dateOfMonth`. */
const dayOfMonth = (month: Month): number => Date.UTC(yearOf(month), month % 12, 15) / DAY_MS;

/** Returns the days from a date to `dateOfMonth` of a month; the date is parsed once for any number of months. */
export const daysToMonths = (from: IsoDate): ((month: Month) => number) => {
  const day = dayOf(from);
  return (month) => Math.round(dayOfMonth(month) - day);
};

/** Days from `dateOfMonth` of one month to that of another. */
export const daysBetweenMonths = (from: Month, to: Month): number => Math.round(dayOfMonth(to) - dayOfMonth(from));
