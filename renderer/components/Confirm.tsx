import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { type ReactNode, useId } from 'react';
import { EditButton } from './EditButton.tsx';
import { useTexts } from './settings.tsx';

export type ConfirmProps = {
  readonly open: boolean;
  readonly title: string;
  /** What is deleted, as text with numbers. */
  readonly children: ReactNode;
  /** The label of the action: "Delete 3 contracts", never "OK". */
  readonly action: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
};

/** Asks before an action that deletes something, also by a key; Cancel has the focus. */
export const Confirm = ({ open, title, children, action, onConfirm, onClose }: ConfirmProps) => {
  const texts = useTexts();
  const id = useId();
  return (
    <Dialog open={open} onClose={onClose} aria-labelledby={id} maxWidth="xs" fullWidth>
      <DialogTitle id={id}>{title}</DialogTitle>
      <DialogContent>{children}</DialogContent>
      <DialogActions>
        <Button autoFocus onClick={onClose}>
          {texts.cancel}
        </Button>
        <EditButton
          variant="contained"
          color="primary"
          onClick={() => {
            onClose();
            onConfirm();
          }}
        >
          {action}
        </EditButton>
      </DialogActions>
    </Dialog>
  );
};
