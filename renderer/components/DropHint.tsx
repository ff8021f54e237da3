import { styled } from '@mui/material/styles';

/** Over everything while files are held above the page. */
export const DropHint = styled('div')(({ theme }) => ({
  position: 'fixed',
  inset: 8,
  zIndex: theme.zIndex.tooltip,
  display: 'grid',
  placeItems: 'center',
  pointerEvents: 'none',
  fontSize: '1.0625rem',
  fontWeight: 560,
  color: theme.vars.palette.text.primary,
  backgroundColor: `color-mix(in srgb, ${theme.vars.palette.background.paper} 88%, transparent)`,
  outline: `2px dashed ${theme.vars.palette.primary.main}`,
  outlineOffset: -2,
}));
