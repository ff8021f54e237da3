import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { styled } from '@mui/material/styles';
import { Icon } from './Icon.tsx';
import type { Choice } from './SelectField.tsx';

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

/** A menu of choices with check marks; it stays open while they are toggled. */
export const CheckMenu = <Value extends string>({
  id,
  label,
  choices,
  checkedValues,
  anchor,
  onToggle,
  onClose,
}: CheckMenuProps<Value>) => (
  <Menu id={id} open={anchor !== undefined} anchorEl={anchor ?? null} onClose={onClose} slotProps={{ list: { 'aria-label': label } }}>
    {choices.map((choice) => {
      const isChecked = checkedValues.includes(choice.value);
      return (
        <MenuItem key={choice.value} role="menuitemcheckbox" aria-checked={isChecked} onClick={() => onToggle(choice.value)}>
          <Tick>{isChecked ? <Icon name="check" size={14} /> : undefined}</Tick>
          {choice.label}
        </MenuItem>
      );
    })}
  </Menu>
);
