import { readFile as readBytes, rm, stat } from 'node:fs/promises';
import { parseCsv } from 'hucre/csv';
import type { z } from 'zod';
import { findDraft, saveDraft } from '#db/repositories/drafts.ts';
import { listReferences } from '#db/repositories/references.ts';
import type { Db } from '#db/schema.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { type ImportField, type PlacedField, SheetChoice, type SheetView } from '#shared/contract/imports.ts';
import type { Reference } from '#shared/domain/reference.ts';
import { BUNDLE_LIMITS, unpackBundle } from '../bundles/bundleFile.ts';
import type { Bundle } from '../bundles/bundleRecords.ts';
import type { ServiceContext } from '../context.ts';
import { JSON_FORMAT } from '../exports/exportSheets.ts';
import type { WorkspaceSession } from '../session/workspaceSession.ts';
import { delimiterOf } from '../workers/readText.ts';
import { LIMITS, type TableCell, type TableFile, type TableSheet } from '../workers/tableFile.ts';
import {
  columnLabel,
  guessMapping,
  headersOf,
  isNeeded,
  mapPastedBlock,
  monthIn,
  NO_HEAD,
  type SheetMapping,
  signatureOf,
} from './mapping.ts';
import { readPriceFile } from './priceFile.ts';
import { SHEETS, type SheetKey, type SheetSpec, sheetSpec } from './sheets.ts';
import { readTradeFile } from './tradeFile.ts';
import { REFERENCE_HEAD, transposePrices } from './transposeSheet.ts';

/** The file that was read last. It stays in memory until another file is read. */
export type ImportedFile = {
  readonly id: string;
  readonly name: string;
  readonly sheets: readonly TableSheet[];
  /** The content of a bundle, which has no sheets. */
  readonly bundle?: Bundle;
};

// only in memory: a file that was not imported is not part of the workspace and is lost when the core stops
const lastFiles = new WeakMap<WorkspaceSession, ImportedFile>();

