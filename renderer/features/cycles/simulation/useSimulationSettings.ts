import { useCallback, useEffect, useMemo } from 'react';
import { OrebookError } from '#shared/contract/errors.ts';
import { SimulationChoice } from '#shared/domain/simulation.ts';
import { at, type Edit, rootOf, set } from '../../../editing/fields/fieldPath.ts';
import type { Opening, RecordText } from '../../../editing/record/recordState.ts';
import { type DraftFields, type DraftKey, parseDraft } from '../../../editing/record/useDraft.ts';
import { type RecordForm, useRecordForm } from '../../../editing/record/useRecordForm.ts';

export const SIMULATION_DRAFT = { kind: 'workspace', id: 'simulation' } as const;

/** The root of the paths of a run's settings. */
export const SETTINGS = rootOf<SimulationChoice>();

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** A draft of the first version: all settings, and the invalid texts of fields. */
const openFirstVersion = (fields: NonNullable<DraftFields>): Opening<SimulationChoice> | undefined => {
  const choice = SimulationChoice.safeParse(fields.choice);
  if (!choice.success) return undefined;
  const texts = Object.entries(isObject(fields.texts) ? fields.texts : {}).flatMap(([path, text]): [string, RecordText][] =>
    typeof text === 'string' ? [[path, { text, isLeft: true }]] : [],
  );
  return { record: choice.data, unsaved: { edits: [], texts: Object.fromEntries(texts) } };
};

/** The settings of a run from their draft; undefined if there is none. */
const openDraft = (fields: DraftFields): Opening<SimulationChoice> | undefined => {
  if (!fields) return undefined;
  const record = SimulationChoice.safeParse(fields.record);
  return record.success ? { record: record.data, unsaved: parseDraft(fields) } : openFirstVersion(fields);
};

/** The keys of both settings. */
const editsTo = (choice: SimulationChoice, from: SimulationChoice): readonly Edit[] =>
  Object.keys({ ...from, ...choice }).map((key) => {
    const of = key as keyof SimulationChoice;
    return set(at(SETTINGS, of), choice[of]);
  });

export type SimulationSettings = {
  readonly form: RecordForm<SimulationChoice>;
  readonly choice: SimulationChoice;
  /** Whether every field holds a value that a run can take. */
  readonly isComplete: boolean;
  readonly change: (part: Partial<SimulationChoice>) => void;
  /** Replaces all settings and discards incomplete input. */
  readonly replace: (choice: SimulationChoice) => void;
};

const neverSaved = async (): Promise<never> => {
  throw new OrebookError('INTERNAL');
};

/** The settings of a run, which survive a reload and a restart as a draft; a run stores its own. `base` until something is changed. */
export const useSimulationSettings = (base: SimulationChoice, draft: DraftKey, fields: DraftFields): SimulationSettings => {
  const opening = useMemo(() => openDraft(fields), [fields]);
  const form = useRecordForm<SimulationChoice>({
    opening: opening ?? { record: base },
    draft,
    autosave: false,
    expand: (_choice, edit) => [edit],
    save: neverSaved,
    fetch: neverSaved,
    onRefused: () => undefined,
  });
  const { record: choice, state, commit, follow } = form;
  const isUntouched = opening === undefined && state.edits.length === 0 && Object.keys(state.texts).length === 0;
  useEffect(() => {
    if (isUntouched) follow(base, 0);
  }, [isUntouched, base, follow]);
  const change = useCallback(
    (part: Partial<SimulationChoice>) =>
      commit(
        Object.entries(part).map(([key, value]) => {
          const of = key as keyof SimulationChoice;
          return set(at(SETTINGS, of), value as SimulationChoice[typeof of]);
        }),
      ),
    [commit],
  );
  const isComplete = Object.values(state.texts).every(({ meaning }) => meaning) && SimulationChoice.safeParse(choice).success;
  return { form, choice, isComplete, change, replace: (next) => commit(editsTo(next, choice)) };
};
