import { app, BrowserWindow, clipboard, dialog, Menu, shell } from 'electron';
import type { Log } from '#core';
import type { Offer, Told } from '#shared/contract/desktop.ts';
import { text } from '#shared/messages/text.ts';
import { diagnostics } from './diagnostics.ts';
import { menuTemplate } from './menu.ts';

export type AppMenu = {
  /** Puts the menu up before any window has said what it can do. Electron is ready by then. */
  readonly start: () => void;
  /** What a window can do now; the menu shows it while that window is used. */
  readonly offer: (window: BrowserWindow, offers: readonly Offer[]) => void;
};

export type AppMenuOptions = {
  readonly version: string;
  readonly log: Log;
  readonly newWindow: () => void;
  readonly tell: (window: BrowserWindow, told: Told) => void;
};

/** The menu, in step with the window that is used. */
export const createAppMenu = ({ version, log, newWindow, tell }: AppMenuOptions): AppMenu => {
  const offered = new WeakMap<BrowserWindow, readonly Offer[]>();
  let used: BrowserWindow | undefined;
  let shown = '';

  const copyDiagnostics = (): void => void clipboard.writeText(diagnostics(version)).catch(() => undefined);

  const about = async (): Promise<void> => {
    const { response } = await dialog.showMessageBox({
      type: 'info',
      title: text('menu.about'),
      message: `${text('app.name')} ${version}`,
      detail: `${diagnostics(version).split('\n').slice(1).join('\n')}\n\n${text('desktop.promise')}`,
      buttons: [text('desktop.ok'), text('menu.copyDiagnostics')],
      defaultId: 0,
      cancelId: 0,
    });
    if (response === 1) copyDiagnostics();
  };

  const put = (): void => {
    const offers = (used && offered.get(used)) ?? [];
    const next = JSON.stringify(offers);
    if (next === shown) return;
    shown = next;
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(
        menuTemplate({
          platform: process.platform,
          offers,
          developing: !app.isPackaged,
          newWindow,
          copyDiagnostics,
          about: () => void about(),
          showLog: () => shell.showItemInFolder(log.file),
          onAct: (act) => {
            if (used && !used.isDestroyed()) tell(used, { kind: 'act', act });
          },
        }),
      ),
    );
  };
  const use = (window: BrowserWindow | undefined): void => {
    used = window;
    put();
  };
  app.on('browser-window-focus', (_event, window) => use(window));
  app.on('browser-window-created', (_event, window) =>
    window.once('closed', () => {
      if (used === window) use(BrowserWindow.getAllWindows()[0]);
    }),
  );

  return {
    start: put,
    offer: (window, offers) => {
      offered.set(window, offers);
      if (used === undefined || used.isDestroyed() || used === window) use(window);
    },
  };
};
