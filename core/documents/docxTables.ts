import { AlignmentType, type IRunOptions, Paragraph, ShadingType, Table, TableCell, TableRow, TextRun, WidthType } from 'docx';
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
type Grid = {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  readonly total?: readonly string[] | undefined;
  /** Limit states of cells, by row and column. */
  readonly states?: readonly (readonly (LimitState | undefined)[])[];
  /** Shades of cells of a sensitivity table, by row and column. */
  readonly shades?: readonly (readonly (CellShade | undefined)[])[];
  /** Font size in half points. */
  readonly size?: number;
};

const ROW_BORDER = { style: 'single' as const, size: 4, color: colour(PRINT_PALETTE.hair) };
const HEADER_BORDER = { style: 'single' as const, size: 8, color: colour(PRINT_PALETTE.normal) };
/** The line between values above and below today's, and the frame of the cell nearest to today's drivers. */
const SHADE_BORDER = { style: 'single' as const, size: 12, color: colour(PRINT_PALETTE.accent) };
const TODAY_BORDER = { style: 'single' as const, size: 12, color: colour(PRINT_PALETTE.primary) };
const NO_BORDER = { style: 'none' as const, size: 0, color: 'auto' };
/** The borders of a table without lines. */
export const NO_BORDERS = {
  top: NO_BORDER,
  bottom: NO_BORDER,
  left: NO_BORDER,
  right: NO_BORDER,
  insideHorizontal: NO_BORDER,
  insideVertical: NO_BORDER,
};

/** The width and font size of a cell, and whether it has a gap to the numbers of the column before it. */
type Place = { readonly width: number; readonly size: number; readonly isSetOff: boolean };

type CellLook = {
  readonly bold?: boolean;
  readonly isHeader?: boolean;
  readonly unit?: string | undefined;
  readonly textColour?: string;
  readonly shade?: CellShade | undefined;
};

/** The borders of a cell of the body. */
const bodyBorders = (shade: CellShade | undefined) => {
  if (shade?.isToday) return { top: TODAY_BORDER, left: TODAY_BORDER, right: TODAY_BORDER, bottom: TODAY_BORDER };
  return {
    top: NO_BORDER,
    left: NO_BORDER,
    right: shade?.hasLineRight ? SHADE_BORDER : NO_BORDER,
    bottom: shade?.hasLineBelow ? SHADE_BORDER : ROW_BORDER,
  };
};

/** Creates runs of text, each line of it on a line of its own. */
export const createTextRuns = (text: string, style: Omit<IRunOptions, 'text' | 'break'>): readonly TextRun[] =>
  text.split('\n').map((line, i) => new TextRun({ ...style, text: line, ...(i > 0 ? { break: 1 } : {}) }));

const createCell = (
  words: string,
  { align }: Column,
  { width, size, isSetOff }: Place,
  { bold = false, isHeader = false, unit, textColour, shade }: CellLook,
) =>
  new TableCell({
    width: { size: width, type: WidthType.DXA },
    margins: { top: 30, bottom: 30, left: isSetOff ? 200 : 40, right: 60 },
    borders: isHeader ? { ...bodyBorders(undefined), bottom: HEADER_BORDER } : bodyBorders(shade),
    ...(shade?.side === undefined ? {} : { shading: { type: ShadingType.CLEAR, fill: colour(shadeColour(shade)) } }),
    children: [
      new Paragraph({
        alignment: align === 'right' ? AlignmentType.RIGHT : AlignmentType.LEFT,
        // the header stays with its rows
        keepNext: isHeader,
        children: [
          ...createTextRuns(words, { bold, size, ...(textColour ? { color: colour(textColour) } : {}) }),
          ...(unit ? [new TextRun({ text: unit, size: size - 2, color: colour(PRINT_PALETTE.tertiary), break: 1 })] : []),
        ],
      }),
    ],
  });

/** Creates an editable table: its header is repeated on every page, and rows are not split across pages. */
export const createTable = ({ columns, rows, total, states, shades, size = SIZE.small }: Grid): Table => {
  const weights = sumBy(columns, ({ weight }) => weight);
  const widths = columns.map(({ weight }) => Math.floor((TEXT_WIDTH * weight) / weights));
  const places = columns.map(
    ({ align }, i): Place => ({
      width: widths[i] ?? 0,
      size,
      isSetOff: align === 'left' && columns[i - 1]?.align === 'right',
    }),
  );
  const row = (cells: readonly string[], look: (column: number) => CellLook) =>
    new TableRow({
      cantSplit: true,
      children: columns.map((column, i) => createCell(cells[i] ?? '', column, places[i]!, look(i))),
    });
  const cellLook = (state: LimitState | undefined, shade: CellShade | undefined): CellLook => ({
    ...(state ? { bold: true, textColour: STATE_COLOURS[state] } : {}),
    ...(shade ? { shade, bold: shade.isToday } : {}),
  });
  return new Table({
    width: { size: TEXT_WIDTH, type: WidthType.DXA },
    columnWidths: widths,
    borders: NO_BORDERS,
    rows: [
      new TableRow({
        tableHeader: true,
        cantSplit: true,
        children: columns.map((column, i) =>
          createCell(column.label, column, places[i]!, { bold: true, isHeader: true, unit: column.unit }),
        ),
      }),
      ...rows.map((cells, r) => row(cells, (i) => cellLook(states?.[r]?.[i], shades?.[r]?.[i]))),
      ...(total ? [row(total, () => ({ bold: true }))] : []),
    ],
  });
};
