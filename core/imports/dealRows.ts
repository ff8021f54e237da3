import type { Draft } from '../sheets/columns.ts';
import { copyOf, type Entry, type ImportContext } from '../sheets/importContext.ts';
import type { SheetSpec } from '../sheets/sheets.ts';
import { fillDraft, type ReadRow } from './readRow.ts';

/** Returns a version of a deal: the deal in its row, else the contract after the rows of the file. */
export const versionOf = (
  contract: Entry,
  read: ReadRow,
  spec: SheetSpec,
  { context, newId }: { readonly context: ImportContext; readonly newId: () => string },
): { readonly entry: Entry; readonly draft: Draft } => {
  const id = (read.values.get('id') as string | undefined) ?? newId();
  const entry = context.entries.get('version')?.get(id) ?? context.add('version', id, {});
  const draft: Draft = { id, by: '', note: '', ...copyOf(entry.value), contractId: contract.id };
  fillDraft(draft, read, spec, new Set(['contract', 'id']));
  draft.deal ??= copyOf(contract.value);
  return { entry, draft };
};

/** Returns a tender with the bid of a row, which replaces one with the same deal or is added at the end. */
export const withBid = (tender: Draft, read: ReadRow): Draft => {
  const deal = read.values.get('deal') as Draft;
  const contractId = read.values.get('contract');
  const bid: Draft = { deal, ...(contractId === undefined ? {} : { contractId }) };
  const bids = tender.bids as readonly Draft[];
  const index = bids.findIndex((candidate) => (candidate.deal as Draft).id === deal.id);
  return { ...copyOf(tender), bids: index < 0 ? [...bids, bid] : bids.with(index, bid) };
};

/** Returns a plan with the override of a contract in a row. */
export const withOverride = (entry: Entry, contract: Entry, read: ReadRow, spec: SheetSpec): Draft => {
  const draft = copyOf(entry.value);
  const overrides = draft.overrides as Draft[];
  const storedOverride = overrides.find((candidate) => candidate.contractId === contract.id);
  const override: Draft = storedOverride ?? { contractId: contract.id };
  fillDraft(override, read, spec, new Set(['plan', 'contract']));
  if (!storedOverride) overrides.push(override);
  overrides.sort((a, b) => (String(a.contractId) < String(b.contractId) ? -1 : 1));
  return draft;
};
