import type { Bridge } from '#shared/contract/names.ts';
import { browserHost } from './browserHost.ts';
import { desktopHost } from './desktopHost.ts';
import type { Host } from './hostPort.ts';

declare global {
  interface Window {
    /** There only where the desktop's preload script put it. */
    readonly orebook?: Bridge;
  }
}

/** The host of this page: the one place that asks which it is. */
export const host: Host = globalThis.window?.orebook === undefined ? browserHost : desktopHost(globalThis.window.orebook);
