import OutlinedInput from '@mui/material/OutlinedInput';
import { styled } from '@mui/material/styles';
import type { KeyboardEvent, ReactNode } from 'react';
import { FieldMessage } from './FormRow.tsx';
import { type FieldProps, type TypedField, useFieldFrame } from './useField.ts';

export type FieldInputProps = FieldProps & {
  readonly field: TypedField;
  readonly align: 'left' | 'right';
  readonly unit?: string | undefined;
  readonly start?: ReactNode | undefined;
  readonly end?: ReactNode | undefined;
  readonly placeholder?: string | undefined;
  readonly inputMode?: 'text' | 'decimal' | 'search' | undefined;
  readonly rows?: number | undefined;
  readonly autoFocus?: boolean | undefined;
  /** One step up or down by arrow key, ten with Shift. */
  readonly onStep?: ((steps: number) => void) | undefined;
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

/** The input that every typed field wears: value, unit inside at right, message bound to it. */
export const FieldInput = (props: FieldInputProps) => {
  const { field, align, unit, start, end, placeholder, inputMode = 'text', rows, autoFocus, onStep, disabled } = props;
  const message = field.problem ?? props.error;
  const { id, input, ownMessage } = useFieldFrame(props, message);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && rows === undefined) field.commit();
    else if (event.key === 'Escape') {
      if (field.restore()) event.stopPropagation();
    } else if (onStep && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      onStep((event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? SHIFT_STEPS : 1));
    }
  };
  return (
    <Box>
      <Frame
        value={field.text}
        error={message !== undefined}
        disabled={disabled ?? false}
        placeholder={placeholder ?? ''}
        multiline={rows !== undefined}
        {...(rows === undefined ? {} : { minRows: rows })}
        autoFocus={autoFocus ?? false}
        onChange={(event) => field.type(event.target.value)}
        onFocus={field.enter}
        onBlur={field.commit}
        onKeyDown={onKeyDown}
        startAdornment={start}
        endAdornment={unit === undefined ? end : <Unit>{unit}</Unit>}
        inputProps={{
          ...input,
          ...(field.problem === undefined ? {} : { 'data-unread': true }),
          ...(unit === undefined ? {} : { 'aria-description': unit }),
          inputMode,
          autoComplete: 'off',
          spellCheck: rows !== undefined,
          style: align === 'right' ? { textAlign: 'right', fontVariantNumeric: 'tabular-nums' } : {},
        }}
      />
      {ownMessage === undefined ? undefined : <FieldMessage fieldId={id}>{ownMessage}</FieldMessage>}
    </Box>
  );
};
