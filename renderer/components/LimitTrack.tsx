import { styled } from '@mui/material/styles';
import type { LimitState } from '#shared/domain/limit.ts';
import { STATE_TOKEN } from './StateMark.tsx';

export type LimitTrackProps = {
  /** Positions of value and limit on the bar, 0..1. */
  readonly value: number;
  readonly level: number;
  readonly state: LimitState;
};

const Track = styled('div')(({ theme }) => ({
  position: 'relative',
  height: 10,
  // at 200 % zoom the status beside it needs the space
  minWidth: 'min(80px, 5vw)',
  backgroundColor: theme.vars.palette.ore.frame,
  '@media (forced-colors: active)': { border: '1px solid' },
}));

const Bar = styled('div', { shouldForwardProp: (prop) => prop !== 'state' })<{ state: LimitState }>(({ theme, state }) => ({
  position: 'absolute',
  inset: '0 auto 0 0',
  backgroundColor: state === 'holds' ? theme.vars.palette.ore.tertiary : theme.vars.palette.ore.state[STATE_TOKEN[state]].mark,
  forcedColorAdjust: 'none',
}));

const Level = styled('div')(({ theme }) => ({
  position: 'absolute',
  top: -4,
  bottom: -4,
  borderLeft: `1.5px solid ${theme.vars.palette.text.primary}`,
}));

const percent = (share: number) => `${Math.min(1, Math.max(0, share)) * 100}%`;

/** A value as a bar against the line of its limit. Hidden from screen readers, since the numbers beside it say the same. */
export const LimitTrack = ({ value, level, state }: LimitTrackProps) => (
  <Track aria-hidden="true">
    <Bar state={state} style={{ width: percent(value) }} />
    <Level style={{ left: percent(level) }} />
  </Track>
);
