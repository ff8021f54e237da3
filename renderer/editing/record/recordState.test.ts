import { describe, expect, expectTypeOf, it } from 'vitest';
import { getAt, setAt } from '#shared/recordPath.ts';
import { at, editAt, type FieldPath, type KeyOf, patternOf, rootOf, set } from '../fields/fieldPath.ts';
import {
  committedRecord,
  computeTypedRecord,
  type Expand,
  nextAttempt,
  openRecord,
  type RecordAction,
  type RecordState,
  recordStep,
  saveStatusOf,
  unsavedOf,
} from './recordState.ts';
import { parseDraft } from './useDraft.ts';

type Deal = {
  readonly code: string;
  readonly terms: { readonly floor?: number; readonly cap?: number };
  readonly dates: readonly { readonly note: string }[];
};

const DEAL: Deal = { code: 'C-001', terms: { cap: 16_000 }, dates: [{ note: 'first' }] };
const single: Expand<Deal> = (_, edit) => [edit];

const openStored = (): RecordState<Deal> => openRecord({ record: DEAL, version: 3, origins: { code: 'house', 'terms.cap': 'source' } });
const applyActions = (state: RecordState<Deal>, ...actions: RecordAction<Deal>[]): RecordState<Deal> => actions.reduce(recordStep, state);
const commit = (path: string, value: unknown): RecordAction<Deal> => ({ type: 'commit', edits: [editAt(path, value)] });
const typeText = (path: string, text: string, value?: number): RecordAction<Deal> => ({
  type: 'text',
  path,
  text: value === undefined ? { text, isLeft: false } : { text, isLeft: false, meaning: { value } },
});
let ids = 0;
const findNextAttempt = (state: RecordState<Deal>) =>
  nextAttempt(state, () => {
    ids += 1;
    return `request ${ids}`;
  });
/** The state with its next save on its way. */
const sendNext = (state: RecordState<Deal>): RecordState<Deal> => {
  const attempt = findNextAttempt(state);
  if (!attempt) throw new Error('nothing to send');
  return applyActions(state, { type: 'sending', attempt });
};
const saveAs = (state: RecordState<Deal>, version: number): RecordState<Deal> => applyActions(sendNext(state), { type: 'saved', version });

