import { createHash } from 'node:crypto';
import type { Message } from '#shared/contract/figure.ts';
import type { PlacedField, ShareReading } from '#shared/contract/imports.ts';
import type { Month } from '#shared/domain/time.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { everyText, message } from '#shared/messages/text.ts';
import type { TableCell, TableRow, TableSheet } from '../workers/tableFile.ts';
import type { Column } from './columns.ts';
import { SHEETS, type SheetKey, type SheetSpec, sheetSpec } from './sheets.ts';
import { SHEET_NAMES, SYNONYMS } from './synonyms.ts';
import { detectReading, lettersOnly, parseMonth, type Reading, scaleOf } from './values.ts';

/** What a column of the file is taken for: a field, or a calendar year as `y2026`. */
export type MappedColumn = {
  readonly index: number;
  readonly field: string;
  /** How numbers of a percentage are read. */
  readonly shares: ShareReading;
  readonly scale: number;
  /** Tonnes are wet; the product's moisture makes them dry. */
  readonly wet: boolean;
};

/** How a sheet is taken: as which records, from which head, column by column. */
export type SheetMapping = {
  readonly target: SheetKey | undefined;
  /** Line of the heads, 0-based. */
  readonly head: number;
  readonly columns: readonly MappedColumn[];
  readonly reading: Reading;
};

/** The message key of a column's head. */
export const columnKey = (key: string): MessageKey => `imports.column.${key}` as MessageKey;
export const columnLabel = (key: string): Message => ({ key: columnKey(key) });
export const sheetLabel = (key: SheetKey): Message => message(`imports.sheet.${key}`);

/** Lines in which a head is looked for. */
const HEAD_LINES = 30;

const textOfCell = (cell: TableCell | undefined): string => (cell === null || cell === undefined ? '' : String(cell).trim());

/** The name in a head, and its unit: "Tonnes a year (kt)" is "Tonnes a year" and "kt". */
const splitHead = (head: string): { readonly name: string; readonly unit: string } => {
  const [, name = head, unit = ''] = /^(.*?)[\s\n]*[([]([^)\]]*)[)\]]\s*\*?$/s.exec(head) ?? [];
  return { name, unit };
};

/** The unit that a head names in brackets. */
export const unitIn = (head: string): string | undefined => splitHead(head).unit || undefined;

/** The words that name a field, compared by their letters alone. */
type FieldWords = { readonly own: ReadonlySet<string>; readonly synonyms: ReadonlySet<string> };
const fieldWords = new Map<string, FieldWords>();

/** The words of a field, made once: every line of a file is tried as a head against every field of every sheet. */
const wordsOf = (spec: SheetSpec, { key }: Column): FieldWords => {
  const id = `${spec.key}.${key}`;
  const known = fieldWords.get(id) ?? {
    own: new Set([...everyText(columnKey(key)).map((label) => lettersOnly(splitHead(label).name)), lettersOnly(key)]),
    synonyms: new Set([...(SYNONYMS[key] ?? []), ...(SYNONYMS[id] ?? [])].map(lettersOnly)),
  };
  fieldWords.set(id, known);
  return known;
};

/** 2 where a head is the field's own name, 1 where it is a synonym; `given` is the head without and with its unit, bare. */
const fits = ({ own, synonyms }: FieldWords, given: readonly string[]): number => {
  if (given.some((word) => own.has(word))) return 2;
  return given.some((word) => synonyms.has(word)) ? 1 : 0;
};

const yearIn = (head: string): number | undefined => {
  const found = /^(?:FY|CY|Y)?\s*(19[9]\d|20\d\d)\b/i.exec(head.trim());
  return found ? Number(found[1]) : undefined;
};

