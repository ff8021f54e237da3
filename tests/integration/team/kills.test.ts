import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listTeamConflicts } from '#db/repositories/team.ts';
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.ts';
import { ALPHA, BETA, createDesks, edit, expectSame, read, reopenDesk, type TestDesk } from './desks.ts';

const SCRIPT = fileURLToPath(new URL('./syncUntilKilled.ts', import.meta.url));
/** Steps of a process that first receives and then sends: each kill falls before one of them, and one after all. */
const STEPS = 7;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.stop());

test('a process that is killed at any step of receiving and sending loses nothing and sends nothing twice', async () => {
  const [ann, bob] = (await createDesks(database, ['ann', 'bob'])) as [TestDesk, TestDesk];
  const { password } = await database.connectAs('bob');
  let desk = bob;
  for (let step = 0; step < STEPS; step++) {
    await edit(ann, BETA, { note: `Ann ${step}` });
    await ann.sync();
    await edit(desk, ALPHA, { note: `Bob ${step}` });
    desk.file.close();
    const child = spawn(process.execPath, [SCRIPT, desk.path, String(step)], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, OREBOOK_TEST_PASSWORD: password },
    });
    expect((await once(child, 'close'))[1]).toBe('SIGKILL');
    desk = await reopenDesk(desk);
    expect((await read(desk, ALPHA)).note).toBe(`Bob ${step}`);
    await desk.sync();
    await ann.sync();
  }
  const log = await ann.log.pull(ann.workspaceId, 0, 1_000);
  expect(log.map(({ rows }) => JSON.parse(rows[0]!.after!).note).sort()).toEqual(
    Array.from({ length: STEPS }, (_, step) => [`Ann ${step}`, `Bob ${step}`])
      .flat()
      .sort(),
  );
  expect(await listTeamConflicts(desk.file.db)).toEqual([]);
  await expectSame([ann, desk]);
});
