import { useLocation } from 'wouter';
import type { RecordHandle } from './RecordPage.tsx';
import type { Opening } from './recordState.ts';
import { type DraftFields, parseDraft } from './useDraft.ts';

/** A record that was begun before and never stored, as its draft has it; `isOne` says whether it is of this kind. */
export const restoredDraft = <T>(fields: DraftFields, isOne: (value: unknown) => value is T): Opening<T> | undefined => {
  if (!fields || !isOne(fields.record)) return undefined;
  return { record: fields.record, origins: (fields.origins ?? {}) as Opening<T>['origins'], unsaved: parseDraft(fields) };
};

/** The act that stores a new record: not while a field is wrong; it forgets the draft and goes to the record's own page. */
export const useAddRecord = <T>(
  place: string,
  save: (record: T) => Promise<{ readonly id: string } | undefined>,
): ((handle: RecordHandle<T>) => Promise<void>) => {
  const [, navigate] = useLocation();
  return async ({ form, showFault }) => {
    if (showFault()) return;
    const saved = await save(form.latest());
    if (!saved) return;
    form.forget();
    navigate(`${place}/${saved.id}`, { replace: true });
  };
};
