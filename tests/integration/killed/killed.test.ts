import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { openWorkspaceFile } from '#db/connection.ts';
import { deriveFileKey, type FileKey, readSalt } from '#db/fileKey.ts';
import { SCHEMA_VERSION } from '#db/migrate.ts';
import { listBuyers } from '#db/repositories/buyers.ts';
import { getSettings } from '#db/repositories/settings.ts';
import type { OrebookError } from '#shared/contract/errors.ts';
import { PROOF_SEED, proofCount, recordFigures } from '../../helpers/proof.ts';
import { createRandom } from '../../helpers/random.ts';
import { createWorkspace } from '../db/workspaceFiles.ts';
import { passphraseOf } from './passphrase.ts';

/** Total number of kills, the same number for each kind of work. */
const KILLS = proofCount('KILLS', 7);
/** The largest number of confirmed actions before a kill, by kind of work: fewer where an action takes longer. */
const MOST_CONFIRMED: Readonly<Record<string, number>> = {
  edit: 30,
  export: 3,
  import: 3,
  backup: 8,
  restore: 8,
  passphrase: 6,
  migration: 3,
};
/** Assumed time of an action until one was measured, ms. */
const FIRST_ACTION = 100;

const SCRIPT = fileURLToPath(new URL('./worksUntilKilled.ts', import.meta.url));

/** A moment of an action: the number of confirmed actions before it, and the share of an action's usual time that passes in it. */
type Moment = { readonly confirmations: number; readonly share: number };

/** Mean time of an action by kind of work, ms. */
const actionTimes = new Map<string, number>();

/** Lets a process work in the folder, kills it at the moment, and returns what it had confirmed. */
const runAndKill = async (mode: string, folder: string, { confirmations, share }: Moment): Promise<readonly string[]> => {
  const child = spawn(process.execPath, [SCRIPT, mode, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // later processes use the compile cache of the first
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'orebook compiled') },
  });
  let output = '';
  let readyAt = 0;
  const killPoint = Promise.withResolvers<void>();
  const listConfirmed = (): readonly string[] => {
    const lines = output.split('\n');
    return readyAt === 0 ? [] : lines.slice(lines.indexOf('ready') + 1, -1);
  };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    if (readyAt === 0 && output.includes('ready\n')) readyAt = performance.now();
    const count = listConfirmed().length;
    if (readyAt === 0 || count < confirmations) return;
    if (count > 0) actionTimes.set(mode, (performance.now() - readyAt) / count);
    killPoint.resolve();
  });
  const childExit = once(child, 'close');
  try {
    await Promise.race([killPoint.promise, childExit]);
    await wait(share * (actionTimes.get(mode) ?? FIRST_ACTION));
  } finally {
    child.kill('SIGKILL');
  }
  const [, signal] = await childExit;
  expect(signal).toBe('SIGKILL');
  return listConfirmed();
};

/** The number of the last line that begins with the word, or 0. */
const lastNumber = (lines: readonly string[], word: string): number =>
  Number(
    lines
      .filter((line) => line.startsWith(`${word} `))
      .at(-1)
      ?.slice(word.length + 1) ?? 0,
  );

/** The key of a file that one of the passphrases may open. */
const keyOf = async (path: string, passphrase: string | undefined): Promise<FileKey | undefined> => {
  const salt = readSalt(path);
  return salt === undefined || passphrase === undefined ? undefined : deriveFileKey(passphrase, salt);
};

const readName = async (path: string, passphrase?: string): Promise<string> => {
  const workspace = await openWorkspaceFile(path, { key: await keyOf(path, passphrase) });
  try {
    return (await getSettings(workspace.db)).name;
  } finally {
    workspace.close();
  }
};

const readVersion = (path: string): number => {
  const database = new DatabaseSync(path, { readOnly: true });
  expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  database.close();
  return version;
};

const workspaceIn = (folder: string): string => {
  const [file] = readdirSync(join(folder, 'workspaces')).filter((name) => name.endsWith('.orebook'));
  return join(folder, 'workspaces', file!);
};

const listCopies = (folder: string): readonly string[] => {
  const place = join(folder, 'backups');
  return (existsSync(place) ? readdirSync(place) : [])
    .flatMap((name) => readdirSync(join(place, name)).map((file) => join(place, name, file)))
    .filter((file) => file.endsWith('.orebook'))
    .sort();
};

type Proof = (folder: string, confirmedLines: readonly string[]) => Promise<void>;

