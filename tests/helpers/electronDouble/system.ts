import { theApp } from './app.ts';
import { fail, LoudEmitter, loud } from './loud.ts';
import { order } from './parent.ts';
import type { Bounds } from './peers.ts';

/** A system dialog waits for a person; here a test puts its answer in the place of the function, as it does on the real runtime. */
const nobody = (what: string) => (): never => fail(`the app opened a system dialog that no test answers: dialog.${what}`);
export const dialog = loud('dialog', {
  showOpenDialog: nobody('showOpenDialog') as (...args: readonly unknown[]) => unknown,
  showSaveDialog: nobody('showSaveDialog') as (...args: readonly unknown[]) => unknown,
  showMessageBox: nobody('showMessageBox') as (...args: readonly unknown[]) => unknown,
  showMessageBoxSync: nobody('showMessageBoxSync') as (...args: readonly unknown[]) => unknown,
  // before it is ready Electron on Linux writes the words to its standard error
  showErrorBox: (title: string, content: string): unknown =>
    theApp.isReady() ? nobody('showErrorBox')() : process.stderr.write(`${title}\n${content}\n`),
});

export const shell = loud('shell', {
  openExternal: (url: string): unknown => fail(`the app opened ${url} outside, and no test expects it`),
  openPath: (path: string): unknown => fail(`the app opened ${path} outside, and no test expects it`),
  showItemInFolder: (path: string): unknown => fail(`the app showed ${path}, and no test expects it`),
  beep: (): void => undefined,
});

class NativeTheme extends LoudEmitter {
  source: 'system' | 'light' | 'dark' = 'system';
  constructor() {
    super('nativeTheme', ['updated']);
  }
  get shouldUseDarkColors(): boolean {
    return this.source === 'dark';
  }
  get themeSource(): 'system' | 'light' | 'dark' {
    return this.source;
  }
  set themeSource(source: 'system' | 'light' | 'dark') {
    if (source === this.source) return;
    this.source = source;
    order('colours', this.shouldUseDarkColors ? 'dark' : 'light');
    this.emit('updated');
  }
  get shouldUseHighContrastColors(): boolean {
    return false;
  }
}
export const nativeTheme = loud('nativeTheme', new NativeTheme());

const bounds: Bounds = { x: 0, y: 0, width: 1920, height: 1080 };
const DISPLAY = { id: 1, label: 'Double', bounds, workArea: bounds, size: bounds, workAreaSize: bounds, scaleFactor: 1, rotation: 0 };
class Screen extends LoudEmitter {
  constructor() {
    super('screen', ['display-added', 'display-removed', 'display-metrics-changed']);
  }
  getPrimaryDisplay(): typeof DISPLAY {
    return DISPLAY;
  }
  getAllDisplays(): readonly (typeof DISPLAY)[] {
    return [DISPLAY];
  }
  getDisplayMatching(): typeof DISPLAY {
    return DISPLAY;
  }
  getCursorScreenPoint(): { readonly x: number; readonly y: number } {
    return { x: 0, y: 0 };
  }
}
export const screen = loud('screen', new Screen());

export const powerMonitor = loud(
  'powerMonitor',
  new LoudEmitter('powerMonitor', ['suspend', 'resume', 'shutdown', 'lock-screen', 'unlock-screen', 'on-ac', 'on-battery']),
);

let copied = '';
export const clipboard = loud('clipboard', {
  writeText: async (text: string): Promise<void> => {
    copied = text;
  },
  readText: async (): Promise<string> => copied,
  clear: (): void => {
    copied = '';
  },
});

export const crashReporter = loud('crashReporter', {
  start: (options: { readonly uploadToServer?: boolean; readonly submitURL?: string }): void => {
    if (options.uploadToServer !== false) fail('crash reports would be uploaded: uploadToServer is not false');
  },
  getUploadToServer: (): boolean => false,
});

class NativeImage {
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }
  isEmpty(): boolean {
    return this.path === '';
  }
}
export const nativeImage = loud('nativeImage', {
  createFromPath: (path: string): NativeImage => loud('NativeImage', new NativeImage(path)),
  createEmpty: (): NativeImage => loud('NativeImage', new NativeImage('')),
});
