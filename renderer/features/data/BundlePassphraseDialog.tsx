import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogTitle from '@mui/material/DialogTitle';
import { useId, useState } from 'react';
import { OrebookError } from '#shared/contract/errors.ts';
import type { ImportFile } from '#shared/contract/imports.ts';
import { text } from '#shared/messages/text.ts';
import { Form, FormRow } from '../../components/FormRow.tsx';
import { Body, PassphraseField, useSecretCommand } from '../encryption/index.ts';
import { faultText, type SealedBundle } from './useImport.ts';

type DialogProps = { readonly bundle: SealedBundle; readonly onOpen: (file: ImportFile) => void; readonly onClose: () => void };

/** Asks for the passphrase of a bundle, and again after a wrong one. */
export const BundlePassphraseDialog = ({ bundle: { id, name }, onOpen, onClose }: DialogProps) => {
  const titleId = useId();
  const [passphrase, setPassphrase] = useState('');
  const [problem, setProblem] = useState<string>();
  const unlock = useSecretCommand('imports.unlockBundle');
  const open = async (): Promise<void> => {
    if (passphrase === '') return setProblem(text('passphrase.missing'));
    try {
      onOpen(await unlock.run({ id, passphrase }));
    } catch (error) {
      const isWrong = error instanceof OrebookError && error.code === 'WRONG_PASSPHRASE';
      setProblem(isWrong ? text('data.bundle.wrongPassphrase') : faultText(error));
    }
  };
  return (
    <Dialog open onClose={onClose} aria-labelledby={titleId} maxWidth="xs" fullWidth>
      <DialogTitle id={titleId}>{text('passphrase.unlockTitle', { name })}</DialogTitle>
      <Body>
        <p>{text('data.bundle.passphraseBody')}</p>
        <Form>
          <FormRow label={text('passphrase.field')}>
            <PassphraseField
              autoFocus
              value={passphrase}
              error={problem}
              onChange={(typedPassphrase) => {
                setPassphrase(typedPassphrase);
                setProblem(undefined);
              }}
              onEnter={() => void open()}
            />
          </FormRow>
        </Form>
      </Body>
      <DialogActions>
        <Button onClick={onClose}>{text('action.cancel')}</Button>
        <Button variant="contained" color="primary" disabled={unlock.isPending} onClick={() => void open()}>
          {text(unlock.isPending ? 'passphrase.opening' : 'passphrase.unlock')}
        </Button>
      </DialogActions>
    </Dialog>
  );
};
