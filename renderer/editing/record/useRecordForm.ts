import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Origin } from '#shared/domain/origin.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { waitUntilLive } from '../../api/connection.ts';
import { newRequestId } from '../../api/sendCommand.ts';
import { useToast } from '../../components/Toast.tsx';
import type { Edit, Path } from '../fields/fieldPath.ts';
import type { DraftFields } from './draftKeeper.ts';
import {
  committedRecord,
  computeTypedRecord,
  type Expand,
  nextAttempt,
  type Opening,
  openRecord,
  type RecordAction,
  type RecordState,
  type RecordText,
  recordStep,
  type SaveAttempt,
  type SaveStatus,
  saveStatusOf,
  unsavedOf,
} from './recordState.ts';
import type { BrowserDraftKey, DraftKey } from './useDraft.ts';
import { useDraftKeeper } from './useDraftKeeper.ts';

export type RecordFormOptions<T> = {
  readonly opening: Opening<T>;
  readonly draft: DraftKey | BrowserDraftKey;
  /** Whether each commit is stored; a new record waits for a command of its own. */
  readonly isAutosaved: boolean;
  readonly expand: Expand<T>;
  /** Stores a record in the place of `stored`, under a request id, and returns its version. A retry has the same id. Throws OrebookError. */
  readonly save: (record: T, version: number | undefined, requestId: string, storedRecord: T) => Promise<number>;
  /** The record as it is stored now. Throws OrebookError. */
  readonly fetch: () => Promise<{ readonly record: T; readonly version: number }>;
  /** Called when a save is refused or fails. */
  readonly onRefused: (error: OrebookError) => void;
};

export type RecordForm<T> = {
  readonly state: RecordState<T>;
  readonly isAutosaved: boolean;
  /** The record with its committed edits, which fields show. */
  readonly record: T;
  /** The same with the texts in fields, for previews. */
  readonly typedRecord: T;
  readonly status: SaveStatus;
  /** Sets the uncommitted text of a field; undefined shows its value again. */
  readonly setText: (path: Path, text: RecordText | undefined) => void;
  /** Commits values of fields as one change; `origins` are those of fields that now hold a default. */
  readonly commit: (edits: readonly Edit[], origins?: Readonly<Record<Path, Origin>>) => void;
  /** Takes over the stored record, after an undo or a change in another window. */
  readonly updateStored: (record: T, version: number) => void;
  readonly takeTheirs: () => void;
  readonly keepMine: () => void;
  /** Tries a failed save again. */
  readonly retry: () => void;
  /** Returns the record with all texts, also within the event that changed it. */
  readonly latest: () => T;
  /** Discards the draft. */
  readonly forget: () => void;
};

/** Errors of the record itself; after any other the save can be tried again. */
const REFUSALS: ReadonlySet<string> = new Set(['BAD_INPUT', 'DUPLICATE', 'IN_USE', 'TOO_LARGE', 'OUT_OF_RANGE', 'NOT_FINITE', 'BAD_SHAPE']);

const isCode = (error: unknown, code: string): boolean => error instanceof OrebookError && error.code === code;

