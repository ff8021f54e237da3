import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import OutlinedInput from '@mui/material/OutlinedInput';
import { styled } from '@mui/material/styles';
import { type ReactNode, useId, useState } from 'react';
import { FieldMessage, messageIdOf } from './FormRow.tsx';
import { focusInvalidField } from './focusInvalidField.ts';
import { useTexts } from './settings.tsx';

const MAX_NAME = 120;

/** A label over what it names. */
export const DialogField = styled('div')(({ theme }) => ({
  display: 'grid',
  gap: 4,
  marginBottom: 12,
  '& > label, & > span': { ...theme.typography.caption, color: theme.vars.palette.text.secondary },
}));

export type NameDialogProps = {
  readonly title: string;
  /** What the button that saves says. */
  readonly action: string;
  /** What the name is called. */
  readonly label: string;
  readonly name: string;
  /** Whether what stands below the name is complete. */
  readonly complete?: boolean | undefined;
  /** What is wrong with the name that was to be saved. */
  readonly problem?: string | undefined;
  readonly onSave: (name: string) => void;
  readonly onClose: () => void;
  /** What else is asked. */
  readonly children?: ReactNode;
};

/** Asks for the name of something new, and for what the fields below ask. */
export const NameDialog = ({ title, action, label, name, complete = true, problem, onSave, onClose, children }: NameDialogProps) => {
  const texts = useTexts();
  const id = useId();
  const [typed, setTyped] = useState(name);
  const trimmed = typed.trim();
  const ready = trimmed !== '' && complete;
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} maxWidth="xs" fullWidth>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!focusInvalidField(event.currentTarget) && ready) onSave(trimmed);
        }}
      >
        <DialogTitle id={id}>{title}</DialogTitle>
        <DialogContent>
          <DialogField>
            <label htmlFor={`${id}-name`}>{label}</label>
            <OutlinedInput
              id={`${id}-name`}
              autoFocus
              fullWidth
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              error={problem !== undefined}
              inputProps={{ maxLength: MAX_NAME, ...(problem === undefined ? {} : { 'aria-describedby': messageIdOf(id) }) }}
            />
            {problem === undefined ? undefined : <FieldMessage fieldId={id}>{problem}</FieldMessage>}
          </DialogField>
          {children}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{texts.cancel}</Button>
          <Button type="submit" variant="contained" color="primary" disabled={!ready}>
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
