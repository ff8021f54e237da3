import type { Label } from '#shared/contract/figure.ts';
import type { ImportChoice, ImportPreview, ImportRow, SheetChoice } from '#shared/contract/imports.ts';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import { fileSource } from '../recordTexts.ts';
import type { CellFact, SheetFacts, TableSheet } from '../workers/tableFile.ts';
import type { Pace } from './apply.ts';
import { type Checked, type CheckedRow, checkSheets, type MappedSheet } from './checkSheets.ts';
import type { ImportContext } from './importContext.ts';
import { type ImportedFile, mappingOf } from './importFile.ts';
import { columnLabel } from './mapping.ts';
import { placeInFile } from './transposeSheet.ts';
import { unitQuestions } from './unitQuestions.ts';

/** Rows that a preview shows; a person reads no more, and the counts are of all. */
const MOST_ROWS = 20_000;

/** A column as spreadsheets letter it: 0 is A, 26 is AA. */
const letters = (column: number): string => {
  const rest = Math.floor(column / 26) - 1;
  return `${rest >= 0 ? letters(rest) : ''}${String.fromCharCode(65 + (column % 26))}`;
};

export const countsOf = (rows: readonly Pick<ImportRow, 'outcome' | 'left'>[]): ImportPreview['counts'] => {
  const counts = { added: 0, changed: 0, same: 0, refused: 0 };
  for (const { outcome, left } of rows) if (!left) counts[outcome] += 1;
  return counts;
};

const RANK = { refused: 0, added: 1, changed: 2, same: 3 } as const;

/** Refused rows first, then what would be added and changed, each in the file's order. */
export const previewOf = (rows: readonly ImportRow[], questions: ImportPreview['questions'] = []): ImportPreview => {
  const sorted = [...rows].sort((a, b) => RANK[a.outcome] - RANK[b.outcome]);
  return { questions, counts: countsOf(rows), rows: sorted.slice(0, MOST_ROWS), more: Math.max(0, rows.length - MOST_ROWS) };
};

const mapped = (file: ImportedFile, choices: readonly SheetChoice[]): readonly MappedSheet[] =>
  choices.flatMap((choice) => {
    const sheet = file.sheets[choice.sheet];
    return sheet && choice.target ? [{ sheet, mapping: mappingOf(choice), place: choice.sheet }] : [];
  });

export type TablesChoice = Extract<ImportChoice, { kind: 'tables' }>;

/** Checks what sheets would do to the workspace that was loaded. */
export const checkTables = (
  context: ImportContext,
  { newId }: ServiceContext,
  file: ImportedFile,
  choice: TablesChoice,
  pace: Pace,
): Promise<Checked> =>
  checkSheets(mapped(file, choice.sheets), context, {
    newId,
    source: fileSource(file.name),
    pace,
    names: choice.names ?? [],
  });

/** The cell as the file's own spreadsheet calls it. */
const cellName = (sheet: TableSheet | undefined, line: number, column: number): string => {
  const at = sheet ? placeInFile(sheet, line, column) : { line, column };
  return `${letters(at.column)}${at.line + 1}`;
};

const rowView = (file: ImportedFile, { sheet: place, line, target, name, outcome, issues }: CheckedRow): ImportRow => {
  const sheet = file.sheets[place];
  return {
    key: `${place}:${line}:${target}`,
    group: { name: sheet?.name ?? '' },
    ...(sheet?.originalRows === undefined ? { line: line + 1 } : {}),
    target,
    name: { name },
    outcome,
    issues: issues.map(({ column, field, message }) => ({
      ...(column === undefined ? {} : { cell: cellName(sheet, line, column) }),
      field,
      message,
    })),
  };
};

export const tablesPreview = (file: ImportedFile, choice: TablesChoice, { rows, questions }: Checked): ImportPreview =>
  previewOf(
    rows.map((row) => rowView(file, row)),
    [...questions, ...unitQuestions(mapped(file, choice.sheets))],
  );

/** What is said at the cells of each line of each sheet. A fault of a field without a column is said at the first cell. */
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

/** The sheets of the file as they came, with every fault noted at its cell. */
export const correctedSheets = (file: ImportedFile, { rows }: Checked): readonly SheetFacts[] => {
  const notes = notesOf(file, rows);
  const wanted = new Set(rows.map(({ sheet }) => sheet));
  return file.sheets.flatMap((sheet, place): SheetFacts[] => {
    if (!wanted.has(place)) return [];
    const came = sheet.originalRows ?? sheet.rows;
    const lines: CellFact[][] = Array.from({ length: (came.at(-1)?.index ?? 0) + 1 }, () => []);
    for (const { index, cells } of came) {
      const inLine = notes.get(`${place}|${index}`);
      const width = Math.max(cells.length, ...[...(inLine?.keys() ?? [])].map((column) => column + 1));
      lines[index] = Array.from({ length: width }, (_, column): CellFact => {
        const issues = inLine?.get(column);
        return { value: cells[column] ?? null, ...(issues ? { look: 'error', note: { list: issues, by: 'line' } } : {}) };
      });
    }
    return [{ name: sheet.name.slice(0, 31), rows: lines, freeze: { rows: 1, columns: 1 } }];
  });
};
