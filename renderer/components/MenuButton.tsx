import Button from '@mui/material/Button';
import Divider from '@mui/material/Divider';
import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { styled } from '@mui/material/styles';
import { type ReactNode, useId, useState } from 'react';
import { text } from '#shared/messages/text.ts';
import { LockReason } from './EditButton.tsx';
import { Icon, type IconName } from './Icon.tsx';
import { useComponentSettings } from './settings.tsx';

export type MenuEntry =
  | {
      readonly key: string;
      readonly label: ReactNode;
      /** A shortcut or a remark at the right. */
      readonly hint?: ReactNode | undefined;
      readonly icon?: IconName | undefined;
      readonly isChosen?: boolean | undefined;
      readonly disabled?: boolean | undefined;
      /** Whether it changes the workspace: it is disabled while nothing can be changed. */
      readonly isEdit?: boolean | undefined;
      readonly onPick: () => void;
    }
  | { readonly key: string; readonly rule: true };

export type MenuButtonProps = {
  /** The label of the button; for an icon, its accessible name. */
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  /** `text` shows the label with an arrow; `icon` shows only the icon. */
  readonly as?: 'text' | 'icon' | undefined;
  readonly icon?: IconName | undefined;
  /** Content of the button instead of the label, such as a swatch and a name. */
  readonly children?: ReactNode | undefined;
  readonly disabled?: boolean | undefined;
  /** Whether every entry changes the workspace: the button is disabled while nothing can be changed. */
  readonly isEdit?: boolean | undefined;
};

const Hint = styled('span')(({ theme }) => ({
  marginLeft: 'auto',
  paddingLeft: 24,
  fontSize: '0.75rem',
  color: theme.vars.palette.ore.tertiary,
}));

type EntriesProps = {
  readonly id: string;
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  readonly anchor: HTMLElement | undefined;
  readonly onClose: () => void;
};

/** The list of a menu under the control that opened it. */
export const MenuEntries = ({ id, label, entries, anchor, onClose }: EntriesProps) => {
  const { isReadOnly } = useComponentSettings();
  return (
    <Menu id={id} open={anchor !== undefined} anchorEl={anchor ?? null} onClose={onClose} slotProps={{ list: { 'aria-label': label } }}>
      {entries.map((entry) => {
        if ('rule' in entry) return <Divider key={entry.key} />;
        const isLocked = isReadOnly && (entry.isEdit ?? false);
        return (
          <MenuItem
            key={entry.key}
            selected={entry.isChosen ?? false}
            disabled={(entry.disabled ?? false) || isLocked}
            // a disabled entry receives the pointer so that it shows its reason
            {...(isLocked ? { title: text('common.locked'), style: { pointerEvents: 'auto', cursor: 'default' } } : {})}
            {...(entry.isChosen === undefined ? {} : { role: 'menuitemradio', 'aria-checked': entry.isChosen })}
            onClick={() => {
              if (isLocked) return;
              onClose();
              entry.onPick();
            }}
          >
            {entry.icon ? <Icon name={entry.icon} /> : undefined}
            {entry.label}
            {entry.hint === undefined ? undefined : <Hint>{entry.hint}</Hint>}
          </MenuItem>
        );
      })}
    </Menu>
  );
};

/** A button that opens a menu of actions or choices. */
export const MenuButton = ({ label, entries, as = 'text', icon = 'more', children, disabled = false, isEdit = false }: MenuButtonProps) => {
  const { isReadOnly } = useComponentSettings();
  const isLocked = isReadOnly && isEdit;
  const id = useId();
  const [anchor, setAnchor] = useState<HTMLElement>();
  const triggerProps = {
    'aria-haspopup': 'menu',
    'aria-expanded': anchor !== undefined,
    disabled: disabled || isLocked,
    onClick: (event: React.MouseEvent<HTMLElement>) => setAnchor(event.currentTarget),
    ...(anchor ? { 'aria-controls': id } : {}),
  } as const;
  const trigger =
    as === 'icon' ? (
      <IconButton {...triggerProps} aria-label={label} title={label}>
        <Icon name={icon} size={14} />
      </IconButton>
    ) : (
      <Button {...triggerProps} {...(children === undefined ? {} : { 'aria-label': label })}>
        <span>{children ?? label}</span>
        <Icon name="down" size={12} />
      </Button>
    );
  return (
    <>
      {isLocked ? <LockReason>{trigger}</LockReason> : trigger}
      <MenuEntries id={id} label={label} entries={entries} anchor={anchor} onClose={() => setAnchor(undefined)} />
    </>
  );
};
