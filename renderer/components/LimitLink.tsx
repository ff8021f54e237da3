import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import type { LimitId, PlanId } from '#shared/domain/ids.ts';
import { limitRoute } from '#shared/routes.ts';
import { RouteLink } from './RouteLink.tsx';

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
  /** The plan that the page of the limit shows. Default: the chosen plan. */
  readonly planId?: PlanId | undefined;
  /** The full text, as a tooltip of a truncated name. */
  readonly title?: string | undefined;
  readonly children: ReactNode;
};

/** The name or status of a limit as a link to its page. */
export const LimitLink = ({ id, planId, title, children }: LimitLinkProps) => (
  <Link route={limitRoute(id, planId)} title={title}>
    {children}
  </Link>
);
