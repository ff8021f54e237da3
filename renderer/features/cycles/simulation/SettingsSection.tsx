import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import { styled } from '@mui/material/styles';
import { useCallback, useState } from 'react';
import type { Output } from '#shared/contract/contract.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';
import { DRAW_METHODS, REGIME_ORDER, type SimulationSettings } from '#shared/domain/simulation.ts';
import { isJsonEqual } from '#shared/equality.ts';
import { compareNames, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { jobDurationText } from '#shared/presentation/jobProgressText.ts';
import { formatPlainNumber } from '#shared/units/format.ts';
import { useCall } from '../../../api/queries.ts';
import { ChartSection } from '../../../components/ChartSection.tsx';
import { EditButton } from '../../../components/EditButton.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { Form, FormGroup, FormRow, RowNote } from '../../../components/FormRow.tsx';
import { QuietButton } from '../../../components/QuietButton.tsx';
import { Section, Stack } from '../../../components/Section.tsx';
import { SelectField } from '../../../components/SelectField.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { usePresentation } from '../../../components/settings.tsx';
import { at } from '../../../editing/fields/fieldPath.ts';
import { RecordFields } from '../../../editing/record/RecordField.tsx';
import { RecordRow } from '../../../editing/record/RecordRow.tsx';
import { type DraftFields, type DraftKey, useDraft } from '../../../editing/record/useDraft.ts';
import { PolicyTable } from './PolicyTable.tsx';
import { RegimeTable } from './RegimeTable.tsx';
import { SettingsNumbers } from './SettingsNumbers.tsx';
import { simulationField } from './simulationField.ts';
import { SETTINGS, SIMULATION_DRAFT, useSimulationSettings } from './useSimulationSettings.ts';

type Options = Output<'simulation.options'>;
type Switch = 'prices' | 'cycle' | 'credit' | 'groupByParent' | 'performance' | 'policy' | 'deckIsNoCycle' | 'weighted';

const SWITCHES: readonly Switch[] = ['prices', 'cycle', 'credit', 'groupByParent', 'performance', 'policy', 'deckIsNoCycle', 'weighted'];
const NO_SCENARIO = 'none';
const NO_ISSUES: readonly FieldIssue[] = [];

const Switches = styled('div')(({ theme }) => ({
  ...theme.typography.body1,
  display: 'grid',
  rowGap: 2,
  padding: '4px 0 8px',
  '& > div': { display: 'flex', alignItems: 'center', gap: 6 },
  '& .MuiCheckbox-root': { padding: 4, marginLeft: -4 },
}));
const MainFields = styled(Form)({ gridTemplateColumns: 'minmax(0, 1fr) 220px 92px' });
const QuietText = styled('p')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: 440,
  margin: '4px 0 8px',
  color: theme.vars.palette.text.secondary,
}));

export type SettingsSectionProps = {
  readonly options: Options;
  /** The settings of the shown run; undefined without one. */
  readonly runSettings: SimulationSettings | undefined;
  readonly isRunning: boolean;
  readonly onRun: (settings: SimulationSettings) => void;
};

type SettingsProps = SettingsSectionProps & { readonly draft: DraftKey; readonly fields: DraftFields };

