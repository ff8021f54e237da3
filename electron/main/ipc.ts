import { BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron';
import { CALL_LIMIT, errorFields, type Log, newLogId } from '#core';
import { type DesktopInput, type DesktopOutput, desktopCalls } from '#shared/contract/desktop.ts';
import { type ErrorCode, type ErrorDetails, OrebookError } from '#shared/contract/errors.ts';
import { CALL_NAMES, type CallName, channelOf, DESKTOP_CALL_NAMES, type DesktopCallName, DROP_CHANNEL } from '#shared/contract/names.ts';
import { isRequestId, type Result } from '#shared/contract/result.ts';
import type { CoreClient } from '../host/coreClient.ts';
import { ORIGIN } from './address.ts';

/** What the desktop does for a window: parsed input in, output of the contract out; it throws OrebookError. */
export type DesktopHandlers = {
  readonly [K in DesktopCallName]: (input: DesktopInput<K>, window: BrowserWindow) => DesktopOutput<K> | Promise<DesktopOutput<K>>;
};

export type DoorOptions = {
  readonly core: Pick<CoreClient, 'call'>;
  readonly desktop: DesktopHandlers;
  /** Names a file that a person dropped on a window; answers its token. Throws INTAKE_GONE. */
  readonly takeDropped: (path: string) => Promise<{ readonly intake: string }>;
  readonly log: Log;
};

type Run = (input: unknown, window: BrowserWindow, requestId: string | undefined) => Promise<Result<unknown>>;

/** The window whose main frame, with our page in it, sent this; undefined for any other sender. */
const senderOf = ({ sender, senderFrame }: IpcMainInvokeEvent): BrowserWindow | undefined =>
  senderFrame !== null && senderFrame === sender.mainFrame && senderFrame.origin === ORIGIN
    ? (BrowserWindow.fromWebContents(sender) ?? undefined)
    : undefined;

const pathIn = (input: unknown): string =>
  typeof input === 'object' && input !== null && 'path' in input && typeof input.path === 'string' ? input.path : '';

/**
 * The one door between windows and the app. Every call of the contract and of the desktop has one channel, each registered here once;
 * who sends is looked at before what is sent.
 */
export const openDoor = ({ core, desktop, takeDropped, log }: DoorOptions): void => {
  const refuse = (call: string, code: ErrorCode, details: ErrorDetails = {}): Result<never> => {
    const id = newLogId();
    log.write({ event: 'turnedAway', id, call, code, reason: String(details.reason ?? '') });
    return { ok: false, error: { code, details, id } };
  };

  const answer = async (name: string, run: Run, event: IpcMainInvokeEvent, sent: unknown, requestId: unknown): Promise<Result<unknown>> => {
    const window = senderOf(event);
    if (!window) return refuse(name, 'FORBIDDEN', { reason: 'sender' });
    if (typeof sent !== 'string') return refuse(name, 'BAD_INPUT', { reason: 'json' });
    if (sent.length > CALL_LIMIT) return refuse(name, 'TOO_LARGE', { limit: CALL_LIMIT });
    if (requestId !== undefined && !isRequestId(requestId)) return refuse(name, 'BAD_INPUT', { reason: 'requestId' });
    let input: unknown;
    try {
      input = JSON.parse(sent);
    } catch {
      return refuse(name, 'BAD_INPUT', { reason: 'json' });
    }
    return run(input, window, requestId);
  };

  const serve = (channel: string, name: string, run: Run): void =>
    ipcMain.handle(channel, async (event, sent: unknown, requestId: unknown) =>
      JSON.stringify(await answer(name, run, event, sent, requestId)),
    );

  /** Runs what this process does itself, as the core's door runs a service. */
  const run = async (name: string, work: () => unknown): Promise<Result<unknown>> => {
    try {
      return { ok: true, value: await work(), revision: 0 };
    } catch (error) {
      if (error instanceof OrebookError) return refuse(name, error.code, error.details);
      const id = newLogId();
      log.write({ event: 'internal', id, call: name, ...errorFields(error) });
      return { ok: false, error: { code: 'INTERNAL', details: { id }, id } };
    }
  };

  const serveCall = (name: CallName): void =>
    serve(channelOf(name), name, (input, _window, requestId) => core.call(name, input, requestId));

  const serveDesktop = <K extends DesktopCallName>(name: K): void =>
    serve(channelOf(name), name, async (input, window) => {
      const parsed = desktopCalls[name].input.safeParse(input);
      if (!parsed.success) return refuse(name, 'BAD_INPUT');
      return run(name, () => desktop[name](parsed.data as DesktopInput<K>, window));
    });

  for (const name of CALL_NAMES) serveCall(name);
  for (const name of DESKTOP_CALL_NAMES) serveDesktop(name);
  serve(DROP_CHANNEL, 'drop', (input) => run('drop', () => takeDropped(pathIn(input))));
};
