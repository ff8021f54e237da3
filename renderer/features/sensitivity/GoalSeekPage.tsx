import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { Redirect, useLocation, useSearch } from 'wouter';
import type { Output } from '#shared/contract/contract.ts';
import type { SensitivityDriver } from '#shared/contract/sensitivity.ts';
import { isJsonEqual } from '#shared/equality.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { joinUnit, renderMessage } from '#shared/presentation/message.ts';
import { sensitivityBasis } from '#shared/presentation/sensitivity.ts';
import { useCall } from '../../api/queries.ts';
import { NumberField } from '../../components/CodecField.tsx';
import { ActionButton, EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Form, FormGroup, FormRow, RowNote } from '../../components/FormRow.tsx';
import { Page } from '../../components/Page.tsx';
import { Columns, Section, Stack } from '../../components/Section.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';
import { focusInvalidField } from '../../components/useField.ts';
import { Verdict } from '../../components/Verdict.tsx';
import { RunningJob } from '../../editing/commands/RunningJob.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { at, editAt, rootOf } from '../../editing/fields/fieldPath.ts';
import { type OpenDraft, parseDraft, WithDraft } from '../../editing/record/useDraft.ts';
import { inputDraft, useUnstoredForm } from '../../editing/record/useInputs.ts';
import { bidRoute } from '../tenders/index.ts';
import { GoalSeekAnswerSections } from './GoalSeekAnswerSections.tsx';
import { LimitsToHold } from './LimitsToHold.tsx';
import { modelInput, SensitivityOptions } from './SensitivityOptions.tsx';
import { ContractRow, driverChoices, firstDriverOf } from './SensitivityRows.tsx';
import { type GoalSeekView, goalSeekRoute, parseGoalSeekView, planFigureOf, tableRoute } from './sensitivityRoutes.ts';
import { TargetRows } from './TargetRows.tsx';
import { useAmountRule } from './useAmountRule.ts';
import { useLastQuestion } from './useLastQuestion.ts';
import { useSensitivityJob } from './useSensitivityJob.ts';

type Options = Output<'sensitivity.options'>;

const DRAFT = { kind: 'workspace', id: 'goal-seek' } as const;

type Amounts = {
  readonly goal: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly levels: readonly (number | undefined)[];
};
const AMOUNTS = rootOf<Amounts>();

const Said = styled('div')({ minHeight: 72 });

/** A note whose state breaks into lines. */
const StateNote = styled(RowNote)({ '& > span': { whiteSpace: 'normal', alignItems: 'flex-start' } });

/** The state of an answer under the field that it concerns. */
const FieldState = ({ text: stateText }: { readonly text: string }) => (
  <StateNote>
    <StateMark state="near">{stateText}</StateMark>
  </StateNote>
);

type GoalSeekProps = { readonly options: Options; readonly view: GoalSeekView; readonly draft: OpenDraft };