/** Which field each head names; a field goes to the head that fits best, and to one alone. */
const fieldsOf = (spec: SheetSpec, heads: readonly string[]): ReadonlyMap<number, string> => {
  const pairs = heads.flatMap((head, index) => {
    if (head === '') return [];
    const given = [lettersOnly(splitHead(head).name), lettersOnly(head)];
    return spec.columns.map((field) => ({ index, field: field.key, fit: fits(wordsOf(spec, field), given) })).filter(({ fit }) => fit > 0);
  });
  const taken = new Map<number, string>();
  for (const { index, field } of pairs.sort((a, b) => b.fit - a.fit)) {
    if (!taken.has(index) && ![...taken.values()].includes(field)) taken.set(index, field);
  }
  // a text longer than a cell goes on in columns of the same head and a number
  for (const [index, head] of heads.entries()) {
    const [, label = '', part] = /^(.*) ([2-9])$/.exec(head) ?? [];
    const field =
      part === undefined
        ? undefined
        : spec.columns.find(
            ({ key, kind }) => kind === 'json' && everyText(columnKey(key)).some((one) => lettersOnly(one) === lettersOnly(label)),
          );
    if (field) taken.set(index, `${field.key}#${part}`);
  }
  if (spec.months) {
    for (const [index, head] of heads.entries()) {
      const month = parseMonth(head, { decimal: 'point', dates: 'dayFirst' });
      if (month.ok && !taken.has(index)) taken.set(index, `m${month.value}`);
    }
  }
  if (spec.years) {
    for (const [index, head] of heads.entries()) {
      const year = yearIn(head);
      if (year !== undefined && !taken.has(index)) taken.set(index, `y${year}`);
    }
  }
  return taken;
};

const score = (spec: SheetSpec, fields: ReadonlyMap<number, string>): number => {
  const found = new Set(fields.values());
  const missing = spec.columns.filter((column) => isNeeded(spec, column, found) && !found.has(column.key)).length;
  return found.size - missing * 1.5;
};

/** The month of a field that is a month's own column. */
export const monthIn = (field: string): Month | undefined => {
  const found = /^m(\d{4,6})$/.exec(field);
  return found ? Number(found[1]) : undefined;
};

/** Whether a field is needed: the month and what it holds are not, where months have columns of their own. */
export const isNeeded = (spec: SheetSpec, { key, required }: Column, fields: Iterable<string>): boolean => {
  const byMonth = (key === spec.months?.month || key === spec.months?.field) && [...fields].some((field) => monthIn(field) !== undefined);
  return required === true && !byMonth;
};

/** The column of a mapped field; a calendar year and a month hold what their sheet counts by them. */
export const columnField = (spec: SheetSpec, field: string): Column | undefined => {
  const key = /^y\d{4}$/.test(field) ? spec.years?.field : monthIn(field) === undefined ? field : spec.months?.field;
  return spec.columns.find((column) => column.key === key);
};

const valuesBelow = (rows: readonly TableRow[], head: number, index: number): readonly (string | number | boolean)[] =>
  rows.flatMap((row) => {
    const cell = row.index > head ? row.cells[index] : undefined;
    return cell === null || cell === undefined || cell === '' ? [] : [cell];
  });

const isNumeric = (value: string | number | boolean): boolean =>
  typeof value === 'number' || (typeof value === 'string' && !value.includes('%') && /^\s*-?\d/.test(value));

/** Numbers of a percentage that are all one or less are fractions: a spreadsheet keeps 80 % as 0.8. */
const areFractions = (values: readonly (string | number | boolean)[]): boolean => {
  const numbers = values.filter(isNumeric).map((value) => Number(String(value).replace(',', '.')));
  return numbers.length > 0 && numbers.every((value) => Math.abs(value) <= 1);
};

/** How a column that holds a field is read. */
export const mapColumn = (spec: SheetSpec, sheet: TableSheet, head: number, index: number, field: string): MappedColumn => {
  const column = columnField(spec, field);
  const heading = textOfCell(sheet.rows.find((row) => row.index === head)?.cells[index]);
  const { unit } = splitHead(heading);
  const values = valuesBelow(sheet.rows, head, index);
  const isMass = column?.kind === 'tonnes';
  return {
    index,
    field,
    shares: column?.kind === 'percent' && areFractions(values) ? 'fractions' : 'percents',
    scale: isMass ? (scaleOf(unit.split(/[,/ ]/)[0] ?? '') ?? 1) : 1,
    wet: isMass && /wmt|wet/i.test(heading),
  };
};

const textsOf = (sheet: TableSheet): string[] =>
  sheet.rows.slice(0, 5_000).flatMap(({ cells }) => cells.filter((cell): cell is string => typeof cell === 'string' && cell.length < 40));

