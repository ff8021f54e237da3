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

/** Saves a document where the user chooses, unless they cancel; then shows the message `doneKey` with its name and offers to reveal it. */
export const useSaveDocument = (doneKey: MessageKey): ((name: string, save: () => Promise<SaveResult>) => Promise<void>) => {
  const toast = useToast();
  const { run: reveal } = useCommand('host.reveal', { isUndoable: false });
  return useCallback(
    async (name, save) => {
      try {
        const { isSaved, intake } = await save();
        const action = intake === undefined ? {} : { action: { label: text('action.reveal'), onAction: () => void reveal({ intake }) } };
        if (isSaved) toast({ text: text(doneKey, { name }), ...action });
      } catch (problem) {
        toast({ text: errorText(problem), isError: true });
      }
    },
    [toast, reveal, doneKey],
  );
};

/** Creates a document and saves it where the user chooses, unless they cancel; `doneKey` is the message with its name. */
export const useDocument = <K extends DocumentCall>(
  name: K,
  doneKey: MessageKey,
): { readonly write: (input: Input<K>) => Promise<void>; readonly isPending: boolean } => {
  const saveDocument = useSaveDocument(doneKey);
  const { run, isPending }: Command<K> = useCommand(name, { isUndoable: false });

  const write = useCallback(
    async (input: Input<K>): Promise<void> => {
      const createdDocument: Document | undefined = await run(input);
      if (createdDocument)
        await saveDocument(createdDocument.fileName, () => host.saveDocument(createdDocument.artefact, createdDocument.fileName));
    },
    [run, saveDocument],
  );
  return { write, isPending };
};
