import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { theApp } from './app.ts';
import { notify } from './browserChannel.ts';
import type { Bounds } from './channel.ts';
import { createStrict, fail, StrictEmitter } from './strict.ts';

/** A system dialog waits for the user. A test replaces the function with its answer, as on Electron itself. */
const failUnanswered = (what: string) => (): never => fail(`the app opened a system dialog that no test answers: dialog.${what}`);
export const dialog = createStrict('dialog', {
  showOpenDialog: failUnanswered('showOpenDialog') as (...args: readonly unknown[]) => unknown,
  showSaveDialog: failUnanswered('showSaveDialog') as (...args: readonly unknown[]) => unknown,
  showMessageBox: failUnanswered('showMessageBox') as (...args: readonly unknown[]) => unknown,
  // before ready, Electron on Linux writes the message to standard error
  showErrorBox: (title: string, content: string): unknown =>
    theApp.isReady() ? failUnanswered('showErrorBox')() : process.stderr.write(`${title}\n${content}\n`),
});

export const shell = createStrict('shell', {
  openExternal: (url: string): unknown => fail(`the app opened ${url} in another program, which the test does not expect`),
  openPath: (path: string): unknown => fail(`the app opened ${path} in another program, which the test does not expect`),
  showItemInFolder: (path: string): unknown => fail(`the app showed ${path} in its folder, which the test does not expect`),
});

class NativeTheme extends StrictEmitter {
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
    notify('setColorScheme', this.shouldUseDarkColors ? 'dark' : 'light');
    this.emit('updated');
  }
}
export const nativeTheme = createStrict('nativeTheme', new NativeTheme());

const bounds: Bounds = { x: 0, y: 0, width: 1920, height: 1080 };
const DISPLAY = { id: 1, label: 'Double', bounds, workArea: bounds, size: bounds };
class Screen extends StrictEmitter {
  constructor() {
    super('screen', ['display-added', 'display-removed', 'display-metrics-changed']);
  }
  getPrimaryDisplay(): typeof DISPLAY {
    return DISPLAY;
  }
  getAllDisplays(): readonly (typeof DISPLAY)[] {
    return [DISPLAY];
  }
}
export const screen = createStrict('screen', new Screen());

export const powerMonitor = createStrict(
  'powerMonitor',
  new StrictEmitter('powerMonitor', ['suspend', 'resume', 'shutdown', 'lock-screen', 'unlock-screen', 'on-ac', 'on-battery']),
);

let clipboardText = '';
export const clipboard = createStrict('clipboard', {
  writeText: async (text: string): Promise<void> => {
    clipboardText = text;
  },
  readText: async (): Promise<string> => clipboardText,
});

export const crashReporter = createStrict('crashReporter', {
  start: (options: { readonly uploadToServer?: boolean; readonly submitURL?: string }): void => {
    if (options.uploadToServer !== false) fail('crash reports would be uploaded: uploadToServer is not false');
  },
});

/** The key that the system keeps for the user; the same in every process, as in a key store. */
const storedKey = createHash('sha256').update('key store of the double').digest();
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A key store as that of GNOME. A test replaces a function for a system without one. */
export const safeStorage = createStrict('safeStorage', {
  getSelectedStorageBackend: (): string => (theApp.isReady() ? 'gnome_libsecret' : 'unknown'),
  isAsyncEncryptionAvailable: async (): Promise<boolean> => theApp.isReady(),
  encryptStringAsync: async (plainText: string): Promise<Buffer> => {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', storedKey, nonce);
    const cipherBytes = Buffer.concat([cipher.update(plainText, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipherBytes, cipher.getAuthTag()]);
  },
  decryptStringAsync: async (encryptedBytes: Buffer): Promise<{ readonly result: string; readonly shouldReEncrypt: boolean }> => {
    const decipher = createDecipheriv('aes-256-gcm', storedKey, encryptedBytes.subarray(0, NONCE_BYTES));
    decipher.setAuthTag(encryptedBytes.subarray(-TAG_BYTES));
    const plainBytes = Buffer.concat([decipher.update(encryptedBytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    return { result: plainBytes.toString('utf8'), shouldReEncrypt: false };
  },
});
