import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { findMomentAfterLast } from '#db/repositories/history.ts';
import { getSettings, saveSettings } from '#db/repositories/settings.ts';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { OpenFile } from '../../../core/protocol.ts';
import { NO_SECRETS, type SecretStore } from '../../../core/secrets.ts';
import { createSession } from '../../../core/session/session.ts';
import type { WorkspaceSession } from '../../../core/session/workspaceSession.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';

const FIRST = 'first passphrase';
const SECOND = 'zweites Paßwort';
/** A text that only encryption hides. The name of a workspace is listed with the recent ones. */
const SECRET = 'Buyer of the secret tonnes';

let session: WorkspaceSession;
let folder: string;
let openFile: OpenFile | undefined;
let clockTime: Date;

const newSession = (secrets: SecretStore = NO_SECRETS): WorkspaceSession =>
  createSession({
    secrets,
    dataFolder: folder,
    tempFolder: join(folder, 'temp'),
    secondBackups: join(folder, 'second'),
    clock: () => {
      clockTime = new Date(clockTime.getTime() + 1000);
      return clockTime;
    },
    emit: () => {},
    onFileChange: (file) => {
      openFile = file;
    },
  });

const writeSecret = (text = SECRET) =>
  session.change({ key: 'history.settings', values: { text } }, async (tx) =>
    saveSettings(tx, { ...(await getSettings(tx)), budget: [{ year: 2030, usd: text.length }] }),
  );

const filesWithSecret = (): readonly string[] =>
  (readdirSync(folder, { recursive: true }) as string[]).filter(
    (file) => statSync(join(folder, file)).isFile() && readFileSync(join(folder, file)).includes(SECRET),
  );

const failure = async (work: Promise<unknown>): Promise<OrebookError> => {
  try {
    await work;
  } catch (error) {
    return error as OrebookError;
  }
  throw new Error('nothing failed');
};

const pendingOf = async (work: Promise<unknown>): Promise<string> => {
  const { code, details } = await failure(work);
  expect(code).toBe('PASSPHRASE_NEEDED');
  return String(details.pending);
};

const copies = () => session.backups().copies.map(({ reason, encrypted }) => `${reason} ${encrypted ? 'encrypted' : 'plain'}`);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'orebook passphrase '));
  clockTime = new Date(2026, 5, 3, 9);
  session = newSession();
  await session.create({ name: 'Mine', label: { key: 'history.create' }, fill: seedEmptyWorkspace() });
  await writeSecret();
  return async () => {
    await session.stop();
    rmSync(folder, { recursive: true, force: true });
  };
});

