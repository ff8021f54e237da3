import { writeSync } from 'node:fs';

/** One line on the terminal that started the app, if there is one: a terminal that went away is no reason to stop. */
export const writeLine = (fd: 1 | 2, line: string): void => {
  try {
    writeSync(fd, `${line}\n`);
  } catch {
    // nobody reads
  }
};

/** The same for what the runtime prints by itself (a warning, say): into a closed pipe it would be an error that nobody caught. */
export const ignoreTerminalErrors = (): void => {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
};
