import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { ComparedPaths, ComparedPlan } from '#shared/contract/compare.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import { DRAW_METHODS, MAX_PATHS, MIN_PATHS, type SimulationSettings } from '#shared/domain/simulation.ts';
import { text } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { runNote } from '#shared/presentation/runNote.ts';
import { useJob } from '../../api/useJob.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { NumberField } from '../../components/CodecField.tsx';
import { EditButton } from '../../components/EditButton.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { Form, FormRow, RowNote } from '../../components/FormRow.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { Section } from '../../components/Section.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader } from '../../components/settings.tsx';
import { useToast } from '../../components/Toast.tsx';
import { focusInvalidField } from '../../components/useField.ts';
import { RunningJob } from '../../editing/commands/RunningJob.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { at, rootOf, set } from '../../editing/fields/fieldPath.ts';
import { type OpenDraft, WithDraft } from '../../editing/record/useDraft.ts';
import { inputDraft, useInputs } from '../../editing/record/useInputs.ts';
import { PlanMark } from './PlanMark.tsx';

type Row = ComparedPaths['differences'][number];
type Estimate = { readonly figure: Figure; readonly error: Figure };

const DIGEST_LENGTH = 12;

const AnswerText = styled('p')(({ theme }) => ({
  ...theme.typography.body1,
  margin: '4px 0 8px',
  maxWidth: 760,
  color: theme.vars.palette.text.secondary,
}));
const Identity = styled('p')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: 440,
  margin: '6px 0 0',
  color: theme.vars.palette.text.secondary,
}));
const ErrorText = styled('span')(({ theme }) => ({ marginLeft: 4, color: theme.vars.palette.ore.tertiary }));
const NarrowForm = styled(Form)({ gridTemplateColumns: 'minmax(0, 1fr) 150px 16px', maxWidth: 420, marginTop: 12 });
const ActionBar = styled('div')({ display: 'flex', alignItems: 'center', gap: 12, margin: '8px 0 4px' });
const StrongText = styled('span')(({ theme }) => ({ fontWeight: theme.typography.fontWeightBold }));

/** Differences of the other plans to the reference, over the whole plan and by year. */
const Differences = ({
  paths,
  plans,
  reference,
}: {
  readonly paths: ComparedPaths;
  readonly plans: readonly ComparedPlan[];
  readonly reference: PlanId;
}) => {
  const read = useFigureReader();
  const { unit } = read.format({ value: 0, unit: 'usd', decimals: 1 });
  const estimate = ({ figure, error }: Estimate) => (
    <>
      <FigureLink figure={figure} as="cell" />
      <ErrorText>{text('compare.page.paths.error', { error: read.format(error).text })}</ErrorText>
    </>
  );
  const referenceLetter = plans.find(({ id }) => id === reference)?.letter ?? '';
  const columns: readonly SimpleColumn<Row>[] = [
    {
      key: 'year',
      label: text('compare.page.paths.over'),
      tone: 'key',
      cell: ({ year }) => (year === undefined ? <StrongText>{text('compare.page.paths.whole')}</StrongText> : String(year)),
    },
    ...plans.flatMap(({ id, name, letter, mark }, i): SimpleColumn<Row>[] => {
      if (id === reference) return [];
      const column = (
        key: 'ahead' | 'mean' | 'worst',
        label: string,
        unitOf: string,
        cell: (of: NonNullable<Row['plans'][number]>) => Estimate,
      ): SimpleColumn<Row> => ({
        key: `${id} ${key}`,
        label: (
          <span title={name}>
            <PlanMark mark={mark} />
            {text('compare.page.plan', { letter, plan: label })}
          </span>
        ),
        unit: unitOf,
        align: 'right',
        cell: (row) => {
          const difference = row.plans[i];
          return difference ? estimate(cell(difference)) : undefined;
        },
      });
      return [
        column('ahead', text('compare.page.paths.ahead'), text('compare.page.paths.ahead.unit'), ({ ahead }) => ahead),
        column('mean', text('compare.page.paths.mean'), unit, ({ mean }) => mean),
        {
          key: `${id} quantiles`,
          label: text('compare.page.paths.quantiles'),
          unit,
          align: 'right',
          isWideOnly: plans.length > 2,
          cell: (row) => {
            const difference = row.plans[i];
            return difference
              ? text('compare.page.paths.to', { low: read.format(difference.low).text, high: read.format(difference.high).text })
              : undefined;
          },
        },
        column('worst', text('compare.page.paths.worst', { letter: referenceLetter }), unit, ({ worst }) => worst),
      ];
    }),
  ];
  return (
    <SimpleTable
      label={text('compare.page.paths')}
      columns={columns}
      rows={paths.differences}
      rowKey={({ year }) => year ?? 'whole'}
      isTight
    />
  );
};

