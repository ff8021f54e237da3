import { describe, expect, it } from 'vitest';
import { getAt, setAt } from '../fields/paths.ts';
import {
  committedRecord,
  type Expand,
  nextAttempt,
  openRecord,
  type RecordAction,
  type RecordState,
  recordStep,
  shownRecord,
  unsavedOf,
} from './recordState.ts';

type Deal = {
  readonly code: string;
  readonly terms: { readonly floor?: number; readonly cap?: number };
  readonly dates: readonly { readonly note: string }[];
};

const DEAL: Deal = { code: 'C-001', terms: { cap: 16_000 }, dates: [{ note: 'first' }] };
const bare: Expand<Deal> = (_, edit) => [edit];

const stored = (): RecordState<Deal> => openRecord({ record: DEAL, version: 3, origins: { code: 'house', 'terms.cap': 'source' } });
const stepped = (state: RecordState<Deal>, ...actions: RecordAction<Deal>[]): RecordState<Deal> => actions.reduce(recordStep, state);
const left = (path: string, value: unknown): RecordAction<Deal> => ({ type: 'left', edits: [{ path, value }] });
const typed = (path: string, text: string, value?: number): RecordAction<Deal> => ({
  type: 'typed',
  path,
  typing: value === undefined ? { text, meant: false } : { text, meant: true, value },
});

describe('a record while it is edited', () => {
  it('shows what is typed before it is stored, and nothing of a text that means nothing yet', () => {
    const state = stepped(stored(), typed('terms.floor', '9500', 9500), typed('terms.cap', '16x'));
    expect(shownRecord(state, bare).terms).toEqual({ floor: 9500, cap: 16_000 });
    expect(committedRecord(state)).toEqual(DEAL);
    expect(unsavedOf(state)?.typing['terms.cap']).toEqual({ text: '16x', meant: false });
  });

  it('stores one field left as one change, however fast the next one follows', () => {
    const state = stepped(stored(), left('terms.floor', 9500), left('code', 'C-002'));
    const first = nextAttempt(state);
    expect(first?.record).toEqual({ ...DEAL, terms: { floor: 9500, cap: 16_000 } });
    const saved = stepped(state, { type: 'saved', batches: first?.batches ?? [], record: first?.record ?? DEAL, version: 4 });
    expect(nextAttempt(saved)?.record.code).toBe('C-002');
    const done = stepped(saved, { type: 'saved', batches: nextAttempt(saved)?.batches ?? [], record: committedRecord(saved), version: 5 });
    expect(nextAttempt(done)).toBeUndefined();
    expect(unsavedOf(done)).toBeUndefined();
  });

  it('marks what an act filled in as the default that it is', () => {
    const state = stepped(stored(), { type: 'left', edits: [{ path: 'terms', value: { floor: 1 } }], origins: { 'terms.floor': 'house' } });
    expect(state.origins).toEqual({ code: 'house', 'terms.floor': 'house' });
  });

  it('stores other fields while one is refused, and the refused one with the edit that mends it', () => {
    const refused = stepped(stored(), left('terms.floor', 20_000), { type: 'refused', batches: [2] });
    expect(nextAttempt(refused)).toBeUndefined();
    const mended = stepped(refused, left('terms.cap', 25_000));
    const alone = nextAttempt(mended);
    expect(alone?.record.terms).toEqual({ cap: 25_000 });
    const saved = stepped(mended, { type: 'saved', batches: alone?.batches ?? [], record: alone?.record ?? DEAL, version: 4 });
    expect(nextAttempt(saved)?.record.terms).toEqual({ floor: 20_000, cap: 25_000 });
  });

  it('has nothing to store when a value was taken back', () => {
    const state = stepped(stored(), left('terms.floor', 20_000), { type: 'refused', batches: [2] }, left('terms.floor', undefined));
    expect(nextAttempt(state)).toBeUndefined();
    expect(unsavedOf(state)).toBeUndefined();
  });

  it('follows an undo in fields that nobody is in, and lets half a word go where the value moved underneath it', () => {
    const undone = { ...DEAL, code: 'C-009', terms: { cap: 15_000 } };
    const state = stepped(stored(), typed('terms.cap', '16x'), typed('dates.0.note', 'sec'), {
      type: 'fetched',
      record: undone,
      version: 2,
    });
    expect(committedRecord(state)).toEqual(undone);
    expect(Object.keys(state.typing)).toEqual(['dates.0.note']);
  });

  it('forgets mine for theirs, or puts mine on top of theirs', () => {
    const theirs = { ...DEAL, code: 'C-007' };
    const overtaken = stepped(stored(), left('terms.floor', 9000), { type: 'overtaken', record: theirs, version: 9 });
    expect(nextAttempt(overtaken)).toBeUndefined();
    expect(committedRecord(stepped(overtaken, { type: 'takeTheirs' }))).toEqual(theirs);
    const mine = stepped(overtaken, { type: 'keepMine' });
    expect(mine.version).toBe(9);
    expect(nextAttempt(mine)?.record).toEqual({ ...theirs, terms: { floor: 9000, cap: 16_000 } });
  });

  it('goes on after a restart with what was kept', () => {
    const before = stepped(stored(), left('terms.floor', 9000), typed('code', ''));
    const kept = unsavedOf(before);
    const again = openRecord({ record: DEAL, version: 3, kept: JSON.parse(JSON.stringify(kept)) });
    expect(committedRecord(again)).toEqual(committedRecord(before));
    expect(again.typing).toEqual(before.typing);
  });

  it('takes the mark of a default away with its first change', () => {
    expect(stepped(stored(), left('code', 'C-002')).origins).toEqual({ 'terms.cap': 'source' });
    expect(stepped(stored(), left('terms', {})).origins).toEqual({ code: 'house' });
  });
});

describe('a path', () => {
  it('leads to a value, sets it without touching the record, makes what is missing and takes away what is emptied', () => {
    expect(getAt(DEAL, 'dates.0.note')).toBe('first');
    expect(setAt(DEAL, 'terms.floor', 1)).toEqual({ ...DEAL, terms: { floor: 1, cap: 16_000 } });
    expect(setAt(DEAL, 'terms.cap', undefined).terms).toEqual({});
    expect(setAt({}, 'a.b', 1)).toEqual({ a: { b: 1 } });
    expect(DEAL.terms).toEqual({ cap: 16_000 });
  });

  it('adds to a list at the index after its last', () => {
    expect(setAt(DEAL, 'dates.1', { note: 'second' }).dates).toEqual([{ note: 'first' }, { note: 'second' }]);
    expect(setAt(DEAL, 'dates.5', { note: 'beyond' }).dates).toEqual(DEAL.dates);
  });
});
