import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import OutlinedInput from '@mui/material/OutlinedInput';
import { styled } from '@mui/material/styles';
import { useId, useState } from 'react';
import type { ScenarioId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { NumberField } from '../../components/NumberField.tsx';
import { useTexts } from '../../components/settings.tsx';

const MAX_NAME = 120;
const LEAST_FACTOR = 0.05;
const MOST_FACTOR = 5;
const MOST_PARTS = 8;

const Field = styled('div')(({ theme }) => ({
  display: 'grid',
  gap: 4,
  marginBottom: 12,
  '& > label, & > span': { ...theme.typography.caption, color: theme.vars.palette.text.secondary },
}));

const Choices = styled('ul')(({ theme }) => ({
  ...theme.typography.body1,
  listStyle: 'none',
  margin: 0,
  padding: 0,
  maxHeight: 220,
  overflowY: 'auto',
  '& li': { display: 'flex', alignItems: 'center', gap: 6, minHeight: 28 },
  '& .MuiCheckbox-root': { padding: 4 },
}));

export type ScenarioChoice = { readonly id: ScenarioId; readonly name: string };

export type ScenarioDialogProps = {
  readonly title: string;
  readonly act: string;
  readonly name: string;
  /** Asks how many times as strong. */
  readonly factor?: number | undefined;
  /** Asks which scenarios go in. */
  readonly choices?: readonly ScenarioChoice[] | undefined;
  readonly chosen?: readonly ScenarioId[] | undefined;
  readonly onSave: (given: { readonly name: string; readonly factor: number; readonly ids: readonly ScenarioId[] }) => void;
  readonly onClose: () => void;
};

/** Asks for the name of a new scenario, and for what it is made of. */
export const ScenarioDialog = ({ title, act, name, factor, choices, chosen = [], onSave, onClose }: ScenarioDialogProps) => {
  const texts = useTexts();
  const id = useId();
  const [typed, setTyped] = useState(name);
  const [by, setBy] = useState(factor);
  const [ids, setIds] = useState(chosen);
  const trimmed = typed.trim();
  const complete = trimmed !== '' && (factor === undefined || by !== undefined) && (choices === undefined || ids.length >= 2);
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} maxWidth="xs" fullWidth>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (complete) onSave({ name: trimmed, factor: by ?? 1, ids });
        }}
      >
        <DialogTitle id={id}>{title}</DialogTitle>
        <DialogContent>
          <Field>
            <label htmlFor={`${id}-name`}>{text('scenarios.name')}</label>
            <OutlinedInput
              id={`${id}-name`}
              autoFocus
              fullWidth
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              inputProps={{ maxLength: MAX_NAME }}
            />
          </Field>
          {factor === undefined ? undefined : (
            <Field>
              <NumberField
                label={text('scenarios.scale.by')}
                value={by}
                decimals={2}
                step={0.1}
                unit="×"
                min={LEAST_FACTOR}
                max={MOST_FACTOR}
                required
                onCommit={setBy}
                onType={(_text, value) => setBy(value)}
              />
              <span>{text('scenarios.scale.how')}</span>
            </Field>
          )}
          {choices === undefined ? undefined : (
            <Field>
              <span>{text('scenarios.combine.which', { most: MOST_PARTS })}</span>
              <Choices>
                {choices.map((choice) => (
                  <li key={choice.id}>
                    <Checkbox
                      id={`${id}-${choice.id}`}
                      checked={ids.includes(choice.id)}
                      disabled={!ids.includes(choice.id) && ids.length >= MOST_PARTS}
                      onChange={(_event, on) => setIds(on ? [...ids, choice.id] : ids.filter((one) => one !== choice.id))}
                    />
                    <label htmlFor={`${id}-${choice.id}`}>{choice.name}</label>
                  </li>
                ))}
              </Choices>
            </Field>
          )}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{texts.cancel}</Button>
          <Button type="submit" variant="contained" color="primary" disabled={!complete}>
            {act}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
