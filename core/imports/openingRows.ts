import type { Draft } from '../sheets/columns.ts';
import { copyOf, type Entry, type ImportContext } from '../sheets/importContext.ts';
import type { SheetMapping } from '../sheets/mapping.ts';
import type { OPENING_LINES } from '../sheets/sheets.ts';
import { type CellIssue, cellIssue, dryTonnes, type ReadRow } from './readRow.ts';

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

/** Returns a contract with the current position in its row. A new month replaces all figures; blank cells change nothing. */
export const withOpening = (contract: Draft, read: ReadRow, mapping: SheetMapping, context: ImportContext): Draft => {
  const draft = copyOf(contract);
  const asOf = read.values.get('asOf');
  const storedOpening = draft.opening as Draft | undefined;
  const opening: Draft = storedOpening?.asOf === asOf ? { ...storedOpening } : startOf(asOf);
  for (const field of SCALARS) if (read.values.has(field)) opening[field] = readField(read, mapping, field, productOf(draft, context));
  draft.opening = opening;
  return draft;
};

/** Number of lines per contract and list in the checked rows of the file. They replace the stored lines in order. */
export type LineCounts = Map<Entry, Map<OpeningLine, number>>;

const lineCountOf = (lineCounts: LineCounts, entry: Entry, list: OpeningLine): number => lineCounts.get(entry)?.get(list) ?? 0;

/** Returns a contract with one open line. Returns undefined and adds an issue if the contract has no current position or a field is missing. */
export const withOpeningLine = (
  entry: Entry,
  read: ReadRow,
  mapping: SheetMapping,
  context: ImportContext,
  lineCounts: LineCounts,
): Draft | undefined => {
  const draft = copyOf(entry.value);
  const opening = draft.opening as Draft | undefined;
  const list = read.values.get('line') as OpeningLine;
  if (!opening) {
    read.issues.push(cellIssue(read, 'contract', 'notUnderWay'));
    return undefined;
  }
  const product = productOf(draft, context);
  const missingFields = FIELDS[list]
    .filter((field) => !read.values.has(field))
    .map((field): CellIssue => cellIssue(read, field, 'required'));
  if (missingFields.length > 0) {
    read.issues.push(...missingFields);
    return undefined;
  }
  const line = Object.fromEntries(FIELDS[list].map((field) => [field, readField(read, mapping, field, product)]));
  const lines = [...(opening[list] as Draft[])];
  lines[lineCountOf(lineCounts, entry, list)] = line;
  draft.opening = { ...opening, [list]: lines };
  return draft;
};

/** Counts an accepted line. */
export const countLine = (entry: Entry, read: ReadRow, lineCounts: LineCounts): void => {
  const list = read.values.get('line') as OpeningLine;
  lineCounts.set(entry, new Map(lineCounts.get(entry)).set(list, lineCountOf(lineCounts, entry, list) + 1));
};

/** Removes stored lines beyond the number that the file has. */
export const dropOldLines = (lineCounts: LineCounts): void => {
  for (const [entry, counts] of lineCounts) {
    const opening = entry.value.opening as Draft;
    const shortenedLists = [...counts].filter(([list, count]) => (opening[list] as Draft[]).length > count);
    if (shortenedLists.length === 0) continue;
    const shorterLists = Object.fromEntries(shortenedLists.map(([list, count]) => [list, (opening[list] as Draft[]).slice(0, count)]));
    entry.value = { ...copyOf(entry.value), opening: { ...opening, ...shorterLists } };
  }
};
