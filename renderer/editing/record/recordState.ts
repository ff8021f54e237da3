import type { Origin } from '#shared/domain/origin.ts';
import { isJsonEqual } from '#shared/equality.ts';
import type { FieldText } from '../../components/useField.ts';
import { type Edit, editAt, getAt, isPathWithin, type Path, setAt } from '../fields/fieldPath.ts';

/** Edits that were committed together are stored as one change. */
type BatchedEdit = Edit & { readonly batch: number };

/** The text in a field that is not committed. `meaning` is the value it stands for, if it means something; an undefined value empties the field. */
export type RecordText = FieldText & {
  readonly meaning?: { readonly value?: unknown } | undefined;
  /** Whether it comes from before a reload or restart, so that nobody is typing it now. */
  readonly isRestored?: true | undefined;
};

type Texts = Readonly<Record<Path, RecordText>>;
type Origins = Readonly<Record<Path, Origin>>;

/** What is not stored yet, as a draft keeps it across reloads and restarts. */
export type Unsaved = { readonly edits: readonly Edit[]; readonly texts: Texts };

/** One save on its way: a retry sends the same record under the same request id. */
export type SaveAttempt<T> = { readonly batches: readonly number[]; readonly record: T; readonly requestId: string };

/**
 * A record while it is edited: what is stored, the committed edits that are on their way or were refused, and the texts in fields. What a
 * person sees is the three laid over one another.
 */
export type RecordState<T> = {
  readonly stored: T;
  /** Undefined for a record that was never stored. */
  readonly version: number | undefined;
  readonly edits: readonly BatchedEdit[];
  readonly texts: Texts;
  /** Where defaults come from that nobody has changed. */
  readonly origins: Origins;
  /** Batches that the server refused; they wait for another edit that corrects them. */
  readonly refused: readonly number[];
  /** Whether the refused ones are worth another try. */
  readonly canRetryRefused: boolean;
  /** The save whose answer is awaited. */
  readonly sending: SaveAttempt<T> | undefined;
  /** Why saving waits: the app does not answer, or the last save failed for a reason outside of the record. */
  readonly waiting: 'unreachable' | 'failed' | undefined;
  /** The record as somebody else stored it while ours was on its way. */
  readonly conflict: { readonly record: T; readonly version: number } | undefined;
  readonly lastBatch: number;
};

export type RecordAction<T> =
  /** A field holds a text, or shows its value again. */
  | { readonly type: 'text'; readonly path: Path; readonly text: RecordText | undefined }
  /** Fields were left with values; `origins` are of those that hold a default now. */
  | { readonly type: 'commit'; readonly edits: readonly Edit[]; readonly origins?: Origins | undefined }
  | { readonly type: 'fetched'; readonly record: T; readonly version: number }
  | { readonly type: 'sending'; readonly attempt: SaveAttempt<T> }
  | { readonly type: 'saved'; readonly version: number }
  | { readonly type: 'refused' }
  | { readonly type: 'unreachable' }
  | { readonly type: 'failed' }
  | { readonly type: 'retry' }
  /** The save met another version than it knew: what is stored now. */
  | { readonly type: 'overtaken'; readonly record: T; readonly version: number }
  | { readonly type: 'takeTheirs' }
  | { readonly type: 'keepMine' };

export type Opening<T> = {
  readonly record: T;
  readonly version?: number | undefined;
  readonly origins?: Origins | undefined;
  readonly unsaved?: Unsaved | undefined;
};

const applyEdits = <T>(record: T, edits: readonly Edit[]): T => edits.reduce((whole, { path, value }) => setAt(whole, path, value), record);

/** Opens a record as it is stored, with what was not stored when it was last left. */
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

/** What one edit does to a record: more than the field itself where a value brings or removes others with it. */
export type Expand<T> = (record: T, edit: Edit) => readonly Edit[];

/** The record with all that its fields say now; a text that means nothing yet changes nothing. */
export const shownRecord = <T>(state: RecordState<T>, expand: Expand<T>): T =>
  Object.entries(state.texts).reduce(
    (record, [path, { meaning }]) => (meaning ? applyEdits(record, expand(record, editAt(path, meaning.value))) : record),
    committedRecord(state),
  );

/** What a draft must keep; undefined when everything is stored. */
export const unsavedOf = <T>({ edits, texts }: RecordState<T>): Unsaved | undefined =>
  edits.length === 0 && Object.keys(texts).length === 0
    ? undefined
    : {
        edits: edits.map(({ batch: _, ...edit }) => edit as Edit),
        texts: Object.fromEntries(Object.entries(texts).map(([path, { isRestored: _, ...text }]) => [path, text])),
      };

/** Paths of committed edits that the server refused. */
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

