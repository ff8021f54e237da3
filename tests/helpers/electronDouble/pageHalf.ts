/**
 * What the double runs in a page before the page's own scripts: the preload in an isolated world of Chromium, as Electron runs it, and
 * the bridge from there into the page's world. Both functions are sent as text, so they refer to nothing outside themselves.
 */

/** Values on their way through JSON: what structured clone keeps and JSON does not is marked; what can't be cloned throws Electron's words. */
export const codec = () => {
  const encode = (value: unknown): unknown => {
    if (value === undefined) return { $: 'undefined' };
    if (typeof value === 'bigint') return { $: 'bigint', of: String(value) };
    if (typeof value === 'number' && !Number.isFinite(value)) return { $: 'number', of: String(value) };
    if (typeof value === 'function' || typeof value === 'symbol') throw new Error('An object could not be cloned.');
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof Date) return { $: 'date', of: value.getTime() };
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
      const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      return { $: 'bytes', of: Array.from(bytes) };
    }
    if (Array.isArray(value)) return value.map(encode);
    if (value instanceof Error) return { $: 'error', of: value.message };
    const kind = Object.prototype.toString.call(value);
    if (kind !== '[object Object]') throw new Error('An object could not be cloned.');
    return { $: 'object', of: Object.entries(value).map(([key, one]) => [key, encode(one)]) };
  };
  const decode = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(decode);
    if (typeof value !== 'object' || value === null) return value;
    const { $, of } = value as { readonly $: string; readonly of: never };
    if ($ === 'undefined') return undefined;
    if ($ === 'bigint') return BigInt(of);
    if ($ === 'number') return Number(of);
    if ($ === 'date') return new Date(of);
    if ($ === 'bytes') return new Uint8Array(of);
    if ($ === 'error') return new Error(of);
    return Object.fromEntries((of as readonly [string, unknown][]).map(([key, one]) => [key, decode(one)]));
  };
  return { encode, decode };
};

/**
 * One end of the bridge between two worlds of a page: values go over as events on a node that both hold, where Chromium itself clones
 * them from world to world; functions and promises stay at home and are called through it.
 */
export const bridgeEnd = (node: EventTarget, sends: string, hears: string) => {
  type Parcel = { readonly t: string; readonly v: unknown };
  const functions: ((...args: unknown[]) => unknown)[] = [];
  const promises = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  let promised = 0;
  let answered: { readonly ok: boolean; readonly value: Parcel } | undefined;
  const dispatch = node.dispatchEvent.bind(node);
  const Told = CustomEvent;
  const send = (detail: unknown): void => void dispatch(new Told(sends, { detail }));

  const wrap = (value: unknown): Parcel => {
    if (typeof value === 'function') return { t: 'function', v: functions.push(value as (...args: unknown[]) => unknown) - 1 };
    if (value instanceof Promise) {
      promised += 1;
      const id = promised;
      value.then(
        (result) => send({ kind: 'settled', id, ok: true, value: wrap(result) }),
        (error) => send({ kind: 'settled', id, ok: false, value: wrap(error) }),
      );
      return { t: 'promise', v: id };
    }
    if (value instanceof Error) return { t: 'error', v: value.message };
    if (Array.isArray(value)) return { t: 'array', v: value.map(wrap) };
    if (Object.prototype.toString.call(value) === '[object Object]')
      return { t: 'object', v: Object.entries(value as object).map(([key, one]) => [key, wrap(one)]) };
    return { t: 'value', v: value };
  };
  const open = ({ t, v }: Parcel): unknown => {
    if (t === 'function') {
      return (...args: unknown[]) => {
        send({ kind: 'call', of: v, args: args.map(wrap) });
        const answer = answered;
        answered = undefined;
        if (!answer) throw new Error('the bridge is closed');
        if (!answer.ok) throw open(answer.value);
        return open(answer.value);
      };
    }
    if (t === 'promise') return new Promise((resolve, reject) => promises.set(v as number, { resolve, reject }));
    if (t === 'error') return new Error(v as string);
    if (t === 'array') return (v as Parcel[]).map(open);
    if (t === 'object') return Object.freeze(Object.fromEntries((v as [string, Parcel][]).map(([key, one]) => [key, open(one)])));
    return v;
  };
  node.addEventListener(hears, (event) => {
    const { detail } = event as CustomEvent;
    if (detail.kind === 'answer') answered = detail;
    else if (detail.kind === 'settled') {
      const waiting = promises.get(detail.id);
      promises.delete(detail.id);
      if (detail.ok) waiting?.resolve(open(detail.value));
      else waiting?.reject(open(detail.value));
    } else if (detail.kind === 'call') {
      try {
        send({ kind: 'answer', ok: true, value: wrap(functions[detail.of]?.(...detail.args.map(open))) });
      } catch (error) {
        send({ kind: 'answer', ok: false, value: wrap(error) });
      }
    } else if (detail.kind === 'expose') {
      Object.defineProperty(globalThis, detail.key, { value: open(detail.value), enumerable: true });
    }
  });
  return { expose: (key: string, value: unknown) => send({ kind: 'expose', key, value: wrap(value) }) };
};

