import { listFacts } from '#db/repositories/facts.ts';
import {
  addRun,
  findRunPart,
  getRunPart,
  getRunTexts,
  listRuns,
  removeRun,
  saveRunPart,
  setRunEngineVersion,
} from '#db/repositories/runs.ts';
import type { Db } from '#db/schema.ts';
import { findTailPaths, type RunResult } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { SimulationRun } from '#shared/contract/simulation.ts';
import { DEFAULT_SIMULATION, type SimulationSettings } from '#shared/domain/simulation.ts';
import { message } from '#shared/messages/text.ts';
import type { HandlersOf, ServiceContext } from '../context.ts';
import { documentName } from '../documents/blockContent.ts';
import type { IncomingContent } from '../files/fileStores.ts';
import type { JobContext } from '../jobs/jobRunner.ts';
import { packParts, packRequestInSteps, unpackRequestInSteps } from '../packedRequest.ts';
import { valueAloneInSteps, type Workbook, workbook } from '../portfolio/portfolio.ts';
import { currentSignal } from '../requestContext.ts';
import type { ImportedRun } from '../workers/readRunFile.ts';
import { readRunFileInThread } from '../workers/runFileClient.ts';
import type { SimulationProgress } from '../workers/simulationClient.ts';
import { simulationThreads } from '../workers/splitPaths.ts';
import { createYielder, runWithYielding, yieldIfDue } from '../yielding.ts';
import { marginalIdentities, marginalsOf, tornadoOf } from './analysis.ts';
import { moversOf } from './movers.ts';
import { outcomeOf } from './outcome.ts';
import { marginalsOfParts, pageOfOutcome } from './outcomePage.ts';
import { pathViewInSteps } from './pathView.ts';
import { questionHandlers } from './questionHandlers.ts';
import { currentInputsDigest, digestOfPaths, type PreparedRun, prepareRun } from './request.ts';
import { hasSameResult, runFileTexts } from './runFile.ts';
import { SIMULATION_RUNS, type SimulationHead } from './runFormat.ts';
import { identifyInRun, identifyPrepared } from './runIdentity.ts';
import { rememberRun } from './runPaths.ts';
import { engineVersionOf, isOtherEngine, secondsOfRun, simulateInJob } from './simulateInJob.ts';
import { revenueFan } from './simulationCharts.ts';
import { optionsOf } from './simulationOptions.ts';
import { centredRequest, requestOf, runById, type SimulationRunHead } from './storedRun.ts';

const TAIL = 0.95;
/** Paths of a preview and of its pre-pass. */
const PREVIEW = { paths: 256, centrePaths: 2_048 } as const;

/** The revision of an imported run. */
const NO_REVISION = -1;

/** The request of a run and its revision; the workspace may change before the first path. */
type RunRequest = {
  readonly db: Db;
  readonly book: Workbook;
  readonly prepared: PreparedRun;
  readonly settings: SimulationSettings;
  readonly revision: number;
};

const headOf = (
  { plan, scenario, deck, choice }: Pick<SimulationHead, 'plan' | 'scenario' | 'deck' | 'choice'>,
  result: RunResult,
  seconds: number,
): SimulationHead => ({
  plan,
  ...(scenario === undefined ? {} : { scenario }),
  ...(deck === undefined ? {} : { deck }),
  choice,
  resultDigest: digestOfPaths(result.netRevenueTotal),
  seconds,
  mean: result.total.mean.value,
  shortfall: result.total.shortfall.value,
});

/** Throws CANCELLED if another workspace has been opened: what was made for the database is discarded. */
const requireOpen = ({ workspace }: ServiceContext, db: Db): void => {
  if (workspace.openWorkspace()?.db !== db) throw new OrebookError('CANCELLED');
};

