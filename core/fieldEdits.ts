import { z } from 'zod';
import type { FieldEdit } from '#shared/contract/fieldEdit.ts';
import { type FieldIssue, fieldIssues } from '#shared/contract/issues.ts';
import { getAt, setAt } from '#shared/recordPath.ts';
import { issue } from './badInput.ts';

/**
 * Makes edits in a stored record and checks it. `kind` names the record in the paths of issues. An edit of its id, or of a field that it can't
 * have, is an issue: parsing leaves out such fields, so that the value would be lost.
 */
export const applyEdits = <T extends object>(
  kind: string,
  schema: z.ZodType<T>,
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
  const { data, error } = z.object({ [kind]: schema }).safeParse({ [kind]: editedRecord }, { reportInput: true });
  const record = data?.[kind] as T | undefined;
  if (record !== undefined)
    for (const { path } of edits) if (getAt(editedRecord, path) !== undefined && getAt(record, path) === undefined) lostPaths.add(path);
  const lostFields = [...lostPaths].map((path) => issue(`${kind}.${path}`, 'unknownField'));
  return { record, issues: [...lostFields, ...(error ? fieldIssues(error) : [])] };
};
