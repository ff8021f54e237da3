import { formatNumber, parseNumber } from '#shared/units/format.ts';
import { FieldInput } from './FieldInput.tsx';
import { fillText, useTexts } from './settings.tsx';
import { type Read, type TypedFieldProps, useTypedField } from './useField.ts';

export type NumberFieldProps = TypedFieldProps<number> & {
  /** Shown inside at right. */
  readonly unit?: string | undefined;
  /** At least this many; more when the value has more. */
  readonly decimals: number;
  /** Shown value = value x scale: 100 for a fraction shown in per cent. */
  readonly scale?: number | undefined;
  /** What an arrow key adds to the shown value. */
  readonly step?: number | undefined;
  /** Bounds of the value, not of what is shown. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly autoFocus?: boolean | undefined;
  /** Shown while it is empty. */
  readonly placeholder?: string | undefined;
};

const MOST_DECIMALS = 6;

// twelve digits take away the noise of x 100 and / 100
const clean = (value: number): number => Number(value.toPrecision(12)) + 0;

/** As many decimals as the value has, within reason, so that a field never hides what it holds. */
const fieldNumber = (shown: number, decimals: number): string => {
  const own = (/\.(\d+)$/.exec(String(shown))?.[1] ?? '').length;
  return formatNumber(shown, { decimals: Math.max(decimals, Math.min(own, MOST_DECIMALS)) });
};

/** A number with its unit: right-aligned, keeps what is typed, steps by arrow keys, says its bounds. */
export const NumberField = (props: NumberFieldProps) => {
  const { unit, decimals, scale = 1, step = 10 ** -decimals, min, max, required, value, autoFocus } = props;
  const texts = useTexts();
  const show = (amount: number) => fieldNumber(clean(amount * scale), decimals);
  const bound = (limit: number) => `${show(limit)}${unit === undefined ? '' : `\u00a0${unit}`}`;
  const read = (text: string): Read<number> => {
    if (text.trim() === '') return required ? { problem: texts.required } : { value: undefined };
    const shown = parseNumber(text);
    if (shown === undefined) return { problem: texts.notANumber };
    const meant = clean(shown / scale);
    if (min !== undefined && meant < min) return { problem: fillText(texts.atLeast, { limit: bound(min) }) };
    if (max !== undefined && meant > max) return { problem: fillText(texts.atMost, { limit: bound(max) }) };
    return { value: meant };
  };
  const field = useTypedField(props, { format: show, read });
  const onStep = (steps: number) => {
    const from = parseNumber(field.text) ?? (value ?? 0) * scale;
    const next = clean(from + steps * step) / scale;
    field.type(show(Math.min(max ?? Number.POSITIVE_INFINITY, Math.max(min ?? Number.NEGATIVE_INFINITY, next))));
  };
  return (
    <FieldInput
      {...props}
      field={field}
      align="right"
      inputMode="decimal"
      onStep={onStep}
      {...(unit ? { unit } : {})}
      autoFocus={autoFocus}
    />
  );
};
