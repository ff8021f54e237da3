import type { IsoDate, Month } from '#shared/domain/time.ts';
import { clamp, removeNoise } from '#shared/math.ts';
import { componentTexts } from '#shared/messages/text.ts';
import { formatDate, formatMonth, formatNumber, parseDate, parseMonth, parseNumber } from '#shared/units/format.ts';
import { fillText } from './settings.tsx';

/** What a typed text means: a value (undefined empties the field), or what is wrong with it. */
export type Parsed<Value> = { readonly value: Value | undefined } | { readonly problem: string };

/** How a field shows its value and reads a typed text. */
export type FieldCodec<Value> = {
  readonly format: (value: Value) => string;
  readonly parse: (text: string) => Parsed<Value>;
  /** The text some steps on from a text, or from the value where the text means nothing; undefined where there is nothing to step from. */
  readonly step?: ((text: string, value: Value | undefined, steps: number) => string | undefined) | undefined;
  /** Numbers and dates stand at the right. */
  readonly align: 'left' | 'right';
  readonly inputMode?: 'decimal' | undefined;
};

export type NumberRule = {
  /** Shown value = value x scale: 100 for a fraction in per cent, 0.001 for dmt in kdmt. */
  readonly scale?: number | undefined;
  /** Shown value = scale / value: a monthly rate shown as a number of months. */
  readonly isReciprocal?: boolean | undefined;
  /** At least this many decimals; more when the value has more. */
  readonly decimals: number;
  /** What an arrow key adds to the shown value; a unit of the last decimal unless given. */
  readonly step?: number | undefined;
  /** Whether what is typed is rounded to a whole number. */
  readonly isWhole?: boolean | undefined;
  readonly mostDecimals?: number | undefined;
  readonly unit?: string | undefined;
  readonly required?: boolean | undefined;
  /** Bounds of the value, not of what is shown. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
};

const MOST_DECIMALS = 6;

const toShown = (value: number, { scale = 1, isReciprocal = false }: NumberRule): number =>
  removeNoise(isReciprocal ? scale / value : value * scale);

const fromShown = (shown: number, { scale = 1, isReciprocal = false, isWhole = false }: NumberRule): number => {
  const value = isReciprocal ? scale / shown : removeNoise(shown / scale);
  return isWhole ? Math.round(value) : value;
};

/** A number as its field shows it: with as many decimals as it has, within reason, so that a field never hides what it holds. */
export const formatScaled = (value: number, rule: NumberRule): string => {
  const shown = toShown(value, rule);
  const own = (/\.(\d+)$/.exec(String(shown))?.[1] ?? '').length;
  return formatNumber(shown, { decimals: Math.max(rule.decimals, Math.min(own, rule.mostDecimals ?? MOST_DECIMALS)) });
};

/** The number in a text typed in the field's unit; undefined when it is none. */
export const parseScaled = (typed: string, rule: NumberRule): number | undefined => {
  const shown = parseNumber(typed);
  return shown === undefined ? undefined : fromShown(shown, rule);
};

/** An empty text empties a field, unless the field must be filled. */
export const parseFilled = <Value>(
  typed: string,
  required: boolean | undefined,
  parse: (typed: string) => Parsed<Value>,
  empty?: Value,
): Parsed<Value> => {
  if (typed.trim() !== '') return parse(typed);
  return required ? { problem: componentTexts().required } : { value: empty };
};

export const numberCodec = (rule: NumberRule): FieldCodec<number> => {
  const { unit, min, max, isReciprocal = false, step = 10 ** -rule.decimals } = rule;
  const within = (value: number): number => clamp(value, min ?? Number.NEGATIVE_INFINITY, max ?? Number.POSITIVE_INFINITY);
  const withUnit = (limit: number): string => `${formatScaled(limit, rule)}${unit === undefined ? '' : `\u00a0${unit}`}`;
  return {
    align: 'right',
    inputMode: 'decimal',
    format: (value) => formatScaled(value, rule),
    step: (typed, value, steps) => {
      const from = parseNumber(typed) ?? toShown(value ?? 0, rule);
      return formatScaled(within(fromShown(removeNoise(from + steps * step), rule)), rule);
    },
    parse: (typed) =>
      parseFilled(typed, rule.required, (text) => {
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
  /** Characters at most. */
  readonly maxLength?: number | undefined;
};

export const textCodec = ({ required, maxLength }: TextRule): FieldCodec<string> => ({
  align: 'left',
  format: (value) => value,
  parse: (typed) =>
    parseFilled(typed, required, (text) => {
      const value = text.trim();
      const isTooLong = maxLength !== undefined && value.length > maxLength;
      return isTooLong ? { problem: fillText(componentTexts().tooLong, { limit: maxLength }) } : { value };
    }),
});

/** A month: "Aug 2027", "2027-08" or "8/2027"; steps by a month. */
export const monthCodec = (required?: boolean): FieldCodec<Month> => ({
  align: 'right',
  step: (typed, value, steps) => {
    const from = parseMonth(typed) ?? value;
    return from === undefined ? undefined : formatMonth(from + steps);
  },
  format: formatMonth,
  parse: (typed) =>
    parseFilled(typed, required, (text) => {
      const month = parseMonth(text);
      return month === undefined ? { problem: componentTexts().notAMonth } : { value: month };
    }),
});

const DAY_MS = 86_400_000;

/** A calendar date: "2027-08-31" or "31 Aug 2027"; steps by a day. */
export const dateCodec = (required?: boolean): FieldCodec<IsoDate> => ({
  align: 'right',
  step: (typed, value, steps) => {
    const from = parseDate(typed) ?? value;
    return from === undefined
      ? undefined
      : formatDate(new Date(Date.parse(`${from}T00:00:00Z`) + steps * DAY_MS).toISOString().slice(0, 10));
  },
  format: formatDate,
  parse: (typed) =>
    parseFilled(typed, required, (text) => {
      const date = parseDate(text);
      return date === undefined ? { problem: componentTexts().notADate } : { value: date };
    }),
});
