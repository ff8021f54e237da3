import { z } from 'zod';
import type { Message, MessageValue } from '#shared/contract/figure.ts';
import { type FieldIssue, fieldIssues } from '#shared/contract/issues.ts';
import { Buyer, BuyerGroup } from '#shared/domain/buyer.ts';
import { OfftakeContract } from '#shared/domain/contract.ts';
import { Deck } from '#shared/domain/deck.ts';
import { Facility, ProjectFinance } from '#shared/domain/financing.ts';
import { Limit } from '#shared/domain/limit.ts';
import type { Metal } from '#shared/domain/metal.ts';
import { Plan } from '#shared/domain/plan.ts';
import { Product } from '#shared/domain/product.ts';
import { Scenario } from '#shared/domain/scenario.ts';
import { Tender } from '#shared/domain/tender.ts';
import { monthOf, monthOfDate } from '#shared/domain/time.ts';
import { Version } from '#shared/domain/version.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { everyText } from '#shared/messages/text.ts';
import { unescapeSpreadsheetText } from '#shared/units/spreadsheetText.ts';
import type { IssueRule } from '../badInput.ts';
import { contractIssues } from '../contracts/contractIssues.ts';
import type { TableRow } from '../documents/tableFile.ts';
import { facilityIssues } from '../financing/facilityIssues.ts';
import { parentIssues } from '../portfolio/buyerParents.ts';
import { spotIssues } from '../products/checks.ts';
import { massUnit } from '../sheets/amounts.ts';
import { parseCell } from '../sheets/cells.ts';
import { type Column, type Draft, writeValue } from '../sheets/columns.ts';
import { type Entry, type ImportContext, PROJECT_ID, type RecordKind } from '../sheets/importContext.ts';
import { columnField, isNeeded, type MappedColumn, type SheetMapping } from '../sheets/mapping.ts';
import { isYearField } from '../sheets/periods.ts';
import type { SheetKey, SheetSpec } from '../sheets/sheets.ts';

export type Outcome = 'added' | 'changed' | 'same' | 'refused';

/** An issue of a cell. `column` is its index in the file, absent if the field has no column. */
export type CellIssue = { readonly column?: number; readonly field: string; readonly message: Message };

/** The values of a row, with the issues of cells that could not be read. */
export type ReadRow = {
  readonly row: TableRow;
  readonly values: Map<string, unknown>;
  /** Units after numbers, by field. */
  readonly units: ReadonlyMap<string, string>;
  readonly issues: CellIssue[];
  /** Remarks on values that are stored in another form than written, or are unlikely. */
  readonly notes: Message[];
  readonly columnOf: (field: string) => number | undefined;
  /** The text of the cell of a field, and of the header above it; empty without a column. */
  readonly textOf: (field: string) => string;
  readonly headerOf: (field: string) => string;
  /** The record of the row, once it is found or added. */
  entry?: Entry;
};

/** A row that is a total or a remark, by its line of the file, 0-based, and its first text. */
export type SkippedRow = { readonly sheet: number; readonly line: number; readonly text: string };

/** Tells the rows of a file apart. */
export const rowKey = ({ sheet, line, target }: { readonly sheet: number; readonly line: number; readonly target: SheetKey }): string =>
  `${sheet}:${line}:${target}`;

const SCHEMAS: Readonly<Record<RecordKind, z.ZodType>> = {
  group: BuyerGroup,
  buyer: Buyer,
  product: Product,
  contract: OfftakeContract,
  version: Version,
  tender: Tender,
  facility: Facility,
  projectFinance: ProjectFinance.unwrap().extend({ id: z.literal(PROJECT_ID) }),
  plan: Plan,
  limit: Limit,
  scenario: Scenario,
  deck: Deck,
};

/** The message of an issue. */
export const messageOf = ({ rule, limit }: { readonly rule: string; readonly limit?: MessageValue | undefined }): Message =>
  limit === undefined ? { key: `issue.${rule}` } : { key: `issue.${rule}`, values: { limit } };

export const cellIssue = (read: Pick<ReadRow, 'columnOf'>, field: string, rule: IssueRule, limit?: MessageValue): CellIssue => {
  const column = read.columnOf(field);
  return { field, message: messageOf({ rule, limit }), ...(column === undefined ? {} : { column }) };
};

