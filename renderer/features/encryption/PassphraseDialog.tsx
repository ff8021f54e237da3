import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogTitle from '@mui/material/DialogTitle';
import FormControlLabel from '@mui/material/FormControlLabel';
import { useId, useState } from 'react';
import { OrebookError } from '#shared/contract/errors.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Form, FormRow } from '../../components/FormRow.tsx';
import { useToast } from '../../components/Toast.tsx';
import { runIfJobsMayStop } from '../../editing/commands/stopJobs.ts';
import { Body } from './dialogBody.ts';
import { NewPassphraseFields } from './NewPassphraseFields.tsx';
import { type NewPassphrase, NO_PASSPHRASE, passphraseProblem, repetitionProblem } from './newPassphrase.ts';
import { PassphraseField } from './PassphraseField.tsx';
import { useSecretCommand } from './useSecretCommand.ts';

/** What the dialog does with the passphrase of the open workspace. */
export type PassphraseAction = 'set' | 'change' | 'remove';

const DONE_TEXTS = { set: 'toast.encrypted', change: 'toast.passphraseChanged', remove: 'toast.passphraseRemoved' } as const;

type DialogProps = { readonly action: PassphraseAction; readonly onClose: () => void };

const PassphraseForm = ({ action, onClose, titleId }: DialogProps & { readonly titleId: string }) => {
  const toast = useToast();
  const [currentPassphrase, setCurrentPassphrase] = useState('');
  const [newPassphrase, setNewPassphrase] = useState<NewPassphrase>(NO_PASSPHRASE);
  const [isSubmitted, setSubmitted] = useState(false);
  const [isWrong, setWrong] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [shouldDeleteBackups, setDeleteBackups] = useState(true);
  const change = useSecretCommand('workspace.changePassphrase');
  const plainCopies = useCall('backups.list', {}).data?.copies.filter(({ encrypted }) => !encrypted).length ?? 0;
  const [hasCurrent, hasNext] = [action !== 'set', action !== 'remove'];
  const canDelete = hasNext && plainCopies > 0;
  const currentProblem = isWrong ? text('passphrase.wrong') : currentPassphrase === '' ? text('passphrase.missing') : undefined;
  const problems = [
    ...(hasCurrent ? [currentProblem] : []),
    ...(hasNext ? [passphraseProblem(newPassphrase), repetitionProblem(newPassphrase)] : []),
  ];

  const run = async (): Promise<void> => {
    setSubmitted(true);
    setFailure(undefined);
    if (problems.some((problem) => problem !== undefined)) return;
    try {
      const input = {
        ...(hasCurrent ? { current: currentPassphrase } : {}),
        ...(hasNext ? { next: newPassphrase.passphrase, shouldDeletePlainBackups: canDelete && shouldDeleteBackups } : {}),
      };
      if (!(await runIfJobsMayStop(() => change.run(input), 'replace'))) return;
      toast({ text: text(DONE_TEXTS[action]) });
      onClose();
    } catch (error) {
      if (error instanceof OrebookError && error.code === 'WRONG_PASSPHRASE') setWrong(true);
      else setFailure(errorText(error));
    }
  };

  return (
    <>
      <DialogTitle id={titleId}>{text(`passphrase.${action}`)}</DialogTitle>
      <Body>
        {hasNext ? <ErrorNote state="near" text={text('passphrase.noRecovery')} /> : undefined}
        <p>{text(hasNext ? 'passphrase.earlierBackups' : 'passphrase.removeBody')}</p>
        <Form>
          {hasCurrent ? (
            <FormRow label={text('passphrase.current')}>
              <PassphraseField
                autoFocus
                name="current"
                value={currentPassphrase}
                error={isSubmitted ? currentProblem : undefined}
                onChange={(next) => {
                  setCurrentPassphrase(next);
                  setWrong(false);
                }}
                onEnter={() => void run()}
              />
            </FormRow>
          ) : undefined}
          {hasNext ? (
            <NewPassphraseFields
              value={newPassphrase}
              onChange={setNewPassphrase}
              isChecked={isSubmitted}
              onEnter={() => void run()}
              autoFocus={!hasCurrent}
            />
          ) : undefined}
        </Form>
        {canDelete ? (
          <FormControlLabel
            control={<Checkbox checked={shouldDeleteBackups} onChange={(_, isChecked) => setDeleteBackups(isChecked)} />}
            label={text('passphrase.deletePlain', { count: plainCopies })}
          />
        ) : undefined}
        {failure === undefined ? undefined : <ErrorNote text={failure} />}
      </Body>
      <DialogActions>
        <Button onClick={onClose}>{text('action.cancel')}</Button>
        <Button variant="contained" color="primary" disabled={change.isPending} onClick={() => void run()}>
          {text(`passphrase.${action}`)}
        </Button>
      </DialogActions>
    </>
  );
};

/** Sets, changes or removes the passphrase of the open workspace. Before a passphrase is set, it says that there is no recovery. */
export const PassphraseDialog = ({ action, onClose }: DialogProps) => {
  const id = useId();
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} maxWidth="sm" fullWidth>
      <PassphraseForm action={action} onClose={onClose} titleId={id} />
    </Dialog>
  );
};
