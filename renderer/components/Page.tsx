import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { tokens } from '../theme/tokens.ts';
import { WIDE_WINDOW } from '../theme/typography.ts';
import { COMMAND_KEY } from './commandKey.ts';
import { fillText, useTexts } from './settings.tsx';

export type PageProps = {
  /** The place's or the record's name: the page's h1. */
  readonly title: ReactNode;
  /** The scope of the page. */
  readonly meta?: ReactNode | undefined;
  /** Buttons, the primary one last. */
  readonly actions?: ReactNode | undefined;
  /** The verdict at the top of the page. */
  readonly verdict?: ReactNode | undefined;
  /** `table`: the page is as high as the window and its table scrolls inside it. `sheets`: on paper, its lists of sheets and nothing else. */
  readonly layout?: 'flow' | 'table' | 'sheets' | undefined;
  readonly children?: ReactNode;
};

const NARROW_PADDING = '20px 24px 24px';
const WIDE_PADDING = '24px 32px 32px';

const Sheet = styled('div', { shouldForwardProp: (prop) => prop !== 'layout' })<{ layout: 'flow' | 'table' | 'sheets' }>(({ layout }) => ({
  display: 'flex',
  flexDirection: 'column',
  minWidth: 0,
  padding: NARROW_PADDING,
  [WIDE_WINDOW]: { padding: WIDE_PADDING },
  ...(layout === 'table'
    ? { height: '100%', '&&': { paddingBottom: 0 }, '@media print': { height: '100vh', breakInside: 'avoid' } }
    : { minHeight: '100%' }),
  ...(layout === 'sheets' ? { '@media print': { display: 'block', '&&': { padding: 0 }, '& > :not(ol)': { display: 'none' } } } : {}),
}));

const Kicker = styled('div')(({ theme }) => ({
  display: 'flex',
  // in a low window the table shrinks, not the lines of actions above it
  flexShrink: 0,
  flexWrap: 'wrap',
  alignItems: 'center',
  columnGap: 12,
  rowGap: 4,
  minHeight: 24,
  marginBottom: 4,
  '& > h1': { ...theme.typography.section, margin: 0 },
}));

const Meta = styled('span')(({ theme }) => ({ fontSize: '0.75rem', lineHeight: '16px', color: theme.vars.palette.ore.tertiary }));

const ActionBar = styled('div')({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 8, marginLeft: 'auto' });

/** On paper only: the printed part of a table that scrolls is not to be taken for all of it. */
const PrintNote = styled('p')(({ theme }) => ({
  ...theme.typography.caption,
  display: 'none',
  margin: '8px 0',
  '@media print': { display: 'block' },
}));

/** A page: its name, scope and actions, then the verdict, then the content. */
export const Page = ({ title, meta, actions, verdict, layout = 'flow', children }: PageProps) => {
  const texts = useTexts();
  return (
    <Sheet layout={layout}>
      <Kicker>
        <h1>{title}</h1>
        {meta === undefined ? undefined : <Meta>{meta}</Meta>}
        {actions === undefined ? undefined : <ActionBar>{actions}</ActionBar>}
      </Kicker>
      {verdict}
      {layout === 'table' ? <PrintNote>{fillText(texts.printedTable, { command: COMMAND_KEY })}</PrintNote> : undefined}
      {children}
    </Sheet>
  );
};

/** Extends its content to the window's edges, beyond the padding of the page. */
export const Bleed = styled('div')({
  margin: `0 -${tokens.space.pageX}px`,
  [WIDE_WINDOW]: { margin: '0 -32px' },
});
