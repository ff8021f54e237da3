import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Input } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Origin } from '#shared/domain/origin.ts';
import { call } from '../../api/client.ts';
import { useConnection } from '../../api/connection.ts';
import type { CallOptions } from '../../api/hostPort.ts';
import { latestWins } from '../../api/latest.ts';
import type { Path } from '../fields/paths.ts';
import {
  committedRecord,
  type Edit,
  type Expand,
  nextAttempt,
  type Opening,
  openRecord,
  type RecordAction,
  type RecordState,
  recordStep,
  shownRecord,
  type Typing,
  unsavedOf,
} from './recordState.ts';

type DraftKey = Input<'drafts.get'>;

export type RecordFormOptions<T> = {
  readonly opening: Opening<T>;
  readonly draft: DraftKey;
  /** Whether fields are stored as they are left; a new record waits for its own act. */
  readonly autosave: boolean;
  readonly expand: Expand<T>;
  /** Stores a record and answers its version. Throws OrebookError. */
  readonly save: (record: T, version: number | undefined) => Promise<number>;
  /** The record as it is stored now. Throws OrebookError. */
  readonly fetch: () => Promise<{ readonly record: T; readonly version: number }>;
  /** Hears of refusals: of a field (BAD_INPUT, DUPLICATE) and of the whole. */
  readonly onRefused: (error: OrebookError) => void;
};

export type RecordForm<T> = {
  readonly state: RecordState<T>;
  /** With what its fields were left with: what fields show. */
  readonly record: T;
  /** With what is being typed too: what a what-if asks for. */
  readonly shown: T;
  readonly type: (path: Path, typing: Typing) => void;
  /** Takes what fields were left with; `origins` are of those that hold a default now. */
  readonly leave: (edits: readonly Edit[], origins?: Readonly<Record<Path, Origin>>) => void;
  /** Tells of the record as it is stored now, after an undo or a change in another window. */
  readonly follow: (record: T, version: number) => void;
  readonly takeTheirs: () => void;
  readonly keepMine: () => void;
  /** The record as it is this moment, also within the event that changed it. */
  readonly latest: () => T;
  /** Forgets what was kept of it. */
  readonly forget: () => void;
};

/** How long a text may be in a field before it is kept. */
const KEPT_AFTER_MS = 120;

/** The errors of the record itself; every other leaves the edit waiting for another try. */
const REFUSALS: ReadonlySet<string> = new Set(['BAD_INPUT', 'DUPLICATE', 'IN_USE', 'TOO_LARGE', 'OUT_OF_RANGE', 'NOT_FINITE', 'BAD_SHAPE']);

