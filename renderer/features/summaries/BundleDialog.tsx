import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogTitle from '@mui/material/DialogTitle';
import FormControlLabel from '@mui/material/FormControlLabel';
import { useId, useState } from 'react';
import { text } from '#shared/messages/text.ts';
import { Form } from '../../components/FormRow.tsx';
import { Body, NewPassphraseFields, NO_PASSPHRASE, passphraseProblem, repetitionProblem } from '../encryption/index.ts';

/** How a bundle is protected: by a passphrase, or knowingly not. */
export type BundleProtection = { readonly passphrase: string } | { readonly allowsPlain: true };

type DialogProps = { readonly onWrite: (protection: BundleProtection) => void; readonly onClose: () => void };

/** Asks for the passphrase of a bundle; one without is written only where the user chooses it. */
export const BundleDialog = ({ onWrite, onClose }: DialogProps) => {
  const titleId = useId();
  const [isPlain, setPlain] = useState(false);
  const [newPassphrase, setNewPassphrase] = useState(NO_PASSPHRASE);
  const [isSubmitted, setSubmitted] = useState(false);
  const write = (): void => {
    setSubmitted(true);
    if (isPlain) onWrite({ allowsPlain: true });
    else if (passphraseProblem(newPassphrase) === undefined && repetitionProblem(newPassphrase) === undefined)
      onWrite({ passphrase: newPassphrase.passphrase });
  };
  return (
    <Dialog open onClose={onClose} aria-labelledby={titleId} maxWidth="sm" fullWidth>
      <DialogTitle id={titleId}>{text('summaries.page.bundle')}</DialogTitle>
      <Body>
        <p>{text('summaries.bundle.body')}</p>
        <FormControlLabel
          control={<Checkbox checked={isPlain} onChange={(_, isChecked) => setPlain(isChecked)} />}
          label={text('summaries.bundle.plain')}
        />
        {isPlain ? undefined : (
          <Form>
            <NewPassphraseFields value={newPassphrase} onChange={setNewPassphrase} isChecked={isSubmitted} onEnter={write} autoFocus />
          </Form>
        )}
      </Body>
      <DialogActions>
        <Button onClick={onClose}>{text('action.cancel')}</Button>
        <Button variant="contained" color="primary" onClick={write}>
          {text('summaries.page.bundle')}
        </Button>
      </DialogActions>
    </Dialog>
  );
};
