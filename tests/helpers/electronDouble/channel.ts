/**
 * Requests between the two sides of the double: the app's process with the module `electron`, and the test's process with the browser. They use
 * the IPC channel of the child process with structured clone.
 */
export type Bounds = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** A frame of the browser. `url` has the app's scheme, not the origin that replaces it in the browser. */
export type FrameInfo = { readonly id: string; readonly parent: string | undefined; readonly url: string; readonly origin: string };

export type WindowInfo = {
  readonly bounds: Bounds;
  readonly preload: string | undefined;
  readonly preloadArgs: readonly string[];
  readonly inSubFrames: boolean;
  readonly nodeIntegration: boolean;
};

export type SchemeRequest = {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array | undefined;
};

export type SchemeResponse = {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
};

/** A message to the listeners of a preload. */
export type PostedMessage = { readonly channel: string; readonly args: readonly unknown[] };

/** Requests of the app's process to the browser. */
export type BrowserRequests = {
  readonly setSchemes: (names: readonly string[]) => void;
  readonly createWindow: (window: number, facts: WindowInfo) => Promise<void>;
  readonly setBounds: (window: number, bounds: Bounds, zoom: number) => Promise<void>;
  /** With `runBeforeUnload` the page's beforeunload handlers run first. */
  readonly closeWindow: (window: number, runBeforeUnload: boolean) => Promise<void>;
  readonly focusWindow: (window: number) => Promise<void>;
  readonly load: (window: number, url: string) => Promise<void>;
  readonly reload: (window: number) => Promise<void>;
  readonly evaluate: (window: number, source: string) => Promise<unknown>;
  /** Sends a message to the preload of a frame, by default of the main frame. */
  readonly postMessage: (window: number, frame: string | undefined, message: PostedMessage) => Promise<void>;
  readonly runEditCommand: (window: number, command: string) => Promise<void>;
  readonly crashPage: (window: number) => Promise<void>;
  readonly printToPdf: (window: number, options: Readonly<Record<string, unknown>>) => Promise<Uint8Array>;
  readonly takeScreenshot: (window: number) => Promise<Uint8Array>;
  readonly grantPermissions: (origin: string, permissions: readonly string[]) => Promise<void>;
  readonly setColorScheme: (scheme: 'light' | 'dark') => Promise<void>;
  /** Fails the test. */
  readonly reportFault: (message: string) => void;
};

/** Requests of the browser to the app's process. */
export type AppRequests = {
  readonly evaluate: (source: string, arg: unknown) => Promise<unknown>;
  readonly invoke: (window: number, frame: FrameInfo, channel: string, args: readonly unknown[]) => Promise<unknown>;
  readonly onMessage: (window: number, frame: FrameInfo, channel: string, args: readonly unknown[]) => void;
  /** Undefined if the app's session cancels the request. A request to another origin never leaves the machine. */
  readonly handleRequest: (request: SchemeRequest) => Promise<SchemeResponse | undefined>;
  /** Whether the app allows the navigation. */
  readonly allowsNavigation: (window: number, frame: FrameInfo, url: string) => Promise<boolean>;
  readonly allowsOpening: (
    window: number,
    details: { readonly url: string; readonly frameName: string; readonly features: string },
  ) => Promise<boolean>;
  readonly onNavigated: (window: number, frame: FrameInfo, inPlace: boolean) => void;
  readonly onTitleChanged: (window: number, title: string) => void;
  readonly onLoaded: (window: number) => void;
  readonly onCrashed: (window: number) => void;
  /** Whether the app allows the download. */
  readonly allowsDownload: (window: number, facts: { readonly url: string; readonly name: string; readonly path: string }) => boolean;
  readonly onClosed: (window: number) => void;
};

type Side = Readonly<Record<string, (...args: never[]) => unknown>>;
type Message =
  | { readonly kind: 'request'; readonly id: number; readonly name: string; readonly args: readonly unknown[] }
  | { readonly kind: 'response'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly kind: 'response'; readonly id: number; readonly ok: false; readonly errorName: string; readonly message: string };

export type SendRequest<Theirs extends Side> = <K extends keyof Theirs & string>(
  name: K,
  ...args: Parameters<Theirs[K]>
) => Promise<Awaited<ReturnType<Theirs[K]>>>;

/** Connects the two sides: `request` calls the other side, `handlers` handle its requests. `end` rejects every open request with its message. */
export const connectSides = <Ours extends Side, Theirs extends Side>(channel: {
  readonly send: (message: unknown) => void;
  readonly handlers: Ours;
}): { readonly request: SendRequest<Theirs>; readonly receive: (message: unknown) => void; readonly end: (message: string) => void } => {
  const open = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  let endMessage: string | undefined;
  const handle = async ({ id, name, args }: Message & { kind: 'request' }): Promise<void> => {
    try {
      const handler = channel.handlers[name] as ((...parameters: readonly unknown[]) => unknown) | undefined;
      if (!handler) throw new Error(`the double has no request ${name}`);
      channel.send({ kind: 'response', id, ok: true, value: await handler(...args) });
    } catch (error) {
      const { name: errorName, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
      channel.send({ kind: 'response', id, ok: false, errorName, message });
    }
  };
  return {
    request: <K extends keyof Theirs & string>(name: K, ...args: Parameters<Theirs[K]>) => {
      if (endMessage !== undefined) return Promise.reject(new Error(endMessage));
      last += 1;
      const pendingAnswer = Promise.withResolvers<unknown>();
      open.set(last, pendingAnswer);
      channel.send({ kind: 'request', id: last, name, args });
      // both sides use the same types
      return pendingAnswer.promise as Promise<Awaited<ReturnType<Theirs[K]>>>;
    },
    receive: (receivedValue) => {
      const message = receivedValue as Message;
      if (message.kind === 'request') {
        void handle(message);
        return;
      }
      const pendingAnswer = open.get(message.id);
      open.delete(message.id);
      if (message.ok) pendingAnswer?.resolve(message.value);
      else pendingAnswer?.reject(Object.assign(new Error(message.message), { name: message.errorName }));
    },
    end: (message) => {
      endMessage = message;
      for (const pendingAnswer of open.values()) pendingAnswer.reject(new Error(message));
      open.clear();
    },
  };
};

/** Whether an error says that the window or its page was closed in the meantime. */
export const isGone = (error: unknown): boolean => /window \d+ is gone|has been closed|Target crashed/.test(String(error));

/** Translates an address of the app to the browser: `app://host/path` becomes `https://host.app.invalid/path`. */
export const toBrowserUrl = (url: string, schemes: readonly string[]): string => {
  const scheme = schemes.find((candidate) => url.startsWith(`${candidate}://`));
  if (scheme === undefined) return url;
  const urlTail = url.slice(scheme.length + 3);
  const end = urlTail.search(/[/?#\\]|$/);
  return `https://${urlTail.slice(0, end)}.${scheme}.invalid${urlTail.slice(end)}`;
};

/** Translates an address of the browser to the app. */
export const toAppUrl = (url: string, schemes: readonly string[]): string => {
  const match = /^https:\/\/([^/?#]+)\.([a-z0-9-]+)\.invalid(?=[/?#]|$)/.exec(url);
  return match && schemes.includes(match[2] ?? '') ? `${match[2]}://${match[1]}${url.slice(match[0].length)}` : url;
};
