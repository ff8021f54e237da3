import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openWorkspaceFile } from '#db/connection.ts';
import { deriveFileKey, type FileKey, readSalt } from '#db/fileKey.ts';
import { SCHEMA_VERSION } from '#db/migrate.ts';
import { listBuyers } from '#db/repositories/buyers.ts';
import { getSettings } from '#db/repositories/settings.ts';
import type { OrebookError } from '#shared/contract/errors.ts';
import { createWorkspace } from '../db/workspaceFiles.ts';
import { passphraseOf } from './passphrase.ts';

/** Total number of kills, the same number for each kind of work; OREBOOK_KILLS=100 for a longer test. */
const KILLS = Number(process.env.OREBOOK_KILLS ?? 25);
const SEED = 20_261_124;
/** Range of instants after the start of the work, ms: several actions fit into it. */
const SPAN = 500;

/** Uniform numbers in [0, 1): mulberry32. */
const uniform = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
};

const SCRIPT = fileURLToPath(new URL('./worksUntilKilled.ts', import.meta.url));

/** Lets a process work in the folder, kills it after `after` ms, and returns what it had confirmed. */
const runAndKill = async (mode: string, folder: string, after: number): Promise<readonly string[]> => {
  const child = spawn(process.execPath, [SCRIPT, mode, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // later processes use the compile cache of the first
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'orebook compiled') },
  });
  let output = '';
  const ready = Promise.withResolvers<void>();
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    if (output.includes('ready\n')) ready.resolve();
  });
  const gone = once(child, 'close');
  try {
    await Promise.race([ready.promise, gone]);
    await wait(after);
  } finally {
    child.kill('SIGKILL');
  }
  const [, signal] = await gone;
  expect(signal).toBe('SIGKILL');
  const lines = output.split('\n');
  return lines.slice(lines.indexOf('ready') + 1, -1);
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

const workspaceIn = (folder: string): string => {
  const [file] = readdirSync(join(folder, 'workspaces')).filter((name) => name.endsWith('.orebook'));
  return join(folder, 'workspaces', file!);
};

const copiesIn = (folder: string): readonly string[] => {
  const place = join(folder, 'backups');
  return (existsSync(place) ? readdirSync(place) : [])
    .flatMap((name) => readdirSync(join(place, name)).map((file) => join(place, name, file)))
    .filter((file) => file.endsWith('.orebook'))
    .sort();
};

type Proof = (folder: string, confirmed: readonly string[]) => Promise<void>;

/** Every file is opened as the app opens one, with all checks. */
const PROOFS: Readonly<Record<string, Proof>> = {
  import: async (folder, confirmed) => {
    const workspace = await openWorkspaceFile(workspaceIn(folder));
    const counts = new Map<number, number>();
    for (const { name } of await listBuyers(workspace.db)) {
      const n = Number(/^Buyer (\d+) of /.exec(name)?.[1]);
      counts.set(n, (counts.get(n) ?? 0) + 1);
    }
    workspace.close();
    const whole = lastNumber(confirmed, 'imported');
    // one more may be stored that was not confirmed
    expect([whole, whole + 1]).toContain(counts.size);
    expect([...new Set(counts.values())].filter((count) => count !== 600)).toEqual([]);
    for (const copy of copiesIn(folder)) await readName(copy);
  },
  backup: async (folder, confirmed) => {
    const named = lastNumber(confirmed, 'named');
    const name = await readName(workspaceIn(folder));
    expect([named === 0 ? 'Empty' : `Mine ${named}`, `Mine ${named + 1}`]).toContain(name);
    const copies = copiesIn(folder);
    const namesInCopies = await Promise.all(copies.map((copy) => readName(copy)));
    const whole = lastNumber(confirmed, 'kept');
    if (whole > 0) expect(namesInCopies).toContain(`Mine ${whole}`);
    expect(namesInCopies.filter((one) => Number(one.slice(5)) > named)).toEqual([]);
  },
  restore: async (folder, confirmed) => {
    const lastConfirmed = confirmed.at(-1);
    // a restore in progress may be complete, and so may the action after the last confirmed one
    const next = confirmed.filter((line) => line !== 'named 0').length + 1;
    const possible =
      lastConfirmed === undefined || lastConfirmed === 'named 0'
        ? ['Mine 0', `Mine ${next}`]
        : [`Mine ${lastConfirmed.slice(6)}`, 'Mine 0'];
    expect(possible).toContain(await readName(workspaceIn(folder)));
    for (const copy of copiesIn(folder)) await readName(copy);
  },
  passphrase: async (folder, confirmed) => {
    const changed = lastNumber(confirmed, 'changed');
    const named = lastNumber(confirmed, 'named');
    const path = workspaceIn(folder);
    // the change under way is complete or not begun
    const possible = [passphraseOf(changed), passphraseOf(changed + 1)];
    const names: string[] = [];
    for (const passphrase of possible)
      if ((passphrase === undefined) === (readSalt(path) === undefined))
        names.push(await readName(path, passphrase).catch((error: unknown) => String((error as OrebookError).code)));
    expect([named === 0 ? 'Empty' : `Mine ${named}`, `Mine ${named + 1}`]).toContain(names.find((name) => name !== 'WRONG_PASSPHRASE'));
  },
  migration: async (folder, confirmed) => {
    const database = new DatabaseSync(join(folder, 'old.orebook'));
    const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
    const rows = database.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'extra'").get()?.n;
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    expect([SCHEMA_VERSION, SCHEMA_VERSION + 10]).toContain(version);
    if (confirmed.includes('migrated')) expect(version).toBe(SCHEMA_VERSION + 10);
    expect(rows).toBe(version === SCHEMA_VERSION ? 0 : 1);
    if (rows === 1) expect(database.prepare('SELECT count(*) AS n FROM extra').get()?.n).toBe(60_000);
    database.close();
    const before = join(folder, 'before.orebook');
    if (version > SCHEMA_VERSION) expect(existsSync(before)).toBe(true);
    if (existsSync(before)) expect(await readName(before)).toBe('Test mine');
  },
};

describe('a process killed at any instant', () => {
  for (const [mode, prove] of Object.entries(PROOFS)) {
    it.concurrent(`during ${mode}: confirmed changes are present, unconfirmed ones are absent or complete`, async () => {
      const random = uniform(SEED + mode.length);
      const old = mode === 'migration' ? await createWorkspace() : undefined;
      old?.close();
      for (let kill = 0; kill < KILLS / Object.keys(PROOFS).length; kill++) {
        const folder = mkdtempSync(join(tmpdir(), 'orebook killed '));
        try {
          if (old) cpSync(old.path, join(folder, 'old.orebook'));
          const after = random() * SPAN;
          await prove(folder, await runAndKill(mode, folder, after));
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      }
    });
  }
});
