/** Width of a letter in a cell, px, and the most that a long text adds to its column. */
const LETTER_WIDTH = 8;
const MAX_WIDENING = 80;

/** The width of a column that shows its longest text whole; `width`, px, has room for `letters`. */
export const widthFor = (texts: Iterable<string>, width: number, letters: number): number => {
  let longestLength = letters;
  for (const { length } of texts) longestLength = Math.max(longestLength, length);
  return width + Math.min(MAX_WIDENING, (longestLength - letters) * LETTER_WIDTH);
};

/** Widths of columns that a person set, px, by key. */
export type ColumnWidths = ReadonlyMap<string, number>;

export const NO_WIDTHS: ColumnWidths = new Map();

/** The least width of a column, px, and the greatest that an address can set. */
export const MIN_WIDTH = 40;
const MAX_WIDTH = 2000;

/** The nearest width in whole px that a column can have. */
export const clampWidth = (width: number): number => Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, Math.round(width)));

/** Writes widths for an address, in the order of the keys: "buyer.240,code.90". */
export const formatWidths = (widths: ColumnWidths): string =>
  [...widths]
    .map(([key, width]) => `${key}.${width}`)
    .toSorted()
    .join(',');

/** Parses the widths of an address; an invalid one is left out. */
export const parseWidths = (value: string): ColumnWidths =>
  new Map(
    value.split(',').flatMap((entry) => {
      const [, key, width] = /^(.+)\.(\d{1,4})$/.exec(entry) ?? [];
      return key === undefined ? [] : [[key, clampWidth(Number(width))]];
    }),
  );
