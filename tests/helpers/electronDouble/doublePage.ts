import { randomBytes } from 'node:crypto';
import type { BrowserContext, CDPSession, Page } from '@playwright/test';
import { bridgeEnd, codec, type PageOptions, pageWorld, preloadWorld } from './pageHalf.ts';
import { type FrameFacts, isGone, type Posted, type WindowFacts } from './peers.ts';

const WORLD = 'Electron Isolated Context';
const { encode, decode } = codec();

/** What a page of the double tells its window. */
export type PageListener = {
  readonly onInvoke: (frame: FrameFacts, channel: string, args: readonly unknown[]) => Promise<unknown>;
  readonly onSend: (frame: FrameFacts, channel: string, args: readonly unknown[]) => void;
  readonly onNavigated: (frame: FrameFacts, inPlace: boolean) => void;
  readonly onOpen: (details: { readonly url: string; readonly frameName: string; readonly features: string }) => void;
  readonly onFault: (words: string) => void;
};

type Heard =
  | { readonly kind: 'invoke'; readonly id: number; readonly channel: string; readonly args: unknown }
  | { readonly kind: 'send'; readonly channel: string; readonly args: unknown }
  | { readonly kind: 'fault'; readonly words: string };

export type DoublePage = {
  readonly page: Page;
  readonly cdp: CDPSession;
  readonly post: (posted: Posted) => Promise<void>;
  /** Lets webUtils know the path of a file that the test hands to the page. */
  readonly knowPath: (key: string, path: string) => Promise<void>;
  readonly frames: () => readonly FrameFacts[];
};

/** Makes a page of a window: its preload runs in a world of its own before every document, and its messages say which frame sent them. */
export const openPage = async (
  context: BrowserContext,
  facts: WindowFacts,
  toApp: (url: string) => string,
  listener: PageListener,
): Promise<DoublePage> => {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  const frames = new Map<string, FrameFacts>();
  const worlds = new Map<number, string>();
  let mainWorld: number | undefined;
  const options: PageOptions = {
    inSubFrames: facts.inSubFrames,
    nodeIntegration: facts.nodeIntegration,
    handshake: randomBytes(12).toString('hex'),
  };
  const binding = 'electronDoubleSay';

  const remember = (frame: { id: string; parentId?: string | undefined; url: string; securityOrigin?: string }): FrameFacts => {
    const url = toApp(frame.url);
    const parent = frame.parentId === undefined ? undefined : frames.get(frame.parentId);
    const inherits = parent && (url === '' || url.startsWith('about:'));
    const origin = inherits ? parent.origin : (/^[a-z][a-z0-9+.-]*:\/\/[^/?#]+/i.exec(url)?.[0] ?? 'null');
    const known: FrameFacts = { id: frame.id, parent: frame.parentId, url, origin };
    frames.set(frame.id, known);
    return known;
  };
  const say = async (contextId: number, hears: string, message: object): Promise<void> => {
    const expression = `globalThis.${hears}(${JSON.stringify(JSON.stringify(message))})`;
    // a document that went away meanwhile hears nothing
    await cdp.send('Runtime.evaluate', { expression, contextId }).catch(() => undefined);
  };
  const answer = async (contextId: number, { id, channel, args }: Heard & { kind: 'invoke' }, frame: FrameFacts): Promise<void> => {
    try {
      const value = await listener.onInvoke(frame, channel, decode(args) as readonly unknown[]);
      await say(contextId, 'electronDoubleHear', { kind: 'answer', id, ok: true, value: encode(value) });
    } catch (error) {
      // its process is going as well, and with it whoever waits
      if (isGone(error)) return;
      const words = `Error invoking remote method '${channel}': ${String(error)}`;
      await say(contextId, 'electronDoubleHear', { kind: 'answer', id, ok: false, words });
    }
  };

  cdp.on('Page.frameAttached', ({ frameId, parentFrameId }) => void remember({ id: frameId, parentId: parentFrameId, url: '' }));
  cdp.on('Page.frameDetached', ({ frameId }) => void frames.delete(frameId));
  cdp.on('Page.frameNavigated', ({ frame }) => listener.onNavigated(remember(frame), false));
  cdp.on('Page.navigatedWithinDocument', ({ frameId, url }) =>
    listener.onNavigated(remember({ id: frameId, parentId: frames.get(frameId)?.parent, url }), true),
  );
  cdp.on('Page.windowOpen', ({ url, windowName, windowFeatures }) =>
    listener.onOpen({ url: toApp(url), frameName: windowName, features: windowFeatures.join(',') }),
  );
  cdp.on('Runtime.executionContextCreated', ({ context: { id, name, auxData } }) => {
    const frameId: unknown = auxData?.['frameId'];
    if (name !== WORLD || typeof frameId !== 'string') return;
    worlds.set(id, frameId);
    if (frames.get(frameId)?.parent === undefined) mainWorld = id;
  });
  cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) => void worlds.delete(executionContextId));
  cdp.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
    if (name !== binding) return;
    const message = JSON.parse(payload) as Heard;
    const frame = frames.get(worlds.get(executionContextId) ?? '');
    if (message.kind === 'fault') listener.onFault(message.words);
    else if (!frame) listener.onFault('a message came from a frame that nobody knows');
    else if (message.kind === 'send') listener.onSend(frame, message.channel, decode(message.args) as readonly unknown[]);
    else void answer(executionContextId, message, frame);
  });

  await cdp.send('Page.enable');
  const { frameTree } = await cdp.send('Page.getFrameTree');
  remember(frameTree.frame);
  await cdp.send('Runtime.enable');
  await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${pageWorld})(${JSON.stringify(options)}, ${bridgeEnd})` });
  if (facts.preload !== undefined) {
    const given = {
      ...options,
      binding,
      process: {
        type: 'renderer',
        platform: process.platform,
        arch: process.arch,
        versions: { ...process.versions },
        env: {},
        argv: [...facts.preloadArgs],
        sandboxed: true,
        contextIsolated: true,
      },
    };
    const run = `(require, module, exports, process) => {\n${facts.preload}\n}`;
    await cdp.send('Runtime.addBinding', { name: binding, executionContextName: WORLD });
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
      source: `(${preloadWorld})(${JSON.stringify(given)}, { makeEnd: ${bridgeEnd}, makeCodec: ${codec}, run: ${run} })`,
      worldName: WORLD,
    });
  }

  return {
    page,
    cdp,
    post: async ({ channel, args }) => {
      if (mainWorld !== undefined) await say(mainWorld, 'electronDoubleHear', { kind: 'posted', channel, args: encode(args) });
    },
    knowPath: async (key, path) => {
      if (mainWorld !== undefined) await say(mainWorld, 'electronDoublePath', { key, path });
    },
    frames: () => [...frames.values()],
  };
};
