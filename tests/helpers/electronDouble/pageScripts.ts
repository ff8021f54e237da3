/**
 * Functions that the double runs in a page before the page's scripts: the preload in an isolated world of Chromium, as in Electron, and the bridge
 * into the page's world. They are sent as text, so they can't refer to anything outside.
 */

/** Encodes values as JSON. Values that structured clone supports and JSON does not are tagged; others throw Electron's error. */
export const createCodec = () => {
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
    return { $: 'object', of: Object.entries(value).map(([key, part]) => [key, encode(part)]) };
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
    return Object.fromEntries((of as readonly [string, unknown][]).map(([key, part]) => [key, decode(part)]));
  };
  return { encode, decode };
};

/**
 * Creates one end of the bridge between two worlds of a page. Values are sent as events on a shared node, where Chromium clones them between the
 * worlds. Functions and promises stay in their world and are called through the bridge.
 */
export const createBridgeEnd = (node: EventTarget, sentEvent: string, receivedEvent: string) => {
  type Wrapped = { readonly t: string; readonly v: unknown };
  const functions: ((...args: unknown[]) => unknown)[] = [];
  const promises = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  let lastPromise = 0;
  let response: { readonly ok: boolean; readonly value: Wrapped } | undefined;
  const dispatch = node.dispatchEvent.bind(node);
  const NodeEvent = CustomEvent;
  const send = (detail: unknown): void => void dispatch(new NodeEvent(sentEvent, { detail }));

  const wrap = (value: unknown): Wrapped => {
    if (typeof value === 'function') return { t: 'function', v: functions.push(value as (...args: unknown[]) => unknown) - 1 };
    if (value instanceof Promise) {
      lastPromise += 1;
      const id = lastPromise;
      value.then(
        (result) => send({ kind: 'settled', id, ok: true, value: wrap(result) }),
        (error) => send({ kind: 'settled', id, ok: false, value: wrap(error) }),
      );
      return { t: 'promise', v: id };
    }
    if (value instanceof Error) return { t: 'error', v: value.message };
    if (Array.isArray(value)) return { t: 'array', v: value.map(wrap) };
    if (Object.prototype.toString.call(value) === '[object Object]')
      return { t: 'object', v: Object.entries(value as object).map(([key, part]) => [key, wrap(part)]) };
    return { t: 'value', v: value };
  };
  const unwrap = ({ t, v }: Wrapped): unknown => {
    if (t === 'function') {
      return (...args: unknown[]) => {
        send({ kind: 'call', of: v, args: args.map(wrap) });
        const receivedResponse = response;
        response = undefined;
        if (!receivedResponse) throw new Error('the bridge is closed');
        if (!receivedResponse.ok) throw unwrap(receivedResponse.value);
        return unwrap(receivedResponse.value);
      };
    }
    if (t === 'promise') return new Promise((resolve, reject) => promises.set(v as number, { resolve, reject }));
    if (t === 'error') return new Error(v as string);
    if (t === 'array') return (v as Wrapped[]).map(unwrap);
    if (t === 'object') return Object.freeze(Object.fromEntries((v as [string, Wrapped][]).map(([key, part]) => [key, unwrap(part)])));
    return v;
  };
  node.addEventListener(receivedEvent, (event) => {
    const { detail } = event as CustomEvent;
    if (detail.kind === 'response') response = detail;
    else if (detail.kind === 'settled') {
      const pendingPromise = promises.get(detail.id);
      promises.delete(detail.id);
      if (detail.ok) pendingPromise?.resolve(unwrap(detail.value));
      else pendingPromise?.reject(unwrap(detail.value));
    } else if (detail.kind === 'call') {
      try {
        send({ kind: 'response', ok: true, value: wrap(functions[detail.of]?.(...detail.args.map(unwrap))) });
      } catch (error) {
        send({ kind: 'response', ok: false, value: wrap(error) });
      }
    } else if (detail.kind === 'expose') {
      Object.defineProperty(globalThis, detail.key, { value: unwrap(detail.value), enumerable: true });
    }
  });
  return { expose: (key: string, value: unknown) => send({ kind: 'expose', key, value: wrap(value) }) };
};

export type PageOptions = { readonly inSubFrames: boolean; readonly nodeIntegration: boolean; readonly handshake: string };