describe('a record while it is edited', () => {
  it('shows typed text before it is stored, and ignores text that is not valid yet', () => {
    const state = applyActions(openStored(), typeText('terms.floor', '9500', 9500), typeText('terms.cap', '16x'));
    expect(computeTypedRecord(state, single).terms).toEqual({ floor: 9500, cap: 16_000 });
    expect(committedRecord(state)).toEqual(DEAL);
    expect(unsavedOf(state)?.texts['terms.cap']).toEqual({ text: '16x', isLeft: false });
    expect(saveStatusOf(state)).toBe('typing');
  });

  it('stores one commit as one change, however fast the next one follows', () => {
    const state = applyActions(openStored(), commit('terms.floor', 9500), commit('code', 'C-002'));
    expect(findNextAttempt(state)?.record).toEqual({ ...DEAL, terms: { floor: 9500, cap: 16_000 } });
    const first = saveAs(state, 4);
    expect(findNextAttempt(first)?.record.code).toBe('C-002');
    const savedState = saveAs(first, 5);
    expect(findNextAttempt(savedState)).toBeUndefined();
    expect(unsavedOf(savedState)).toBeUndefined();
    expect(saveStatusOf(savedState)).toBe('saved');
  });

  it('keeps a value that was reverted while its save was on its way', () => {
    const state = applyActions(sendNext(applyActions(openStored(), commit('code', 'C-002'))), commit('code', 'C-001'));
    const savedState = applyActions(state, { type: 'saved', version: 4 });
    expect(committedRecord(savedState).code).toBe('C-001');
    expect(findNextAttempt(savedState)?.record.code).toBe('C-001');
  });

  it('marks a value that an action filled in as a default', () => {
    const state = applyActions(openStored(), {
      type: 'commit',
      edits: [editAt('terms', { floor: 1 })],
      origins: { 'terms.floor': 'house' },
    });
    expect(state.origins).toEqual({ code: 'house', 'terms.floor': 'house' });
  });

  it('stores other fields while one is refused, and the refused one with the edit that corrects it', () => {
    const refusedState = applyActions(sendNext(applyActions(openStored(), commit('terms.floor', 20_000))), { type: 'refused' });
    expect(findNextAttempt(refusedState)).toBeUndefined();
    expect(saveStatusOf(refusedState)).toBe('refused');
    const correctedState = applyActions(refusedState, commit('terms.cap', 25_000));
    expect(findNextAttempt(correctedState)?.record.terms).toEqual({ cap: 25_000 });
    expect(findNextAttempt(saveAs(correctedState, 4))?.record.terms).toEqual({ floor: 20_000, cap: 25_000 });
  });

  it('drops a refused value that was overwritten before the refusal arrived', () => {
    const state = applyActions(sendNext(applyActions(openStored(), commit('terms.floor', -1))), commit('terms.floor', 9000), {
      type: 'refused',
    });
    const savedState = saveAs(state, 4);
    expect(savedState.stored.terms.floor).toBe(9000);
    expect(findNextAttempt(savedState)).toBeUndefined();
  });

  it('has nothing to store after a value was reverted', () => {
    const state = applyActions(
      sendNext(applyActions(openStored(), commit('terms.floor', 20_000))),
      { type: 'refused' },
      commit('terms.floor', undefined),
    );
    expect(findNextAttempt(state)).toBeUndefined();
    expect(unsavedOf(state)).toBeUndefined();
  });

  it('follows a change stored elsewhere in fields without a typed text', () => {
    const theirs = { ...DEAL, code: 'C-009', terms: { cap: 15_000 } };
    const state = applyActions(openStored(), typeText('dates.0.note', 'sec'), { type: 'fetched', record: theirs, version: 2 });
    expect(committedRecord(state)).toEqual(theirs);
    expect(Object.keys(state.texts)).toEqual(['dates.0.note']);
  });

  it('never replaces what is being typed by a value stored elsewhere without asking', () => {
    const theirs = { ...DEAL, code: 'C-009', terms: { cap: 15_000 } };
    const typedState = applyActions(openStored(), typeText('terms.cap', '16x'), typeText('dates.0.note', 'sec'));
    const conflictState = applyActions(typedState, { type: 'fetched', record: theirs, version: 2 });
    expect(conflictState.texts).toEqual(typedState.texts);
    expect(saveStatusOf(conflictState)).toBe('conflict');
    const mine = applyActions(conflictState, { type: 'keepMine' });
    expect(mine).toMatchObject({ version: 2, stored: theirs, conflict: undefined });
    expect(Object.keys(mine.texts)).toEqual(['terms.cap', 'dates.0.note']);
    const takenState = applyActions(conflictState, { type: 'takeTheirs' });
    expect(committedRecord(takenState)).toEqual(theirs);
    expect(takenState.texts).toEqual({});
  });

  it('takes the other version, or applies the own edits on top of it', () => {
    const theirs = { ...DEAL, code: 'C-007' };
    const overtakenState = applyActions(sendNext(applyActions(openStored(), commit('terms.floor', 9000))), {
      type: 'overtaken',
      record: theirs,
      version: 9,
    });
    expect(findNextAttempt(overtakenState)).toBeUndefined();
    expect(saveStatusOf(overtakenState)).toBe('conflict');
    expect(committedRecord(applyActions(overtakenState, { type: 'takeTheirs' }))).toEqual(theirs);
    const mine = applyActions(overtakenState, { type: 'keepMine' });
    expect(mine.version).toBe(9);
    expect(findNextAttempt(mine)?.record).toEqual({ ...theirs, terms: { floor: 9000, cap: 16_000 } });
  });

  it('has no conflict with its own save whose answer was lost', () => {
    const ours = sendNext(applyActions(openStored(), commit('terms.floor', 9000)));
    const overtakenState = applyActions(ours, { type: 'overtaken', record: { ...DEAL, terms: { cap: 16_000, floor: 9000 } }, version: 4 });
    expect(overtakenState.conflict).toBeUndefined();
    expect(overtakenState.version).toBe(4);
    expect(unsavedOf(overtakenState)).toBeUndefined();
  });

  it('saves again against a version that increased without a change', () => {
    const state = applyActions(sendNext(applyActions(openStored(), commit('terms.floor', 9000))), {
      type: 'overtaken',
      record: DEAL,
      version: 7,
    });
    expect(state.conflict).toBeUndefined();
    expect(state.version).toBe(7);
    expect(findNextAttempt(state)?.record.terms.floor).toBe(9000);
  });

  it('repeats the same request under the same id when the app did not answer, whatever is typed meanwhile', () => {
    const lostState = applyActions(sendNext(applyActions(openStored(), commit('terms.floor', 9000))), { type: 'unreachable' });
    const first = lostState.sending;
    const typedOn = applyActions(lostState, commit('terms.floor', 9100), commit('code', 'C-003'));
    expect(saveStatusOf(typedOn)).toBe('unreachable');
    expect(findNextAttempt(typedOn)).toBe(first);
    const savedState = applyActions(typedOn, { type: 'saved', version: 4 });
    expect(findNextAttempt(savedState)?.record.terms.floor).toBe(9100);
    expect(findNextAttempt(savedState)?.requestId).not.toBe(first?.requestId);
  });

  it('waits after a failure until the next commit or retry', () => {
    const failedState = applyActions(sendNext(applyActions(openStored(), commit('code', 'C-002'))), { type: 'failed' });
    expect(findNextAttempt(failedState)).toBeUndefined();
    expect(saveStatusOf(failedState)).toBe('failed');
    expect(findNextAttempt(applyActions(failedState, { type: 'retry' }))?.record.code).toBe('C-002');
    expect(findNextAttempt(applyActions(failedState, commit('terms.floor', 1)))?.record.code).toBe('C-002');
  });

  it('continues after a restart from the draft', () => {
    const before = applyActions(openStored(), commit('terms.floor', 9000), typeText('code', ''));
    const draft = JSON.parse(JSON.stringify(unsavedOf(before)));
    const restoredState = openRecord({ record: DEAL, version: 3, unsaved: parseDraft(draft) });
    expect(committedRecord(restoredState)).toEqual(committedRecord(before));
    expect(restoredState.texts).toEqual({ code: { text: '', isLeft: false, isRestored: true } });
    expect(saveStatusOf(openRecord({ record: DEAL, unsaved: parseDraft({ edits: [], texts: draft.texts }) }))).toBe('refused');
  });

  it('reads a draft of the first version', () => {
    const unsavedInput = parseDraft({
      edits: [{ path: 'code', value: 'C-002' }],
      typing: { 'terms.cap': { text: '16x', meant: false }, 'terms.floor': { text: '9500', meant: true, value: 9500 } },
    });
    const state = openRecord({ record: DEAL, version: 3, unsaved: unsavedInput });
    expect(computeTypedRecord(state, single)).toEqual({ ...DEAL, code: 'C-002', terms: { cap: 16_000, floor: 9500 } });
    expect(state.texts['terms.cap']?.text).toBe('16x');
  });

  it('removes the mark of a default with its first change', () => {
    expect(applyActions(openStored(), commit('code', 'C-002')).origins).toEqual({ 'terms.cap': 'source' });
    expect(applyActions(openStored(), commit('terms', {})).origins).toEqual({ code: 'house' });
  });
});

