import type { IsoDate } from '#shared/domain/time.ts';
import { formatDate, parseDate } from '#shared/units/format.ts';
import { FieldInput } from './FieldInput.tsx';
import { useTexts } from './settings.tsx';
import { type TypedFieldProps, useTypedField } from './useField.ts';

export type DateFieldProps = TypedFieldProps<IsoDate>;

const DAY_MS = 86_400_000;

/** A calendar date: "2027-08-31" or "31 Aug 2027"; arrow keys step by a day, with Shift by ten. */
export const DateField = (props: DateFieldProps) => {
  const texts = useTexts();
  const field = useTypedField(props, {
    format: formatDate,
    read: (typed) => {
      if (typed.trim() === '') return props.required ? { problem: texts.required } : { value: undefined };
      const date = parseDate(typed);
      return date === undefined ? { problem: texts.notADate } : { value: date };
    },
  });
  const onStep = (steps: number) => {
    const from = parseDate(field.text) ?? props.value;
    if (from !== undefined) field.type(formatDate(new Date(Date.parse(`${from}T00:00:00Z`) + steps * DAY_MS).toISOString().slice(0, 10)));
  };
  return <FieldInput {...props} field={field} align="right" onStep={onStep} />;
};
