import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { SimulationRun } from '#shared/contract/simulation.ts';
import { MAX_SAVED_QUESTIONS, type QuestionAnswer, QuestionSide } from '#shared/contract/simulationQuestion.ts';
import { sentenceGap, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatNumber } from '#shared/units/format.ts';
import { useCall } from '../../../api/queries.ts';
import type { ChartSlider } from '../../../components/ChartHandle.tsx';
import { ChartSection } from '../../../components/ChartSection.tsx';
import { NumberField } from '../../../components/CodecField.tsx';
import { QuietEditButton } from '../../../components/EditButton.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { Form, FormRow } from '../../../components/FormRow.tsx';
import { QuietButton } from '../../../components/QuietButton.tsx';
import { Section } from '../../../components/Section.tsx';
import { SelectField } from '../../../components/SelectField.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { usePresentation } from '../../../components/settings.tsx';
import { Verdict } from '../../../components/Verdict.tsx';
import { useCommand } from '../../../editing/commands/useCommand.ts';
import { useDocument } from '../../../editing/commands/useDocument.ts';
import { at, editAt, rootOf } from '../../../editing/fields/fieldPath.ts';
import { type OpenDraft, parseDraft, WithDraft } from '../../../editing/record/useDraft.ts';
import { inputDraft, useUnstoredForm } from '../../../editing/record/useInputs.ts';
import { QuestionTable, useOutcomeUnit } from './QuestionTable.tsx';
import { parseQuestionView, type QuestionView, questionRoute, subjectKey, withMeasure, withSubject } from './questionView.ts';
import { SavedQuestions } from './SavedQuestions.tsx';

const DRAFT = { kind: 'workspace', id: 'simulation-question' } as const;
const PLAN = 'plan';
/** Steps of the threshold's field across the distribution. */
const STEPS = 100;

type Amounts = { readonly threshold: number | undefined; readonly percentile: number | undefined };
const AMOUNTS = rootOf<Amounts>();

const Fields = styled(Form)({ gridTemplateColumns: '104px minmax(0, 1fr) 0', marginBottom: 10 });
const QuietText = styled('p')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: 440,
  margin: '8px 0 4px',
  maxWidth: '76ch',
  color: theme.vars.palette.text.secondary,
  textWrap: 'pretty',
}));

const formatWhole = (value: number): string => formatNumber(value, { decimals: 0 });

/** A step of the threshold's field: a hundredth of the distribution, as a power of ten in the shown unit. */
const stepOf = ({ byYear }: QuestionAnswer, year: number | undefined, scale: number, decimals: number): number => {
  const row = byYear.find((candidate) => candidate.year === year);
  const width = row ? (row.highest - row.lowest) * scale : 0;
  return Math.max(10 ** -decimals, width > 0 ? 10 ** Math.floor(Math.log10(width / STEPS)) : 0);
};

type OutcomeUnit = ReturnType<typeof useOutcomeUnit>;

type Threshold = OutcomeUnit & { readonly step: number; readonly classes: number; readonly value: number | undefined };

/** The threshold as a line on the distribution, at its middle if there is none. A position is rounded to the step of the field. */
const thresholdSlider = (
  { low, width }: NonNullable<QuestionAnswer['axis']>,
  { scale, decimals, unit, step, classes, value }: Threshold,
  change: (key: 'threshold', value: number) => void,
): ChartSlider => {
  // a class is as wide as 1 on the axis, and its middle is at a whole number
  const amountAt = (place: number): number => (Math.round(((low + (place + 0.5) * width) * scale) / step) * step) / scale;
  const placeOf = (amount: number): number => (amount - low) / width - 0.5;
  return {
    label: text(value === undefined ? 'simulation.question.noThreshold' : 'simulation.question.threshold'),
    value: value === undefined ? (classes - 1) / 2 : placeOf(value),
    text: (place) => `${formatNumber(amountAt(place) * scale, { decimals })} ${unit}`,
    min: -0.5,
    max: classes - 0.5,
    step: step / scale / width,
    onCommit: (place) => change('threshold', amountAt(place)),
  };
};

type AnsweredProps = {
  readonly run: SimulationRun;
  readonly answer: QuestionAnswer;
  readonly view: QuestionView;
  readonly draft: OpenDraft;
  /** Whether the answer is that of the previous question, because the next answer has not arrived. */
  readonly isOfLast: boolean;
  /** Whether the paths are being simulated again for another question. */
  readonly isLoading: boolean;
  readonly onStop: () => void;
  /** Simulates the outcomes of buyers. */
  readonly onLoad: () => void;
};