describe('a path', () => {
  it('reads a value, sets it without changing the record, creates missing parents and removes cleared ones', () => {
    expect(getAt(DEAL, 'dates.0.note')).toBe('first');
    expect(setAt(DEAL, 'terms.floor', 1)).toEqual({ ...DEAL, terms: { floor: 1, cap: 16_000 } });
    expect(setAt(DEAL, 'terms.cap', undefined).terms).toEqual({});
    expect(setAt({}, 'a.b', 1)).toEqual({ a: { b: 1 } });
    expect(DEAL.terms).toEqual({ cap: 16_000 });
  });

  it('appends to a list at the index after its last', () => {
    expect(setAt(DEAL, 'dates.1', { note: 'second' }).dates).toEqual([{ note: 'first' }, { note: 'second' }]);
    expect(setAt(DEAL, 'dates.5', { note: 'beyond' }).dates).toEqual(DEAL.dates);
  });

  it('consists of keys of the record, and knows the type of its value', () => {
    const floor = at(rootOf<Deal>(), 'terms', 'floor');
    expect(floor).toBe('terms.floor');
    expect(setAt(DEAL, at(rootOf<Deal>(), 'dates', 1), { note: 'second' }).dates).toHaveLength(2);
    expect(set(floor, 9)).toEqual({ path: 'terms.floor', value: 9 });
    expectTypeOf(floor).toEqualTypeOf<FieldPath<number>>();
    expectTypeOf<Parameters<typeof set<number>>[1]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<KeyOf<Deal['terms']>>().toEqualTypeOf<'floor' | 'cap'>();
  });

  it('has a pattern with a star for each index', () => {
    expect(patternOf('dates.12.note')).toBe('dates.*.note');
  });
});
