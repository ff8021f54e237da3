import { keyframes, styled } from '@mui/material/styles';
import { tokens } from '../../theme/tokens.ts';
import { WIDE_WINDOW } from '../../theme/typography.ts';

export const ROW_HEIGHT = tokens.size.row;
export const HEAD_HEIGHT = 44;
export const TOTAL_HEIGHT = 36;

const EDGE_SHADOW = 20;
const fadeAtEnd = keyframes({ '0%, 97%': { opacity: 1 }, '100%': { opacity: 0 } });

/** The frame of the grid: takes the remaining height and applies the theme. */
export const GridFrame = styled('div')(({ theme }) => {
  const { palette } = theme.vars;
  return {
    minWidth: 0,
    position: 'relative',
    borderTop: `1.5px solid ${palette.ore.line.strong}`,
    // a shadow at the right edge while columns are hidden there; without columns to scroll to, the timeline is inactive
    timelineScope: '--ore-columns',
    '& > .rdg': { scrollTimeline: '--ore-columns inline' },
    '&::after': {
      content: '""',
      position: 'absolute',
      zIndex: 3,
      insetBlockStart: 0,
      insetInlineStart: `calc(var(--ore-grid-width) - ${EDGE_SHADOW}px)`,
      inlineSize: EDGE_SHADOW,
      blockSize: 'var(--ore-grid-height)',
      opacity: 0,
      pointerEvents: 'none',
      borderInlineEnd: `1px solid ${palette.ore.line.normal}`,
      backgroundImage: `linear-gradient(to right, transparent, color-mix(in srgb, ${palette.ore.line.strong} 30%, transparent))`,
      animation: `${fadeAtEnd} linear both`,
      animationTimeline: '--ore-columns',
    },
    '& .rdg': {
      '--rdg-color': palette.text.primary,
      '--rdg-font-size': '0.8125rem',
      '--rdg-border-color': palette.divider,
      '--rdg-background-color': palette.background.paper,
      '--rdg-header-background-color': palette.ore.sunken,
      '--rdg-row-hover-background-color': palette.ore.hover,
      '--rdg-selection-color': palette.ore.focus,
      '--rdg-selection-width': '2px',
      '--rdg-summary-border-width': '1px',
      '--rdg-summary-border-color': palette.ore.line.strong,
      border: 0,
      lineHeight: '16px',
      scrollbarWidth: 'thin',
      // a frozen column ends with a line instead of a shadow
      '& > :not([role], .rdg-cell-drag-handle, [data-measuring-cell-key])': { backgroundImage: 'none' },
    },
    '& .rdg-cell': { borderInlineEnd: 0, paddingInline: 10, letterSpacing: '-0.003em', overflow: 'hidden' },
    '& .rdg-cell:focus-visible': { outlineOffset: -2, borderRadius: 0 },
    '& .rdg-cell-frozen-start': { borderInlineEnd: `1px solid ${palette.ore.line.normal}` },
    '& .rdg-cell[aria-colindex="1"]': { paddingInlineStart: 24, [WIDE_WINDOW]: { paddingInlineStart: 32 } },
    // texts have proportional digits, as tabular ones widen the hyphen
    '& .rdg-cell:not(.right)': { fontVariantNumeric: 'normal' },
    '& .rdg-cell.right': { textAlign: 'right', paddingInlineEnd: 14 },
    '& .rdg-cell.key': { fontWeight: 540 },
    '& .rdg-cell.value': { fontWeight: tokens.type.weights.semibold },
    '& .rdg-cell.context': { color: palette.text.secondary },
    '& .rdg-header-row .rdg-cell': {
      ...theme.typography.caption,
      color: palette.text.secondary,
      alignContent: 'end',
      paddingBlockEnd: 5,
      borderBlockEnd: `1px solid ${palette.ore.line.normal}`,
    },
    '& .rdg-summary-row .rdg-cell': {
      fontWeight: tokens.type.weights.semibold,
      backgroundColor: palette.ore.sunken,
      borderBlockEnd: 0,
    },
    '& .rdg-row:has(> [aria-selected="true"])': { backgroundColor: palette.ore.sunken },
    '& .rdg-row .rdg-cell[aria-selected="true"]': { backgroundColor: palette.ore.raised },
    '& .rdg-cell.chosen': { backgroundColor: palette.ore.selected },
    '& .rdg-cell.rdg-cell-dragged-over': { backgroundColor: palette.ore.selected },
    '& .rdg-cell.bad': { boxShadow: `inset 0 0 0 2px ${palette.error.main}`, color: palette.ore.state.breach.text },
    '& .rdg-cell a': { color: 'inherit', textDecoration: 'none' },
    '& .rdg-cell a:hover, & .rdg-cell a:focus-visible': { textDecoration: 'underline', textDecorationColor: palette.primary.main },
    '& .rdg-cell-drag-handle': { '--rdg-drag-handle-size': '8px', border: `1px solid ${palette.background.paper}`, cursor: 'crosshair' },
    '& .rdg-cell-drag-handle:hover': {
      '--rdg-drag-handle-size': '10px',
      border: `1px solid ${palette.background.paper}`,
      backgroundColor: palette.ore.focus,
    },
  };
});

export const Head = styled('span')(({ theme }) => ({
  display: 'block',
  position: 'relative',
  '& > small': { display: 'block', minHeight: 16, fontSize: 'inherit', fontWeight: 420, color: theme.vars.palette.ore.tertiary },
  '& > span > svg': { position: 'absolute', top: 3, marginLeft: 2 },
}));

/** The text of a cell without a value, in a weak colour. */
export const Missing = styled('span')(({ theme }) => ({ color: theme.vars.palette.ore.tertiary, fontWeight: 420 }));
