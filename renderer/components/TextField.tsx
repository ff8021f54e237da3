import { FieldInput } from './FieldInput.tsx';
import { fillText, useTexts } from './settings.tsx';
import { type TypedFieldProps, useTypedField } from './useField.ts';

export type TextFieldProps = TypedFieldProps<string> & {
  readonly placeholder?: string | undefined;
  /** Characters at most. */
  readonly maxLength?: number | undefined;
  /** More than one line. */
  readonly rows?: number | undefined;
  readonly autoFocus?: boolean | undefined;
};

/** A line or a paragraph of text. */
export const TextField = (props: TextFieldProps) => {
  const { required, maxLength } = props;
  const texts = useTexts();
  const field = useTypedField(props, {
    format: (value) => value,
    read: (typed) => {
      const value = typed.trim();
      if (value === '') return required ? { problem: texts.required } : { value: undefined };
      const tooLong = maxLength !== undefined && value.length > maxLength;
      return tooLong ? { problem: fillText(texts.tooLong, { limit: maxLength }) } : { value };
    },
  });
  return <FieldInput {...props} field={field} align="left" />;
};
