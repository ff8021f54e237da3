import { theApp } from './app.ts';
import { notify, request } from './browserChannel.ts';
import { session, theSession } from './session.ts';
import { createEvent, createStrict, fail, StrictEmitter } from './strict.ts';
import { createFrames, type WebFrameMain } from './webFrameMain.ts';

const EVENTS = [
  'context-menu',
  'destroyed',
  'did-fail-load',
  'did-finish-load',
  'did-navigate',
  'did-navigate-in-page',
  'did-start-loading',
  'did-stop-loading',
  'page-title-updated',
  'preload-error',
  'render-process-gone',
  'will-attach-webview',
  'will-frame-navigate',
  'will-navigate',
  'will-redirect',
] as const;

export type WebPreferences = {
  readonly preload?: string;
  readonly sandbox?: boolean;
  readonly contextIsolation?: boolean;
  readonly nodeIntegration?: boolean;
  readonly nodeIntegrationInSubFrames?: boolean;
  readonly additionalArguments?: readonly string[];
} & Readonly<Record<string, unknown>>;

/** Defaults of Electron: https://www.electronjs.org/docs/latest/api/structures/web-preferences */
const DEFAULTS: WebPreferences = {
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
};

export type OpenDetails = { readonly url: string; readonly frameName: string; readonly features: string };
type OpenHandler = (details: OpenDetails & { readonly disposition: string; readonly referrer: object }) => {
  readonly action: 'allow' | 'deny';
};

/** Zoom levels are powers of 1.2 in Chromium. */
const ZOOM_STEP = 1.2;

export const webContentsById = new Map<number, WebContents>();

export class WebContents extends StrictEmitter {
  readonly id: number;
  readonly preferences: WebPreferences;
  readonly frames = createFrames();
  readonly onZoom: () => void;
  url = '';
  title = '';
  zoom = 1;
  destroyed = false;
  crashed = false;
  loading = false;
  openHandler: OpenHandler | undefined;

  constructor(id: number, preferences: WebPreferences, onZoom: () => void) {
    super('webContents', EVENTS);
    this.id = id;
    this.preferences = { ...DEFAULTS, ...preferences };
    this.onZoom = onZoom;
  }

  get mainFrame(): WebFrameMain {
    return this.frames.main;
  }
  get session(): object {
    return session.defaultSession;
  }
  /** Private in Electron, but the tests read it on both runtimes. It has no `preload` there. */
  getLastWebPreferences(): WebPreferences {
    const { preload: _, ...others } = this.preferences;
    return others;
  }
  getURL(): string {
    return this.url;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  async loadURL(url: string): Promise<void> {
    await theSession.$decidePermissions(this, url, /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+/i.exec(url)?.[0] ?? 'null');
    await this.$load(() => request('load', this.id, url), url);
  }
  reload(): void {
    void this.$load(() => request('reload', this.id), this.url).catch(() => undefined);
  }
  async $load(load: () => Promise<void>, url: string): Promise<void> {
    this.loading = true;
    this.emit('did-start-loading');
    try {
      await load();
    } catch (error) {
      // closing a window aborts its load
      this.emit('did-fail-load', createEvent({}), /ERR_ABORTED|closed|detached/.test(String(error)) ? -3 : -2, String(error), url, true);
      throw error;
    } finally {
      this.loading = false;
      this.emit('did-stop-loading');
    }
  }
  send(channel: string, ...args: readonly unknown[]): void {
    if (this.destroyed) throw new TypeError('Object has been destroyed');
    notify('postMessage', this.id, undefined, { channel, args });
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }
  $mayOpen(details: OpenDetails): boolean {
    const { action } = this.openHandler?.({ ...details, disposition: 'new-window', referrer: { url: '', policy: 'default' } }) ?? {
      action: 'allow',
    };
    return action === 'allow' ? fail(`the app allowed a page to open ${details.url} in a new window`) : false;
  }
  async executeJavaScript(source: string): Promise<unknown> {
    return request('evaluate', this.id, source);
  }
  async printToPDF(options: Readonly<Record<string, unknown>> = {}): Promise<Buffer> {
    return Buffer.from(await request('printToPdf', this.id, options));
  }
  forcefullyCrashRenderer(): void {
    notify('crashPage', this.id);
  }
  setZoomFactor(factor: number): void {
    if (!(factor > 0)) throw new Error("'zoomFactor' must be a double greater than 0.0");
    this.zoom = factor;
    this.onZoom();
  }
  setZoomLevel(level: number): void {
    this.setZoomFactor(ZOOM_STEP ** level);
  }
  getZoomLevel(): number {
    return Math.round((Math.log(this.zoom) / Math.log(ZOOM_STEP)) * 1e6) / 1e6;
  }
  get zoomLevel(): number {
    return this.getZoomLevel();
  }
  set zoomLevel(level: number) {
    this.setZoomLevel(level);
  }
  toggleDevTools(): void {}
  undo(): void {
    this.$edit('undo');
  }
  redo(): void {
    this.$edit('redo');
  }
  cut(): void {
    this.$edit('cut');
  }
  copy(): void {
    this.$edit('copy');
  }
  paste(): void {
    this.$edit('paste');
  }
  selectAll(): void {
    this.$edit('selectAll');
  }
  delete(): void {
    this.$edit('delete');
  }
  $edit(command: string): void {
    notify('runEditCommand', this.id, command);
  }
  /** Called when the page's process has crashed. The contents remain without a page. */
  $markCrashed(): void {
    this.crashed = true;
    const details = { reason: 'crashed', exitCode: 139 };
    this.emit('render-process-gone', createEvent({}), details);
    theApp.emit('render-process-gone', createEvent({}), this, details);
  }
}

let lastId = 0;

/** Creates contents and emits web-contents-created. */
export const createWebContents = (preferences: WebPreferences, onZoom: () => void): WebContents => {
  lastId += 1;
  const contents = createStrict('webContents', new WebContents(lastId, preferences, onZoom));
  webContentsById.set(lastId, contents);
  theApp.emit('web-contents-created', createEvent({}), contents);
  return contents;
};
