import type { Draft } from './columns.ts';
import { copyOf, type Entry, type ImportContext } from './importContext.ts';
import type { SheetMapping } from './mapping.ts';
import { type CellIssue, cellIssue, dryTonnes, type ReadRow } from './readRow.ts';
import type { OPENING_LINES } from './sheets.ts';

type OpeningLine = (typeof OPENING_LINES)[number];

const FIELDS: Readonly<Record<OpeningLine, readonly string[]>> = {
  openDeliveries: ['month', 'tonnes', 'provisionalPaidUsd'],
  makeUpLots: ['tonnes', 'priceUsdPerDmt', 'lastMonth'],
  unpaid: ['date', 'amountUsd'],
};

const SCALARS = ['takenTonnes', 'paidTonnes', 'paidValueUsd', 'deferredTonnes'] as const;

const startOf = (asOf: unknown): Draft => ({
  asOf,
  takenTonnes: 0,
  paidTonnes: 0,
  paidValueUsd: 0,
  deferredTonnes: 0,
  openDeliveries: [],
  makeUpLots: [],
  unpaid: [],
});

const productOf = (contract: Draft, context: ImportContext): Draft | undefined =>
  context.entries.get('product')?.get(String(contract.productId))?.value;

const readField = (read: ReadRow, mapping: SheetMapping, field: string, product: Draft | undefined): unknown =>
  field.toLowerCase().includes('tonnes') ? dryTonnes(read, mapping, field, product) : read.values.get(field);

/** A contract with the current position in its row. At another month than before all figures are replaced; blank cells change nothing. */
export const withOpening = (contract: Draft, read: ReadRow, mapping: SheetMapping, context: ImportContext): Draft => {
  const draft = copyOf(contract);
  const asOf = read.values.get('asOf');
  const known = draft.opening as Draft | undefined;
  const opening: Draft = known?.asOf === asOf ? { ...known } : startOf(asOf);
  for (const field of SCALARS) if (read.values.has(field)) opening[field] = readField(read, mapping, field, productOf(draft, context));
  draft.opening = opening;
  return draft;
};

/** Number of lines per contract and list in the file so far; they replace the stored lines in order. */
export type LineCounts = Map<Entry, Map<OpeningLine, number>>;

const givenOf = (given: LineCounts, entry: Entry, list: OpeningLine): number => given.get(entry)?.get(list) ?? 0;

/** A contract with one open line; undefined, with an issue at the cell, if the month of the current position is unknown. */
export const withOpeningLine = (
  entry: Entry,
  read: ReadRow,
  mapping: SheetMapping,
  context: ImportContext,
  given: LineCounts,
): Draft | undefined => {
  const draft = copyOf(entry.value);
  const opening = draft.opening as Draft | undefined;
  const list = read.values.get('line') as OpeningLine;
  if (!opening) {
    read.issues.push(cellIssue(read, 'contract', 'notUnderWay'));
    return undefined;
  }
  const product = productOf(draft, context);
  const missing = FIELDS[list].filter((field) => !read.values.has(field)).map((field): CellIssue => cellIssue(read, field, 'required'));
  if (missing.length > 0) {
    read.issues.push(...missing);
    return undefined;
  }
  const line = Object.fromEntries(FIELDS[list].map((field) => [field, readField(read, mapping, field, product)]));
  const lines = [...(opening[list] as Draft[])];
  lines[givenOf(given, entry, list)] = line;
  draft.opening = { ...opening, [list]: lines };
  return draft;
};

/** Counts an accepted line. */
export const countLine = (entry: Entry, read: ReadRow, given: LineCounts): void => {
  const list = read.values.get('line') as OpeningLine;
  given.set(entry, new Map(given.get(entry)).set(list, givenOf(given, entry, list) + 1));
};

/** Removes stored lines beyond the number that the file has. */
export const dropOldLines = (given: LineCounts): void => {
  for (const [entry, counts] of given) {
    const opening = entry.value.opening as Draft;
    const old = [...counts].filter(([list, count]) => (opening[list] as Draft[]).length > count);
    if (old.length === 0) continue;
    const shorter = Object.fromEntries(old.map(([list, count]) => [list, (opening[list] as Draft[]).slice(0, count)]));
    entry.value = { ...copyOf(entry.value), opening: { ...opening, ...shorter } };
  }
};
