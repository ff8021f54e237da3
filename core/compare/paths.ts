import { findRunPart } from '#db/repositories/runs.ts';
import type { Db } from '#db/schema.ts';
import type { CommonPathsComparison, Estimate, OutcomeDistribution } from '#engine';
import type { ComparedPaths, ComparedPlan } from '#shared/contract/compare.ts';
import type { Figure, Message, Verdict } from '#shared/contract/figure.ts';
import type { FigureIdentity, FigureMeasure } from '#shared/domain/figureIdentity.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import type { Year } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import { explanation } from '../portfolio/explain.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { count, points, share, usd, withExplanation } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { currentInputsDigest } from '../simulation/request.ts';
import { isOtherEngine } from '../simulation/simulateInJob.ts';
import { createYielder } from '../yielding.ts';
import { type Measure, nameMessage } from './measure.ts';
import { pathCharts } from './pathCharts.ts';
import { type ComparedRun, latestRun } from './pathsRun.ts';
import { COMPARISON_RUNS, type ComparisonHead } from './runFormat.ts';
import { planWords } from './verdict.ts';

/** Whether the inputs of all of a run's plans are unchanged. */
const isCurrent = async (db: Db, book: Workbook, ids: readonly PlanId[], { choice, plans }: ComparisonHead): Promise<boolean> => {
  const pause = createYielder();
  for (const planId of ids) {
    const storedDigest = plans.find(({ id }) => id === planId)?.inputs;
    if (storedDigest === undefined || (await currentInputsDigest(db, book, { ...choice, planId })) !== storedDigest) return false;
    await pause();
  }
  return true;
};

/** The latest run that contains all of the plans. */
export const comparedRun = async (ctx: ServiceContext, book: Workbook, ids: readonly PlanId[]): Promise<ComparedRun | undefined> => {
  const run = await latestRun(ctx, ids);
  if (run === undefined) return undefined;
  const { head, started: at, inputsDigest, engineVersion } = run;
  const db = ctx.workspace.db();
  const outcome = await findRunPart(db, COMPARISON_RUNS, run.id, 'outcome');
  if (outcome.state !== 'readable') return undefined;
  const npv = await findRunPart(db, COMPARISON_RUNS, run.id, 'npv');
  const isOfOtherVersion = isOtherEngine(run);
  return {
    head,
    outcome: outcome.value,
    ...(npv.state === 'readable' ? { npv: npv.value } : {}),
    isCurrent: !isOfOtherVersion && (run.revision === ctx.workspace.revision() || (await isCurrent(db, book, ids, head))),
    isOfOtherVersion,
    at,
    inputsDigest,
    engineVersion,
  };
};

const placeOf = ({ plans }: ComparisonHead, id: PlanId): number => plans.findIndex((plan) => plan.id === id);

const PATH_MEASURES = { pathMean: 'pathMean', tailMean: 'tailMean', atRisk: 'revenueAtRisk', shortfall: 'expectedShortfall' } as const;

type IdentifyOnPaths = (
  measure: FigureMeasure,
  plan: PlanId,
  parts: { readonly year?: Year | undefined; readonly other?: PlanId | undefined; readonly part?: string },
) => FigureIdentity;

/** Identifies figures of a comparison run by its result, in a year or over the plan. */
const identifyOnPaths =
  (book: Workbook, { head }: ComparedRun): IdentifyOnPaths =>
  (measure, plan, { year, other, part }) =>
    identifyInPlan(book, book.plan(plan), measure, {
      subject: `plan/paths:${head.resultDigest}${part === undefined ? '' : `/${part}`}`,
      scenario: head.choice.scenarioId,
      ...(year === undefined ? {} : { period: year }),
      ...(other === undefined ? {} : { against: book.plan(other) }),
    });

/**
 * A figure of one plan over the paths of a run; undefined in a year without payments. Its explanation subtracts `deduction` from the mean
 * where there is one, USD.
 */
