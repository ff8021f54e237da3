import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { createInstanceLock, type InstanceLock } from './instanceLock.ts';
import { createEvent, createStrict, emitPreventable, fail, StrictEmitter } from './strict.ts';

/** The part of a window that app uses. Windows register themselves, because they import app. */
type OpenWindow = { readonly close: () => void; readonly destroy: () => void; readonly isDestroyed: () => boolean };
export const openWindows = new Set<OpenWindow>();

const EVENTS = [
  'activate',
  'before-quit',
  'browser-window-blur',
  'browser-window-created',
  'browser-window-focus',
  'child-process-gone',
  'open-file',
  'quit',
  'ready',
  'render-process-gone',
  'second-instance',
  'web-contents-created',
  'will-finish-launching',
  'will-quit',
  'window-all-closed',
] as const;

const PATHS: Readonly<Record<string, () => string>> = {
  home: homedir,
  appData: () => process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config'),
  documents: () => join(homedir(), 'Documents'),
  desktop: () => join(homedir(), 'Desktop'),
};

/** Folder of the nearest package.json above the entry, as Electron finds the app. */
const findAppFolder = (): string => {
  let folder = dirname(process.argv[1] ?? process.cwd());
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
};

class App extends StrictEmitter {
  readonly commandLine = createStrict('app.commandLine', {
    hasSwitch: (name: string) => process.argv.includes(`--${name}`),
  });
  readonly isPackaged = false;
  readonly readiness = Promise.withResolvers<void>();
  ready = false;
  quitting = false;
  ended = false;
  accelerated = true;
  lock: InstanceLock | undefined;
  name: string;
  readonly manifest: { readonly name?: string; readonly productName?: string; readonly version?: string };
  readonly paths = new Map<string, string>();

  constructor() {
    super('app', EVENTS);
    this.manifest = JSON.parse(readFileSync(join(findAppFolder(), 'package.json'), 'utf8'));
    this.name = this.manifest.productName ?? this.manifest.name ?? 'Electron';
  }

  isReady(): boolean {
    return this.ready;
  }
  whenReady(): Promise<void> {
    return this.readiness.promise;
  }
  getName(): string {
    return this.name;
  }
  getPath(name: string): string {
    const set = this.paths.get(name);
    if (set !== undefined) return set;
    if (name === 'userData' || name === 'sessionData') return join(this.getPath('appData'), this.name);
    if (name === 'logs' || name === 'crashDumps') return join(this.getPath('userData'), name === 'logs' ? 'logs' : 'Crashpad');
    const path = PATHS[name];
    return path ? path() : fail(`the double of electron does not implement app.getPath('${name}')`);
  }
  setPath(name: string, path: string): void {
    if (this.ready && ['userData', 'sessionData'].includes(name))
      fail(`app.setPath('${name}') is called after ready, when Electron already uses it`);
    if (!isAbsolute(path)) throw new Error('Path must be absolute');
    // electron.d.ts requires it
    if (!existsSync(path)) fail(`app.setPath('${name}') names a folder that does not exist`);
    this.paths.set(name, path);
  }
  setAppUserModelId(): void {}
  addRecentDocument(): void {}
  enableSandbox(): void {
    if (this.ready) fail('app.enableSandbox() can only be called before app is ready');
  }
  disableHardwareAcceleration(): void {
    if (this.ready) fail('app.disableHardwareAcceleration() can only be called before app is ready');
    this.accelerated = false;
  }
  isHardwareAccelerationEnabled(): boolean {
    return this.accelerated;
  }
  requestSingleInstanceLock(additionalData?: unknown): boolean {
    this.lock ??= createInstanceLock(this.getPath('userData'), ({ argv, cwd, data }) => {
      // Electron emits this after ready
      void this.whenReady().then(() => this.emit('second-instance', createEvent({}), argv, cwd, data));
    });
    return this.lock.take({ argv: process.argv, cwd: process.cwd(), data: additionalData });
  }

  /** Emits before-quit, closes the windows, emits will-quit, ends the process. Each step can be prevented. */
  quit(): void {
    if (this.ended) return;
    if (!this.quitting && emitPreventable(this, 'before-quit')) return;
    this.quitting = true;
    if (!this.ready) this.$end(0);
    for (const window of [...openWindows]) window.close();
    if (openWindows.size === 0) this.$allClosed();
  }
  exit(code = 0): void {
    for (const window of [...openWindows]) window.destroy();
    this.$end(code);
  }
  relaunch(): void {
    fail('the double of electron does not implement app.relaunch');
  }
  /** Cancels quitting, because a window prevented its close. */
  $cancelQuit(): void {
    this.quitting = false;
  }
  $allClosed(): void {
    if (this.ended) return;
    if (this.quitting) {
      if (emitPreventable(this, 'will-quit')) this.quitting = false;
      else this.$end(0);
    } else if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed');
    else this.quit();
  }
  $end(code: number): void {
    if (this.ended) return;
    this.ended = true;
    this.emit('quit', createEvent({}), code);
    this.lock?.release();
    process.exit(code);
  }
  /** Called when the entry and everything that it awaited has run. */
  $becomeReady(): void {
    this.emit('will-finish-launching');
    this.ready = true;
    this.emit('ready', createEvent({}), {});
    this.readiness.resolve();
  }
}

export const theApp = new App();
export const app = createStrict('app', theApp);

// Electron quits on these signals
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => theApp.quit());
