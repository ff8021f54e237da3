import { styled } from '@mui/material/styles';

export type ClippedProps = {
  readonly children: string;
  /** A CSS width; the room that is left unless given. */
  readonly width?: string | undefined;
};

const Line = styled('span')({
  display: 'inline-block',
  maxWidth: '100%',
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  whiteSpace: 'nowrap',
  verticalAlign: 'bottom',
  unicodeBidi: 'isolate',
});

/** One line of somebody's text, cut where the room ends; the whole of it on hover. */
export const Clipped = ({ children, width }: ClippedProps) => (
  <Line title={children} style={width === undefined ? undefined : { maxWidth: width }}>
    {children}
  </Line>
);
