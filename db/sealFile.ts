import BetterSqlite3 from 'better-sqlite3';
import { OrebookError } from '#shared/contract/errors.ts';

/** Makes a copy one file that needs nothing beside it. Throws WORKSPACE_DAMAGED unless it passes SQLite's own check. */
export const finalizeCopy = (path: string): void => {
  const copy = new BetterSqlite3(path, { fileMustExist: true });
  try {
    copy.pragma('journal_mode = DELETE');
    if (copy.pragma('integrity_check(1)', { simple: true }) !== 'ok') throw new OrebookError('WORKSPACE_DAMAGED');
  } finally {
    copy.close();
  }
};
