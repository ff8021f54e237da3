import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { app, dialog } from 'electron';
import { z } from 'zod';
import type { Log } from '#core';
import { text } from '#shared/messages/text.ts';

/** Crashes of the graphics process after which the app draws without it. Chromium restarts it after the first. */
const CRASHES = 2;

/** The runtime whose graphics process crashed; another one may work. */
const Crashed = z.object({ electron: z.string() });

const currentRuntime = (): string => process.versions.electron ?? '';

/**
 * Draws without graphics acceleration if the graphics process of this runtime crashed in an earlier start. `reset` tries acceleration again.
 * Returns whether the app draws without it. Call it before Electron is ready.
 */
export const chooseGraphics = (file: string, reset: boolean): boolean => {
  try {
    if (!reset && Crashed.parse(JSON.parse(readFileSync(file, 'utf8'))).electron === currentRuntime()) {
      app.disableHardwareAcceleration();
      return true;
    }
  } catch {
    // no crash is stored
  }
  rmSync(file, { force: true });
  return false;
};

export type GraphicsOptions = {
  readonly file: string;
  readonly log: Log;
  /** False in the smoke test: nobody answers a dialog. */
  readonly interactive: boolean;
  readonly quit: () => void;
};

/**
 * Logs processes of Chromium that end. After the second crash of the graphics process it asks whether to restart without acceleration. The
 * choice is stored before the question, because Chromium may end the app before the answer.
 */
export const watchChildProcesses = ({ file, log, interactive, quit }: GraphicsOptions): void => {
  let crashes = 0;
  app.on('child-process-gone', async (_event, { type, reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log.write({ event: 'childGone', type, reason, exitCode });
    if (type !== 'GPU' || reason === 'killed') return;
    crashes += 1;
    if (crashes !== CRASHES || !interactive) return;
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, JSON.stringify({ electron: currentRuntime() }), { mode: 0o600 });
    const { response } = await dialog.showMessageBox({
      type: 'warning',
      message: text('desktop.graphicsCrashed'),
      detail: text('desktop.graphicsCrashedDetail'),
      buttons: [text('desktop.restart'), text('desktop.continue')],
      defaultId: 0,
      cancelId: 1,
    });
    if (response === 0) {
      app.relaunch();
      quit();
    } else rmSync(file, { force: true });
  });
};
