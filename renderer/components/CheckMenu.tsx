import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { styled } from '@mui/material/styles';
import { type KeyboardEvent, useState } from 'react';
import { text } from '#shared/messages/text.ts';
import { type Choice, findChoices, MAX_CHOICES } from './choices.ts';
import { Icon } from './Icon.tsx';
import { SearchField } from './SearchField.tsx';

export type CheckMenuProps<Value extends string> = {
  readonly id: string;
  readonly label: string;
  readonly choices: readonly Choice<Value>[];
  readonly checkedValues: readonly Value[];
  readonly anchor: HTMLElement | undefined;
  readonly onToggle: (value: Value) => void;
  readonly onClose: () => void;
};

const Tick = styled('span')({ display: 'inline-flex', width: 16 });

const Line = styled('li')(({ theme }) => ({ ...theme.typography.caption, padding: '4px 12px', color: theme.vars.palette.text.secondary }));

/** Keys that the menu handles also while its search field has the focus; the others are typed. */
const MENU_KEYS: ReadonlySet<string> = new Set(['ArrowDown', 'ArrowUp', 'Escape', 'Tab']);

const keepTypedKeys = (event: KeyboardEvent): void => {
  if (!MENU_KEYS.has(event.key)) event.stopPropagation();
};

/** A menu of choices with check marks; it stays open while they are toggled. A long list is searched. */
export const CheckMenu = <Value extends string>({
  id,
  label,
  choices,
  checkedValues,
  anchor,
  onToggle,
  onClose,
}: CheckMenuProps<Value>) => {
  const [typedText, setTypedText] = useState('');
  const isLong = choices.length > MAX_CHOICES;
  const matches = isLong ? findChoices(choices, typedText) : { choices, moreText: undefined };
  return (
    <Menu id={id} open={anchor !== undefined} anchorEl={anchor ?? null} onClose={onClose} slotProps={{ list: { 'aria-label': label } }}>
      {isLong ? (
        <Line role="none" onKeyDown={keepTypedKeys}>
          <SearchField label={text('common.select.search')} value={typedText} onChange={setTypedText} />
        </Line>
      ) : undefined}
      {matches.choices.map((choice) => {
        const isChecked = checkedValues.includes(choice.value);
        return (
          <MenuItem key={choice.value} role="menuitemcheckbox" aria-checked={isChecked} onClick={() => onToggle(choice.value)}>
            <Tick>{isChecked ? <Icon name="check" size={14} /> : undefined}</Tick>
            {choice.label}
          </MenuItem>
        );
      })}
      {matches.moreText === undefined ? undefined : <Line role="none">{matches.moreText}</Line>}
    </Menu>
  );
};
