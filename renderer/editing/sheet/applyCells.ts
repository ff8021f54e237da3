import { type FieldIssue, fieldIssues } from '#shared/contract/issues.ts';
import { isJsonEqual } from '#shared/equality.ts';
import { text } from '#shared/messages/text.ts';
import { getAt, setAt } from '#shared/recordPath.ts';
import type { CellEdit, CellRefusal, ParsedEdit } from '../../components/DataTable.tsx';
import { type Edit, editAt, type Path } from '../fields/fieldPath.ts';
import { type FieldSpec, fieldIssueText } from '../fields/fieldSpec.ts';
import type { Expand } from '../record/recordState.ts';

/** A stored record with its version; 0 where records of its kind have none. */
export type VersionedRecord<T> = { readonly record: T; readonly version: number };

/** A stored record as it is with what was typed, and the edits that make it so. */
export type EditedRecord<T> = VersionedRecord<T> & { readonly edits: readonly Edit[] };

/** The fields that the columns of a table edit. */
export type CellFields<T> = {
  /** The field that a column edits in a record, or the message why it can't be edited there. */
  readonly fieldOf: (column: string, record: T) => { readonly path: Path; readonly spec: FieldSpec | undefined } | string;
  /** Adds the edits that follow from one, as in the form. */
  readonly expand?: Expand<T> | undefined;
  /** Checks a record, so that one invalid cell does not refuse the others. */
  readonly schema?: { readonly safeParse: (record: unknown) => { readonly error?: Parameters<typeof fieldIssues>[0] | undefined } };
};

/**
 * Applies the edits of one row to its stored record: all of them if the record is valid with them, else those that leave it valid. A field
 * whose stored value differs from that in `originalRecord`, the record as it was when the cell was typed, is refused: it was
 * changed elsewhere.
 */
export const applyCells = <T>(
  storedRecord: T,
  edits: readonly ParsedEdit[],
  { fieldOf, expand = (_record, edit) => [edit], schema }: CellFields<T>,
  originalRecord: T = storedRecord,
): Omit<EditedRecord<T>, 'version'> & { readonly refusals: readonly CellRefusal[] } => {
  const refusals: CellRefusal[] = [];
  const refuse = ({ rowKey, column }: CellEdit, message: string) => refusals.push({ rowKey, column, message });
  const issuesOf = (record: T): readonly FieldIssue[] => {
    const error = schema?.safeParse(record).error;
    return error ? fieldIssues(error) : [];
  };
  const cells = edits.flatMap((edit) => {
    const field = fieldOf(edit.column, storedRecord);
    if (typeof field === 'string') {
      refuse(edit, field);
      return [];
    }
    const storedValue = getAt(storedRecord, field.path);
    const isChangedElsewhere = !isJsonEqual(storedValue, getAt(originalRecord, field.path)) && !isJsonEqual(storedValue, edit.value);
    if (isChangedElsewhere) refuse(edit, text('records.status.conflict'));
    return isChangedElsewhere ? [] : [{ edit, ...field }];
  });
  const apply = ({ record, edits: earlierEdits }: Omit<EditedRecord<T>, 'version'>, { edit, path }: (typeof cells)[number]) => {
    const newEdits = expand(record, editAt(path, edit.value));
    return {
      record: newEdits.reduce((editedRecord, { path: editedPath, value }) => setAt(editedRecord, editedPath, value), record),
      edits: [...earlierEdits, ...newEdits],
    };
  };
  const unedited: Omit<EditedRecord<T>, 'version'> = { record: storedRecord, edits: [] };
  const fullyEdited = cells.reduce(apply, unedited);
  if (issuesOf(fullyEdited.record).length === 0) return { ...fullyEdited, refusals };
  let validlyEdited = unedited;
  for (const cell of cells) {
    const next = apply(validlyEdited, cell);
    const [issue] = issuesOf(next.record);
    if (issue) refuse(cell.edit, fieldIssueText(cell.spec, issue));
    else validlyEdited = next;
  }
  return { ...validlyEdited, refusals };
};
