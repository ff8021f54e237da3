import Autocomplete from '@mui/material/Autocomplete';
import OutlinedInput from '@mui/material/OutlinedInput';
import { styled } from '@mui/material/styles';
import { text } from '#shared/messages/text.ts';
import { formatNumber } from '#shared/units/format.ts';
import { FieldMessage, labelIdOf, useFieldRow, useIsLocked } from './FormRow.tsx';
import type { Choice, SelectFieldProps } from './SelectField.tsx';
import { useFieldFrame } from './useField.ts';

/** Choices that the open list has at most. */
const MAX_SHOWN = 100;

const Frame = styled(OutlinedInput)({ width: '100%', margin: '2px 0', textOverflow: 'ellipsis' });

/** The value of the line that says how many choices are not shown; no choice has it. */
const MORE = '';

/** The first choices that contain the typed text, with a line that counts the others. */
const shownChoices = (choices: readonly Choice<string>[], typed: string): Choice<string>[] => {
  const wanted = typed.trim().toLocaleLowerCase();
  const matches = choices.filter(({ label }) => label.toLocaleLowerCase().includes(wanted));
  if (matches.length <= MAX_SHOWN) return matches;
  const count = formatNumber(matches.length, { decimals: 0 });
  return [...matches.slice(0, MAX_SHOWN), { value: MORE, label: text('common.select.more', { shown: MAX_SHOWN, count }) }];
};

/** A field to select one of so many that they are found by typing a part of their name. */
export const LongSelectField = <Value extends string>(props: SelectFieldProps<Value>) => {
  const { value, choices, onCommit, placeholder = '', error, disabled } = props;
  const { id, input, ownMessage } = useFieldFrame(props, error);
  const row = useFieldRow();
  const isLocked = useIsLocked();
  const labelProps = row?.id === input.id ? { 'aria-labelledby': labelIdOf(row.id) } : {};
  return (
    <div>
      <Autocomplete<Choice<string>>
        id={input.id}
        options={choices}
        value={choices.find((choice) => choice.value === value) ?? null}
        getOptionKey={(choice) => choice.value}
        isOptionEqualToValue={(choice, selectedChoice) => choice.value === selectedChoice.value}
        getOptionDisabled={(choice) => choice.value === MORE}
        // the name of the selected choice finds all of them, so that another one can be selected
        filterOptions={(options, { inputValue }) =>
          shownChoices(options, options.some(({ label, value: own }) => own === value && label === inputValue) ? '' : inputValue)
        }
        noOptionsText={text('common.select.none')}
        disabled={disabled ?? false}
        readOnly={isLocked}
        onChange={(_event, choice) => {
          const selectedChoice = choices.find((candidate) => candidate.value === choice?.value);
          if (selectedChoice) onCommit(selectedChoice.value);
        }}
        renderInput={({ slotProps, disabled: isDisabled }) => (
          <Frame
            ref={slotProps.input.ref}
            onMouseDown={slotProps.input.onMouseDown}
            disabled={isDisabled}
            readOnly={isLocked}
            error={error !== undefined}
            placeholder={placeholder}
            inputProps={{ ...slotProps.htmlInput, ...input, ...labelProps, title: choices.find((choice) => choice.value === value)?.label }}
          />
        )}
      />
      {ownMessage === undefined ? undefined : <FieldMessage fieldId={id}>{ownMessage}</FieldMessage>}
    </div>
  );
};
