import { expect, it } from 'vitest';
import { GroupId } from '#shared/domain/ids.ts';
import { packBundle, unpackBundle } from './bundleFile.ts';
import { NO_RECORDS } from './bundleRecords.ts';

it('a bundle larger than Orebook can open is not written; one of the largest size opens', async () => {
  const about = { app: '0', made: '2026-06-03T09:00:00.000Z', title: 'Groups' };
  const groups = (count: number) => Array.from({ length: count }, (_, i) => ({ id: GroupId.parse(`g${i}`), name: `Group ${i}`, why: '' }));
  const file = await packBundle({ ...NO_RECORDS, group: groups(20_000) }, about);
  expect((await unpackBundle(file)).records.group.length).toBe(20_000);
  await expect(packBundle({ ...NO_RECORDS, group: groups(20_001) }, about)).rejects.toMatchObject({
    code: 'BAD_INPUT',
    details: { issues: [{ path: 'subject', rule: 'bundleTooBig' }] },
  });
});