const SETTINGS = rootOf<SimulationSettings>();

export type PathsSectionProps = {
  readonly plans: readonly ComparedPlan[];
  readonly reference: PlanId;
  readonly paths: ComparedPaths | undefined;
  /** The default settings of a run. */
  readonly settings: SimulationSettings;
  /** Called when a run has ended. */
  readonly onDone: () => void;
};

/** Compares the plans on common random paths: starts and stops a run, and shows its results. */
export const PathsSection = (props: PathsSectionProps) => (
  <WithDraft of={{ kind: 'plan', id: 'comparedPaths' }}>{(draft) => <Paths {...props} draft={draft} />}</WithDraft>
);

const Paths = ({ plans, reference, paths, settings, draft, onDone }: PathsSectionProps & { readonly draft: OpenDraft }) => {
  const toast = useToast();
  const inputs = useInputs(draft, settings);
  const [problem, setProblem] = useState<string>();
  const start = useCommand('compare.run', { isUndoable: false, isExclusive: true });
  const { job, isRunning, watch } = useJob('comparison', text('compare.page.paths.cutOff'), (end) => {
    if (end === 'cancelled') toast({ text: text('compare.page.paths.cancelled') });
    else if ('problem' in end) setProblem(end.problem);
    onDone();
  });
  const runSettings = inputs.record;
  const startRun = () => {
    if (focusInvalidField()) return;
    setProblem(undefined);
    void start
      .run({ planIds: plans.map(({ id }) => id), settings: runSettings })
      .then((startedJob) => startedJob && watch(startedJob.jobId));
  };
  return (
    <>
      <Section title={text('compare.page.paths')} note={paths && runNote(paths)} span={12}>
        {job ? <RunningJob job={job} stopLabel={text('compare.page.paths.stop')} isCounted={false} /> : undefined}
        {problem === undefined ? undefined : <ErrorNote text={problem} />}
        {paths === undefined ? <AnswerText>{text('compare.page.paths.none')}</AnswerText> : undefined}
        {paths && !paths.isCurrent ? (
          <AnswerText>{text(paths.isOfOtherVersion ? 'compare.page.paths.otherVersion' : 'compare.page.paths.stale')}</AnswerText>
        ) : undefined}
        {paths?.notes.map((note) => (
          <AnswerText key={note.key}>{renderMessage(note)}</AnswerText>
        ))}
        {paths ? <Differences paths={paths} plans={plans} reference={reference} /> : undefined}
        <NarrowForm>
          <FormRow label={text('simulation.page.numberOfPaths')}>
            <NumberField
              value={runSettings.paths}
              decimals={0}
              step={1000}
              min={MIN_PATHS}
              max={MAX_PATHS}
              required
              draft={inputDraft(inputs, at(SETTINGS, 'paths'))}
              onCommit={(value) => value !== undefined && inputs.commit([set(at(SETTINGS, 'paths'), Math.round(value))])}
            />
          </FormRow>
          <FormRow label={text('simulation.page.seed')}>
            <NumberField
              value={runSettings.seed}
              decimals={0}
              min={0}
              max={Number.MAX_SAFE_INTEGER}
              required
              draft={inputDraft(inputs, at(SETTINGS, 'seed'))}
              onCommit={(value) => value !== undefined && inputs.commit([set(at(SETTINGS, 'seed'), Math.round(value))])}
            />
          </FormRow>
          <FormRow label={text('simulation.page.draws')}>
            <SelectField
              value={runSettings.draws}
              choices={DRAW_METHODS.map((value) => ({ value, label: text(`simulation.page.draws.${value}`) }))}
              onCommit={(draws) => inputs.commit([set(at(SETTINGS, 'draws'), draws)])}
            />
          </FormRow>
          <RowNote>{text('simulation.page.drawsNote')}</RowNote>
        </NarrowForm>
        <ActionBar>
          <EditButton variant="contained" color="primary" disabled={isRunning || start.isPending} onClick={startRun}>
            {text(paths ? 'compare.page.paths.again' : 'compare.page.paths.run')}
          </EditButton>
          <RouteLink route="/cycles/simulation">{text('compare.page.paths.chance')}</RouteLink>
          <RouteLink route="/diversification/allocation">{text('compare.page.paths.frontier')}</RouteLink>
        </ActionBar>
        {paths ? (
          <Identity>
            {text('compare.page.paths.identity', {
              inputs: paths.inputsDigest.slice(0, DIGEST_LENGTH),
              result: paths.resultDigest.slice(0, DIGEST_LENGTH),
              version: paths.engineVersion,
            })}
          </Identity>
        ) : undefined}
      </Section>
      {paths?.charts.map((view) => (
        <ChartSection key={JSON.stringify(view.title)} view={view} span={6} minHeight={220} />
      ))}
    </>
  );
};
