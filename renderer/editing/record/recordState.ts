import type { Origin } from '#shared/domain/origin.ts';
import { isJsonEqual } from '#shared/equality.ts';
import { getAt, setAt } from '#shared/recordPath.ts';
import type { FieldText } from '../../components/useField.ts';
import { type Edit, editAt, isPathWithin, type Path } from '../fields/fieldPath.ts';

/** Edits that were committed together are stored as one change. */
type BatchedEdit = Edit & { readonly batch: number };

/** A text in a field that is not committed. `meaning` is its parsed value, absent while it can't be parsed; an undefined value empties the field. */
export type RecordText = FieldText & {
  readonly meaning?: { readonly value?: unknown } | undefined;
  /** Whether it was restored from a draft and is not being typed now. */
  readonly isRestored?: true | undefined;
};

type Texts = Readonly<Record<Path, RecordText>>;
type Origins = Readonly<Record<Path, Origin>>;

/** The input that is not stored yet, as drafts hold it across reloads and restarts. */
export type UnsavedInput = { readonly edits: readonly Edit[]; readonly texts: Texts };

/** A save whose answer is awaited: a retry sends the same record under the same request id. */
export type SaveAttempt<T> = { readonly batches: readonly number[]; readonly record: T; readonly requestId: string };

/**
 * A record while it is edited: the stored record, the committed edits that are being saved or were refused, and the texts in fields. The form
 * shows the three in layers.
 */
export type RecordState<T> = {
  readonly stored: T;
  /** Undefined for a record that was never stored. */
  readonly version: number | undefined;
  readonly edits: readonly BatchedEdit[];
  readonly texts: Texts;
  /** The origins of defaults that were not changed. */
  readonly origins: Origins;
  /** Batches that the core refused; they wait for an edit that corrects them. */
  readonly refused: readonly number[];
  /** Whether an edit since then may let the refused batches pass. */
  readonly canRetryRefused: boolean;
  /** The save whose answer is awaited. */
  readonly sending: SaveAttempt<T> | undefined;
  /** Why saving waits: the app does not answer, or the last save failed for a reason other than the record. */
  readonly waiting: 'unreachable' | 'failed' | undefined;
  /** The version that was stored elsewhere while ours was being saved. */
  readonly conflict: { readonly record: T; readonly version: number } | undefined;
  readonly lastBatch: number;
};

export type RecordAction<T> =
  /** A field has an uncommitted text; undefined when it shows its value again. */
  | { readonly type: 'text'; readonly path: Path; readonly text: RecordText | undefined }
  /** Commits values of fields; `origins` are those of fields that now hold a default. */
  | { readonly type: 'commit'; readonly edits: readonly Edit[]; readonly origins?: Origins | undefined }
  | { readonly type: 'fetched'; readonly record: T; readonly version: number }
  | { readonly type: 'sending'; readonly attempt: SaveAttempt<T> }
  | { readonly type: 'saved'; readonly version: number }
  | { readonly type: 'refused' }
  | { readonly type: 'unreachable' }
  | { readonly type: 'failed' }
  | { readonly type: 'retry' }
  /** The save was based on an older version; this is the stored one. */
  | { readonly type: 'overtaken'; readonly record: T; readonly version: number }
  | { readonly type: 'takeTheirs' }
  | { readonly type: 'keepMine' };

export type Opening<T> = {
  readonly record: T;
  readonly version?: number | undefined;
  readonly origins?: Origins | undefined;
  readonly unsaved?: UnsavedInput | undefined;
};

const applyEdits = <T>(record: T, edits: readonly Edit[]): T =>
  edits.reduce((editedRecord, { path, value }) => setAt(editedRecord, path, value), record);

/** Opens a stored record, with the unsaved input of its draft. */
export const openRecord = <T>({ record, version, origins = {}, unsaved }: Opening<T>): RecordState<T> => {
  const edits = (unsaved?.edits ?? []).filter((edit) => !isJsonEqual(getAt(record, edit.path), edit.value));
  const texts = Object.entries(unsaved?.texts ?? {}).map(([path, text]) => [path, { ...text, isRestored: true as const }] as const);
  return {
    stored: record,
    version,
    edits: edits.map((edit) => ({ ...edit, batch: 1 })),
    texts: Object.fromEntries(texts),
    origins: withoutOrigins(origins, edits),
    refused: [],
    canRetryRefused: false,
    sending: undefined,
    waiting: undefined,
    conflict: undefined,
    lastBatch: 1,
  };
};

