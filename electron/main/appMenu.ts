import { app, BrowserWindow, clipboard, dialog, Menu, shell } from 'electron';
import type { Log } from '#core';
import type { AvailableAction, HostNotification } from '#shared/contract/desktop.ts';
import { text } from '#shared/messages/text.ts';
import { formatDiagnostics } from './diagnostics.ts';
import { menuTemplate } from './menu.ts';

export type AppMenu = {
  /** Shows the menu before any window has set its actions. Call it when Electron is ready. */
  readonly start: () => void;
  /** Sets the actions available in a window; the menu shows them while that window has the focus. */
  readonly setActions: (window: BrowserWindow, actions: readonly AvailableAction[]) => void;
};

export type AppMenuOptions = {
  readonly version: string;
  readonly log: Log;
  readonly newWindow: () => BrowserWindow;
  readonly notify: (window: BrowserWindow, notification: HostNotification) => void;
};

/** Creates the application menu, which follows the focused window. */
export const createAppMenu = ({ version, log, newWindow, notify }: AppMenuOptions): AppMenu => {
  const actionsByWindow = new WeakMap<BrowserWindow, readonly AvailableAction[]>();
  let focusedWindow: BrowserWindow | undefined;
  let shownActions = '';

  const copyDiagnostics = (): void => void clipboard.writeText(formatDiagnostics(version)).catch(() => undefined);

  const showAbout = async (): Promise<void> => {
    // without a parent macOS shows a dialog that blocks this process
    const parent = focusedWindow ?? newWindow();
    const { response } = await dialog.showMessageBox(parent, {
      type: 'info',
      title: text('menu.about'),
      message: `${text('app.name')} ${version}`,
      detail: `${formatDiagnostics(version).split('\n').slice(1).join('\n')}\n\n${text('desktop.promise')}`,
      buttons: [text('desktop.ok'), text('menu.copyDiagnostics')],
      defaultId: 0,
      cancelId: 0,
    });
    if (response === 1) copyDiagnostics();
  };

  const updateMenu = (): void => {
    const actions = (focusedWindow && actionsByWindow.get(focusedWindow)) ?? [];
    const actionsText = JSON.stringify(actions);
    if (actionsText === shownActions) return;
    shownActions = actionsText;
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(
        menuTemplate({
          platform: process.platform,
          actions,
          isDevelopment: !app.isPackaged,
          newWindow,
          copyDiagnostics,
          showAbout: () => void showAbout(),
          showLog: () => shell.showItemInFolder(log.file),
          onAction: (action) => {
            if (focusedWindow && !focusedWindow.isDestroyed()) notify(focusedWindow, { kind: 'action', action });
          },
        }),
      ),
    );
  };
  const setFocusedWindow = (window: BrowserWindow | undefined): void => {
    focusedWindow = window;
    updateMenu();
  };
  app.on('browser-window-focus', (_event, window) => setFocusedWindow(window));
  app.on('browser-window-created', (_event, window) =>
    window.once('closed', () => {
      if (focusedWindow === window) setFocusedWindow(BrowserWindow.getAllWindows()[0]);
    }),
  );

  return {
    start: updateMenu,
    setActions: (window, actions) => {
      actionsByWindow.set(window, actions);
      if (focusedWindow === undefined || focusedWindow.isDestroyed() || focusedWindow === window) setFocusedWindow(window);
    },
  };
};
