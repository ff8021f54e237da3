import { styled } from '@mui/material/styles';
import { type ReactNode, useId, useState } from 'react';
import { Icon } from '../components/Icon.tsx';
import { MenuEntries, type MenuEntry } from '../components/MenuButton.tsx';
import { RouteLink } from '../components/RouteLink.tsx';
import { COLLAPSED_RAIL } from './widths.ts';

const cell = {
  display: 'flex',
  flexDirection: 'column',
  alignItems: 'flex-start',
  justifyContent: 'center',
  minWidth: 0,
  maxWidth: 320,
  padding: '0 16px',
  lineHeight: '16px',
  textAlign: 'left',
  fontVariantNumeric: 'tabular-nums',
  '& > *': { maxWidth: '100%' },
} as const;

export const HeaderText = styled('div')(({ theme }) => ({ ...cell, borderRight: `1px solid ${theme.vars.palette.divider}` }));

const HeaderButton = styled('button')(({ theme }) => ({
  ...cell,
  border: 0,
  borderRight: `1px solid ${theme.vars.palette.divider}`,
  background: 'none',
  color: 'inherit',
  cursor: 'pointer',
  '&:hover, &[aria-expanded="true"]': { backgroundColor: theme.vars.palette.ore.hover },
  '&:focus-visible': { outlineOffset: -2 },
  [COLLAPSED_RAIL]: { padding: '0 8px' },
}));

export const FirstLine = styled('span')({
  display: 'flex',
  alignItems: 'center',
  gap: 6,
  fontSize: '0.8125rem',
  fontWeight: 600,
  whiteSpace: 'nowrap',
  '& > .name': { overflow: 'hidden', textOverflow: 'ellipsis' },
  '& > svg': { flex: 'none', margin: 0 },
});

const SecondLine = styled('span')(({ theme }) => ({
  fontSize: '0.71875rem',
  whiteSpace: 'nowrap',
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  color: theme.vars.palette.text.secondary,
}));

const LinkCell = styled(RouteLink)(({ theme }) => ({
  ...cell,
  borderRight: `1px solid ${theme.vars.palette.divider}`,
  color: 'inherit',
  textDecoration: 'none',
  '&:hover': { backgroundColor: theme.vars.palette.ore.hover },
  '&:focus-visible': { outlineOffset: -2 },
  [COLLAPSED_RAIL]: { flex: 'none', padding: '0 8px' },
}));

export type HeaderLinkProps = {
  readonly route: string;
  /** The accessible name of the cell. */
  readonly label: string;
  readonly firstLine: ReactNode;
  readonly secondLine?: string | undefined;
};

/** A cell of the header that links to a page. */
export const HeaderLink = ({ route, label, firstLine, secondLine }: HeaderLinkProps) => (
  <LinkCell route={route} aria-label={label} title={label}>
    <FirstLine>{firstLine}</FirstLine>
    {secondLine === undefined ? undefined : <SecondLine>{secondLine}</SecondLine>}
  </LinkCell>
);

export type HeaderActionProps = Omit<HeaderLinkProps, 'route'> & { readonly onAction: () => void };

/** A cell of the header that runs an action. */
export const HeaderAction = ({ label, firstLine, secondLine, onAction }: HeaderActionProps) => (
  <HeaderButton type="button" aria-label={label} title={label} onClick={onAction}>
    <FirstLine>{firstLine}</FirstLine>
    {secondLine === undefined ? undefined : <SecondLine>{secondLine}</SecondLine>}
  </HeaderButton>
);

export type HeaderMenuProps = {
  /** The accessible name of the cell, in one line. */
  readonly label: string;
  readonly firstLine: string;
  /** Shown after the first line, such as the mark of the origin. */
  readonly mark?: ReactNode | undefined;
  readonly secondLine: ReactNode;
  readonly entries: readonly MenuEntry[];
};

/** A cell of the header that opens a menu. */
export const HeaderMenu = ({ label, firstLine, mark, secondLine, entries }: HeaderMenuProps) => {
  const id = useId();
  const [anchor, setAnchor] = useState<HTMLElement>();
  return (
    <>
      <HeaderButton
        type="button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={anchor !== undefined}
        {...(anchor ? { 'aria-controls': id } : {})}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <FirstLine>
          <span className="name" title={firstLine}>
            {firstLine}
          </span>
          {mark}
          <Icon name="down" size={12} />
        </FirstLine>
        <SecondLine>{secondLine}</SecondLine>
      </HeaderButton>
      <MenuEntries id={id} label={label} entries={entries} anchor={anchor} onClose={() => setAnchor(undefined)} />
    </>
  );
};
