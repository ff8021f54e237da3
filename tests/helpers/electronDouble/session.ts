import { theApp } from './app.ts';
import { fail, LoudEmitter, loud } from './loud.ts';
import { ask, order } from './parent.ts';
import type { SchemeAnswer, SchemeRequest } from './peers.ts';

type PermissionRequest = (contents: object, permission: string, callback: (granted: boolean) => void, details: object) => void;
type PermissionCheck = (contents: object | null, permission: string, origin: string, details: object) => boolean;
type BeforeRequest = (
  details: { readonly url: string; readonly method: string },
  callback: (answer: { readonly cancel?: boolean }) => void,
) => void;
type SchemeHandler = (request: Request) => Response | Promise<Response>;
type Privileged = {
  readonly scheme: string;
  readonly privileges?: { readonly standard?: boolean; readonly secure?: boolean; readonly supportFetchAPI?: boolean };
};

/** Every permission that a page of this Chromium can ask for, by Electron's name. */
const PERMISSIONS = [
  'clipboard-read',
  'clipboard-sanitized-write',
  'display-capture',
  'geolocation',
  'idle-detection',
  'media',
  'midi',
  'midiSysex',
  'notifications',
  'storage-access',
] as const;

let privileged: readonly string[] | undefined;
const handlers = new Map<string, SchemeHandler>();

export const protocol = loud('protocol', {
  registerSchemesAsPrivileged: (schemes: readonly Privileged[]): void => {
    if (theApp.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    // Electron keeps the last call alone
    if (privileged) fail('protocol.registerSchemesAsPrivileged was called twice: the second call replaces the first');
    for (const { scheme, privileges } of schemes)
      if (!privileges?.standard || !privileges.secure || !privileges.supportFetchAPI)
        fail(`the double of electron plays a scheme that is standard, secure and fetched; '${scheme}' is not`);
    privileged = schemes.map(({ scheme }) => scheme);
    order('schemes', privileged);
  },
  handle: (scheme: string, handler: SchemeHandler): void => {
    if (!theApp.isReady()) throw new Error('protocol.handle should be called after app is ready');
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    if (!privileged?.includes(scheme)) fail(`the double of electron plays privileged schemes; '${scheme}' is not`);
    handlers.set(scheme, handler);
  },
  unhandle: (scheme: string): void => {
    if (!handlers.delete(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`);
  },
  isProtocolHandled: (scheme: string): boolean => handlers.has(scheme),
});

class Session extends LoudEmitter {
  readonly protocol = protocol;
  permissionRequest: PermissionRequest | undefined;
  permissionCheck: PermissionCheck | undefined;
  beforeRequest: BeforeRequest | undefined;
  readonly webRequest = loud('session.webRequest', {
    onBeforeRequest: (listener: BeforeRequest | null): void => {
      this.beforeRequest = listener ?? undefined;
    },
  });

  constructor() {
    super('session', ['will-download', 'preconnect', 'spellcheck-dictionary-initialized']);
  }
  setPermissionRequestHandler(handler: PermissionRequest | null): void {
    this.permissionRequest = handler ?? undefined;
  }
  setPermissionCheckHandler(handler: PermissionCheck | null): void {
    this.permissionCheck = handler ?? undefined;
  }
  setDevicePermissionHandler(): void {}
  setSpellCheckerEnabled(): void {}
  isPersistent(): boolean {
    return true;
  }
  /** Asks the app's handlers for every permission, and has Chromium decide by their answers when a page asks. */
  async $decidePermissions(contents: object, url: string, origin: string): Promise<void> {
    const granted: string[] = [];
    for (const permission of PERMISSIONS) {
      const details = { requestingUrl: url, isMainFrame: true };
      const requested = await new Promise<boolean>((resolve) => {
        // Electron grants what nobody decides
        if (!this.permissionRequest) resolve(true);
        else this.permissionRequest(contents, permission, resolve, details);
      });
      if (requested && (this.permissionCheck?.(contents, permission, origin, details) ?? true)) granted.push(permission);
    }
    await ask('grant', origin, granted);
  }
  /** Whether the session lets a request through. */
  $mayRequest(url: string, method: string): Promise<boolean> {
    return new Promise((resolve) => {
      if (!this.beforeRequest) resolve(true);
      else this.beforeRequest({ url, method }, ({ cancel }) => resolve(cancel !== true));
    });
  }
  /** As `net.fetch` of Electron: the app's own scheme without a page. */
  async fetch(url: string, init: { readonly method?: string } = {}): Promise<Response> {
    const answer = await answerRequest({ url, method: init.method ?? 'GET', headers: [], body: undefined });
    if (!answer) throw new Error('net::ERR_BLOCKED_BY_CLIENT');
    return new Response(answer.body.length === 0 ? null : new Uint8Array(answer.body), {
      status: answer.status,
      headers: answer.headers.map(([name, value]): [string, string] => [name, value]),
    });
  }
}

export const theSession = new Session();
const defaultSession = loud('session', theSession);
export const session = loud('session', {
  get defaultSession() {
    if (!theApp.isReady()) throw new Error('Session can only be received when app is ready');
    return defaultSession;
  },
  fromPartition: (): never => fail('the double of electron has one session'),
});

export const net = loud('net', {
  fetch: (url: string, init?: { readonly method?: string }) => theSession.fetch(url, init),
  isOnline: () => false,
  request: (): never => fail('the double of electron reaches no network'),
});

/** What the app answers to a request of a page; undefined when its session cancels it. */
export const answerRequest = async ({ url, method, headers, body }: SchemeRequest): Promise<SchemeAnswer | undefined> => {
  if (!(await theSession.$mayRequest(url, method))) return undefined;
  const handler = handlers.get(url.slice(0, url.indexOf(':')));
  if (!handler) return fail(`a request to ${url} was let through`);
  const asked = new Request(url, {
    method,
    headers: headers.filter(([name]) => !name.startsWith(':')).map(([name, value]): [string, string] => [name, value]),
    ...(body ? { body: new Uint8Array(body) } : {}),
  });
  const answer = await handler(asked);
  return { status: answer.status, headers: [...answer.headers], body: new Uint8Array(await answer.arrayBuffer()) };
};