/** Simulates, decomposes the shortfall, and stores the run in the workspace in which it was started. */
const runAndStore = async (ctx: ServiceContext, { db, book, prepared, settings, revision }: RunRequest, job: JobContext) => {
  const { clock, newId, simulations } = ctx;
  const startTime = clock().toISOString();
  const { request, result, seconds } = await simulateInJob(ctx, prepared.request, job);
  const tail = findTailPaths(result, TAIL);
  const step = message('simulation.step.tail');
  await job.reportAndYield(step, 0, 0);
  const control = { flag: job.flag, report: ({ done, total }: SimulationProgress) => job.report(step, done, total) };
  const components = await simulations.shortfall(request, result, tail, control);
  const movers = await moversOf(book, prepared, result, (scenarios) => simulations.scenarioChanges(request, scenarios, control));
  const outcome = await outcomeOf(book, prepared, result, components, movers);
  await yieldIfDue();
  const packedRequest = await runWithYielding(packRequestInSteps(prepared.request));
  const id = newId();
  const deck = book.decks.find((candidate) => candidate.id === book.settings.deck)?.name;
  const head = headOf({ plan: prepared.plan.plan.name, scenario: prepared.scenario, deck, choice: settings }, result, seconds);
  await job.exclusive(async () => {
    requireOpen(ctx, db);
    const run = {
      id,
      revision,
      seed: settings.seed,
      inputsDigest: packedRequest.digest,
      engineVersion: engineVersionOf(ctx),
      started: startTime,
      ended: clock().toISOString(),
      // with the moments of its cycle a path can be replayed at once
      result: { head, outcome, centre: packParts(request.centre) },
    };
    await addRun(db, SIMULATION_RUNS, run, { request: packedRequest.texts }, yieldIfDue);
  });
  rememberRun({ id, resultDigest: head.resultDigest }, request, result);
  return { kind: 'simulation' as const, runId: id };
};

const runOf = async (ctx: ServiceContext, book: Workbook, run: SimulationRunHead): Promise<SimulationRun> => {
  const { id, started: at, inputsDigest, engineVersion, head } = run;
  const otherVersion = run.isOutdated || isOtherEngine(run);
  const isCurrent =
    !otherVersion &&
    (run.revision === ctx.workspace.revision() || (await currentInputsDigest(ctx.workspace.db(), book, head.choice)) === inputsDigest);
  const { choice: settings, ...facts } = head;
  return { id, at, inputsDigest, engineVersion, ...facts, settings, current: isCurrent, otherVersion };
};

/** Returns the parameters of the newest run without its plan, else the defaults. */
export const lastSettings = async ({ workspace }: ServiceContext): Promise<SimulationSettings> => {
  const [run] = await listRuns(workspace.db(), SIMULATION_RUNS);
  if (run === undefined) return DEFAULT_SIMULATION;
  const { planId: _planId, ...settings } = run.head.choice;
  return settings;
};

/** Reads an incoming file as an exported run. Throws BAD_FILE {fault}, CANCELLED. */
const readIncomingRun = async (incomingFile: IncomingContent, { flag }: JobContext): Promise<ImportedRun> => {
  try {
    return await readRunFileInThread(incomingFile, { flag });
  } finally {
    await incomingFile.discard();
  }
};

