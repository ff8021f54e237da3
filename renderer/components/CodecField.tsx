import OutlinedInput from '@mui/material/OutlinedInput';
import { styled } from '@mui/material/styles';
import type { KeyboardEvent, ReactNode } from 'react';
import type { IsoDate, Month } from '#shared/domain/time.ts';
import { FieldMessage, useIsLocked } from './FormRow.tsx';
import { dateCodec, type FieldCodec, monthCodec, type NumberRule, numberCodec, type TextRule, textCodec } from './fieldCodec.ts';
import { type TypedFieldProps, useFieldFrame, useTypedField } from './useField.ts';

export type CodecFieldProps<Value> = TypedFieldProps<Value> & {
  readonly codec: FieldCodec<Value>;
  /** Shown inside the field at right. */
  readonly unit?: string | undefined;
  readonly start?: ReactNode | undefined;
  readonly end?: ReactNode | undefined;
  /** Placeholder of an empty field. */
  readonly placeholder?: string | undefined;
  /** More than one line. */
  readonly rows?: number | undefined;
  readonly autoFocus?: boolean | undefined;
};

const Unit = styled('span')(({ theme }) => ({
  flex: 'none',
  marginLeft: 6,
  fontSize: '0.75rem',
  whiteSpace: 'nowrap',
  color: theme.vars.palette.ore.tertiary,
}));

const Box = styled('div')({ minWidth: 0 });

const Frame = styled(OutlinedInput)({ width: '100%', margin: '2px 0' });

const SHIFT_STEPS = 10;

/** A text input of a typed value: unit inside at right, message bound to it. Arrow keys step, with Shift by ten. */
export const CodecField = <Value,>(props: CodecFieldProps<Value>) => {
  const { codec, value, unit, start, end, placeholder, rows, autoFocus, disabled } = props;
  const field = useTypedField(props, codec);
  const isLocked = useIsLocked();
  const message = field.problem ?? props.error;
  const { id, input, ownMessage } = useFieldFrame(props, message);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || isLocked) return;
    if (event.key === 'Enter' && rows === undefined) field.commit();
    else if (event.key === 'Escape') {
      if (field.restore()) event.stopPropagation();
    } else if (codec.step && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      const next = codec.step(field.text, value, (event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? SHIFT_STEPS : 1));
      if (next !== undefined) field.type(next);
    }
  };
  return (
    <Box>
      <Frame
        value={field.text}
        error={message !== undefined}
        disabled={disabled ?? false}
        readOnly={isLocked}
        placeholder={placeholder ?? ''}
        multiline={rows !== undefined}
        {...(rows === undefined ? {} : { minRows: rows })}
        autoFocus={autoFocus ?? false}
        onChange={(event) => field.type(event.target.value)}
        onBlur={field.commit}
        onKeyDown={onKeyDown}
        startAdornment={start}
        endAdornment={unit === undefined ? end : <Unit>{unit}</Unit>}
        inputProps={{
          ...input,
          ...(field.problem === undefined ? {} : { 'data-invalid': true }),
          ...(unit === undefined ? {} : { 'aria-description': unit }),
          inputMode: codec.inputMode ?? 'text',
          autoComplete: 'off',
          spellCheck: rows !== undefined,
          style: codec.align === 'right' ? { textAlign: 'right', fontVariantNumeric: 'tabular-nums' } : {},
        }}
      />
      {ownMessage === undefined ? undefined : <FieldMessage fieldId={id}>{ownMessage}</FieldMessage>}
    </Box>
  );
};

export type NumberFieldProps = Omit<CodecFieldProps<number>, 'codec'> & NumberRule;

/** A right-aligned number with its unit; arrow keys step, and its limits are shown. */
export const NumberField = (props: NumberFieldProps) => <CodecField {...props} codec={numberCodec(props)} />;

export type TextFieldProps = Omit<CodecFieldProps<string>, 'codec'> & TextRule;

/** A line or a paragraph of text. */
export const TextField = (props: TextFieldProps) => <CodecField {...props} codec={textCodec(props)} />;

/** A calendar date; arrow keys step by a day, with Shift by ten. */
export const DateField = (props: Omit<CodecFieldProps<IsoDate>, 'codec'>) => <CodecField {...props} codec={dateCodec(props.required)} />;

/** A month; arrow keys step by a month, with Shift by ten. */
export const MonthField = (props: Omit<CodecFieldProps<Month>, 'codec'>) => <CodecField {...props} codec={monthCodec(props.required)} />;
