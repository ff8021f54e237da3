import type { DesktopInput, DesktopOutput, Told } from '#shared/contract/desktop.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { type Bridge, CALLS, type CallName, type DesktopCallName } from '#shared/contract/names.ts';
import { type Answer, readResult } from './answer.ts';
import type { Host } from './hostPort.ts';

/** The desktop: calls through the bridge that its preload script put into the page, files through the system's dialogs. */
export const desktopHost = (bridge: Bridge): Host => {
  const call = async (name: CallName | DesktopCallName, input: unknown, requestId?: string): Promise<Answer> => {
    const answer = await bridge.call(name, JSON.stringify(input), requestId).catch((error: unknown) => {
      throw new OrebookError('UNAVAILABLE', {}, { cause: error });
    });
    return readResult(JSON.parse(answer));
  };

  const ask = async <K extends DesktopCallName>(name: K, input: DesktopInput<K>): Promise<DesktopOutput<K>> =>
    // the host's door is typed by the same table
    (await call(name, input)).value as DesktopOutput<K>;

  return {
    // a command that was sent is run, whether the page stays or not; a query that is no longer wanted stops
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
      const stop = bridge.onTold((message) => {
        const told = message as Told;
        if (told.kind === 'event') listener.event(told.event);
        else if (told.kind === 'act') listener.act(told.act);
        else listener.notice(new OrebookError(told.code, told.details));
      });
      ask('window.listen', {}).catch(listener.notice);
      return stop;
    },
    // a menu that could not be changed shows what it showed before, and that is logged
    offer: (acts) => void ask('window.offer', { acts }).catch(() => undefined),
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
