import { unzipSync } from 'fflate';
import { parseCsv } from 'hucre/csv';
import { readXls, readXlsx, streamXlsxRows } from 'hucre/xlsx';
import { sumBy } from '#shared/math.ts';
import { exactPercent } from '#shared/units/percent.ts';
import type { LIMITS, TableCell, TableFault, TableRow, TextForm } from '../documents/tableFile.ts';
import { hasTooManyValues, MAX_JSON_VALUES } from './jsonSize.ts';
import { decodeText, delimiterOf } from './readText.ts';
import type { FromTables } from './tableMessages.ts';

type Limits = typeof LIMITS;
type PostMessage = (message: FromTables) => void;

/** Stops the reading of a file. The entry of the thread reports the reason. */
export class TableProblem extends Error {
  readonly fault: TableFault;
  readonly limit: number | undefined;

  constructor(fault: TableFault, limit?: number) {
    super(fault);
    this.fault = fault;
    this.limit = limit;
  }
}

/** Rows per message, few enough not to block the receiver. */
const ROWS_PER_MESSAGE = 1_000;

const twoDigits = (n: number): string => String(n).padStart(2, '0');

const plainCell = (value: unknown, limits: Limits): TableCell => {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) {
    return Number.isNaN(value.getTime())
      ? null
      : `${value.getUTCFullYear()}-${twoDigits(value.getUTCMonth() + 1)}-${twoDigits(value.getUTCDate())}`;
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'boolean') return value;
  const text = String(value);
  if (text.length > limits.cell) throw new TableProblem('tooManyCells', limits.cell);
  return text === '' ? null : text;
};

/** Sends sheets in batches as they are read, and checks rows and cells against the limits. */
const createSender = (post: PostMessage, limits: Limits) => {
  let rows = 0;
  let cells = 0;
  let sheets = 0;
  let batch: TableRow[] = [];
  const flush = (): void => {
    if (batch.length > 0) post({ kind: 'rows', rows: batch });
    batch = [];
  };
  return {
    sheet: (name: string, { form, isHidden: isSheetHidden = false }: { form?: TextForm; isHidden?: boolean } = {}): void => {
      flush();
      sheets += 1;
      if (sheets > limits.sheets) throw new TableProblem('tooManySheets', limits.sheets);
      post({ kind: 'sheet', name, ...(form ? { form } : {}), ...(isSheetHidden ? { isHidden: true } : {}) });
    },
    row: (index: number, values: readonly unknown[]): void => {
      let width = values.length;
      while (width > 0 && (values[width - 1] === null || values[width - 1] === undefined || values[width - 1] === '')) width -= 1;
      cells += values.length;
      if (cells > limits.cells) throw new TableProblem('tooManyCells', limits.cells);
      if (width === 0) return;
      rows += 1;
      if (rows > limits.rows) throw new TableProblem('tooManyRows', limits.rows);
      batch.push({ index, cells: values.slice(0, width).map((value) => plainCell(value, limits)) });
      if (batch.length === ROWS_PER_MESSAGE) flush();
    },
    end: (): void => {
      flush();
      if (rows === 0) throw new TableProblem('empty');
    },
  };
};

type Part = { readonly name: string; readonly size: number; readonly originalSize: number };

/** Lists the parts of an archive with their declared sizes. The readers unpack no part beyond its declared size. */
const partsOf = (bytes: Uint8Array, limits: Limits): readonly Part[] => {
  const parts: Part[] = [];
  try {
    unzipSync(bytes, {
      filter: ({ name, size, originalSize }) => {
        parts.push({ name, size, originalSize });
        return false;
      },
    });
  } catch {
    throw new TableProblem('damaged');
  }
  if (parts.length > limits.parts) throw new TableProblem('tooManySheets', limits.parts);
  const unpackedSize = sumBy(parts, (part) => part.originalSize);
  if (unpackedSize > limits.unpacked) throw new TableProblem('tooManyBytes', limits.unpacked);
  for (const { size, originalSize } of parts) {
    // a part without a declared size has no limit
    if (size > 0 && originalSize === 0) throw new TableProblem('damaged');
    if (originalSize > limits.ratioFrom && originalSize > size * limits.ratio) throw new TableProblem('packedTooTight', limits.ratio);
  }
  return parts;
};

/** Rows at the head of a sheet whose number formats are read; each cell below them has the format of its column in the last of these rows. */
const FORMAT_ROWS = 1_000;

/** Finds the cells that a workbook shows as percentages, though it stores fractions. */
const findPercents = async (bytes: Uint8Array, sheet: string): Promise<(row: number, column: number) => boolean> => {
  const { cells } = (await readXlsx(bytes, { sheets: [sheet], readStyles: true, maxRows: FORMAT_ROWS })).sheets[0] ?? {};
  return (row, column) => cells?.get(`${Math.min(row, FORMAT_ROWS - 1)},${column}`)?.style?.numFmt?.includes('%') === true;
};

