import type { Label } from '#shared/contract/figure.ts';
import type { Language } from '#shared/domain/workspace.ts';

/** The value of a cell of a table file. Dates are ISO dates; an empty cell is null. */
export type TableCell = string | number | boolean | null;

/** A row that is not empty, with its index in the sheet: 0 is the first line. */
export type TableRow = { readonly index: number; readonly cells: readonly TableCell[] };

/** How a text file was read. */
export type TextForm = {
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'gb18030';
  readonly delimiter: string;
};

export type TableSheet = {
  readonly name: string;
  readonly rows: readonly TableRow[];
  readonly form?: TextForm;
  /** Whether the workbook hides the sheet. */
  readonly isHidden?: true;
  /** The rows of the file, if `rows` are its columns. */
  readonly originalRows?: readonly TableRow[];
  /** The rows of the file, if a row of units was joined with its header or the table was split. */
  readonly fileRows?: readonly TableRow[];
  /** What the sheet has of a table with several kinds of values; its other part is a sheet with the same `fileRows`. */
  readonly part?: 'production' | 'costs';
};

/** A table file as plain data: the sheets of a workbook, a text file as one sheet, or Orebook's JSON export. */
export type TableFile =
  | { readonly kind: 'tables'; readonly format: 'xlsx' | 'xls' | 'csv' | 'zip'; readonly sheets: readonly TableSheet[] }
  | { readonly kind: 'json'; readonly value: unknown };

/** Marks a JSON file as an export of Orebook. */
export const JSON_FORMAT = 'orebook-export';

/** The limits of a file. A file beyond one of them is refused as a whole, with that limit. */
export const LIMITS = {
  /** Bytes of the file. */
  file: 64 * 1024 * 1024,
  /** Unpacked bytes of an archive. */
  unpacked: 512 * 1024 * 1024,
  /** Unpacked to packed size, for parts above `ratioFrom` bytes; 5 to 40 for usual workbooks. */
  ratio: 200,
  ratioFrom: 8 * 1024 * 1024,
  parts: 2_000,
  sheets: 60,
  /** Rows of all sheets together that are not empty. */
  rows: 200_000,
  /** Cells of all rows, each up to its last cell that is not empty. */
  cells: 4_000_000,
  /** Characters of one cell; a spreadsheet allows 32,767. */
  cell: 200_000,
} as const;

/** A cell to write: a value and its format. */
export type WriteCell = {
  readonly value: TableCell;
  readonly look?: 'head' | 'title' | 'key' | 'input' | 'note' | 'example' | 'error' | undefined;
  /** A note at the cell. */
  readonly note?: string | undefined;
  /** Digits after the point. */
  readonly decimals?: number | undefined;
  /** A number's unit, shown after it; the cell stays a number. */
  readonly unit?: string | undefined;
  /** The unit has no space before it: the per cent sign in Chinese. */
  readonly isUnitClose?: boolean | undefined;
  /** Shows the sign of a positive number, for changes. */
  readonly isSigned?: boolean | undefined;
  /** Alignment in a table column: numbers and their headers at right, texts with a distance to numbers before them. */
  readonly align?: 'right' | 'indent' | undefined;
  /** The number of columns that a text spans, on as many lines as it needs. */
  readonly across?: { readonly columns: number; readonly lines: number } | undefined;
  /** A fraction, shown as per cent. */
  readonly isPercent?: boolean | undefined;
  /** The formula of the value, without the equals sign; the value is its current result. */
  readonly formula?: string | undefined;
  /** Marks the cell with a frame. */
  readonly isMarked?: boolean | undefined;
  /** Writes an ISO date as a date, or shows its month only. */
  readonly date?: 'day' | 'month' | undefined;
};

/** Numbers shaded around a centre: rows and columns count from 0, both ends included. Its bounds and its centre are cells, such as "$B$3". */
export type HeatMap = {
  readonly rows: readonly [first: number, last: number];
  readonly columns: readonly [first: number, last: number];
  readonly low: string;
  readonly centre: string;
  readonly high: string;
  /** Fills at the lower bound and at the upper one, such as "#D7B9A9". */
  readonly colours: readonly [low: string, high: string];
};

export type WriteSheet = {
  readonly name: string;
  readonly rows: readonly (readonly (WriteCell | undefined)[])[];
  /** Width of each column, in characters. */
  readonly widths?: readonly number[];
  /** Frozen rows and columns. */
  readonly freeze?: { readonly rows: number; readonly columns: number };
  /** Columns in which a typed number is per cent. */
  readonly percents?: readonly number[];
  /** Blocks of numbers that are shaded around a centre and divided by a line there; both follow the numbers. */
  readonly heatMaps?: readonly HeatMap[];
  /** Print setup: A4 landscape, fitted to the width of the page, with the page number in the footer. */
  readonly print?: {
    readonly foot: string;
    readonly titleRow?: number;
    /** The texts at the left and right of the page header, and between the title and the page number of the footer. */
    readonly name?: string;
    readonly mark?: string;
    readonly footer?: string;
  };
  /** A picture over the first cells: its file in base 64, and its size in pixels. */
  readonly picture?: { readonly kind: 'png' | 'jpeg'; readonly data: string; readonly width: number; readonly height: number };
  /** Values offered in a column, from a row on. */
  readonly choices?: readonly { readonly column: number; readonly fromRow: number; readonly values: readonly string[] }[];
};

/** A cell to write whose texts are labels: they are rendered in the locale of the request that writes the file. */
export type CellFact = Omit<WriteCell, 'value' | 'note'> & {
  readonly value: TableCell | Label;
  readonly note?: string | Label | undefined;
};

/** A sheet to write whose texts are labels. */
export type SheetFacts = Omit<WriteSheet, 'name' | 'rows' | 'choices'> & {
  readonly name: string | Label;
  readonly rows: readonly (readonly (CellFact | undefined)[])[];
  readonly choices?: readonly { readonly column: number; readonly fromRow: number; readonly values: readonly (string | Label)[] }[];
};

/** A sheet of a JSON export: cells by column key, of which labels are rendered in the locale of the request, or a value as it is stored. */
export type JsonSheet = {
  readonly key: string;
  readonly rows: readonly (readonly ({ readonly key: string } & ({ readonly cell: TableCell | Label } | { readonly stored: unknown }))[])[];
};

/** The properties of a file. */
export type About = { readonly title?: string; readonly author?: string; readonly language?: Language };

/** Why a file can't be read. */
export type TableFault =
  | 'notATable'
  | 'webPage'
  | 'damaged'
  | 'encrypted'
  | 'empty'
  | 'tooManyBytes'
  | 'packedTooTight'
  | 'tooManyRows'
  | 'tooManySheets'
  | 'tooManyCells'
  | 'tooManyValues'
  | 'tooSlow';
