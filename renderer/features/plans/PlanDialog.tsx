import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import OutlinedInput from '@mui/material/OutlinedInput';
import { styled } from '@mui/material/styles';
import { useId, useState } from 'react';
import { text } from '#shared/messages/text.ts';
import { useTexts } from '../../components/settings.tsx';

export type PlanDialogProps = {
  readonly title: string;
  readonly act: string;
  readonly name: string;
  readonly note?: string | undefined;
  readonly onSave: (name: string, note: string) => void;
  readonly onClose: () => void;
};

const MAX_NAME = 120;
const MAX_NOTE = 2000;

const Field = styled('div')(({ theme }) => ({
  display: 'grid',
  gap: 4,
  marginBottom: 12,
  '& label': { ...theme.typography.caption, color: theme.vars.palette.text.secondary },
}));

/** Asks for a plan's name, and for its note where there is one. */
export const PlanDialog = ({ title, act, name, note, onSave, onClose }: PlanDialogProps) => {
  const texts = useTexts();
  const id = useId();
  const [typed, setTyped] = useState(name);
  const [said, setSaid] = useState(note ?? '');
  const trimmed = typed.trim();
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} maxWidth="xs" fullWidth>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (trimmed !== '') onSave(trimmed, said);
        }}
      >
        <DialogTitle id={id}>{title}</DialogTitle>
        <DialogContent>
          <Field>
            <label htmlFor={`${id}-name`}>{text('plans.page.name')}</label>
            <OutlinedInput
              id={`${id}-name`}
              autoFocus
              fullWidth
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              inputProps={{ maxLength: MAX_NAME }}
            />
          </Field>
          {note === undefined ? undefined : (
            <Field>
              <label htmlFor={`${id}-note`}>{text('plans.page.note')}</label>
              <OutlinedInput
                id={`${id}-note`}
                fullWidth
                multiline
                minRows={3}
                value={said}
                onChange={(event) => setSaid(event.target.value)}
                inputProps={{ maxLength: MAX_NOTE }}
              />
            </Field>
          )}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{texts.cancel}</Button>
          <Button type="submit" variant="contained" color="primary" disabled={trimmed === ''}>
            {act}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
