import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogTitle from '@mui/material/DialogTitle';
import { useId, useState } from 'react';
import type { SecretMemoryState } from '#shared/domain/workspace.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { Form, FormRow } from '../../components/FormRow.tsx';
import { useToast } from '../../components/Toast.tsx';
import { Body, PassphraseField, useSecretCommand } from '../encryption/index.ts';
import { RememberPassword } from './RememberPassword.tsx';

export type PasswordDialogProps = {
  readonly address: string;
  readonly isEncrypted: boolean;
  readonly memory: SecretMemoryState;
  readonly onClose: () => void;
};

/** Asks for the password of the database: after a start that has none stored, and when the database refuses the stored one. */
export const PasswordDialog = ({ address, isEncrypted, memory, onClose }: PasswordDialogProps) => {
  const id = useId();
  const toast = useToast();
  const [password, setPassword] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [shouldRemember, setShouldRemember] = useState(memory === 'on');
  const [failure, setFailure] = useState<string>();
  const connect = useSecretCommand('team.connect');
  const run = async (): Promise<void> => {
    setFailure(undefined);
    try {
      await connect.run({ password, shouldRemember, ...(isEncrypted ? { passphrase } : {}) });
      toast({ text: text('toast.teamConnected') });
      onClose();
    } catch (error) {
      setFailure(errorText(error));
    }
  };
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} maxWidth="xs" fullWidth>
      <DialogTitle id={id}>{text('team.connect')}</DialogTitle>
      <Body>
        <p>{address}</p>
        <Form>
          <FormRow label={text('team.password')}>
            <PassphraseField
              autoFocus
              name="password"
              value={password}
              error={failure}
              onChange={(next) => {
                setPassword(next);
                setFailure(undefined);
              }}
              onEnter={() => void run()}
            />
          </FormRow>
          {isEncrypted ? (
            <FormRow label={text('team.passphrase')}>
              <PassphraseField
                name="passphrase"
                value={passphrase}
                onChange={(next) => {
                  setPassphrase(next);
                  setFailure(undefined);
                }}
                onEnter={() => void run()}
              />
            </FormRow>
          ) : undefined}
          <RememberPassword memory={memory} isChecked={shouldRemember} onChange={setShouldRemember} />
        </Form>
      </Body>
      <DialogActions>
        <Button onClick={onClose}>{text('action.cancel')}</Button>
        <Button variant="contained" color="primary" disabled={connect.isPending} onClick={() => void run()}>
          {text('team.connectAction')}
        </Button>
      </DialogActions>
    </Dialog>
  );
};
