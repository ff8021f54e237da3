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
import { Form, FormRow } from '../../components/FormRow.tsx';
import { Body, PassphraseField, useSecretCommand } from '../encryption/index.ts';
import { type PassphraseRequest, passphraseRequest } from './passphraseRequest.ts';

const problemText = (error: unknown): string =>
  error instanceof OrebookError && error.code === 'WRONG_PASSPHRASE' ? text('passphrase.wrong') : errorText(error);

const UnlockForm = ({
  request: { pending, name, canRemember },
  titleId,
}: {
  readonly request: PassphraseRequest;
  readonly titleId: string;
}) => {
  const [passphrase, setPassphrase] = useState('');
  const [shouldRemember, setShouldRemember] = useState(false);
  const [problem, setProblem] = useState<string>();
  const unlock = useSecretCommand('workspace.unlock');
  const open = async (): Promise<void> => {
    if (passphrase === '') {
      setProblem(text('passphrase.missing'));
      return;
    }
    try {
      await unlock.run({ pending, passphrase, shouldRemember });
      passphraseRequest.end(true);
    } catch (error) {
      setProblem(problemText(error));
    }
  };
  return (
    <>
      <DialogTitle id={titleId}>{text('passphrase.unlockTitle', { name })}</DialogTitle>
      <Body>
        <p>{text('passphrase.unlockBody')}</p>
        <Form>
          <FormRow label={text('passphrase.field')}>
            <PassphraseField
              autoFocus
              value={passphrase}
              error={problem}
              onChange={(next) => {
                setPassphrase(next);
                setProblem(undefined);
              }}
              onEnter={() => void open()}
            />
          </FormRow>
        </Form>
        {canRemember ? (
          <FormControlLabel
            control={<Checkbox checked={shouldRemember} onChange={(_event, isChecked) => setShouldRemember(isChecked)} />}
            label={text('passphrase.remember')}
          />
        ) : undefined}
      </Body>
      <DialogActions>
        <Button onClick={() => passphraseRequest.end(false)}>{text('action.cancel')}</Button>
        <Button variant="contained" color="primary" disabled={unlock.isPending} onClick={() => void open()}>
          {text(unlock.isPending ? 'passphrase.opening' : 'passphrase.unlock')}
        </Button>
      </DialogActions>
    </>
  );
};

/** Asks for the passphrase of a file that can't be opened without it. */
export const UnlockDialog = () => {
  const id = useId();
  const request = passphraseRequest.useQuestion();
  return request === undefined ? undefined : (
    <Dialog open onClose={() => passphraseRequest.end(false)} aria-labelledby={id} maxWidth="xs" fullWidth>
      <UnlockForm key={request.pending} request={request} titleId={id} />
    </Dialog>
  );
};
