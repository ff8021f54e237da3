import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Origin } from '#shared/domain/origin.ts';
import { whenLive } from '../../api/connection.ts';
import { newRequestId } from '../../api/sendCommand.ts';
import type { Edit, Path } from '../fields/fieldPath.ts';
import { createDraftKeeper } from './draftKeeper.ts';
import {
  committedRecord,
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
  shownRecord,
  unsavedOf,
} from './recordState.ts';
import { type DraftKey, sendDraft } from './useDraft.ts';

export type RecordFormOptions<T> = {
  readonly opening: Opening<T>;
  readonly draft: DraftKey;
  /** Whether fields are stored as they are left; a new record waits for its own command. */
  readonly autosave: boolean;
  readonly expand: Expand<T>;
  /** Stores a record under a request id and returns its version. A retry has the same id. Throws OrebookError. */
  readonly save: (record: T, version: number | undefined, requestId: string) => Promise<number>;
  /** The record as it is stored now. Throws OrebookError. */
  readonly fetch: () => Promise<{ readonly record: T; readonly version: number }>;
  /** Called with a refusal: of a field (BAD_INPUT, DUPLICATE) or of the whole. */
  readonly onRefused: (error: OrebookError) => void;
};

export type RecordForm<T> = {
  readonly state: RecordState<T>;
  readonly autosave: boolean;
  /** With its committed edits: what fields show. */
  readonly record: T;
  /** With the texts in fields too: what a preview asks for. */
  readonly shown: T;
  readonly status: SaveStatus;
  /** A field holds a text, or shows its value again. */
  readonly setText: (path: Path, text: RecordText | undefined) => void;
  /** Takes the values that fields were left with, as one change; `origins` are of those that hold a default now. */
  readonly commit: (edits: readonly Edit[], origins?: Readonly<Record<Path, Origin>>) => void;
  /** Takes the record as it is stored now, after an undo or a change in another window. */
  readonly follow: (record: T, version: number) => void;
  readonly takeTheirs: () => void;
  readonly keepMine: () => void;
  /** Tries again what could not be stored. */
  readonly retry: () => void;
  /** The record at this moment, also within the event that changed it. */
  readonly latest: () => T;
  /** Discards the draft. */
  readonly forget: () => void;
};

/** How long a text may be in a field before its draft is stored, ms. */
const DRAFT_AFTER_MS = 120;

/** Errors of the record itself; every other leaves the edit waiting for another try. */
const REFUSALS: ReadonlySet<string> = new Set(['BAD_INPUT', 'DUPLICATE', 'IN_USE', 'TOO_LARGE', 'OUT_OF_RANGE', 'NOT_FINITE', 'BAD_SHAPE']);

const isCode = (error: unknown, code: string): boolean => error instanceof OrebookError && error.code === code;