const withCommit = <T>(state: RecordState<T>, news: readonly Edit[], origins: Origins = {}): RecordState<T> => {
  const batch = state.lastBatch + 1;
  // what is on its way stays as it was sent
  const sent = new Set(state.sending?.batches ?? []);
  const kept = state.edits.filter((edit) => sent.has(edit.batch) || !news.some(({ path }) => isPathWithin(edit.path, path)));
  const base = applyEdits(state.stored, kept);
  const changes = news.filter(({ path, value }) => !isJsonEqual(getAt(base, path), value));
  const edits = [...kept, ...changes.map((edit) => ({ ...edit, batch }))];
  return {
    ...state,
    edits,
    lastBatch: batch,
    texts: Object.fromEntries(Object.entries(state.texts).filter(([path]) => !news.some((edit) => isPathWithin(path, edit.path)))),
    origins: { ...withoutOrigins(state.origins, changes), ...origins },
    refused: state.refused.filter((number) => edits.some((edit) => edit.batch === number)),
    // what was taken back may have been what stood in the way
    canRetryRefused: state.refused.length > 0,
    waiting: state.waiting === 'failed' ? undefined : state.waiting,
  };
};

const withStored = <T>(state: RecordState<T>, record: T, version: number): RecordState<T> => {
  if (isJsonEqual(state.stored, record)) return { ...state, version };
  // a field that changed underneath shows the change, not the half of a word that was in it
  const texts = Object.entries(state.texts).filter(([path]) => isJsonEqual(getAt(state.stored, path), getAt(record, path)));
  return {
    ...state,
    stored: record,
    version,
    texts: texts.length === Object.keys(state.texts).length ? state.texts : Object.fromEntries(texts),
  };
};

const withSaved = <T>(state: RecordState<T>, version: number): RecordState<T> => {
  if (!state.sending) return state;
  const { batches, record } = state.sending;
  const refused = state.refused.filter((batch) => !batches.includes(batch));
  return {
    ...withStored(state, record, version),
    edits: state.edits.filter(({ batch }) => !batches.includes(batch)),
    refused,
    canRetryRefused: refused.length > 0,
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
      return withStored(state, action.record, action.version);
    case 'sending':
      return { ...state, sending: action.attempt };
    case 'saved':
      return withSaved(state, action.version);
    case 'refused': {
      const batches = state.sending?.batches ?? [];
      // a refused edit that a later one replaced has nothing left to wait for
      const edits = state.edits.filter(
        ({ path, batch }) =>
          !batches.includes(batch) || !state.edits.some((later) => later.batch > batch && isPathWithin(path, later.path)),
      );
      const refused = [...new Set([...state.refused, ...batches])].filter((number) => edits.some(({ batch }) => batch === number));
      return { ...state, edits, refused, canRetryRefused: refused.length > batches.length, sending: undefined, waiting: undefined };
    }
    case 'unreachable':
      return { ...state, waiting: 'unreachable' };
    case 'failed':
      return { ...state, sending: undefined, waiting: 'failed' };
    case 'retry':
      return { ...state, waiting: undefined, canRetryRefused: state.refused.length > 0 };
    case 'overtaken': {
      const { record, version } = action;
      // an answer was lost, or somebody stored the very same: nothing is in conflict
      if (state.sending && isJsonEqual(record, state.sending.record)) return withSaved(state, version);
      // only the version moved: the same save is due against it
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
 * What to send next: again what is on its way; else the oldest commit that was not tried, by itself, so that one field left is one change;
 * then, after something else was stored or refused, all that was refused together. Undefined when nothing is due.
 */
export const nextAttempt = <T>(state: RecordState<T>, newRequestId: () => string): SaveAttempt<T> | undefined => {
  const { stored, edits, refused, canRetryRefused, sending, conflict, waiting } = state;
  if (conflict || waiting === 'failed') return undefined;
  if (sending) return sending;
  const fresh = edits.find(({ batch }) => !refused.includes(batch))?.batch;
  if (fresh !== undefined) {
    const record = applyEdits(
      stored,
      edits.filter(({ batch }) => batch === fresh),
    );
    return { batches: [fresh], record, requestId: newRequestId() };
  }
  return canRetryRefused && edits.length > 0
    ? { batches: refused, record: applyEdits(stored, edits), requestId: newRequestId() }
    : undefined;
};

/**
 * Whether what is shown is what is stored. `typing`: a text is not committed. `saving`: a save is on its way. `unreachable`: the app does
 * not answer. `failed`: the last save failed. `refused`: fields need a correction. `conflict`: somebody else stored the record.
 */
export type SaveStatus = 'saved' | 'typing' | 'saving' | 'unreachable' | 'failed' | 'refused' | 'conflict';

export const saveStatusOf = <T>({ edits, texts, refused, sending, waiting, conflict }: RecordState<T>): SaveStatus => {
  if (conflict) return 'conflict';
  if (waiting && edits.length > 0) return waiting;
  if (refused.length > 0 || Object.values(texts).some(({ isLeft, isRestored }) => isLeft || isRestored)) return 'refused';
  if (sending || edits.length > 0) return 'saving';
  return Object.keys(texts).length > 0 ? 'typing' : 'saved';
};
