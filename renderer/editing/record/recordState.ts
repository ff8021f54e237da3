import type { Origin } from '#shared/domain/origin.ts';
import { getAt, isPathWithin, isSameJson, type Path, setAt } from '../fields/paths.ts';

/** A value that a field was left with. */
export type Edit = { readonly path: Path; readonly value?: unknown };

/** Edits of one leaving: they are stored as one change. */
type Batched = Edit & { readonly batch: number };

/** What is being typed into a field. `meant` says that the text is a value; undefined is a value too: it empties the field. */
export type Typing = { readonly text: string; readonly meant: boolean; readonly value?: unknown };

/** What is not stored yet, as it is kept across restarts. */
export type Unsaved = { readonly edits: readonly Edit[]; readonly typing: Readonly<Record<Path, Typing>> };

/**
 * A record while it is edited: what is stored, the values that fields were left with and that are on their way (or were refused), and
 * the text that is in fields now. What a person sees is the three laid over one another.
 */
export type RecordState<T> = {
  readonly stored: T;
  /** Undefined for a record that was never stored. */
  readonly version: number | undefined;
  readonly edits: readonly Batched[];
  readonly typing: Readonly<Record<Path, Typing>>;
  /** Where defaults come from that nobody has changed. */
  readonly origins: Readonly<Record<Path, Origin>>;
  /** Batches that the door refused; they wait for another edit that mends them. */
  readonly refused: readonly number[];
  /** Whether the refused ones are worth another try. */
  readonly retry: boolean;
  /** The record as somebody else stored it while ours was on its way. */
  readonly conflict: { readonly record: T; readonly version: number } | undefined;
  readonly lastBatch: number;
};

export type RecordAction<T> =
  | { readonly type: 'typed'; readonly path: Path; readonly typing: Typing }
  | { readonly type: 'left'; readonly edits: readonly Edit[]; readonly origins?: Readonly<Record<Path, Origin>> | undefined }
  | { readonly type: 'fetched'; readonly record: T; readonly version: number }
  | { readonly type: 'saved'; readonly batches: readonly number[]; readonly record: T; readonly version: number }
  | { readonly type: 'refused'; readonly batches: readonly number[] }
  | { readonly type: 'overtaken'; readonly record: T; readonly version: number }
  | { readonly type: 'takeTheirs' }
  | { readonly type: 'keepMine' };

export type Opening<T> = {
  readonly record: T;
  readonly version?: number | undefined;
  readonly origins?: Readonly<Record<Path, Origin>> | undefined;
  readonly kept?: Unsaved | undefined;
};

/** Begins with a record as it is stored, and with what was not stored when it was last left. */
export const openRecord = <T>({ record, version, origins = {}, kept }: Opening<T>): RecordState<T> => {
  const edits = (kept?.edits ?? []).filter((edit) => !isSameJson(getAt(record, edit.path), edit.value));
  return {
    stored: record,
    version,
    edits: edits.map((edit) => ({ ...edit, batch: 1 })),
    typing: kept?.typing ?? {},
    origins: withoutOrigins(origins, edits),
    refused: [],
    retry: false,
    conflict: undefined,
    lastBatch: 1,
  };
};

const applied = <T>(record: T, edits: readonly Edit[]): T => edits.reduce((whole, { path, value }) => setAt(whole, path, value), record);

/** The record with what its fields were left with. */
export const committedRecord = <T>({ stored, edits }: Pick<RecordState<T>, 'stored' | 'edits'>): T => applied(stored, edits);

/** What one field's value does to a record: more than the field itself where a value brings or takes others with it. */
export type Expand<T> = (record: T, edit: Edit) => readonly Edit[];

/** The record with all that its fields say now; a text that means nothing yet changes nothing. */
export const shownRecord = <T>(state: RecordState<T>, expand: Expand<T>): T =>
  Object.entries(state.typing).reduce(
    (record, [path, { meant, value }]) => (meant ? applied(record, expand(record, { path, value })) : record),
    committedRecord(state),
  );

/** What must be kept for the next time; undefined when all is stored. */
export const unsavedOf = <T>({ edits, typing }: RecordState<T>): Unsaved | undefined =>
  edits.length === 0 && Object.keys(typing).length === 0
    ? undefined
    : { edits: edits.map(({ path, value }) => (value === undefined ? { path } : { path, value })), typing };

