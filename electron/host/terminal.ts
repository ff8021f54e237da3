import { writeSync } from 'node:fs';

/** Writes one line to the terminal that started the app. A closed or missing terminal is ignored. */
export const writeLine = (fd: 1 | 2, line: string): void => {
  try {
    writeSync(fd, `${line}\n`);
  } catch {
    // no terminal
  }
};

/** Ignores errors of output that the runtime prints by itself, such as warnings: on a closed pipe they would be uncaught errors. */
export const ignoreTerminalErrors = (): void => {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
};

/** The line that the desktop host writes to its standard output when its first window is visible; `npm start` waits for it. */
export const WINDOW_READY = 'Orebook window is ready';