const Settings = ({ options, runSettings, isRunning, onRun, draft, fields }: SettingsProps) => {
  const { label } = usePresentation();
  const { form, settings, isComplete, change, replace } = useSimulationSettings(runSettings ?? options.defaults, draft, fields);
  const [previewSettings, setPreviewSettings] = useState<SimulationSettings>();
  const [isRefused, setIsRefused] = useState(false);
  const scenarios = useCall('scenarios.list', {}, { keepLast: true });
  const preview = useCall('simulation.preview', { settings: previewSettings ?? settings }, { enabled: previewSettings !== undefined });
  const existingScenario = (id: string | undefined) => scenarios.data?.rows.find((candidate) => candidate.id === id)?.id;
  const whenComplete = (action: () => void) => () => {
    setIsRefused(!isComplete);
    if (isComplete) action();
  };
  // a deleted scenario counts as none
  const scenarioId = existingScenario(settings.scenarioId);
  const effectiveSettings: SimulationSettings = scenarios.data ? { ...settings, scenarioId } : settings;
  const specOf = useCallback((path: string) => simulationField(path, options.parameters), [options.parameters]);
  const showPreview = whenComplete(() => setPreviewSettings(effectiveSettings));
  const tools = (
    <>
      <QuietButton onClick={() => replace(options.defaults)}>{text('simulation.page.resetToDefaults')}</QuietButton>
      <EditButton
        {...(runSettings ? {} : { variant: 'contained', color: 'primary' })}
        sx={{ marginLeft: '6px' }}
        disabled={isRunning}
        onClick={whenComplete(() => onRun(effectiveSettings))}
      >
        {text('simulation.page.run')}
      </EditButton>
    </>
  );
  return (
    <RecordFields form={form} issues={NO_ISSUES} specOf={specOf}>
      <Section title={text('simulation.page.parameters')} note={text('simulation.page.parametersNote')} tools={tools} span={7}>
        {isRefused && !isComplete ? <ErrorNote text={text('simulation.page.incomplete')} /> : undefined}
        {runSettings && !isJsonEqual(runSettings, settings) ? (
          <QuietText>
            {text('simulation.page.otherThanShown')}
            <QuietButton onClick={() => replace(runSettings)}>{text('simulation.page.takeShown')}</QuietButton>
          </QuietText>
        ) : undefined}
        <Switches>
          {SWITCHES.map((key) => (
            <div key={key}>
              <Checkbox id={`simulation-${key}`} checked={settings[key]} onChange={(_event, isOn) => change({ [key]: isOn })} />
              <label htmlFor={`simulation-${key}`}>{text(`simulation.page.switch.${key}`)}</label>
            </div>
          ))}
        </Switches>
        <MainFields>
          <RecordRow path={at(SETTINGS, 'paths')} />
          <RecordRow path={at(SETTINGS, 'seed')} />
          <FormRow label={text('simulation.page.draws')}>
            <SelectField
              value={settings.draws}
              choices={DRAW_METHODS.map((value) => ({ value, label: text(`simulation.page.draws.${value}`) }))}
              onCommit={(draws) => change({ draws })}
            />
          </FormRow>
          <RowNote>{text('simulation.page.drawsNote')}</RowNote>
          <FormRow label={text('simulation.page.start')} term="demandCycle">
            <SelectField
              value={settings.start}
              choices={REGIME_ORDER.map((value) => ({ value, label: text(`simulation.page.start.${value}`) }))}
              onCommit={(start) => change({ start })}
            />
          </FormRow>
          <FormRow label={text('simulation.page.scenario')} term="scenario">
            <SelectField
              value={scenarioId ?? NO_SCENARIO}
              choices={[
                { value: NO_SCENARIO, label: text('simulation.page.noScenario') },
                ...(scenarios.data?.rows ?? [])
                  .toSorted((a, b) => Number(b.shipped) - Number(a.shipped) || compareNames(label(a.name), label(b.name)))
                  .map(({ id, name }) => ({ value: id as string, label: label(name) })),
              ]}
              onCommit={(id) => change({ scenarioId: existingScenario(id) })}
            />
          </FormRow>
          <FormGroup title={text('simulation.page.numbers')} />
        </MainFields>
        <SettingsNumbers parameters={options.parameters} settings={settings} change={change} />
      </Section>
      <Stack span={5}>
        {preview.data && previewSettings ? (
          <ChartSection
            view={preview.data.revenue}
            minHeight={240}
            tools={
              <Button onClick={showPreview} disabled={preview.isFetching}>
                {text('simulation.page.previewAgain')}
              </Button>
            }
            note={
              isJsonEqual(previewSettings, effectiveSettings)
                ? text('simulation.page.previewNote', {
                    paths: formatPlainNumber(preview.data.paths, { decimals: 0 }),
                    duration: jobDurationText(preview.data.secondsForRun),
                  })
                : text('simulation.page.previewOld')
            }
          />
        ) : (
          <Section title={text('simulation.page.previewTitle')}>
            {preview.error ? (
              <ErrorNote text={errorText(preview.error)} />
            ) : preview.isFetching ? (
              <Skeleton of="picture" />
            ) : (
              <EmptyState
                what={text('simulation.page.previewWhat')}
                actions={[{ label: text('simulation.page.preview'), onAction: showPreview }]}
              />
            )}
          </Section>
        )}
        <RegimeTable rows={settings.transition} change={change} defaultRows={options.defaults.transition} />
      </Stack>
      <PolicyTable settings={settings} change={change} />
    </RecordFields>
  );
};

/** The settings of a run: switches of the random drivers, numbers with their sources, and a preview. */
export const SettingsSection = (props: SettingsSectionProps) => {
  const draft = useDraft(SIMULATION_DRAFT);
  if (draft.isReady) return <Settings {...props} draft={draft.key} fields={draft.fields} />;
  return (
    <Section title={text('simulation.page.parameters')} span={12}>
      <Skeleton of="rows" rows={12} />
    </Section>
  );
};
