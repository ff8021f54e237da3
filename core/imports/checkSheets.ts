import type { Label, Message } from '#shared/contract/figure.ts';
import type { BuyerQuestion, NameAnswer } from '#shared/contract/importQuestions.ts';
import { fieldIssues } from '#shared/contract/issues.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import { ProductId } from '#shared/domain/ids.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Reference } from '#shared/domain/reference.ts';
import { WorkspaceSettings } from '#shared/domain/workspace.ts';
import { sumBy } from '#shared/math.ts';
import { newBuyer } from '../buyers/buyerDefaults.ts';
import { nextCode } from '../contracts/nextCode.ts';
import type { TableRow, TableSheet } from '../documents/tableFile.ts';
import { newProduct } from '../products/productDefaults.ts';
import { type Draft, ROW_TERMS } from '../sheets/columns.ts';
import { TERMS_JSON } from '../sheets/contractColumns.ts';
import { copyOf, type Entry, type ImportContext, listChangedEntries, type RecordKind, type StoredPoint } from '../sheets/importContext.ts';
import { headersOf, type SheetMapping } from '../sheets/mapping.ts';
import { isNumberMeasure, SHEETS, type SheetKey, type SheetSpec } from '../sheets/sheets.ts';
import { assayNotes, prepareAssay } from './assayRows.ts';
import { createBuyerLinks, withUltimateParent } from './buyerLinks.ts';
import { type BuyerNames, createBuyerNames } from './buyerNames.ts';
import { checkFinancing, FINANCING_LISTS } from './checkFinancing.ts';
import { blankContract, openTerms } from './contractDrafts.ts';
import { convertPrices } from './contractUnits.ts';
import { versionOf, withBid, withOverride } from './dealRows.ts';
import { blankFacility, checkStyleCells, dropOldFlows } from './facilityRows.ts';
import { countLine, dropOldLines, withOpening, withOpeningLine } from './openingRows.ts';
import { checkPriceRow } from './priceRows.ts';
import {
  type CellIssue,
  cellIssue,
  checkMassUnit,
  commitDraft,
  fillDraft,
  isExample,
  isTotalOrRemark,
  type Outcome,
  type ReadRow,
  readRow,
  rowKey,
  type SkippedRow,
} from './readRow.ts';
import { checkReferenceRow } from './referenceRows.ts';
import { aboveProduction, likeStoredContract, unusualTerms, usualTerms, valuesOf } from './rowValues.ts';
import { findOwner, type SheetCheck } from './sheetCheck.ts';
import { setTonnes } from './tonnesByYear.ts';
import { checkYears } from './yearRows.ts';

/** The result of the check of one row. */
export type CheckedRow = {
  readonly sheet: number;
  /** Line of the file, 0-based. */
  readonly line: number;
  readonly target: SheetKey;
  readonly name: string;
  readonly outcome: Outcome;
  readonly issues: readonly CellIssue[];
  readonly notes: readonly Message[];
  /** The values as they would be stored, by field. */
  readonly values: readonly { readonly field: string; readonly value: Label }[];
};

/** The result of the check of a file: its rows, and the records that an import writes. */
export type CheckedFile = {
  readonly rows: readonly CheckedRow[];
  /** The records of rows that are not parts of one, by key of the row. */
  readonly rowEntries: ReadonlyMap<string, Entry>;
  /** Totals and remarks, which are no records. */
  readonly skippedRows: readonly SkippedRow[];
  readonly entries: readonly Entry[];
  readonly references: readonly Reference[];
  readonly points: readonly StoredPoint[];
  readonly settings: WorkspaceSettings | undefined;
  readonly questions: readonly BuyerQuestion[];
};

export type MappedSheet = { readonly sheet: TableSheet; readonly mapping: SheetMapping; readonly place: number };

const KINDS: Partial<Record<SheetKey, RecordKind>> = {
  groups: 'group',
  buyers: 'buyer',
  products: 'product',
  contracts: 'contract',
  tenders: 'tender',
  facilities: 'facility',
  plans: 'plan',
  limits: 'limit',
  scenarios: 'scenario',
  decks: 'deck',
};