/** Returns the file under an id. Throws INTAKE_GONE if another file was read since, or the core has restarted. */
export const requireImportedFile = ({ workspace }: ServiceContext, id: string): ImportedFile => {
  const file = lastFiles.get(workspace);
  if (file?.id !== id) throw new OrebookError('INTAKE_GONE');
  return file;
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const jsonCell = (value: unknown): TableCell =>
  value === null || value === undefined ? null : isObject(value) || Array.isArray(value) ? JSON.stringify(value) : (value as TableCell);

/** Reads a JSON export of Orebook as sheets with column keys as headers. Throws BAD_FILE for any other JSON. */
const sheetsOfJson = (value: unknown): readonly TableSheet[] => {
  if (!isObject(value) || value.format !== JSON_FORMAT || !isObject(value.sheets))
    throw new OrebookError('BAD_FILE', { fault: 'notATable' });
  return Object.entries(value.sheets).flatMap(([name, rows]) => {
    if (!SHEETS.some(({ key }) => key === name) || !Array.isArray(rows) || !rows.every(isObject)) return [];
    const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    return [
      {
        name,
        rows: [{ index: 0, cells: keys }, ...rows.map((row, i) => ({ index: i + 1, cells: keys.map((key) => jsonCell(row[key])) }))],
      },
    ];
  });
};

const sheetsOf = (file: TableFile): readonly TableSheet[] => (file.kind === 'json' ? sheetsOfJson(file.value) : file.sheets);

const storeFile = (ctx: ServiceContext, name: string, sheets: readonly TableSheet[], references: readonly Reference[]): ImportedFile => {
  if (sheets.length === 0) throw new OrebookError('BAD_FILE', { fault: 'empty' });
  // public files also have a month in each row, but their own readers
  const isPublic = readPriceFile(sheets) !== undefined || readTradeFile(sheets) !== undefined;
  const file = { id: ctx.newId(), name, sheets: isPublic ? sheets : sheets.map((sheet) => transposePrices(sheet, references)) };
  lastFiles.set(ctx.workspace, file);
  return file;
};

/** Stores a block that was copied from a spreadsheet as a file of one sheet. Throws BAD_FILE. */
export const readBlock = async (ctx: ServiceContext, name: string, text: string): Promise<ImportedFile> => {
  const delimiter = delimiterOf(text);
  const rows = parseCsv(text, { delimiter, maxRows: LIMITS.rows + 1 });
  if (rows.length > LIMITS.rows) throw new OrebookError('BAD_FILE', { fault: 'tooManyRows', limit: LIMITS.rows });
  const filled = rows
    .map((cells, index) => ({ index, cells: cells.map((cell): TableCell => (String(cell).trim() === '' ? null : String(cell))) }))
    .filter(({ cells }) => cells.some((cell) => cell !== null));
  const references = await ctx.readShared(() => listReferences(ctx.workspace.db()));
  return storeFile(ctx, name, filled.length === 0 ? [] : [{ name, rows: filled }], references);
};

const isBundle = (name: string): boolean => /\.orebundle$/i.test(name);

const keepBundle = async (ctx: ServiceContext, name: string, path: string): Promise<ImportedFile> => {
  if ((await stat(path)).size > BUNDLE_LIMITS.file) throw new OrebookError('BAD_FILE', { fault: 'bundleTooBig' });
  const file = { id: ctx.newId(), name, sheets: [], bundle: await unpackBundle(await readBytes(path)) };
  lastFiles.set(ctx.workspace, file);
  return file;
};

/** Reads and stores the file of an intake token; takes the lock only to read references. Throws INTAKE_GONE, BAD_FILE. */
export const readFile = async (ctx: ServiceContext, token: string): Promise<ImportedFile> => {
  const { path, name, inPlace } = await ctx.intake.take(token);
  try {
    if (isBundle(name)) return await keepBundle(ctx, name, path);
    const sheets = sheetsOf(await ctx.tables.read(path, name));
    return storeFile(ctx, name, sheets, await ctx.readShared(() => listReferences(ctx.workspace.db())));
  } finally {
    // a file of the user is read in place and not removed
    if (!inPlace) await rm(path, { force: true });
  }
};

/** Kind of drafts that store mappings by the headers of a sheet, so that next month's file is read in the same way. */
const MAPPING_DRAFT = 'importMapping';

type StoredChoice = z.input<typeof SheetChoice>;

const findSavedMapping = async (db: Db, sheet: TableSheet, place: number, head: number): Promise<SheetMapping | undefined> => {
  const saved = await findDraft(db, MAPPING_DRAFT, signatureOf(sheet, head));
  const parsed = SheetChoice.safeParse(saved && { ...saved, sheet: place, head });
  return parsed.success ? mappingOf(parsed.data) : undefined;
};

export const saveMapping = async (db: Db, sheet: TableSheet, choice: SheetChoice): Promise<void> => {
  // a block without headers can't be recognised later
  if (choice.head === NO_HEAD) return;
  const { sheet: _place, ...saved } = choice;
  await saveDraft(db, MAPPING_DRAFT, signatureOf(sheet, choice.head), saved satisfies Omit<StoredChoice, 'sheet'>);
};

export const mappingOf = ({ target, head, columns, decimal, dates }: SheetChoice): SheetMapping => ({
  target,
  head,
  columns,
  reading: { decimal, dates },
});

const choiceOf = ({ target, head, columns, reading }: SheetMapping, sheet: number): SheetChoice => ({
  sheet,
  head,
  columns,
  decimal: reading.decimal,
  dates: reading.dates,
  ...(target ? { target } : {}),
});

const SAMPLES = 3;
/** Number of rows that are offered as header row. */
const HEADS = 12;

const sampleText = (cell: TableCell): string => (cell === null ? '' : String(cell).slice(0, 60));

const fieldOf = ({ key, required, kind }: SheetSpec['columns'][number]): ImportField => ({
  key,
  required: required ?? false,
  percent: kind === 'percent',
  mass: kind === 'tonnes',
});

/** Lists the fields of a sheet in the order of the template. */
export const sheetFields = (target: SheetKey): readonly ImportField[] =>
  sheetSpec(target)
    .columns.filter(({ exportOnly }) => !exportOnly)
    .map(fieldOf);

const viewOf = (sheet: TableSheet, place: number, mapping: SheetMapping, isSaved: boolean): SheetView => {
  const heads = headersOf(sheet, mapping.head);
  const below = sheet.rows.filter(({ index }) => index > mapping.head);
  const width = Math.min(400, Math.max(heads.length, ...below.slice(0, 20).map(({ cells }) => cells.length)));
  const spec = mapping.target && sheetSpec(mapping.target);
  const years = mapping.columns.filter(({ field }) => /^y\d{4}$/.test(field) || monthIn(field) !== undefined).map(({ field }) => field);
  const mapped = mapping.columns.map(({ field }) => field);
  return {
    name: sheet.name,
    rows: below.length,
    ...(sheet.form ? { encoding: sheet.form.encoding, delimiter: sheet.form.delimiter } : {}),
    columns: Array.from({ length: width }, (_, index) => ({
      head:
        sheet.originalRows !== undefined && heads[index] === REFERENCE_HEAD
          ? columnLabel(REFERENCE_HEAD)
          : { name: (heads[index] ?? '').slice(0, 200) },
      samples: below
        .map(({ cells }) => sampleText(cells[index] ?? null))
        .filter((text) => text !== '')
        .slice(0, SAMPLES),
    })),
    fields: [
      ...(spec ? spec.columns.map((column) => ({ ...fieldOf(column), required: isNeeded(spec, column, mapped) })) : []),
      ...years.map((key) => ({ key, required: false, percent: false, mass: spec?.key === 'production' })),
    ],
    heads: [...(spec ? [NO_HEAD] : []), ...sheet.rows.slice(0, HEADS).map(({ index }) => index)],
    choice: choiceOf(mapping, place),
    remembered: isSaved,
  };
};

/** A requested kind of record or header row; `unless` has the kind to use if the headers do not determine it. */
export type SheetRequest = {
  readonly target?: SheetKey | undefined;
  readonly head?: number | undefined;
  readonly unless?: { readonly target: SheetKey; readonly fields?: readonly PlacedField[] | undefined } | undefined;
};

/** Describes how a sheet would be imported: by the saved mapping of its headers, else by a guess. */
export const sheetView = async (ctx: ServiceContext, file: ImportedFile, place: number, request: SheetRequest = {}): Promise<SheetView> => {
  const sheet = file.sheets[place];
  if (!sheet) throw new OrebookError('NOT_FOUND', { kind: 'sheet', id: String(place) });
  const { target, head, unless } = request;
  const guessed = unless ? mapPastedBlock(sheet, unless.target, unless.fields) : guessMapping(sheet, target, head);
  const isRequested = target !== undefined || head !== undefined || guessed.head === NO_HEAD;
  const saved = isRequested ? undefined : await findSavedMapping(ctx.workspace.db(), sheet, place, guessed.head);
  return viewOf(sheet, place, saved ?? guessed, saved !== undefined);
};
