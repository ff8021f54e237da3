import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import type { LimitId } from '#shared/domain/ids.ts';
import { RouteLink } from './RouteLink.tsx';

/** The page of a limit: what breaches it and what cures it. */
export const limitRoute = (id: LimitId): string => `/diversification/limits/${encodeURIComponent(id)}`;

const Link = styled(RouteLink)(({ theme }) => ({
  color: 'inherit',
  textDecorationLine: 'underline',
  textDecorationThickness: 1,
  textDecorationColor: theme.vars.palette.ore.line.strong,
  textUnderlineOffset: 3,
  '&:hover': { textDecorationColor: theme.vars.palette.primary.main, backgroundColor: theme.vars.palette.ore.accentSoft },
}));

export type LimitLinkProps = {
  readonly id: LimitId;
  /** A longer text of a name that is cut. */
  readonly title?: string | undefined;
  readonly children: ReactNode;
};

/** The name or status of a limit as a link to its page. */
export const LimitLink = ({ id, title, children }: LimitLinkProps) => (
  <Link route={limitRoute(id)} title={title}>
    {children}
  </Link>
);
