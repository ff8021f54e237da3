import { styled } from '@mui/material/styles';

export type ClippedProps = {
  readonly children: string;
  /** A CSS width; the room that is left unless given. */
  readonly width?: string | undefined;
  /** Lines that it may take, one unless given: names that begin alike are told apart. */
  readonly lines?: number | undefined;
  /** Said on hover instead of the text. */
  readonly hint?: string | undefined;
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

const Lines = styled('span')({
  display: '-webkit-inline-box',
  // as wide as it may be before it wraps, also where a table would rather have it narrow
  width: 'max-content',
  maxWidth: '100%',
  overflow: 'hidden',
  WebkitBoxOrient: 'vertical',
  whiteSpace: 'normal',
  overflowWrap: 'anywhere',
  verticalAlign: 'middle',
  margin: '4px 0',
  unicodeBidi: 'isolate',
});

/** Somebody's text, cut where the room ends; the whole of it on hover. */
export const Clipped = ({ children, width, lines = 1, hint = children }: ClippedProps) => {
  const room = width === undefined ? {} : { maxWidth: width };
  return lines === 1 ? (
    <Line title={hint} style={room}>
      {children}
    </Line>
  ) : (
    <Lines title={hint} style={{ ...room, WebkitLineClamp: lines }}>
      {children}
    </Lines>
  );
};
