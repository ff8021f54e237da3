import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogTitle from '@mui/material/DialogTitle';
import { useId, useState } from 'react';
import type { Output } from '#shared/contract/contract.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Form, FormGroup, FormRow, RowNote } from '../../components/FormRow.tsx';
import { SimpleTable } from '../../components/SimpleTable.tsx';
import { useToast } from '../../components/Toast.tsx';
import { runIfJobsMayStop } from '../../editing/commands/stopJobs.ts';
import {
  Body,
  NewPassphraseFields,
  NO_PASSPHRASE,
  PassphraseField,
  passphraseProblem,
  repetitionProblem,
  useSecretCommand,
} from '../encryption/index.ts';
import { EMPTY_LOGIN, isComplete, type Login, LoginFields } from './LoginFields.tsx';

/** `setUp` shares the open workspace, `join` opens one that is shared already. */
export type SharingAction = 'setUp' | 'join';

type FormProps = { readonly action: SharingAction; readonly onClose: () => void };

type SharedWorkspace = Output<'team.listWorkspaces'>['workspaces'][number];

type WorkspacesProps = {
  readonly workspaces: readonly SharedWorkspace[];
  readonly isPending: boolean;
  readonly onOpen: (id: string) => void;
};

const Workspaces = ({ workspaces, isPending, onOpen }: WorkspacesProps) => (
  <SimpleTable<SharedWorkspace>
    label={text('team.workspaces')}
    rows={workspaces}
    rowKey={({ id }) => id}
    columns={[
      { key: 'name', label: text('team.workspace'), tone: 'key', cell: ({ name }) => name },
      { key: 'access', label: text('team.access'), tone: 'context', cell: ({ access }) => text(`team.access.${access}`) },
      {
        key: 'encryption',
        label: text('team.encryption'),
        tone: 'context',
        cell: ({ isEncrypted }) => text(isEncrypted ? 'team.encrypted' : 'team.notEncrypted'),
      },
      {
        key: 'open',
        label: text('common.actions'),
        isLabelHidden: true,
        align: 'right',
        cell: ({ id }) => (
          <Button disabled={isPending} onClick={() => onOpen(id)}>
            {text('team.open')}
          </Button>
        ),
      },
    ]}
    {...(workspaces.length === 0 ? { foot: text('team.noWorkspaces') } : {})}
  />
);

const SharingForm = ({ action, onClose, titleId }: FormProps & { readonly titleId: string }) => {
  const toast = useToast();
  const { data: passwordMemory } = useCall('team.passwordMemory', {}, { keepLast: true });
  const [login, setLogin] = useState<Login>(EMPTY_LOGIN);
  const [isSubmitted, setSubmitted] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [newPassphrase, setNewPassphrase] = useState(NO_PASSPHRASE);
  const [passphrase, setPassphrase] = useState('');
  const [workspaces, setWorkspaces] = useState<readonly SharedWorkspace[]>();
  const setUp = useSecretCommand('team.setUp');
  const list = useSecretCommand('team.listWorkspaces');
  const join = useSecretCommand('team.join');
  const isPending = setUp.isPending || list.isPending || join.isPending;

  const isEncrypting = newPassphrase.passphrase !== '' || newPassphrase.repetition !== '';
  const isPassphraseUsable = !isEncrypting || (!passphraseProblem(newPassphrase) && !repetitionProblem(newPassphrase));

  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setFailure(undefined);
    try {
      await work();
    } catch (error) {
      setFailure(errorText(error));
    }
  };

  const submit = (): void => {
    setSubmitted(true);
    if (!isComplete(login) || isPending || !isPassphraseUsable) return;
    void attempt(async () => {
      if (action === 'join') setWorkspaces((await list.run(login)).workspaces);
      else {
        await setUp.run({ ...login, ...(isEncrypting ? { passphrase: newPassphrase.passphrase } : {}) });
        toast({ text: text('toast.teamSetUp') });
        onClose();
      }
    });
  };

  const open = (workspaceId: string): void =>
    void attempt(async () => {
      const input = { ...login, workspaceId, ...(passphrase === '' ? {} : { passphrase }) };
      if (!(await runIfJobsMayStop(() => join.run(input)))) return;
      toast({ text: text('toast.teamJoined') });
      onClose();
    });

  return (
    <>
      <DialogTitle id={titleId}>{text(`team.${action}`)}</DialogTitle>
      <Body>
        <p>{text(`team.${action}Body`)}</p>
        <LoginFields
          login={login}
          memory={passwordMemory?.memory ?? 'unavailable'}
          onChange={(next) => {
            setLogin(next);
            setWorkspaces(undefined);
          }}
          isChecked={isSubmitted}
          onEnter={submit}
        />
        {action === 'setUp' ? (
          <Form>
            <FormGroup title={text('team.encryption')} />
            <NewPassphraseFields
              value={newPassphrase}
              onChange={setNewPassphrase}
              isChecked={isSubmitted && isEncrypting}
              onEnter={submit}
            />
            <RowNote>{text('team.encryptionHint')}</RowNote>
          </Form>
        ) : workspaces?.some(({ isEncrypted }) => isEncrypted) ? (
          <Form>
            <FormRow label={text('team.passphrase')}>
              <PassphraseField name="passphrase" value={passphrase} onChange={setPassphrase} />
            </FormRow>
            <RowNote>{text('team.passphraseHint')}</RowNote>
          </Form>
        ) : undefined}
        {failure === undefined ? undefined : <ErrorNote text={failure} />}
        {workspaces ? <Workspaces workspaces={workspaces} isPending={isPending} onOpen={open} /> : undefined}
      </Body>
      <DialogActions>
        <Button onClick={onClose}>{text('action.cancel')}</Button>
        <Button variant="contained" color="primary" disabled={isPending} onClick={submit}>
          {text(action === 'join' ? 'team.find' : 'team.setUp')}
        </Button>
      </DialogActions>
    </>
  );
};

/** Connects to the database of a team, to share the open workspace or to open a shared one. */
export const SharingDialog = ({ action, onClose }: FormProps) => {
  const id = useId();
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} maxWidth="sm" fullWidth>
      <SharingForm action={action} onClose={onClose} titleId={id} />
    </Dialog>
  );
};
