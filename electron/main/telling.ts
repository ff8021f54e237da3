import { BrowserWindow, type WebContents } from 'electron';
import type { Told } from '#shared/contract/desktop.ts';
import { TOLD_CHANNEL } from '#shared/contract/names.ts';
import type { CoreClient } from '../host/coreClient.ts';

export type Telling = {
  /** From now on this window is told; it begins with where the core stands and what nobody has heard yet. */
  readonly listen: (window: BrowserWindow) => void;
  /** Says something to one window, if it listens. */
  readonly tell: (window: BrowserWindow, told: Told) => void;
  /** Says something once, in the window that is used, or in the first one that listens. */
  readonly say: (notice: Told) => void;
};

/** What the windows are told: the core's hints go to all of them, numbered as they came. */
export const createTelling = (core: Pick<CoreClient, 'now' | 'listen'>): Telling => {
  const listening = new Set<WebContents>();
  let unheard: readonly Told[] = [];

  const send = (contents: WebContents, told: Told): void => {
    if (!contents.isDestroyed()) contents.send(TOLD_CHANNEL, told);
  };
  core.listen((event) => {
    for (const contents of listening) send(contents, { kind: 'event', event });
  });

  return {
    listen: ({ webContents }) => {
      if (!listening.has(webContents)) webContents.once('destroyed', () => listening.delete(webContents));
      listening.add(webContents);
      send(webContents, { kind: 'event', event: core.now() });
      for (const told of unheard) send(webContents, told);
      unheard = [];
    },
    tell: ({ webContents }, told) => {
      if (listening.has(webContents)) send(webContents, told);
    },
    say: (told) => {
      const used = BrowserWindow.getFocusedWindow()?.webContents;
      const to = used && listening.has(used) ? used : [...listening].at(-1);
      if (to) send(to, told);
      else unheard = [...unheard, told];
    },
  };
};
