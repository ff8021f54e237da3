import type { DesktopInput, DesktopOutput, HostNotification } from '#shared/contract/desktop.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { type Bridge, CALLS, type CallName, type DesktopCallName } from '#shared/contract/names.ts';
import { type Answer, readResult } from './answer.ts';
import type { Host } from './hostPort.ts';

/** The desktop host: calls go through the bridge of its preload script, files through the system's dialogs. */
export const desktopHost = (bridge: Bridge): Host => {
  const call = async (name: CallName | DesktopCallName, input: unknown, requestId?: string): Promise<Answer> => {
    const answer = await bridge.call(name, JSON.stringify(input), requestId).catch((error: unknown) => {
      throw new OrebookError('UNAVAILABLE', {}, { cause: error });
    });
    return readResult(JSON.parse(answer));
  };

  const ask = async <K extends DesktopCallName>(name: K, input: DesktopInput<K>): Promise<DesktopOutput<K>> =>
    // the host's handlers are typed by the same table
    (await call(name, input)).value as DesktopOutput<K>;

  return {
    // a command runs even if the page closes; a query is cancelled with its signal
    call: async (name, input, { signal, requestId }) => {
      if (CALLS[name] === 'command' || signal === undefined) return call(name, input, requestId);
      const id = crypto.randomUUID();
      const cancel = () => bridge.cancel(id);
      signal.addEventListener('abort', cancel, { once: true });
      try {
        const answer = await call(name, input, id);
        signal.throwIfAborted();
        return answer;
      } finally {
        signal.removeEventListener('abort', cancel);
      }
    },
    connect: (listener) => {
      const stop = bridge.onNotification((message) => {
        const notification = message as HostNotification;
        if (notification.kind === 'event') listener.event(notification.event);
        else if (notification.kind === 'action') listener.action(notification.action);
        else listener.notice(new OrebookError(notification.code, notification.details));
      });
      ask('window.listen', {}).catch(listener.notice);
      return stop;
    },
    // on failure the menu stays as it was; the host logs the error
    setActions: (actions) => void ask('window.setActions', { actions }).catch(() => undefined),
    pickFile: async (kind) => (await ask('files.pickOpen', { kind })).intake,
    pickFolder: async () => (await ask('files.pickFolder', {})).intake,
    takeFile: async (file) => {
      const { value } = readResult(JSON.parse(await bridge.takeFile(file)));
      return (value as { readonly intake: string }).intake;
    },
    savePage: (fileName) => ask('window.savePdf', { fileName }),
    saveDocument: (artefact, fileName) => ask('files.pickSave', { artefact, fileName }),
  };
};
