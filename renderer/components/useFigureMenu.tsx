import type { PopoverPosition } from '@mui/material/Popover';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useCallback, useState } from 'react';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import { FigureMenu } from './FigureMenu.tsx';
import { type ShownFigure, useComponentSettings, useTexts } from './settings.tsx';

/** A figure of a page; one without identity has no menu. */
export type MenuFigure = Omit<ShownFigure, 'identity'> & { readonly identity?: FigureIdentity | undefined };

type OpenMenu = { readonly figure: ShownFigure; readonly title: string | undefined; readonly anchor: HTMLElement | PopoverPosition };

type FigureMenuOpener = {
  /**
   * Opens the menu of a figure at the pointer, or at the element for a key. A figure without actions leaves the event to the browser, as does
   * an event that opened the menu of a figure further inside.
   */
  readonly open: (event: MouseEvent | KeyboardEvent, element: HTMLElement, figure: MenuFigure | undefined, title?: string) => void;
  readonly menu: ReactNode;
};

/** Shift+F10, which not every system makes a context menu event of; the menu key is always one. */
export const isMenuKey = ({ key, shiftKey }: KeyboardEvent): boolean => shiftKey && key === 'F10';

/** The context menu of figures: goal seek and sensitivity table. */
export const useFigureMenu = (): FigureMenuOpener => {
  const { figureActions } = useComponentSettings();
  const texts = useTexts();
  const [openMenu, setOpenMenu] = useState<OpenMenu>();
  const open = useCallback<FigureMenuOpener['open']>(
    (event, element, figure, title) => {
      if (event.defaultPrevented || figure?.identity === undefined) return;
      const shownFigure: ShownFigure = { identity: figure.identity, unit: figure.unit, decimals: figure.decimals };
      if (!figureActions?.list(shownFigure).length) return;
      event.preventDefault();
      setOpenMenu({ figure: shownFigure, title, anchor: 'clientX' in event ? { left: event.clientX, top: event.clientY } : element });
    },
    [figureActions],
  );
  const menu = openMenu ? (
    <FigureMenu
      label={texts.figureActions}
      title={openMenu.title}
      figure={openMenu.figure}
      anchor={openMenu.anchor}
      onClose={() => setOpenMenu(undefined)}
    />
  ) : undefined;
  return { open, menu };
};
