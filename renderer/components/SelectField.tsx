import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import { styled } from '@mui/material/styles';
import { lazy, type ReactNode, Suspense } from 'react';
import { type Choice, ChoiceNote, MAX_CHOICES, type SelectFieldProps } from './choices.ts';
import { FieldMessage, labelIdOf, useFieldRow, useIsLocked } from './FormRow.tsx';
import { Icon } from './Icon.tsx';
import { useFieldFrame } from './useField.ts';

export type { Choice, SelectFieldProps };

const Frame = styled(Select<string>)(({ theme }) => ({
  width: '100%',
  margin: '2px 0',
  '&& .MuiSelect-select.MuiInputBase-input': {
    display: 'block',
    minHeight: 0,
    lineHeight: '28px',
    padding: '0 12px 0 0',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  },
  '& .MuiSelect-select:focus': { backgroundColor: 'transparent' },
  '& .empty': { color: theme.vars.palette.ore.tertiary },
}));

const Arrow = styled('span')(({ theme }) => ({
  position: 'absolute',
  right: 8,
  display: 'inline-flex',
  pointerEvents: 'none',
  color: theme.vars.palette.ore.tertiary,
}));

const DownArrow = () => (
  <Arrow>
    <Icon name="down" size={12} />
  </Arrow>
);

const LongSelectField = lazy(async () => ({ default: (await import('./LongSelectField.tsx')).LongSelectField })) as <Value extends string>(
  props: SelectFieldProps<Value>,
) => ReactNode;

/** A field to select one of a list: of a menu, which finds entries by their first letters, or of a list that is searched if it is long. */
export const SelectField = <Value extends string>(props: SelectFieldProps<Value>) =>
  props.choices.length > MAX_CHOICES ? (
    <Suspense fallback={<MenuField {...props} choices={props.choices.filter(({ value }) => value === props.value)} />}>
      <LongSelectField {...props} />
    </Suspense>
  ) : (
    <MenuField {...props} />
  );

const MenuField = <Value extends string>(props: SelectFieldProps<Value>) => {
  const { value, choices, onCommit, placeholder = '', error, disabled } = props;
  const { id, input, ownMessage } = useFieldFrame(props, error);
  const row = useFieldRow();
  const isLocked = useIsLocked();
  const { id: inputId, name, ...aria } = input;
  // the button of the list is no labelable element, so it refers to the row's label by id
  const labelProps = row?.id === inputId ? { 'aria-labelledby': labelIdOf(row.id) } : {};
  const chosenChoice = choices.find((choice) => choice.value === value);
  return (
    <div>
      <Frame
        value={chosenChoice?.value ?? ''}
        error={error !== undefined}
        disabled={disabled ?? false}
        readOnly={isLocked}
        displayEmpty
        IconComponent={DownArrow}
        onChange={(event) => {
          const selectedChoice = choices.find((choice) => choice.value === event.target.value);
          if (selectedChoice) onCommit(selectedChoice.value);
        }}
        renderValue={() =>
          chosenChoice ? <span title={chosenChoice.label}>{chosenChoice.label}</span> : <span className="empty">{placeholder}</span>
        }
        SelectDisplayProps={{ id: inputId, ...labelProps, ...aria }}
        {...(name === undefined ? {} : { name })}
      >
        {choices.map((choice) => (
          <MenuItem key={choice.value} value={choice.value}>
            {choice.label}
            {choice.note === undefined ? undefined : <ChoiceNote>{choice.note}</ChoiceNote>}
          </MenuItem>
        ))}
      </Frame>
      {ownMessage === undefined ? undefined : <FieldMessage fieldId={id}>{ownMessage}</FieldMessage>}
    </div>
  );
};