describe('a workspace with a passphrase', () => {
  it('leaves its text readable in no file: its own, its log, backups, the second folder and snapshots', async () => {
    await session.backUp('user');
    await session.setSecondBackupFolder(undefined);
    expect(filesWithSecret().length).toBeGreaterThanOrEqual(2);
    await session.changePassphrase({ next: FIRST, shouldDeletePlainBackups: true });
    await writeSecret(`${SECRET} again`);
    await session.backUp('user');
    const moment = await findMomentAfterLast(session.db(), 'history.settings');
    await session.openSnapshot(moment!);
    expect(readdirSync(join(folder, 'temp'))).not.toEqual([]);
    expect(filesWithSecret()).toEqual([]);
    expect(copies()).toEqual(['user encrypted', 'passphrase encrypted']);
    await session.closeSnapshot();
    await session.stop();
    expect(filesWithSecret()).toEqual([]);
  });

  it('keeps its plain backups unless asked to delete them', async () => {
    await session.backUp('user');
    await session.changePassphrase({ next: FIRST });
    expect(copies()).toEqual(['passphrase encrypted', 'user plain']);
  });

  it('opens at the next start and after a lock with its passphrase only, and a core that replaces another has its key', async () => {
    await session.changePassphrase({ next: FIRST });
    const before = openFile;
    expect(before?.key).toBeDefined();
    await session.lock();
    expect(session.isOpen()).toBe(false);
    expect(openFile).toBeUndefined();
    const notOpened = session.notOpened();
    expect(notOpened).toMatchObject({ code: 'PASSPHRASE_NEEDED', details: { name: 'Empty' } });
    const pendingId = String(notOpened?.details.pending);
    expect((await failure(session.unlock(pendingId, 'something else', false))).code).toBe('WRONG_PASSPHRASE');
    await session.unlock(pendingId, FIRST, false);
    expect(session.isOpen()).toBe(true);
    expect(session.notOpened()).toBeUndefined();
    await session.stop();

    session = newSession();
    await session.unlock(await pendingOf(session.openFirst({ kind: 'last' })), FIRST, false);
    await session.stop();
    session = newSession();
    const [recentFile] = session.recents();
    await session.unlock(await pendingOf(session.openRecent(recentFile!.handle)), FIRST, false);
    await session.stop();
    session = newSession();
    await session.openFirst({ kind: 'reopen', isReadOnly: false, path: before!.path, key: before!.key });
    expect(session.isOpen()).toBe(true);
  });

  it('is opened by a remembered passphrase, except after a lock; the memory follows a change and can be ended', async () => {
    const storedSecrets = new Map<string, string>();
    const secrets: SecretStore = {
      isAvailable: async () => true,
      read: async (name) => storedSecrets.get(name),
      save: async (name, secret) => storedSecrets.set(name, secret).has(name),
      forget: async (name) => void storedSecrets.delete(name),
    };
    const restart = async (): Promise<void> => {
      await session.stop();
      session = newSession(secrets);
    };
    await session.changePassphrase({ next: FIRST });
    await restart();
    const request = await failure(session.openFirst({ kind: 'last' }));
    expect(request.details.canRemember).toBe(true);
    await session.unlock(String(request.details.pending), FIRST, true);
    expect(await session.passphraseMemory()).toBe('on');

    await restart();
    await session.openFirst({ kind: 'last' });
    await session.changePassphrase({ current: FIRST, next: SECOND });
    expect([...storedSecrets.values()]).toEqual([SECOND]);
    await restart();
    await session.openFirst({ kind: 'last' });
    const path = session.path();
    await session.lock();
    await session.unlock(await pendingOf(session.openFirst({ kind: 'file', path })), SECOND, false);
    expect(await session.passphraseMemory()).toBe('on');

    await session.forgetPassphrase();
    expect(await session.passphraseMemory()).toBe('off');
    expect(storedSecrets.size).toBe(0);
    await restart();
    await pendingOf(session.openFirst({ kind: 'last' }));
  });

  it('is due to be locked after the chosen time without use, which stays with the computer', async () => {
    clockTime = new Date(2026, 5, 3, 12);
    expect(session.isAutoLockDue()).toBe(false);
    await session.changePassphrase({ next: FIRST });
    expect(session.autoLock()).toBe(15);
    clockTime = new Date(clockTime.getTime() + 14 * 60_000);
    expect(session.isAutoLockDue()).toBe(false);
    clockTime = new Date(clockTime.getTime() + 60_000);
    expect(session.isAutoLockDue()).toBe(true);
    session.noteActivity();
    expect(session.isAutoLockDue()).toBe(false);
    session.setAutoLock(0);
    clockTime = new Date(clockTime.getTime() + 24 * 60 * 60_000);
    expect(session.isAutoLockDue()).toBe(false);
    await session.lock();
    await session.unlock(String(session.notOpened()?.details.pending), FIRST, false);
    expect(session.autoLock()).toBe(0);
  });

  it('changes and loses it only for the one who knows it, and has the new one from then on', async () => {
    await session.changePassphrase({ next: FIRST });
    for (const currentPassphrase of [undefined, 'something else'])
      expect(
        (
          await failure(
            session.changePassphrase({ ...(currentPassphrase === undefined ? {} : { current: currentPassphrase }), next: SECOND }),
          )
        ).code,
      ).toBe('WRONG_PASSPHRASE');
    await session.changePassphrase({ current: FIRST, next: SECOND });
    await session.lock();
    const pendingId = String(session.notOpened()?.details.pending);
    expect((await failure(session.unlock(pendingId, FIRST, false))).code).toBe('WRONG_PASSPHRASE');
    await session.unlock(pendingId, SECOND.normalize('NFD'), false);
    await session.changePassphrase({ current: SECOND });
    expect(session.isEncrypted()).toBe(false);
    expect((await failure(session.lock())).code).toBe('NOT_ENCRYPTED');
    await session.undo();
    expect((await getSettings(session.db())).budget).toEqual([]);
  });

  it('can be created with one, and an incoming copy of it asks for it', async () => {
    await session.create({ name: 'Secret', passphrase: FIRST, label: { key: 'history.create' }, fill: seedEmptyWorkspace() });
    expect(session.isEncrypted()).toBe(true);
    const { path } = openFile!;
    await session.close();
    const upload = join(folder, 'upload');
    copyFileSync(path, upload);
    const incomingFile = {
      name: 'Secret.orebook',
      writeTo: (target: string) => copyFile(upload, target),
      discard: () => rm(upload),
    };
    await session.unlock(await pendingOf(session.openIncoming(incomingFile)), FIRST, false);
    expect(openFile?.path).toBe(join(folder, 'workspaces', 'Secret 2.orebook'));
    expect(existsSync(upload)).toBe(false);
  });
});

describe('a backup', () => {
  it('made without a passphrase is encrypted when it is restored into an encrypted workspace', async () => {
    await session.backUp('user');
    await session.changePassphrase({ next: FIRST });
    const plainCopy = session.backups().copies.find(({ encrypted }) => !encrypted);
    await session.restore(plainCopy!.id);
    expect(session.isEncrypted()).toBe(true);
    await session.lock();
    await session.unlock(String(session.notOpened()?.details.pending), FIRST, false);
  });

  it('made with an earlier passphrase asks for that one, and the workspace keeps its own', async () => {
    await session.changePassphrase({ next: FIRST });
    const oldCopy = session.backups().copies[0];
    await session.changePassphrase({ current: FIRST, next: SECOND });
    const pendingId = await pendingOf(session.restore(oldCopy!.id));
    expect((await failure(session.unlock(pendingId, SECOND, false))).code).toBe('WRONG_PASSPHRASE');
    await session.unlock(pendingId, FIRST, false);
    await session.lock();
    await session.unlock(String(session.notOpened()?.details.pending), SECOND, false);
    // nothing is left beside the workspace
    expect(readdirSync(join(folder, 'workspaces')).filter((file) => file.includes('.new'))).toEqual([]);
  });

  it('that is encrypted brings its passphrase into a workspace without one', async () => {
    await session.changePassphrase({ next: FIRST });
    const encryptedCopy = session.backups().copies[0];
    await session.changePassphrase({ current: FIRST });
    await session.unlock(await pendingOf(session.restore(encryptedCopy!.id)), FIRST, false);
    expect(session.isEncrypted()).toBe(true);
  });
});
