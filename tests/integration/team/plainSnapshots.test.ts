import { expect, test } from 'vitest';
import { saveBuyer } from '#db/repositories/buyers.ts';
import { saveProduct } from '#db/repositories/products.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { createPlainFileWatch } from '../../helpers/plainFiles.ts';
import { createTestDatabase } from '../../helpers/postgres.ts';
import { openServices } from '../../helpers/services.ts';
import { buyer, product } from '../db/records.ts';

const SECRET = 'Zinnober Smelting of the secret tonnes';
const TEAM_PASSPHRASE = 'nine copper horses';

/** The workspace of the desk that joins, which has no passphrase, and its backups. */
const isWorkspace = (name: string): boolean => /^(?:workspaces|backups)\b/.test(name);

test('the snapshot of a team lies in no temporary file in plain text, neither where it is made nor where it is joined', async () => {
  const database = await createTestDatabase();
  const ann = await openServices(async (tx) => {
    await seedEmptyWorkspace()(tx);
    await saveProduct(tx, product('p1'));
    await saveBuyer(tx, buyer('b1', { name: SECRET }));
  });
  const bob = await openServices(seedEmptyWorkspace());
  try {
    await ann.ask('workspace.changePassphrase', { next: 'a passphrase', shouldDeletePlainBackups: true });
    const annWatch = createPlainFileWatch(ann.dataFolder, SECRET);
    const login = { ...(await database.connectAs('ann')), passphrase: TEAM_PASSPHRASE };
    await annWatch.watch('sharing', () => ann.ask('team.setUp', login));
    await annWatch.watch('synchronising', () => ann.ask('team.synchronise', {}));

    const bobLogin = { ...(await database.connectAs('bob')), passphrase: TEAM_PASSPHRASE };
    await ann.ask('team.saveMember', { role: bobLogin.connection.role, name: 'Bob', access: 'editor' });
    const [sharedWorkspace] = (await bob.ask('team.listWorkspaces', bobLogin)).workspaces;
    const bobWatch = createPlainFileWatch(bob.dataFolder, SECRET, isWorkspace);
    await bobWatch.watch('joining', () => bob.ask('team.join', { ...bobLogin, workspaceId: sharedWorkspace!.id }));
    expect((await bob.ask('buyers.list', {})).rows).toHaveLength(1);
    expect(annWatch.filesRead() + bobWatch.filesRead()).toBeGreaterThan(20);
  } finally {
    for (const desk of [ann, bob]) {
      await desk.ctx.team.stop();
      await desk.close();
    }
    await database.stop();
  }
});