export const simulationHandlers: HandlersOf<'simulation'> = {
  ...questionHandlers,

  'simulation.options': async (_input, ctx) => {
    const book = await workbook(ctx);
    await valueAloneInSteps(book.plan());
    return optionsOf(book, await listFacts(ctx.workspace.db(), { topic: 'defaultRate' }), DEFAULT_SIMULATION);
  },

  'simulation.preview': async ({ settings }, ctx) => {
    const book = await workbook(ctx);
    const preparedRun = await prepareRun(ctx.workspace.db(), book, settings);
    const { request, plan } = preparedRun;
    const previewRequest = { ...request, parameters: { ...request.parameters, ...PREVIEW } };
    const flag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    currentSignal()?.addEventListener('abort', () => Atomics.store(flag, 0, 1));
    const startMs = performance.now();
    const centredRequest = await ctx.simulations.addCycleMoments(previewRequest, { flag, report: () => {} });
    let [pathsStartMs, pathsEndMs] = [0, 0];
    const noteTimes = ({ done }: SimulationProgress): void => {
      pathsEndMs = performance.now();
      if (done === 0) pathsStartMs = pathsEndMs;
    };
    const result = await ctx.simulations.run(centredRequest, { flag, report: noteTimes });
    const seconds = (performance.now() - startMs) / 1000;
    const pathSeconds = (pathsEndMs - pathsStartMs) / 1000;
    return {
      paths: PREVIEW.paths,
      revenue: revenueFan(result, plan.value.revenue, identifyPrepared(book, preparedRun, result)),
      secondsForRun: secondsOfRun({ seconds, pathSeconds, paths: PREVIEW.paths }, { paths: settings.paths, threads: simulationThreads() }),
    };
  },

  'simulation.run': async ({ settings }, ctx) => {
    ctx.workspace.requireWritable();
    const book = await workbook(ctx);
    const preparedRun = await prepareRun(ctx.workspace.db(), book, settings);
    const label = message('simulation.job.run', { plan: preparedRun.plan.plan.name });
    const runRequest = { db: ctx.workspace.db(), book, prepared: preparedRun, settings, revision: ctx.workspace.revision() };
    return { jobId: ctx.jobs.start('simulation', label, (job) => runAndStore(ctx, runRequest, job)) };
  },

  'simulation.repeat': async ({ id }, ctx) => {
    const db = ctx.workspace.db();
    const run = await runById(ctx, id);
    const head = run!.head;
    const request = await requestOf(ctx, id);
    const label = message('simulation.job.repeat', { plan: head.plan });
    return {
      jobId: ctx.jobs.start('simulation', label, async (job) => {
        const { result } = await simulateInJob(ctx, request, job);
        const isSame = digestOfPaths(result.netRevenueTotal) === head.resultDigest;
        const outcome = await getRunPart(db, SIMULATION_RUNS, id, 'outcome', yieldIfDue);
        // this engine reproduces the run of an earlier one
        if (isOtherEngine(run!) && hasSameResult(head.resultDigest, outcome, result)) {
          await job.exclusive(async () => {
            if (ctx.workspace.pastMoment() === undefined && ctx.workspace.db() === db)
              await setRunEngineVersion(db, id, engineVersionOf(ctx));
          });
        }
        return { kind: 'simulation' as const, runId: id, isSame: isSame };
      }),
    };
  },

  'simulation.analyse': async ({ id, what }, ctx) => {
    ctx.workspace.requireWritable();
    const db = ctx.workspace.db();
    const book = await workbook(ctx);
    const run = await runById(ctx, id);
    const request = await centredRequest(ctx, id);
    const label = message(`simulation.job.${what}`, { plan: run!.head.plan });
    return {
      jobId: ctx.jobs.start('simulation', label, async (job) => {
        const analysis =
          what === 'marginals' ? await marginalsOf(ctx, request, job) : await tornadoOf(ctx, book, request, identifyInRun(book, run!), job);
        await job.exclusive(async () => {
          requireOpen(ctx, db);
          await saveRunPart(db, SIMULATION_RUNS, id, what, analysis);
        });
        return { kind: 'simulation' as const, runId: id, analysed: what };
      }),
    };
  },

  'simulation.list': async (_input, ctx) => {
    const book = await workbook(ctx);
    const pause = createYielder();
    const runs: SimulationRun[] = [];
    for (const run of await listRuns(ctx.workspace.db(), SIMULATION_RUNS)) {
      runs.push(await runOf(ctx, book, run));
      await pause();
    }
    return { runs };
  },

  'simulation.get': async ({ id, firstContract }, ctx) => {
    const run = await runById(ctx, id);
    if (run === undefined) return {};
    const db = ctx.workspace.db();
    const outcome = await findRunPart(db, SIMULATION_RUNS, run.id, 'outcome', yieldIfDue);
    const book = await workbook(ctx);
    const storedRun = await runOf(ctx, book, run);
    if (outcome.state !== 'readable') return { run: { ...storedRun, current: false, otherVersion: true } };
    const marginals = await findRunPart(db, SIMULATION_RUNS, run.id, 'marginals', yieldIfDue);
    const tornado = await findRunPart(db, SIMULATION_RUNS, run.id, 'tornado', yieldIfDue);
    const outcomePage = pageOfOutcome(outcome.value, firstContract);
    return {
      run: storedRun,
      outcome: outcomePage,
      ...(marginals.state === 'readable'
        ? { marginals: { ...marginalsOfParts(marginals.value, outcomePage), identities: marginalIdentities(identifyInRun(book, run)) } }
        : {}),
      ...(tornado.state === 'readable' ? { tornado: tornado.value } : {}),
    };
  },

  'simulation.path': async ({ id, path }, ctx) => {
    const run = await runById(ctx, id);
    const { choice, mean } = run!.head;
    if (path >= choice.paths) throw new OrebookError('NOT_FOUND', { kind: 'path', id: String(path) });
    const request = await centredRequest(ctx, id);
    const book = await workbook(ctx);
    const replay = await ctx.simulations.open(request, path);
    return runWithYielding(pathViewInSteps(book, request, replay, mean, identifyInRun(book, run!)));
  },

  'simulation.remove': async ({ id }, { workspace }) => {
    workspace.requireWritable();
    await removeRun(workspace.db(), id);
    return { done: true };
  },

  'simulation.import': async ({ intake }, ctx) => {
    ctx.workspace.requireWritable();
    const db = ctx.workspace.db();
    const incomingFile = await ctx.intake.takeContent(intake);
    return {
      jobId: ctx.jobs.start('simulation', message('simulation.job.import', { file: incomingFile.name }), async (job) => {
        const { facts, spreads, inputs, outcome } = await readIncomingRun(incomingFile, job);
        const { plan, scenario, deck, choice, inputsDigest, resultDigest } = facts;
        const storedRuns = await ctx.readShared(async () => {
          requireOpen(ctx, db);
          return listRuns(db, SIMULATION_RUNS);
        });
        const existingRun = storedRuns.find((run) => run.inputsDigest === inputsDigest && run.head.resultDigest === resultDigest);
        if (existingRun) return { kind: 'simulation' as const, runId: existingRun.id, isImported: true };
        const { request, result, seconds } = await simulateInJob(ctx, await runWithYielding(unpackRequestInSteps(inputs)), job);
        const isSame = hasSameResult(resultDigest, spreads, result);
        if (!isSame) return { kind: 'simulation' as const, runId: facts.id, isSame: isSame, isImported: true };
        const head = headOf({ plan, scenario, deck, choice }, result, seconds);
        const id = ctx.newId();
        await job.exclusive(async () => {
          requireOpen(ctx, db);
          const importedRun = {
            id,
            // the digest decides whether an imported run matches the current workspace
            revision: NO_REVISION,
            seed: choice.seed,
            inputsDigest,
            engineVersion: engineVersionOf(ctx),
            started: facts.at,
            ended: ctx.clock().toISOString(),
            result: { head, centre: packParts(request.centre) },
          };
          await addRun(db, SIMULATION_RUNS, importedRun, { request: inputs, outcome: [outcome] }, yieldIfDue);
        });
        return { kind: 'simulation' as const, runId: id, isSame: isSame, isImported: true };
      }),
    };
  },

  'simulation.export': async ({ id }, ctx) => {
    const db = ctx.workspace.db();
    const run = await runById(ctx, id);
    const [inputs, outcome] = [
      await getRunTexts(db, SIMULATION_RUNS, id, 'request', yieldIfDue),
      await getRunTexts(db, SIMULATION_RUNS, id, 'outcome', yieldIfDue),
    ];
    const book = await workbook(ctx);
    const { settings: choice, ...facts } = await runOf(ctx, book, run!);
    const content = runFileTexts({ facts: { ...facts, choice }, inputs, outcome });
    const { settings } = book;
    const fileName = `${documentName(message('simulation.export.name', { workspace: settings.name, date: settings.valuationDate }))}.json`;
    const { token, bytes } = await ctx.artefacts.store(fileName, 'application/json', content);
    return { artefact: token, fileName, bytes };
  },
};