/** Returns the default assumptions of a new record, the same as in the forms; the cells of the row override them. */
const defaultDraft = (kind: RecordKind, id: string, read: ReadRow, { context, settings }: SheetCheck): Draft => {
  switch (kind) {
    case 'group':
      return { id, why: '' };
    case 'buyer': {
      const isTrader = read.values.get('type') === 'trader' || read.values.get('ownership') === 'trader';
      return { id, ...newBuyer(read.values.get('country') as Buyer['country'], isTrader) };
    }
    case 'product': {
      const metal = read.values.get('metal') as Product['metal'] | undefined;
      const name = String(read.values.get('name') ?? '');
      return metal ? copyOf(newProduct({ id: ProductId.parse(id), name, metal, production: [] })) : { id, production: [], unitCost: [] };
    }
    case 'contract': {
      const codes = () => [...(context.entries.get('contract')?.values() ?? [])].map(({ value }) => String(value.code));
      return blankContract(id, String(read.values.get('code') ?? nextCode(codes())), read.values, context);
    }
    case 'tender':
      return { id, note: '', bids: [] };
    case 'version':
      return { id };
    case 'facility':
      return blankFacility(id, read, (context.entries.get('facility')?.size ?? 1) - 1);
    case 'projectFinance':
      return { id };
    case 'plan':
      return { id, note: '', archived: false, overrides: [] };
    case 'limit': {
      const order = context.entries.get('limit')?.size ?? 0;
      const isMinimum = isNumberMeasure(read.values.get('measure'));
      const direction = isMinimum ? 'atLeast' : 'atMost';
      return { id, denominator: 'plannedProduction', direction, owner: '', why: '', setOn: settings.valuationDate, order };
    }
    case 'scenario':
      return { id, shipped: false, startsAfterMonths: 6, prices: [], demand: [], channels: [], note: '' };
    case 'deck':
      return { id, kind: 'own', rule: 'hold', source: '' };
  }
};

/** Finds the record of a row by its id, else by its name, else adds one; undefined if the row is ambiguous or a duplicate. */
const findOrAddEntry = (kind: RecordKind, read: ReadRow, check: SheetCheck): Entry | undefined => {
  const { context, names, claimed, newId } = check;
  const key = kind === 'contract' ? 'code' : 'name';
  const id = read.values.get('id') as string | undefined;
  const name = read.values.get(key) as string | undefined;
  const byId = id === undefined ? undefined : context.entries.get(kind)?.get(id);
  const namedEntries = name === undefined || byId ? [] : context.find(kind, name);
  // a row with an unknown id is another record than one that an earlier row of the file has by name
  const candidates =
    id === undefined || kind === 'contract' ? namedEntries : namedEntries.filter((entry) => entry.before && !claimed.has(entry));
  if (candidates.length > 1) {
    read.issues.push(cellIssue(read, key, 'ambiguous', name));
    return undefined;
  }
  const existingEntry = byId ?? candidates[0];
  const isJoined = kind === 'buyer' && names.isSame(name ?? '');
  // several rows of a contract are its terms from several months
  const isTermsRow = kind === 'contract' && read.values.has('termsFrom');
  if (existingEntry && claimed.has(existingEntry) && !isTermsRow && !isJoined) {
    if (kind === 'buyer') names.addDuplicate(name ?? '', existingEntry);
    read.issues.push(cellIssue(read, key, 'twice'));
    return undefined;
  }
  const entry = existingEntry ?? context.add(kind, id ?? newId(), { [key]: name ?? '' });
  claimed.add(entry);
  if (kind === 'buyer') names.addSpelling(name ?? '', entry);
  return entry;
};