/** The record with its committed edits. */
export const committedRecord = <T>({ stored, edits }: Pick<RecordState<T>, 'stored' | 'edits'>): T => applyEdits(stored, edits);

/** Expands an edit to all edits that follow from it: some values add or remove other fields. */
export type Expand<T> = (record: T, edit: Edit) => readonly Edit[];

/** The record with the committed edits and the texts in fields; a text that can't be parsed changes nothing. */
export const computeTypedRecord = <T>(state: RecordState<T>, expand: Expand<T>): T =>
  Object.entries(state.texts).reduce(
    (record, [path, { meaning }]) => (meaning ? applyEdits(record, expand(record, editAt(path, meaning.value))) : record),
    committedRecord(state),
  );

/** The unsaved input for a draft; undefined when everything is stored. */
export const unsavedOf = <T>({ edits, texts }: RecordState<T>): UnsavedInput | undefined =>
  edits.length === 0 && Object.keys(texts).length === 0
    ? undefined
    : {
        edits: edits.map(({ batch: _, ...edit }) => edit as Edit),
        texts: Object.fromEntries(Object.entries(texts).map(([path, { isRestored: _, ...text }]) => [path, text])),
      };

/** Paths of committed edits that the core refused. */
export const refusedPaths = ({ edits, refused }: Pick<RecordState<unknown>, 'edits' | 'refused'>): readonly Path[] =>
  edits.filter(({ batch }) => refused.includes(batch)).map(({ path }) => path);

const withoutOrigins = (origins: Origins, edits: readonly Edit[]): Origins =>
  edits.length === 0
    ? origins
    : Object.fromEntries(Object.entries(origins).filter(([path]) => !edits.some((edit) => isPathWithin(path, edit.path))));

const withText = <T>(state: RecordState<T>, path: Path, text: RecordText | undefined): RecordState<T> => {
  const { [path]: _, ...others } = state.texts;
  const isValueAgain = text?.meaning !== undefined && isJsonEqual(getAt(committedRecord(state), path), text.meaning.value);
  return { ...state, texts: text === undefined || isValueAgain ? others : { ...others, [path]: text } };
};

const withCommit = <T>(state: RecordState<T>, newEdits: readonly Edit[], origins: Origins = {}): RecordState<T> => {
  const batch = state.lastBatch + 1;
  // edits that are being saved stay as they were sent
  const batchesInSave = new Set(state.sending?.batches ?? []);
  const remainingEdits = state.edits.filter(
    (edit) => batchesInSave.has(edit.batch) || !newEdits.some(({ path }) => isPathWithin(edit.path, path)),
  );
  const base = applyEdits(state.stored, remainingEdits);
  const changes = newEdits.filter(({ path, value }) => !isJsonEqual(getAt(base, path), value));
  const edits = [...remainingEdits, ...changes.map((edit) => ({ ...edit, batch }))];
  return {
    ...state,
    edits,
    lastBatch: batch,
    texts: Object.fromEntries(Object.entries(state.texts).filter(([path]) => !newEdits.some((edit) => isPathWithin(path, edit.path)))),
    origins: { ...withoutOrigins(state.origins, changes), ...origins },
    refused: state.refused.filter((number) => edits.some((edit) => edit.batch === number)),
    // the change may have removed the reason for the refusal
    canRetryRefused: state.refused.length > 0,
    waiting: state.waiting === 'failed' ? undefined : state.waiting,
  };
};

const withStored = <T>(state: RecordState<T>, record: T, version: number): RecordState<T> =>
  isJsonEqual(state.stored, record) ? { ...state, version } : { ...state, stored: record, version };

/** Whether a field with an uncommitted text has another stored value in a record: neither may replace the other without notice. */
const isTypedOver = <T>({ stored, texts }: RecordState<T>, record: T): boolean =>
  Object.entries(texts).some(([path, { meaning }]) => {
    const value = getAt(record, path);
    return !isJsonEqual(getAt(stored, path), value) && !(meaning && isJsonEqual(meaning.value, value));
  });

const withSaved = <T>(state: RecordState<T>, version: number): RecordState<T> => {
  if (!state.sending) return state;
  const { batches, record } = state.sending;
  const refusedBatches = state.refused.filter((batch) => !batches.includes(batch));
  return {
    ...withStored(state, record, version),
    // the stored change is the one that this form sent: a text typed meanwhile stays
    texts: state.texts,
    edits: state.edits.filter(({ batch }) => !batches.includes(batch)),
    refused: refusedBatches,
    canRetryRefused: refusedBatches.length > 0,
    sending: undefined,
    waiting: undefined,
  };
};

