import { isJsonEqual } from '#shared/equality.ts';
import { useToast } from '../../components/Toast.tsx';
import { useUndo } from '../commands/useUndo.ts';
import type { Expand } from './recordState.ts';
import { type DraftFields, type DraftKey, parseDraft } from './useDraft.ts';
import { type RecordEditing, useRecordEditor } from './useRecordForm.ts';

export type SettingsEditorOptions<T> = {
  readonly draft: DraftKey;
  readonly fields: DraftFields;
  readonly record: T;
  /** When the page received `record`, ms: settings have no version, so the later one counts. */
  readonly receivedAt: number;
  readonly expand?: Expand<T> | undefined;
  /** Stores the changed fields under a request id; a retry has the same id. Throws OrebookError. */
  readonly save: (changes: Partial<T>, record: T, requestId: string) => Promise<unknown>;
  readonly fetch: () => Promise<T>;
  /** The text of the message after a save, which offers to undo it; no message where it is undefined. */
  readonly savedText?: ((changes: Partial<T>) => string | undefined) | undefined;
};

const withoutExpansion: Expand<unknown> = (_record, edit) => [edit];

const changesFrom = <T extends object>(storedRecord: T, record: T): Partial<T> =>
  Object.fromEntries(Object.entries(record).filter(([key, value]) => !isJsonEqual(storedRecord[key as keyof T], value))) as Partial<T>;

/** Edits settings: a record without a version, of which each save sends the fields that changed. */
export const useSettingsEditor = <T extends object>(options: SettingsEditorOptions<T>): RecordEditing<T> => {
  const { draft, fields, record, receivedAt, expand = withoutExpansion, save, savedText } = options;
  const toast = useToast();
  const { undo } = useUndo();
  return useRecordEditor<T>({
    opening: { record, version: receivedAt, unsaved: parseDraft(fields) },
    draft,
    isAutosaved: true,
    expand,
    save: async (next, _version, requestId, storedRecord) => {
      const changes = changesFrom(storedRecord, next);
      await save(changes, next, requestId);
      const savedMessage = savedText?.(changes);
      if (savedMessage !== undefined) toast({ text: savedMessage, onUndo: () => void undo() });
      return Date.now();
    },
    fetch: async () => ({ record: await options.fetch(), version: Date.now() }),
    live: { record, version: receivedAt },
  });
};
