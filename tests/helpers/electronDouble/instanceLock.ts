import { createHash } from 'node:crypto';
import { type FSWatcher, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a second start says to the first. */
type Visit = { readonly argv: readonly string[]; readonly cwd: string; readonly data: unknown };

export type InstanceLock = {
  /** True when this process is the first on the folder; otherwise the first is told of `visit`. */
  readonly take: (visit: Visit) => boolean;
  readonly held: () => boolean;
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

/** A real lock between processes, one for each user-data folder: a file holds the first one's pid, a second one leaves its visit beside it. */
export const takeLock = (userData: string, onVisit: (visit: Visit) => void): InstanceLock => {
  const folder = join(tmpdir(), `electron-double-${createHash('sha256').update(userData).digest('hex').slice(0, 16)}`);
  const holder = join(folder, 'holder');
  let watcher: FSWatcher | undefined;

  const hold = (): boolean => {
    for (let tries = 0; tries < 3; tries++) {
      try {
        writeFileSync(holder, String(process.pid), { flag: 'wx' });
        return true;
      } catch {
        if (isAlive(Number(readFileSync(holder, 'utf8')))) return false;
        // the first one was killed
        rmSync(holder, { force: true });
      }
    }
    return false;
  };
  const receive = (): void => {
    for (const name of readdirSync(folder).filter((one) => one.endsWith('.visit'))) {
      const visit = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Visit;
      rmSync(join(folder, name));
      onVisit(visit);
    }
  };

  return {
    take: (visit) => {
      if (watcher) return true;
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      if (hold()) {
        watcher = watch(folder, receive);
        return true;
      }
      const draft = join(folder, `${process.pid}.draft`);
      writeFileSync(draft, JSON.stringify(visit));
      renameSync(draft, join(folder, `${process.pid}.visit`));
      return false;
    },
    held: () => watcher !== undefined,
    release: () => {
      if (!watcher) return;
      watcher.close();
      watcher = undefined;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
