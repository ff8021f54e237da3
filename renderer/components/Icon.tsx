import { styled } from '@mui/material/styles';
import { ICON_PATHS, type IconName } from './iconPaths.ts';

export type { IconName } from './iconPaths.ts';

export type IconProps = {
  readonly name: IconName;
  /** Side in px; 16 unless it stands in a chip or a head. */
  readonly size?: 10 | 12 | 14 | 16 | undefined;
};

/** The stroke that every icon and mark is drawn with. */
export const IconFrame = styled('svg')({
  flex: 'none',
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.35,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
  verticalAlign: '-3px',
});

/** An icon in the colour of its text; the control around it says its name. */
export const Icon = ({ name, size = 16 }: IconProps) => (
  <IconFrame viewBox="0 0 16 16" width={size} height={size} aria-hidden="true" strokeWidth={name === 'more' ? 2 : undefined}>
    <path d={ICON_PATHS[name]} />
  </IconFrame>
);
