import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { beforeAll, describe, expect, it } from 'vitest';
import { openWorkspaceFile, type Workspace } from '#db/connection.ts';
import { copyWorkspace } from '#db/copyWorkspace.ts';
import { deriveFileKey, type FileKey } from '#db/fileKey.ts';
import { listBuyers, saveBuyer } from '#db/repositories/buyers.ts';
import { buyer } from './records.ts';
import { catchFailure, changeAsUser, createPath, createWorkspace, openFile } from './workspaceFiles.ts';

const PASSPHRASE = `Grüße "an' die Mine; --`;
const SECRET = 'Zinc Smelter of Nowhere';
const PAGE = 4096;

let key: FileKey;
let otherKey: FileKey;
beforeAll(async () => {
  key = await deriveFileKey(PASSPHRASE);
  otherKey = await deriveFileKey('another passphrase');
});

const createWithSecret = async (withKey: FileKey | undefined): Promise<Workspace> => {
  const workspace = await createWorkspace(createPath(), undefined, withKey);
  await changeAsUser(workspace, (tx) => saveBuyer(tx, { ...buyer('b1'), name: SECRET }));
  return workspace;
};
const createEncrypted = (): Promise<Workspace> => createWithSecret(key);

const filesWithSecret = (folder: string): readonly string[] =>
  readdirSync(folder).filter((file) => readFileSync(join(folder, file)).includes(SECRET));

const namesIn = async (path: string, withKey?: FileKey): Promise<readonly string[]> =>
  (await listBuyers((await openFile(path, { key: withKey })).db)).map(({ name }) => name);

describe('an encrypted workspace', () => {
  it('has no readable text in its file, log and copies, and opens with the passphrase in any composition of its characters', async () => {
    const workspace = await createEncrypted();
    const copy = join(dirname(workspace.path), 'copy.orebook');
    await copyWorkspace(workspace, copy);
    await changeAsUser(workspace, (tx) => saveBuyer(tx, { ...buyer('b2'), name: `${SECRET} 2` }));
    expect(readdirSync(dirname(workspace.path)).sort()).toEqual(['copy.orebook', 'mine.orebook', 'mine.orebook-wal']);
    expect(filesWithSecret(dirname(workspace.path))).toEqual([]);
    workspace.close();
    expect(filesWithSecret(dirname(workspace.path))).toEqual([]);
    const typedKey = await deriveFileKey(PASSPHRASE.normalize('NFD'), key.salt);
    expect(await namesIn(workspace.path, typedKey)).toEqual([SECRET, `${SECRET} 2`]);
    expect(await namesIn(copy, typedKey)).toEqual([SECRET]);
    // the same search finds the text in a plain file
    const plainWorkspace = await createWithSecret(undefined);
    expect(filesWithSecret(dirname(plainWorkspace.path))).not.toEqual([]);
  });

  it('is a file of SQLCipher 4, which its passphrase alone opens', async () => {
    const workspace = await createEncrypted();
    workspace.close();
    const rawDatabase = new BetterSqlite3(workspace.path);
    rawDatabase.pragma("cipher = 'sqlcipher'");
    rawDatabase.pragma('legacy = 4');
    rawDatabase.key(Buffer.from(PASSPHRASE.normalize('NFC')));
    expect(rawDatabase.prepare('SELECT name FROM buyer').pluck().all()).toEqual([SECRET]);
    rawDatabase.close();
  });

  it('needs a passphrase, refuses a wrong one and names damage where the two differ', async () => {
    const workspace = await createEncrypted();
    workspace.close();
    const { path } = workspace;
    const fileBytes = readFileSync(path);
    const failure = async (withKey?: FileKey) => (await catchFailure(openWorkspaceFile(path, { key: withKey }))).code;
    expect(await failure()).toBe('PASSPHRASE_NEEDED');
    expect(await failure(otherKey)).toBe('PASSPHRASE_NEEDED');
    expect(await failure(await deriveFileKey('wrong', key.salt))).toBe('WRONG_PASSPHRASE');
    for (const at of [PAGE / 2, PAGE - 1, 3 * PAGE]) {
      const damagedBytes = Buffer.from(fileBytes);
      damagedBytes[at] = damagedBytes[at]! ^ 1;
      writeFileSync(path, damagedBytes);
      expect(await failure(key), `byte ${at}`).toBe('WORKSPACE_DAMAGED');
    }
    // damage of the salt can't be told from a passphrase that belongs to another salt
    const other1 = Buffer.from(fileBytes);
    other1[0] = other1[0]! ^ 1;
    writeFileSync(path, other1);
    expect(await failure(await deriveFileKey(PASSPHRASE, other1.toString('hex', 0, 16)))).toBe('WRONG_PASSPHRASE');
    writeFileSync(path, fileBytes);
    expect(await namesIn(path, key)).toEqual([SECRET]);
  });

  it('opens after a kill with what its log holds, also when the first page was being written', async () => {
    const workspace = await createEncrypted();
    const killedPath = createPath();
    const file = readFileSync(workspace.path);
    file[2 * 1024] = file[2 * 1024]! ^ 1;
    writeFileSync(killedPath, file);
    writeFileSync(`${killedPath}-wal`, readFileSync(`${workspace.path}-wal`));
    expect(await namesIn(killedPath, key)).toEqual([SECRET]);
  });

  it('changes its key in a copy: from none to one, to another, and to none', async () => {
    const workspace = await createWithSecret(undefined);
    let source = workspace;
    for (const next of [key, otherKey, undefined]) {
      const path = createPath();
      await copyWorkspace(source, path, { next: { key: next } });
      expect(filesWithSecret(dirname(path))).toEqual(next ? [] : ['mine.orebook']);
      source = await openFile(path, { key: next });
      expect((await listBuyers(source.db)).map(({ name }) => name)).toEqual([SECRET]);
    }
  });
});

describe('a copy of a workspace', () => {
  it('holds what was committed when it began, while changes go on', async () => {
    const workspace = await createEncrypted();
    const [first, second] = [createPath(), createPath()];
    const readLimit = (): unknown => workspace.raw.pragma('wal_autocheckpoint', { simple: true });
    const limit = readLimit();
    const copies = [copyWorkspace(workspace, first), copyWorkspace(workspace, second)];
    await copies[0];
    for (let n = 2; n < 30; n++) await changeAsUser(workspace, (tx) => saveBuyer(tx, { ...buyer(`b${n}`), name: `Buyer ${n}` }));
    await Promise.all(copies);
    expect(await namesIn(first, key)).toEqual([SECRET]);
    expect((await namesIn(second, key)).length).toBeGreaterThanOrEqual(1);
    expect(readLimit()).toBe(limit);
  });
});
