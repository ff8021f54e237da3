import ListSubheader from '@mui/material/ListSubheader';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import type { PopoverPosition } from '@mui/material/Popover';
import { styled } from '@mui/material/styles';
import { type ShownFigure, useComponentSettings } from './settings.tsx';

const Title = styled(ListSubheader)(({ theme }) => ({
  ...theme.typography.caption,
  padding: '4px 12px',
  color: theme.vars.palette.text.secondary,
  background: 'none',
}));

export type FigureMenuProps = {
  readonly id?: string | undefined;
  /** The accessible name. */
  readonly label: string;
  /** What the figure is, where its place does not say so. */
  readonly title?: string | undefined;
  /** Undefined where the menu is closed. */
  readonly figure: ShownFigure | undefined;
  /** The element, or the place in the window, at which the menu opens. */
  readonly anchor: HTMLElement | PopoverPosition | undefined;
  readonly onClose: () => void;
};

/** The actions for a figure that has no explanation: a number of a table, a mark of a chart. */
export const FigureMenu = ({ id, label, title, figure, anchor, onClose }: FigureMenuProps) => {
  const { navigate, figureActions } = useComponentSettings();
  const place =
    anchor instanceof HTMLElement ? { anchorEl: anchor } : anchor && { anchorReference: 'anchorPosition' as const, anchorPosition: anchor };
  return (
    <Menu
      id={id}
      open={figure !== undefined && anchor !== undefined}
      onClose={onClose}
      {...place}
      slotProps={{ list: { 'aria-label': label } }}
    >
      {title === undefined ? undefined : <Title role="presentation">{title}</Title>}
      {(figure ? (figureActions?.list(figure) ?? []) : []).map(({ label: actionLabel, route }) => (
        <MenuItem
          key={route}
          onClick={() => {
            onClose();
            navigate(route);
          }}
        >
          {actionLabel}
        </MenuItem>
      ))}
    </Menu>
  );
};
