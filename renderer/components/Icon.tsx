import { styled } from '@mui/material/styles';
import { ICON_PATHS, type IconName } from './iconPaths.ts';

export type { IconName } from './iconPaths.ts';

export type IconProps = {
  readonly name: IconName;
  /** Size in px. Default 16; smaller in chips and headers. */
  readonly size?: 10 | 12 | 14 | 16 | undefined;
};

/** The stroke of every icon and mark. */
export const IconFrame = styled('svg')({
  flex: 'none',
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.35,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
  verticalAlign: '-3px',
});

/** An icon in the colour of its text. The control around it has the accessible name. */
export const Icon = ({ name, size = 16 }: IconProps) => (
  <IconFrame viewBox="0 0 16 16" width={size} height={size} aria-hidden="true" strokeWidth={name === 'more' ? 2 : undefined}>
    <path d={ICON_PATHS[name]} />
  </IconFrame>
);
