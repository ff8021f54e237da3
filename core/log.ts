import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { OrebookError } from '#shared/contract/errors.ts';

/** One line of the log. Values are words, codes and durations of ours; never a name, a term, a price or a tonnage of the user's. */
export type LogEntry = { readonly event: string } & Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export type Log = { readonly write: (entry: LogEntry) => void; readonly file: string };

const MAX_BYTES = 1_000_000;
const KEPT_FILES = 5;

/** JSON lines in `folder`/orebook.log, rotated at 1 MB, five old files kept. A log that can't be written never stops the app. */
export const openLog = (folder: string, clock: () => Date): Log => {
  const file = join(folder, 'orebook.log');
  const rotate = (): void => {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) < MAX_BYTES) return;
    for (let i = KEPT_FILES - 1; i >= 1; i--) {
      if (statSync(`${file}.${i}`, { throwIfNoEntry: false })) renameSync(`${file}.${i}`, `${file}.${i + 1}`);
    }
    renameSync(file, `${file}.1`);
  };
  return {
    file,
    write: (entry) => {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        rotate();
        appendFileSync(file, `${JSON.stringify({ at: clock().toISOString(), pid: process.pid, ...entry })}\n`, { mode: 0o600 });
      } catch {
        // a full or read-only disk: the app goes on without a log
      }
    },
  };
};

/** The id that a person reads in a message and finds in the log. */
export const newLogId = (): string => randomBytes(5).toString('hex');

/** Where an error came from: its stack frames, file names only from the project's own folder on. */
const frames = (error: Error): readonly string[] =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 20)
    .map((line) => line.trim().replace(/(?:file:\/\/)?\/\S*\/(?=(?:core|electron|db|engine|shared|dist|tests|node_modules)\/)/, ''));

/** V8's and SQLite's own wording names code, not data; quoted values and numbers in it may be data and go. */
const wording = (message: string): string =>
  message
    .replace(/"[^"]*"/g, '"…"')
    .replace(/'(?![A-Za-z_$][\w$.]*')[^']*'/g, "'…'")
    .replace(/\d+/g, '#')
    .slice(0, 300);

const WORDED = new Set(['TypeError', 'ReferenceError', 'RangeError', 'SqliteError']);

/** An error as log fields, stripped of everything that may be the user's data. */
export const errorFields = (error: unknown): Omit<LogEntry, 'event'> => {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const worded = WORDED.has(error.name) && !(error instanceof OrebookError);
  return {
    error: error.name,
    code,
    syscall: 'syscall' in error && typeof error.syscall === 'string' ? error.syscall : undefined,
    wording: worded ? wording(error.message) : undefined,
    stack: frames(error),
    ...(error.cause instanceof Error ? { cause: error.cause.name, causeStack: frames(error.cause) } : {}),
  };
};