const pathMeasure = (
  run: ComparedRun,
  key: 'pathMean' | 'tailMean' | 'atRisk' | 'shortfall',
  group: Measure['group'],
  direction: Measure['better'],
  measureOf: (distribution: OutcomeDistribution) => {
    readonly estimate: Estimate;
    readonly deduction: readonly [Message, number] | undefined;
  },
): Measure => {
  const label = message(`compare.paths.${key}`);
  return {
    key,
    group,
    label,
    better: direction,
    unit: 'usd',
    decimals: 1,
    of: ({ book, plan, year }) => {
      const planOutcome = run.outcome.plans[placeOf(run.head, plan.plan.id)];
      const distribution = year === undefined ? planOutcome?.total : planOutcome?.years[run.outcome.years.indexOf(year)];
      if (distribution === undefined) return undefined;
      const { estimate, deduction } = measureOf(distribution);
      const lines =
        deduction === undefined
          ? [{ label, amount: estimate.value }]
          : [
              { label: message('compare.paths.pathMean'), amount: distribution.mean.value },
              { label: deduction[0], amount: -deduction[1] },
            ];
      const formula = message(`compare.formula.${key}`, {
        paths: count(run.head.choice.paths),
        error: usd(estimate.error, { decimals: 1 }),
      });
      const figure = withExplanation(
        usd(estimate.value, { decimals: 1, identity: identifyOnPaths(book, run)(PATH_MEASURES[key], plan.plan.id, { year }) }),
        explanation(lines, estimate.value, { title: label, formula, unit: 'usd', decimals: 1 }),
      );
      return { value: estimate.value, figure };
    },
  };
};

/** Measures over the paths of a run, for the comparison table. */
export const pathMeasures = (run: ComparedRun): readonly Measure[] => [
  pathMeasure(run, 'pathMean', 'earnings', 'more', ({ mean }) => ({ estimate: mean, deduction: undefined })),
  pathMeasure(run, 'tailMean', 'downside', 'more', ({ tailMean }) => ({ estimate: tailMean, deduction: undefined })),
  pathMeasure(run, 'atRisk', 'downside', 'less', ({ atRisk, mean }) => ({
    estimate: atRisk,
    deduction: [message('compare.line.quantile'), mean.value - atRisk.value],
  })),
  pathMeasure(run, 'shortfall', 'downside', 'less', ({ shortfall, tailMean }) => ({
    estimate: shortfall,
    deduction: [message('compare.paths.tailMean'), tailMean.value],
  })),
];

type PlanName = { readonly id: PlanId; readonly name: string };

const aheadFigure = (pair: CommonPathsComparison, ownPlan: PlanName, otherPlan: PlanName, identity: FigureIdentity): Figure => {
  const { ahead, level, paths } = pair;
  const line = (label: Message, share: number) => ({
    label,
    amount: Math.round(share * paths),
    unit: 'count' as const,
    decimals: 0,
  });
  return withExplanation(share(ahead.value, { identity }), {
    title: message('compare.paths.ahead'),
    formula: message('compare.formula.ahead', { plan: ownPlan.name, other: otherPlan.name, error: share(ahead.error, { decimals: 2 }) }),
    lines: [
      line(message('compare.line.ahead'), ahead.value),
      line(message('compare.line.level'), level),
      line(message('compare.line.behind'), 1 - ahead.value - level),
    ],
    total: { label: message('compare.paths.ahead'), amount: ahead.value, unit: 'fraction', decimals: 1 },
    sources: [],
  });
};

const differenceFigure = (
  key: 'mean' | 'worst',
  estimate: Estimate,
  ownResult: readonly [PlanName, number],
  otherResult: readonly [PlanName, number],
  identity: FigureIdentity,
) =>
  withExplanation(
    usd(estimate.value, { decimals: 1, sign: true, identity }),
    explanation(
      [
        { label: nameMessage(ownResult[0].name), amount: ownResult[1] },
        { label: message('plans.difference.less', { plan: otherResult[0].name }), amount: -otherResult[1] },
      ],
      estimate.value,
      {
        title: message(`compare.paths.${key}`),
        formula: message(`compare.formula.${key}`, { other: otherResult[0].name, error: usd(estimate.error, { decimals: 1 }) }),
        unit: 'usd',
        decimals: 1,
      },
    ),
  );

/** The difference of two plans over a period. */
const differenceOf = (
  identify: (measure: FigureMeasure, part?: string) => FigureIdentity,
  pair: CommonPathsComparison,
  ownDistribution: readonly [PlanName, OutcomeDistribution],
  otherDistribution: readonly [PlanName, OutcomeDistribution],
) => {
  const { difference, ahead, worst } = pair;
  const money = (value: number, part: string): Figure => usd(value, { decimals: 1, identity: identify('standardError', part) });
  const quantileFigure = (probability: number): Figure =>
    usd(difference.quantiles.find((quantile) => Math.abs(quantile.probability - probability) < 1e-9)?.value ?? 0, {
      decimals: 1,
      sign: true,
      identity: identify('quantileDifference', String(probability)),
    });
  return {
    ahead: {
      figure: aheadFigure(pair, ownDistribution[0], otherDistribution[0], identify('aheadShare')),
      error: points(ahead.error, { sign: false, decimals: 2 }),
    },
    mean: {
      figure: differenceFigure(
        'mean',
        difference.mean,
        [ownDistribution[0], ownDistribution[1].mean.value],
        [otherDistribution[0], otherDistribution[1].mean.value],
        identify('pathMean'),
      ),
      error: money(difference.mean.error, 'mean'),
    },
    low: quantileFigure(0.05),
    high: quantileFigure(0.95),
    worst: {
      figure: differenceFigure(
        'worst',
        worst,
        [ownDistribution[0], worst.own],
        [otherDistribution[0], worst.other],
        identify('tailDifference'),
      ),
      error: money(worst.error, 'tail'),
    },
  };
};