const readWorkbook = async (bytes: Uint8Array, limits: Limits, post: PostMessage): Promise<void> => {
  const sheets: { readonly name: string; readonly isHidden: boolean }[] = [];
  await readXlsx(bytes, {
    sheets: ({ name, hidden, veryHidden }) => {
      sheets.push({ name, isHidden: hidden === true || veryHidden === true });
      return false;
    },
  });
  const out = createSender(post, limits);
  for (const { name, isHidden: isSheetHidden } of sheets) {
    out.sheet(name, { isHidden: isSheetHidden });
    const isPercent = await findPercents(bytes, name);
    for await (const { index, values } of streamXlsxRows(bytes, { sheet: name })) {
      out.row(
        index,
        values.map((value, column) => (typeof value === 'number' && isPercent(index, column) ? exactPercent(value) : value)),
      );
    }
  }
  out.end();
};

const readOldWorkbook = async (bytes: Uint8Array, limits: Limits, post: PostMessage): Promise<void> => {
  const out = createSender(post, limits);
  for (const { name, rows } of (await readXls(bytes)).sheets) {
    out.sheet(name);
    for (const [index, values] of rows.entries()) out.row(index, values);
  }
  out.end();
};

type Sender = ReturnType<typeof createSender>;

/** Reads a text as one sheet. Control characters identify a binary file. */
const readText = (bytes: Uint8Array, name: string, out: Sender, limits: Limits): void => {
  const { text, encoding } = decodeText(bytes);
  // some programs export web pages as .xls
  if (/^\s*(?:<!doctype html|<html|<table|<\?xml)/i.test(text)) throw new TableProblem('webPage');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters identify a binary file
  if (/[\u0000-\u0008\u000e-\u001a]/.test(text.slice(0, 100_000))) throw new TableProblem('notATable');
  const delimiter = delimiterOf(text);
  out.sheet(name.replace(/\.[^.]*$/, ''), { form: { encoding, delimiter } });
  const rows = parseCsv(text, { delimiter, maxRows: limits.rows + 1 });
  for (const [index, values] of rows.entries()) out.row(index, values);
};

const readZip = (bytes: Uint8Array, parts: readonly Part[], limits: Limits, post: PostMessage): void => {
  const textFiles = new Set(
    parts.filter(({ name }) => /\.(?:csv|tsv|txt)$/i.test(name) && !name.startsWith('__MACOSX')).map(({ name }) => name),
  );
  if (textFiles.size === 0) throw new TableProblem('notATable');
  const out = createSender(post, limits);
  for (const [name, content] of Object.entries(unzipSync(bytes, { filter: ({ name }) => textFiles.has(name) }))) {
    readText(content, name.split('/').at(-1) ?? name, out, limits);
  }
  out.end();
};

const looksLikeJson = (bytes: Uint8Array): boolean => /^\uFEFF?\s*[{[]/.test(new TextDecoder().decode(bytes.subarray(0, 200)));

const readJson = (bytes: Uint8Array): unknown => {
  if (hasTooManyValues(bytes)) throw new TableProblem('tooManyValues', MAX_JSON_VALUES);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new TableProblem('damaged');
  }
};

const isEncrypted = (error: unknown): boolean => error instanceof Error && /encrypt|password/i.test(`${error.name} ${error.message}`);

/**
 * Reads a table file by its content, not its name: a workbook (XLSX, XLS), CSV in any usual encoding, a zip of CSVs, or JSON. Formulas are
 * not computed, their stored values are read; macros are ignored. Throws TableProblem.
 */
export const readTables = async (bytes: Uint8Array, name: string, limits: Limits, post: PostMessage): Promise<void> => {
  if (bytes.length === 0) throw new TableProblem('empty');
  try {
    if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
      const parts = partsOf(bytes, limits);
      const isWorkbook = parts.some((part) => part.name === '[Content_Types].xml');
      if (isWorkbook) await readWorkbook(bytes, limits, post);
      else readZip(bytes, parts, limits, post);
      post({ kind: 'read', file: { kind: 'tables', format: isWorkbook ? 'xlsx' : 'zip' } });
    } else if (bytes[0] === 0xd0 && bytes[1] === 0xcf) {
      await readOldWorkbook(bytes, limits, post);
      post({ kind: 'read', file: { kind: 'tables', format: 'xls' } });
    } else if (looksLikeJson(bytes)) {
      post({ kind: 'read', file: { kind: 'json', value: readJson(bytes) } });
    } else {
      const out = createSender(post, limits);
      readText(bytes, name, out, limits);
      out.end();
      post({ kind: 'read', file: { kind: 'tables', format: 'csv' } });
    }
  } catch (error) {
    if (error instanceof TableProblem) throw error;
    throw new TableProblem(isEncrypted(error) ? 'encrypted' : 'damaged');
  }
};
