import { styled } from '@mui/material/styles';
import { text } from '#shared/messages/text.ts';
import { RouteLink } from '../components/RouteLink.tsx';
import { tokens } from '../theme/tokens.ts';
import { COLLAPSED_RAIL } from './widths.ts';

const BrandLink = styled(RouteLink)(({ theme }) => ({
  display: 'flex',
  alignItems: 'center',
  gap: 8,
  flex: 'none',
  height: tokens.size.header,
  padding: '0 16px',
  fontSize: '0.875rem',
  fontWeight: 640,
  letterSpacing: '-0.01em',
  textDecoration: 'none',
  '& svg': { flex: 'none', color: theme.vars.palette.primary.main },
  '&:focus-visible': { outlineOffset: -2 },
  [COLLAPSED_RAIL]: { padding: '0 15px', '& span': { display: 'none' } },
}));

/** The logo, three rising benches of an open pit, and the name of the app; links to Overview. */
export const Brand = () => (
  <BrandLink route="/" aria-label={text('app.name')}>
    <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
      <path d="M2 15.5V9.5l4-2.5v8.5M7.5 15.5V6l4-2.5v12M13 15.5V2.5h3v13" fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
    <span>{text('app.name')}</span>
  </BrandLink>
);
