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
import { message } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { formatNumber } from '#shared/units/format.ts';
import type { ServiceContext } from '../context.ts';
import type { JobContext } from '../jobs/jobRunner.ts';
import { explanation } from '../portfolio/explain.ts';
import { explained, none, ratio, usd } from '../portfolio/figures.ts';
import { workbook } from '../portfolio/portfolio.ts';
import { priceMoves } from '../simulation/processes.ts';
import { prepareRun } from '../simulation/request.ts';
import { progressReporter } from '../simulation/simulateInJob.ts';
import { lastChoice } from '../simulation/simulation.ts';
import { asLine, clauseLabel, quotient } from './clauses.ts';
import { draftedIn } from './drafted.ts';

/** Paths, and those of the pre-pass: differences on the same paths need fewer than a run of its own figures. */
const FEW = { paths: 4_096, centrePaths: 8_192 } as const;

/** What a clause came to by each run; `alone` only of what a formula values. */
type Estimates = ReadonlyMap<SimulatedClauseKey, { readonly alone?: ClauseEstimate; readonly run?: ClauseEstimate }>;

const money = (value: number): Figure => usd(value, { decimals: 1 });

const simulatedFigure = (label: Message, of: 'alone' | 'run', { value, contract, spot }: ClauseEstimate): Figure =>
  explained(
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
  return explained(
    figure,
    quotient(
      message('clauses.simulated.errorTitle', { term: renderMessage(label) }),
      message('clauses.simulated.errorFormula', { paths: formatNumber(paths, { decimals: 0 }) }),
      [asLine(message('clauses.simulated.deviation'), money(error * Math.sqrt(paths)))],
      figure,
    ),
  );
};

/** How many standard errors the simulation on prices alone lies from the formula; none where there is no error to count in. */
const errorsFigure = (label: Message, { value: { value, error } }: ClauseEstimate, formula: number): Figure => {
  if (error === 0) return none();
  const figure = ratio((value - formula) / error, { sign: true });
  return explained(
    figure,
    quotient(
      message('clauses.simulated.errorsTitle', { term: renderMessage(label) }),
      message('clauses.simulated.errorsFormula'),
      [
        asLine(message('clauses.simulated.difference'), usd(value - formula, { decimals: 1, sign: true })),
        asLine(message('clauses.simulated.error'), money(error)),
      ],
      figure,
    ),
  );
};

/** One number less another, both named. */
const lessFigure = (
  label: Message,
  name: 'difference' | 'cycle',
  of: number,
  from: number,
  formula: Message = message(`clauses.simulated.${name}Formula`),
): Figure => {
  const figure = usd(of - from, { decimals: 1, sign: true });
  return explained(
    figure,
    explanation(
      [
        { label: message(`clauses.simulated.${name}Of`), amount: of },
        { label: message(`clauses.simulated.${name}From`), amount: -from },
      ],
      of - from,
      {
        title: message(`clauses.simulated.${name}Title`, { term: renderMessage(label) }),
        formula,
        unit: 'usd',
        decimals: 1,
      },
    ),
  );
};

const rowOf = (
  key: SimulatedClauseKey,
  label: Message,
  clause: ClauseValue | undefined,
  { alone, run }: { readonly alone?: ClauseEstimate; readonly run?: ClauseEstimate },
  paths: number,
): SimulatedClause => {
  const both = alone !== undefined && run !== undefined;
  return {
    key,
    label,
    formula: clause === undefined ? none() : money(clause.value),
    alone: alone === undefined ? none() : simulatedFigure(label, 'alone', alone),
    aloneError: alone === undefined ? none() : errorFigure(label, alone, paths),
    difference:
      alone === undefined || clause === undefined
        ? none()
        : lessFigure(
            label,
            'difference',
            alone.value.value,
            clause.value,
            key === 'tolerance' ? message('clauses.simulated.differenceTolerance') : undefined,
          ),
    differenceErrors: alone === undefined || clause === undefined ? none() : errorsFigure(label, alone, clause.value),
    run: run === undefined ? none() : simulatedFigure(label, 'run', run),
    runError: run === undefined ? none() : errorFigure(label, run, paths),
    cycle: both ? lessFigure(label, 'cycle', run.value.value, alone.value.value) : none(),
  };
};

/** Simulates a contract as it is and without each of the clauses, one run after another, as part of a job. */
const simulated = async (
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
  ].filter(({ without }) => without.length > 0);
  const total = paths * runs.reduce((sum, { without }) => sum + without.length + 1, 0);
  const estimates = new Map<SimulatedClauseKey, { alone?: ClauseEstimate; run?: ClauseEstimate }>();
  let before = 0;
  const began = performance.now();
  const valuesOf = async (one: SimulationRequest) => {
    const values = await simulations.values(
      one,
      progressReporter(job, (done) => {
        const now = before + done;
        const seconds = now === 0 ? 0 : Math.ceil(((performance.now() - began) / 1000) * (total / now - 1));
        job.report(message('simulation.step.paths', { done: now, total, seconds }), now, total);
      }),
    );
    before += paths;
    return values;
  };
  for (const { of, base: held, without } of runs) {
    const centred = await simulations.addCycleMoments(
      held,
      progressReporter(job, (done, all) => job.report(message('simulation.step.centre'), done, all)),
    );
    const whole = await valuesOf(centred);
    for (const { key, request: bare } of without) {
      // the means of the cycle are the same with the clause and without it
      const values = await valuesOf({ ...bare, centre: centred.centre });
      estimates.set(key, { ...estimates.get(key), [of]: estimateClause(key, whole, values) });
    }
  }
  return estimates;
};

/**
 * Begins a job that simulates a draft with and without each clause on the draws and defaults of the simulation; answers its id.
 * Nothing is written. Throws BAD_INPUT for what is gone, and what keeps the contract from being priced.
 */
export const simulateClauses = async (ctx: ServiceContext, contract: OfftakeContract): Promise<string> => {
  const book = await workbook(ctx);
  const { plan, value } = draftedIn(book, contract);
  // set as the last simulation was; a scenario under it is left aside: the formula stands on the deck
  const choice = { ...(await lastChoice(ctx)), scenarioId: undefined };
  const { processes, correlation } = priceMoves(book, choice);
  const { clauses } = clauseValues(plan.portfolio, value, book.market, processes, correlation);
  const { request } = await prepareRun(ctx.workspace.db(), book, choice);
  const valued = clauses.map(({ key }) => key);
  const promises = contract.terms.some(({ quantity }) => quantity.takeOrPayShare > 0);
  const run: readonly SimulatedClauseKey[] = [...valued, ...(promises ? (['takeOrPay'] as const) : []), 'credit', 'performance'];
  const terms = termsAt(contract, Math.max(contract.start, book.valuationMonth + 1));
  const parameters = { ...request.parameters, ...FEW };
  const { paths, seed } = parameters;
  const of = { request: { ...request, portfolio: plan.portfolio, parameters }, value: plan.value, alone: valued, run };
  return ctx.jobs.start('clauses', message('clauses.simulated.job', { contract: contract.code }), async (job) => {
    const estimates = await simulated(ctx, contract, of, job);
    const result: SimulatedClauses = {
      contractId: contract.id,
      paths,
      seed,
      rows: run.map((key) =>
        rowOf(
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
