import { existsSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type InstanceLock, takeLock } from './instanceLock.ts';
import { event, fail, LoudEmitter, loud, prevented } from './loud.ts';

/** What app needs of the windows; they register themselves, since they need the app first. */
type OpenWindow = { readonly close: () => void; readonly destroy: () => void; readonly isDestroyed: () => boolean };
export const openWindows = new Set<OpenWindow>();

const EVENTS = [
  'activate',
  'before-quit',
  'browser-window-blur',
  'browser-window-created',
  'browser-window-focus',
  'child-process-gone',
  'certificate-error',
  'gpu-info-update',
  'login',
  'open-file',
  'open-url',
  'quit',
  'ready',
  'render-process-gone',
  'second-instance',
  'select-client-certificate',
  'session-created',
  'web-contents-created',
  'will-finish-launching',
  'will-quit',
  'window-all-closed',
] as const;

const PATHS: Readonly<Record<string, () => string>> = {
  home: homedir,
  appData: () => process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config'),
  temp: tmpdir,
  exe: () => process.execPath,
  documents: () => join(homedir(), 'Documents'),
  desktop: () => join(homedir(), 'Desktop'),
  downloads: () => join(homedir(), 'Downloads'),
};

/** The nearest package.json above the entry, as Electron finds the app. */
const appFolder = (): string => {
  let folder = dirname(process.argv[1] ?? process.cwd());
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
};

class App extends LoudEmitter {
  readonly commandLine = loud('app.commandLine', {
    appendSwitch: () => undefined,
    appendArgument: () => undefined,
    hasSwitch: (name: string) => process.argv.includes(`--${name}`),
    getSwitchValue: (name: string) =>
      process.argv
        .find((one) => one.startsWith(`--${name}=`))
        ?.split('=')
        .slice(1)
        .join('=') ?? '',
  });
  readonly isPackaged = false;
  readonly readiness = Promise.withResolvers<void>();
  ready = false;
  quitting = false;
  ended = false;
  lock: InstanceLock | undefined;
  name: string;
  readonly manifest: { readonly name?: string; readonly productName?: string; readonly version?: string };
  readonly paths = new Map<string, string>();

  constructor() {
    super('app', EVENTS);
    this.manifest = JSON.parse(readFileSync(join(appFolder(), 'package.json'), 'utf8'));
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
  setName(name: string): void {
    this.name = name;
  }
  getVersion(): string {
    return this.manifest.version ?? '0.0.0';
  }
  getAppPath(): string {
    return appFolder();
  }
  getLocale(): string {
    return 'en-GB';
  }
  getSystemLocale(): string {
    return 'en-GB';
  }
  getPreferredSystemLanguages(): readonly string[] {
    return ['en-GB'];
  }
  getPath(name: string): string {
    const set = this.paths.get(name);
    if (set !== undefined) return set;
    if (name === 'userData' || name === 'sessionData') return join(this.getPath('appData'), this.name);
    if (name === 'logs' || name === 'crashDumps') return join(this.getPath('userData'), name === 'logs' ? 'logs' : 'Crashpad');
    const path = PATHS[name];
    return path ? path() : fail(`the double of electron knows no path '${name}'`);
  }
  setPath(name: string, path: string): void {
    if (this.ready && ['userData', 'sessionData'].includes(name))
      fail(`app.setPath('${name}') comes after ready: Electron has begun to use it`);
    // the types say so; a folder that is made by the double would hide it
    if (!existsSync(path)) fail(`app.setPath('${name}') names a folder that is not there`);
    this.paths.set(name, path);
  }
  setAppLogsPath(path?: string): void {
    this.paths.set('logs', path ?? join(this.getPath('userData'), 'logs'));
  }
  setAppUserModelId(): void {}
  setDesktopName(): void {}
  setAboutPanelOptions(): void {}
  showAboutPanel(): void {}
  addRecentDocument(): void {}
  clearRecentDocuments(): void {}
  setAsDefaultProtocolClient(): boolean {
    return fail('the double of electron does not make the app a protocol client of this machine');
  }
  enableSandbox(): void {
    if (this.ready) fail('app.enableSandbox() can only be called before app is ready');
  }
  disableHardwareAcceleration(): void {
    if (this.ready) fail('app.disableHardwareAcceleration() can only be called before app is ready');
  }
  focus(): void {}
  getAppMetrics(): readonly object[] {
    return [];
  }
  getGPUFeatureStatus(): object {
    return {};
  }
  requestSingleInstanceLock(additionalData?: unknown): boolean {
    this.lock ??= takeLock(this.getPath('userData'), ({ argv, cwd, data }) => {
      // Electron tells after ready
      void this.whenReady().then(() => this.emit('second-instance', event({}), argv, cwd, data));
    });
    return this.lock.take({ argv: process.argv, cwd: process.cwd(), data: additionalData });
  }
  hasSingleInstanceLock(): boolean {
    return this.lock?.held() ?? false;
  }
  releaseSingleInstanceLock(): void {
    this.lock?.release();
  }

  /** Asks the app, closes its windows one by one, asks again, ends. Whoever prevents one of them stops it there. */
  quit(): void {
    if (this.ended) return;
    if (!this.quitting && prevented(this, 'before-quit')) return;
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
    fail('the double of electron does not start the app again');
  }
  /** A window kept itself open: the app no longer quits. */
  $stay(): void {
    this.quitting = false;
  }
  $allClosed(): void {
    if (this.ended) return;
    if (this.quitting) {
      if (prevented(this, 'will-quit')) this.quitting = false;
      else this.$end(0);
    } else if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed');
    else this.quit();
  }
  $end(code: number): void {
    if (this.ended) return;
    this.ended = true;
    this.emit('quit', event({}), code);
    this.lock?.release();
    process.exit(code);
  }
  /** Electron's own moment: the entry, with whatever it awaited, has run. */
  $becomeReady(): void {
    this.emit('will-finish-launching');
    this.ready = true;
    this.emit('ready', event({}), {});
    this.readiness.resolve();
  }
}

export const theApp = new App();
export const app = loud('app', theApp);

// the runtime quits by itself when it is told to end
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => theApp.quit());
