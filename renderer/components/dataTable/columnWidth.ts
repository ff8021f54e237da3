/** Width of a letter in a cell, px, and the most that a long text adds to its column. */
const LETTER_WIDTH = 8;
const MAX_WIDENING = 80;

/** The width of a column that shows its longest text whole; `width`, px, has room for `letters`. */
export const widthFor = (texts: Iterable<string>, width: number, letters: number): number => {
  let longestLength = letters;
  for (const { length } of texts) longestLength = Math.max(longestLength, length);
  return width + Math.min(MAX_WIDENING, (longestLength - letters) * LETTER_WIDTH);
};
