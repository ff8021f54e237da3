import type { BrowserWindow } from 'electron';
import type { Result } from '#shared/contract/result.ts';
import { text } from '#shared/messages/text.ts';
import type { CoreClient } from '../host/coreClient.ts';
import { writeLine } from '../host/terminal.ts';

const LONGEST_MS = 60_000;

export type SmokeTest = {
  /** Call it when the window is painted. */
  readonly shown: (window: BrowserWindow) => void;
  /** Call it when the page has made its first call. */
  readonly listened: () => void;
};

export type SmokeTestOptions = {
  readonly core: Pick<CoreClient, 'ready' | 'call'>;
  readonly version: string;
  readonly end: (code: number) => void;
};

const isOk = (body: string): boolean => (JSON.parse(body) as Result<unknown>).ok;

/**
 * Checks a start, prints the result in one line and ends the process with 0 or 1. The core opens the sample mine and reads it (native
 * driver, migrations, engine), a window is painted (scheme, policy, page), and the page makes a call (preload).
 */
export const createSmokeTest = ({ core, version, end }: SmokeTestOptions): SmokeTest => {
  const painted = Promise.withResolvers<void>();
  const called = Promise.withResolvers<void>();
  let step = 'core';

  const finish = (code: 0 | 1): void => {
    clearTimeout(late);
    writeLine(code === 0 ? 1 : 2, code === 0 ? text('desktop.smokePassed', { version }) : text('desktop.smokeFailed', { version, step }));
    end(code);
  };
  const late = setTimeout(finish, LONGEST_MS, 1);

  const check = async (): Promise<boolean> => {
    if (!(await core.ready).ok) return false;
    step = 'sample';
    if (!isOk(await core.call('workspace.openSample', '{}'))) return false;
    if (!isOk(await core.call('overview.get', '{}'))) return false;
    step = 'window';
    await painted.promise;
    step = 'page';
    await called.promise;
    return true;
  };
  void check().then((passed) => finish(passed ? 0 : 1));

  return {
    shown: (window) => (window.isDestroyed() ? undefined : painted.resolve()),
    listened: called.resolve,
  };
};
