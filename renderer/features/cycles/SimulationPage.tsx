import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { SimulationRun } from '#shared/contract/simulation.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { runNote } from '#shared/presentation/runNote.ts';
import { host } from '../../api/host.ts';
import { useCall, useRefetch } from '../../api/queries.ts';
import { useJob } from '../../api/useJob.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { EditButton } from '../../components/EditButton.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { Page } from '../../components/Page.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { Columns } from '../../components/Section.tsx';
import { usePresentation } from '../../components/settings.tsx';
import { useToast } from '../../components/Toast.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { RunningJob } from '../../editing/commands/RunningJob.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { useDocument } from '../../editing/commands/useDocument.ts';
import { NothingSold } from './NothingSold.tsx';
import { OpenedPath } from './simulation/OpenedPath.tsx';
import { OutcomeSections } from './simulation/OutcomeSections.tsx';
import { QuestionSection } from './simulation/QuestionSection.tsx';
import { RandomDrawsSections } from './simulation/RandomDrawsSections.tsx';
import { SettingsSection } from './simulation/SettingsSection.tsx';

const Notes = styled('ul')(({ theme }) => ({
  ...theme.typography.body1,
  margin: '-8px 0 16px',
  padding: '0 0 0 16px',
  color: theme.vars.palette.text.secondary,
}));

const DIGEST_CHARACTERS = 12;

