import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { OrebookError } from '#shared/contract/errors.ts';
import { connection, setConnection, setCoreLost } from './connection.ts';
import { sendCommand } from './sendCommand.ts';

type Sent = { readonly call: string; readonly requestId: string | null };

/** A host over HTTP with a list of answers: `lost` drops the answer, `dead` is a host whose core died. */
const stubHost = (answers: ('lost' | 'dead' | 'ok' | 'refused')[]): Sent[] => {
  const sentCommands: Sent[] = [];
  vi.stubGlobal('document', { querySelector: () => null });
  vi.stubGlobal('window', { crypto: { randomUUID: () => `id-${sentCommands.length}` } });
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const call = path.slice('/api/'.length);
    if (call === 'host.capabilities') return Response.json({ ok: true, value: {}, revision: 1 });
    sentCommands.push({ call, requestId: new Headers(init.headers).get('x-orebook-request') });
    const answer = answers.shift() ?? 'ok';
    if (answer === 'lost') throw new TypeError('Failed to fetch');
    if (answer === 'dead') return Response.json({ ok: false, error: { code: 'UNAVAILABLE', details: { reason: 'coreGone' }, id: 'x' } });
    if (answer === 'refused') return Response.json({ ok: false, error: { code: 'STALE', details: {}, id: 'x' } });
    return Response.json({ ok: true, value: { done: true }, revision: 2 });
  });
  return sentCommands;
};

beforeEach(() => {
  setConnection('live');
  setCoreLost(false);
});
afterEach(() => void vi.unstubAllGlobals());

it('a command is sent again under the same id after a lost answer and after the core died', async () => {
  const sentCommands = stubHost(['lost', 'dead', 'ok']);
  expect(await sendCommand('buyers.remove', { ids: [] })).toMatchObject({ value: { done: true } });
  expect(sentCommands).toHaveLength(3);
  expect(new Set(sentCommands.map(({ requestId }) => requestId)).size).toBe(1);
  expect(connection()).toBe('live');
});

it('a dead core behind a live host shows as a lost connection until it answers', async () => {
  stubHost(['dead', 'ok']);
  const sending = sendCommand('buyers.remove', { ids: [] });
  await expect.poll(connection).toBe('lost');
  await sending;
  expect(connection()).toBe('live');
});

it('a refusal is thrown at once and ends the request', async () => {
  const sentCommands = stubHost(['refused', 'ok']);
  await expect(sendCommand('buyers.remove', { ids: [] })).rejects.toMatchObject({ code: 'STALE' });
  await sendCommand('buyers.remove', { ids: [] });
  expect(sentCommands[0]?.requestId).not.toBe(sentCommands[1]?.requestId);
});

it('a timed-out command keeps its id for the same command only', async () => {
  const sentCommands = stubHost(['dead', 'ok', 'ok', 'ok']);
  const input = { ids: ['a'] };
  await expect(sendCommand('buyers.remove', input, { timeoutMs: 0 })).rejects.toBeInstanceOf(OrebookError);
  await sendCommand('buyers.remove', { ids: ['b'] });
  await sendCommand('buyers.remove', input);
  await sendCommand('buyers.remove', input);
  const [first, otherId, retry, freshId] = sentCommands.map(({ requestId }) => requestId);
  expect(retry).toBe(first);
  expect(otherId).not.toBe(first);
  expect(freshId).not.toBe(first);
});
