import Autocomplete from '@mui/material/Autocomplete';
import OutlinedInput from '@mui/material/OutlinedInput';
import { styled } from '@mui/material/styles';
import { text } from '#shared/messages/text.ts';
import { type Choice, ChoiceNote, findChoices, type SelectFieldProps } from './choices.ts';
import { FieldMessage, labelIdOf, useFieldRow, useIsLocked } from './FormRow.tsx';
import { Icon } from './Icon.tsx';
import { useFieldFrame } from './useField.ts';

// text and arrow stand where a short menu has them, and not in the wider frame of an autocomplete
const Frame = styled(OutlinedInput)(({ theme }) => ({
  width: '100%',
  margin: '2px 0',
  '&&&&': { padding: '0 8px' },
  '&&&& .MuiAutocomplete-input': { minWidth: 0, padding: 0, textOverflow: 'ellipsis' },
  '& svg': { flexShrink: 0, color: theme.vars.palette.ore.tertiary, pointerEvents: 'none' },
}));

/** The value of the line that says how many choices are not shown; no choice has it. */
const MORE = '';

/** The choices that match, with a line that counts the others. */
const matchingOptions = (options: readonly Choice<string>[], typedText: string): Choice<string>[] => {
  const { choices, moreText } = findChoices(options, typedText);
  return moreText === undefined ? [...choices] : [...choices, { value: MORE, label: moreText }];
};

/** A field to select one of so many that they are found by typing a part of their name. */
export const LongSelectField = <Value extends string>(props: SelectFieldProps<Value>) => {
  const { value, choices, onCommit, placeholder = '', error, disabled } = props;
  const { id, input, ownMessage } = useFieldFrame(props, error);
  const row = useFieldRow();
  const isLocked = useIsLocked();
  const labelProps = row?.id === input.id ? { 'aria-labelledby': labelIdOf(row.id) } : {};
  const selectedChoice = choices.find((choice) => choice.value === value);
  const selectedLabel = selectedChoice?.label;
  return (
    <div>
      <Autocomplete<Choice<string>>
        id={input.id}
        options={choices}
        value={selectedChoice ?? null}
        getOptionKey={(choice) => choice.value}
        isOptionEqualToValue={(choice, currentChoice) => choice.value === currentChoice.value}
        getOptionDisabled={(choice) => choice.value === MORE}
        // the name of the selected choice finds all of them, so that another one can be selected
        filterOptions={(options, { inputValue }) => matchingOptions(options, inputValue === selectedLabel ? '' : inputValue)}
        renderOption={({ key, ...option }, choice) => (
          <li key={key} {...option}>
            {choice.label}
            {choice.note === undefined ? undefined : <ChoiceNote>{choice.note}</ChoiceNote>}
          </li>
        )}
        noOptionsText={text('common.select.none')}
        disabled={disabled ?? false}
        readOnly={isLocked}
        onChange={(_event, choice) => {
          const newChoice = choices.find((candidate) => candidate.value === choice?.value);
          if (newChoice) onCommit(newChoice.value);
        }}
        renderInput={({ slotProps, disabled: isDisabled }) => (
          <Frame
            ref={slotProps.input.ref}
            onMouseDown={slotProps.input.onMouseDown}
            disabled={isDisabled}
            readOnly={isLocked}
            error={error !== undefined}
            placeholder={placeholder}
            endAdornment={<Icon name="down" size={12} />}
            inputProps={{ ...slotProps.htmlInput, ...input, ...labelProps, title: selectedLabel }}
          />
        )}
      />
      {ownMessage === undefined ? undefined : <FieldMessage fieldId={id}>{ownMessage}</FieldMessage>}
    </div>
  );
};