const QuestionResult = ({
  run,
  answer,
  view: shownQuestion,
  draft: { draft, fields },
  isOfLast,
  isLoading,
  onStop,
  onLoad,
}: AnsweredProps) => {
  const [, navigate] = useLocation();
  const { label, message } = usePresentation();
  const { write, isPending } = useDocument('simulation.exportPaths', 'simulation.question.exported');
  const { question } = answer;
  const view: QuestionView = isOfLast ? shownQuestion : { ...shownQuestion, measure: question.measure, year: question.year };
  const outcomeUnit = useOutcomeUnit(view.measure);
  // the address has the values, the draft has incomplete input
  const form = useUnstoredForm<Amounts>(
    { record: { threshold: view.threshold, percentile: view.percentile }, unsaved: { edits: [], texts: parseDraft(fields)?.texts ?? {} } },
    draft,
  );
  const show = (next: QuestionView) => navigate(questionRoute(next), { replace: true });
  const change = <K extends keyof Amounts>(key: K, value: number | undefined) => {
    form.commit([editAt(at(AMOUNTS, key), value)]);
    show({ ...view, [key]: value });
  };
  const savedQuestions = useCall('simulation.savedQuestions', { id: run.id }, { keepLast: true });
  const commandOptions = { isUndoable: false, isExclusive: true } as const;
  const save = useCommand('simulation.saveQuestion', { ...commandOptions, doneText: () => text('simulation.question.savedDone') });
  const remove = useCommand('simulation.removeQuestion', { ...commandOptions, doneText: () => text('simulation.question.deleted') });
  const questions = savedQuestions.data?.questions ?? [];
  const isSaved = questions.some((savedQuestion) => questionRoute(savedQuestion.question) === questionRoute(question));
  const { distribution, axis, byBuyer } = answer;
  const step = stepOf(answer, view.year, outcomeUnit.scale, outcomeUnit.decimals);
  return (
    <>
      <Section
        title={text('simulation.question.title')}
        note={text('simulation.question.note')}
        span={5}
        tools={
          <>
            <QuietEditButton
              disabled={isSaved || isOfLast || save.isPending || questions.length >= MAX_SAVED_QUESTIONS}
              onClick={() => void save.run({ question }).then(() => savedQuestions.refetch())}
            >
              {text(isSaved ? 'simulation.question.isSaved' : 'simulation.question.save')}
            </QuietEditButton>
            <QuietButton disabled={isPending} onClick={() => void write({ question: { ...view, id: run.id } })}>
              {text('simulation.question.export')}
            </QuietButton>
          </>
        }
      >
        <Fields>
          <FormRow label={text('simulation.question.measure')}>
            <SelectField
              value={view.measure}
              choices={answer.measures.map((value) => ({ value, label: text(`simulation.question.measure.${value}`) }))}
              onCommit={(measure) => show(withMeasure(view, measure))}
            />
          </FormRow>
          <FormRow label={text('simulation.question.subject')}>
            <SelectField
              value={subjectKey(view.subject)}
              choices={answer.subjects.map(({ subject, name }) => ({ value: subjectKey(subject), label: label(name) }))}
              onCommit={(key) => {
                const choice = answer.subjects.find(({ subject }) => subjectKey(subject) === key);
                if (choice) show(withSubject(view, choice.subject));
              }}
            />
          </FormRow>
          <FormRow label={text('simulation.question.period')}>
            <SelectField
              value={view.year === undefined ? PLAN : String(view.year)}
              choices={[
                { value: PLAN, label: text('simulation.question.period.plan') },
                ...answer.years.map((year) => ({ value: String(year), label: String(year) })),
              ]}
              onCommit={(value) => show({ ...view, year: value === PLAN ? undefined : Number(value) })}
            />
          </FormRow>
          <FormRow label={text('simulation.question.sideField')}>
            <SelectField
              value={view.side}
              choices={QuestionSide.options.map((value) => ({ value, label: text(`simulation.question.sideField.${value}`) }))}
              onCommit={(side) => show({ ...view, side })}
            />
          </FormRow>
          <FormRow label={text('simulation.question.threshold')}>
            <NumberField
              unit={outcomeUnit.unit}
              scale={outcomeUnit.scale}
              decimals={outcomeUnit.decimals}
              step={step}
              value={view.threshold}
              draft={inputDraft(form, at(AMOUNTS, 'threshold'))}
              onCommit={(threshold) => change('threshold', threshold)}
            />
          </FormRow>
          <FormRow label={text('simulation.question.percentileField')}>
            <NumberField
              unit="%"
              scale={100}
              decimals={1}
              step={1}
              min={0}
              max={1}
              value={view.percentile}
              draft={inputDraft(form, at(AMOUNTS, 'percentile'))}
              onCommit={(percentile) => change('percentile', percentile)}
            />
          </FormRow>
        </Fields>
        <div aria-live="polite">
          <Verdict as="text" sentences={answer.verdict} />
        </div>
        {isLoading ? (
          <QuietText>
            {text('simulation.question.loading', { paths: formatWhole(run.settings.paths) })}{' '}
            <QuietButton onClick={onStop}>{text('simulation.question.stop')}</QuietButton>
          </QuietText>
        ) : undefined}
        <QuietText>{answer.notes.map(message).join(sentenceGap())}</QuietText>
      </Section>
      {distribution ? (
        <ChartSection
          view={distribution}
          span={7}
          minHeight={260}
          slider={
            axis && thresholdSlider(axis, { ...outcomeUnit, step, classes: distribution.categories.length, value: view.threshold }, change)
          }
        />
      ) : undefined}
      <SavedQuestions
        questions={questions}
        onRemove={(savedQuestion) =>
          void remove.run({ question: { ...savedQuestion.question, id: run.id } }).then(() => savedQuestions.refetch())
        }
      />
      <Section title={text('simulation.question.byYear')} note={text('simulation.question.percentiles')} span={12}>
        <QuestionTable
          label={text('simulation.question.byYear')}
          view={question}
          first={{
            label: text('simulation.page.year'),
            cell: ({ year }) => (year === undefined ? text('simulation.page.plan') : String(year)),
          }}
          rows={answer.byYear}
          rowKey={({ year }) => String(year ?? PLAN)}
        />
      </Section>
      {question.measure === 'cash' ? undefined : (
        <Section
          title={text('simulation.question.byBuyer')}
          note={question.year === undefined ? text('simulation.question.period.plan') : String(question.year)}
          span={12}
        >
          {byBuyer ? (
            <QuestionTable
              label={text('simulation.question.byBuyer')}
              view={question}
              first={{ label: text('simulation.page.buyer'), cell: ({ name }) => label(name) }}
              rows={byBuyer}
              rowKey={({ subject }) => subjectKey(subject)}
              rowChoice={({ subject }) => ({
                isChosen: subjectKey(subject) === subjectKey(view.subject),
                onChoose: () => show(withSubject(view, subject)),
              })}
            />
          ) : !answer.fitsAllBuyers ? (
            <EmptyState what={text('simulation.question.tooManyPaths', { paths: formatWhole(run.settings.paths) })} />
          ) : isLoading ? (
            <Skeleton of="rows" rows={4} />
          ) : (
            <EmptyState
              what={text('simulation.question.noBuyers')}
              needs={text('simulation.question.seconds', {
                paths: formatWhole(run.settings.paths),
                count: Math.max(1, Math.round(run.seconds)),
              })}
              actions={[{ label: text('simulation.question.load'), onAction: onLoad }]}
            />
          )}
        </Section>
      )}
    </>
  );
};

