import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { type ReactNode, useState } from 'react';
import { type ErrorCode, OrebookError } from '#shared/contract/errors.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatMoment } from '#shared/presentation/formatMoment.ts';
import { type SharedState, sharingText } from '#shared/presentation/sharingText.ts';
import { useCall } from '../../api/queries.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { EditButton } from '../../components/EditButton.tsx';
import { Actions } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { Section } from '../../components/Section.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { MembersTable } from './MembersTable.tsx';
import { PasswordDialog } from './PasswordDialog.tsx';
import { type SharingAction, SharingDialog } from './SharingDialog.tsx';

const Unshared = () => {
  const [action, setAction] = useState<SharingAction>();
  return (
    <>
      <p>{text('team.notShared')}</p>
      <Actions>
        <EditButton onClick={() => setAction('setUp')}>{text('team.setUp')}</EditButton>
        <Button onClick={() => setAction('join')}>{text('team.join')}</Button>
      </Actions>
      {action ? <SharingDialog action={action} onClose={() => setAction(undefined)} /> : undefined}
    </>
  );
};

/** Problems that a member with this version can end for the whole team. */
const UPGRADABLE: ReadonlySet<ErrorCode> = new Set(['TEAM_UPGRADE_NEEDED', 'TEAM_LOG_OUTDATED']);

/** Problems that another password or passphrase may end. */
const LOGIN_PROBLEMS: ReadonlySet<ErrorCode> = new Set(['TEAM_ACCESS_DENIED', 'TEAM_PASSPHRASE_NEEDED', 'TEAM_PASSPHRASE_WRONG']);

const MEMORY_TEXTS = { on: 'team.memoryOn', off: 'team.memoryOff', unavailable: 'team.memoryUnavailable' } as const;

const Facts = styled('dl')(({ theme }) => ({
  ...theme.typography.body1,
  display: 'grid',
  gridTemplateColumns: 'auto minmax(0, 1fr)',
  columnGap: 16,
  rowGap: 4,
  margin: '4px 0 12px',
  maxWidth: 960,
  '& dt': { color: theme.vars.palette.text.secondary },
  '& dd': { margin: 0 },
}));

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);

const Shared = ({ state }: { readonly state: SharedState }) => {
  const { connection, isEncrypted, status, problem, members, access, toSend, agreedAt } = state;
  const { data: passwordMemory } = useCall('team.passwordMemory', {}, { keepLast: true });
  const memory = passwordMemory?.memory ?? 'unavailable';
  const [dialog, setDialog] = useState<'password' | 'upgrade' | 'leave'>();
  const synchronise = useCommand('team.synchronise', { isUndoable: false });
  const upgrade = useCommand('team.upgrade', { isUndoable: false, doneText: () => text('toast.teamUpgraded') });
  const forget = useCommand('team.forgetPassword', { isUndoable: false, doneText: () => text('toast.passwordForgotten') });
  const leave = useCommand('team.stopSharing', { isUndoable: false, doneText: () => text('toast.teamLeft') });
  const address = text('team.addressOf', { database: connection.database, host: connection.host, role: connection.role });
  return (
    <>
      {problem ? (
        <ErrorNote state={status === 'offline' ? 'near' : 'breached'} text={errorText(new OrebookError(problem.code, problem.details))} />
      ) : undefined}
      <Facts>
        <Fact name={text('team.state')}>
          {state.conflicts > 0 ? <RouteLink route="/conflicts">{sharingText(state)}</RouteLink> : sharingText(state)}
        </Fact>
        {agreedAt === undefined ? undefined : <Fact name={text('team.agreed')}>{formatMoment(agreedAt)}</Fact>}
        <Fact name={text('team.address')}>{address}</Fact>
        {passwordMemory === undefined ? undefined : <Fact name={text('team.password')}>{text(MEMORY_TEXTS[memory])}</Fact>}
        <Fact name={text('team.encryption')}>{text(isEncrypted ? 'team.encryptedNote' : 'team.notEncryptedNote')}</Fact>
      </Facts>
      {members.length > 0 ? <MembersTable members={members} isOwner={access === 'owner'} ownRole={connection.role} /> : undefined}
      <Actions>
        {status === 'needsPassword' ? undefined : (
          <EditButton disabled={synchronise.isPending} onClick={() => void synchronise.run({})}>
            {text('team.synchronise')}
          </EditButton>
        )}
        {status === 'needsPassword' || (problem && LOGIN_PROBLEMS.has(problem.code)) ? (
          <EditButton onClick={() => setDialog('password')}>{text('team.connect')}</EditButton>
        ) : undefined}
        {memory === 'on' ? (
          <EditButton disabled={forget.isPending} onClick={() => void forget.run({})}>
            {text('team.forgetPassword')}
          </EditButton>
        ) : undefined}
        {problem && UPGRADABLE.has(problem.code) ? (
          <EditButton onClick={() => setDialog('upgrade')}>{text('team.upgrade')}</EditButton>
        ) : undefined}
        <EditButton onClick={() => setDialog('leave')}>{text('team.stopSharing')}</EditButton>
      </Actions>
      {dialog === 'password' ? (
        <PasswordDialog address={address} isEncrypted={isEncrypted} memory={memory} onClose={() => setDialog(undefined)} />
      ) : undefined}
      <Confirm
        open={dialog === 'upgrade'}
        title={text('team.upgrade')}
        action={text('team.upgrade')}
        onConfirm={() => void upgrade.run({})}
        onClose={() => setDialog(undefined)}
      >
        {text('team.upgradeBody')}
      </Confirm>
      <Confirm
        open={dialog === 'leave'}
        title={text('team.stopSharing')}
        action={text('team.stopSharing')}
        onConfirm={() => void leave.run({})}
        onClose={() => setDialog(undefined)}
      >
        {text('team.stopSharingBody')} {toSend > 0 ? text('team.stopSharingPending', { count: toSend }) : undefined}
      </Confirm>
    </>
  );
};

/** Shares the open workspace with a team, and shows how far both agree. */
export const SharingSection = () => {
  const { data: state } = useCall('team.state', {}, { keepLast: true });
  return (
    <Section title={text('team.title')} note={text('team.note')} span={12}>
      {state === undefined ? undefined : state.isShared ? <Shared state={state} /> : <Unshared />}
    </Section>
  );
};
