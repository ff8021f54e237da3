import { createFinder } from '#shared/collections.ts';
import type { Label } from '#shared/contract/figure.ts';
import type { FieldChange } from '#shared/contract/history.ts';
import type { SkippedRowsNote } from '#shared/contract/importQuestions.ts';
import type { ImportChoice, ImportPreview, ImportRow, SheetChoice } from '#shared/contract/imports.ts';
import { IMPORT_PAGE_ROWS } from '#shared/contract/listPages.ts';
import { monthOfDate } from '#shared/domain/time.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { lazy } from '#shared/memoize.ts';
import { message } from '#shared/messages/text.ts';
import { lazySteps, type Steps } from '#shared/steps.ts';
import { columnLetters } from '#shared/units/spreadsheetText.ts';
import type { ServiceContext } from '../context.ts';
import type { CellFact, SheetFacts, TableSheet } from '../documents/tableFile.ts';
import { fieldChanges, sheetChanges } from '../history/recordTimeline.ts';
import { fileSource } from '../recordTexts.ts';
import type { Entry, ImportContext } from '../sheets/importContext.ts';
import { columnLabel, headersOf } from '../sheets/mapping.ts';
import { type CheckedFile, type CheckedRow, checkSheets, type MappedSheet } from './checkSheets.ts';
import { type ImportedFile, mappingOf } from './importFile.ts';
import { rowKey, type SkippedRow } from './readRow.ts';
import { deckQuestions, ignoredColumns, notationQuestions } from './sheetQuestions.ts';
import { placeInFile } from './transposeSheet.ts';
import { unitQuestions } from './unitQuestions.ts';
import type { ReportProgress } from './writeImport.ts';

/** Maximum number of rows in a preview. The counts include all rows. */
const MAX_ROWS = 20_000;

export const countsOf = (rows: readonly Pick<ImportRow, 'outcome' | 'isExcluded'>[]): ImportPreview['counts'] => {
  const counts = { added: 0, changed: 0, same: 0, refused: 0 };
  for (const { outcome, isExcluded: isRowExcluded } of rows) if (!isRowExcluded) counts[outcome] += 1;
  return counts;
};

const RANK = { refused: 0, added: 1, changed: 2, same: 3 } as const;

/** The preview whose page begins at row `first`. */
export type PreviewAt = (first: number) => Steps<ImportPreview>;

type RankedRow = Pick<ImportRow, 'outcome' | 'isDoubtful' | 'isExcluded'>;

/** Sorts refused rows first, then doubtful, added, changed and unchanged ones, each in the order of the file; `view` shows a row. */
const createPreviewWith = <Row extends RankedRow>(
  rows: readonly Row[],
  view: (row: Row) => ImportRow,
  questions?: () => Steps<ImportPreview['questions']>,
): PreviewAt => {
  const rank = ({ outcome, isDoubtful }: Row): number => RANK[outcome] - (isDoubtful ? 0.5 : 0);
  const facts = lazySteps(function* () {
    return {
      questions: questions === undefined ? [] : yield* questions(),
      counts: countsOf(rows),
      count: Math.min(rows.length, MAX_ROWS),
      more: Math.max(0, rows.length - MAX_ROWS),
    };
  });
  const sortedRows = lazy(() => rows.toSorted((a, b) => rank(a) - rank(b)).slice(0, MAX_ROWS));
  return function* (first) {
    const pageRows = sortedRows().slice(first, first + IMPORT_PAGE_ROWS);
    return { ...(yield* facts.prepare()), rows: pageRows.map(view) };
  };
};

/** The preview of rows without questions. */
export const createPreview = (rows: readonly ImportRow[]): PreviewAt => createPreviewWith(rows, (row) => row);

const mapSheets = (file: ImportedFile, choices: readonly SheetChoice[]): readonly MappedSheet[] =>
  choices.flatMap((choice) => {
    const sheet = file.sheets[choice.sheet];
    return sheet && choice.target ? [{ sheet, mapping: mappingOf(choice), place: choice.sheet }] : [];
  });

