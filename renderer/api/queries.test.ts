import { QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, it, vi } from 'vitest';
import { LIST_PAGE_ROWS } from '#shared/contract/listPages.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { applyHostEvent, createQueryClient, queryFor } from './queries.ts';

const createLoadedClient = () => {
  const client = createQueryClient();
  client.setQueryData(['overview.get', {}], { tonnes: 1 });
  return { client, isStale: () => client.getQueryState(['overview.get', {}])?.isInvalidated === true };
};

it('the first event of a stream invalidates nothing', () => {
  const { client, isStale } = createLoadedClient();
  applyHostEvent(client, { kind: 'changed', seq: 4, revision: 9 });
  expect(isStale()).toBe(false);
});

it('another revision invalidates every query, the same revision none', () => {
  const { client, isStale } = createLoadedClient();
  applyHostEvent(client, { kind: 'changed', seq: 4, revision: 9 });
  applyHostEvent(client, { kind: 'changed', seq: 5, revision: 9 });
  expect(isStale()).toBe(false);
  applyHostEvent(client, { kind: 'changed', seq: 6, revision: 10 });
  expect(isStale()).toBe(true);
});

it('a change invalidates queries that depend on the touched records; several changes at once invalidate every query', () => {
  const { client, isStale } = createLoadedClient();
  applyHostEvent(client, { kind: 'changed', seq: 4, revision: 9 });
  applyHostEvent(client, { kind: 'changed', seq: 5, revision: 10, touched: ['houseStyle'] });
  expect(isStale()).toBe(false);
  applyHostEvent(client, { kind: 'changed', seq: 6, revision: 11, touched: ['version', 'contract'] });
  expect(isStale()).toBe(true);
  const otherCache = createLoadedClient();
  applyHostEvent(otherCache.client, { kind: 'changed', seq: 4, revision: 9 });
  applyHostEvent(otherCache.client, { kind: 'changed', seq: 5, revision: 11, touched: ['houseStyle'] });
  expect(otherCache.isStale()).toBe(true);
});

it('a gap in the event numbers counts as missed changes', () => {
  const { client, isStale } = createLoadedClient();
  applyHostEvent(client, { kind: 'changed', seq: 4, revision: 9 });
  applyHostEvent(client, { kind: 'changed', seq: 7, revision: 9 });
  expect(isStale()).toBe(true);
});

it('a restarted core invalidates every query, and another workspace clears the cache', () => {
  const restartedClient = createLoadedClient();
  applyHostEvent(restartedClient.client, { kind: 'core', seq: 1, revision: 0, state: 'restarted' });
  expect(restartedClient.isStale()).toBe(true);
  const otherCache = createLoadedClient();
  applyHostEvent(otherCache.client, { kind: 'workspace', seq: 1, revision: 0 });
  expect(otherCache.client.getQueryData(['overview.get', {}])).toBeUndefined();
});

it('the same workspace reopened by a restarted core invalidates every query and clears none', () => {
  const { client, isStale } = createLoadedClient();
  applyHostEvent(client, { kind: 'workspace', seq: 1, revision: 0, isReopened: true });
  expect(isStale()).toBe(true);
  expect(client.getQueryData(['overview.get', {}])).toEqual({ tonnes: 1 });
});

afterEach(() => void vi.unstubAllGlobals());

it('a job that ends before its first answer arrives is seen to end', async () => {
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

it('a query that is refused while the workspace changes is asked again', async () => {
  const answers: ((answer: object) => void)[] = [];
  vi.stubGlobal('document', { querySelector: () => null });
  vi.stubGlobal('fetch', () => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    answers.push((answer) => resolve(Response.json(answer)));
    return promise;
  });
  const client = createQueryClient();
  applyHostEvent(client, { kind: 'changed', seq: 1, revision: 4 });
  const observer = new QueryObserver(client, queryFor('contracts.get', { id: 'c' as ContractId }));
  const stop = observer.subscribe(() => undefined);
  await expect.poll(() => answers.length).toBe(1);
  // an undo brings back what the query asks for; its refusal is on the way
  applyHostEvent(client, { kind: 'changed', seq: 2, revision: 5 });
  answers[0]?.({ ok: false, error: { code: 'NOT_FOUND', details: {}, id: 'x' } });
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.({ ok: true, value: { version: 1 }, revision: 5 });
  await expect.poll(() => client.getQueryData(['contracts.get', { id: 'c' }])).toEqual({ version: 1 });
  stop();
});

/** Answers contracts in pages at revisions that the test gives, as a host does. */
const stubContractPages = (count: number, revisionOf: (request: number) => number): readonly number[] => {
  const requestedPages: number[] = [];
  vi.stubGlobal('document', { querySelector: () => null });
  vi.stubGlobal('fetch', async (_address: string, { body }: { readonly body: string }) => {
    const { first = 0 } = JSON.parse(body) as { readonly first?: number };
    requestedPages.push(first);
    const rows = Array.from({ length: Math.min(LIST_PAGE_ROWS, count - first) }, (_, i) => first + i);
    return Response.json({ ok: true, value: { rows, count }, revision: revisionOf(requestedPages.length) });
  });
  return requestedPages;
};

const countRows = async (): Promise<readonly number[]> => {
  const { rows } = await createQueryClient().fetchQuery(queryFor('contracts.list', {}));
  return [rows.length, new Set(rows).size];
};

it('a list of more rows than a page is answered whole', async () => {
  const requestedPages = stubContractPages(2 * LIST_PAGE_ROWS + 1, () => 1);
  expect(await countRows()).toEqual([2 * LIST_PAGE_ROWS + 1, 2 * LIST_PAGE_ROWS + 1]);
  expect(requestedPages).toEqual([0, LIST_PAGE_ROWS, 2 * LIST_PAGE_ROWS]);
});

it('a query that names a page of a long list is answered with that page alone', async () => {
  const requestedPages = stubContractPages(2 * LIST_PAGE_ROWS + 1, () => 1);
  const { rows } = await createQueryClient().fetchQuery(queryFor('contracts.list', { first: 0 }));
  expect(rows).toHaveLength(LIST_PAGE_ROWS);
  expect(requestedPages).toEqual([0]);
});

it('the pages of a long list are asked for several at once and joined in their order, whichever is answered first', async () => {
  const answers: (() => void)[] = [];
  const count = 4 * LIST_PAGE_ROWS;
  vi.stubGlobal('fetch', async (_address: string, { body }: { readonly body: string }) => {
    const { first = 0 } = JSON.parse(body) as { readonly first?: number };
    if (first > 0) {
      await new Promise<void>((resolve) => {
        answers.push(resolve);
        if (answers.length === 3) for (const answer of answers.toReversed()) answer();
      });
    }
    return Response.json({ ok: true, value: { rows: Array.from({ length: LIST_PAGE_ROWS }, (_, i) => first + i), count }, revision: 1 });
  });
  const { rows } = await createQueryClient().fetchQuery(queryFor('contracts.list', {}));
  expect(rows).toEqual(Array.from({ length: count }, (_, i) => i));
});

it('a list that changes between two pages is asked again from its first row', async () => {
  const requestedPages = stubContractPages(LIST_PAGE_ROWS + 1, (request) => (request === 1 ? 1 : 2));
  expect(await countRows()).toEqual([LIST_PAGE_ROWS + 1, LIST_PAGE_ROWS + 1]);
  expect(requestedPages).toEqual([0, LIST_PAGE_ROWS, 0, LIST_PAGE_ROWS]);
});
