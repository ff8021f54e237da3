import { styled, type Theme } from '@mui/material/styles';
import { type KeyboardEvent, type MouseEvent, type ReactNode, useId, useState } from 'react';
import type { Figure } from '#shared/contract/figure.ts';
import { formatKdmt } from '#shared/units/format.ts';
import { ExplainPopover } from './ExplainPopover.tsx';
import { FigureMenu } from './FigureMenu.tsx';
import { NoteMark } from './NoteMark.tsx';
import { OriginMark } from './OriginMark.tsx';
import { RouteLink } from './RouteLink.tsx';
import { type ShownFigure, useComponentSettings, useFigureReader, useTexts } from './settings.tsx';
import { isMenuKey, type MenuFigure, useFigureMenu } from './useFigureMenu.tsx';

export type FigureLinkProps = {
  readonly figure: Figure;
  /** `sentence`: number and unit, underlined. `cell`: the number alone, its unit is in the header. `plain`: number and unit without underline. */
  readonly as?: 'sentence' | 'cell' | 'plain' | undefined;
  /** Text instead of the number. */
  readonly children?: ReactNode | undefined;
};

type Look = NonNullable<FigureLinkProps['as']>;

const linkStyle = (theme: Theme, as: Look, isBreached: boolean) => ({
  font: 'inherit',
  letterSpacing: 'inherit',
  fontWeight: as === 'sentence' ? 600 : 'inherit',
  color: isBreached ? theme.vars.palette.ore.state.breach.text : 'inherit',
  margin: 0,
  padding: 0,
  border: 0,
  background: 'none',
  cursor: 'pointer',
  whiteSpace: 'nowrap' as const,
  textAlign: 'inherit' as const,
  textDecorationLine: as === 'sentence' ? 'underline' : 'none',
  textDecorationThickness: 1,
  textDecorationColor: isBreached ? theme.vars.palette.ore.state.breach.mark : theme.vars.palette.primary.main,
  textUnderlineOffset: as === 'sentence' ? 'var(--ore-underline, 5px)' : 3,
  '&:hover, &[aria-expanded="true"]': {
    backgroundColor: theme.vars.palette.ore.accentSoft,
    textDecorationLine: 'underline',
  },
});

const forward = (prop: PropertyKey) => prop !== 'look' && prop !== 'isBreached';
type LinkStyle = { look: Look; isBreached: boolean };

const FigureButton = styled('button', { shouldForwardProp: forward })<LinkStyle>(({ theme, look: as, isBreached }) =>
  linkStyle(theme, as, isBreached),
);
const FigureRoute = styled(RouteLink, { shouldForwardProp: forward })<LinkStyle>(({ theme, look: as, isBreached }) =>
  linkStyle(theme, as, isBreached),
);
const FigureText = styled('span', { shouldForwardProp: forward })<LinkStyle>(({ theme, look: as, isBreached }) => ({
  fontWeight: as === 'sentence' ? 600 : 'inherit',
  whiteSpace: as === 'sentence' ? 'nowrap' : 'inherit',
  color: isBreached ? theme.vars.palette.ore.state.breach.text : 'inherit',
}));

/** A longer text may break over lines, characters; numbers and short names do not. */
const LONG_NAME = 48;
const WRAPPED = { whiteSpace: 'normal', overflowWrap: 'anywhere' } as const;

type FigureActionsButtonProps = {
  readonly figure: ShownFigure & Pick<Figure, 'state'>;
  readonly as: Look;
  readonly children: ReactNode;
};

/** The context menu of a figure, and the handlers of the element that opens it. */
const useContextMenu = (figure: MenuFigure) => {
  const { open, menu } = useFigureMenu();
  const handlers = {
    onContextMenu: (event: MouseEvent<HTMLElement>) => open(event, event.currentTarget, figure),
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      if (isMenuKey(event)) open(event, event.currentTarget, figure);
    },
  };
  return { handlers, menu };
};

/** A number that opens the actions for its figure. */
export const FigureActionsButton = ({ figure, as, children }: FigureActionsButtonProps) => {
  const texts = useTexts();
  const [anchor, setAnchor] = useState<HTMLElement>();
  const { handlers, menu } = useContextMenu(figure);
  const menuId = useId();
  return (
    <>
      <FigureButton
        type="button"
        look={as}
        isBreached={figure.state === 'breached' && as === 'sentence'}
        aria-haspopup="menu"
        aria-expanded={anchor !== undefined}
        aria-controls={anchor ? menuId : undefined}
        aria-description={texts.figureActions}
        onClick={(event) => setAnchor(event.currentTarget)}
        {...handlers}
      >
        {children}
      </FigureButton>
      {menu}
      {anchor ? (
        <FigureMenu id={menuId} label={texts.figureActions} figure={figure} anchor={anchor} onClose={() => setAnchor(undefined)} />
      ) : undefined}
    </>
  );
};

/** A figure that opens its explanation, its record, or the actions for it, which its context menu has too; plain text if it has none. */
export const FigureLink = ({ figure, as = 'sentence', children }: FigureLinkProps) => {
  const read = useFigureReader();
  const { figureActions } = useComponentSettings();
  const texts = useTexts();
  const [anchor, setAnchor] = useState<HTMLElement>();
  // most figures are never opened, and a closed popover costs as much as its table
  const [everOpened, setEverOpened] = useState(false);
  const popoverId = useId();
  const { handlers, menu } = useContextMenu(figure);
  const words = children ?? (as === 'cell' ? read.inColumn(figure).text : read.inWords(figure));
  const isBreached = figure.state === 'breached' && as === 'sentence';
  const mark = figure.origin && as !== 'sentence' ? <OriginMark origin={figure.origin} isHanging={as === 'cell'} /> : undefined;
  const { explanation } = figure;
  const wrap = typeof words === 'string' && words.length > LONG_NAME ? { style: WRAPPED } : {};

  if (explanation) {
    return (
      <>
        <FigureButton
          type="button"
          look={as}
          isBreached={isBreached}
          aria-haspopup="dialog"
          aria-expanded={anchor !== undefined}
          aria-controls={anchor ? popoverId : undefined}
          aria-description={texts.explain}
          onClick={(event) => {
            setAnchor(event.currentTarget);
            setEverOpened(true);
          }}
          {...handlers}
        >
          {words}
        </FigureButton>
        {menu}
        {mark}
        <NoteMark identity={figure.identity} />
        {everOpened ? (
          <ExplainPopover id={popoverId} explanation={explanation} figure={figure} anchor={anchor} onClose={() => setAnchor(undefined)} />
        ) : undefined}
      </>
    );
  }
  if (figure.route !== undefined) {
    return (
      <>
        <FigureRoute look={as} isBreached={isBreached} route={figure.route} {...wrap} {...handlers}>
          {words}
        </FigureRoute>
        {menu}
        {mark}
      </>
    );
  }
  if (figure.identity !== undefined && figureActions?.has(figure.identity))
    return (
      <>
        <FigureActionsButton figure={{ ...figure, identity: figure.identity }} as={as}>
          {words}
        </FigureActionsButton>
        {mark}
      </>
    );
  return (
    <>
      <FigureText look={as} isBreached={isBreached} {...wrap}>
        {words}
      </FigureText>
      {mark}
    </>
  );
};

/** Tonnes in a column in kdmt, with enough decimals for small amounts. */
export const TonnesLink = ({ figure }: { readonly figure: Figure }) => {
  const tonnes = Number(figure.value);
  return (
    <FigureLink as="cell" figure={figure}>
      {formatKdmt(tonnes)}
    </FigureLink>
  );
};
