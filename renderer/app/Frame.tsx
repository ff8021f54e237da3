import { styled } from '@mui/material/styles';
import type { ReactNode, Ref } from 'react';
import { text } from '#shared/messages/text.ts';
import { tokens } from '../theme/tokens.ts';
import { COLLAPSED_RAIL } from './widths.ts';

const Grid = styled('div')(({ theme }) => ({
  ...theme.typography.body1,
  height: '100dvh',
  display: 'grid',
  gridTemplateAreas: '"rail head" "rail banner" "rail main"',
  gridTemplateRows: 'auto auto minmax(0, 1fr)',
  gridTemplateColumns: `${tokens.size.nav}px minmax(0, 1fr)`,
  [COLLAPSED_RAIL]: { gridTemplateColumns: `${tokens.size.navCollapsed}px minmax(0, 1fr)` },
  // prints only the page, in its full length
  '@media print': { display: 'block', height: 'auto', '& > :not(main)': { display: 'none' } },
}));

const Main = styled('main')({
  gridArea: 'main',
  minWidth: 0,
  overflow: 'auto',
  position: 'relative',
  '@media print': { overflow: 'visible' },
});

/** The skip link: first in the tab order, visible only with the focus. */
const SkipLink = styled('a')(({ theme }) => ({
  position: 'absolute',
  zIndex: theme.zIndex.tooltip,
  top: 8,
  left: 8,
  padding: '6px 12px',
  color: theme.vars.palette.text.primary,
  backgroundColor: theme.vars.palette.ore.raised,
  border: `1px solid ${theme.vars.palette.ore.line.normal}`,
  borderRadius: tokens.radius.control,
  '&:not(:focus)': { clipPath: 'inset(50%)', width: 1, height: 1, padding: 0, overflow: 'hidden' },
}));

const PAGE_ID = 'page';

export type FrameProps = {
  readonly rail: ReactNode;
  readonly header: ReactNode;
  readonly banner: ReactNode;
  readonly mainRef: Ref<HTMLElement>;
  /** What is said over the end of the page. */
  readonly mark?: ReactNode;
  readonly children: ReactNode;
};

/** Rail, header and the scrolling page. */
export const Frame = ({ rail, header, banner, mainRef, mark, children }: FrameProps) => (
  <Grid>
    <SkipLink
      href={`#${PAGE_ID}`}
      onClick={(event) => {
        // the address does not change
        event.preventDefault();
        document.getElementById(PAGE_ID)?.focus();
      }}
    >
      {text('app.skip')}
    </SkipLink>
    {rail}
    {header}
    {banner}
    <Main id={PAGE_ID} tabIndex={-1} ref={mainRef}>
      {children}
    </Main>
    {mark}
  </Grid>
);