const withoutOrigins = (origins: Readonly<Record<Path, Origin>>, edits: readonly Edit[]): Readonly<Record<Path, Origin>> => {
  if (edits.length === 0) return origins;
  return Object.fromEntries(Object.entries(origins).filter(([path]) => !edits.some((edit) => isPathWithin(path, edit.path))));
};

const typed = <T>(state: RecordState<T>, path: Path, typing: Typing): RecordState<T> => {
  const { [path]: _, ...others } = state.typing;
  const idle = typing.meant && isSameJson(getAt(committedRecord(state), path), typing.value);
  return { ...state, typing: idle ? others : { ...others, [path]: typing } };
};

const left = <T>(state: RecordState<T>, news: readonly Edit[], origins: Readonly<Record<Path, Origin>> = {}): RecordState<T> => {
  const batch = state.lastBatch + 1;
  const kept = state.edits.filter((edit) => !news.some(({ path }) => isPathWithin(edit.path, path)));
  const base = applied(state.stored, kept);
  const changes = news.filter(({ path, value }) => !isSameJson(getAt(base, path), value));
  const edits = [...kept, ...changes.map((edit) => ({ ...edit, batch }))];
  return {
    ...state,
    edits,
    lastBatch: batch,
    typing: Object.fromEntries(Object.entries(state.typing).filter(([path]) => !news.some((edit) => isPathWithin(path, edit.path)))),
    origins: { ...withoutOrigins(state.origins, changes), ...origins },
    refused: state.refused.filter((number) => edits.some((edit) => edit.batch === number)),
    // what was taken back may have been what stood in the way
    retry: state.refused.length > 0,
  };
};

const restored = <T>(state: RecordState<T>, record: T, version: number): RecordState<T> => {
  // a field that changed underneath shows the change, not the half of a word that was in it
  const typing = Object.entries(state.typing).filter(([path]) => isSameJson(getAt(state.stored, path), getAt(record, path)));
  return {
    ...state,
    stored: record,
    version,
    typing: typing.length === Object.keys(state.typing).length ? state.typing : Object.fromEntries(typing),
  };
};

/** One step of editing a record; pure. */
export const recordStep = <T>(state: RecordState<T>, action: RecordAction<T>): RecordState<T> => {
  switch (action.type) {
    case 'typed':
      return typed(state, action.path, action.typing);
    case 'left':
      return left(state, action.edits, action.origins);
    case 'fetched':
      return isSameJson(state.stored, action.record)
        ? { ...state, version: action.version }
        : restored(state, action.record, action.version);
    case 'saved': {
      const refused = state.refused.filter((batch) => !action.batches.includes(batch));
      return {
        ...restored(state, action.record, action.version),
        edits: state.edits.filter(({ batch }) => !action.batches.includes(batch)),
        refused,
        retry: refused.length > 0,
      };
    }
    case 'refused': {
      const refused = [...new Set([...state.refused, ...action.batches])];
      return { ...state, refused, retry: refused.length > action.batches.length };
    }
    case 'overtaken':
      return { ...state, conflict: { record: action.record, version: action.version } };
    case 'takeTheirs':
      return state.conflict ? openRecord(state.conflict) : state;
    case 'keepMine':
      return state.conflict
        ? { ...restored(state, state.conflict.record, state.conflict.version), refused: [], retry: false, conflict: undefined }
        : state;
  }
};

export type Attempt<T> = { readonly batches: readonly number[]; readonly record: T };

/**
 * What to store next: the oldest leaving that was not tried, by itself, so that one field left is one change; then, after something
 * else was stored or refused, all that was refused together. Undefined when nothing waits.
 */
export const nextAttempt = <T>({ stored, edits, refused, retry, conflict }: RecordState<T>): Attempt<T> | undefined => {
  if (conflict) return undefined;
  const fresh = edits.find(({ batch }) => !refused.includes(batch))?.batch;
  if (fresh !== undefined) {
    return {
      batches: [fresh],
      record: applied(
        stored,
        edits.filter(({ batch }) => batch === fresh),
      ),
    };
  }
  return retry && edits.length > 0 ? { batches: refused, record: applied(stored, edits) } : undefined;
};
