import { styled } from '@mui/material/styles';

export type ClippedProps = {
  readonly children: string;
  /** A CSS width. Default: the available width. */
  readonly width?: string | undefined;
  /** The most lines, so that names with the same start can be distinguished. Default 1. */
  readonly lines?: number | undefined;
  /** Tooltip instead of the text. */
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
  // takes its full width before it wraps, also in a table column that could be narrower
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

/** A text that is cut at the available width, with the full text as a tooltip. */
export const ClippedText = ({ children, width, lines = 1, hint = children }: ClippedProps) => {
  const style = width === undefined ? {} : { maxWidth: width };
  return lines === 1 ? (
    <Line title={hint} style={style}>
      {children}
    </Line>
  ) : (
    <Lines title={hint} style={{ ...style, WebkitLineClamp: lines }}>
      {children}
    </Lines>
  );
};
