import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Backup } from '#shared/contract/backups.ts';
import { createReadWriteLock } from '../readWriteLock.ts';
import { startBackupTimer } from '../session/backupTimer.ts';
import { copiesToKeep } from './backupCopies.ts';

const backupAt = (day: number, hour: number, reason: Backup['reason'] = 'work'): Backup => {
  const date = new Date(2026, 4, day, hour);
  return { id: date.toISOString(), at: date.toISOString(), reason, revision: 1, bytes: 1, encrypted: false };
};

describe('copies to keep', () => {
  const currentTime = new Date(2026, 4, 20, 18);

  it('include the last three of today', () => {
    const today = [backupAt(20, 17), backupAt(20, 12), backupAt(20, 9), backupAt(20, 8)];
    expect(copiesToKeep(today, currentTime)).toEqual(today.slice(0, 3));
  });

  it('include the last one of each of the ten latest earlier days that have any', () => {
    const days = [19, 18, 17, 14, 13, 12, 11, 10, 9, 8, 7, 6];
    const copies = days.flatMap((day) => [backupAt(day, 16), backupAt(day, 9)]);
    expect(copiesToKeep([backupAt(20, 9), ...copies], currentTime)).toEqual([
      backupAt(20, 9),
      ...days.slice(0, 10).map((day) => backupAt(day, 16)),
    ]);
  });

  it('include those that a person asked for and those made before a migration, however many follow', () => {
    const automaticBackups = [backupAt(20, 17), backupAt(20, 16), backupAt(20, 15), backupAt(20, 14)];
    const backups = [backupAt(20, 13, 'user'), backupAt(20, 12, 'migration'), backupAt(20, 11, 'user')];
    expect(copiesToKeep([...automaticBackups, ...backups, backupAt(20, 10, 'import')], currentTime)).toEqual([
      ...automaticBackups.slice(0, 3),
      ...backups,
    ]);
  });

  it('include at most ten that a person asked for', () => {
    const copies = Array.from({ length: 12 }, (_, n) => backupAt(20, 17 - n, 'user'));
    expect(copiesToKeep(copies, currentTime)).toEqual(copies.slice(0, 10));
  });

  it('count days from local midnight', () => {
    const lateYesterday = backupAt(19, 23);
    const justBefore = backupAt(19, 22);
    expect(copiesToKeep([backupAt(20, 0), lateYesterday, justBefore], currentTime)).toEqual([backupAt(20, 0), lateYesterday]);
  });
});

describe('the timer of copies', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
  afterEach(() => void vi.useRealTimers());

  it('fires every quarter of an hour until it is stopped', async () => {
    const reasons: string[] = [];
    const lock = createReadWriteLock();
    const stop = startBackupTimer(lock, { backUpIfNew: async (reason) => void reasons.push(reason) });
    vi.advanceTimersByTime(15 * 60_000 - 1);
    await lock.exclusive(async () => undefined);
    expect(reasons).toEqual([]);
    vi.advanceTimersByTime(15 * 60_000 + 1);
    await lock.exclusive(async () => undefined);
    expect(reasons).toEqual(['work', 'work']);
    stop();
    vi.advanceTimersByTime(60 * 60_000);
    await lock.exclusive(async () => undefined);
    expect(reasons).toHaveLength(2);
  });

  it('waits until a running command ends', async () => {
    const order: string[] = [];
    const lock = createReadWriteLock();
    const release = Promise.withResolvers<void>();
    const command = lock.exclusive(async () => {
      await release.promise;
      order.push('command');
    });
    const stop = startBackupTimer(lock, { backUpIfNew: async () => void order.push('copy') });
    vi.advanceTimersByTime(15 * 60_000);
    release.resolve();
    await command;
    await lock.exclusive(async () => undefined);
    expect(order).toEqual(['command', 'copy']);
    stop();
  });
});
