/**
 * A process that works on a workspace until it is killed: `node worksUntilKilled.ts MODE FOLDER`, with a mode of `works`. It prints "ready", then
 * one line for each confirmed action.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openWorkspaceFile } from '#db/connection.ts';
import { copyWorkspace } from '#db/copyWorkspace.ts';
import { MIGRATIONS, migrate, SCHEMA_VERSION } from '#db/migrate.ts';
import { getSettings, saveSettings } from '#db/repositories/settings.ts';
import { createSession } from '../../../core/session/session.ts';
import type { WorkspaceSession } from '../../../core/session/workspaceSession.ts';
import { placeFile } from '../../../electron/host/placeFile.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { passphraseOf } from './passphrase.ts';

const [mode, folder = ''] = process.argv.slice(2);

/** Written synchronously before the next action begins. */
const printLine = (line: string): void => void writeSync(1, `${line}\n`);

/** Buyers of one import, and rows that one migration adds. */
const BUYERS = 120;
const ROWS = 10_000;

const rename = async (workspace: WorkspaceSession, n: number): Promise<void> => {
  await workspace.change({ key: 'history.settings' }, async (tx) => saveSettings(tx, { ...(await getSettings(tx)), name: `Mine ${n}` }));
  printLine(`named ${n}`);
};

/** A session whose clock moves on by a second at every reading. */
const openSession = async (from: Date): Promise<{ readonly workspace: WorkspaceSession; readonly toDay: (day: Date) => void }> => {
  let clockTime = from.getTime();
  const clock = (): Date => {
    clockTime += 1000;
    return new Date(clockTime);
  };
  const workspace = createSession({ dataFolder: folder, tempFolder: join(folder, 'temp'), clock, emit: () => {}, onFileChange: () => {} });
  await workspace.create({ name: 'Mine', label: { key: 'history.create' }, fill: seedEmptyWorkspace() });
  const toDay = (day: Date): void => {
    clockTime = day.getTime();
  };
  return { workspace, toDay };
};

const works: Readonly<Record<string, () => Promise<void>>> = {
  import: async () => {
    const { openServices } = await import('../../helpers/services.ts');
    const { guessedChoice: asGuessed, read } = await import('../imports/importFiles.ts');
    const services = await openServices(seedEmptyWorkspace(), {}, folder);
    printLine('ready');
    for (let n = 1; ; n++) {
      const rows = ['Name;Country;Type', ...Array.from({ length: BUYERS }, (_, i) => `Buyer ${n} of ${i};CN;Smelter`)].join('\r\n');
      await services.waitForJob(await services.ask('imports.apply', asGuessed(await read(services, `${n}.csv`, rows))));
      printLine(`imported ${n}`);
    }
  },
  edit: async () => {
    const { workspace } = await openSession(new Date(2026, 5, 3, 9));
    printLine('ready');
    for (let n = 1; ; n++) await rename(workspace, n);
  },
  export: async () => {
    const { openServices } = await import('../../helpers/services.ts');
    const services = await openServices(seedEmptyWorkspace(), {}, folder);
    printLine('ready');
    for (let n = 1; ; n++) {
      const { artefact } = await services.ask('exports.write', { format: 'xlsx' });
      await placeFile(Readable.from([await services.readArtefact(artefact)]), join(folder, 'workspace.xlsx'));
      printLine(`exported ${n}`);
    }
  },
  backup: async () => {
    const { workspace } = await openSession(new Date(2026, 5, 3, 9));
    printLine('ready');
    for (let n = 1; ; n++) {
      await rename(workspace, n);
      await workspace.backUp('user');
      printLine(`kept ${n}`);
    }
  },
  restore: async () => {
    // the last copy of an earlier day is kept, however many follow it
    const { workspace, toDay } = await openSession(new Date(2026, 5, 2, 9));
    await rename(workspace, 0);
    await workspace.backUp('user');
    toDay(new Date(2026, 5, 3, 9));
    const first = workspace.backups().copies[0]!.id;
    printLine('ready');
    for (let n = 1; ; n++) {
      await rename(workspace, n);
      await workspace.restore(first);
      printLine('named 0');
    }
  },
  passphrase: async () => {
    const { workspace } = await openSession(new Date(2026, 5, 3, 9));
    printLine('ready');
    // encrypted, another passphrase, decrypted, and again
    for (let n = 1; ; n++) {
      const [currentPassphrase, next] = [passphraseOf(n - 1), passphraseOf(n)];
      await workspace.changePassphrase({ current: currentPassphrase, next, shouldDeletePlainBackups: true });
      printLine(`changed ${n}`);
      await rename(workspace, n);
    }
  },
  migration: async () => {
    const workspace = await openWorkspaceFile(join(folder, 'old.orebook'));
    workspace.raw.pragma('journal_mode = DELETE');
    printLine('ready');
    for (let n = 1; ; n++) {
      const step = {
        version: SCHEMA_VERSION + 10 * n,
        sql: `CREATE TABLE extra${n} (n INTEGER PRIMARY KEY, x TEXT NOT NULL) STRICT;
          INSERT INTO extra${n} WITH RECURSIVE count (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < ${ROWS})
            SELECT n, hex(randomblob(40)) FROM count;`,
      };
      const backup = join(folder, `before ${n}.orebook`);
      const backUp = async (): Promise<string> => {
        await copyWorkspace(workspace, backup);
        return backup;
      };
      await migrate(workspace.raw, { backUp, migrations: [...MIGRATIONS, step] });
      printLine(`migrated ${n}`);
    }
  },
};

await works[mode ?? '']?.();