export type PageOptions = { readonly inSubFrames: boolean; readonly nodeIntegration: boolean; readonly handshake: string };

/** In the page's world: waits for the preload's hand, which comes before any script of the page. */
export const pageWorld = (options: PageOptions, makeEnd: typeof bridgeEnd): void => {
  if (options.nodeIntegration) Object.assign(globalThis, { require: () => undefined, process: {}, module: {} });
  if (window !== window.top && !options.inSubFrames) return;
  const take = (event: Event): void => {
    event.stopImmediatePropagation();
    document.removeEventListener(options.handshake, take, true);
    const { relatedTarget } = event as MouseEvent;
    if (relatedTarget) makeEnd(relatedTarget, 'toPreload', 'toPage');
  };
  document.addEventListener(options.handshake, take, true);
};

type PreloadTools = {
  readonly makeEnd: typeof bridgeEnd;
  readonly makeCodec: typeof codec;
  readonly run: (require: (name: string) => unknown, module: { exports: object }, exports: object, process: object) => void;
};
export type PreloadOptions = PageOptions & {
  readonly binding: string;
  readonly process: Readonly<Record<string, unknown>>;
};

/** In the preload's world: makes the modules that a sandboxed preload may require, and runs it. */
export const preloadWorld = (options: PreloadOptions, { makeEnd, makeCodec, run }: PreloadTools): void => {
  if (window !== window.top && !options.inSubFrames) return;
  type World = Record<string, (payload: string) => void>;
  const world = globalThis as unknown as World;
  const { encode, decode } = makeCodec();
  const say = (message: object): void => world[options.binding]?.(JSON.stringify(message));

  const channel = document.createElement('div');
  const end = makeEnd(channel, 'toPage', 'toPreload');
  document.dispatchEvent(new MouseEvent(options.handshake, { relatedTarget: channel }));

  type Listener = (event: object, ...args: unknown[]) => void;
  const listeners = new Map<string, Listener[]>();
  const open = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  let last = 0;
  world['electronDoubleHear'] = (text) => {
    const message = JSON.parse(text);
    if (message.kind === 'posted') {
      for (const listener of [...(listeners.get(message.channel) ?? [])]) listener({}, ...(decode(message.args) as unknown[]));
      return;
    }
    const asked = open.get(message.id);
    open.delete(message.id);
    if (message.ok) asked?.resolve(decode(message.value));
    else asked?.reject(new Error(message.words));
  };

  const loud = (name: string, target: object): object =>
    new Proxy(target, {
      get: (from, key) => {
        if (typeof key === 'symbol' || key in from) return Reflect.get(from, key);
        say({ kind: 'fault', words: `the double of electron does not play ${name}.${key} in a preload` });
        throw new Error(`the double of electron does not play ${name}.${key} in a preload`);
      },
    });
  const on = (name: string, listener: Listener): void => void listeners.set(name, [...(listeners.get(name) ?? []), listener]);
  const off = (name: string, listener: Listener): void =>
    void listeners.set(
      name,
      (listeners.get(name) ?? []).filter((one) => one !== listener),
    );
  const paths = new Map<string, string>();
  world['electronDoublePath'] = (text) => {
    const { key, path } = JSON.parse(text);
    paths.set(key, path);
  };
  const electron = loud('electron', {
    ipcRenderer: loud('ipcRenderer', {
      invoke: (name: string, ...args: unknown[]) => {
        last += 1;
        const id = last;
        const encoded = encode(args);
        return new Promise((resolve, reject) => {
          open.set(id, { resolve, reject });
          say({ kind: 'invoke', id, channel: name, args: encoded });
        });
      },
      send: (name: string, ...args: unknown[]) => say({ kind: 'send', channel: name, args: encode(args) }),
      on,
      addListener: on,
      off,
      removeListener: off,
      removeAllListeners: (name: string) => listeners.delete(name),
    }),
    contextBridge: loud('contextBridge', {
      exposeInMainWorld: (key: string, api: unknown) => {
        if (key in world) throw new Error(`Cannot bind an API on top of an existing property on the window object: ${key}`);
        end.expose(key, api);
      },
    }),
    webUtils: loud('webUtils', {
      getPathForFile: (file: File) => paths.get(`${file.name} ${file.size} ${file.lastModified}`) ?? '',
    }),
  });
  const require = (name: string): unknown => {
    if (name === 'electron' || name === 'electron/renderer') return electron;
    say({ kind: 'fault', words: `the preload requires '${name}', which a sandboxed one may not` });
    throw new Error(`module not found: ${name}`);
  };
  const module = { exports: {} };
  try {
    run(require, module, module.exports, options.process);
  } catch (error) {
    say({ kind: 'fault', words: `the preload failed: ${error instanceof Error ? error.message : String(error)}` });
  }
};
