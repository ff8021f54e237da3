import { styled } from '@mui/material/styles';
import useMediaQuery from '@mui/material/useMediaQuery';
import type { ReactNode } from 'react';
import { text } from '#shared/messages/text.ts';
import { formatPlainNumber } from '#shared/units/format.ts';
import { Icon } from '../components/Icon.tsx';
import { RouteLink } from '../components/RouteLink.tsx';
import { tokens } from '../theme/tokens.ts';
import { Brand } from './Brand.tsx';
import { PLACES, type PlaceGroup, type PlaceKey, preloadPage } from './places.ts';
import { COLLAPSED_RAIL, COLLAPSED_RAIL_QUERY } from './widths.ts';

export type RailProps = {
  readonly current: PlaceKey | undefined;
  /** The number of records of a place. */
  readonly counts: Readonly<Partial<Record<PlaceKey, number>>>;
  /** False while no workspace is open: no place is listed. */
  readonly hasPlaces: boolean;
  readonly foot: ReactNode;
};

const GROUPS: readonly PlaceGroup[] = ['views', 'records', 'analysis', 'administration'];

const Nav = styled('nav')(({ theme }) => ({
  gridArea: 'rail',
  display: 'flex',
  flexDirection: 'column',
  minHeight: 0,
  overflowY: 'auto',
  backgroundColor: theme.vars.palette.ore.frame,
  borderRight: `1px solid ${theme.vars.palette.ore.line.normal}`,
}));

const Group = styled('ul')(({ theme }) => ({
  listStyle: 'none',
  margin: 0,
  padding: 0,
  '&:first-of-type': { marginTop: 8 },
  '& + &::before': {
    content: '""',
    display: 'block',
    height: 1,
    margin: '12px 16px',
    backgroundColor: theme.vars.palette.ore.line.normal,
  },
  [COLLAPSED_RAIL]: { '& + &::before': { margin: '8px' } },
}));

const PlaceLink = styled(RouteLink)(({ theme }) => ({
  display: 'flex',
  alignItems: 'center',
  gap: 10,
  height: tokens.size.row,
  padding: '0 16px 0 13px',
  borderLeft: '3px solid transparent',
  color: theme.vars.palette.text.secondary,
  fontWeight: 480,
  textDecoration: 'none',
  '&:hover': { backgroundColor: theme.vars.palette.ore.hover, color: theme.vars.palette.text.primary },
  '&:focus-visible': { outlineOffset: -2 },
  '&[aria-current]': {
    borderLeftColor: theme.vars.palette.primary.main,
    backgroundColor: theme.vars.palette.background.paper,
    color: theme.vars.palette.text.primary,
    fontWeight: 620,
    '& svg': { color: theme.vars.palette.primary.main },
  },
  [COLLAPSED_RAIL]: { padding: '0 0 0 13px', '& span': { display: 'none' } },
}));

const Count = styled('span')(({ theme }) => ({
  ...theme.typography.micro,
  fontVariantNumeric: 'tabular-nums',
  marginLeft: 'auto',
  color: theme.vars.palette.ore.tertiary,
}));

const Foot = styled('div')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: 440,
  lineHeight: '18px',
  marginTop: 'auto',
  padding: '12px 16px 14px',
  borderTop: `1px solid ${theme.vars.palette.ore.line.normal}`,
  color: theme.vars.palette.text.secondary,
  '&:empty': { display: 'none' },
  [COLLAPSED_RAIL]: { padding: '8px 0', display: 'grid', justifyItems: 'center' },
}));

/** The navigation, with rules between its groups. */
export const Rail = ({ current, counts, hasPlaces, foot }: RailProps) => {
  const isCollapsed = useMediaQuery(COLLAPSED_RAIL_QUERY, { noSsr: true });
  return (
    <Nav aria-label={text('rail.label')}>
      <Brand />
      {hasPlaces
        ? GROUPS.map((group) => (
            <Group key={group}>
              {PLACES.filter((place) => place.group === group).map(({ key, path, title }) => (
                <li key={key}>
                  <PlaceLink
                    route={path}
                    onPointerEnter={() => preloadPage(path)}
                    onFocus={() => preloadPage(path)}
                    aria-current={key === current ? 'page' : undefined}
                    {...(isCollapsed ? { 'aria-label': text(title), title: text(title) } : {})}
                  >
                    <Icon name={key} />
                    <span>{text(title)}</span>
                    {counts[key] === undefined ? undefined : <Count>{formatPlainNumber(counts[key], { decimals: 0 })}</Count>}
                  </PlaceLink>
                </li>
              ))}
            </Group>
          ))
        : undefined}
      <Foot>{foot}</Foot>
    </Nav>
  );
};
