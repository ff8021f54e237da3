import { createHash } from 'node:crypto';
import { type FSWatcher, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Data that a second start sends to the first. */
type SecondStart = { readonly argv: readonly string[]; readonly cwd: string; readonly data: unknown };

export type InstanceLock = {
  /** Whether this process is the first on the folder. Otherwise it sends `start` to the first. */
  readonly take: (start: SecondStart) => boolean;
  readonly isHeld: () => boolean;
  readonly release: () => void;
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Creates a lock between processes for a user-data folder: a file has the pid of the first; a second one writes its data beside it. */
export const createInstanceLock = (userData: string, onSecondStart: (start: SecondStart) => void): InstanceLock => {
  const folder = join(tmpdir(), `electron-double-${createHash('sha256').update(userData).digest('hex').slice(0, 16)}`);
  const holder = join(folder, 'holder');
  let watcher: FSWatcher | undefined;

  const acquire = (): boolean => {
    for (let tries = 0; tries < 3; tries++) {
      try {
        writeFileSync(holder, String(process.pid), { flag: 'wx' });
        return true;
      } catch {
        if (isAlive(Number(readFileSync(holder, 'utf8')))) return false;
        // the holder was killed
        rmSync(holder, { force: true });
      }
    }
    return false;
  };
  const receive = (): void => {
    for (const name of readdirSync(folder).filter((name) => name.endsWith('.start'))) {
      const start = JSON.parse(readFileSync(join(folder, name), 'utf8')) as SecondStart;
      rmSync(join(folder, name));
      onSecondStart(start);
    }
  };

  return {
    take: (start) => {
      if (watcher) return true;
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      if (acquire()) {
        watcher = watch(folder, receive);
        return true;
      }
      const draft = join(folder, `${process.pid}.draft`);
      writeFileSync(draft, JSON.stringify(start));
      renameSync(draft, join(folder, `${process.pid}.start`));
      return false;
    },
    isHeld: () => watcher !== undefined,
    release: () => {
      if (!watcher) return;
      watcher.close();
      watcher = undefined;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
