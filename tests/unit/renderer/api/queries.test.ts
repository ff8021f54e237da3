import { expect, it } from 'vitest';
import { createQueryClient, takeEvent } from '../../../../renderer/api/queries.ts';

const shown = () => {
  const client = createQueryClient();
  client.setQueryData(['overview.get', {}], { tonnes: 1 });
  return { client, isStale: () => client.getQueryState(['overview.get', {}])?.isInvalidated === true };
};

it('the first numbers of a stream make nothing stale', () => {
  const { client, isStale } = shown();
  takeEvent(client, { kind: 'changed', seq: 4, revision: 9 });
  expect(isStale()).toBe(false);
});

it('another revision makes everything shown stale, the same one nothing', () => {
  const { client, isStale } = shown();
  takeEvent(client, { kind: 'changed', seq: 4, revision: 9 });
  takeEvent(client, { kind: 'changed', seq: 5, revision: 9 });
  expect(isStale()).toBe(false);
  takeEvent(client, { kind: 'changed', seq: 6, revision: 10 });
  expect(isStale()).toBe(true);
});

it('a gap in the numbers means something was missed', () => {
  const { client, isStale } = shown();
  takeEvent(client, { kind: 'changed', seq: 4, revision: 9 });
  takeEvent(client, { kind: 'changed', seq: 7, revision: 9 });
  expect(isStale()).toBe(true);
});

it('a new core makes everything stale, another workspace empties the page', () => {
  const one = shown();
  takeEvent(one.client, { kind: 'core', seq: 1, revision: 0, state: 'restarted' });
  expect(one.isStale()).toBe(true);
  const other = shown();
  takeEvent(other.client, { kind: 'workspace', seq: 1, revision: 0 });
  expect(other.client.getQueryData(['overview.get', {}])).toBeUndefined();
});
