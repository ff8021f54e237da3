import { styled } from '@mui/material/styles';
import type { ColourRole, FillStyle } from '#shared/contract/colour.ts';
import { fillStyle, roleVariable } from './swatch.ts';

export type Segment = {
  readonly key: string;
  readonly label: string;
  /** Of the bar's whole length, 0..1. */
  readonly share: number;
  readonly role: ColourRole;
  readonly fill: FillStyle;
};

export type SegmentBarProps = {
  readonly segments: readonly Segment[];
  /** What the bar shows, for those who cannot see it. */
  readonly label: string;
};

const Bar = styled('div')({ display: 'flex', height: 16, gap: 1 });

const Part = styled('div', { shouldForwardProp: (prop) => prop !== 'role' && prop !== 'fill' })<{ role: ColourRole; fill: FillStyle }>(
  ({ theme, role, fill }) => ({ height: '100%', minWidth: 0, forcedColorAdjust: 'none', ...fillStyle(roleVariable(theme, role), fill) }),
);

/** A bar in parts, as by destination: steps of one ink, unknown hatched, what is missing left empty. */
export const SegmentBar = ({ segments, label }: SegmentBarProps) => (
  <Bar role="img" aria-label={label}>
    {segments.map((segment) => (
      <Part key={segment.key} role={segment.role} fill={segment.fill} title={segment.label} style={{ width: `${segment.share * 100}%` }} />
    ))}
  </Bar>
);
