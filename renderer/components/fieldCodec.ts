import type { IsoDate, Month } from '#shared/domain/time.ts';
import { clamp, removeNoise } from '#shared/math.ts';
import { componentTexts } from '#shared/messages/text.ts';
import { calculate } from '#shared/units/arithmetic.ts';
import { formatDate, formatMonth, formatPlainNumber, parseDate, parseMonth, parseNumber } from '#shared/units/format.ts';
import { fillText } from './settings.tsx';

/** The result of parsing a text: a value (undefined empties the field), or an error message. */
export type ParseResult<Value> = { readonly value: Value | undefined } | { readonly problem: string };

/** How a field formats its value and parses a text. */
export type FieldCodec<Value> = {
  readonly format: (value: Value) => string;
  readonly parse: (text: string) => ParseResult<Value>;
  /** Steps from a text, or from the value if the text is invalid; undefined if there is neither. */
  readonly step?: ((text: string, value: Value | undefined, steps: number) => string | undefined) | undefined;
  /** Aligns numbers and dates right. */
  readonly align: 'left' | 'right';
  readonly inputMode?: 'decimal' | undefined;
};

export type NumberRule = {
  /** Shown value = value x scale: 100 for a fraction in per cent, 0.001 for dmt in kdmt. */
  readonly scale?: number | undefined;
  /** Shown value = scale / value: a monthly rate shown as a number of months. */
  readonly isReciprocal?: boolean | undefined;
  /** The fewest decimals; more if the value has more. */
  readonly decimals: number;
  /** The step of an arrow key in the shown value. Default: one unit of the last decimal. */
  readonly step?: number | undefined;
  /** Whether a typed value is rounded to a whole number. */
  readonly isWhole?: boolean | undefined;
  readonly maxDecimals?: number | undefined;
  readonly unit?: string | undefined;
  readonly required?: boolean | undefined;
  /** Limits of the value, not of the shown value. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
};

const MAX_DECIMALS = 6;

const toShown = (value: number, { scale = 1, isReciprocal = false }: NumberRule): number =>
  removeNoise(isReciprocal ? scale / value : value * scale);

const fromShown = (shownValue: number, { scale = 1, isReciprocal = false, isWhole = false }: NumberRule): number => {
  const value = isReciprocal ? scale / shownValue : removeNoise(shownValue / scale);
  return isWhole ? Math.round(value) : value;
};

/** Formats a number for a field, with all of its decimals up to a limit, so that a field does not hide a part of its value. */
export const formatScaled = (value: number, rule: NumberRule): string => {
  const shownValue = toShown(value, rule);
  const ownDecimals = (/\.(\d+)$/.exec(String(shownValue))?.[1] ?? '').length;
  return formatPlainNumber(shownValue, { decimals: Math.max(rule.decimals, Math.min(ownDecimals, rule.maxDecimals ?? MAX_DECIMALS)) });
};

/** Parses a number, or a calculation such as =50*1.1, in the field's unit; undefined for another text. */
export const parseScaled = (typedText: string, rule: NumberRule): number | undefined => {
  const shownValue = parseNumber(typedText) ?? calculate(typedText);
  return shownValue === undefined ? undefined : fromShown(shownValue, rule);
};

/** Parses a text; an empty one empties the field, unless the field is required. */
export const parseUnlessEmpty = <Value>(
  typedText: string,
  isRequired: boolean | undefined,
  parse: (typedText: string) => ParseResult<Value>,
  emptyValue?: Value,
): ParseResult<Value> => {
  if (typedText.trim() !== '') return parse(typedText);
  return isRequired ? { problem: componentTexts().required } : { value: emptyValue };
};

export const numberCodec = (rule: NumberRule): FieldCodec<number> => {
  const { unit, min, max, isReciprocal = false, step = 10 ** -rule.decimals } = rule;
  const within = (value: number): number => clamp(value, min ?? Number.NEGATIVE_INFINITY, max ?? Number.POSITIVE_INFINITY);
  const withUnit = (limit: number): string => `${formatScaled(limit, rule)}${unit === undefined ? '' : `\u00a0${unit}`}`;
  return {
    align: 'right',
    inputMode: 'decimal',
    format: (value) => formatScaled(value, rule),
    step: (typedText, value, steps) => {
      const from = parseNumber(typedText) ?? toShown(value ?? 0, rule);
      return formatScaled(within(fromShown(removeNoise(from + steps * step), rule)), rule);
    },
    parse: (typedText) =>
      parseUnlessEmpty(typedText, rule.required, (text) => {
        const texts = componentTexts();
        const value = parseScaled(text, rule);
        if (value === undefined || !Number.isFinite(value)) return { problem: texts.notANumber };
        const [tooSmall, tooBig] = isReciprocal ? [texts.atMost, texts.atLeast] : [texts.atLeast, texts.atMost];
        if (min !== undefined && value < min) return { problem: fillText(tooSmall, { limit: withUnit(min) }) };
        if (max !== undefined && value > max) return { problem: fillText(tooBig, { limit: withUnit(max) }) };
        return { value };
      }),
  };
};

export type TextRule = {
  readonly required?: boolean | undefined;
  /** The most characters. */
  readonly maxLength?: number | undefined;
};

export const textCodec = ({ required, maxLength }: TextRule): FieldCodec<string> => ({
  align: 'left',
  format: (value) => value,
  parse: (typedText) =>
    parseUnlessEmpty(typedText, required, (text) => {
      const value = text.trim();
      const isTooLong = maxLength !== undefined && value.length > maxLength;
      return isTooLong ? { problem: fillText(componentTexts().tooLong, { limit: maxLength }) } : { value };
    }),
});

/** A month: "Aug 2027", "2027-08" or "8/2027"; steps by a month. */
export const monthCodec = (isRequired?: boolean): FieldCodec<Month> => ({
  align: 'right',
  step: (typedText, value, steps) => {
    const from = parseMonth(typedText) ?? value;
    return from === undefined ? undefined : formatMonth(from + steps);
  },
  format: formatMonth,
  parse: (typedText) =>
    parseUnlessEmpty(typedText, isRequired, (text) => {
      const month = parseMonth(text);
      return month === undefined ? { problem: componentTexts().notAMonth } : { value: month };
    }),
});

const DAY_MS = 86_400_000;

/** A calendar date: "2027-08-31" or "31 Aug 2027"; steps by a day. */
export const dateCodec = (isRequired?: boolean): FieldCodec<IsoDate> => ({
  align: 'right',
  step: (typedText, value, steps) => {
    const from = parseDate(typedText) ?? value;
    return from === undefined
      ? undefined
      : formatDate(new Date(Date.parse(`${from}T00:00:00Z`) + steps * DAY_MS).toISOString().slice(0, 10));
  },
  format: formatDate,
  parse: (typedText) =>
    parseUnlessEmpty(typedText, isRequired, (text) => {
      const date = parseDate(text);
      return date === undefined ? { problem: componentTexts().notADate } : { value: date };
    }),
});