/** One step of editing a record; pure. */
export const recordStep = <T>(state: RecordState<T>, action: RecordAction<T>): RecordState<T> => {
  switch (action.type) {
    case 'text':
      return withText(state, action.path, action.text);
    case 'commit':
      return withCommit(state, action.edits, action.origins);
    case 'fetched':
      if (isTypedOver(state, action.record)) return { ...state, conflict: { record: action.record, version: action.version } };
      return withStored(state, action.record, action.version);
    case 'sending':
      return { ...state, sending: action.attempt };
    case 'saved':
      return withSaved(state, action.version);
    case 'refused': {
      const batches = state.sending?.batches ?? [];
      // a refused edit that a later one replaced is dropped
      const edits = state.edits.filter(
        ({ path, batch }) =>
          !batches.includes(batch) || !state.edits.some((laterEdit) => laterEdit.batch > batch && isPathWithin(path, laterEdit.path)),
      );
      const refusedBatches = [...new Set([...state.refused, ...batches])].filter((number) => edits.some(({ batch }) => batch === number));
      return {
        ...state,
        edits,
        refused: refusedBatches,
        canRetryRefused: refusedBatches.length > batches.length,
        sending: undefined,
        waiting: undefined,
      };
    }
    case 'unreachable':
      return { ...state, waiting: 'unreachable' };
    case 'failed':
      return { ...state, sending: undefined, waiting: 'failed' };
    case 'retry':
      return { ...state, waiting: undefined, canRetryRefused: state.refused.length > 0 };
    case 'overtaken': {
      const { record, version } = action;
      // the answer was lost, or the same was stored elsewhere: no conflict
      if (state.sending && isJsonEqual(record, state.sending.record)) return withSaved(state, version);
      // only the version changed: the save is repeated against it
      if (isJsonEqual(record, state.stored)) return { ...state, version, sending: undefined, waiting: undefined };
      return { ...state, conflict: { record, version }, sending: undefined, waiting: undefined };
    }
    case 'takeTheirs':
      return state.conflict ? openRecord(state.conflict) : state;
    case 'keepMine':
      return state.conflict
        ? { ...withStored(state, state.conflict.record, state.conflict.version), refused: [], canRetryRefused: false, conflict: undefined }
        : state;
  }
};

/**
 * Chooses the next save: the unanswered one again; else the oldest commit that was not tried, alone, so that each commit is one change;
 * else, after another edit was stored or refused, all refused commits together. Undefined when there is nothing to send.
 */
export const nextAttempt = <T>(state: RecordState<T>, newRequestId: () => string): SaveAttempt<T> | undefined => {
  const { stored, edits, refused, canRetryRefused, sending, conflict, waiting } = state;
  if (conflict || waiting === 'failed') return undefined;
  if (sending) return sending;
  const untriedBatch = edits.find(({ batch }) => !refused.includes(batch))?.batch;
  if (untriedBatch !== undefined) {
    const record = applyEdits(
      stored,
      edits.filter(({ batch }) => batch === untriedBatch),
    );
    return { batches: [untriedBatch], record, requestId: newRequestId() };
  }
  return canRetryRefused && edits.length > 0
    ? { batches: refused, record: applyEdits(stored, edits), requestId: newRequestId() }
    : undefined;
};

/**
 * Whether the form shows what is stored. `typing`: a text is not committed. `saving`: a save is not answered yet. `unreachable`: the app does
 * not answer. `failed`: the last save failed. `refused`: fields need a correction. `conflict`: the record was changed elsewhere.
 */
export type SaveStatus = 'saved' | 'typing' | 'saving' | 'unreachable' | 'failed' | 'refused' | 'conflict';

export const saveStatusOf = <T>({ edits, texts, refused, sending, waiting, conflict }: RecordState<T>): SaveStatus => {
  if (conflict) return 'conflict';
  if (waiting && edits.length > 0) return waiting;
  if (refused.length > 0 || Object.values(texts).some(({ isLeft, isRestored }) => isLeft || isRestored)) return 'refused';
  if (sending || edits.length > 0) return 'saving';
  return Object.keys(texts).length > 0 ? 'typing' : 'saved';
};
