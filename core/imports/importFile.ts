import { parseCsv } from 'hucre/csv';
import type { z } from 'zod';
import { findDraft, saveDraft } from '#db/repositories/drafts.ts';
import type { Db } from '#db/schema.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { type ImportField, type PlacedField, SheetChoice, type SheetView } from '#shared/contract/imports.ts';
import { runSteps, type Steps } from '#shared/steps.ts';
import { BUNDLE_LIMITS, unpackBundle } from '../bundles/bundleFile.ts';
import type { Bundle } from '../bundles/bundleRecords.ts';
import { HEAD_BYTES, isSealedBundle } from '../bundles/sealedBundle.ts';
import type { ServiceContext } from '../context.ts';
import { JSON_FORMAT, LIMITS, type TableCell, type TableFile, type TableSheet } from '../documents/tableFile.ts';
import type { IncomingContent } from '../files/fileStores.ts';
import type { WorkspaceSession } from '../session/workspaceSession.ts';
import { detectReading } from '../sheets/cellValues.ts';
import { firstTexts } from '../sheets/columnValues.ts';
import {
  columnField,
  columnLabel,
  guessMappingInSteps,
  headersOf,
  isNamedAs,
  isNeeded,
  type MappedColumn,
  mapColumn,
  mapPastedBlock,
  NO_HEADER,
  readingOf,
  type SheetMapping,
  signatureOf,
  textsOf,
} from '../sheets/mapping.ts';
import { isPeriodField } from '../sheets/periods.ts';
import { SHEETS, type SheetKey, type SheetSpec, sheetSpec } from '../sheets/sheets.ts';
import { unitChoices } from '../sheets/usualUnits.ts';
import { delimiterOf } from '../workers/readText.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import { preferPrices } from './amountsByYear.ts';
import { joinHeadingRow } from './headingRow.ts';
import { readPriceFile } from './priceFile.ts';
import { openWaitingBundle, requestPassphrase } from './sealedBundles.ts';
import { splitMinePlan } from './splitMinePlan.ts';
import { loadTableNames, productLetters, type TableNames } from './tableNames.ts';
import { readTradeFile } from './tradeFile.ts';
import { NAME_HEADERS, transposePeriods } from './transposeSheet.ts';
import { joinUnitRow } from './unitRow.ts';

/** A file as sheets. The last file of a session stays in memory until another is read. */
export type ImportedFile = {
  readonly id: string;
  readonly name: string;
  readonly sheets: readonly TableSheet[];
  /** The content of a bundle, which has no sheets. */
  readonly bundle?: Bundle;
};

// a file that was not imported is not part of the workspace, so it is lost when the core stops
const lastFiles = new WeakMap<WorkspaceSession, ImportedFile>();

/** Returns the file under an id. Throws INTAKE_EXPIRED if another file was read since, or the core has restarted. */
export const requireImportedFile = ({ workspace }: ServiceContext, id: string): ImportedFile => {
  const file = lastFiles.get(workspace);
  if (file?.id !== id) throw new OrebookError('INTAKE_EXPIRED');
  return file;
};