/** Simulation: net revenue of a plan on thousands of paths, the shortfall by contributor, and descriptions of the worst paths. */
export default function SimulationPage() {
  const toast = useToast();
  const { message, label } = usePresentation();
  const [pickedId, setPickedId] = useState<string>();
  const [firstContract, setFirstContract] = useState(0);
  const pick = (id: string | undefined) => {
    setPickedId(id);
    setFirstContract(0);
  };
  const [openedPath, open] = useState<number>();
  const [runToDelete, setRunToDelete] = useState<SimulationRun>();
  const [problem, setProblem] = useState<string>();
  const shownRun = useCall('simulation.get', pickedId === undefined ? { firstContract } : { id: pickedId, firstContract }, {
    keepLast: true,
  });
  const runs = useCall('simulation.list', {}, { keepLast: true });
  const options = useCall('simulation.options', {}, { keepLast: true });
  const refetchAssumptions = useRefetch('cycles.assumptions');
  const refetchEffects = useRefetch('overview.effects');
  const start = useCommand('simulation.run', { isUndoable: false, isExclusive: true });
  const repeat = useCommand('simulation.repeat', { isUndoable: false, isExclusive: true });
  const analyse = useCommand('simulation.analyse', { isUndoable: false, isExclusive: true });
  const importRun = useCommand('simulation.import', { isUndoable: false, isExclusive: true });
  const remove = useCommand('simulation.remove', { isUndoable: false, doneText: () => text('simulation.page.removed') });
  const { write, isPending: isWriting } = useDocument('simulation.export', 'simulation.page.exported');
  const { job, isRunning, watch } = useJob('simulation', text('simulation.page.cutOff'), (end) => {
    if (end === 'cancelled') toast({ text: text('simulation.page.cancelled') });
    else if ('problem' in end) setProblem(end.problem);
    else if (end.result.analysed !== undefined) toast({ text: text(`simulation.page.analysed.${end.result.analysed}`) });
    else if (end.result.isSame === undefined || (end.result.isImported === true && end.result.isSame)) {
      pick(end.result.runId);
      open(undefined);
      if (end.result.isImported) toast({ text: text('simulation.page.imported') });
    } else if (end.result.isImported) setProblem(text('simulation.page.notImported'));
    else toast({ text: text(end.result.isSame ? 'simulation.page.same' : 'simulation.page.notSame'), isError: !end.result.isSame });
    void runs.refetch();
    void shownRun.refetch();
    refetchAssumptions();
    refetchEffects();
  });

  if (!shownRun.data || !options.data) {
    const error = shownRun.error ?? options.error;
    return (
      <WaitingPage
        title={text('place.simulation')}
        error={error ? errorText(error) : undefined}
        onRetry={() => {
          void shownRun.refetch();
          void options.refetch();
        }}
      />
    );
  }
  const { run, outcome, marginals, tornado } = shownRun.data;
  const watchStarted = (startedJob: { readonly jobId: string } | undefined) => {
    // the error is already shown
    if (!startedJob) return;
    setProblem(undefined);
    watch(startedJob.jobId);
    // the progress is shown at the head of the page
    document.querySelector('main')?.scrollTo({ top: 0 });
  };
  const runDefaults = () => start.run({ settings: options.data.defaults }).then(watchStarted);
  const pickAndImport = async () => {
    setProblem(undefined);
    try {
      const intake = await host.pickFile('run');
      if (intake !== undefined) watchStarted(await importRun.run({ intake }));
    } catch (fault) {
      setProblem(errorText(fault));
    }
  };
  const actions = (
    <>
      <Button component={RouteLink} route="/cycles">
        {text('simulation.page.scenarios')}
      </Button>
      {run ? undefined : (
        <EditButton disabled={isRunning || importRun.isPending} onClick={() => void pickAndImport()}>
          {text('simulation.page.import')}
        </EditButton>
      )}
      {run ? (
        <>
          <MenuButton
            label={text('simulation.page.runs', { count: runs.data?.runs.length ?? 1 })}
            entries={(runs.data?.runs ?? [run]).map((listedRun) => ({
              key: listedRun.id,
              label: runNote(listedRun),
              ...(listedRun.scenario ? { hint: label({ shipped: listedRun.scenario }) } : {}),
              isChosen: listedRun.id === run.id,
              onPick: () => {
                pick(listedRun.id);
                open(undefined);
              },
            }))}
          />
          <MenuButton
            label={text('simulation.page.withRun')}
            entries={[
              {
                key: 'repeat',
                isEdit: true,
                label: text('simulation.page.repeat'),
                disabled: isRunning || outcome === undefined,
                onPick: () => void repeat.run({ id: run.id }).then(watchStarted),
              },
              {
                key: 'export',
                label: text('simulation.page.export'),
                disabled: isWriting || outcome === undefined,
                onPick: () => void write({ id: run.id }),
              },
              {
                key: 'import',
                isEdit: true,
                label: text('simulation.page.import'),
                disabled: isRunning,
                onPick: () => void pickAndImport(),
              },
              { key: 'delete', isEdit: true, label: text('simulation.page.remove'), onPick: () => setRunToDelete(run) },
            ]}
          />
          <EditButton
            variant="contained"
            color="primary"
            disabled={isRunning || start.isPending}
            onClick={() => void start.run({ settings: run.settings }).then(watchStarted)}
          >
            {text('simulation.page.again')}
          </EditButton>
        </>
      ) : undefined}
    </>
  );
  return (
    <Page
      title={text('place.simulation')}
      meta={run ? runNote(run) : undefined}
      actions={actions}
      verdict={outcome ? <Verdict sentences={outcome.verdict} /> : undefined}
    >
      {job ? <RunningJob job={job} stopLabel={text('simulation.page.stop')} isCounted={false} /> : undefined}
      {problem === undefined ? undefined : <ErrorNote text={problem} />}
      {run ? (
        <Notes>
          {outcome === undefined ? <li>{text('simulation.page.outdated')}</li> : undefined}
          {outcome && !run.current ? (
            <li>{text(run.otherVersion ? 'simulation.page.otherVersion' : 'simulation.page.notCurrent')}</li>
          ) : undefined}
          {outcome?.notes.map((note) => (
            <li key={note.key + JSON.stringify(note.values ?? {})}>{message(note)}</li>
          ))}
          {run.settings.draws === 'quasi-random' ? <li>{text('simulation.page.quasiRandomRun')}</li> : undefined}
          <li>
            {text('simulation.page.identity', {
              inputs: run.inputsDigest.slice(0, DIGEST_CHARACTERS),
              result: run.resultDigest.slice(0, DIGEST_CHARACTERS),
              version: run.engineVersion,
            })}
          </li>
        </Notes>
      ) : undefined}
      {run ? undefined : options.data.sells ? (
        <EmptyState what={text('simulation.page.none')} needs={text('simulation.page.noneNeeds')} />
      ) : (
        <NothingSold what={text('simulation.page.none')} />
      )}
      <Columns>
        {run && outcome ? (
          <OutcomeSections
            outcome={outcome}
            marginals={marginals}
            tornado={tornado}
            questions={<QuestionSection run={run} onRun={undefined} />}
            openedPath={openedPath}
            onOpen={open}
            onContractsPage={setFirstContract}
            onAnalyse={isRunning || analyse.isPending ? undefined : (what) => void analyse.run({ id: run.id, what }).then(watchStarted)}
          >
            {openedPath === undefined ? undefined : <OpenedPath key={`${run.id} ${openedPath}`} id={run.id} path={openedPath} />}
          </OutcomeSections>
        ) : undefined}
        {run === undefined && options.data.sells ? (
          <QuestionSection run={undefined} onRun={isRunning || start.isPending ? undefined : () => void runDefaults()} />
        ) : undefined}
        <SettingsSection
          options={options.data}
          runSettings={run?.settings}
          isRunning={isRunning || start.isPending}
          onRun={(settings) => void start.run({ settings }).then(watchStarted)}
        />
        <RandomDrawsSections options={options.data} />
      </Columns>
      <Confirm
        open={runToDelete !== undefined}
        title={text('simulation.page.removeTitle')}
        action={text('simulation.page.remove')}
        onClose={() => setRunToDelete(undefined)}
        onConfirm={() => {
          if (!runToDelete) return;
          pick(undefined);
          void remove.run({ id: runToDelete.id }).then(() => Promise.all([runs.refetch(), shownRun.refetch()]));
        }}
      >
        {text('simulation.page.removeBody', { run: runToDelete ? runNote(runToDelete) : '' })}
      </Confirm>
    </Page>
  );
}
