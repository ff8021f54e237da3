import type { CellShade, SummaryBlock } from '#shared/contract/summaries.ts';
import type { LimitState } from '#shared/domain/limit.ts';
import type { MoneyScale } from '#shared/domain/workspace.ts';
import { sum, sumBy } from '#shared/math.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { cellText, shadeOf, stateOf } from './blockContent.ts';
import { type CellBox, drawShadeLines, fillShade } from './cellShades.ts';
import type { DrawingSurface } from './drawingSurface.ts';
import type { Weight } from './fonts.ts';
import { CONTENT_WIDTH, createPdfSurface, type Document, drawRule, PAGE, writeText } from './page.ts';
import { PRINT_PALETTE } from './printPalette.ts';
import { drawStateMark, MARK_WIDTH, STATE_COLOURS } from './stateMark.ts';
import { shortenText, textWidth, wrapSpans } from './textLayout.ts';

export type Table = Extract<SummaryBlock, { kind: 'table' }>;

/** The typography of a table, in points. A table too wide for the page uses the smaller one. */
type Setting = { readonly text: number; readonly unit: number; readonly line: number; readonly gutter: number };
const USUAL: Setting = { text: 8.5, unit: 8, line: 11, gutter: 12 };
const SMALL: Setting = { text: 7.5, unit: 7, line: 9.5, gutter: 9 };

const ROW_HEIGHT = 16;
const HEADER_HEIGHT = 17;
const HEADER_HEIGHT_WITH_UNIT = 28;
const BOTTOM_SPACE = 10;
/** The most lines of a row; longer texts end in an ellipsis. */
const MAX_LINES = 6;

type Column = Table['columns'][number] & { readonly x: number; readonly width: number };
type Row = {
  readonly cells: readonly (readonly string[])[];
  readonly states: readonly (LimitState | undefined)[];
  readonly shades: readonly (CellShade | undefined)[];
  readonly height: number;
};
type Layout = {
  readonly setting: Setting;
  readonly columns: readonly Column[];
  readonly head: number;
  readonly rows: readonly Row[];
  readonly total: Row | undefined;
};

const textsOf = (block: Table, cells: Table['rows'][number], scale: MoneyScale): readonly string[] =>
  block.columns.map(({ unit }, i) => {
    const cell = cells[i];
    return cell === undefined ? '' : cellText(cell, scale, unit !== undefined);
  });

/** Reduces widths to a total, the widest first, none below the width of its longest word. */
const narrowWidths = (wantedWidths: readonly number[], minimum: readonly number[], room: number): readonly number[] => {
  let low = 0;
  let high = Math.max(...wantedWidths);
  const at = (measure: number) => wantedWidths.map((width, i) => Math.min(width, Math.max(measure, minimum[i]!)));
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (sum(at(middle)) > room) high = middle;
    else low = middle;
  }
  return at(low);
};

/** Space that the shapes of states need before the texts of a column. */
const markRoom = (block: Table, column: number): number => (block.rows.some((row) => stateOf(row[column])) ? MARK_WIDTH + 3 : 0);

/** The longest text that is never broken, such as a month with its year or a code, characters. */
const MAX_UNBROKEN_LENGTH = 9;

/** Returns the widths of each column for its longest text on one line and for its longest word. Numbers and short texts are never broken. */
const naturalWidths = (block: Table, rows: readonly (readonly string[])[], totals: readonly string[], setting: Setting) =>
  block.columns.map(({ label, unit, align }, i) => {
    const tabular = align === 'right';
    const markWidth = markRoom(block, i);
    const widest = (texts: readonly string[], weight: Weight, size = setting.text) =>
      texts.reduce((width, text) => Math.max(width, textWidth(text, weight, size, tabular)), 0);
    const head = Math.max(
      widest([renderMessage(label)], 'semibold'),
      widest(unit ? [renderMessage(unit)] : [], 'regular', setting.unit),
      widest([totals[i] ?? ''], 'semibold'),
    );
    const texts = rows.map((row) => row[i] ?? '');
    const weight = markWidth > 0 ? 'semibold' : 'regular';
    const natural = setting.gutter + Math.max(head, markWidth + widest(texts, weight));
    if (tabular || texts.every(({ length }) => length <= MAX_UNBROKEN_LENGTH)) return { natural, minimum: natural };
    const words = texts.flatMap((text) => text.split(/\s/));
    return { natural, minimum: setting.gutter + Math.max(head, markWidth + widest(words, weight)) };
  });