/** Edits a record: what fields say, what is stored of it, one change for each field left, and what is kept for after a restart. */
export const useRecordForm = <T extends object>(options: RecordFormOptions<T>): RecordForm<T> => {
  const { draft, expand } = options;
  const [state, setState] = useState(() => openRecord(options.opening));
  const current = useRef(state);
  const given = useRef(options);
  const saving = useRef(false);
  useEffect(() => {
    given.current = options;
  });

  const step = useCallback((action: RecordAction<T>): void => {
    current.current = recordStep(current.current, action);
    setState(current.current);
  }, []);

  const { kind, id } = draft;
  const isKeeping = useRef(false);
  const [keeper] = useState(() => {
    const send = (fields: Record<string, unknown> | undefined, options?: CallOptions): Promise<unknown> =>
      fields ? call('drafts.save', { kind, id, fields }, options) : call('drafts.discard', { kind, id }, options);
    const latest = latestWins<Record<string, unknown> | undefined, unknown>({
      run: (fields) => send(fields),
      onAnswer: () => undefined,
      // the page still holds it; the next key tries again
      onError: () => undefined,
      onPending: (pending) => {
        isKeeping.current = pending;
      },
    });
    // the page can't wait for an answer any more; what is under way ends with it, so that nothing older arrives after this
    const askLast = (fields: Record<string, unknown> | undefined): void => void send(fields, { outlivesPage: true }).catch(() => undefined);
    return { ask: latest.ask, askLast };
  });
  const forgotten = useRef(false);
  const wasKept = useRef(options.opening.kept !== undefined);
  const keeping = useRef<ReturnType<typeof setTimeout>>(undefined);
  const keep = useCallback((ask: (fields: Record<string, unknown> | undefined) => void): void => {
    clearTimeout(keeping.current);
    keeping.current = undefined;
    if (forgotten.current) return;
    const kept = unsavedOf(current.current);
    if (!kept && !wasKept.current) return;
    wasKept.current = kept !== undefined;
    const { stored, origins } = current.current;
    const whole = given.current.autosave ? kept : { ...kept, record: stored, origins };
    ask(kept && { ...whole });
  }, []);
  const keepNow = useCallback((): void => keep(keeper.ask), [keep, keeper]);
  // writing to disk lets the what-if of the same key go first
  const keepSoon = useCallback((): void => {
    keeping.current ??= setTimeout(keepNow, KEPT_AFTER_MS);
  }, [keepNow]);
  useEffect(() => {
    const goesAway = (): void => {
      if (keeping.current !== undefined || isKeeping.current) keep(keeper.askLast);
    };
    window.addEventListener('pagehide', goesAway);
    return () => {
      window.removeEventListener('pagehide', goesAway);
      if (keeping.current !== undefined) keepNow();
    };
  }, [keep, keepNow, keeper]);

  const flush = useCallback(async (): Promise<void> => {
    if (saving.current || !given.current.autosave) return;
    saving.current = true;
    try {
      for (let attempt = nextAttempt(current.current); attempt; attempt = nextAttempt(current.current)) {
        const { batches, record } = attempt;
        try {
          const version = await given.current.save(record, current.current.version);
          step({ type: 'saved', batches, record, version });
        } catch (error) {
          if (!(error instanceof OrebookError)) throw error;
          if (error.code === 'STALE') {
            const theirs = await given.current.fetch();
            step({ type: 'overtaken', ...theirs });
          } else if (REFUSALS.has(error.code)) {
            step({ type: 'refused', batches });
            given.current.onRefused(error);
          } else {
            given.current.onRefused(error);
            return;
          }
        }
        keepNow();
      }
    } finally {
      saving.current = false;
    }
  }, [step, keepNow]);

  // what could not be stored while the app was away is stored when it is back
  const connected = useConnection() === 'live';
  useEffect(() => {
    if (connected) void flush();
  }, [connected, flush]);

  const type = useCallback(
    (path: Path, typing: Typing): void => {
      step({ type: 'typed', path, typing });
      keepSoon();
    },
    [step, keepSoon],
  );
  const leave = useCallback(
    (edits: readonly Edit[], origins?: Readonly<Record<Path, Origin>>): void => {
      const record = committedRecord(current.current);
      step({ type: 'left', edits: edits.flatMap((edit) => given.current.expand(record, edit)), origins });
      keepNow();
      void flush();
    },
    [step, keepNow, flush],
  );
  const follow = useCallback(
    (record: T, version: number): void => {
      // what is being saved comes back by itself
      if (!saving.current) step({ type: 'fetched', record, version });
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
  const forget = useCallback((): void => {
    forgotten.current = true;
    keeper.ask(undefined);
  }, [keeper]);
  const latest = useCallback((): T => shownRecord(current.current, given.current.expand), []);

  // a key in a field leaves the record as it was: forms that show it do not move
  const { stored, edits } = state;
  const record = useMemo(() => committedRecord({ stored, edits }), [stored, edits]);
  const shown = useMemo(() => shownRecord(state, expand), [state, expand]);
  return { state, record, shown, type, leave, follow, takeTheirs, keepMine, latest, forget };
};
