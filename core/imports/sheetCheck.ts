import type { Reference } from '#shared/domain/reference.ts';
import type { WorkspaceSettings } from '#shared/domain/workspace.ts';
import type { Entry, ImportContext, RecordKind, StoredPoint } from '../sheets/importContext.ts';
import type { BuyerLinks } from './buyerLinks.ts';
import type { BuyerNames } from './buyerNames.ts';
import type { FlowLists } from './facilityRows.ts';
import type { LineCounts } from './openingRows.ts';
import { cellIssue, type ReadRow } from './readRow.ts';

/** The results of the check of a file up to the current row. */
export type SheetCheck = {
  readonly context: ImportContext;
  readonly names: BuyerNames;
  readonly links: BuyerLinks;
  readonly newId: () => string;
  readonly source: string;
  readonly points: Map<string, StoredPoint>;
  readonly references: Map<string, Reference>;
  /** Records of earlier rows of the current sheet. */
  readonly claimed: Set<Entry>;
  /** Years of products that earlier rows of the current sheet have. */
  readonly claimedYears: Set<string>;
  /** Numbers of open lines of contracts in the file. */
  readonly lines: LineCounts;
  /** Draws and fees of facilities in the file. */
  readonly flows: FlowLists;
  settings: WorkspaceSettings;
};

/** Finds the record to which a row of a list belongs. Returns undefined and adds an issue at the cell if that record was refused. */
export const findOwner = (kind: RecordKind, field: string, read: ReadRow, { context }: SheetCheck): Entry | undefined => {
  const entry = context.entries.get(kind)?.get(String(read.values.get(field)));
  if (entry?.isRefused) read.issues.push(cellIssue(read, field, 'refusedWith', String(entry.value.name ?? entry.value.code ?? '')));
  return entry?.isRefused || read.issues.length > 0 ? undefined : entry;
};
