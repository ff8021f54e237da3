import {
  buildClauseRuns,
  type ClauseEstimate,
  type ClauseValue,
  clauseValues,
  estimateClause,
  type SimulatedClauseKey,
  type SimulationRequest,
  withPricesOnly,
} from '#engine';
import type { SimulatedClause, SimulatedClauses } from '#shared/contract/contractClauses.ts';
import type { Figure, Message } from '#shared/contract/figure.ts';
import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import type { JobContext } from '../jobs/jobRunner.ts';
import { explanation } from '../portfolio/explain.ts';
import { emptyFigure, ratio, usd, withExplanation } from '../portfolio/figures.ts';
import { valuedWorkbook } from '../portfolio/portfolio.ts';
import { getPriceProcesses } from '../simulation/processes.ts';
import { prepareRun } from '../simulation/request.ts';
import { progressReporter } from '../simulation/simulateInJob.ts';
import { lastSettings } from '../simulation/simulation.ts';
import { clauseLabel, explainQuotient, figureLine } from './contractClauses.ts';
import { valueDraft } from './draftedContract.ts';

/** Paths of the runs and of the pre-pass; differences on common paths need fewer than absolute figures. */
const PATH_COUNTS = { paths: 4_096, centrePaths: 8_192 } as const;

/** Estimates of each clause by run; `alone` only for clauses with a formula. */
type Estimates = ReadonlyMap<SimulatedClauseKey, { readonly alone?: ClauseEstimate; readonly run?: ClauseEstimate }>;

const money = (value: number): Figure => usd(value, { decimals: 1 });

const simulatedFigure = (label: Message, of: 'alone' | 'run', { value, contract, spot }: ClauseEstimate): Figure =>
  withExplanation(
    money(value.value),
    explanation(
      [
        { label: message('clauses.simulated.contract'), amount: contract },
        { label: message('clauses.simulated.spot'), amount: spot },
      ],
      value.value,
      { title: label, formula: message(`clauses.simulated.formula.${of}`), unit: 'usd', decimals: 1 },
    ),
  );

const errorFigure = (label: Message, { value: { error } }: ClauseEstimate, paths: number): Figure => {
  const figure = money(error);
  return withExplanation(
    figure,
    explainQuotient(
      message('clauses.simulated.errorTitle', { term: label }),
      message('clauses.simulated.errorFormula', { paths: { value: paths, unit: 'count' } }),
      [figureLine(message('clauses.simulated.deviation'), money(error * Math.sqrt(paths)))],
      figure,
    ),
  );
};

/** Difference between the simulation on prices alone and the formula in standard errors; none where the error is 0. */
const errorsFigure = (label: Message, { value: { value, error } }: ClauseEstimate, formula: number): Figure => {
  if (error === 0) return emptyFigure();
  const figure = ratio((value - formula) / error, { sign: true });
  return withExplanation(
    figure,
    explainQuotient(
      message('clauses.simulated.errorsTitle', { term: label }),
      message('clauses.simulated.errorsFormula'),
      [
        figureLine(message('clauses.simulated.difference'), usd(value - formula, { decimals: 1, sign: true })),
        figureLine(message('clauses.simulated.error'), money(error)),
      ],
      figure,
    ),
  );
};

/** One number minus another, explained by both. */
const differenceFigure = (
  label: Message,
  name: 'difference' | 'nonPriceEffects',
  minuend: number,
  subtrahend: number,
  formula: Message = message(`clauses.simulated.${name}Formula`),
): Figure => {
  const figure = usd(minuend - subtrahend, { decimals: 1, sign: true });
  return withExplanation(
    figure,
    explanation(
      [
        { label: message(`clauses.simulated.${name}Of`), amount: minuend },
        { label: message(`clauses.simulated.${name}From`), amount: -subtrahend },
      ],
      minuend - subtrahend,
      {
        title: message(`clauses.simulated.${name}Title`, { term: label }),
        formula,
        unit: 'usd',
        decimals: 1,
      },
    ),
  );
};

const clauseRow = (
  key: SimulatedClauseKey,
  label: Message,
  clause: ClauseValue | undefined,
  { alone, run }: { readonly alone?: ClauseEstimate; readonly run?: ClauseEstimate },
  paths: number,
): SimulatedClause => {
  const hasBoth = alone !== undefined && run !== undefined;
  return {
    key,
    label,
    formula: clause === undefined ? emptyFigure() : money(clause.value),
    alone: alone === undefined ? emptyFigure() : simulatedFigure(label, 'alone', alone),
    aloneError: alone === undefined ? emptyFigure() : errorFigure(label, alone, paths),
    difference:
      alone === undefined || clause === undefined
        ? emptyFigure()
        : differenceFigure(
            label,
            'difference',
            alone.value.value,
            clause.value,
            key === 'tolerance' ? message('clauses.simulated.differenceTolerance') : undefined,
          ),
    differenceErrors: alone === undefined || clause === undefined ? emptyFigure() : errorsFigure(label, alone, clause.value),
    run: run === undefined ? emptyFigure() : simulatedFigure(label, 'run', run),
    runError: run === undefined ? emptyFigure() : errorFigure(label, run, paths),
    nonPriceEffects: hasBoth ? differenceFigure(label, 'nonPriceEffects', run.value.value, alone.value.value) : emptyFigure(),
  };
};

