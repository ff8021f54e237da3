import type { Month } from '#shared/domain/time.ts';
import { formatMonth, parseMonth } from '#shared/units/format.ts';
import { FieldInput } from './FieldInput.tsx';
import { useTexts } from './settings.tsx';
import { type TypedFieldProps, useTypedField } from './useField.ts';

export type MonthFieldProps = TypedFieldProps<Month>;

/** A month: "Aug 2027", "2027-08" or "8/2027"; arrow keys step by a month, with Shift by ten. */
export const MonthField = (props: MonthFieldProps) => {
  const texts = useTexts();
  const field = useTypedField(props, {
    format: formatMonth,
    read: (typed) => {
      if (typed.trim() === '') return props.required ? { problem: texts.required } : { value: undefined };
      const month = parseMonth(typed);
      return month === undefined ? { problem: texts.notAMonth } : { value: month };
    },
  });
  const onStep = (steps: number) => {
    const from = parseMonth(field.text) ?? props.value;
    if (from !== undefined) field.type(formatMonth(from + steps));
  };
  return <FieldInput {...props} field={field} align="right" onStep={onStep} />;
};
