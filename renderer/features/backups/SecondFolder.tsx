import { styled } from '@mui/material/styles';
import type { SecondFolder as Second } from '#shared/contract/backups.ts';
import { text } from '#shared/messages/text.ts';
import { formatMoment } from '#shared/presentation/formatMoment.ts';
import { host } from '../../api/host.ts';
import { useCall } from '../../api/queries.ts';
import { QuietEditButton } from '../../components/EditButton.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';

export type SecondFolderProps = { readonly second: Second | undefined; readonly onChange: () => void };

const Line = styled('div')(({ theme }) => ({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'baseline',
  gap: '4px 12px',
  marginTop: 12,
  color: theme.vars.palette.text.secondary,
  overflowWrap: 'anywhere',
}));

/** Shows and changes the second folder of backups. */
export const SecondFolder = ({ second, onChange }: SecondFolderProps) => {
  const canPick = useCall('host.capabilities', {}).data?.canPickFolders === true;
  const setFolder = useCommand('backups.setSecondFolder', { isUndoable: false, doneText: () => text('toast.secondChosen') });
  const removeFolder = useCommand('backups.setSecondFolder', { isUndoable: false, doneText: () => text('toast.secondEnded') });
  const pickFolder = async (): Promise<void> => {
    const folder = await host.pickFolder();
    if (folder === undefined) return;
    await setFolder.run({ folder });
    onChange();
  };
  const emptyText = text(canPick ? 'backups.second.none' : 'backups.second.noneHere');
  return (
    <>
      {second?.failed ? (
        <ErrorNote state="near" text={text('backups.second.failed', { at: formatMoment(second.failed.at), folder: second.name })} />
      ) : undefined}
      <Line>
        <span>{second ? text('backups.second.current', { folder: second.name }) : emptyText}</span>
        {canPick && !second?.isSetByHost ? (
          <QuietEditButton onClick={() => void pickFolder()}>
            {text(second ? 'backups.second.other' : 'backups.second.choose')}
          </QuietEditButton>
        ) : undefined}
        {second && !second.isSetByHost ? (
          <QuietEditButton
            onClick={async () => {
              await removeFolder.run({});
              onChange();
            }}
          >
            {text('backups.second.end')}
          </QuietEditButton>
        ) : undefined}
      </Line>
    </>
  );
};