/** Whether a row is an example of the template, which has a mark. */
export const isExample = (row: TableRow): boolean => {
  const first = row.cells.find((cell) => cell !== null);
  return typeof first === 'string' && everyText('imports.example').some((word) => first.startsWith(word));
};

/** Marks of a value that is absent or open. "NA" alone is the code of Namibia. */
const NO_VALUE = /^(?:n\s?\/\s?a\.?|n\.\s?a\.?|[-\u2013\u2014]+|tbd|tbc|tba|t\.b\.[acd]\.?|无|暂无|待定)$/i;
/** The kinds of columns in which such a mark is a text like any other. */
const TEXT_KINDS: ReadonlySet<Column['kind']> = new Set(['text', 'json', 'id']);

/** "None" is a value of some lists. */
const NO_NUMBER = /^(?:none|nil)$/i;
const NUMBER_KINDS: ReadonlySet<Column['kind']> = new Set(['number', 'percent', 'tonnes', 'level', 'payment']);

const isBlank = (cell: string | number | boolean, { kind }: Column): boolean =>
  typeof cell === 'string' &&
  (cell.trim() === '' || (!TEXT_KINDS.has(kind) && NO_VALUE.test(cell.trim())) || (NUMBER_KINDS.has(kind) && NO_NUMBER.test(cell.trim())));

/** The first cell of a row with a sum of the rows above it. */
const TOTAL =
  /^(?:grand |sub-?\s?)?totals?(?:\s*[:：]|\s+(?:tonnes|tonnage|volumes?|contracts?|production|value|\d{4}))?$|^(?:sum|average)$|^(?:合计|总计|小计|平均)$/i;
/** The only cell of a row with a remark on the table. */
const REMARK = /^(?:\*|(?:sources?|notes?|remarks?|prepared by|disclaimer|as of|as at|数据来源|来源|注|备注)[\s:：.])/i;

/** Whether a row is a total of the table or a remark on it, not a record. */
export const isTotalOrRemark = ({ cells }: TableRow): boolean => {
  const filledCells = cells.filter((cell) => cell !== null && String(cell).trim() !== '');
  const [first] = filledCells;
  if (typeof first !== 'string') return false;
  return TOTAL.test(first.trim()) || (filledCells.length === 1 && REMARK.test(first.trim()));
};

/** The metal of a row's product, on which the names of price references depend. */
const metalIn = ({ cells }: TableRow, { columns }: SheetMapping, { find }: ImportContext): Metal | undefined => {
  const index = columns.find(({ field }) => field === 'product')?.index;
  return find('product', String(cells[index ?? -1] ?? ''))[0]?.value.metal as Metal | undefined;
};

/** Sets the last month of a row that has a term in years instead. */
const setEndByTerm = (values: Map<string, unknown>): void => {
  const [start, years] = [values.get('start'), values.get('termYears')];
  if (typeof start === 'number' && typeof years === 'number' && !values.has('end')) values.set('end', start + Math.round(12 * years) - 1);
};

/** Sets the start and the end of a row without them to the first and the last year with tonnes. */
const setTermByYears = (values: Map<string, unknown>): void => {
  const years = [...values].flatMap(([field, tonnes]) => (isYearField(field) && Number(tonnes) > 0 ? [Number(field.slice(1))] : []));
  if (years.length === 0) return;
  if (!values.has('start')) values.set('start', monthOf(Math.min(...years), 1));
  if (!values.has('end')) values.set('end', monthOf(Math.max(...years), 12));
};

