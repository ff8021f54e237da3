import { useLocation } from 'wouter';
import type { RecordHandle } from './RecordPage.tsx';
import type { Opening } from './recordState.ts';
import { type DraftFields, parseDraft } from './useDraft.ts';

/** Opens a new record from its draft; undefined where there is none. `isRecord` checks the stored value. */
export const restoredDraft = <T>(fields: DraftFields, isRecord: (value: unknown) => value is T): Opening<T> | undefined => {
  if (!fields || !isRecord(fields.record)) return undefined;
  return { record: fields.record, origins: (fields.origins ?? {}) as Opening<T>['origins'], unsaved: parseDraft(fields) };
};

/** Returns the command that stores a new record: not while a field is invalid. It discards the draft and opens the record's page. */
export const useAddRecord = <T>(
  place: string,
  save: (record: T) => Promise<{ readonly id: string } | undefined>,
): ((handle: RecordHandle<T>) => Promise<void>) => {
  const [, navigate] = useLocation();
  return async ({ form, focusInvalid }) => {
    if (focusInvalid()) return;
    const savedRecord = await save(form.latest());
    if (!savedRecord) return;
    form.forget();
    navigate(`${place}/${savedRecord.id}`, { replace: true });
  };
};
