import { useEffect, useState } from 'react';
import type { OrebookError } from '#shared/contract/errors.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useToast } from '../../components/Toast.tsx';
import { type RecordForm, type RecordFormOptions, useRecordForm } from './useRecordForm.ts';

export type RecordEditorOptions<T> = Omit<RecordFormOptions<T>, 'onRefused'> & {
  /** The stored record, also after an undo or a change in another window; absent for a new record. */
  readonly live?: { readonly record: T; readonly version: number } | undefined;
  /** The error of the command that adds a new record. */
  readonly refusal?: OrebookError | undefined;
  /** Whether a refusal is shown at a field, by default BAD_INPUT; all others appear as a message of the page. */
  readonly isShownAtField?: ((error: OrebookError) => boolean) | undefined;
};

export type RecordEditing<T> = { readonly form: RecordForm<T>; readonly refusal: OrebookError | undefined };

const isBadInput = ({ code }: OrebookError): boolean => code === 'BAD_INPUT';

/** Edits a record: its form follows the stored record, and refusals are shown. */
export const useRecordEditor = <T extends object>(options: RecordEditorOptions<T>): RecordEditing<T> => {
  const { live, refusal, isShownAtField = isBadInput, save } = options;
  const [refused, setRefused] = useState<OrebookError>();
  const toast = useToast();
  const form = useRecordForm<T>({
    ...options,
    save: async (...attempt) => {
      const version = await save(...attempt);
      setRefused(undefined);
      return version;
    },
    onRefused: (error) => {
      setRefused(error);
      if (!isShownAtField(error)) toast({ text: errorText(error), failed: true });
    },
  });
  const { updateStored } = form;
  const record = live?.record;
  const version = live?.version;
  useEffect(() => {
    if (record !== undefined && version !== undefined) updateStored(record, version);
  }, [record, version, updateStored]);
  return { form, refusal: refusal ?? refused };
};