/** Reads the values of a row by field. Blank cells are skipped. */
export const readRow = (
  row: TableRow,
  spec: SheetSpec,
  mapping: SheetMapping,
  context: ImportContext,
  headers: readonly string[],
): ReadRow => {
  const values = new Map<string, unknown>();
  const units = new Map<string, string>();
  const places = new Map<string, number>(mapping.columns.map(({ field, index }) => [field, index]));
  const read: ReadRow = {
    row,
    values,
    units,
    issues: [],
    notes: [],
    columnOf: (field) => places.get(field),
    textOf: (field) => String(row.cells[places.get(field) ?? -1] ?? ''),
    headerOf: (field) => headers[places.get(field) ?? -1] ?? '',
  };
  const metal = metalIn(row, mapping, context);
  for (const mappedColumn of mapping.columns) {
    const cell = row.cells[mappedColumn.index];
    const column = columnField(spec, mappedColumn.field);
    if (!column || cell === null || cell === undefined || isBlank(cell, column)) continue;
    const parsedValue = parseCell(
      column,
      joinParts(row, mappedColumn, mapping, typeof cell === 'string' ? unescapeSpreadsheetText(cell) : cell),
      { ...mapping.reading, shares: mappedColumn.shares, scale: mappedColumn.scale },
      context,
      metal,
    );
    if (parsedValue.ok) {
      if (parsedValue.value !== undefined) values.set(mappedColumn.field, parsedValue.value);
      if (parsedValue.unit !== undefined) units.set(mappedColumn.field, parsedValue.unit);
      if (parsedValue.note) read.notes.push(parsedValue.note);
      for (const { field, value } of parsedValue.implied ?? []) if (!places.has(field)) values.set(field, value);
    } else read.issues.push(cellIssue(read, mappedColumn.field, parsedValue.rule, parsedValue.limit));
  }
  setEndByTerm(values);
  if (spec.key === 'contracts') setTermByYears(values);
  for (const column of spec.columns) {
    const { key } = column;
    // the metal of a product is known where the row changes a product
    const isKnown = key === 'metal' && spec.key === 'products' && context.find('product', String(values.get('name'))).length === 1;
    const isByYears = spec.key === 'contracts' && (key === 'start' || key === 'end');
    if (
      (isNeeded(spec, column, places.keys()) || isByYears) &&
      !isKnown &&
      !values.has(key) &&
      !read.issues.some(({ field }) => field === key)
    )
      read.issues.push(cellIssue(read, key, 'required'));
  }
  return read;
};

/** Joins a cell with its continuation in the following columns. */
const joinParts = (
  row: TableRow,
  { field }: MappedColumn,
  mapping: SheetMapping,
  cell: string | number | boolean,
): string | number | boolean =>
  mapping.columns
    .filter((column) => column.field.startsWith(`${field}#`))
    .reduce<string | number | boolean>((text, { index }) => `${text}${row.cells[index] ?? ''}`, cell);

/** Returns the tonnes of a field in dmt, converted from the unit of its row and from wet tonnes. A unit in the cell takes precedence. */
export const dryTonnes = (read: ReadRow, mapping: SheetMapping, field: string, product: Draft | undefined): number => {
  const mappedColumn: MappedColumn | undefined = mapping.columns.find((column) => column.field === field);
  const rowUnit = massUnit(String(read.values.get('unit') ?? ''));
  const cellUnit = read.units.get(field);
  // the unit of the row applies to columns without a unit in their header
  const scale = cellUnit === undefined && mappedColumn?.scale === 1 ? (rowUnit?.scale ?? 1) : 1;
  const isWet = (cellUnit === undefined ? undefined : massUnit(cellUnit)?.isWet) ?? rowUnit?.isWet ?? mappedColumn?.wet === true;
  const moisture = read.values.get('moisture') ?? product?.moisture;
  const tonnes = Number(read.values.get(field)) * scale;
  // dmt = wmt x (1 - moisture)
  return isWet && moisture !== undefined ? tonnes * (1 - Number(moisture)) : tonnes;
};

/** Adds an issue if the unit of a row is not one of tonnes. */
export const checkMassUnit = (read: ReadRow): void => {
  const unit = read.values.get('unit');
  if (unit !== undefined && massUnit(String(unit)) === undefined) read.issues.push(cellIssue(read, 'unit', 'notTonnes'));
};

/** Returns the field of an issue of a record: the column whose path matches most of the issue's path. */
const fieldAt = (spec: SheetSpec, path: string): string => {
  const recordPath = path
    .replace(/^terms\.\d+/, 'terms.*')
    .replace(/^opening\.\w+\.\d+/, 'opening.*')
    .replace(/^(draws|years|uses|facilities)\.\d+/, '$1.*');
  const nearestColumns = spec.columns
    .filter((column) => recordPath === column.path || recordPath.startsWith(`${column.path}.`) || column.path.startsWith(`${recordPath}.`))
    .sort((a, b) => Math.min(b.path.length, recordPath.length) - Math.min(a.path.length, recordPath.length));
  return nearestColumns[0]?.key ?? spec.columns[0]?.key ?? '';
};

