import { styled } from '@mui/material/styles';
import { useId, useState } from 'react';
import { serial } from '#shared/messages/text.ts';
import { tokens } from '../theme/tokens.ts';
import { CheckMenu } from './CheckMenu.tsx';
import { Icon } from './Icon.tsx';
import type { Choice } from './SelectField.tsx';
import { fillText, useTexts } from './settings.tsx';

export type ChipFilterProps<Value extends string> = {
  /** The property that is filtered. */
  readonly label: string;
  readonly choices: readonly Choice<Value>[];
  /** Selected values; an empty list filters nothing. */
  readonly chosenValues: readonly Value[];
  readonly onChange: (selectedValues: readonly Value[]) => void;
};

const Chip = styled('span', { shouldForwardProp: (prop) => prop !== 'isActive' })<{ isActive: boolean }>(({ theme, isActive }) => ({
  ...theme.typography.caption,
  display: 'inline-flex',
  alignItems: 'stretch',
  height: 24,
  maxWidth: 360,
  border: `1px solid ${isActive ? theme.vars.palette.ore.accentLine : theme.vars.palette.ore.line.control}`,
  borderRadius: tokens.radius.chip,
  backgroundColor: isActive ? theme.vars.palette.ore.accentSoft : theme.vars.palette.background.paper,
  '& button': {
    display: 'inline-flex',
    alignItems: 'center',
    gap: 6,
    minWidth: 24,
    padding: '0 8px',
    border: 0,
    borderRadius: 2,
    background: 'none',
    cursor: 'pointer',
  },
  '& button:hover': { backgroundColor: theme.vars.palette.ore.hover },
  '& button.clear': { justifyContent: 'center', padding: 0, color: theme.vars.palette.text.secondary },
  '& .what': { fontWeight: 440, color: theme.vars.palette.text.secondary },
  '& .chosen': { fontWeight: 560, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
}));

/** A row of filters that wraps, with space for a search field or a button after them. */
export const FilterBar = styled('div')({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 8, marginBottom: 12 });

/** A filter as a chip: shows the selected values, opens a menu, and has a button to clear it. */
export const ChipFilter = <Value extends string>({ label, choices, chosenValues, onChange }: ChipFilterProps<Value>) => {
  const texts = useTexts();
  const id = useId();
  const [anchor, setAnchor] = useState<HTMLElement>();
  const on = chosenValues.length > 0;
  const chosenLabels = choices.filter((choice) => chosenValues.includes(choice.value)).map((choice) => choice.label);
  const toggle = (value: Value) =>
    onChange(chosenValues.includes(value) ? chosenValues.filter((selectedValue) => selectedValue !== value) : [...chosenValues, value]);
  return (
    <Chip isActive={on}>
      <button
        type="button"
        aria-haspopup="menu"
        aria-expanded={anchor !== undefined}
        aria-controls={anchor ? id : undefined}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <span className={on ? 'what' : undefined}>{label}</span>
        {on ? <span className="chosen">{chosenLabels.join(serial())}</span> : <Icon name="down" size={12} />}
      </button>
      {on ? (
        <button type="button" className="clear" aria-label={fillText(texts.removeFilter, { filter: label })} onClick={() => onChange([])}>
          <Icon name="close" size={12} />
        </button>
      ) : undefined}
      <CheckMenu
        id={id}
        label={label}
        choices={choices}
        checkedValues={chosenValues}
        anchor={anchor}
        onToggle={toggle}
        onClose={() => setAnchor(undefined)}
      />
    </Chip>
  );
};
