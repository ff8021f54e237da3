import { BrowserWindow, type WebContents } from 'electron';
import type { HostNotification } from '#shared/contract/desktop.ts';
import { EVENT_CHANNEL } from '#shared/contract/names.ts';
import type { CoreClient } from '../host/coreClient.ts';

export type WindowNotifier = {
  /** Adds a window that listens. It gets the core's current state and the notifications that no window has received yet. */
  readonly addWindow: (window: BrowserWindow) => void;
  /** Sends a notification to one window, if it listens. */
  readonly notify: (window: BrowserWindow, notification: HostNotification) => void;
  /** Sends a notification to one window: the focused one, else the one added last, else the next one added. */
  readonly notifyOnce: (notification: HostNotification) => void;
};

/** Sends the events of the core to all windows that listen, numbered in their order, and single notifications to one window. */
export const createWindowNotifier = (core: Pick<CoreClient, 'currentState' | 'listen'>): WindowNotifier => {
  const listeners = new Set<WebContents>();
  let pendingNotifications: readonly HostNotification[] = [];

  const send = (contents: WebContents, notification: HostNotification): void => {
    if (!contents.isDestroyed()) contents.send(EVENT_CHANNEL, notification);
  };
  core.listen((event) => {
    for (const contents of listeners) send(contents, { kind: 'event', event });
  });

  return {
    addWindow: ({ webContents }) => {
      if (!listeners.has(webContents)) webContents.once('destroyed', () => listeners.delete(webContents));
      listeners.add(webContents);
      send(webContents, { kind: 'event', event: core.currentState() });
      for (const notification of pendingNotifications) send(webContents, notification);
      pendingNotifications = [];
    },
    notify: ({ webContents }, notification) => {
      if (listeners.has(webContents)) send(webContents, notification);
    },
    notifyOnce: (notification) => {
      const focusedContents = BrowserWindow.getFocusedWindow()?.webContents;
      const target = focusedContents && listeners.has(focusedContents) ? focusedContents : [...listeners].at(-1);
      if (target) send(target, notification);
      else pendingNotifications = [...pendingNotifications, notification];
    },
  };
};
