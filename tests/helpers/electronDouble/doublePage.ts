import { randomBytes } from 'node:crypto';
import type { BrowserContext, CDPSession, Page } from '@playwright/test';
import { type FrameInfo, isGone, type PostedMessage, type WindowInfo } from './channel.ts';
import { createBridgeEnd, createCodec, type PageOptions, runInPageWorld, runInPreloadWorld } from './pageScripts.ts';

const WORLD = 'Electron Isolated Context';
const { encode, decode } = createCodec();

/** Events of a page of the double. */
export type PageListener = {
  readonly onInvoke: (frame: FrameInfo, channel: string, args: readonly unknown[]) => Promise<unknown>;
  readonly onSend: (frame: FrameInfo, channel: string, args: readonly unknown[]) => void;
  readonly onNavigated: (frame: FrameInfo, inPlace: boolean) => void;
  readonly onOpen: (details: { readonly url: string; readonly frameName: string; readonly features: string }) => void;
  readonly onFault: (message: string) => void;
};

type PageMessage =
  | { readonly kind: 'invoke'; readonly id: number; readonly channel: string; readonly args: unknown }
  | { readonly kind: 'send'; readonly channel: string; readonly args: unknown }
  | { readonly kind: 'fault'; readonly message: string };

export type DoublePage = {
  readonly page: Page;
  readonly cdp: CDPSession;
  readonly post: (message: PostedMessage) => Promise<void>;
  /** Registers the path of a dropped file for webUtils. */
  readonly registerPath: (key: string, path: string) => Promise<void>;
  readonly frames: () => readonly FrameInfo[];
};

/**
 * Opens the page of a window. The preload runs in an isolated world before every document, and each message carries its frame. Messages to
 * the page are sent by `runInStep`.
 */
export const openPage = async (
  context: BrowserContext,
  facts: WindowInfo,
  toApp: (url: string) => string,
  listener: PageListener,
  runInStep: <R>(work: () => R) => R,
): Promise<DoublePage> => {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  const frames = new Map<string, FrameInfo>();
  const worlds = new Map<number, string>();
  let mainWorld: number | undefined;
  const options: PageOptions = {
    inSubFrames: facts.inSubFrames,
    nodeIntegration: facts.nodeIntegration,
    handshake: randomBytes(12).toString('hex'),
  };
  const binding = 'electronDoubleSend';

  const updateFrame = (frame: { id: string; parentId?: string | undefined; url: string; securityOrigin?: string }): FrameInfo => {
    const url = toApp(frame.url);
    const parent = frame.parentId === undefined ? undefined : frames.get(frame.parentId);
    const inherits = parent && (url === '' || url.startsWith('about:'));
    const origin = inherits ? parent.origin : (/^[a-z][a-z0-9+.-]*:\/\/[^/?#]+/i.exec(url)?.[0] ?? 'null');
    const info: FrameInfo = { id: frame.id, parent: frame.parentId, url, origin };
    frames.set(frame.id, info);
    return info;
  };
  const send = async (contextId: number, receiver: string, message: object): Promise<void> => {
    const expression = `globalThis.${receiver}(${JSON.stringify(JSON.stringify(message))})`;
    // the document may be gone in the meantime
    await runInStep(() => cdp.send('Runtime.evaluate', { expression, contextId })).catch(() => undefined);
  };
  const handleInvoke = async (
    contextId: number,
    { id, channel, args }: PageMessage & { kind: 'invoke' },
    frame: FrameInfo,
  ): Promise<void> => {
    try {
      const value = await listener.onInvoke(frame, channel, decode(args) as readonly unknown[]);
      await send(contextId, 'electronDoubleReceive', { kind: 'response', id, ok: true, value: encode(value) });
    } catch (error) {
      // the page ends with its window
      if (isGone(error)) return;
      const message = `Error invoking remote method '${channel}': ${String(error)}`;
      await send(contextId, 'electronDoubleReceive', { kind: 'response', id, ok: false, message });
    }
  };

  cdp.on('Page.frameAttached', ({ frameId, parentFrameId }) => void updateFrame({ id: frameId, parentId: parentFrameId, url: '' }));
  cdp.on('Page.frameDetached', ({ frameId }) => void frames.delete(frameId));
  cdp.on('Page.frameNavigated', ({ frame }) => listener.onNavigated(updateFrame(frame), false));
  cdp.on('Page.navigatedWithinDocument', ({ frameId, url }) =>
    listener.onNavigated(updateFrame({ id: frameId, parentId: frames.get(frameId)?.parent, url }), true),
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
    const message = JSON.parse(payload) as PageMessage;
    const frame = frames.get(worlds.get(executionContextId) ?? '');
    if (message.kind === 'fault') listener.onFault(message.message);
    else if (!frame) listener.onFault('a message came from an unknown frame');
    else if (message.kind === 'send') listener.onSend(frame, message.channel, decode(message.args) as readonly unknown[]);
    else void handleInvoke(executionContextId, message, frame);
  });

  await cdp.send('Page.enable');
  const { frameTree } = await cdp.send('Page.getFrameTree');
  updateFrame(frameTree.frame);
  await cdp.send('Runtime.enable');
  await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
    source: `(${runInPageWorld})(${JSON.stringify(options)}, ${createBridgeEnd})`,
  });
  if (facts.preload !== undefined) {
    const preloadOptions = {
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
      source: `(${runInPreloadWorld})(${JSON.stringify(preloadOptions)}, { createEnd: ${createBridgeEnd}, createCodec: ${createCodec}, run: ${run} })`,
      worldName: WORLD,
    });
  }

  return {
    page,
    cdp,
    post: async ({ channel, args }) => {
      if (mainWorld !== undefined) await send(mainWorld, 'electronDoubleReceive', { kind: 'posted', channel, args: encode(args) });
    },
    registerPath: async (key, path) => {
      if (mainWorld !== undefined) await send(mainWorld, 'electronDoublePath', { key, path });
    },
    frames: () => [...frames.values()],
  };
};