export type TablesChoice = Extract<ImportChoice, { kind: 'tables' }>;

/** Checks what sheets would change in the loaded records. */
export const checkTables = (
  context: ImportContext,
  { newId }: ServiceContext,
  file: ImportedFile,
  choice: TablesChoice,
  report: ReportProgress,
): Promise<CheckedFile> =>
  checkSheets(mapSheets(file, choice.sheets), context, {
    newId,
    source: fileSource(file.name),
    report,
    names: choice.names ?? [],
  });

/** The name of a cell in the original spreadsheet, for example B12. */
const cellName = (sheet: TableSheet | undefined, line: number, column: number): string => {
  const at = sheet ? placeInFile(sheet, line, column) : { line, column };
  return `${columnLetters(at.column)}${at.line + 1}`;
};

/** Finds the row of a line: a search for each of ten thousand rows would take as many steps as there are pairs of them. */
const findRow = createFinder(({ index }: TableSheet['rows'][number]) => index);

const rowView = (file: ImportedFile, headers: readonly string[], row: CheckedRow, fields: readonly FieldChange[]): ImportRow => {
  const { sheet: place, line, target, name, outcome, issues, notes, values } = row;
  const sheet = file.sheets[place];
  const cells = (sheet && findRow(sheet.rows, line)?.cells) ?? [];
  return {
    key: rowKey(row),
    group: { name: sheet?.name ?? '' },
    ...(sheet?.originalRows === undefined ? { line: line + 1 } : {}),
    target,
    name: { name },
    outcome,
    ...(notes.length > 0 ? { note: message('common.literal', { text: { list: notes, by: 'sentence' } }), isDoubtful: true } : {}),
    values,
    ...(fields.length > 0 ? { fields } : {}),
    issues: issues.map(({ column, field, message }) => {
      if (column === undefined) return { field, message };
      const cell = cells[column];
      return {
        cell: cellName(sheet, line, column),
        field,
        ...(headers[column] ? { header: headers[column].slice(0, 200) } : {}),
        ...(cell === null || cell === undefined ? {} : { cellText: String(cell).slice(0, 60) }),
        message,
      };
    }),
  };
};

/** The largest yearly production of any product of the workspace and the file, in dmt. */
const largestProduction = (context: ImportContext): number | undefined => {
  const products = [...(context.entries.get('product')?.values() ?? [])];
  const tonnes = products.flatMap(({ value }) => ((value.production ?? []) as readonly { tonnes: number }[]).map((year) => year.tonnes));
  return tonnes.length === 0 ? undefined : Math.max(...tonnes);
};

/** Lists the rows of each sheet that are no records. Lines count from 1; those of a transposed sheet are its columns and have none. */
const skippedRowsOf = (file: ImportedFile, rows: readonly SkippedRow[]): readonly SkippedRowsNote[] =>
  [...Map.groupBy(rows, ({ sheet }) => sheet)].map(([sheet, ofSheet]) => ({
    kind: 'skippedRows',
    sheet,
    rows: ofSheet.map(({ line, text }) => (file.sheets[sheet]?.originalRows === undefined ? { line: line + 1, text } : { text })),
  }));