/** Every file is opened as the app opens one, with all checks. */
const PROOFS: Readonly<Record<string, Proof>> = {
  edit: async (folder, confirmedLines) => {
    const nameNumber = lastNumber(confirmedLines, 'named');
    expect([nameNumber === 0 ? 'Empty' : `Mine ${nameNumber}`, `Mine ${nameNumber + 1}`]).toContain(await readName(workspaceIn(folder)));
  },
  export: async (folder, confirmedLines) => {
    const path = join(folder, 'workspace.xlsx');
    if (lastNumber(confirmedLines, 'exported') > 0) expect(existsSync(path)).toBe(true);
    // a workbook that is not complete has no directory of its parts
    if (existsSync(path)) expect(Object.keys(unzipSync(readFileSync(path)))).toContain('[Content_Types].xml');
    expect(await readName(workspaceIn(folder))).toBe('Empty');
  },
  import: async (folder, confirmedLines) => {
    const workspace = await openWorkspaceFile(workspaceIn(folder));
    const counts = new Map<number, number>();
    for (const { name } of await listBuyers(workspace.db)) {
      const n = Number(/^Buyer (\d+) of /.exec(name)?.[1]);
      counts.set(n, (counts.get(n) ?? 0) + 1);
    }
    workspace.close();
    const importedNumber = lastNumber(confirmedLines, 'imported');
    // one more may be stored that was not confirmed
    expect([importedNumber, importedNumber + 1]).toContain(counts.size);
    expect([...new Set(counts.values())].filter((count) => count !== 120)).toEqual([]);
    for (const copy of listCopies(folder)) await readName(copy);
  },
  backup: async (folder, confirmedLines) => {
    const nameNumber = lastNumber(confirmedLines, 'named');
    const name = await readName(workspaceIn(folder));
    expect([nameNumber === 0 ? 'Empty' : `Mine ${nameNumber}`, `Mine ${nameNumber + 1}`]).toContain(name);
    const copies = listCopies(folder);
    const namesInCopies = await Promise.all(copies.map((copy) => readName(copy)));
    const keptNumber = lastNumber(confirmedLines, 'kept');
    if (keptNumber > 0) expect(namesInCopies).toContain(`Mine ${keptNumber}`);
    expect(namesInCopies.filter((name) => Number(name.slice(5)) > nameNumber)).toEqual([]);
  },
  restore: async (folder, confirmedLines) => {
    const lastConfirmed = confirmedLines.at(-1);
    // a restore in progress may be complete, and so may the action after the last confirmed one
    const next = confirmedLines.filter((line) => line !== 'named 0').length + 1;
    const possibleNames =
      lastConfirmed === undefined || lastConfirmed === 'named 0'
        ? ['Mine 0', `Mine ${next}`]
        : [`Mine ${lastConfirmed.slice(6)}`, 'Mine 0'];
    expect(possibleNames).toContain(await readName(workspaceIn(folder)));
    for (const copy of listCopies(folder)) await readName(copy);
  },
  passphrase: async (folder, confirmedLines) => {
    const changedNumber = lastNumber(confirmedLines, 'changed');
    const nameNumber = lastNumber(confirmedLines, 'named');
    const path = workspaceIn(folder);
    // the change under way is complete or not begun
    const possiblePassphrases = [passphraseOf(changedNumber), passphraseOf(changedNumber + 1)];
    const names: string[] = [];
    for (const passphrase of possiblePassphrases)
      if ((passphrase === undefined) === (readSalt(path) === undefined))
        names.push(await readName(path, passphrase).catch((error: unknown) => String((error as OrebookError).code)));
    expect([nameNumber === 0 ? 'Empty' : `Mine ${nameNumber}`, `Mine ${nameNumber + 1}`]).toContain(
      names.find((name) => name !== 'WRONG_PASSPHRASE'),
    );
  },
  migration: async (folder, confirmedLines) => {
    const database = new DatabaseSync(join(folder, 'old.orebook'));
    const step = (Number(database.prepare('PRAGMA user_version').get()?.user_version) - SCHEMA_VERSION) / 10;
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    const migratedNumber = lastNumber(confirmedLines, 'migrated');
    expect([migratedNumber, migratedNumber + 1]).toContain(step);
    // a migration adds one table with its rows
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'extra%'").all();
    expect(tables.map(({ name }) => name)).toEqual(Array.from({ length: step }, (_, n) => `extra${n + 1}`));
    for (const { name } of tables) expect(database.prepare(`SELECT count(*) AS n FROM ${name}`).get()?.n).toBe(10_000);
    database.close();
    for (let n = 1; n <= step + 1; n++) {
      const before = join(folder, `before ${n}.orebook`);
      if (n <= step) expect(existsSync(before)).toBe(true);
      if (existsSync(before)) expect(readVersion(before)).toBe(SCHEMA_VERSION + 10 * (n - 1));
    }
  },
};

describe('a process killed at any instant', () => {
  for (const [mode, prove] of Object.entries(PROOFS)) {
    it.concurrent(`during ${mode}: confirmed changes are present, unconfirmed ones are absent or complete`, async () => {
      const drawRandom = createRandom(PROOF_SEED + mode.length);
      const oldWorkspace = mode === 'migration' ? await createWorkspace() : undefined;
      oldWorkspace?.close();
      const count = Math.ceil(KILLS / Object.keys(PROOFS).length);
      let confirmedCount = 0;
      let laterCount = 0;
      for (let kill = 0; kill < count; kill++) {
        const folder = mkdtempSync(join(tmpdir(), 'orebook killed '));
        try {
          if (oldWorkspace) cpSync(oldWorkspace.path, join(folder, 'old.orebook'));
          const confirmations = Math.floor(drawRandom() * (MOST_CONFIRMED[mode]! + 1));
          const confirmedLines = await runAndKill(mode, folder, { confirmations, share: drawRandom() * 1.2 });
          confirmedCount += confirmedLines.length;
          if (confirmedLines.length > 0) laterCount += 1;
          await prove(folder, confirmedLines);
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      }
      recordFigures('kills', {
        [`${mode}: kills`]: count,
        [`${mode}: of them after a confirmed action`]: laterCount,
        [`${mode}: confirmed actions`]: confirmedCount,
      });
    });
  }
});
