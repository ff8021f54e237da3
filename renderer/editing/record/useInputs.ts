import { useEffect } from 'react';
import { OrebookError } from '#shared/contract/errors.ts';
import type { FieldDraft } from '../../components/useField.ts';
import type { FieldPath } from '../fields/fieldPath.ts';
import type { Expand, Opening, RecordText } from './recordState.ts';
import { type DraftKey, type OpenDraft, parseDraft } from './useDraft.ts';
import { type RecordForm, useRecordForm } from './useRecordForm.ts';

const neverStored = async (): Promise<never> => {
  throw new OrebookError('INTERNAL');
};

const withoutExpansion: Expand<unknown> = (_record, edit) => [edit];

/** Edits a record that the form itself does not store: its input is kept as a draft. */
export const useUnstoredForm = <T extends object>(
  opening: Opening<T>,
  draft: DraftKey,
  expand: Expand<T> = withoutExpansion,
): RecordForm<T> =>
  useRecordForm<T>({ opening, draft, isAutosaved: false, expand, save: neverStored, fetch: neverStored, onRefused: () => undefined });

/** Edits a stored record whose form is stored by a command of the page; it follows the record, and its input is kept as a draft. */
export const useFollowedForm = <T extends object>(
  storedRecord: T,
  { draft, fields }: OpenDraft,
  expand: Expand<T> = withoutExpansion,
): RecordForm<T> => {
  const form = useUnstoredForm<T>({ record: storedRecord, unsaved: parseDraft(fields) }, draft, expand);
  const { updateStored } = form;
  useEffect(() => updateStored(storedRecord, 0), [storedRecord, updateStored]);
  return form;
};

/** Keeps the inputs of a question, such as a share or a month, across reloads and restarts. `initialRecord` has their first values. */
export const useInputs = <T extends object>({ draft, fields }: OpenDraft, initialRecord: T): RecordForm<T> =>
  useUnstoredForm({ record: initialRecord, unsaved: parseDraft(fields) }, draft);

/** The uncommitted text of a field, with the value that it means. */
export const textDraft = <V>(currentText: RecordText | undefined, setText: (text: RecordText | undefined) => void): FieldDraft<V> => ({
  current: currentText,
  onText: (next, parsedResult) =>
    setText(next && (parsedResult && 'value' in parsedResult ? { ...next, meaning: { value: parsedResult.value } } : next)),
});

/** The uncommitted text of an input that its page shows itself. */
export const inputDraft = <V>(form: Pick<RecordForm<unknown>, 'state' | 'setText'>, path: FieldPath<V>): FieldDraft<V> =>
  textDraft(form.state.texts[path], (text) => form.setText(path, text));
