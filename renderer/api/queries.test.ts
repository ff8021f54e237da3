import { QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, it, vi } from 'vitest';
import { applyHostEvent, createQueryClient, queryFor } from './queries.ts';

const shown = () => {
  const client = createQueryClient();
  client.setQueryData(['overview.get', {}], { tonnes: 1 });
  return { client, isStale: () => client.getQueryState(['overview.get', {}])?.isInvalidated === true };
};

it('the first numbers of a stream make nothing stale', () => {
  const { client, isStale } = shown();
  applyHostEvent(client, { kind: 'changed', seq: 4, revision: 9 });
  expect(isStale()).toBe(false);
});

it('another revision makes everything shown stale, the same one nothing', () => {
  const { client, isStale } = shown();
  applyHostEvent(client, { kind: 'changed', seq: 4, revision: 9 });
  applyHostEvent(client, { kind: 'changed', seq: 5, revision: 9 });
  expect(isStale()).toBe(false);
  applyHostEvent(client, { kind: 'changed', seq: 6, revision: 10 });
  expect(isStale()).toBe(true);
});

it('a change makes stale what depends on the records it touched, several at once everything', () => {
  const { client, isStale } = shown();
  applyHostEvent(client, { kind: 'changed', seq: 4, revision: 9 });
  applyHostEvent(client, { kind: 'changed', seq: 5, revision: 10, touched: ['houseStyle'] });
  expect(isStale()).toBe(false);
  applyHostEvent(client, { kind: 'changed', seq: 6, revision: 11, touched: ['version', 'contract'] });
  expect(isStale()).toBe(true);
  const other = shown();
  applyHostEvent(other.client, { kind: 'changed', seq: 4, revision: 9 });
  applyHostEvent(other.client, { kind: 'changed', seq: 5, revision: 11, touched: ['houseStyle'] });
  expect(other.isStale()).toBe(true);
});

it('a gap in the numbers means something was missed', () => {
  const { client, isStale } = shown();
  applyHostEvent(client, { kind: 'changed', seq: 4, revision: 9 });
  applyHostEvent(client, { kind: 'changed', seq: 7, revision: 9 });
  expect(isStale()).toBe(true);
});

it('a new core makes everything stale, another workspace empties the page', () => {
  const one = shown();
  applyHostEvent(one.client, { kind: 'core', seq: 1, revision: 0, state: 'restarted' });
  expect(one.isStale()).toBe(true);
  const other = shown();
  applyHostEvent(other.client, { kind: 'workspace', seq: 1, revision: 0 });
  expect(other.client.getQueryData(['overview.get', {}])).toBeUndefined();
});

it('the same workspace, opened again by a core that took over, makes everything stale and empties nothing', () => {
  const { client, isStale } = shown();
  applyHostEvent(client, { kind: 'workspace', seq: 1, revision: 0, isReopened: true });
  expect(isStale()).toBe(true);
  expect(client.getQueryData(['overview.get', {}])).toEqual({ tonnes: 1 });
});

afterEach(() => void vi.unstubAllGlobals());

it('a job whose end is told while its first answer is under way is seen to end', async () => {
  const answers: ((state: 'running' | 'done') => void)[] = [];
  vi.stubGlobal('document', { querySelector: () => null });
  vi.stubGlobal('fetch', () => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    answers.push((state) => resolve(Response.json({ ok: true, value: { id: 'j', at: { state } }, revision: 1 })));
    return promise;
  });
  const client = createQueryClient();
  const observer = new QueryObserver(client, queryFor('jobs.get', { id: 'j' }));
  const states: (string | undefined)[] = [];
  const stop = observer.subscribe(({ data }) => states.push(data?.at.state));
  applyHostEvent(client, { kind: 'job', seq: 1, revision: 1 });
  answers[0]?.('running');
  await expect.poll(() => answers.length).toBe(2);
  expect(states.at(-1)).toBe('running');
  answers[1]?.('done');
  await expect.poll(() => states.at(-1)).toBe('done');
  stop();
});