/**
 * Returns widths that fill the page and the gutter of the last column. Spare width is shared by weight; missing width is taken from the
 * widest text columns.
 */
const columnWidths = (block: Table, measuredWidths: ReturnType<typeof naturalWidths>, room: number): readonly number[] => {
  const natural = measuredWidths.map((columnWidth) => columnWidth.natural);
  const spareWidth = room - sum(natural);
  const weights = sum(block.columns.map(({ weight }) => weight));
  if (spareWidth >= 0) return natural.map((width, i) => width + (spareWidth * block.columns[i]!.weight) / weights);
  const minimum = measuredWidths.map((columnWidth) => columnWidth.minimum);
  // a word or number wider than its share of the page is broken or shortened
  if (sum(minimum) > room)
    return narrowWidths(
      natural,
      minimum.map(() => 0),
      room,
    );
  return narrowWidths(natural, minimum, room);
};

const linesOf = (text: string, width: number, weight: Weight, size: number): readonly string[] => {
  // most texts are one line
  const trimmedText = text.trimEnd();
  if (!/[\t\r\n]/.test(trimmedText) && textWidth(trimmedText, weight, size) <= width) return [trimmedText];
  const lines = wrapSpans([{ text, weight }], size, width).map(({ spans }) => spans.map((span) => span.text).join(''));
  if (lines.length <= MAX_LINES) return lines.length === 0 ? [''] : lines.map((line) => line.trimEnd());
  const last = lines.slice(MAX_LINES - 1).join('');
  return [...lines.slice(0, MAX_LINES - 1).map((line) => line.trimEnd()), shortenText(last, weight, size, width)];
};

/** Returns the typography and the column widths of a table for a page width, including the gutter of the last column. */
const settingOf = (block: Table, texts: readonly (readonly string[])[], totals: readonly string[]) => {
  const usualWidths = naturalWidths(block, texts, totals, USUAL);
  // a table of two or three columns has long words, not too many columns
  const isSmall = block.columns.length > 3 && sum(usualWidths.map(({ natural }) => natural)) > CONTENT_WIDTH + USUAL.gutter;
  const setting = isSmall ? SMALL : USUAL;
  const widths = columnWidths(block, isSmall ? naturalWidths(block, texts, totals, SMALL) : usualWidths, CONTENT_WIDTH + setting.gutter);
  return { setting, widths };
};

/** Returns the column widths of a table as shares of the page width, and whether the table needs small type, for formats with their own layout. */
export const columnShares = (block: Table, scale: MoneyScale): { readonly shares: readonly number[]; readonly isSmall: boolean } => {
  const texts = block.rows.map((row) => textsOf(block, row, scale));
  const { setting, widths } = settingOf(block, texts, block.total ? textsOf(block, block.total, scale) : []);
  const totalWidth = sum(widths);
  return { shares: widths.map((width) => width / totalWidth), isSmall: setting === SMALL };
};

const computeLayout = (block: Table, scale: MoneyScale): Layout => {
  const texts = block.rows.map((row) => textsOf(block, row, scale));
  const totals = block.total ? textsOf(block, block.total, scale) : [];
  const { setting, widths } = settingOf(block, texts, totals);
  let x: number = PAGE.left;
  const columns = block.columns.map((column, i) => {
    const placedColumn = { ...column, x, width: widths[i]! };
    x += placedColumn.width;
    return placedColumn;
  });
  const markRooms = block.columns.map((_column, i) => markRoom(block, i));
  const row = (cells: readonly string[], weight: Weight, cellsOfTable?: Table['rows'][number]): Row => {
    const lines = cells.map((text, i) => {
      const { align, width } = columns[i]!;
      const room = width - setting.gutter - markRooms[i]! + 0.01;
      return align === 'right' ? [shortenText(text, weight, setting.text, room, true)] : linesOf(text, room, weight, setting.text);
    });
    const states = cells.map((_text, i) => stateOf(cellsOfTable?.[i]));
    const shades = cells.map((_text, i) => shadeOf(cellsOfTable?.[i]));
    return { cells: lines, states, shades, height: ROW_HEIGHT + (Math.max(1, ...lines.map(({ length }) => length)) - 1) * setting.line };
  };
  return {
    setting,
    columns,
    head: block.columns.some(({ unit }) => unit !== undefined) ? HEADER_HEIGHT_WITH_UNIT : HEADER_HEIGHT,
    rows: texts.map((cells, i) => row(cells, 'regular', block.rows[i])),
    total: block.total ? row(totals, 'semibold') : undefined,
  };
};