const GoalSeek = ({ options, view, draft: { draft, fields } }: GoalSeekProps) => {
  const [, navigate] = useLocation();
  const { label } = usePresentation();
  const read = useFigureReader();
  const ruleOf = useAmountRule();
  const { contracts, bids, drivers, targets } = options;
  const target = targets.find(({ key }) => key === view.target) ?? targets[0]!;
  const year = target.years.includes(view.year ?? 0) ? view.year : target.year;
  const firstDriver = firstDriverOf(drivers, target, year);
  const driver = drivers.find(({ key }) => key === view.driver) ?? firstDriver;
  const [low, high] = [view.low ?? driver.low, view.high ?? driver.high];
  const { goal, hold } = view;
  // the address has the values, the draft what is typed and not complete
  const form = useUnstoredForm<Amounts>(
    {
      record: { goal, low, high, levels: hold.map(({ level }) => level) },
      unsaved: { edits: [], texts: parseDraft(fields)?.texts ?? {} },
    },
    draft,
  );
  const show = (part: Partial<GoalSeekView>) =>
    navigate(goalSeekRoute({ ...view, target: target.key, driver: driver.key, ...part }), { replace: true });
  // the driver that was offered follows the figure, one that was chosen stays
  const resetDriver = driver === firstDriver ? { driver: undefined, low: undefined, high: undefined } : {};
  const change = (key: 'goal' | 'low' | 'high', value: number | undefined) => {
    form.commit([editAt(at(AMOUNTS, key), value)]);
    show({ [key]: value });
  };
  const ofContract = view.contract === undefined ? {} : { contractId: view.contract };
  const model = modelInput(view);
  const ofYear = year === undefined ? {} : { year };
  const holdTargets = hold.flatMap((limitToHold) => targets.find(({ key }) => key === limitToHold.target) ?? []);
  const isOnPaths = [target, ...holdTargets].some(({ group }) => group === 'paths');
  // it runs when it is started where each value is a simulation or the value of a large plan
  const isJob = isOnPaths || options.isLarge;
  const today = useCall('sensitivity.figure', { ...model, target: target.key, ...ofYear }, { keepLast: true });
  const isAscending = low < high;
  const request = {
    ...model,
    target: target.key,
    ...ofYear,
    goal: goal ?? 0,
    driver: driver.key,
    low,
    high,
    hold: hold.filter((limitToHold) => holdTargets.some(({ key }) => key === limitToHold.target)),
  };
  const canSearch = goal !== undefined && isAscending;
  const answer = useCall('sensitivity.goalSeek', request, { enabled: canSearch && !isJob, keepLast: true });
  const search = useSensitivityJob('goalSeek', isJob ? view.job : undefined, {
    cutOff: text('sensitivity.goalSeek.cutOff'),
    cancelled: text('sensitivity.goalSeek.cancelled'),
  });
  const start = useCommand('sensitivity.goalSeekInJob', { isUndoable: false, isExclusive: true });
  const runSearch = async () => {
    if (focusInvalidField()) return;
    const startedJob = await start.run(request);
    if (startedJob) show({ job: startedJob.jobId });
  };
  const isOutdated =
    search.result !== undefined && (search.result.revision < options.revision || !isJsonEqual(search.result.request, request));
  const inWords = (value: number): string => read.inWords({ value, unit: driver.unit, decimals: driver.decimals });
  const apply = useCommand('sensitivity.apply', {
    isExclusive: true,
    doneText: (_output, { value }) => text('sensitivity.applied', { driver: label(driver.label), value: inWords(value) }),
  });
  const amount = (key: 'goal' | 'low' | 'high', of: Parameters<typeof ruleOf>[0] & Partial<Pick<SensitivityDriver, 'min' | 'max'>>) => (
    <NumberField
      {...ruleOf(of)}
      min={of.min}
      max={of.max}
      required={key !== 'goal'}
      value={{ goal, low, high }[key]}
      draft={inputDraft(form, at(AMOUNTS, key))}
      error={key === 'high' && !isAscending ? text('sensitivity.notAscending') : undefined}
      onCommit={(value) => change(key, value)}
    />
  );
  // the last answer is none to a question that can't be asked
  const foundGoal = !canSearch ? undefined : isJob ? search.result?.answer : answer.data;
  // what keeps the goal from one answer stands where it is entered
  const state = isOutdated ? undefined : foundGoal?.state;
  const atGoal =
    state === 'unreachable' || state === 'jump' || state === 'limited'
      ? text(`sensitivity.atField.${state}`)
      : state === 'solved' && foundGoal !== undefined && foundGoal.points.length > 1
        ? text('sensitivity.atField.several', { count: foundGoal.points.length })
        : undefined;
  const isEmpty = !canSearch || (isJob && foundGoal === undefined && search.running === undefined && search.problem === undefined);
  const isSearching = search.running !== undefined || start.isPending;
  const contract = contracts.find(({ id }) => id === view.contract);
  const bid = bids.find(({ id }) => id === view.contract);
  return (
    <Page
      title={text('place.goalSeek')}
      meta={renderMessage(sensitivityBasis(options.plan, isOnPaths ? options.simulation : undefined))}
      actions={
        <>
          {contract ? (
            <ActionButton
              action={{ label: text('sensitivity.openContract', { code: contract.code }), route: `/contracts/${contract.id}` }}
            />
          ) : undefined}
          {bid ? <ActionButton action={{ label: text('sensitivity.openBid'), route: bidRoute(bid.tenderId, bid.id) }} /> : undefined}
          <ActionButton
            action={{
              label: text('place.sensitivityTable'),
              route: tableRoute({
                contract: view.contract,
                target: target.key,
                year,
                figure: view.figure,
                run: view.run,
                rows: { driver: driver.key },
                columns: {},
              }),
            }}
          />
          {isJob ? (
            <Button variant="contained" color="primary" disabled={!canSearch || isSearching} onClick={() => void runSearch()}>
              {text('sensitivity.goalSeek.run')}
            </Button>
          ) : undefined}
        </>
      }
    >
      <Columns>
        <Section title={text('sensitivity.ask')} span={4}>
          <Form>
            <ContractRow
              options={options}
              contract={view.contract}
              onContract={(id) =>
                navigate(
                  goalSeekRoute({ contract: id, ...planFigureOf(view, target), driver: id === undefined ? driver.key : undefined, hold }),
                  { replace: true },
                )
              }
            />
            <FormGroup title={text('sensitivity.goalGroup')} />
            <TargetRows
              options={options}
              target={target}
              year={year}
              openedRun={view.run}
              onTarget={(key) => show({ target: key, year: undefined, goal: undefined, run: undefined, ...resetDriver })}
              onYear={(selectedYear) => show({ year: selectedYear, ...resetDriver })}
            />
            <FormRow label={text('sensitivity.goal')}>{amount('goal', target)}</FormRow>
            {today.data && today.data.figure.unit !== 'text' ? (
              <RowNote>{text('sensitivity.todayIs', { value: joinUnit(read.format(today.data.figure)) })}</RowNote>
            ) : undefined}
            {atGoal === undefined ? undefined : <FieldState text={atGoal} />}
            <FormGroup title={text('sensitivity.driverGroup')} />
            <FormRow label={text('sensitivity.driver')}>
              <SelectField
                value={driver.key}
                choices={driverChoices(drivers, label)}
                onCommit={(key) => show({ driver: key, low: undefined, high: undefined })}
              />
            </FormRow>
            <RowNote>
              {driver.now === undefined ? text('sensitivity.notAgreed') : text('sensitivity.todayIs', { value: inWords(driver.now) })}
            </RowNote>
            {state === 'independent' ? <FieldState text={text('sensitivity.atField.independent')} /> : undefined}
            <FormRow label={text('sensitivity.from')}>{amount('low', driver)}</FormRow>
            <FormRow label={text('sensitivity.to')}>{amount('high', driver)}</FormRow>
            {state === 'undefined' ? <FieldState text={text('sensitivity.atField.undefined')} /> : undefined}
            <FormGroup title={text('sensitivity.holdGroup')} />
            <LimitsToHold
              targets={targets}
              hold={hold}
              draftOf={(index) => inputDraft(form, at(AMOUNTS, 'levels', index))}
              onChange={(next) => show({ hold: next })}
            />
          </Form>
        </Section>
        <Stack span={8}>
          <Said aria-live="polite">
            {foundGoal ? <Verdict as="text" sentences={foundGoal.verdict} /> : undefined}
            {answer.error && !isJob ? <ErrorNote text={errorText(answer.error)} /> : undefined}
            {isJob && search.problem !== undefined ? <ErrorNote state="near" text={search.problem} /> : undefined}
            {isJob && isOutdated ? <p>{text('sensitivity.goalSeek.outdated')}</p> : undefined}
            {isEmpty ? (
              <EmptyState
                what={text('sensitivity.empty')}
                needs={text(!isAscending ? 'sensitivity.rangeNeeds' : isJob ? 'sensitivity.goalSeek.emptyNeeds' : 'sensitivity.emptyNeeds')}
              />
            ) : undefined}
          </Said>
          {search.running ? <RunningJob job={search.running} stopLabel={text('sensitivity.table.stop')} isCounted={false} /> : undefined}
          {canSearch && !isJob && !foundGoal && !answer.error ? <Skeleton of="rows" rows={6} /> : undefined}
          {foundGoal ? (
            <GoalSeekAnswerSections
              answer={foundGoal}
              driver={driver}
              target={target}
              onApply={
                apply.isPending || isOutdated || (!isJob && answer.isPlaceholderData)
                  ? undefined
                  : ({ x }) => void apply.run({ ...ofContract, driver: driver.key, value: x })
              }
              onDiscard={() => change('goal', undefined)}
            />
          ) : undefined}
        </Stack>
      </Columns>
    </Page>
  );
};

/** Finds the value of a term, a price or a facility at which a figure equals a goal. */
export default function GoalSeekPage() {
  const search = useSearch();
  const lastQuestion = useLastQuestion('/goal-seek', search);
  if (lastQuestion !== undefined) return <Redirect to={lastQuestion} replace />;
  const view = parseGoalSeekView(search);
  return (
    <SensitivityOptions
      title={text('place.goalSeek')}
      contract={view.contract}
      figure={view.figure}
      planRoute={goalSeekRoute({ hold: [] })}
      openRoute={(contract) => (view.driver === undefined ? goalSeekRoute({ ...view, contract }) : undefined)}
    >
      {(options) => (
        <WithDraft of={DRAFT}>
          {(draft) => <GoalSeek key={`${view.contract} ${view.target} ${view.driver}`} options={options} view={view} draft={draft} />}
        </WithDraft>
      )}
    </SensitivityOptions>
  );
}
