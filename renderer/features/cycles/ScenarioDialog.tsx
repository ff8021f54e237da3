import Checkbox from '@mui/material/Checkbox';
import { styled } from '@mui/material/styles';
import { useId, useState } from 'react';
import type { ScenarioId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { DialogField, NameDialog } from '../../components/NameDialog.tsx';
import { NumberField } from '../../components/NumberField.tsx';

const LEAST_FACTOR = 0.05;
const MOST_FACTOR = 5;
const MOST_PARTS = 8;

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
  readonly action: string;
  readonly name: string;
  /** Why the name that was to be saved was refused. */
  readonly problem?: string | undefined;
  /** Asks how many times as strong. */
  readonly factor?: number | undefined;
  /** Asks which scenarios go in. */
  readonly choices?: readonly ScenarioChoice[] | undefined;
  readonly chosen?: readonly ScenarioId[] | undefined;
  readonly onSave: (given: { readonly name: string; readonly factor: number; readonly ids: readonly ScenarioId[] }) => void;
  readonly onClose: () => void;
};

/** Asks for the name of a new scenario, and for what it is made of. */
export const ScenarioDialog = ({ title, action, name, problem, factor, choices, chosen = [], onSave, onClose }: ScenarioDialogProps) => {
  const id = useId();
  const [by, setBy] = useState(factor);
  const [ids, setIds] = useState(chosen);
  const complete = (factor === undefined || by !== undefined) && (choices === undefined || ids.length >= 2);
  return (
    <NameDialog
      title={title}
      action={action}
      label={text('scenarios.name')}
      name={name}
      complete={complete}
      problem={problem}
      onSave={(typed) => onSave({ name: typed, factor: by ?? 1, ids })}
      onClose={onClose}
    >
      {factor === undefined ? undefined : (
        <DialogField>
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
        </DialogField>
      )}
      {choices === undefined ? undefined : (
        <DialogField>
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
        </DialogField>
      )}
    </NameDialog>
  );
};
