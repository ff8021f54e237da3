import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import type { Origin } from '#shared/domain/origin.ts';
import { text } from '#shared/messages/text.ts';
import { IconFrame } from './Icon.tsx';

export type OriginMarkProps = {
  readonly origin: Origin;
  /** Whether the mark is in the padding of the cell, so that digits stay aligned. */
  readonly isHanging?: boolean | undefined;
};

const OUTLINES: Readonly<Record<Exclude<Origin, 'user'>, ReactNode>> = {
  source: <path d="M2 3.5h5.5l.5.7.5-.7H14v9H2zM8 4.5v8" />,
  house: <path d="M2.5 7.5L8 2.5l5.5 5v6h-11z" />,
  filled: <path d="M2.5 2.5h11v11h-11z" strokeDasharray="2.5 2.2" />,
  sample: <path d="M8 1.8L14.2 8 8 14.2 1.8 8z" />,
};

const Mark = styled(IconFrame, { shouldForwardProp: (prop) => prop !== 'hangs' })<{ hangs: boolean }>(({ theme, hangs }) => ({
  color: theme.vars.palette.ore.tertiary,
  strokeWidth: 1.4,
  verticalAlign: 0,
  ...(hangs ? { position: 'absolute', marginLeft: 3, top: '50%', transform: 'translateY(-50%)' } : { marginLeft: 5 }),
}));

/** The source of a figure as a small mark after it; figures entered by the user have none. */
export const OriginMark = ({ origin, isHanging = false }: OriginMarkProps) => {
  if (origin === 'user') return undefined;
  return (
    <Mark hangs={isHanging} viewBox="0 0 16 16" width={10} height={10} role="img" aria-label={text(`origin.${origin}`)}>
      <title>{text(`origin.${origin}`)}</title>
      {OUTLINES[origin]}
    </Mark>
  );
};