const checkRecord = (read: ReadRow, spec: SheetSpec, kind: RecordKind, mapping: SheetMapping, check: SheetCheck, row: number): Outcome => {
  const { context, names } = check;
  const entry = findOrAddEntry(kind, read, check);
  if (!entry) return 'refused';
  read.entry = entry;
  if (entry.isRefused)
    read.issues.push(cellIssue(read, kind === 'contract' ? 'code' : 'name', 'refusedWith', String(read.values.get('code') ?? '')));
  if (read.issues.length > 0) return refuse(entry);
  const isNew = !entry.before && entry.value.id === undefined;
  const draft = isNew ? { ...defaultDraft(kind, entry.id, read, check) } : copyOf(entry.value);
  if (isNew && kind !== 'contract') draft.name = read.values.get('name');
  if (kind === 'contract') {
    const product = context.entries.get('product')?.get(String(read.values.get('product')));
    const buyer = context.entries.get('buyer')?.get(String(read.values.get('buyer')));
    for (const [field, owner] of [
      ['product', product],
      ['buyer', buyer],
    ] as const) {
      if (owner?.isRefused) read.issues.push(cellIssue(read, field, 'refusedWith', String(owner.value.name ?? '')));
    }
    if (read.issues.length > 0 || !product) return refuse(entry);
    if (openTerms(draft, read.values, product.value as Product, buyer, context) === undefined) {
      read.issues.push(cellIssue(read, 'basis', 'noPrice'));
      return refuse(entry);
    }
    convertPrices(read, spec, draft[ROW_TERMS] as Draft, context);
    checkMassUnit(read);
    if (read.issues.length > 0) return refuse(entry);
  }
  const templateTerms = kind === 'contract' && isNew ? usualTerms(draft, spec) : undefined;
  // a buyer that is matched to a stored one keeps the stored name
  const keptFields = kind === 'buyer' && !isNew && names.isSame(String(read.values.get('name'))) ? ['name'] : [];
  if (kind === 'product') prepareAssay(draft, read);
  fillDraft(draft, read, spec, new Set(['id', TERMS_JSON, ...(kind === 'contract' ? ['tonnesPerYear'] : keptFields)]));
  if (kind === 'facility') checkStyleCells(draft, read);
  if (kind === 'buyer') check.links.complete(entry, draft, read, row);
  if (kind === 'contract') {
    const product = context.entries.get('product')?.get(String(draft.productId))?.value;
    const tonnes = setTonnes(draft, read, mapping, product);
    if (read.issues.length > 0) return refuse(entry);
    const warning = product && aboveProduction(tonnes, product as Product);
    const likeWarning = isNew ? likeStoredContract(draft, context) : undefined;
    for (const note of [warning, likeWarning]) if (note) read.notes.push(note);
    if (product) read.notes.push(...assayNotes(read, product as Product));
    if (templateTerms) read.notes.push(...unusualTerms(read, spec, templateTerms));
    delete draft[ROW_TERMS];
  }
  if (read.issues.length > 0) return refuse(entry);
  const outcome = commitDraft(entry, draft, read, spec, context);
  if (kind === 'buyer' && outcome !== 'refused') check.links.accept(entry);
  return outcome;
};

const refuse = (entry: Entry): Outcome => {
  if (!entry.before) entry.isRefused = true;
  return 'refused';
};

const checkDate = (read: ReadRow, spec: SheetSpec, check: SheetCheck): Outcome => {
  const entry = findOwner('contract', 'contract', read, check);
  if (!entry) return 'refused';
  const draft = copyOf(entry.value);
  const date = { kind: read.values.get('kind'), date: read.values.get('date'), note: read.values.get('note') ?? '' };
  const dates = draft.dates as Draft[];
  if (!dates.some((entry) => entry.kind === date.kind && entry.date === date.date && entry.note === date.note)) dates.push(date);
  return commitDraft(entry, draft, read, spec, check.context);
};

const checkOpening = (read: ReadRow, spec: SheetSpec, mapping: SheetMapping, check: SheetCheck): Outcome => {
  const entry = findOwner('contract', 'contract', read, check);
  if (!entry) return 'refused';
  return commitDraft(entry, withOpening(entry.value, read, mapping, check.context), read, spec, check.context);
};

