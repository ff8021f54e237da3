import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { OrebookError } from '#shared/contract/errors.ts';

/** One line of the log. Values are texts of the program, codes and durations; never a name, term, price or tonnage of the user. */
export type LogEntry = { readonly event: string } & Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export type Log = { readonly write: (entry: LogEntry) => void; readonly file: string };

const MAX_BYTES = 1_000_000;
const MAX_OLD_FILES = 5;

/** Opens the log: JSON lines in `folder`/orebook.log, rotated at 1 MB, five old files kept. Write errors are ignored. */
export const openLog = (folder: string, clock: () => Date): Log => {
  const file = join(folder, 'orebook.log');
  const rotate = (): void => {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) < MAX_BYTES) return;
    for (let i = MAX_OLD_FILES - 1; i >= 1; i--) {
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
        // full or read-only disk: the app continues without a log
      }
    },
  };
};

/** Creates the id that links an error message to its log entry. */
export const newLogId = (): string => randomBytes(5).toString('hex');

/** Returns the stack frames of an error, with file paths relative to the project folder. */
const stackFrames = (error: Error): readonly string[] =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 20)
    .map((line) => line.trim().replace(/(?:file:\/\/)?\/\S*\/(?=(?:core|electron|db|engine|shared|dist|tests|node_modules)\/)/, ''));

/** Removes quoted values and numbers, which may be data, from a message of V8 or SQLite. */
const maskData = (message: string): string =>
  message
    .replace(/"[^"]*"/g, '"…"')
    .replace(/'(?![A-Za-z_$][\w$.]*')[^']*'/g, "'…'")
    .replace(/\d+/g, '#')
    .slice(0, 300);

const ERRORS_WITH_WORDING = new Set(['TypeError', 'ReferenceError', 'RangeError', 'SqliteError']);

/** Returns an error as log fields, without anything that may be data of the user. */
export const errorFields = (error: unknown): Omit<LogEntry, 'event'> => {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const hasWording = ERRORS_WITH_WORDING.has(error.name) && !(error instanceof OrebookError);
  return {
    error: error.name,
    code,
    syscall: 'syscall' in error && typeof error.syscall === 'string' ? error.syscall : undefined,
    wording: hasWording ? maskData(error.message) : undefined,
    stack: stackFrames(error),
    ...(error.cause instanceof Error ? { cause: error.cause.name, causeStack: stackFrames(error.cause) } : {}),
  };
};
