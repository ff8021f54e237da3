import { styled } from '@mui/material/styles';
import type { ColourRole, FillStyle } from '#shared/contract/colour.ts';
import { fillStyle, roleVariable } from './swatch.ts';

export type Segment = {
  readonly key: string;
  readonly label: string;
  /** Share of the bar's length, 0..1. */
  readonly share: number;
  readonly role: ColourRole;
  readonly fill: FillStyle;
};

export type SegmentBarProps = {
  readonly segments: readonly Segment[];
  /** The accessible name of the bar. */
  readonly label: string;
};

const Bar = styled('div')({ display: 'flex', height: 16, gap: 1 });

const Part = styled('div', { shouldForwardProp: (prop) => prop !== 'role' && prop !== 'fill' })<{ role: ColourRole; fill: FillStyle }>(
  ({ theme, role, fill }) => ({ height: '100%', minWidth: 0, forcedColorAdjust: 'none', ...fillStyle(roleVariable(theme, role), fill) }),
);

/** A bar in parts, for example by destination: shades of one colour, unknown parts hatched, missing parts empty. */
export const SegmentBar = ({ segments, label }: SegmentBarProps) => (
  <Bar role="img" aria-label={label}>
    {segments.map((segment) => (
      <Part key={segment.key} role={segment.role} fill={segment.fill} title={segment.label} style={{ width: `${segment.share * 100}%` }} />
    ))}
  </Bar>
);