const QuestionRequest = ({ run, draft }: { readonly run: SimulationRun; readonly draft: OpenDraft }) => {
  const view = parseQuestionView(useSearch());
  // an address with a threshold loads the paths for its answer
  const [load, setLoad] = useState(view.threshold !== undefined);
  const { data, error, isFetching, isPlaceholderData, refetch } = useCall(
    'simulation.question',
    { question: { ...view, id: run.id }, load },
    { keepLast: true },
  );
  const isLoading = load && isFetching;
  if (data?.state === 'answered') {
    return (
      <QuestionResult
        run={run}
        answer={data}
        view={view}
        draft={draft}
        isOfLast={isPlaceholderData}
        isLoading={isLoading && isPlaceholderData}
        onStop={() => setLoad(false)}
        onLoad={() => setLoad(true)}
      />
    );
  }
  const needs = text('simulation.question.seconds', {
    paths: formatWhole(run.settings.paths),
    count: Math.max(1, Math.round(run.seconds)),
  });
  return (
    <Section title={text('simulation.question.title')} note={text('simulation.question.note')} span={12}>
      {error ? (
        <ErrorNote
          text={errorText(error)}
          action={{ label: text('action.retry'), onAction: () => void refetch() }}
          secondAction={{ label: text('simulation.question.reset'), route: '/cycles/simulation' }}
        />
      ) : undefined}
      {isLoading ? (
        <>
          <QuietText role="status">
            {text('simulation.question.loading', { paths: formatWhole(run.settings.paths) })}{' '}
            <Button onClick={() => setLoad(false)}>{text('simulation.question.stop')}</Button>
          </QuietText>
          <Skeleton of="rows" rows={6} />
        </>
      ) : data?.state === 'notReproducible' ? (
        <EmptyState what={text('simulation.question.notReproducible')} />
      ) : data?.state === 'notInMemory' ? (
        <EmptyState
          what={text('simulation.question.notInMemory')}
          needs={needs}
          actions={[{ label: text('simulation.question.load'), onAction: () => setLoad(true) }]}
        />
      ) : error ? undefined : (
        <Skeleton of="rows" rows={4} />
      )}
    </Section>
  );
};

/** Probability questions on a run; `undefined` without one. */
export const QuestionSection = ({ run, onRun }: { readonly run: SimulationRun | undefined; readonly onRun: (() => void) | undefined }) => {
  if (run) return <WithDraft of={DRAFT}>{(draft) => <QuestionRequest key={run.id} run={run} draft={draft} />}</WithDraft>;
  return (
    <Section title={text('simulation.question.title')} note={text('simulation.question.note')} span={12}>
      <EmptyState
        what={text('simulation.question.noRun')}
        actions={onRun ? [{ label: text('simulation.question.runDefaults'), isEdit: true, onAction: onRun }] : []}
      />
    </Section>
  );
};
