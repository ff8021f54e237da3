import { BrowserWindow, Menu, nativeTheme, screen } from 'electron';
import type { Log } from '#core';
import type { Language } from '#shared/domain/workspace.ts';
import { english } from '#shared/messages/english.ts';
import { registerLocale, setLocaleResolver, text } from '#shared/messages/text.ts';
import { chinese } from '#shared/messages/zh-CN.ts';
import { ORIGIN } from './address.ts';
import { contextMenuTemplate } from './menu.ts';
import { recoverRenderer } from './rendererRecovery.ts';
import {
  MINIMUM_SIZE,
  offsetWindow,
  placeWindow,
  type Rectangle,
  readState,
  type Theme,
  WINDOW_BACKGROUND,
  type WindowState,
  writeState,
} from './windowState.ts';

export type Windows = {
  /** Opens the first window with the saved theme and language. Call it when Electron is ready. */
  readonly start: () => void;
  /** Opens a window. It becomes visible when its page is painted, or soon after. */
  readonly open: () => BrowserWindow;
  /** Brings the last used window to the front, or opens one. */
  readonly showLast: () => BrowserWindow;
  readonly setTheme: (theme: Theme) => void;
  /** Sets the language of menu and dialogs. */
  readonly setLanguage: (language: Language) => void;
  /** The folder in which file dialogs open: that of the last one, also of an earlier process. */
  readonly dialogFolder: () => string | undefined;
  readonly setDialogFolder: (dialogFolder: string) => void;
};

export type WindowsOptions = {
  readonly preload: string;
  readonly stateFile: string;
  readonly log: Log;
  /** False in the smoke test, where no user can answer a dialog. */
  readonly isInteractive: boolean;
  readonly onShown: (window: BrowserWindow) => void;
};

/** A window is shown after this time at the latest, ms. */
const LATEST_SHOW_MS = 5_000;
/** The time that a loaded page has to paint before its window is shown, ms. */
const PAINT_MS = 1_000;

const isWayland = (): boolean => process.platform === 'linux' && process.env.XDG_SESSION_TYPE === 'wayland';

/**
 * Calls `show` once, when the page is painted, has failed to load, or LATEST_SHOW_MS have passed. On Wayland a hidden window is never painted
 * (https://github.com/electron/electron/issues/48859): there a loaded page is enough.
 */
const whenShowable = (window: BrowserWindow, show: () => void): void => {
  const showOnce = (): void => {
    clearTimeout(latestShow);
    clearTimeout(paint);
    if (isShown || window.isDestroyed()) return;
    isShown = true;
    show();
  };
  let isShown = false;
  let paint: NodeJS.Timeout | undefined;
  const latestShow = setTimeout(showOnce, LATEST_SHOW_MS);
  window.once('ready-to-show', showOnce);
  window.webContents.once('did-fail-load', showOnce);
  window.webContents.once('did-finish-load', () => {
    paint = setTimeout(showOnce, isWayland() ? 0 : PAINT_MS);
  });
};

/** Shows edit commands at a right click, as desktop programs do. */
const addContextMenu = (window: BrowserWindow): void => {
  window.webContents.on('context-menu', (_event, params) => {
    const template = contextMenuTemplate(params);
    if (template.length > 0) Menu.buildFromTemplate(template).popup({ window });
  });
};

export const createWindows = ({ preload, stateFile, log, isInteractive, onShown }: WindowsOptions): Windows => {
  let state: WindowState = readState(stateFile);
  registerLocale('en', english);
  registerLocale('zh-CN', chinese);
  setLocaleResolver(() => state.language);

  const backgroundColor = (): string => WINDOW_BACKGROUND[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'];
  const saveState = (change: Partial<WindowState>): void => {
    state = { ...state, ...change };
    writeState(stateFile, state);
  };
  const workAreas = (): readonly Rectangle[] => {
    const primaryDisplay = screen.getPrimaryDisplay();
    return [primaryDisplay, ...screen.getAllDisplays().filter(({ id }) => id !== primaryDisplay.id)].map(({ workArea }) => workArea);
  };

  const open = (): BrowserWindow => {
    const lastWindow = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
    const bounds = lastWindow ? offsetWindow(lastWindow.getNormalBounds()) : state.bounds;
    const window = new BrowserWindow({
      ...placeWindow(bounds, workAreas()),
      minWidth: MINIMUM_SIZE.width,
      minHeight: MINIMUM_SIZE.height,
      show: false,
      title: text('app.name'),
      backgroundColor: backgroundColor(),
      webPreferences: {
        preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        experimentalFeatures: false,
        webviewTag: false,
        navigateOnDragDrop: false,
        spellcheck: false,
      },
    });
    const shouldMaximize = !lastWindow && state.maximized;
    whenShowable(window, () => {
      if (shouldMaximize) window.maximize();
      window.show();
      onShown(window);
    });
    window.on('close', () => saveState({ bounds: window.getNormalBounds(), maximized: window.isMaximized() }));
    recoverRenderer(window, log, isInteractive);
    addContextMenu(window);
    void window.loadURL(`${ORIGIN}/`).catch(() => undefined);
    return window;
  };

  return {
    start: () => {
      nativeTheme.themeSource = state.theme;
      nativeTheme.on('updated', () => {
        for (const window of BrowserWindow.getAllWindows()) window.setBackgroundColor(backgroundColor());
      });
      open();
    },
    open,
    showLast: () => {
      const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
      if (!window) return open();
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
      return window;
    },
    setLanguage: (language) => {
      if (language !== state.language) saveState({ language });
    },
    dialogFolder: () => state.dialogFolder,
    setDialogFolder: (dialogFolder) => {
      if (dialogFolder !== state.dialogFolder) saveState({ dialogFolder });
    },
    setTheme: (theme) => {
      if (theme === state.theme) return;
      nativeTheme.themeSource = theme;
      saveState({ theme });
    },
  };
};
