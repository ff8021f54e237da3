import { useCallback } from 'react';
import type { Input, Output } from '#shared/contract/contract.ts';
import type { SaveResult } from '#shared/contract/desktop.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { host } from '../../api/host.ts';
import type { CommandName } from '../../api/sendCommand.ts';
import { useToast } from '../../components/Toast.tsx';
import { type Command, useCommand } from './useCommand.ts';

type Document = { readonly artefact: string; readonly fileName: string };

/** The commands that create a document. */
type DocumentCall = { [K in CommandName]: Output<K> extends Document ? K : never }[CommandName];

/** Saves a document where the user chooses, unless they cancel; then shows the message `done` with its name and offers to reveal it. */
export const useSaveDocument = (done: MessageKey): ((name: string, save: () => Promise<SaveResult>) => Promise<void>) => {
  const toast = useToast();
  const { run: reveal } = useCommand('host.reveal', { undoable: false });
  return useCallback(
    async (name, save) => {
      try {
        const { saved, intake } = await save();
        const action = intake === undefined ? {} : { action: { label: text('action.reveal'), onAction: () => void reveal({ intake }) } };
        if (saved) toast({ text: text(done, { name }), ...action });
      } catch (problem) {
        toast({ text: errorText(problem), failed: true });
      }
    },
    [toast, reveal, done],
  );
};

/** Creates a document and saves it where the user chooses, unless they cancel; `done` is the message with its name. */
export const useDocument = <K extends DocumentCall>(
  name: K,
  done: MessageKey,
): { readonly write: (input: Input<K>) => Promise<void>; readonly pending: boolean } => {
  const saveDocument = useSaveDocument(done);
  const { run, pending }: Command<K> = useCommand(name, { undoable: false });

  const write = useCallback(
    async (input: Input<K>): Promise<void> => {
      const created: Document | undefined = await run(input);
      if (created) await saveDocument(created.fileName, () => host.saveDocument(created.artefact, created.fileName));
    },
    [run, saveDocument],
  );
  return { write, pending };
};
