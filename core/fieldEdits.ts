import { z } from 'zod';
import { notFound, requireCurrent } from '#db/repositories/records.ts';
import type { FieldEdit } from '#shared/contract/fieldEdit.ts';
import { type FieldIssue, fieldIssues } from '#shared/contract/issues.ts';
import { getAt, setAt } from '#shared/recordPath.ts';
import { issue, throwIfIssues, withEntryPath } from './badInput.ts';
import { yieldIfDue } from './yielding.ts';

/**
 * Makes edits in a stored record and checks it. `kind` names the record in `namedSchema` and in the paths of issues. An edit of its id, or of a field that it can't
 * have, is an issue: parsing leaves out such fields, so that the value would be lost.
 */
const applyEdits = <T extends object>(
  kind: string,
  namedSchema: z.ZodType<Readonly<Record<string, T>>>,
  recordBefore: T,
  edits: readonly FieldEdit[],
): { readonly record: T | undefined; readonly issues: readonly FieldIssue[] } => {
  const lostPaths = new Set<string>();
  let editedRecord = recordBefore;
  for (const { path, value } of edits) {
    editedRecord = setAt(editedRecord, path, value);
    // a list takes values at its own indexes and the next one
    if (path === 'id' || (value !== undefined && getAt(editedRecord, path) !== value)) lostPaths.add(path);
  }
  const { data, error } = namedSchema.safeParse({ [kind]: editedRecord }, { reportInput: true });
  const record = data?.[kind];
  if (record !== undefined)
    for (const { path } of edits) if (getAt(editedRecord, path) !== undefined && getAt(record, path) === undefined) lostPaths.add(path);
  const lostFields = [...lostPaths].map((path) => issue(`${kind}.${path}`, 'unknownField'));
  return { record, issues: [...lostFields, ...(error ? fieldIssues(error) : [])] };
};

type RecordChange<T> = { readonly before: T; readonly after: T; readonly version: number };

type EditedKind<T extends { readonly id: string }> = {
  /** Names the record in errors and in the paths of issues. */
  readonly kind: string;
  readonly schema: z.ZodType<T>;
  readonly storedRecords: readonly T[];
  readonly readVersions: () => Promise<ReadonlyMap<string, number>>;
  /** Creates the check of a record among all records as they are with the edits. */
  readonly createCheck: (editedRecords: readonly T[]) => (record: T) => readonly FieldIssue[];
};

/**
 * Makes the edits of a call's entries in stored records, in steps, and checks them. Throws NOT_FOUND, BAD_INPUT, and STALE rather than
 * BAD_INPUT when one of the records changed after its version.
 */
export const editRecords = async <T extends { readonly id: string }>(
  entries: readonly { readonly id: T['id']; readonly version: number; readonly edits: readonly FieldEdit[] }[],
  { kind, schema, storedRecords, readVersions, createCheck }: EditedKind<T>,
): Promise<readonly RecordChange<T>[]> => {
  // made once: a schema is compiled at its first use
  const namedSchema = z.object({ [kind]: schema });
  const recordsById = new Map(storedRecords.map((record) => [record.id, record]));
  const editedEntries: (ReturnType<typeof applyEdits<T>> & { readonly storedRecord: T })[] = [];
  for (const { id, edits } of entries) {
    const storedRecord = recordsById.get(id);
    if (!storedRecord) throw notFound(kind, id);
    editedEntries.push({ storedRecord, ...applyEdits(kind, namedSchema, storedRecord, edits) });
    await yieldIfDue();
  }
  for (const { record } of editedEntries) if (record) recordsById.set(record.id, record);
  const check = createCheck([...recordsById.values()]);
  const issues: FieldIssue[] = [];
  const changes: RecordChange<T>[] = [];
  for (const [index, { storedRecord, record, issues: editIssues }] of editedEntries.entries()) {
    issues.push(...withEntryPath(index, [...editIssues, ...(record ? check(record) : [])]));
    if (record) changes.push({ before: storedRecord, after: record, version: entries[index]!.version });
    await yieldIfDue();
  }
  // edits of an earlier version may not fit the present one: they are made again, not refused
  if (issues.length > 0) {
    const versions = await readVersions();
    for (const { id, version } of entries) requireCurrent(kind, id, versions.get(id), version);
    throwIfIssues(issues);
  }
  return changes;
};
