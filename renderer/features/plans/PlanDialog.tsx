import OutlinedInput from '@mui/material/OutlinedInput';
import { useId, useState } from 'react';
import { text } from '#shared/messages/text.ts';
import { DialogField, NameDialog } from '../../components/NameDialog.tsx';

export type PlanDialogProps = {
  readonly title: string;
  readonly action: string;
  readonly name: string;
  readonly note?: string | undefined;
  /** Why the name was refused. */
  readonly problem?: string | undefined;
  readonly onSave: (name: string, note: string) => void;
  readonly onClose: () => void;
};

const MAX_NOTE = 2000;

/** Asks for a plan's name, and for its note where there is one. */
export const PlanDialog = ({ title, action, name, note, problem, onSave, onClose }: PlanDialogProps) => {
  const id = useId();
  const [description, setDescription] = useState(note ?? '');
  return (
    <NameDialog
      title={title}
      action={action}
      label={text('plans.page.name')}
      name={name}
      problem={problem}
      onSave={(typed) => onSave(typed, description)}
      onClose={onClose}
    >
      {note === undefined ? undefined : (
        <DialogField>
          <label htmlFor={id}>{text('plans.page.note')}</label>
          <OutlinedInput
            id={id}
            fullWidth
            multiline
            minRows={3}
            value={description}
            onChange={(event) => setDescription(event.target.value)}
            inputProps={{ maxLength: MAX_NOTE }}
          />
        </DialogField>
      )}
    </NameDialog>
  );
};
