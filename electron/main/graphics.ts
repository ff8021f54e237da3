import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { app, BrowserWindow, dialog } from 'electron';
import { z } from 'zod';
import type { Log } from '#core';
import { text } from '#shared/messages/text.ts';

/** Number of crashes of the graphics process after which the app draws without it. Chromium restarts it after the first. */
const MAX_CRASHES = 2;

/** The version of the runtime whose graphics process crashed; another version may work. */
const CrashRecord = z.object({ electron: z.string() });

const currentRuntime = (): string => process.versions.electron ?? '';

/** Stores that the graphics process crashed. Errors of a full or read-only disk are ignored. */
const storeCrash = (file: string): void => {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, JSON.stringify({ electron: currentRuntime() } satisfies z.infer<typeof CrashRecord>), { mode: 0o600 });
  } catch {
    // acceleration stays on at the next start
  }
};

const forgetCrash = (file: string): void => {
  try {
    rmSync(file, { force: true });
  } catch {
    // a file that can't be removed can't be written either
  }
};

/**
 * Draws without graphics acceleration if the graphics process of this runtime crashed in an earlier start, unless `shouldReset` is true.
 * Call it before Electron is ready.
 */
export const chooseGraphics = (file: string, shouldReset: boolean): void => {
  try {
    if (!shouldReset && CrashRecord.parse(JSON.parse(readFileSync(file, 'utf8'))).electron === currentRuntime()) {
      app.disableHardwareAcceleration();
      return;
    }
  } catch {
    // no crash is stored
  }
  forgetCrash(file);
};

export type GraphicsOptions = {
  readonly file: string;
  readonly log: Log;
  /** False in the smoke test, where no user can answer a dialog. */
  readonly isInteractive: boolean;
  readonly quit: () => void;
};

/**
 * Logs processes of Chromium that end. After the second crash of the graphics process it asks whether to restart without acceleration. The
 * crash is stored before the question, because Chromium may end the app before the answer; the answer "continue" deletes it.
 */
export const watchChildProcesses = ({ file, log, isInteractive, quit }: GraphicsOptions): void => {
  let crashes = 0;
  app.on('child-process-gone', async (_event, { type, reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log.write({ event: 'childGone', type, reason, exitCode });
    if (type !== 'GPU' || reason === 'killed') return;
    crashes += 1;
    if (crashes !== MAX_CRASHES || !isInteractive) return;
    storeCrash(file);
    const question = {
      type: 'warning' as const,
      message: text('desktop.graphicsCrashed'),
      detail: text('desktop.graphicsCrashedDetail'),
      buttons: [text('desktop.restart'), text('desktop.continue')],
      defaultId: 0,
      cancelId: 1,
    };
    // without a parent macOS shows a dialog that blocks this process
    const parent = BrowserWindow.getAllWindows().find((window) => window.isVisible());
    const { response } = await (parent ? dialog.showMessageBox(parent, question) : dialog.showMessageBox(question));
    if (response === 0) {
      app.relaunch();
      quit();
    } else forgetCrash(file);
  });
};
