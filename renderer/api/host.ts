import type { Bridge } from '#shared/contract/names.ts';
import { browserHost } from './browserHost.ts';
import { desktopHost } from './desktopHost.ts';
import type { Host } from './hostPort.ts';

declare global {
  interface Window {
    /** Defined by the desktop's preload script. */
    readonly orebook?: Bridge;
  }
}

/** The host of this page: the desktop where its bridge exists, else the browser. */
export const host: Host = globalThis.window?.orebook === undefined ? browserHost : desktopHost(globalThis.window.orebook);