const checkOpeningLine = (read: ReadRow, spec: SheetSpec, mapping: SheetMapping, check: SheetCheck): Outcome => {
  const { context, lines } = check;
  const entry = findOwner('contract', 'contract', read, check);
  const draft = entry && withOpeningLine(entry, read, mapping, context, lines);
  if (!entry || !draft) return 'refused';
  const outcome = commitDraft(entry, draft, read, spec, context);
  if (outcome !== 'refused') countLine(entry, read, lines);
  return outcome;
};

const checkOverride = (read: ReadRow, spec: SheetSpec, check: SheetCheck): Outcome => {
  const entry = findOwner('plan', 'plan', read, check);
  const contract = findOwner('contract', 'contract', read, check);
  if (!entry || !contract) return 'refused';
  return commitDraft(entry, withOverride(entry, contract, read, spec), read, spec, check.context);
};

const checkVersion = (read: ReadRow, spec: SheetSpec, check: SheetCheck): Outcome => {
  const contract = findOwner('contract', 'contract', read, check);
  const version = contract && versionOf(contract, read, spec, check);
  return version ? commitDraft(version.entry, version.draft, read, spec, check.context) : 'refused';
};

const checkBid = (read: ReadRow, spec: SheetSpec, check: SheetCheck): Outcome => {
  const entry = findOwner('tender', 'tender', read, check);
  if (!entry) return 'refused';
  return commitDraft(entry, withBid(entry.value, read), read, spec, check.context);
};

const checkSettings = (read: ReadRow, spec: SheetSpec, check: SheetCheck): Outcome => {
  if (read.issues.length > 0) return 'refused';
  const draft = copyOf(check.settings);
  fillDraft(draft, read, spec, new Set());
  const parsedSettings = WorkspaceSettings.safeParse(draft);
  if (!parsedSettings.success) {
    for (const { path, rule, limit } of fieldIssues(parsedSettings.error)) {
      const column = read.columnOf(path);
      const values = limit === undefined ? {} : { values: { limit } };
      read.issues.push({ field: path, message: { key: `issue.${rule}`, ...values }, ...(column === undefined ? {} : { column }) });
    }
    return 'refused';
  }
  const isSame = JSON.stringify(parsedSettings.data) === JSON.stringify(check.settings);
  check.settings = parsedSettings.data;
  return isSame ? 'same' : 'changed';
};

/** Checks a row; `row` is its index among all rows of the file. */
const checkRow = (read: ReadRow, spec: SheetSpec, mapping: SheetMapping, check: SheetCheck, row: number): Outcome => {
  const kind = KINDS[spec.key];
  if (kind) return checkRecord(read, spec, kind, mapping, check, row);
  if (read.issues.length > 0) return 'refused';
  if (spec.key === 'references') return checkReferenceRow(read, check.context.references, check.references);
  if (spec.years) return checkYears(read, spec, mapping, check);
  if (spec.key === 'contractDates') return checkDate(read, spec, check);
  if (spec.key === 'openings') return checkOpening(read, spec, mapping, check);
  if (spec.key === 'openingLines') return checkOpeningLine(read, spec, mapping, check);
  if (spec.key === 'bids') return checkBid(read, spec, check);
  if (spec.key === 'versions') return checkVersion(read, spec, check);
  if (spec.key === 'planContracts') return checkOverride(read, spec, check);
  if (FINANCING_LISTS.has(spec.key)) return checkFinancing(read, spec, check);
  if (spec.key === 'workspace') return checkSettings(read, spec, check);
  return checkPriceRow(read, mapping.deck ?? 'base', check);
};

const firstText = ({ cells }: TableRow): string =>
  String(cells.find((cell) => cell !== null && String(cell).trim() !== '') ?? '')
    .trim()
    .slice(0, 60);

const nameIn = (row: TableRow, spec: SheetSpec, mapping: SheetMapping): string => {
  const field = spec.columns.find(({ key }) => key === 'code' || key === 'name') ?? spec.columns[0];
  const cell = (key: string | undefined) => row.cells[mapping.columns.find((column) => column.field === key)?.index ?? -1];
  return String(cell(field?.key) ?? cell('name') ?? row.cells.find((filledCell) => filledCell !== null) ?? '').slice(0, 200);
};