/** One sentence on the simulated difference of the two plans of the verdict. */
const pathVerdict = (book: Workbook, run: ComparedRun, planPair: readonly [PlanName, PlanName]): Verdict => {
  const { head, outcome } = run;
  const meanOf = ({ id }: PlanName) => outcome.plans[placeOf(head, id)]!.total.mean.value;
  const [leadingPlan, otherPlan] = meanOf(planPair[0]) >= meanOf(planPair[1]) ? planPair : [planPair[1], planPair[0]];
  const [i, j] = [placeOf(head, leadingPlan.id), placeOf(head, otherPlan.id)];
  const pair = outcome.pairs[i]![j]!.total;
  const paths = count(head.choice.paths);
  const plans = { best: planWords(leadingPlan), other: planWords(otherPlan), paths };
  if (pair.level === 1) return [{ key: 'compare.verdict.paths.same', figures: plans }];
  const identify = (measure: FigureMeasure, part?: string) =>
    identifyOnPaths(book, run)(measure, leadingPlan.id, { other: otherPlan.id, ...(part === undefined ? {} : { part }) });
  const { ahead, mean, worst } = differenceOf(identify, pair, [leadingPlan, outcome.plans[i]!.total], [otherPlan, outcome.plans[j]!.total]);
  const isAhead = pair.worst.value >= 0;
  const loss = Math.abs(pair.worst.value);
  // the sentence calls a negative difference a loss, so the figure has no sign
  const tailFigure = isAhead
    ? { ...worst.figure, sign: false }
    : differenceFigure(
        'worst',
        { value: loss, error: pair.worst.error },
        [otherPlan, pair.worst.other],
        [leadingPlan, pair.worst.own],
        identify('tailDifference', 'loss'),
      );
  return [
    {
      key: isAhead ? 'compare.verdict.paths.more' : 'compare.verdict.paths.less',
      figures: { ...plans, ahead: ahead.figure, mean: { ...mean.figure, sign: false }, worst: { ...tailFigure, sign: false } },
    },
  ];
};

/** The results of a run for some of its plans against a reference. */
export const comparedPaths = (
  book: Workbook,
  run: ComparedRun,
  plans: readonly ComparedPlan[],
  reference: PlanName,
  planPair: readonly [PlanName, PlanName] | undefined,
): ComparedPaths => {
  const { head, outcome } = run;
  const j = placeOf(head, reference.id);
  const differencesIn = (year: Year | undefined) => ({
    ...(year === undefined ? {} : { year }),
    plans: plans.map((plan) => {
      const i = placeOf(head, plan.id);
      const pair = outcome.pairs[i]![j];
      if (!pair) return undefined;
      const y = year === undefined ? -1 : outcome.years.indexOf(year);
      const distributionOf = (k: number): OutcomeDistribution =>
        year === undefined ? outcome.plans[k]!.total : outcome.plans[k]!.years[y]!;
      const identify = (measure: FigureMeasure, part?: string) =>
        identifyOnPaths(book, run)(measure, plan.id, { year, other: reference.id, ...(part === undefined ? {} : { part }) });
      return differenceOf(
        identify,
        year === undefined ? pair.total : pair.years[y]!,
        [plan, distributionOf(i)],
        [reference, distributionOf(j)],
      );
    }),
  });
  return {
    at: run.at,
    settings: head.choice,
    ...(head.deck === undefined ? {} : { deck: head.deck }),
    seconds: head.seconds,
    isCurrent: run.isCurrent,
    isOfOtherVersion: run.isOfOtherVersion,
    inputsDigest: run.inputsDigest,
    resultDigest: head.resultDigest,
    engineVersion: run.engineVersion,
    verdict: run.isCurrent && planPair !== undefined ? pathVerdict(book, run, planPair) : [],
    notes: outcome.notes,
    differences: [differencesIn(undefined), ...outcome.years.map(differencesIn)],
    charts: pathCharts(
      run,
      plans.map((plan) => ({ ...plan, place: placeOf(head, plan.id) })),
      { ...reference, place: j },
      (measure, plan, otherPlan) => identifyOnPaths(book, run)(measure, plan, { other: otherPlan }),
    ),
  };
};
