import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { Backup } from '#shared/contract/backups.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatMoment } from '#shared/presentation/formatMoment.ts';
import { formatPlainNumber } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { EditButton, QuietEditButton } from '../../components/EditButton.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { QuietButton } from '../../components/QuietButton.tsx';
import { SimpleTable } from '../../components/SimpleTable.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useToast } from '../../components/Toast.tsx';
import { runIfJobsMayStop } from '../../editing/commands/stopJobs.ts';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { askPassphrase, isPassphraseNeeded } from '../passphrase/index.ts';
import { SecondFolder } from './SecondFolder.tsx';

const Foot = styled('div')({ marginTop: 12 });

const megabytes = (bytes: number): string => formatPlainNumber(bytes / 1e6, { decimals: 1 });

/** Lists the backups of this workspace, newest first, with actions to restore one and to make one. */
export const BackupList = () => {
  const { data, error, refetch } = useCall('backups.list', {});
  const [selectedBackup, setSelectedBackup] = useState<Backup>();
  const takeBackup = useCommand('backups.take', { isUndoable: false, doneText: () => text('toast.backupCreated') });
  const canReveal = useCall('host.capabilities', {}).data?.canReveal === true;
  const reveal = useCommand('host.reveal', { isUndoable: false });
  const toast = useToast();
  const restore = useCommand('backups.restore', {
    isUndoable: false,
    doneText: () => text('toast.backupRestored'),
    shows: (problem) => {
      if (!isPassphraseNeeded(problem)) return false;
      void askPassphrase(problem).then((isRestored) => isRestored && toast({ text: text('toast.backupRestored') }));
      return true;
    },
  });
  const state = useCall('workspace.state', {}).data;
  const isEncrypted = state?.open === true && state.encrypted;
  const restoreNote = isEncrypted
    ? ('backups.restoreKeepsPassphrase' as const)
    : selectedBackup?.encrypted
      ? ('backups.restoreEncrypts' as const)
      : undefined;
  if (error) return <ErrorNote text={errorText(error)} />;
  if (!data) return <Skeleton of="rows" />;
  return (
    <>
      {data.failed ? (
        <ErrorNote
          state="near"
          text={text('backups.failed', { at: formatMoment(data.failed.at), why: errorText(new OrebookError(data.failed.code, {})) })}
        />
      ) : undefined}
      <SimpleTable<Backup>
        label={text('backups.title')}
        rows={data.copies}
        rowKey={({ id }) => id}
        columns={[
          { key: 'at', label: text('backups.at'), width: '160px', tone: 'context', cell: ({ at }) => formatMoment(at) },
          { key: 'reason', label: text('backups.reason'), cell: ({ reason }) => text(`backups.reason.${reason}`) },
          {
            key: 'protection',
            label: text('backups.protection'),
            tone: 'context',
            cell: ({ encrypted }) => text(encrypted ? 'backups.encrypted' : 'backups.plain'),
          },
          { key: 'size', label: text('backups.size'), unit: 'MB', align: 'right', cell: ({ bytes }) => megabytes(bytes) },
          {
            key: 'act',
            label: text('common.actions'),
            isLabelHidden: true,
            align: 'right',
            width: canReveal ? '138px' : '90px',
            cell: (copy) => (
              <>
                {canReveal ? (
                  <QuietButton
                    aria-label={text('backups.revealOf', { at: formatMoment(copy.at) })}
                    onClick={() => void reveal.run({ backup: copy.id })}
                  >
                    {text('backups.reveal')}
                  </QuietButton>
                ) : undefined}
                <QuietEditButton
                  aria-label={text('backups.restoreOf', { at: formatMoment(copy.at) })}
                  onClick={() => setSelectedBackup(copy)}
                >
                  {text('backups.restore')}
                </QuietEditButton>
              </>
            ),
          },
        ]}
        {...(data.copies.length === 0 ? { foot: text('backups.none') } : {})}
      />
      <SecondFolder second={data.second} onChange={() => void refetch()} />
      <Foot>
        <EditButton
          disabled={takeBackup.isPending}
          onClick={async () => {
            await takeBackup.run({});
            await refetch();
          }}
        >
          {text('backups.take')}
        </EditButton>
      </Foot>
      <Confirm
        open={selectedBackup !== undefined}
        title={text('backups.restoreTitle', { at: selectedBackup ? formatMoment(selectedBackup.at) : '' })}
        action={text('backups.restoreAction')}
        onConfirm={() => selectedBackup && void runIfJobsMayStop(() => restore.run({ id: selectedBackup.id }), 'replace')}
        onClose={() => setSelectedBackup(undefined)}
      >
        {text('backups.restoreBody')}
        {restoreNote === undefined ? undefined : <p>{text(restoreNote)}</p>}
      </Confirm>
    </>
  );
};
