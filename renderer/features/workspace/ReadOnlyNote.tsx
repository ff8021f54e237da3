import { text } from '#shared/messages/text.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { runIfJobsMayStop } from '../../editing/commands/stopJobs.ts';
import { useCommand } from '../../editing/commands/useCommand.ts';

/** Shows that the workspace is open read-only; one that was opened here before can be opened for editing. */
export const ReadOnlyNote = ({ recent }: { readonly recent?: string | undefined }) => {
  const open = useCommand('workspace.open', { isUndoable: false });
  return (
    <ErrorNote
      state="near"
      text={text('readOnly.note')}
      {...(recent === undefined
        ? {}
        : {
            action: {
              label: text('readOnly.edit'),
              onAction: () => void runIfJobsMayStop(() => open.run({ recent })),
            },
          })}
    />
  );
};
