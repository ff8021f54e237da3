import { useCallback, useEffect, useMemo } from 'react';
import { OrebookError } from '#shared/contract/errors.ts';
import { SimulationSettings } from '#shared/domain/simulation.ts';
import { at, type Edit, rootOf, set } from '../../../editing/fields/fieldPath.ts';
import type { Opening, RecordText } from '../../../editing/record/recordState.ts';
import { type DraftFields, type DraftKey, parseDraft } from '../../../editing/record/useDraft.ts';
import { type RecordForm, useRecordForm } from '../../../editing/record/useRecordForm.ts';

export const SIMULATION_DRAFT = { kind: 'workspace', id: 'simulation' } as const;

/** The root of the paths of a run's settings. */
export const SETTINGS = rootOf<SimulationSettings>();

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** A draft of the first version: all settings, and the invalid texts of fields. */
const openFirstVersion = (fields: NonNullable<DraftFields>): Opening<SimulationSettings> | undefined => {
  const settings = SimulationSettings.safeParse(fields.choice);
  if (!settings.success) return undefined;
  const texts = Object.entries(isObject(fields.texts) ? fields.texts : {}).flatMap(([path, text]): [string, RecordText][] =>
    typeof text === 'string' ? [[path, { text, isLeft: true }]] : [],
  );
  return { record: settings.data, unsaved: { edits: [], texts: Object.fromEntries(texts) } };
};

/** The settings of a run from their draft; undefined if there is none. */
const openDraft = (fields: DraftFields): Opening<SimulationSettings> | undefined => {
  if (!fields) return undefined;
  const record = SimulationSettings.safeParse(fields.record);
  return record.success ? { record: record.data, unsaved: parseDraft(fields) } : openFirstVersion(fields);
};

/** Returns the edits that turn one set of settings into another. */
const editsTo = (settings: SimulationSettings, from: SimulationSettings): readonly Edit[] =>
  Object.keys({ ...from, ...settings }).map((key) => {
    const of = key as keyof SimulationSettings;
    return set(at(SETTINGS, of), settings[of]);
  });

export type SimulationSettingsForm = {
  readonly form: RecordForm<SimulationSettings>;
  readonly settings: SimulationSettings;
  /** Whether every field holds a value that a run can take. */
  readonly isComplete: boolean;
  readonly change: (part: Partial<SimulationSettings>) => void;
  /** Replaces all settings and discards incomplete input. */
  readonly replace: (settings: SimulationSettings) => void;
};

const neverSaved = async (): Promise<never> => {
  throw new OrebookError('INTERNAL');
};

/** The settings of the next run, stored as a draft across reloads and restarts. They equal `base` until the user changes one. */
export const useSimulationSettings = (base: SimulationSettings, draft: DraftKey, fields: DraftFields): SimulationSettingsForm => {
  const opening = useMemo(() => openDraft(fields), [fields]);
  const form = useRecordForm<SimulationSettings>({
    opening: opening ?? { record: base },
    draft,
    isAutosaved: false,
    expand: (_choice, edit) => [edit],
    save: neverSaved,
    fetch: neverSaved,
    onRefused: () => undefined,
  });
  const { record: settings, state, commit, updateStored } = form;
  const isUntouched = opening === undefined && state.edits.length === 0 && Object.keys(state.texts).length === 0;
  useEffect(() => {
    if (isUntouched) updateStored(base, 0);
  }, [isUntouched, base, updateStored]);
  const change = useCallback(
    (part: Partial<SimulationSettings>) =>
      commit(
        Object.entries(part).map(([key, value]) => {
          const of = key as keyof SimulationSettings;
          return set(at(SETTINGS, of), value as SimulationSettings[typeof of]);
        }),
      ),
    [commit],
  );
  const isComplete = Object.values(state.texts).every(({ meaning }) => meaning) && SimulationSettings.safeParse(settings).success;
  return { form, settings, isComplete, change, replace: (next) => commit(editsTo(next, settings)) };
};
