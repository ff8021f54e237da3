import { beforeEach, describe, expect, it, vi } from 'vitest';
import { OrebookError } from '#shared/contract/errors.ts';
import { setConnection, setCoreLost } from '../../api/connection.ts';
import { createDraftKeeper, type DraftFields } from './draftKeeper.ts';

/** A store whose saves wait until the test answers them, oldest first. */
const openStore = () => {
  const sentDrafts: { readonly fields: DraftFields; readonly isLast: boolean }[] = [];
  const waitingRequests: PromiseWithResolvers<unknown>[] = [];
  const keeper = createDraftKeeper((fields, isLast) => {
    sentDrafts.push({ fields, isLast });
    const answer = Promise.withResolvers<unknown>();
    waitingRequests.push(answer);
    return answer.promise;
  });
  return {
    keeper,
    sent: sentDrafts,
    accept: () => waitingRequests.shift()?.resolve(undefined),
    refuse: (code: 'UNAVAILABLE' | 'TOO_LARGE') => waitingRequests.shift()?.reject(new OrebookError(code)),
  };
};

beforeEach(() => {
  setConnection('live');
  setCoreLost(false);
});

describe('the draft of a form', () => {
  it('is saved one call at a time, and the newest replaces waiting ones', async () => {
    const { keeper, sent, accept } = openStore();
    for (const name of ['a', 'ab', 'abc']) keeper.keep({ name });
    expect(sent.map(({ fields }) => fields?.name)).toEqual(['a']);
    accept();
    await expect.poll(() => sent.map(({ fields }) => fields?.name)).toEqual(['a', 'abc']);
    expect(keeper.isPending()).toBe(true);
    accept();
    await expect.poll(keeper.isPending).toBe(false);
  });

  it('is sent again when an unreachable app is back', async () => {
    const { keeper, sent, accept, refuse } = openStore();
    setCoreLost(true);
    keeper.keep({ name: 'typed while the core was dead' });
    refuse('UNAVAILABLE');
    await vi.waitFor(() => expect(keeper.isPending()).toBe(true));
    expect(sent).toHaveLength(1);
    setCoreLost(false);
    await expect.poll(() => sent.length).toBe(2);
    expect(sent[1]?.fields).toEqual({ name: 'typed while the core was dead' });
    accept();
    await expect.poll(keeper.isPending).toBe(false);
  });

  it('is not sent again if it was replaced while the app was unreachable', async () => {
    const { keeper, sent, accept, refuse } = openStore();
    setCoreLost(true);
    keeper.keep({ name: 'old' });
    keeper.keep({ name: 'new' });
    refuse('UNAVAILABLE');
    await expect.poll(() => sent.length).toBe(2);
    accept();
    setCoreLost(false);
    await expect.poll(keeper.isPending).toBe(false);
    expect(sent.map(({ fields }) => fields?.name)).toEqual(['old', 'new']);
  });

  it('waits for the next text after a refusal', async () => {
    const { keeper, sent, refuse } = openStore();
    keeper.keep({ name: 'far too long' });
    refuse('TOO_LARGE');
    await vi.waitFor(() => expect(keeper.isPending()).toBe(true));
    expect(sent).toHaveLength(1);
  });

  it('is sent at once, beside a running save, when the page closes', () => {
    const { keeper, sent } = openStore();
    keeper.keep({ name: 'first' });
    keeper.keepLast({ name: 'last' });
    expect(sent).toEqual([
      { fields: { name: 'first' }, isLast: false },
      { fields: { name: 'last' }, isLast: true },
    ]);
  });
});
