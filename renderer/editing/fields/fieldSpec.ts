import type { FieldIssue } from '#shared/contract/issues.ts';
import { componentTexts, text } from '#shared/messages/text.ts';
import { issueText } from '#shared/presentation/issueText.ts';
import { formatDate, formatMonth, formatNumber, parseDate, parseMonth, parseNumber } from '#shared/units/format.ts';
import type { Choice } from '../../components/SelectField.tsx';

type Common = { readonly label: string; readonly required: boolean };

export type NumberSpec = Common & {
  readonly kind: 'number';
  readonly unit?: string | undefined;
  /** Shown value = value x scale: 100 for a fraction in per cent, 0.001 for dmt in kdmt. */
  readonly scale: number;
  readonly decimals: number;
  /** What an arrow key adds to the shown value. */
  readonly step: number;
};

/** A few numbers in one field, parted by semicolons: a ramp-up by contract year. */
export type SeriesSpec = Common & { readonly kind: 'series'; readonly unit: string; readonly scale: number; readonly decimals: number };
export type TextSpec = Common & { readonly kind: 'text'; readonly rows?: number | undefined };
export type ChoiceSpec = Common & { readonly kind: 'choice'; readonly choices: readonly Choice<string>[] };

/** What a field of a record is: how its value is read, shown and named. A year is a number without thousands commas. */
export type FieldSpec = NumberSpec | SeriesSpec | TextSpec | ChoiceSpec | (Common & { readonly kind: 'month' | 'date' | 'year' });

/** What a typed text means: a value (undefined empties the field), or what is wrong with it. */
export type Parsed = { readonly value: unknown } | { readonly problem: string };

// twelve digits take away the noise of x 100 and / 100
const clean = (value: number): number => Number(value.toPrecision(12)) + 0;

const MOST_DECIMALS = 6;

const formatScaled = (value: number, { scale, decimals }: Pick<NumberSpec, 'scale' | 'decimals'>): string => {
  const shown = clean(value * scale);
  const own = (/\.(\d+)$/.exec(String(shown))?.[1] ?? '').length;
  return formatNumber(shown, { decimals: Math.max(decimals, Math.min(own, MOST_DECIMALS)) });
};

const withUnit = (shown: string, unit: string | undefined): string => {
  if (unit === undefined) return shown;
  // "± %" says how a value counts; a limit of it is plain per cent
  const plain = unit.replace(/^± /, '');
  return plain.startsWith('%') ? `${shown}\u2009${plain}` : `${shown}\u00a0${plain}`;
};

/** A value as its field shows it, without its unit. */
export const formatField = (spec: FieldSpec, value: unknown): string => {
  if (value === undefined) return '';
  switch (spec.kind) {
    case 'number':
      return formatScaled(Number(value), spec);
    case 'series':
      return (value as readonly number[]).map((entry) => formatScaled(entry, spec)).join('; ');
    case 'month':
      return formatMonth(Number(value));
    case 'date':
      return formatDate(String(value));
    case 'choice':
      return spec.choices.find((choice) => choice.value === value)?.label ?? String(value);
    case 'year':
    case 'text':
      return String(value);
  }
};

const parseFilled = (spec: FieldSpec, typed: string): Parsed => {
  switch (spec.kind) {
    case 'number': {
      const shown = parseNumber(typed);
      return shown === undefined ? { problem: componentTexts().notANumber } : { value: clean(shown / spec.scale) };
    }
    case 'series': {
      const shown = typed
        .split(/[;\t\n]/)
        .filter((part) => part.trim() !== '')
        .map(parseNumber);
      const numbers = shown.filter((entry) => entry !== undefined);
      if (numbers.length !== shown.length) return { problem: text('records.notASeries', { unit: spec.unit }) };
      return { value: numbers.map((entry) => clean(entry / spec.scale)) };
    }
    case 'month': {
      const month = parseMonth(typed);
      return month === undefined ? { problem: componentTexts().notAMonth } : { value: month };
    }
    case 'date': {
      const date = parseDate(typed);
      return date === undefined ? { problem: componentTexts().notADate } : { value: date };
    }
    case 'year':
      return /^\d{4}$/.test(typed.trim()) ? { value: Number(typed) } : { problem: text('records.notAYear') };
    case 'choice': {
      const wanted = typed.trim().toLocaleLowerCase();
      const found = spec.choices.find(({ value, label }) => value.toLocaleLowerCase() === wanted || label.toLocaleLowerCase() === wanted);
      return found ? { value: found.value } : { problem: componentTexts().notOffered };
    }
    case 'text':
      return { value: typed.trim() };
  }
};

/** The value in a typed or pasted text. */
export const parseField = (spec: FieldSpec, typed: string): Parsed => {
  if (typed.trim() !== '') return parseFilled(spec, typed);
  if (spec.required) return { problem: componentTexts().required };
  if (spec.kind === 'text') return { value: '' };
  return { value: spec.kind === 'series' ? [] : undefined };
};

/** Rules whose limit is a value of the field, in the field's own unit. */
const BOUNDS: ReadonlySet<string> = new Set(['tooSmall', 'tooBig']);

/** What the door says is wrong with a field, its limit as the field shows it: "At most 50 %", never "At most 0.5". */
export const fieldIssueText = (spec: FieldSpec | undefined, issue: FieldIssue): string => {
  const { rule, limit } = issue;
  if (!spec || typeof limit !== 'number' || !BOUNDS.has(rule)) return issueText(issue);
  if (spec.kind === 'number' || spec.kind === 'series')
    return issueText({ ...issue, limit: withUnit(formatScaled(limit, spec), spec.unit) });
  return issueText(issue);
};
