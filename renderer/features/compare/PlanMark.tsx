import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { tokens } from '../../theme/tokens.ts';

export const LETTERS = ['a', 'b', 'c', 'd'] as const;
export type Letter = (typeof LETTERS)[number];

/** The letter of a plan by its position. */
export const letterAt = (index: number): Letter => LETTERS[index] ?? 'd';

const Drawn = styled('svg', { shouldForwardProp: (prop) => prop !== 'letter' })<{ letter: Letter }>(({ theme, letter }) => ({
  flex: 'none',
  verticalAlign: 'middle',
  marginRight: 6,
  color: theme.vars.palette.ore.plan[letter],
}));

const SHAPES: Readonly<Record<Letter, ReactNode>> = {
  a: <circle cx="11" cy="5" r="3.5" fill="currentColor" />,
  b: <rect x="7.5" y="1.5" width="7" height="7" fill="currentColor" />,
  c: <path d="M11 1l4 7.5H7z" fill="currentColor" />,
  d: <path d="M11 .8L15.2 5 11 9.2 6.8 5z" fill="currentColor" />,
};

/** The mark of a plan in charts: line, dash and point of its letter. */
export const PlanMark = ({ letter }: { readonly letter: Letter }) => (
  <Drawn letter={letter} width="22" height="10" viewBox="0 0 22 10" aria-hidden="true">
    <path d="M0 5h22" stroke="currentColor" strokeWidth="2" strokeDasharray={tokens.pattern.planDash[letter].join(' ')} fill="none" />
    {SHAPES[letter]}
  </Drawn>
);
