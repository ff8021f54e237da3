import type { ColumnUnit } from '#shared/contract/imports.ts';
import { message } from '#shared/messages/text.ts';
import { fractionOf, shiftDecimal } from '#shared/units/percent.ts';
import { numberInText, type ParsedCell, parseNumber, type Reading } from './cellValues.ts';

export type GradeUnit = Exclude<ColumnUnit, 'days' | 'months' | 'years'>;

/** A troy ounce in a tonne: 31.1034768 g (NIST Handbook 44, appendix C). */
const OUNCE_PER_TONNE = 31.1034768e-6;

/** Factors of grades to fractions. */
export const GRADE_SCALES: Readonly<Record<GradeUnit, number>> = {
  percent: 0.01,
  fraction: 1,
  gramsPerTonne: 1e-6,
  ouncesPerTonne: OUNCE_PER_TONNE,
};

const UNITS: readonly (readonly [RegExp, GradeUnit])[] = [
  [/^(?:%|wt\.?\s?%|pct|per ?cent|\uff05|百分比)$/iu, 'percent'],
  [/^(?:g(?:rams?)?\s*\/\s*(?:d?m?t|tonne)|gpt|gr\/t|ppm|mg\/kg|克\s*\/?\s*吨)$/iu, 'gramsPerTonne'],
  // an ounce per short ton (oz/st, opt) is another unit and not read
  [/^(?:t?oz\s*\/\s*(?:d?m?t|tonne)|盎司\s*\/\s*吨)$/iu, 'ouncesPerTonne'],
];

/** The unit of a grade as written; undefined for another text. */
export const gradeUnit = (unit: string): GradeUnit | undefined => UNITS.find(([pattern]) => pattern.test(unit.trim()))?.[1];

/** Multiplies a number as written; exact for powers of ten. */
const scaled = (number: string, scale: number): number => {
  if (scale === 0.01) return fractionOf(number);
  return scale === 1e-6 ? Number(shiftDecimal(number, -6)) : Number(number) * scale;
};

/** Parses the content of an element as a fraction of a dmt: "25.5", "3.2 g/t", "<0.01 %". A unit in the cell takes precedence. */
export const parseGrade = (cell: string | number | boolean, reading: Reading & { readonly scale: number }): ParsedCell<number> => {
  const [, bound = '', amountText = ''] = /^\s*([<≤]|max\.?\s)?\s*(.*)$/isu.exec(String(cell)) ?? [];
  const [, amount = amountText, unit = ''] = /^([^%\p{L}\uff05]*\d)\s*([%\p{L}\uff05].*)$/su.exec(amountText.trim()) ?? [];
  const cellUnit = unit === '' ? undefined : gradeUnit(unit);
  if (unit !== '' && cellUnit === undefined) return { ok: false, rule: 'notAGrade' };
  const number = parseNumber(typeof cell === 'number' ? cell : amount, reading);
  if (!number.ok) return number;
  const text = typeof cell === 'number' || number.note ? String(number.value) : (numberInText(amount, reading) ?? String(number.value));
  const value = scaled(text, cellUnit === undefined ? reading.scale : GRADE_SCALES[cellUnit]);
  return {
    ...number,
    value,
    ...(bound === '' ? {} : { note: message('imports.note.below', { given: String(cell).trim(), value: amountText.trim() }) }),
  };
};