/** Asks about the buyer of a contract's row if no buyer has that name. */
const askForBuyer = ({ row, columnOf: at, values }: ReadRow, names: BuyerNames): void => {
  const cell = row.cells[at('buyer') ?? -1];
  if (typeof cell === 'string' && cell.trim() !== '') names.requireBuyer(cell, values.has('buyer'));
};

type CheckContext = {
  readonly newId: () => string;
  /** The source stored with prices of a file without a source column. */
  readonly source: string;
  readonly report: (doneCount: number, total: number) => Promise<void>;
  /** The user's answers about names in the file. */
  readonly names: readonly NameAnswer[];
};

/**
 * Checks what the rows of some sheets would add and change in the workspace, and why some are refused. Stores nothing. Sheets are read in
 * the order in which records refer to one another, so that a contract may name a buyer of the same file.
 */
export const checkSheets = async (sheets: readonly MappedSheet[], base: ImportContext, inputs: CheckContext): Promise<CheckedFile> => {
  const { newId, source, report } = inputs;
  const names = createBuyerNames(base, inputs.names, newId);
  const links = createBuyerLinks(names.context, newId);
  const { context } = links;
  const check: SheetCheck = {
    context,
    names,
    links,
    newId,
    source,
    points: new Map(),
    references: new Map(),
    claimed: new Set(),
    claimedYears: new Set(),
    lines: new Map(),
    flows: new Map(),
    settings: context.settings,
  };
  const rows: CheckedRow[] = [];
  const skippedRows: SkippedRow[] = [];
  const rowEntries = new Map<string, Entry>();
  const total = sumBy(sheets, ({ sheet }) => sheet.rows.length);
  for (const spec of SHEETS) {
    check.claimed.clear();
    check.claimedYears.clear();
    for (const { sheet, mapping: chosenMapping, place } of sheets.filter((mappedSheet) => mappedSheet.mapping.target === spec.key)) {
      const mapping = withUltimateParent(chosenMapping);
      const headers = headersOf(sheet, mapping.headerRow);
      for (const row of sheet.rows) {
        if (row.index <= mapping.headerRow || isExample(row)) continue;
        if (isTotalOrRemark(row)) {
          skippedRows.push({ sheet: place, line: row.index, text: firstText(row) });
          continue;
        }
        await report(rows.length, total);
        const read = readRow(row, spec, mapping, context, headers);
        if (spec.key === 'contracts') askForBuyer(read, names);
        const line = { sheet: place, line: row.index, issues: [], notes: [], values: [] };
        for (const buyer of names.takeCreated()) rows.push({ ...line, target: 'buyers', name: String(buyer.value.name), outcome: 'added' });
        const outcome = checkRow(read, spec, mapping, check, rows.length);
        const { issues, notes, entry } = read;
        const values = valuesOf(read, spec, mapping, context);
        const name = nameIn(row, spec, mapping);
        rows.push({ sheet: place, line: row.index, target: spec.key, name, outcome, issues, notes, values });
        if (entry) rowEntries.set(rowKey(rows.at(-1)!), entry);
        for (const group of links.takeCreated()) rows.push({ ...line, target: 'groups', name: String(group.value.name), outcome: 'added' });
      }
    }
    for (const { row, outcome } of links.resolve()) {
      const linkedRow = rows[row]!;
      rows[row] = { ...linkedRow, outcome };
      const line = { ...linkedRow, issues: [], notes: [], values: [] };
      for (const group of links.takeCreated()) rows.push({ ...line, target: 'groups', name: String(group.value.name), outcome: 'added' });
    }
  }
  dropOldLines(check.lines);
  dropOldFlows(check.flows);
  return {
    rows,
    rowEntries,
    skippedRows,
    entries: await listChangedEntries(context),
    references: [...check.references.values()],
    points: [...check.points.values()],
    settings: check.settings === context.settings ? undefined : check.settings,
    questions: names.questions(),
  };
};
