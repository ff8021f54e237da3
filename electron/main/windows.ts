import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { Log } from '#core';
import type { Language } from '#shared/domain/workspace.ts';
import { registerLocale, setLocaleResolver, text } from '#shared/messages/text.ts';
import { chinese } from '#shared/messages/zh-CN.ts';
import { ORIGIN } from './address.ts';
import { watchPage } from './pageTrouble.ts';
import { PAPER } from './paper.ts';
import { beside, placeWindow, type Rectangle, readState, SMALLEST, type Theme, type WindowState, writeState } from './windowState.ts';

export type Windows = {
  /** The first window, in the theme and the language of last time. Electron is ready by then. */
  readonly start: () => void;
  /** Opens a window on the workspace; it shows itself when its page is painted. */
  readonly open: () => BrowserWindow;
  /** Brings the window used last to the front, or opens one. */
  readonly show: () => BrowserWindow;
  readonly setTheme: (theme: Theme) => void;
  /** From here on menu and dialogs speak a language. */
  readonly setLanguage: (language: Language) => void;
};

export type WindowsOptions = {
  readonly preload: string;
  readonly stateFile: string;
  readonly log: Log;
  /** False keeps every window out of sight: the smoke test. */
  readonly visible: boolean;
  readonly onShown: (window: BrowserWindow) => void;
};

export const createWindows = ({ preload, stateFile, log, visible, onShown }: WindowsOptions): Windows => {
  let state: WindowState = readState(stateFile);
  registerLocale('zh-CN', chinese);
  setLocaleResolver(() => state.language);

  const paper = (): string => PAPER[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'];
  const keep = (change: Partial<WindowState>): void => {
    state = { ...state, ...change };
    writeState(stateFile, state);
  };
  const areas = (): readonly Rectangle[] => {
    const main = screen.getPrimaryDisplay();
    return [main, ...screen.getAllDisplays().filter(({ id }) => id !== main.id)].map(({ workArea }) => workArea);
  };

  const open = (): BrowserWindow => {
    const last = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
    const kept = last ? beside(last.getNormalBounds()) : state.bounds;
    const window = new BrowserWindow({
      ...placeWindow(kept, areas()),
      minWidth: SMALLEST.width,
      minHeight: SMALLEST.height,
      show: false,
      title: text('app.name'),
      backgroundColor: paper(),
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
    const maximize = !last && state.maximized;
    window.once('ready-to-show', () => {
      if (visible) {
        if (maximize) window.maximize();
        window.show();
      }
      onShown(window);
    });
    window.on('close', () => {
      if (visible) keep({ bounds: window.getNormalBounds(), maximized: window.isMaximized() });
    });
    watchPage(window, log, visible);
    void window.loadURL(`${ORIGIN}/`).catch(() => undefined);
    return window;
  };

  return {
    start: () => {
      nativeTheme.themeSource = state.theme;
      nativeTheme.on('updated', () => {
        for (const window of BrowserWindow.getAllWindows()) window.setBackgroundColor(paper());
      });
      open();
    },
    open,
    show: () => {
      const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
      if (!window) return open();
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
      return window;
    },
    setLanguage: (language) => {
      if (language !== state.language) keep({ language });
    },
    setTheme: (theme) => {
      if (theme === state.theme) return;
      nativeTheme.themeSource = theme;
      keep({ theme });
    },
  };
};
