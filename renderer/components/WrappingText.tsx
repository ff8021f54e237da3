import { styled } from '@mui/material/styles';

/** A text that wraps in a table, whose cells do not: long names, sentences. */
export const WrappingText = styled('span')({
  display: 'block',
  minWidth: '14ch',
  padding: '3px 0',
  lineHeight: 1.35,
  whiteSpace: 'normal',
  overflowWrap: 'anywhere',
  textWrap: 'pretty',
});
