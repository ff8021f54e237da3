import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import type { LimitState } from '#shared/domain/limit.ts';
import { text } from '#shared/messages/text.ts';
import { IconFrame } from './Icon.tsx';

/** A limit's state, or a neutral remark. */
export type MarkState = LimitState | 'info';

export type StateMarkProps = {
  readonly state: MarkState;
  /** The text beside the shape. Default: the name of the state. An empty text leaves the shape with an accessible name. */
  readonly children?: ReactNode | undefined;
};

/** The token of each state. */
export const STATE_TOKEN = { holds: 'ok', near: 'warn', breached: 'breach', info: 'info' } as const satisfies Record<MarkState, string>;

const SHAPES: Readonly<Record<MarkState, ReactNode>> = {
  holds: (
    <>
      <circle cx="8" cy="8" r="6.5" />
      <path d="M5 8.2l2.1 2.1L11 6" />
    </>
  ),
  near: (
    <>
      <path d="M8 2L14.5 13.5h-13z" />
      <path d="M8 6.5v3M8 11.4v.2" />
    </>
  ),
  breached: (
    <>
      <path d="M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3L1.5 10.7V5.3z" fill="currentColor" />
      <path className="gap" d="M8 4.5v4M8 11v.2" strokeWidth="1.7" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="6.5" />
      <path d="M8 7.5v3.5M8 5v.2" />
    </>
  ),
};

const Shape = styled(IconFrame, { shouldForwardProp: (prop) => prop !== 'state' })<{ state: MarkState }>(({ theme, state }) => ({
  color: theme.vars.palette.ore.state[STATE_TOKEN[state]].mark,
  '& .gap': { stroke: theme.vars.palette.background.paper },
}));

const Line = styled('span', { shouldForwardProp: (prop) => prop !== 'state' })<{ state: MarkState }>(({ theme, state }) => ({
  display: 'inline-flex',
  alignItems: 'center',
  gap: 5,
  maxWidth: '100%',
  verticalAlign: 'middle',
  lineHeight: '16px',
  fontSize: '0.75rem',
  fontWeight: 560,
  whiteSpace: 'nowrap',
  color: theme.vars.palette.ore.state[STATE_TOKEN[state]].text,
}));

export type StateShapeProps = { readonly state: MarkState; readonly size?: number | undefined; readonly label?: string | undefined };

/** The shape of a state alone: octagon, triangle or ring. */
export const StateShape = ({ state, size = 14, label }: StateShapeProps) => (
  <Shape
    state={state}
    viewBox="0 0 16 16"
    width={size}
    height={size}
    {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
  >
    {SHAPES[state]}
  </Shape>
);

/** A state as shape and text, never as colour alone. */
export const StateMark = ({ state, children }: StateMarkProps) => {
  const stateName = state === 'info' ? undefined : text(`state.${state}`);
  const label = children ?? stateName;
  return (
    <Line state={state}>
      <StateShape state={state} label={label === stateName ? undefined : stateName} />
      {label}
    </Line>
  );
};
