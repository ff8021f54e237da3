import type { TableCell } from '../documents/tableFile.ts';
import { type Duration, durationFactor, durationIn } from './amounts.ts';
import { lettersOnly, parseNumber } from './cellValues.ts';
import type { Column } from './columns.ts';

type Range = readonly [minimum: number, maximum: number];

/**
 * The usual ranges of terms of a contract in each unit that they are agreed in. A column whose header has no unit is read in the unit that
 * fits all its numbers; where several fit, the unit is asked.
 */
export const USUAL_RANGES: Readonly<Record<string, Partial<Readonly<Record<Duration, Range>>>>> = {
  paymentMonths: { days: [1, 360], months: [1, 12] },
  noticeMonths: { days: [14, 720], months: [1, 24] },
  renewalMonths: { months: [6, 120], years: [1, 10] },
  makeUpMonths: { months: [3, 60], years: [1, 5] },
  termYears: { months: [12, 480], years: [1, 40] },
};

const fits = ([minimum, maximum]: Range, number: number): boolean => number >= minimum && number <= maximum;

/** The units of time in which the numbers of a column without a unit are usual: none if they are not, or if the header has the unit. */
export const usualDurations = ({ key }: Column, header: string, cells: readonly TableCell[]): readonly Duration[] => {
  // exports name a column by the key of its field
  if (header === '' || durationIn(header) !== undefined || lettersOnly(header) === lettersOnly(key)) return [];
  const numbers = cells.flatMap((cell) => {
    const number =
      typeof cell === 'string' || typeof cell === 'number' ? parseNumber(cell, { decimal: 'point', dates: 'dayFirst' }) : undefined;
    return number?.ok && number.value !== 0 ? [number.value] : [];
  });
  if (numbers.length === 0) return [];
  const ranges = Object.entries(USUAL_RANGES[key] ?? {}) as [Duration, Range][];
  return ranges.flatMap(([unit, range]) => (numbers.every((number) => fits(range, number)) ? [unit] : []));
};

/** The units in which a duration can be entered, with the factor of each to that of the column. */
export const durationChoices = ({ key, unit }: Column): readonly { readonly unit: Duration; readonly scale: number }[] =>
  unit === undefined || unit === 'price'
    ? []
    : (Object.keys(USUAL_RANGES[key] ?? {}) as Duration[]).map((choice) => ({ unit: choice, scale: durationFactor(choice, unit) }));
