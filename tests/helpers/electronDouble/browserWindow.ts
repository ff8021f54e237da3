import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { openWindows, theApp } from './app.ts';
import { notify, request } from './browserChannel.ts';
import { type Bounds, isGone } from './channel.ts';
import { createEvent, createStrict, emitPreventable, fail, StrictEmitter } from './strict.ts';
import { createWebContents, type WebContents, type WebPreferences, webContentsById } from './webContents.ts';

const EVENTS = [
  'blur',
  'close',
  'closed',
  'focus',
  'maximize',
  'minimize',
  'ready-to-show',
  'responsive',
  'session-end',
  'show',
  'unresponsive',
] as const;

export type WindowOptions = Partial<Bounds> & {
  readonly show?: boolean;
  readonly title?: string;
  readonly minWidth?: number;
  readonly minHeight?: number;
  readonly webPreferences?: WebPreferences;
} & Readonly<Record<string, unknown>>;

const SCREEN: Bounds = { x: 0, y: 0, width: 1920, height: 1080 };
const windows: BrowserWindow[] = [];
let focusedWindow: BrowserWindow | undefined;

export class BrowserWindow extends StrictEmitter {
  readonly id: number;
  readonly options: WindowOptions;
  readonly webContents: WebContents;
  /** Resolves when the browser has created the window. */
  readonly created: Promise<void>;
  bounds: Bounds;
  state: 'normal' | 'maximized' | 'minimized' | 'full' = 'normal';
  visible: boolean;
  title: string;
  destroyed = false;
  hasLoaded = false;
  background: string;

  static getAllWindows(): readonly BrowserWindow[] {
    return [...windows];
  }
  static getFocusedWindow(): BrowserWindow | null {
    return focusedWindow ?? null;
  }
  static fromId(id: number): BrowserWindow | null {
    return windows.find((item) => item.id === id) ?? null;
  }
  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return windows.find((item) => item.webContents === contents) ?? null;
  }

  constructor(options: WindowOptions = {}) {
    if (!theApp.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    super('BrowserWindow', EVENTS);
    const self = createStrict('BrowserWindow', this);
    this.options = options;
    const { width = 800, height = 600 } = options;
    this.bounds = { x: options.x ?? (SCREEN.width - width) / 2, y: options.y ?? (SCREEN.height - height) / 2, width, height };
    this.visible = options.show !== false;
    this.title = options.title ?? theApp.getName();
    this.background = String(options['backgroundColor'] ?? '#FFFFFF');
    this.webContents = createWebContents(options.webPreferences ?? {}, () => self.$applyBounds());
    this.id = this.webContents.id;
    const { preload, nodeIntegration = false, nodeIntegrationInSubFrames = false, additionalArguments = [] } = this.webContents.preferences;
    if (preload !== undefined && !isAbsolute(preload)) fail(`preload script must have absolute path: ${preload}`);
    this.created = request('createWindow', this.id, {
      bounds: this.bounds,
      preload: preload === undefined ? undefined : readFileSync(preload, 'utf8'),
      preloadArgs: additionalArguments,
      inSubFrames: nodeIntegrationInSubFrames,
      nodeIntegration,
    });
    this.created.catch((error: unknown) => {
      if (!isGone(error)) fail(`the window was not created: ${String(error)}`);
    });
    this.webContents.on('did-finish-load', () => {
      if (self.hasLoaded) return;
      self.hasLoaded = true;
      // on Wayland a hidden window is not painted
      if (process.env['XDG_SESSION_TYPE'] !== 'wayland' || self.visible) self.emit('ready-to-show');
      else self.once('show', () => self.emit('ready-to-show'));
    });
    this.webContents.on('page-title-updated', (event: { defaultPrevented: boolean }, title: string) => {
      if (!event.defaultPrevented) self.title = title;
    });
    windows.push(self);
    openWindows.add(self);
    if (this.visible) focusedWindow = self;
    theApp.emit('browser-window-created', createEvent({}), self);
    // biome-ignore lint/correctness/noConstructorReturn: the app gets the strict proxy
    return self;
  }

  async loadURL(url: string): Promise<void> {
    await this.created;
    await this.webContents.loadURL(url);
  }
  $applyBounds(): void {
    if (!this.destroyed) notify('setBounds', this.id, this.getBounds(), this.webContents.zoom);
  }
  getBounds(): Bounds {
    return this.state === 'maximized' || this.state === 'full' ? SCREEN : this.bounds;
  }
  getNormalBounds(): Bounds {
    return this.bounds;
  }
  setBounds(bounds: Partial<Bounds>): void {
    this.bounds = { ...this.bounds, ...bounds };
    this.$applyBounds();
  }
  $setState(state: BrowserWindow['state'], eventName: string): void {
    this.state = state;
    this.$applyBounds();
    this.emit(eventName);
  }
  maximize(): void {
    this.visible = true;
    this.$setState('maximized', 'maximize');
  }
  minimize(): void {
    this.$setState('minimized', 'minimize');
  }
  restore(): void {
    this.$setState('normal', 'restore');
  }
  setFullScreen(isFull: boolean): void {
    if (isFull !== this.isFullScreen()) this.$setState(isFull ? 'full' : 'normal', isFull ? 'enter-full-screen' : 'leave-full-screen');
  }
  isMaximized(): boolean {
    return this.state === 'maximized';
  }
  isMinimized(): boolean {
    return this.state === 'minimized';
  }
  isFullScreen(): boolean {
    return this.state === 'full';
  }
  isVisible(): boolean {
    return this.visible && this.state !== 'minimized';
  }
  isFocused(): boolean {
    return focusedWindow?.id === this.id;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  show(): void {
    this.visible = true;
    this.emit('show');
    this.focus();
  }
  focus(): void {
    if (!this.visible || this.isFocused()) return;
    const previous = focusedWindow;
    focusedWindow = BrowserWindow.fromId(this.id) ?? undefined;
    previous?.emit('blur');
    this.emit('focus');
    theApp.emit('browser-window-focus', createEvent({}), focusedWindow);
    notify('focusWindow', this.id);
  }
  setBackgroundColor(colour: string): void {
    this.background = colour;
  }

  /** Emits close, which the app can prevent, then closes the page. */
  close(): void {
    if (this.destroyed) return;
    if (emitPreventable(this, 'close')) {
      theApp.$cancelQuit();
      return;
    }
    void request('closeWindow', this.id, true).then(
      () => this.$remove(),
      () => this.$remove(),
    );
  }
  /** Closes the page without emitting close. */
  destroy(): void {
    if (this.destroyed) return;
    notify('closeWindow', this.id, false);
    this.$remove();
  }
  $remove(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.webContents.destroyed = true;
    webContentsById.delete(this.id);
    const index = windows.findIndex((item) => item.id === this.id);
    const [self] = windows.splice(index, 1);
    if (self) openWindows.delete(self);
    if (focusedWindow?.id === this.id) focusedWindow = windows.at(-1);
    this.webContents.emit('destroyed');
    this.emit('closed');
    if (windows.length === 0) theApp.$allClosed();
  }
}
