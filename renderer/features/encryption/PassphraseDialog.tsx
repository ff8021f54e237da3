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
import { ChosenPassphraseFields } from './ChosenPassphraseFields.tsx';
import { type ChosenPassphrase, NO_PASSPHRASE, passphraseProblem, repetitionProblem } from './choosePassphrase.ts';
import { Body } from './dialogBody.ts';
import { PassphraseField } from './PassphraseField.tsx';
import { useSecretCommand } from './useSecretCommand.ts';

/** What happens to the passphrase of the open workspace. */
export type PassphraseAction = 'set' | 'change' | 'remove';

const DONE = { set: 'toast.encrypted', change: 'toast.passphraseChanged', remove: 'toast.passphraseRemoved' } as const;

type DialogProps = { readonly act: PassphraseAction; readonly onClose: () => void };

const PassphraseForm = ({ act, onClose, titleId }: DialogProps & { readonly titleId: string }) => {
  const toast = useToast();
  const [current, setCurrent] = useState('');
  const [chosen, setChosen] = useState<ChosenPassphrase>(NO_PASSPHRASE);
  const [isAsked, setAsked] = useState(false);
  const [isWrong, setWrong] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [isDeleting, setDeleting] = useState(true);
  const change = useSecretCommand('workspace.changePassphrase');
  const plainCopies = useCall('backups.list', {}).data?.copies.filter(({ encrypted }) => !encrypted).length ?? 0;
  const [hasCurrent, hasNext] = [act !== 'set', act !== 'remove'];
  const canDelete = hasNext && plainCopies > 0;
  const currentProblem = isWrong ? text('passphrase.wrong') : current === '' ? text('passphrase.missing') : undefined;
  const problems = [...(hasCurrent ? [currentProblem] : []), ...(hasNext ? [passphraseProblem(chosen), repetitionProblem(chosen)] : [])];

  const run = async (): Promise<void> => {
    setAsked(true);
    setFailure(undefined);
    if (problems.some((problem) => problem !== undefined)) return;
    try {
      await change.run({
        ...(hasCurrent ? { current } : {}),
        ...(hasNext ? { next: chosen.next, deletePlainBackups: canDelete && isDeleting } : {}),
      });
      toast({ text: text(DONE[act]) });
      onClose();
    } catch (error) {
      if (error instanceof OrebookError && error.code === 'WRONG_PASSPHRASE') setWrong(true);
      else setFailure(errorText(error));
    }
  };

  return (
    <>
      <DialogTitle id={titleId}>{text(`passphrase.${act}`)}</DialogTitle>
      <Body>
        {hasNext ? <ErrorNote state="near" text={text('passphrase.noRecovery')} /> : undefined}
        <p>{text(hasNext ? 'passphrase.earlierBackups' : 'passphrase.removeBody')}</p>
        <Form>
          {hasCurrent ? (
            <FormRow label={text('passphrase.current')}>
              <PassphraseField
                autoFocus
                name="current"
                value={current}
                error={isAsked ? currentProblem : undefined}
                onChange={(next) => {
                  setCurrent(next);
                  setWrong(false);
                }}
                onEnter={() => void run()}
              />
            </FormRow>
          ) : undefined}
          {hasNext ? (
            <ChosenPassphraseFields
              chosen={chosen}
              onChange={setChosen}
              isChecked={isAsked}
              onEnter={() => void run()}
              autoFocus={!hasCurrent}
            />
          ) : undefined}
        </Form>
        {canDelete ? (
          <FormControlLabel
            control={<Checkbox checked={isDeleting} onChange={(_, checked) => setDeleting(checked)} />}
            label={text('passphrase.deletePlain', { count: plainCopies })}
          />
        ) : undefined}
        {failure === undefined ? undefined : <ErrorNote text={failure} />}
      </Body>
      <DialogActions>
        <Button onClick={onClose}>{text('action.cancel')}</Button>
        <Button variant="contained" color="primary" disabled={change.isPending} onClick={() => void run()}>
          {text(`passphrase.${act}`)}
        </Button>
      </DialogActions>
    </>
  );
};

/** Sets, changes or removes the passphrase of the open workspace; says first that there is no recovery. */
export const PassphraseDialog = ({ act, onClose }: DialogProps) => {
  const id = useId();
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} maxWidth="sm" fullWidth>
      <PassphraseForm act={act} onClose={onClose} titleId={id} />
    </Dialog>
  );
};
