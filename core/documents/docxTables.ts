import { type IRunOptions, TextRun } from 'docx';
import type { CellShade } from '#shared/contract/summaries.ts';
import type { LimitState } from '#shared/domain/limit.ts';
import { sumBy } from '#shared/math.ts';
import { shadeColour } from './cellShades.ts';
import { PRINT_PALETTE } from './printPalette.ts';
import { STATE_COLOURS } from './stateMark.ts';

/** A4 with its margins, in twentieths of a point. */
export const SHEET = { width: 11906, height: 16838, margin: 960 } as const;
export const TEXT_WIDTH = SHEET.width - 2 * SHEET.margin;

/** Sizes in half points. */
export const SIZE = { body: 20, small: 17, smallest: 15, title: 36 } as const;
export const FONT = { ascii: 'Calibri', hAnsi: 'Calibri', cs: 'Calibri', eastAsia: 'Microsoft YaHei' } as const;

export const colour = (hex: string): string => hex.replace('#', '');

type Column = { readonly label: string; readonly unit?: string | undefined; readonly align: 'left' | 'right'; readonly weight: number };

/** A row of texts, with the limit states and the shades of its cells. */
export type GridRow = {
  readonly cells: readonly string[];
  readonly states?: readonly (LimitState | undefined)[];
  readonly shades?: readonly (CellShade | undefined)[];
};

export type Grid = {
  readonly columns: readonly Column[];
  readonly rowCount: number;
  readonly row: (index: number) => GridRow;
  readonly total?: readonly string[] | undefined;
  /** Font size in half points. */
  readonly size?: number;
};

type Border = { readonly style: 'single' | 'none'; readonly size: number; readonly color: string };
type Sides<T> = Readonly<Record<'top' | 'left' | 'bottom' | 'right', T>>;

const ROW_BORDER: Border = { style: 'single', size: 4, color: colour(PRINT_PALETTE.hair) };
const HEADER_BORDER: Border = { style: 'single', size: 8, color: colour(PRINT_PALETTE.normal) };
/** The line between values above and below today's, and the frame of the cell nearest to today's drivers. */
const SHADE_BORDER: Border = { style: 'single', size: 12, color: colour(PRINT_PALETTE.accent) };
const TODAY_BORDER: Border = { style: 'single', size: 12, color: colour(PRINT_PALETTE.primary) };
const NO_BORDER = { style: 'none', size: 0, color: 'auto' } as const;
/** The borders of a table without lines. */
export const NO_BORDERS = {
  top: NO_BORDER,
  bottom: NO_BORDER,
  left: NO_BORDER,
  right: NO_BORDER,
  insideHorizontal: NO_BORDER,
  insideVertical: NO_BORDER,
};