/** Simulates a contract with all clauses and without each of them, one run after another, as part of a job. */
const estimateClauses = async (
  { simulations }: ServiceContext,
  contract: OfftakeContract,
  {
    request,
    value,
    alone,
    run,
  }: {
    readonly request: SimulationRequest;
    readonly value: Parameters<typeof buildClauseRuns>[1];
    readonly alone: readonly SimulatedClauseKey[];
    readonly run: readonly SimulatedClauseKey[];
  },
  job: JobContext,
): Promise<Estimates> => {
  const { paths } = request.parameters;
  const runs = [
    { of: 'alone' as const, ...buildClauseRuns(withPricesOnly(request), value, contract.id, alone) },
    { of: 'run' as const, ...buildClauseRuns(request, value, contract.id, run) },
  ].filter(({ variants }) => variants.length > 0);
  const total = paths * sumBy(runs, ({ variants }) => variants.length + 1);
  const estimates = new Map<SimulatedClauseKey, { alone?: ClauseEstimate; run?: ClauseEstimate }>();
  let finishedPaths = 0;
  const simulateValues = async (simulationRequest: SimulationRequest) => {
    const values = await simulations.values(
      simulationRequest,
      progressReporter(job, (doneCount) => {
        const completedPaths = finishedPaths + doneCount;
        job.report(message('simulation.step.paths', { done: completedPaths, total }), completedPaths, total);
      }),
    );
    finishedPaths += paths;
    return values;
  };
  for (const { of, base, variants } of runs) {
    const centredRequest = await simulations.addCycleMoments(
      base,
      progressReporter(job, (doneCount, count) => job.report(message('simulation.step.centre'), doneCount, count)),
    );
    const withAll = await simulateValues(centredRequest);
    for (const { key, request: withoutClause } of variants) {
      // the clause does not change the means of the cycle
      const values = await simulateValues({ ...withoutClause, centre: centredRequest.centre });
      estimates.set(key, { ...estimates.get(key), [of]: estimateClause(key, withAll, values) });
    }
  }
  return estimates;
};

/**
 * Starts a job that simulates a draft with and without each clause, with the settings of the last simulation; returns its id. Nothing is
 * stored. Throws BAD_INPUT for deleted records, and the error of a contract that can't be priced.
 */
export const simulateClauses = async (ctx: ServiceContext, contract: OfftakeContract): Promise<string> => {
  const book = await valuedWorkbook(ctx);
  const { plan, value } = await valueDraft(book, contract);
  // without the scenario of the last simulation, as the formula uses deck prices; standard errors are those of independent paths
  const settings = { ...(await lastSettings(ctx)), scenarioId: undefined, draws: 'random' as const };
  const { processes, correlation } = getPriceProcesses(book, settings);
  const { clauses } = clauseValues(plan.portfolio, value, book.market, processes, correlation);
  const { request } = await prepareRun(ctx.workspace.db(), book, settings);
  const clausesWithFormula = clauses.map(({ key }) => key);
  const hasTakeOrPay = contract.terms.some(({ quantity }) => quantity.takeOrPayShare > 0);
  const run: readonly SimulatedClauseKey[] = [
    ...clausesWithFormula,
    ...(hasTakeOrPay ? (['takeOrPay'] as const) : []),
    'credit',
    'performance',
    'policy',
  ];
  const terms = termsAt(contract, Math.max(contract.start, book.valuationMonth + 1));
  const parameters = { ...request.parameters, ...PATH_COUNTS };
  const { paths, seed } = parameters;
  const input = { request: { ...request, portfolio: plan.portfolio, parameters }, value: plan.value, alone: clausesWithFormula, run };
  return ctx.jobs.start('clauses', message('clauses.simulated.job', { contract: contract.code }), async (job) => {
    const estimates = await estimateClauses(ctx, contract, input, job);
    const result: SimulatedClauses = {
      contractId: contract.id,
      paths,
      seed,
      rows: run.map((key) =>
        clauseRow(
          key,
          clauseLabel(key, terms),
          clauses.find((clause) => clause.key === key),
          estimates.get(key) ?? {},
          paths,
        ),
      ),
    };
    return { kind: 'clauses', ...result };
  });
};