/** Edits a record: keeps the texts of fields, keeps a draft across reloads and restarts, and stores each commit as one change. */
export const useRecordForm = <T extends object>(options: RecordFormOptions<T>): RecordForm<T> => {
  const { draft, expand, isAutosaved } = options;
  const [state, setState] = useState(() => openRecord(options.opening));
  const currentState = useRef(state);
  const latestOptions = useRef(options);
  const isFlushing = useRef(false);
  // the newest stored record that arrived during a save
  const recordToFollow = useRef<{ readonly record: T; readonly version: number }>(undefined);
  useEffect(() => {
    latestOptions.current = options;
  });

  const step = useCallback((action: RecordAction<T>): void => {
    currentState.current = recordStep(currentState.current, action);
    setState(currentState.current);
  }, []);

  const unsavedFields = useCallback((): DraftFields => {
    const unsavedInput = unsavedOf(currentState.current);
    const { stored, origins } = currentState.current;
    return unsavedInput && (latestOptions.current.isAutosaved ? { ...unsavedInput } : { ...unsavedInput, record: stored, origins });
  }, []);
  const { keep, keepSoon, forget } = useDraftKeeper(draft, unsavedFields, options.opening.unsaved !== undefined);

  /** Sends one save. Resolves to false if only the user or another commit can resolve what stopped it. */
  const send = useCallback(
    async ({ record, requestId }: SaveAttempt<T>): Promise<boolean> => {
      try {
        try {
          const { version, stored } = currentState.current;
          step({ type: 'saved', version: await latestOptions.current.save(record, version, requestId, stored) });
        } catch (error) {
          if (!isCode(error, 'STALE')) throw error;
          step({ type: 'overtaken', ...(await latestOptions.current.fetch()) });
        }
      } catch (error) {
        if (isCode(error, 'UNAVAILABLE')) {
          step({ type: 'unreachable' });
          return waitUntilLive();
        }
        const problem = error instanceof OrebookError ? error : new OrebookError('INTERNAL', {}, { cause: error });
        step({ type: REFUSALS.has(problem.code) ? 'refused' : 'failed' });
        latestOptions.current.onRefused(problem);
      }
      return true;
    },
    [step],
  );

  const flush = useCallback(async (): Promise<void> => {
    if (isFlushing.current || !latestOptions.current.isAutosaved) return;
    isFlushing.current = true;
    try {
      for (;;) {
        const attempt = nextAttempt(currentState.current, newRequestId);
        if (!attempt) break;
        if (attempt !== currentState.current.sending) step({ type: 'sending', attempt });
        if (!(await send(attempt))) break;
        keep();
      }
    } finally {
      isFlushing.current = false;
    }
    const newestRecord = recordToFollow.current;
    recordToFollow.current = undefined;
    if (newestRecord && newestRecord.version > (currentState.current.version ?? 0)) step({ type: 'fetched', ...newestRecord });
  }, [step, send, keep]);

  // edits of a draft are saved; its texts are stored as a draft again, because they may come from the storage of this tab
  useEffect(() => {
    if (latestOptions.current.opening.unsaved) keep();
    void flush();
  }, [flush, keep]);

  const setText = useCallback(
    (path: Path, text: RecordText | undefined): void => {
      step({ type: 'text', path, text });
      keepSoon();
    },
    [step, keepSoon],
  );
  const commit = useCallback(
    (edits: readonly Edit[], origins?: Readonly<Record<Path, Origin>>): void => {
      const record = committedRecord(currentState.current);
      step({ type: 'commit', edits: edits.flatMap((edit) => latestOptions.current.expand(record, edit)), origins });
      keep();
      void flush();
    },
    [step, keep, flush],
  );
  const updateStored = useCallback(
    (record: T, version: number): void => {
      // while a save is under way, only a newer version counts, and only after it
      if (isFlushing.current) recordToFollow.current = { record, version };
      else step({ type: 'fetched', record, version });
    },
    [step],
  );
  const takeTheirs = useCallback((): void => {
    step({ type: 'takeTheirs' });
    keep();
  }, [step, keep]);
  const keepMine = useCallback((): void => {
    step({ type: 'keepMine' });
    void flush();
  }, [step, flush]);
  const retry = useCallback((): void => {
    step({ type: 'retry' });
    void flush();
  }, [step, flush]);
  const latestRecord = useCallback((): T => computeTypedRecord(currentState.current, latestOptions.current.expand), []);

  // memoized, because a key in a field does not change the record
  const { stored, edits } = state;
  const record = useMemo(() => committedRecord({ stored, edits }), [stored, edits]);
  const typedRecord = useMemo(() => computeTypedRecord(state, expand), [state, expand]);
  const status = saveStatusOf(state);
  return {
    state,
    isAutosaved,
    record,
    typedRecord,
    status,
    setText,
    commit,
    updateStored,
    takeTheirs,
    keepMine,
    retry,
    latest: latestRecord,
    forget,
  };
};

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
  const [saveRefusal, setSaveRefusal] = useState<OrebookError>();
  const toast = useToast();
  const form = useRecordForm<T>({
    ...options,
    save: async (...attempt) => {
      const version = await save(...attempt);
      setSaveRefusal(undefined);
      return version;
    },
    onRefused: (error) => {
      setSaveRefusal(error);
      if (!isShownAtField(error)) toast({ text: errorText(error), isError: true });
    },
  });
  const { updateStored } = form;
  const record = live?.record;
  const version = live?.version;
  useEffect(() => {
    if (record !== undefined && version !== undefined) updateStored(record, version);
  }, [record, version, updateStored]);
  return { form, refusal: refusal ?? saveRefusal };
};
