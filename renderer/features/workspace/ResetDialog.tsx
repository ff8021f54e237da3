import { text } from '#shared/messages/text.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { useComponentSettings } from '../../components/settings.tsx';
import { runIfJobsMayStop } from '../../editing/commands/stopJobs.ts';
import { useCommand } from '../../editing/commands/useCommand.ts';

export type ResetDialogProps = { readonly open: boolean; readonly onClose: () => void };

/** Asks for confirmation before the sample mine is reset, and names what is lost. */
export const ResetDialog = ({ open, onClose }: ResetDialogProps) => {
  const { navigate } = useComponentSettings();
  const reset = useCommand('workspace.reset', { doneText: () => text('toast.reset'), isUndoable: false });
  return (
    <Confirm
      open={open}
      title={text('reset.title')}
      action={text('reset.action')}
      onClose={onClose}
      onConfirm={async () => {
        if (await runIfJobsMayStop(() => reset.run({}), 'replace')) navigate('/');
      }}
    >
      {text('reset.body')}
    </Confirm>
  );
};