/** Finds missing records that a record refers to, and contradictions in it. Paths are those of the record. */
export const referenceIssues = (
  kind: RecordKind,
  value: unknown,
  context: Pick<ImportContext, 'entries' | 'references' | 'find' | 'settings'>,
): readonly FieldIssue[] => {
  const recordsOf = <T>(of: RecordKind): readonly T[] => [...(context.entries.get(of)?.values() ?? [])].map((entry) => entry.value as T);
  if (kind === 'contract') {
    const contract = value as OfftakeContract;
    const product = context.entries.get('product')?.get(contract.productId)?.value as Product | undefined;
    const knownRecords = { buyers: recordsOf<Buyer>('buyer'), products: product ? [product] : [], references: context.references };
    return contractIssues(contract, knownRecords).map((fault) => ({ ...fault, path: fault.path.replace(/^contract\./, '') }));
  }
  if (kind === 'buyer') {
    const faults = parentIssues(value as Buyer, (name) => context.find('buyer', name)[0]?.value as Buyer | undefined);
    return faults.map((fault) => ({ ...fault, path: fault.path.replace(/^buyer\./, '') }));
  }
  if (kind === 'facility') {
    const faults = facilityIssues(value as Facility, {
      valuationMonth: monthOfDate(context.settings.valuationDate),
      buyers: new Set(recordsOf<Buyer>('buyer').map(({ id }) => id)),
      contracts: new Map(recordsOf<OfftakeContract>('contract').map((contract) => [contract.id, contract])),
      // the row's own entry has no id until it is accepted
      facilities: recordsOf<Partial<Facility>>('facility').flatMap(({ id, name }) => (id === undefined ? [] : [{ id, name: name ?? '' }])),
    });
    return faults.map((fault) => ({ ...fault, path: fault.path.replace(/^facility\./, '') }));
  }
  if (kind === 'product') {
    const product = value as Product;
    return spotIssues(product, context.references);
  }
  return [];
};

/**
 * Sets a draft as the new value of its entry if it is a valid record; else adds the issues to the row and leaves the entry unchanged.
 */
export const commitDraft = (entry: Entry, draft: Draft, read: ReadRow, spec: SheetSpec, context: ImportContext): Outcome => {
  const parsedRecord = SCHEMAS[entry.kind].safeParse(draft, { reportInput: true });
  // a stored facility may have been drawn, or have matured, before the valuation
  const isStored = entry.kind === 'facility' && parsedRecord.success && isDeepEqual(parsedRecord.data, entry.before);
  const faults = parsedRecord.success
    ? isStored
      ? []
      : referenceIssues(entry.kind, parsedRecord.data, context)
    : fieldIssues(parsedRecord.error);
  if (!parsedRecord.success || faults.length > 0) {
    for (const fault of faults) {
      const field = fieldAt(spec, fault.path);
      const column = read.columnOf(field);
      read.issues.push({ field, message: messageOf(fault), ...(column === undefined ? {} : { column }) });
    }
    if (entry.before === undefined) entry.isRefused = true;
    return 'refused';
  }
  const value = parsedRecord.data as Draft;
  const isSame = isDeepEqual(value, entry.value);
  if (!isSame) {
    entry.value = value;
    context.indexName(entry);
  }
  if (entry.before === undefined) return 'added';
  return isDeepEqual(value, entry.before) || isSame ? 'same' : 'changed';
};

/** Writes the row's values into a draft; adds an issue for a field that the record does not have. */
export const fillDraft = (draft: Draft, read: ReadRow, spec: SheetSpec, skip: ReadonlySet<string>): void => {
  for (const column of spec.columns) {
    if (skip.has(column.key) || !read.values.has(column.key)) continue;
    const value = read.values.get(column.key);
    // zero is no term of a basis without the field: a premium of 0 on payable metal
    if (!writeValue(column, draft, value) && value !== 0) read.issues.push(cellIssue(read, column.key, 'notInBasis'));
  }
};
