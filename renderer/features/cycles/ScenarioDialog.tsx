import Checkbox from '@mui/material/Checkbox';
import { styled } from '@mui/material/styles';
import { useId } from 'react';
import type { ScenarioId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { at, rootOf, set } from '../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../editing/fields/fieldSpec.ts';
import { FullWidthRow, RecordDialog } from '../../editing/record/RecordDialog.tsx';
import { RecordRow } from '../../editing/record/RecordRow.tsx';

const MAX_NAME = 120;
const MIN_FACTOR = 0.05;
const MAX_FACTOR = 5;
const MIN_PARTS = 2;
const MAX_PARTS = 8;

const Choices = styled('ul')(({ theme }) => ({
  ...theme.typography.body1,
  listStyle: 'none',
  margin: '4px 0 0',
  padding: 0,
  maxHeight: 220,
  overflowY: 'auto',
  '& li': { display: 'flex', alignItems: 'center', gap: 6, minHeight: 28 },
  '& .MuiCheckbox-root': { padding: 4 },
}));

export type ScenarioChoice = { readonly id: ScenarioId; readonly name: string };

/** The parts of a new scenario. */
export type NewScenario = {
  readonly name: string;
  /** Strength relative to the copied scenario. */
  readonly factor?: number;
  /** The scenarios that it combines. */
  readonly ids?: readonly ScenarioId[];
};

export type ScenarioDialogProps = {
  readonly title: string;
  readonly action: string;
  /** Names the draft of the dialog. */
  readonly draftId: string;
  /** Initial values; the dialog has fields for a factor and for scenarios only if they are given. */
  readonly initial: NewScenario;
  /** The scenarios to choose from. */
  readonly choices?: readonly ScenarioChoice[] | undefined;
  /** The error text of a rejected name. */
  readonly problem?: string | undefined;
  readonly onEdit: () => void;
  /** Resolves to true when it was added. */
  readonly onSubmit: (scenario: NewScenario) => Promise<boolean>;
  readonly onClose: () => void;
};

const NEW = rootOf<NewScenario>();
const NAME = at(NEW, 'name');

const isNew = (value: unknown): value is NewScenario => typeof value === 'object' && value !== null && 'name' in value;

const specOf = (path: string): FieldSpec =>
  path === NAME
    ? { kind: 'text', label: text('scenarios.name'), required: true, maxLength: MAX_NAME }
    : {
        kind: 'number',
        label: text('scenarios.scale.by'),
        required: true,
        scale: 1,
        decimals: 2,
        step: 0.1,
        unit: '×',
        min: MIN_FACTOR,
        max: MAX_FACTOR,
      };

const isComplete = ({ name, ids }: NewScenario): boolean => name.trim() !== '' && (ids === undefined || ids.length >= MIN_PARTS);

/** Asks for the name and the parts of a new scenario. */
export const ScenarioDialog = ({
  title,
  action,
  draftId,
  initial,
  choices = [],
  problem,
  onEdit,
  onSubmit,
  onClose,
}: ScenarioDialogProps) => {
  const id = useId();
  return (
    <RecordDialog<NewScenario>
      title={title}
      action={action}
      draft={{ kind: 'scenario', id: draftId }}
      record={initial}
      isRecord={isNew}
      specOf={specOf}
      isComplete={isComplete}
      focus={NAME}
      onEdit={onEdit}
      onSubmit={onSubmit}
      onClose={onClose}
    >
      {({ record: { factor, ids }, commit }) => (
        <>
          <RecordRow path={NAME} error={problem} />
          {factor === undefined ? undefined : (
            <>
              <RecordRow path={at(NEW, 'factor')} />
              <FullWidthRow>{text('scenarios.scale.how')}</FullWidthRow>
            </>
          )}
          {ids === undefined ? undefined : (
            <FullWidthRow>
              {text('scenarios.combine.which', { most: MAX_PARTS })}
              <Choices>
                {choices.map((choice) => (
                  <li key={choice.id}>
                    <Checkbox
                      id={`${id}-${choice.id}`}
                      checked={ids.includes(choice.id)}
                      disabled={!ids.includes(choice.id) && ids.length >= MAX_PARTS}
                      onChange={(_event, isChosen) =>
                        commit([set(at(NEW, 'ids'), isChosen ? [...ids, choice.id] : ids.filter((otherId) => otherId !== choice.id))])
                      }
                    />
                    <label htmlFor={`${id}-${choice.id}`}>{choice.name}</label>
                  </li>
                ))}
              </Choices>
            </FullWidthRow>
          )}
        </>
      )}
    </RecordDialog>
  );
};
