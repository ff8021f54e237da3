import { theApp } from './app.ts';
import { notify, request } from './browserChannel.ts';
import type { SchemeRequest, SchemeResponse } from './channel.ts';
import { createStrict, fail, StrictEmitter } from './strict.ts';

type PermissionRequest = (contents: object, permission: string, callback: (isGranted: boolean) => void, details: object) => void;
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

/** Every permission that a page can request in this Chromium, by Electron's name. */
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

let privilegedSchemes: readonly string[] | undefined;
const handlers = new Map<string, SchemeHandler>();

export const protocol = createStrict('protocol', {
  registerSchemesAsPrivileged: (schemes: readonly Privileged[]): void => {
    if (theApp.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    // in Electron, a second call replaces the first
    if (privilegedSchemes) fail('protocol.registerSchemesAsPrivileged was called twice: the second call replaces the first');
    for (const { scheme, privileges } of schemes)
      if (!privileges?.standard || !privileges.secure || !privileges.supportFetchAPI)
        fail(`the double of electron supports only standard, secure schemes with fetch; '${scheme}' is not one`);
    privilegedSchemes = schemes.map(({ scheme }) => scheme);
    notify('setSchemes', privilegedSchemes);
  },
  handle: (scheme: string, handler: SchemeHandler): void => {
    if (!theApp.isReady()) throw new Error('protocol.handle should be called after app is ready');
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    if (!privilegedSchemes?.includes(scheme)) fail(`the double of electron supports only privileged schemes; '${scheme}' is not one`);
    handlers.set(scheme, handler);
  },
});

class Session extends StrictEmitter {
  readonly protocol = protocol;
  permissionRequest: PermissionRequest | undefined;
  permissionCheck: PermissionCheck | undefined;
  beforeRequest: BeforeRequest | undefined;
  readonly webRequest = createStrict('session.webRequest', {
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
  /** Calls the app's handlers for every permission and grants the results in Chromium. */
  async $decidePermissions(contents: object, url: string, origin: string): Promise<void> {
    const grantedPermissions: string[] = [];
    for (const permission of PERMISSIONS) {
      const details = { requestingUrl: url, isMainFrame: true };
      const isGranted = await new Promise<boolean>((resolve) => {
        // Electron grants a permission if the app has no handler
        if (!this.permissionRequest) resolve(true);
        else this.permissionRequest(contents, permission, resolve, details);
      });
      if (isGranted && (this.permissionCheck?.(contents, permission, origin, details) ?? true)) grantedPermissions.push(permission);
    }
    await request('grantPermissions', origin, grantedPermissions);
  }
  /** Whether the session allows a request. */
  $mayRequest(url: string, method: string): Promise<boolean> {
    return new Promise((resolve) => {
      if (!this.beforeRequest) resolve(true);
      else this.beforeRequest({ url, method }, ({ cancel }) => resolve(cancel !== true));
    });
  }
  /** Implements `net.fetch` of Electron for the app's scheme. */
  async fetch(url: string, init: { readonly method?: string } = {}): Promise<Response> {
    const answer = await handleRequest({ url, method: init.method ?? 'GET', headers: [], body: undefined });
    if (!answer) throw new Error('net::ERR_BLOCKED_BY_CLIENT');
    return new Response(answer.body.length === 0 ? null : new Uint8Array(answer.body), {
      status: answer.status,
      headers: answer.headers.map(([name, value]): [string, string] => [name, value]),
    });
  }
}

export const theSession = new Session();
const defaultSession = createStrict('session', theSession);
export const session = createStrict('session', {
  get defaultSession() {
    if (!theApp.isReady()) throw new Error('Session can only be received when app is ready');
    return defaultSession;
  },
});

export const net = createStrict('net', {
  fetch: (url: string, init?: { readonly method?: string }) => theSession.fetch(url, init),
  request: (): never => fail('the double of electron has no network'),
});

/** Returns the app's response to a request of a page, undefined if its session cancels it. */
export const handleRequest = async ({ url, method, headers, body }: SchemeRequest): Promise<SchemeResponse | undefined> => {
  if (!(await theSession.$mayRequest(url, method))) return undefined;
  const handler = handlers.get(url.slice(0, url.indexOf(':')));
  if (!handler) return fail(`the app allowed a request to ${url}`);
  const request = new Request(url, {
    method,
    headers: headers.filter(([name]) => !name.startsWith(':')).map(([name, value]): [string, string] => [name, value]),
    ...(body ? { body: new Uint8Array(body) } : {}),
  });
  const answer = await handler(request);
  return { status: answer.status, headers: [...answer.headers], body: new Uint8Array(await answer.arrayBuffer()) };
};
