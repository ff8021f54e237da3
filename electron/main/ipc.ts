import { BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron';
import { CALL_LIMIT, errorFields, type Log, newLogId } from '#core';
import { type DesktopInput, type DesktopOutput, desktopCalls } from '#shared/contract/desktop.ts';
import { type ErrorCode, type ErrorDetails, OrebookError } from '#shared/contract/errors.ts';
import {
  CALL_NAMES,
  CALLS,
  CANCEL_CHANNEL,
  type CallName,
  channelOf,
  DESKTOP_CALL_NAMES,
  type DesktopCallName,
  DROP_CHANNEL,
} from '#shared/contract/names.ts';
import { isRequestId, type Result } from '#shared/contract/result.ts';
import type { CoreClient } from '../host/coreClient.ts';
import { ORIGIN } from './address.ts';

/** The handlers of the desktop's own calls: parsed input to output of the contract. They throw OrebookError. */
export type DesktopHandlers = {
  readonly [K in DesktopCallName]: (input: DesktopInput<K>, window: BrowserWindow) => DesktopOutput<K> | Promise<DesktopOutput<K>>;
};

export type IpcOptions = {
  readonly core: Pick<CoreClient, 'call'>;
  readonly desktop: DesktopHandlers;
  /** Returns a token for a file dropped on a window. Throws INTAKE_EXPIRED. */
  readonly takeDropped: (path: string) => Promise<{ readonly intake: string }>;
  readonly log: Log;
};

/** Runs a call whose sender was checked, on its input as JSON text; answers a Result as JSON text. */
type CallRunner = (input: string, window: BrowserWindow, requestId: string | undefined) => Promise<string>;

/** Returns the window whose main frame shows the app's page and sent the event; undefined for any other sender. */
const senderOf = ({ sender, senderFrame }: IpcMainInvokeEvent): BrowserWindow | undefined =>
  senderFrame !== null && senderFrame === sender.mainFrame && senderFrame.origin === ORIGIN
    ? (BrowserWindow.fromWebContents(sender) ?? undefined)
    : undefined;

const pathIn = (input: unknown): string =>
  typeof input === 'object' && input !== null && 'path' in input && typeof input.path === 'string' ? input.path : '';

/**
 * Registers the handlers of every channel between windows and the app: one channel for each call of the contract and of the desktop. The
 * sender is checked before the input.
 */
export const registerIpcHandlers = ({ core, desktop, takeDropped, log }: IpcOptions): void => {
  const refuse = (call: string, code: ErrorCode, details: ErrorDetails = {}): Result<never> => {
    const id = newLogId();
    log.write({ event: 'turnedAway', id, call, code, reason: String(details.reason ?? '') });
    return { ok: false, error: { code, details, id } };
  };

  const answer = async (
    name: string,
    run: CallRunner,
    event: IpcMainInvokeEvent,
    message: unknown,
    requestId: unknown,
  ): Promise<string> => {
    const window = senderOf(event);
    if (!window) return JSON.stringify(refuse(name, 'FORBIDDEN', { reason: 'sender' }));
    if (typeof message !== 'string') return JSON.stringify(refuse(name, 'BAD_INPUT', { reason: 'json' }));
    if (message.length > CALL_LIMIT) return JSON.stringify(refuse(name, 'TOO_LARGE', { limit: CALL_LIMIT }));
    if (requestId !== undefined && !isRequestId(requestId)) return JSON.stringify(refuse(name, 'BAD_INPUT', { reason: 'requestId' }));
    return run(message, window, requestId);
  };

  const serve = (channel: string, name: string, run: CallRunner): void =>
    ipcMain.handle(channel, (event, message: unknown, requestId: unknown) => answer(name, run, event, message, requestId));

  /** Runs a handler of this process and returns a Result, as the core's dispatcher does for a use case. */
  const runHere = async (name: string, work: () => unknown): Promise<Result<unknown>> => {
    try {
      return { ok: true, value: await work(), revision: 0 };
    } catch (error) {
      if (error instanceof OrebookError) return refuse(name, error.code, error.details);
      const id = newLogId();
      log.write({ event: 'internal', id, call: name, ...errorFields(error) });
      return { ok: false, error: { code: 'INTERNAL', details: { id }, id } };
    }
  };

  /** Running queries by window and request id. */
  const runningQueries = new Map<string, AbortController>();
  const keyOf = ({ id }: Pick<BrowserWindow, 'id'>, requestId: string): string => `${id} ${requestId}`;

  const serveCall = (name: CallName): void =>
    serve(channelOf(name), name, async (input, window, requestId) => {
      if (CALLS[name] === 'command' || requestId === undefined) return core.call(name, input, { requestId });
      const key = keyOf(window, requestId);
      const cancellation = new AbortController();
      runningQueries.set(key, cancellation);
      try {
        return await core.call(name, input, { signal: cancellation.signal });
      } finally {
        runningQueries.delete(key);
      }
    });

  const parseJson = (input: string): { readonly value: unknown } | undefined => {
    try {
      return { value: JSON.parse(input) };
    } catch {
      return undefined;
    }
  };

  /** Registers a channel that this process answers itself. */
  const serveHere = (channel: string, name: string, run: (input: unknown, window: BrowserWindow) => Promise<Result<unknown>>): void =>
    serve(channel, name, async (input, window) => {
      const json = parseJson(input);
      return JSON.stringify(json ? await run(json.value, window) : refuse(name, 'BAD_INPUT', { reason: 'json' }));
    });

  const serveDesktop = <K extends DesktopCallName>(name: K): void =>
    serveHere(channelOf(name), name, async (input, window) => {
      const parseResult = desktopCalls[name].input.safeParse(input);
      if (!parseResult.success) return refuse(name, 'BAD_INPUT');
      return runHere(name, () => desktop[name](parseResult.data as DesktopInput<K>, window));
    });

  for (const name of CALL_NAMES) serveCall(name);
  for (const name of DESKTOP_CALL_NAMES) serveDesktop(name);
  serveHere(DROP_CHANNEL, 'drop', (input) => runHere('drop', () => takeDropped(pathIn(input))));
  serveHere(CANCEL_CHANNEL, 'cancel', async (requestId, window) => {
    if (isRequestId(requestId)) runningQueries.get(keyOf(window, requestId))?.abort();
    return { ok: true, value: {}, revision: 0 };
  });
};