/** The head line and the records that a sheet is likeliest to hold; from `NO_HEAD` its columns are taken by their place. */
export const guessMapping = (sheet: TableSheet, target?: SheetKey, headLine?: number): SheetMapping => {
  if (headLine === NO_HEAD && target !== undefined) return mapByPlace(sheet, target);
  const specs = target === undefined ? SHEETS : [sheetSpec(target)];
  const lines = sheet.rows.filter((row) => (headLine === undefined ? row.index < HEAD_LINES : row.index === headLine));
  const named = (spec: SheetSpec): number => {
    const wanted = lettersOnly(sheet.name);
    return [...everyText(`imports.sheet.${spec.key}`), spec.key, ...(SHEET_NAMES[spec.key] ?? [])].some(
      (name) => lettersOnly(name) === wanted,
    )
      ? 3
      : 0;
  };
  let best: { spec: SheetSpec; head: number; fields: ReadonlyMap<number, string>; score: number } | undefined;
  for (const line of lines) {
    const heads = line.cells.map(textOfCell);
    for (const spec of specs) {
      const fields = fieldsOf(spec, heads);
      const value = fields.size === 0 ? Number.NEGATIVE_INFINITY : score(spec, fields) + named(spec);
      if (!best || value > best.score) best = { spec, head: line.index, fields, score: value };
    }
  }
  const reading = detectReading(textsOf(sheet));
  const head = headLine ?? best?.head ?? sheet.rows[0]?.index ?? 0;
  // fewer than two fields named may be chance
  const known = target !== undefined || (best !== undefined && best.score >= 1.5) ? best : undefined;
  if (!known) return { target, head, columns: [], reading };
  return {
    target: known.spec.key,
    head,
    columns: [...known.fields].sort(([a], [b]) => a - b).map(([index, field]) => mapColumn(known.spec, sheet, head, index, field)),
    reading,
  };
};

/** What stands for the line of the heads where a block has none. */
export const NO_HEAD = -1;

/** Columns by their place alone: the fields in the order given, by default that of the template. */
const mapByPlace = (sheet: TableSheet, target: SheetKey, order?: readonly PlacedField[]): SheetMapping => {
  const spec = sheetSpec(target);
  const template = spec.columns.filter(({ exportOnly }) => !exportOnly).map(({ key }): PlacedField => ({ field: key }));
  const width = Math.max(0, ...sheet.rows.map(({ cells }) => cells.length));
  // one line a year names it in its second column, whatever was asked
  const byLine = spec.years !== undefined && sheet.rows.every(({ cells }) => yearIn(textOfCell(cells[1])) !== undefined);
  const columns = (byLine ? template : (order ?? template)).slice(0, width).flatMap(({ field, scale }, index) => {
    if (field === undefined || !columnField(spec, field)) return [];
    const mapped = mapColumn(spec, sheet, NO_HEAD, index, field);
    return [scale === undefined ? mapped : { ...mapped, scale }];
  });
  return { target, head: NO_HEAD, columns, reading: detectReading(textsOf(sheet)) };
};

/** Numbers whose head names no unit are in that of the table they are pasted into. */
const inTableUnits = (mapping: SheetMapping, sheet: TableSheet, order: readonly PlacedField[] = []): SheetMapping => {
  const heads = headsOf(sheet, mapping.head);
  return {
    ...mapping,
    columns: mapping.columns.map((column) => {
      const scale = order.find(({ field }) => field === column.field)?.scale;
      return scale === undefined || splitHead(heads[column.index] ?? '').unit !== '' ? column : { ...column, scale };
    }),
  };
};

/**
 * How a block is taken that is said to hold records of a kind: by its heads where it has them, also those of another kind, else by the
 * place of its columns, in the order given.
 */
export const mappingAs = (sheet: TableSheet, target: SheetKey, order?: readonly PlacedField[]): SheetMapping => {
  const asked = guessMapping(sheet, target);
  const width = Math.max(0, ...sheet.rows.map(({ cells }) => cells.length));
  // one word of a data row may be a head by chance; two are not
  if (asked.columns.length >= Math.min(2, width)) return inTableUnits(asked, sheet, order);
  const free = guessMapping(sheet);
  return free.target !== undefined && free.columns.length >= 2 ? free : mapByPlace(sheet, target, order);
};

export const headsOf = (sheet: TableSheet, head: number): readonly string[] =>
  (sheet.rows.find((row) => row.index === head)?.cells ?? []).map(textOfCell);

/** What a source is known by: the heads of its sheet, whatever stands below them. */
export const signatureOf = (sheet: TableSheet, head: number): string =>
  createHash('sha256')
    .update(JSON.stringify(headsOf(sheet, head).map(lettersOnly)))
    .digest('hex');
