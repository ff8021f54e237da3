import { styled } from '@mui/material/styles';
import { WIDE_WINDOW } from '../../theme/typography.ts';

const STACK = '@media (max-width: 899px)';
/** Media query of windows too low for the space above the lead. */
const LOW = '@media (max-height: 719px)';

export const Sheet = styled('div')({
  minHeight: '100%',
  padding: 'clamp(64px, 14vh, 152px) 24px 24px',
  '& > div': { width: '100%', maxWidth: 1064, margin: '0 auto' },
  [WIDE_WINDOW]: { '& > div': { maxWidth: 1360 } },
  [LOW]: { paddingTop: 32 },
  [STACK]: { paddingTop: 24 },
});

/** The lead, the largest text of the page. */
export const Lead = styled('h1')({
  margin: '0 0 40px',
  maxWidth: 820,
  fontSize: '1.75rem',
  lineHeight: '38px',
  fontWeight: 420,
  letterSpacing: '-0.022em',
  textWrap: 'balance',
  [WIDE_WINDOW]: { maxWidth: 1080, marginBottom: 56, fontSize: '2.25rem', lineHeight: '48px' },
  [LOW]: { marginBottom: 24 },
  [STACK]: { fontSize: '1.375rem', lineHeight: '30px' },
});

export const Ways = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'repeat(3, minmax(0, 1fr))',
  // titles, texts, lines and actions of the three options are aligned
  gridTemplateRows: 'auto auto 1fr auto',
  [STACK]: { gridTemplateColumns: 'minmax(0, 1fr)', gridTemplateRows: 'none' },
});

/** One option: title, description, lines, and the action at the bottom. */
export const Way = styled('section')(({ theme }) => ({
  ...theme.typography.body1,
  display: 'grid',
  gridTemplateRows: 'subgrid',
  gridRow: 'span 4',
  minHeight: 318,
  padding: '12px 28px 20px',
  borderTop: `1.5px solid ${theme.vars.palette.ore.line.strong}`,
  '&:first-of-type': { paddingLeft: 0 },
  '&:last-of-type': { paddingRight: 0 },
  '& + &': { borderLeft: `1px solid ${theme.vars.palette.divider}` },
  '& > h2': { margin: '0 0 6px', fontSize: '1.0625rem', lineHeight: '24px', fontWeight: 560, letterSpacing: '-0.01em' },
  '& > p': { margin: '0 0 14px', color: theme.vars.palette.text.secondary, textWrap: 'pretty' },
  [WIDE_WINDOW]: {
    fontSize: '0.875rem',
    lineHeight: '22px',
    minHeight: 360,
    padding: '16px 40px 24px',
    '& > h2': { fontSize: '1.25rem', lineHeight: '28px', marginBottom: 8 },
    '& > p': { marginBottom: 20 },
  },
  [STACK]: {
    gridTemplateRows: 'none',
    gridRow: 'auto',
    minHeight: 0,
    padding: '12px 0 24px',
    '& + &': { borderLeft: 0 },
  },
}));

export const Lines = styled('ul')(({ theme }) => ({
  listStyle: 'none',
  margin: '0 0 20px',
  padding: 0,
  lineHeight: '22px',
  '& > li': { display: 'flex', gap: 8, padding: '5px 0', borderBottom: `1px solid ${theme.vars.palette.divider}` },
  '& > li > b': { flex: 'none', minWidth: 22, fontWeight: 600, fontVariantNumeric: 'tabular-nums' },
  '& > li > span': { color: theme.vars.palette.text.secondary },
  '& > li.block': { display: 'block' },
  '& > li.block > b': { fontWeight: 540 },
  '& > li.block > span': { display: 'block' },
}));

/** A recent workspace; the whole line is a button. */
export const RecentButton = styled('button')(({ theme }) => ({
  display: 'flex',
  alignItems: 'baseline',
  gap: 8,
  width: '100%',
  padding: 0,
  border: 0,
  background: 'none',
  color: theme.vars.palette.text.primary,
  textAlign: 'left',
  cursor: 'pointer',
  '& > b': { overflowWrap: 'anywhere', fontWeight: 540 },
  '& > span': { marginLeft: 'auto', flex: 'none', color: theme.vars.palette.text.secondary, fontSize: '0.75rem' },
  '&:hover > b': { textDecoration: 'underline', textDecorationColor: theme.vars.palette.primary.main, textUnderlineOffset: 3 },
  '&:disabled': { color: theme.vars.palette.text.disabled, cursor: 'default' },
}));

export const Foot = styled('div')(({ theme }) => ({
  ...theme.typography.body1,
  display: 'flex',
  flexWrap: 'wrap',
  columnGap: 24,
  marginTop: 48,
  paddingTop: 12,
  color: theme.vars.palette.text.secondary,
  borderTop: `1px solid ${theme.vars.palette.divider}`,
  '& > :last-child': { marginLeft: 'auto' },
  [LOW]: { marginTop: 24 },
}));