/** Creates runs of text, each line of it on a line of its own. */
export const createTextRuns = (text: string, style: Omit<IRunOptions, 'text' | 'break'>): readonly TextRun[] =>
  text.split('\n').map((line, i) => new TextRun({ ...style, text: line, ...(i > 0 ? { break: 1 } : {}) }));

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '"': '&quot;', "'": '&apos;', '<': '&lt;', '>': '&gt;' };

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML has no such characters
const escapeXml = (text: string): string => text.replace(/[&"'<>\x00-\x08\x0B\x0C\x0E-\x1F]/g, (character) => ENTITIES[character] ?? '');

const SIDES = ['top', 'left', 'bottom', 'right'] as const;

const borderXml = (side: string, { style, color, size }: Border): string =>
  `<w:${side} w:val="${style}" w:color="${color}" w:sz="${size}"/>`;
const bordersXml = (borders: Sides<Border>): string =>
  `<w:tcBorders>${SIDES.map((side) => borderXml(side, borders[side])).join('')}</w:tcBorders>`;
const marginsXml = (margins: Sides<number>): string =>
  `<w:tcMar>${SIDES.map((side) => `<w:${side} w:type="dxa" w:w="${margins[side]}"/>`).join('')}</w:tcMar>`;

/** Writes a run of text; `bold` undefined leaves the weight to the style. */
const runXml = (
  text: string,
  {
    bold,
    color,
    size,
    isOnNewLine,
  }: {
    readonly bold?: boolean;
    readonly color?: string | undefined;
    readonly size: number;
    readonly isOnNewLine: boolean;
  },
): string => {
  const value = bold ? '' : ' w:val="false"';
  const weight = bold === undefined ? '' : `<w:b${value}/><w:bCs${value}/>`;
  const properties = `${weight}${color ? `<w:color w:val="${color}"/>` : ''}<w:sz w:val="${size}"/><w:szCs w:val="${size}"/>`;
  return `<w:r><w:rPr>${properties}</w:rPr>${isOnNewLine ? '<w:br/>' : ''}<w:t xml:space="preserve">${escapeXml(text)}</w:t></w:r>`;
};

/** The width and font size of a cell, and whether it has a gap to the numbers of the column before it. */
type Place = { readonly width: number; readonly size: number; readonly isSetOff: boolean };

type CellLook = {
  readonly bold?: boolean;
  readonly isHeader?: boolean;
  readonly unit?: string | undefined;
  readonly state?: LimitState | undefined;
  readonly shade?: CellShade | undefined;
};

/** Returns the borders of a cell of the body. */
const bodyBorders = (shade: CellShade | undefined): Sides<Border> => {
  if (shade?.isToday) return { top: TODAY_BORDER, left: TODAY_BORDER, right: TODAY_BORDER, bottom: TODAY_BORDER };
  return {
    top: NO_BORDER,
    left: NO_BORDER,
    right: shade?.hasLineRight ? SHADE_BORDER : NO_BORDER,
    bottom: shade?.hasLineBelow ? SHADE_BORDER : ROW_BORDER,
  };
};

const PLAIN_BORDERS = bordersXml(bodyBorders(undefined));
const HEADER_BORDERS = bordersXml({ ...bodyBorders(undefined), bottom: HEADER_BORDER });
const cellMargins = (left: number): string => marginsXml({ top: 30, left, bottom: 30, right: 60 });
const MARGINS = { plain: cellMargins(40), setOff: cellMargins(200) } as const;

const cellXml = (
  words: string,
  { align }: Column,
  { width, size, isSetOff }: Place,
  { bold = false, isHeader = false, unit, state, shade }: CellLook,
): string => {
  const borders = isHeader ? HEADER_BORDERS : shade ? bordersXml(bodyBorders(shade)) : PLAIN_BORDERS;
  const fill = shade?.side === undefined ? '' : `<w:shd w:fill="${colour(shadeColour(shade))}" w:val="clear"/>`;
  const isBold = bold || state !== undefined || shade?.isToday === true;
  const color = state && colour(STATE_COLOURS[state]);
  const runs = words.split('\n').map((line, i) => runXml(line, { bold: isBold, color, size, isOnNewLine: i > 0 }));
  const unitRun = unit ? runXml(unit, { color: colour(PRINT_PALETTE.tertiary), size: size - 2, isOnNewLine: true }) : '';
  // the header stays with its rows
  const keepNext = isHeader ? '<w:keepNext/>' : '<w:keepNext w:val="false"/>';
  return (
    `<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="${width}"/>${borders}${fill}${isSetOff ? MARGINS.setOff : MARGINS.plain}</w:tcPr>` +
    `<w:p><w:pPr>${keepNext}<w:jc w:val="${align}"/></w:pPr>${runs.join('')}${unitRun}</w:p></w:tc>`
  );
};

const TABLE_BORDERS = `<w:tblBorders>${[...SIDES, 'insideH', 'insideV'].map((side) => borderXml(side, NO_BORDER)).join('')}</w:tblBorders>`;

/**
 * Writes an editable table row by row: its header is repeated on every page, and rows are not split across pages. A table of the library has
 * dozens of objects for each cell, which for thousands of rows take a gigabyte.
 */
export function* tableXml({ columns, rowCount, row, total, size = SIZE.small }: Grid): Generator<string> {
  const weights = sumBy(columns, ({ weight }) => weight);
  const widths = columns.map(({ weight }) => Math.floor((TEXT_WIDTH * weight) / weights));
  const places = columns.map(
    ({ align }, i): Place => ({
      width: widths[i] ?? 0,
      size,
      isSetOff: align === 'left' && columns[i - 1]?.align === 'right',
    }),
  );
  const rowXml = (cells: readonly string[], lookOf: (column: number) => CellLook, properties = ''): string =>
    `<w:tr><w:trPr><w:cantSplit/>${properties}</w:trPr>${columns
      .map((column, i) => cellXml(cells[i] ?? '', column, places[i]!, lookOf(i)))
      .join('')}</w:tr>`;
  const header = rowXml(
    columns.map(({ label }) => label),
    (i) => ({ bold: true, isHeader: true, unit: columns[i]?.unit }),
    '<w:tblHeader/>',
  );
  const grid = widths.map((width) => `<w:gridCol w:w="${width}"/>`).join('');
  yield `<w:tbl><w:tblPr><w:tblW w:type="dxa" w:w="${TEXT_WIDTH}"/>${TABLE_BORDERS}</w:tblPr><w:tblGrid>${grid}</w:tblGrid>${header}`;
  for (let index = 0; index < rowCount; index++) {
    const { cells, states, shades } = row(index);
    yield rowXml(cells, (i) => ({ state: states?.[i], shade: shades?.[i] }));
  }
  yield `${total ? rowXml(total, () => ({ bold: true })) : ''}</w:tbl>`;
}