let lastLayout: { readonly block: Table; readonly scale: MoneyScale; readonly layout: Layout } | undefined;

/** Returns the layout of a table; that of the last one is kept, since a table is measured, split or drawn, and measured again. */
const layoutOf = (block: Table, scale: MoneyScale): Layout => {
  if (lastLayout?.block !== block || lastLayout.scale !== scale) lastLayout = { block, scale, layout: computeLayout(block, scale) };
  return lastLayout.layout;
};

/** Returns the height of a table in points. */
export const tableHeight = (block: Table, scale: MoneyScale): number => {
  const { head, rows, total } = layoutOf(block, scale);
  return head + sumBy(rows, ({ height }) => height) + (total?.height ?? 0) + BOTTOM_SPACE;
};

/** Returns how many rows fit under the header in `room` points. */
export const rowsWithin = (block: Table, room: number, scale: MoneyScale): number => {
  const { head, rows } = layoutOf(block, scale);
  let left = room - head - BOTTOM_SPACE;
  const firstOverflow = rows.findIndex(({ height }) => {
    left -= height;
    return left < 0;
  });
  return firstOverflow === -1 ? rows.length : firstOverflow;
};

/** Draws a table with its top at `y`. */
export const drawTable = (doc: Document, block: Table, y: number, scale: MoneyScale): void => {
  const { setting, columns, head, rows, total } = layoutOf(block, scale);
  const right = PAGE.width - PAGE.right;
  const writeCell = ({ x, width, align }: Column, text: string, top: number, size: number, colour: string, weight: Weight): void => {
    const isRight = align === 'right';
    // every column has a gutter; that of the last one extends beyond the margin
    const edge = x + width - setting.gutter;
    writeText(doc, text, isRight ? edge : x, top, { size, colour, weight, hasTabularFigures: isRight, align: isRight ? 'right' : 'left' });
  };
  for (const column of columns) {
    const room = column.width - setting.gutter + 0.01;
    const shortLabel = shortenText(renderMessage(column.label), 'semibold', setting.text, room);
    writeCell(column, shortLabel, y + 4, setting.text, PRINT_PALETTE.secondary, 'semibold');
    if (column.unit) {
      const unit = shortenText(renderMessage(column.unit), 'regular', setting.unit, room);
      writeCell(column, unit, y + 15, setting.unit, PRINT_PALETTE.tertiary, 'regular');
    }
  }
  drawRule(doc, PAGE.left, y + head - 1, right, y + head - 1, PRINT_PALETTE.normal, 0.7);
  const surface = createPdfSurface(doc);
  const drawRow = ({ cells, states, shades }: Row, weight: Weight, top: number): void => {
    cells.forEach((lines, i) => {
      const state = states[i];
      if (state) {
        const column = columns[i]!;
        drawStateMark(surface, state, column.x, top + 4.5);
        const x = column.x + markRoom(block, i);
        writeText(doc, lines[0] ?? '', x, top + 3.5, { size: setting.text, colour: STATE_COLOURS[state], weight: 'semibold' });
        return;
      }
      const cellWeight = shades[i]?.isToday ? 'semibold' : weight;
      for (const [n, line] of lines.entries())
        writeCell(columns[i]!, line, top + 3.5 + n * setting.line, setting.text, PRINT_PALETTE.primary, cellWeight);
    });
  };
  /** Calls `draw` for each shaded cell of a row; its box extends to the middle of the gutters beside it. */
  const eachShade = ({ shades, height }: Row, top: number, draw: (surface: DrawingSurface, shade: CellShade, box: CellBox) => void): void =>
    shades.forEach((shade, i) => {
      const { x, width } = columns[i]!;
      const left = x - setting.gutter / 2;
      if (shade) draw(surface, shade, { left, right: left + width, top, bottom: top + height });
    });
  const tops: number[] = [];
  let end = y + head;
  for (const { height } of rows) {
    tops.push(end);
    end += height;
  }
  for (const [i, row] of rows.entries()) {
    const top = tops[i]!;
    eachShade(row, top, fillShade);
    drawRow(row, 'regular', top);
    drawRule(doc, PAGE.left, top + row.height - 0.5, right, top + row.height - 0.5, PRINT_PALETTE.hair, 0.5);
  }
  for (const [i, row] of rows.entries()) eachShade(row, tops[i]!, drawShadeLines);
  if (total) {
    drawRule(doc, PAGE.left, end, right, end, PRINT_PALETTE.strong, 0.8);
    drawRow(total, 'semibold', end);
  }
};