/** Edits a record: texts of fields, a draft across reloads and restarts, and one change stored for each commit. */
export const useRecordForm = <T extends object>(options: RecordFormOptions<T>): RecordForm<T> => {
  const { draft, expand, autosave } = options;
  const [state, setState] = useState(() => openRecord(options.opening));
  const current = useRef(state);
  const given = useRef(options);
  const isFlushing = useRef(false);
  const followed = useRef<{ readonly record: T; readonly version: number }>(undefined);
  useEffect(() => {
    given.current = options;
  });

  const step = useCallback((action: RecordAction<T>): void => {
    current.current = recordStep(current.current, action);
    setState(current.current);
  }, []);

  const [keeper] = useState(() => createDraftKeeper(sendDraft(draft)));
  const isForgotten = useRef(false);
  const wasKept = useRef(options.opening.unsaved !== undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const keep = useCallback(
    (how: 'keep' | 'keepLast'): void => {
      clearTimeout(timer.current);
      timer.current = undefined;
      if (isForgotten.current) return;
      const unsaved = unsavedOf(current.current);
      if (!unsaved && !wasKept.current) return;
      wasKept.current = unsaved !== undefined;
      const { stored, origins } = current.current;
      keeper[how](unsaved && (given.current.autosave ? { ...unsaved } : { ...unsaved, record: stored, origins }));
    },
    [keeper],
  );
  const keepNow = useCallback((): void => keep('keep'), [keep]);
  // writing to disk lets the preview of the same key go first
  const keepSoon = useCallback((): void => {
    timer.current ??= setTimeout(keepNow, DRAFT_AFTER_MS);
  }, [keepNow]);
  useEffect(() => {
    const onHide = (): void => {
      if (timer.current !== undefined || keeper.isPending()) keep('keepLast');
    };
    window.addEventListener('pagehide', onHide);
    return () => {
      window.removeEventListener('pagehide', onHide);
      if (timer.current !== undefined) keepNow();
    };
  }, [keep, keepNow, keeper]);

  /** Sends one save; false when it waits for something that only a person or another commit can bring. */
  const send = useCallback(
    async ({ record, requestId }: SaveAttempt<T>): Promise<boolean> => {
      try {
        try {
          step({ type: 'saved', version: await given.current.save(record, current.current.version, requestId) });
        } catch (error) {
          if (!isCode(error, 'STALE')) throw error;
          step({ type: 'overtaken', ...(await given.current.fetch()) });
        }
      } catch (error) {
        if (isCode(error, 'UNAVAILABLE')) {
          step({ type: 'unreachable' });
          return whenLive();
        }
        const problem = error instanceof OrebookError ? error : new OrebookError('INTERNAL', {}, { cause: error });
        step({ type: REFUSALS.has(problem.code) ? 'refused' : 'failed' });
        given.current.onRefused(problem);
      }
      return true;
    },
    [step],
  );

  const flush = useCallback(async (): Promise<void> => {
    if (isFlushing.current || !given.current.autosave) return;
    isFlushing.current = true;
    try {
      for (;;) {
        const attempt = nextAttempt(current.current, newRequestId);
        if (!attempt) break;
        if (attempt !== current.current.sending) step({ type: 'sending', attempt });
        if (!(await send(attempt))) break;
        keepNow();
      }
    } finally {
      isFlushing.current = false;
    }
    const live = followed.current;
    followed.current = undefined;
    if (live && live.version > (current.current.version ?? 0)) step({ type: 'fetched', ...live });
  }, [step, send, keepNow]);

  // what a draft brought is stored again: its edits by a save, its texts because they may come from this tab alone
  useEffect(() => {
    if (wasKept.current) keepNow();
    void flush();
  }, [flush, keepNow]);

  const setText = useCallback(
    (path: Path, text: RecordText | undefined): void => {
      step({ type: 'text', path, text });
      keepSoon();
    },
    [step, keepSoon],
  );
  const commit = useCallback(
    (edits: readonly Edit[], origins?: Readonly<Record<Path, Origin>>): void => {
      const record = committedRecord(current.current);
      step({ type: 'commit', edits: edits.flatMap((edit) => given.current.expand(record, edit)), origins });
      keepNow();
      void flush();
    },
    [step, keepNow, flush],
  );
  const follow = useCallback(
    (record: T, version: number): void => {
      // what is being saved comes back by itself; anything newer is taken after it
      if (isFlushing.current) followed.current = { record, version };
      else step({ type: 'fetched', record, version });
    },
    [step],
  );
  const takeTheirs = useCallback((): void => {
    step({ type: 'takeTheirs' });
    keepNow();
  }, [step, keepNow]);
  const keepMine = useCallback((): void => {
    step({ type: 'keepMine' });
    void flush();
  }, [step, flush]);
  const retry = useCallback((): void => {
    step({ type: 'retry' });
    void flush();
  }, [step, flush]);
  const forget = useCallback((): void => {
    isForgotten.current = true;
    keeper.keep(undefined);
  }, [keeper]);
  const latest = useCallback((): T => shownRecord(current.current, given.current.expand), []);

  // a key in a field leaves the record as it was: forms that show it do not move
  const { stored, edits } = state;
  const record = useMemo(() => committedRecord({ stored, edits }), [stored, edits]);
  const shown = useMemo(() => shownRecord(state, expand), [state, expand]);
  const status = saveStatusOf(state);
  return { state, autosave, record, shown, status, setText, commit, follow, takeTheirs, keepMine, retry, latest, forget };
};