/** Runs in the page's world: receives the bridge from the preload before any script of the page runs. */
export const runInPageWorld = (options: PageOptions, createEnd: typeof createBridgeEnd): void => {
  if (options.nodeIntegration) Object.assign(globalThis, { require: () => undefined, process: {}, module: {} });
  if (window !== window.top && !options.inSubFrames) return;
  const receiveBridge = (event: Event): void => {
    event.stopImmediatePropagation();
    document.removeEventListener(options.handshake, receiveBridge, true);
    const { relatedTarget } = event as MouseEvent;
    if (relatedTarget) createEnd(relatedTarget, 'toPreload', 'toPage');
  };
  document.addEventListener(options.handshake, receiveBridge, true);
};

type PreloadTools = {
  readonly createEnd: typeof createBridgeEnd;
  readonly createCodec: typeof createCodec;
  readonly run: (require: (name: string) => unknown, module: { exports: object }, exports: object, process: object) => void;
};
export type PreloadOptions = PageOptions & {
  readonly binding: string;
  readonly process: Readonly<Record<string, unknown>>;
};

/** Runs in the preload's world: creates the modules that a sandboxed preload can require, and runs the preload. */
export const runInPreloadWorld = (options: PreloadOptions, { createEnd, createCodec, run }: PreloadTools): void => {
  if (window !== window.top && !options.inSubFrames) return;
  type PageGlobals = Record<string, (payload: string) => void>;
  const pageGlobals = globalThis as unknown as PageGlobals;
  const { encode, decode } = createCodec();
  const send = (message: object): void => pageGlobals[options.binding]?.(JSON.stringify(message));

  const channel = document.createElement('div');
  const end = createEnd(channel, 'toPage', 'toPreload');
  document.dispatchEvent(new MouseEvent(options.handshake, { relatedTarget: channel }));

  type Listener = (event: object, ...args: unknown[]) => void;
  const listeners = new Map<string, Listener[]>();
  const open = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  let last = 0;
  pageGlobals['electronDoubleReceive'] = (text) => {
    const message = JSON.parse(text);
    if (message.kind === 'posted') {
      for (const listener of [...(listeners.get(message.channel) ?? [])]) listener({}, ...(decode(message.args) as unknown[]));
      return;
    }
    const pendingCall = open.get(message.id);
    open.delete(message.id);
    if (message.ok) pendingCall?.resolve(decode(message.value));
    else pendingCall?.reject(new Error(message.message));
  };

  const createStrict = (name: string, target: object): object =>
    new Proxy(target, {
      get: (from, key) => {
        if (typeof key === 'symbol' || key in from) return Reflect.get(from, key);
        send({ kind: 'fault', message: `the double of electron does not implement ${name}.${key} in a preload` });
        throw new Error(`the double of electron does not implement ${name}.${key} in a preload`);
      },
    });
  const addListener = (name: string, listener: Listener): void => void listeners.set(name, [...(listeners.get(name) ?? []), listener]);
  const removeListener = (name: string, listener: Listener): void =>
    void listeners.set(
      name,
      (listeners.get(name) ?? []).filter((candidate) => candidate !== listener),
    );
  const paths = new Map<string, string>();
  pageGlobals['electronDoublePath'] = (text) => {
    const { key, path } = JSON.parse(text);
    paths.set(key, path);
  };
  const electron = createStrict('electron', {
    ipcRenderer: createStrict('ipcRenderer', {
      invoke: (name: string, ...args: unknown[]) => {
        last += 1;
        const id = last;
        const encodedArgs = encode(args);
        return new Promise((resolve, reject) => {
          open.set(id, { resolve, reject });
          send({ kind: 'invoke', id, channel: name, args: encodedArgs });
        });
      },
      send: (name: string, ...args: unknown[]) => send({ kind: 'send', channel: name, args: encode(args) }),
      on: addListener,
      addListener: addListener,
      off: removeListener,
      removeListener: removeListener,
      removeAllListeners: (name: string) => listeners.delete(name),
    }),
    contextBridge: createStrict('contextBridge', {
      exposeInMainWorld: (key: string, api: unknown) => {
        if (key in pageGlobals) throw new Error(`Cannot bind an API on top of an existing property on the window object: ${key}`);
        end.expose(key, api);
      },
    }),
    webUtils: createStrict('webUtils', {
      getPathForFile: (file: File) => paths.get(`${file.name} ${file.size} ${file.lastModified}`) ?? '',
    }),
  });
  const require = (name: string): unknown => {
    if (name === 'electron' || name === 'electron/renderer') return electron;
    send({ kind: 'fault', message: `the preload requires '${name}', which a sandboxed preload can't` });
    throw new Error(`module not found: ${name}`);
  };
  const module = { exports: {} };
  try {
    run(require, module, module.exports, options.process);
  } catch (error) {
    send({ kind: 'fault', message: `the preload failed: ${error instanceof Error ? error.message : String(error)}` });
  }
};