/** Returns a sheet of a file. Errors: NOT_FOUND. */
export const requireSheet = ({ sheets }: ImportedFile, place: number): TableSheet => {
  const sheet = sheets[place];
  if (!sheet) throw new OrebookError('NOT_FOUND', { kind: 'sheet', id: String(place) });
  return sheet;
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

const storeFile = async (
  ctx: ServiceContext,
  name: string,
  fileSheets: readonly TableSheet[],
  names: TableNames,
): Promise<ImportedFile> => {
  if (fileSheets.length === 0) throw new OrebookError('BAD_FILE', { fault: 'empty' });
  // public files also have a month in each row, but their own readers
  const isPublic = readPriceFile(fileSheets) !== undefined || readTradeFile(fileSheets) !== undefined;
  const products = await productLetters(names, fileSheets);
  const sheets: TableSheet[] = [];
  for (const sheet of fileSheets) {
    await yieldIfDue();
    const transposedSheet = isPublic ? sheet : transposePeriods(joinHeadingRow(joinUnitRow(sheet)), names.references, products);
    await yieldIfDue();
    sheets.push(...(isPublic ? [sheet] : splitMinePlan(transposedSheet)));
  }
  const file = { id: ctx.newId(), name, sheets };
  lastFiles.set(ctx.workspace, file);
  return file;
};

/** Stores a block that was copied from a spreadsheet as a file of one sheet. Throws BAD_FILE. */
export const readBlock = async (ctx: ServiceContext, name: string, text: string): Promise<ImportedFile> => {
  const delimiter = delimiterOf(text);
  const rows = parseCsv(text, { delimiter, maxRows: LIMITS.rows + 1 });
  if (rows.length > LIMITS.rows) throw new OrebookError('BAD_FILE', { fault: 'tooManyRows', limit: LIMITS.rows });
  const filledRows = rows
    .map((cells, index) => ({ index, cells: cells.map((cell): TableCell => (String(cell).trim() === '' ? null : String(cell))) }))
    .filter(({ cells }) => cells.some((cell) => cell !== null));
  return storeFile(ctx, name, filledRows.length === 0 ? [] : [{ name, rows: filledRows }], await loadTableNames(ctx));
};

const isBundle = (name: string): boolean => /\.orebundle$/i.test(name);

const storeBundle = async (ctx: ServiceContext, name: string, content: Uint8Array): Promise<ImportedFile> => {
  const file = { id: ctx.newId(), name, sheets: [], bundle: await unpackBundle(content) };
  lastFiles.set(ctx.workspace, file);
  return file;
};

/** Throws PASSPHRASE_NEEDED for a bundle that is encrypted; `unlockBundle` then reads it. */
const readBundle = async (ctx: ServiceContext, { name, bytes, read }: IncomingContent): Promise<ImportedFile> => {
  if (bytes > BUNDLE_LIMITS.file + HEAD_BYTES) throw new OrebookError('BAD_FILE', { fault: 'bundleTooBig' });
  const content = await read();
  if (isSealedBundle(content)) throw requestPassphrase(ctx, name, content);
  return storeBundle(ctx, name, content);
};

/** Reads the bundle that waits for its passphrase. Throws WRONG_PASSPHRASE, BAD_FILE and INTAKE_EXPIRED. */
export const unlockBundle = (ctx: ServiceContext, id: string, passphrase: string): Promise<ImportedFile> =>
  openWaitingBundle(ctx, { id, passphrase }, (name, content) => storeBundle(ctx, name, content));

/** Reads and stores the file of an intake token; takes the lock only to read references. Throws INTAKE_EXPIRED, BAD_FILE, PASSPHRASE_NEEDED. */
export const readFile = async (ctx: ServiceContext, token: string): Promise<ImportedFile> => {
  const file = await ctx.intake.takeContent(token);
  try {
    if (isBundle(file.name)) return await readBundle(ctx, file);
    const sheets = sheetsOf(await ctx.tables.read(file));
    return await storeFile(ctx, file.name, sheets, await loadTableNames(ctx));
  } finally {
    await file.discard();
  }
};

/** Maximum number of rows that the user can choose from as header row. */
const MAX_HEADER_ROWS = 12;

/** The kind of the drafts that store mappings by the headers of a sheet, so that the next file with these headers is read in the same way. */
const MAPPING_DRAFT = 'importMapping';

type StoredChoice = z.input<typeof SheetChoice>;

/** The choice for a sheet of a previewed file, and the mapping that its content suggests for the chosen columns. */
type PreviewedChoice = { readonly choice: SheetChoice; readonly guess: SheetMapping };

/** The choices of files that were previewed but not imported, so that a corrected file is read in the same way; lost when the core stops. */
const previewedChoices = new WeakMap<WorkspaceSession, Map<string, PreviewedChoice>>();

/** Identifies a block without headers by its kind and width; a sheet with headers by them. */
const choiceKey = (sheet: TableSheet, headerRow: number, target: SheetKey | undefined): string => {
  if (headerRow !== NO_HEADER) return signatureOf(sheet, headerRow);
  return `${target}|${Math.max(0, ...sheet.rows.map(({ cells }) => cells.length))}`;
};

/** Returns a mapping with the notation and units that the content of a sheet suggests for its columns; a column in a step. */
function* guessNotation(sheet: TableSheet, mapping: SheetMapping): Steps<SheetMapping> {
  const spec = mapping.target && sheetSpec(mapping.target);
  const columns: MappedColumn[] = [];
  for (const column of mapping.columns) {
    columns.push(spec ? mapColumn(spec, sheet, mapping.headerRow, column.index, column.field) : column);
    yield;
  }
  return { ...mapping, columns, reading: yield* readingOf(sheet).prepare() };
}

/** Returns a column with the units that the values of another file suggest: percentages or fractions, days or months. */
const withUnitsOf = (column: MappedColumn, guess: MappedColumn | undefined, spec: SheetSpec | undefined): MappedColumn => {
  const field = spec && columnField(spec, column.field);
  if (guess === undefined || field === undefined) return column;
  return { ...column, shares: guess.shares, scale: unitChoices(field).length > 0 ? guess.scale : column.scale };
};

/** Applies the mapping of an earlier import: units that the user did not choose and a notation that is clear follow the new content. */
const applySaved = (sheet: TableSheet, savedMapping: SheetMapping): SheetMapping => {
  const { columns, reading } = runSteps(guessNotation(sheet, savedMapping));
  return {
    ...savedMapping,
    columns: savedMapping.columns.map((column, i) =>
      column.isUnitChosen === true ? column : withUnitsOf(column, columns[i], savedMapping.target && sheetSpec(savedMapping.target)),
    ),
    reading: {
      decimal: reading.decimal === 'ask' ? savedMapping.reading.decimal : reading.decimal,
      dates: reading.dates === 'ask' ? savedMapping.reading.dates : reading.dates,
    },
  };
};

/** Applies a previewed choice to another sheet with the same headers: notation that the user did not change follows the new content. */
const applyPreviewed = (sheet: TableSheet, headerRow: number, { choice, guess }: PreviewedChoice): SheetMapping => {
  // the same headers may stand in another row
  const previousMapping = { ...mappingOf(choice), headerRow };
  const newGuess = runSteps(guessNotation(sheet, previousMapping));
  const isDecimalChosen = previousMapping.reading.decimal !== guess.reading.decimal;
  return {
    ...previousMapping,
    columns: previousMapping.columns.map((column, i) => {
      const isChosen = column.isUnitChosen === true || column.shares !== guess.columns[i]?.shares;
      return isChosen ? column : withUnitsOf(column, newGuess.columns[i], previousMapping.target && sheetSpec(previousMapping.target));
    }),
    reading: {
      decimal: isDecimalChosen ? previousMapping.reading.decimal : newGuess.reading.decimal,
      dates: previousMapping.reading.dates === guess.reading.dates ? newGuess.reading.dates : previousMapping.reading.dates,
    },
  };
};

/** Keeps the choices of a previewed file in memory until the core stops. */
export const rememberChoices = async (session: WorkspaceSession, file: ImportedFile, choices: readonly SheetChoice[]): Promise<void> => {
  const knownChoices = previewedChoices.get(session) ?? new Map<string, PreviewedChoice>();
  previewedChoices.set(session, knownChoices);
  for (const choice of choices) {
    const sheet = file.sheets[choice.sheet];
    if (!sheet || !choice.target) continue;
    const guess = await runWithYielding(guessNotation(sheet, mappingOf(choice)));
    knownChoices.set(choiceKey(sheet, choice.headerRow, choice.target), { choice, guess });
  }
};

/** Finds the mapping of an earlier preview or import with one of the header rows of a sheet, the guessed one first. */
const findSavedMapping = async (
  { workspace }: ServiceContext,
  file: ImportedFile,
  sheet: TableSheet,
  place: number,
  guessedMapping: SheetMapping,
): Promise<SheetMapping | undefined> => {
  const rows = sheet.rows.slice(0, MAX_HEADER_ROWS).map(({ index }) => index);
  const headerRows = guessedMapping.headerRow === NO_HEADER ? [...rows, NO_HEADER] : [guessedMapping.headerRow, ...rows];
  // production and costs may have the same headers, and sheets that differ by name only
  const targetByName =
    guessedMapping.target !== undefined && isNamedAs(sheet, sheetSpec(guessedMapping.target)) ? guessedMapping.target : undefined;
  const isOfKind = (target: SheetKey | undefined): boolean => targetByName === undefined || target === targetByName;
  for (const headerRow of new Set(headerRows)) {
    const previewed = previewedChoices.get(workspace)?.get(choiceKey(sheet, headerRow, guessedMapping.target));
    if (previewed && isOfKind(previewed.choice.target)) return withNotationOf(file, applyPreviewed(sheet, headerRow, previewed));
    const savedChoice = headerRow === NO_HEADER ? undefined : await findDraft(workspace.db(), MAPPING_DRAFT, signatureOf(sheet, headerRow));
    const parsedChoice = SheetChoice.safeParse(savedChoice && { ...savedChoice, sheet: place, headerRow });
    if (parsedChoice.success && isOfKind(parsedChoice.data.target)) return applySaved(sheet, mappingOf(parsedChoice.data));
  }
  return undefined;
};

export const saveMapping = async (db: Db, sheet: TableSheet, choice: SheetChoice): Promise<void> => {
  // a block without headers can't be recognised later
  if (choice.headerRow === NO_HEADER) return;
  const { sheet: _place, ...saved } = choice;
  await saveDraft(db, MAPPING_DRAFT, signatureOf(sheet, choice.headerRow), saved satisfies Omit<StoredChoice, 'sheet'>);
};

export const mappingOf = ({ target, headerRow, columns, decimal, dates, deck, ignored }: SheetChoice): SheetMapping => ({
  target,
  headerRow,
  columns,
  reading: { decimal, dates },
  deck,
  ignored,
});

const choiceOf = ({ target, headerRow, columns, reading, deck, ignored }: SheetMapping, sheet: number): SheetChoice => ({
  sheet,
  headerRow,
  columns,
  decimal: reading.decimal,
  dates: reading.dates,
  ...(target ? { target } : {}),
  ...(deck ? { deck } : {}),
  ...(ignored ? { ignored } : {}),
});

const SAMPLES = 3;

const fieldOf = (column: SheetSpec['columns'][number]): ImportField => {
  const { key, required, kind } = column;
  const units = unitChoices(column);
  return {
    key,
    required: required ?? false,
    isPercent: kind === 'percent',
    isMass: kind === 'tonnes',
    ...(units.length > 0 ? { units } : {}),
  };
};

/** Lists the fields of a sheet in the order of the template. */
export const sheetFields = (target: SheetKey): readonly ImportField[] =>
  sheetSpec(target)
    .columns.filter(({ isExportOnly: exportOnly, isImportOnly: importOnly }) => !exportOnly && !importOnly)
    .map(fieldOf);

const viewOf = (sheet: TableSheet, place: number, mapping: SheetMapping, isSaved: boolean): Omit<SheetView, 'isKindUncertain'> => {
  const headers = headersOf(sheet, mapping.headerRow);
  const rowsBelow = sheet.rows.filter(({ index }) => index > mapping.headerRow);
  const width = Math.min(400, Math.max(headers.length, ...rowsBelow.slice(0, 20).map(({ cells }) => cells.length)));
  const { target } = mapping;
  const spec = target && sheetSpec(target);
  const years = mapping.columns.filter(({ field }) => isPeriodField(field)).map(({ field }) => field);
  const mappedFields = mapping.columns.map(({ field }) => field);
  return {
    name: sheet.name,
    ...(sheet.isHidden ? { isHidden: true } : {}),
    rows: rowsBelow.length,
    ...(sheet.form ? { encoding: sheet.form.encoding, delimiter: sheet.form.delimiter } : {}),
    columns: Array.from({ length: width }, (_, index) => ({
      header:
        sheet.originalRows !== undefined && NAME_HEADERS.some((name) => name === headers[index])
          ? columnLabel(headers[index]!)
          : { name: (headers[index] ?? '').slice(0, 200) },
      samples: firstTexts(rowsBelow, index, SAMPLES),
    })),
    fields: [
      // a contract has three columns for each element, of which those in the file are offered
      ...(spec?.columns ?? [])
        .filter(({ key, kind }) => kind !== 'grade' || target === 'products' || mappedFields.includes(key))
        .map((column) => ({ ...fieldOf(column), required: spec !== undefined && isNeeded(spec, column, mappedFields) })),
      ...years.map((key) => ({ key, required: false, isPercent: false, isMass: spec?.key === 'production' || spec?.key === 'contracts' })),
    ],
    headerRows: [...(spec ? [NO_HEADER] : []), ...sheet.rows.slice(0, MAX_HEADER_ROWS).map(({ index }) => index)],
    choice: choiceOf(mapping, place),
    isRemembered: isSaved,
  };
};

/** A requested kind of record or header row; `fallback` has the kind to use if the headers do not determine it. */
export type SheetRequest = {
  readonly target?: SheetKey | undefined;
  readonly headerRow?: number | undefined;
  readonly fallback?:
    | {
        readonly target: SheetKey;
        readonly fields?: readonly PlacedField[] | undefined;
        /** Whether the fields are the columns of a table of the app, which no earlier mapping replaces. */
        readonly isInTableOrder?: boolean | undefined;
      }
    | undefined;
};

/** Describes how a sheet would be imported: by the saved mapping of its headers, else by a guess. */
export const sheetView = async (ctx: ServiceContext, file: ImportedFile, place: number, request: SheetRequest = {}): Promise<SheetView> => {
  const sheet = requireSheet(file, place);
  const { target, headerRow, fallback } = request;
  const guessedMapping = withNotationOf(
    file,
    fallback
      ? mapPastedBlock(sheet, fallback.target, fallback.fields)
      : await runWithYielding(guessMappingInSteps(sheet, target, headerRow)),
  );
  const isRequested =
    target !== undefined || headerRow !== undefined || (guessedMapping.headerRow === NO_HEADER && fallback?.isInTableOrder === true);
  const { mapping: guess, isUncertain } =
    isRequested || fallback !== undefined
      ? { mapping: guessedMapping, isUncertain: false }
      : await preferPrices(ctx.workspace.db(), sheet, guessedMapping);
  const savedMapping = isRequested || sheet.isHidden ? undefined : await findSavedMapping(ctx, file, sheet, place, guess);
  // a hidden sheet has notes or earlier figures of its author: it is imported if the user chooses a kind
  const suggestedMapping = sheet.isHidden && !isRequested ? { ...guess, target: undefined, columns: [] } : guess;
  return {
    ...viewOf(sheet, place, savedMapping ?? suggestedMapping, savedMapping !== undefined),
    isKindUncertain: isUncertain && savedMapping === undefined,
  };
};

/** Takes the notation of numbers and dates from the other sheets of the file if one sheet does not show it. */
const withNotationOf = ({ sheets }: ImportedFile, mapping: SheetMapping): SheetMapping => {
  const { decimal, dates } = mapping.reading;
  if ((decimal !== 'ask' && dates !== 'ask') || sheets.length < 2) return mapping;
  const readingOfFile = detectReading(sheets.flatMap(textsOf));
  return {
    ...mapping,
    reading: { decimal: decimal === 'ask' ? readingOfFile.decimal : decimal, dates: dates === 'ask' ? readingOfFile.dates : dates },
  };
};
