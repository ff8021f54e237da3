/**
 * What the two halves of the double say to each other. The app's process holds the `electron` module; the test's process holds the
 * browser. Each half may ask the other; messages go over the child process's own channel, by structured clone.
 */
export type Bounds = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** A frame as the browser knows it. `url` is in the app's own terms: its scheme, not the origin that stands in for it. */
export type FrameFacts = { readonly id: string; readonly parent: string | undefined; readonly url: string; readonly origin: string };

export type WindowFacts = {
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

export type SchemeAnswer = {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
};

/** A message to a preload's listeners. */
export type Posted = { readonly channel: string; readonly args: readonly unknown[] };

/** What the app's process asks of the browser. */
export type BrowserSide = {
  readonly schemes: (names: readonly string[]) => void;
  readonly createWindow: (window: number, facts: WindowFacts) => Promise<void>;
  readonly setBounds: (window: number, bounds: Bounds, zoom: number) => Promise<void>;
  /** `asking` lets the page's own handlers of leaving run first. */
  readonly closeWindow: (window: number, asking: boolean) => Promise<void>;
  readonly focusWindow: (window: number) => Promise<void>;
  readonly load: (window: number, url: string) => Promise<void>;
  readonly reload: (window: number) => Promise<void>;
  readonly evaluate: (window: number, source: string) => Promise<unknown>;
  /** A message for the preload of a frame; without a frame, of the main one. */
  readonly post: (window: number, frame: string | undefined, message: Posted) => Promise<void>;
  readonly command: (window: number, command: string) => Promise<void>;
  readonly crash: (window: number) => Promise<void>;
  readonly pdf: (window: number, options: Readonly<Record<string, unknown>>) => Promise<Uint8Array>;
  readonly picture: (window: number) => Promise<Uint8Array>;
  readonly grant: (origin: string, permissions: readonly string[]) => Promise<void>;
  readonly colours: (scheme: 'light' | 'dark') => Promise<void>;
  /** Something the double does not play: the test fails with it. */
  readonly fault: (words: string) => void;
};

/** What the browser asks of the app's process. */
export type AppSide = {
  readonly evaluate: (source: string, arg: unknown) => Promise<unknown>;
  readonly invoke: (window: number, frame: FrameFacts, channel: string, args: readonly unknown[]) => Promise<unknown>;
  readonly receive: (window: number, frame: FrameFacts, channel: string, args: readonly unknown[]) => void;
  /** Undefined when the app's session cancels the request. A request to another origin is only asked about: nothing ever leaves. */
  readonly request: (request: SchemeRequest) => Promise<SchemeAnswer | undefined>;
  /** True when the app lets the frame go there. */
  readonly mayNavigate: (window: number, frame: FrameFacts, url: string) => Promise<boolean>;
  readonly mayOpen: (
    window: number,
    details: { readonly url: string; readonly frameName: string; readonly features: string },
  ) => Promise<boolean>;
  readonly navigated: (window: number, frame: FrameFacts, inPlace: boolean) => void;
  readonly titled: (window: number, title: string) => void;
  readonly loaded: (window: number) => void;
  readonly gone: (window: number) => void;
  /** True when the app lets the page keep a file. */
  readonly download: (window: number, facts: { readonly url: string; readonly name: string; readonly path: string }) => boolean;
  readonly closed: (window: number) => void;
};

type Side = Readonly<Record<string, (...args: never[]) => unknown>>;
type Message =
  | { readonly kind: 'ask'; readonly id: number; readonly what: string; readonly args: readonly unknown[] }
  | { readonly kind: 'answer'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly ok: false; readonly name: string; readonly words: string };

export type Ask<Theirs extends Side> = <K extends keyof Theirs & string>(
  what: K,
  ...args: Parameters<Theirs[K]>
) => Promise<Awaited<ReturnType<Theirs[K]>>>;

/** Joins the two halves: `ask` speaks to the other side, `ours` answers it. After `end` every open question is refused with its words. */
export const join = <Ours extends Side, Theirs extends Side>(channel: {
  readonly send: (message: unknown) => void;
  readonly ours: Ours;
}): { readonly ask: Ask<Theirs>; readonly hear: (message: unknown) => void; readonly end: (words: string) => void } => {
  const open = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  let ended: string | undefined;
  const answer = async ({ id, what, args }: Message & { kind: 'ask' }): Promise<void> => {
    try {
      const act = channel.ours[what] as ((...given: readonly unknown[]) => unknown) | undefined;
      if (!act) throw new Error(`the double knows no ${what}`);
      channel.send({ kind: 'answer', id, ok: true, value: await act(...args) });
    } catch (error) {
      const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
      channel.send({ kind: 'answer', id, ok: false, name, words: message });
    }
  };
  return {
    ask: <K extends keyof Theirs & string>(what: K, ...args: Parameters<Theirs[K]>) => {
      if (ended !== undefined) return Promise.reject(new Error(ended));
      last += 1;
      const question = Promise.withResolvers<unknown>();
      open.set(last, question);
      channel.send({ kind: 'ask', id: last, what, args });
      // the other side is typed by the same table
      return question.promise as Promise<Awaited<ReturnType<Theirs[K]>>>;
    },
    hear: (heard) => {
      const message = heard as Message;
      if (message.kind === 'ask') {
        void answer(message);
        return;
      }
      const question = open.get(message.id);
      open.delete(message.id);
      if (message.ok) question?.resolve(message.value);
      else question?.reject(Object.assign(new Error(message.words), { name: message.name }));
    },
    end: (words) => {
      ended = words;
      for (const question of open.values()) question.reject(new Error(words));
      open.clear();
    },
  };
};

/** True for what either half says of a window, or of its page, that went away in the meantime. */
export const isGone = (error: unknown): boolean => /window \d+ is gone|has been closed|Target crashed/.test(String(error));

/** The origin that stands in the browser for a scheme of the app: `app://host/path` is `https://host.app.invalid/path` there. */
export const toBrowser = (url: string, schemes: readonly string[]): string => {
  const scheme = schemes.find((one) => url.startsWith(`${one}://`));
  if (scheme === undefined) return url;
  const rest = url.slice(scheme.length + 3);
  const end = rest.search(/[/?#\\]|$/);
  return `https://${rest.slice(0, end)}.${scheme}.invalid${rest.slice(end)}`;
};

/** The way back. */
export const toApp = (url: string, schemes: readonly string[]): string => {
  const found = /^https:\/\/([^/?#]+)\.([a-z0-9-]+)\.invalid(?=[/?#]|$)/.exec(url);
  return found && schemes.includes(found[2] ?? '') ? `${found[2]}://${found[1]}${url.slice(found[0].length)}` : url;
};
