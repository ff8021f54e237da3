import type { ColumnUnit } from '#shared/contract/imports.ts';
import type { TableCell } from '../documents/tableFile.ts';
import { type Duration, durationFactor, durationIn } from './amounts.ts';
import { elementField, type GradeClass, gradeClass } from './assayColumns.ts';
import { lettersOnly, parseNumber } from './cellValues.ts';
import type { Column } from './columns.ts';
import { GRADE_SCALES, gradeUnit } from './grades.ts';
import { splitHeader } from './headers.ts';

// Durations and grades are agreed in several units. A column whose header has no unit is read in the unit in which all its numbers are
// usual; where they are in several, the unit is asked.

type Range = readonly [minimum: number, maximum: number];
type Ranges = Partial<Readonly<Record<ColumnUnit, Range>>>;

/** The usual ranges of terms of a contract in each unit. */
const DURATION_RANGES: Readonly<Record<string, Ranges>> = {
  paymentMonths: { days: [1, 360], months: [1, 12] },
  noticeMonths: { days: [14, 720], months: [1, 24] },
  renewalMonths: { months: [6, 120], years: [1, 10] },
  makeUpMonths: { months: [3, 60], years: [1, 5] },
  termYears: { months: [12, 480], years: [1, 40] },
};

/** The usual ranges of grades: of what a product is sold for, of precious metals, and of all other elements. */
const GRADE_RANGES: Readonly<Record<GradeClass, Ranges>> = {
  main: { percent: [0.05, 100], fraction: [0.005, 1], gramsPerTonne: [1000, 1e6] },
  precious: { gramsPerTonne: [0.05, 20_000], fraction: [1e-9, 0.02], percent: [1e-7, 0.04], ouncesPerTonne: [1e6, 1e6] },
  other: { percent: [0.0001, 70], fraction: [1e-7, 0.02], gramsPerTonne: [20, 1e6] },
};

const rangesOf = ({ key, kind }: Column): Ranges => {
  const field = kind === 'grade' ? elementField(key) : undefined;
  return (field ? GRADE_RANGES[gradeClass(field.element)] : DURATION_RANGES[key]) ?? {};
};

const fits = ([minimum, maximum]: Range, number: number): boolean => number >= minimum && number <= maximum;

const scaleOf = ({ unit }: Column, choice: ColumnUnit): number =>
  choice === 'days' || choice === 'months' || choice === 'years' ? durationFactor(choice, unit as Duration) : GRADE_SCALES[choice];

/** The units in which a column can be entered, each with its factor to the stored one; none for other columns. */
export const unitChoices = (column: Column): readonly { readonly unit: ColumnUnit; readonly scale: number }[] =>
  (Object.keys(rangesOf(column)) as ColumnUnit[]).map((unit) => ({ unit, scale: scaleOf(column, unit) }));

/** Whether the header of a column has the unit of its numbers. Exports name a column by the key of its field, without a unit. */
const hasUnit = ({ key, kind }: Column, header: string): boolean =>
  kind === 'grade'
    ? gradeUnit(splitHeader(header).unit) !== undefined
    : durationIn(header) !== undefined || lettersOnly(header) === lettersOnly(key);

/** Whether percentages of a header may be the fractions that a spreadsheet stores for them: "Cu %" above 0.26. */
const mayBeFractions = (column: Column, header: string): boolean =>
  column.kind === 'grade' && gradeUnit(splitHeader(header).unit) === 'percent' && gradeClass(elementField(column.key)!.element) === 'main';

/** The units in which the numbers of a column are usual: none if the header has the unit, if they are unusual, or for other columns. */
export const usualUnits = (column: Column, header: string, cells: readonly TableCell[]): readonly ColumnUnit[] => {
  if (header === '') return [];
  const numbers = cells.flatMap((cell) => {
    const number =
      typeof cell === 'string' || typeof cell === 'number' ? parseNumber(cell, { decimal: 'point', dates: 'dayFirst' }) : undefined;
    return number?.ok && number.value !== 0 ? [number.value] : [];
  });
  if (numbers.length === 0) return [];
  const isFractional = mayBeFractions(column, header) && numbers.every((number) => number <= 1);
  if (isFractional) return ['percent', 'fraction'];
  if (hasUnit(column, header)) return [];
  const ranges = Object.entries(rangesOf(column)) as [ColumnUnit, Range][];
  return ranges.flatMap(([unit, range]) => (numbers.every((number) => fits(range, number)) ? [unit] : []));
};

/** The factor of the numbers of a column: by the unit in its header, else by the only usual unit of its numbers. */
export const scaleOfUnit = (column: Column, header: string, cells: readonly TableCell[]): number => {
  const [usualUnit, otherUnit] = usualUnits(column, header, cells);
  const { unit } = splitHeader(header);
  const headerUnit = column.kind === 'grade' ? gradeUnit(unit) : (durationIn(unit) ?? durationIn(header));
  const decidedUnit = headerUnit ?? (otherUnit === undefined ? usualUnit : undefined);
  return decidedUnit === undefined ? 1 : scaleOf(column, decidedUnit);
};