export const createTablesPreview = (
  file: ImportedFile,
  choice: TablesChoice,
  context: ImportContext,
  { rows, rowEntries, skippedRows, questions }: CheckedFile,
): PreviewAt => {
  const sheets = mapSheets(file, choice.sheets);
  // several rows of a contract are its terms from several months: the first one that changes lists the changes
  const firstRows = new Map<Entry, string>();
  for (const row of rows) {
    const entry = rowEntries.get(rowKey(row));
    if (entry !== undefined && row.outcome === 'changed' && !firstRows.has(entry)) firstRows.set(entry, rowKey(row));
  }
  const changesIn = (row: CheckedRow): readonly FieldChange[] => {
    const entry = rowEntries.get(rowKey(row));
    if (entry?.before === undefined || firstRows.get(entry) !== rowKey(row)) return [];
    const { kind, before, value } = entry;
    return kind === 'buyer' || kind === 'product' || kind === 'contract'
      ? fieldChanges(kind, before, value, context)
      : sheetChanges(row.target, before, value, context);
  };
  const headers = new Map(sheets.map(({ sheet, mapping, place }) => [place, headersOf(sheet, mapping.headerRow)]));
  return createPreviewWith(
    rows.map((row) => ({ ...row, isDoubtful: row.notes.length > 0 })),
    (row) => rowView(file, headers.get(row.sheet) ?? [], row, changesIn(row)),
    function* () {
      return [
        ...notationQuestions(sheets),
        ...questions,
        ...(yield* unitQuestions(sheets, largestProduction(context))),
        ...ignoredColumns(sheets),
        ...skippedRowsOf(file, skippedRows),
        ...deckQuestions(sheets, monthOfDate(context.settings.valuationDate)),
      ];
    },
  );
};

/** Notes for the cells of each line of each sheet. An issue of a field without a column is noted at the first cell. */
const notesOf = (file: ImportedFile, rows: readonly CheckedRow[]): ReadonlyMap<string, ReadonlyMap<number, readonly Label[]>> => {
  const notes = new Map<string, Map<number, readonly Label[]>>();
  for (const { sheet: place, line, issues } of rows) {
    const sheet = file.sheets[place];
    if (!sheet) continue;
    for (const { column, field, message: issue } of issues) {
      const note = column === undefined ? message('imports.fieldIssue', { field: columnLabel(field), issue }) : issue;
      const at = placeInFile(sheet, line, column ?? 0);
      const key = `${place}|${at.line}`;
      const inLine = notes.get(key) ?? new Map<number, readonly Label[]>();
      notes.set(key, inLine);
      inLine.set(at.column, [...(inLine.get(at.column) ?? []), note]);
    }
  }
  return notes;
};

/** Both parts of a table may have the same fault in a cell. */
const withoutCopies = (issues: readonly Label[]): readonly Label[] =>
  issues.filter((issue, i) => issues.findIndex((otherIssue) => isDeepEqual(otherIssue, issue)) === i);

/** The original sheets of the file with each issue as a note at its cell. */
export const correctedSheets = (file: ImportedFile, { rows }: CheckedFile): readonly SheetFacts[] => {
  const notes = notesOf(file, rows);
  const checkedSheets = new Set(rows.map(({ sheet }) => sheet));
  return file.sheets.flatMap((sheet, place): SheetFacts[] => {
    // the parts of a table are one sheet of the file
    const places =
      sheet.part === undefined ? [place] : [...file.sheets.keys()].filter((part) => file.sheets[part]?.fileRows === sheet.fileRows);
    if (place !== places[0] || !places.some((part) => checkedSheets.has(part))) return [];
    const originalRows = sheet.fileRows ?? sheet.originalRows ?? sheet.rows;
    const lines: CellFact[][] = Array.from({ length: (originalRows.at(-1)?.index ?? 0) + 1 }, () => []);
    for (const { index, cells } of originalRows) {
      const noteCells = places.flatMap((part) => [...(notes.get(`${part}|${index}`) ?? [])]);
      const inLine = new Map(
        [...Map.groupBy(noteCells, ([column]) => column)].map(([column, cells]) => [
          column,
          withoutCopies(cells.flatMap(([, issues]) => issues)),
        ]),
      );
      const width = Math.max(cells.length, ...[...inLine.keys()].map((column) => column + 1));
      lines[index] = Array.from({ length: width }, (_, column): CellFact => {
        const issues = inLine.get(column);
        return { value: cells[column] ?? null, ...(issues ? { look: 'error', note: { list: issues, by: 'line' } } : {}) };
      });
    }
    return [{ name: sheet.name.slice(0, 31), rows: lines, freeze: { rows: 1, columns: 1 } }];
  });
};
