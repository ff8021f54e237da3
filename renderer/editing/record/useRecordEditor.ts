import { useEffect, useState } from 'react';
import type { OrebookError } from '#shared/contract/errors.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useToast } from '../../components/Toast.tsx';
import { type RecordForm, type RecordFormOptions, useRecordForm } from './useRecordForm.ts';

export type RecordEditorOptions<T> = Omit<RecordFormOptions<T>, 'onRefused'> & {
  /** As it is stored now, after an undo or a change in another window; absent for a new one. */
  readonly live?: { readonly record: T; readonly version: number } | undefined;
  /** Why it could not be added, where adding it is an act of its own. */
  readonly refusal?: OrebookError | undefined;
  /** Whether a refusal is told at a field, by default BAD_INPUT; every other is said at the foot of the page. */
  readonly isTold?: ((error: OrebookError) => boolean) | undefined;
};

export type RecordEditing<T> = { readonly form: RecordForm<T>; readonly refusal: OrebookError | undefined };

const isBadInput = ({ code }: OrebookError): boolean => code === 'BAD_INPUT';

/** A record being edited: its form follows what is stored, and what was refused is told. */
export const useRecordEditor = <T extends object>(options: RecordEditorOptions<T>): RecordEditing<T> => {
  const { live, refusal, isTold = isBadInput, save } = options;
  const [refused, setRefused] = useState<OrebookError>();
  const toast = useToast();
  const form = useRecordForm<T>({
    ...options,
    save: async (record, version, requestId) => {
      const stored = await save(record, version, requestId);
      setRefused(undefined);
      return stored;
    },
    onRefused: (error) => {
      setRefused(error);
      if (!isTold(error)) toast({ text: errorText(error), failed: true });
    },
  });
  const { follow } = form;
  const record = live?.record;
  const version = live?.version;
  useEffect(() => {
    if (record !== undefined && version !== undefined) follow(record, version);
  }, [record, version, follow]);
  return { form, refusal: refusal ?? refused };
};
