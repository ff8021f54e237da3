import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import type { PlanLetter } from '#shared/contract/compare.ts';
import { tokens } from '../../theme/tokens.ts';

type Mark = PlanLetter['mark'];

const MarkSvg = styled('svg', { shouldForwardProp: (prop) => prop !== 'mark' })<{ mark: Mark }>(({ theme, mark }) => ({
  flex: 'none',
  verticalAlign: 'middle',
  marginRight: 6,
  color: theme.vars.palette.ore.plan[mark],
}));

const SHAPES: Readonly<Record<Mark, ReactNode>> = {
  a: <circle cx="11" cy="5" r="3.5" fill="currentColor" />,
  b: <rect x="7.5" y="1.5" width="7" height="7" fill="currentColor" />,
  c: <path d="M11 1l4 7.5H7z" fill="currentColor" />,
  d: <path d="M11 .8L15.2 5 11 9.2 6.8 5z" fill="currentColor" />,
};

/** The mark of a plan in charts: its line, dash and point. */
export const PlanMark = ({ mark }: { readonly mark: Mark }) => (
  <MarkSvg mark={mark} width="22" height="10" viewBox="0 0 22 10" aria-hidden="true">
    <path d="M0 5h22" stroke="currentColor" strokeWidth="2" strokeDasharray={tokens.pattern.planDash[mark].join(' ')} fill="none" />
    {SHAPES[mark]}
  </MarkSvg>
);
