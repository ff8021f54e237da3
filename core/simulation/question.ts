import { type Chance, CONFIDENCE, chanceOf, countBelow, estimateQuantile, estimateTailMean, quantile } from '#engine';
import type { BarsChart, ChartMark } from '#shared/contract/charts.ts';
import type { Figure, Label, Message, Sentence, Verdict } from '#shared/contract/figure.ts';
import {
  QUESTION_PERCENTILES,
  type QuestionAnswer,
  type QuestionMeasure,
  type QuestionSpread,
  type QuestionSubject,
  type SimulationQuestion,
} from '#shared/contract/simulationQuestion.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import type { BuyerId, ProductId } from '#shared/domain/ids.ts';
import type { Year } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { count, dmt, labelFigure, points, share, usd, usdPerDmt, withExplanation } from '../portfolio/figures.ts';
import { createYielder } from '../yielding.ts';
import { measuresOf, outcomesOf, productsWithoutCost, sortedOutcomes, yearsOf } from './questionOutcomes.ts';
import type { IdentifyInRun } from './runIdentity.ts';
import { buyersOf, fitsAllBuyers, type RunPaths } from './runPaths.ts';

/** Number of classes of the distribution. */
const CLASSES = 30;
/** Share of the paths beyond either end of the axis, which the outer classes include. */
const OUTER_SHARE = 0.005;
/** A percentile as a number of per cent. */
const percentNumber = (percentile: number): number => Math.round(percentile * 1000) / 10;

/** Below this chance two decimals are shown. */
const SMALL_CHANCE = 0.01;

/** Names of the workspace, which a run does not store. */
export type QuestionNames = {
  readonly buyers: ReadonlyMap<BuyerId, string>;
  readonly products: ReadonlyMap<ProductId, string>;
};

const UNIT = { revenue: 'usd', cash: 'usd', margin: 'usd', tonnes: 'dmt', netPrice: 'usdPerDmt' } as const satisfies Record<
  QuestionMeasure,
  Figure['unit']
>;

/** The unit of the decimals of a figure: a million dollars, a thousand tonnes, a dollar per tonne. */
const DISPLAY_UNIT = { usd: 1e6, dmt: 1e3, usdPerDmt: 1 } as const;

/** An outcome as a figure of its measure. */
const outcomeFigure = (measure: QuestionMeasure, value: number, identity?: FigureIdentity): Figure => {
  const unit = UNIT[measure];
  const options = identity && { identity };
  if (unit === 'dmt') return dmt(value, options);
  return unit === 'usd' ? usd(value, { decimals: 1, ...options }) : usdPerDmt(value, options);
};

/** Identifies a statistic of the outcomes that a question is about. */
type IdentifyStatistic = (measure: 'pathMedian' | 'tailMean') => FigureIdentity;

const identifyStatistic =
  (identify: IdentifyInRun, measure: QuestionMeasure, subject: QuestionSubject, year: Year | undefined): IdentifyStatistic =>
  (statistic) => {
    const period = year ?? 'plan';
    // net revenue of the plan is what the page of the run shows
    if (subject.kind === 'plan' && measure === 'revenue') return identify(statistic, { period });
    return identify(statistic, {
      subject: subject.kind === 'buyer' ? `buyer:${subject.buyerId}` : subject.kind,
      variant: `[${measure}]`,
      period,
    });
  };

const chanceFigure = (value: number): Figure =>
  share(value, { decimals: value > 0 && value < 1 && (value < SMALL_CHANCE || value > 1 - SMALL_CHANCE) ? 2 : 1 });

const subjectName = (subject: QuestionSubject, names: QuestionNames): Label => {
  if (subject.kind === 'buyer') return { name: names.buyers.get(subject.buyerId) ?? subject.buyerId };
  return message(`simulation.question.subject.${subject.kind}`);
};

/** The measure and its subject inside a sentence: "net revenue", "tonnes delivered to Hai Long". */
const measurePhrase = (measure: QuestionMeasure, subject: QuestionSubject, names: QuestionNames): Message => {
  const measureText = message(`simulation.question.measure.${measure}`, {}, 'inSentence');
  if (subject.kind === 'plan') return measureText;
  if (subject.kind === 'spot') return message('simulation.question.ofSpot', { measure: measureText });
  return message('simulation.question.ofBuyer', { measure: measureText, buyer: names.buyers.get(subject.buyerId) ?? subject.buyerId });
};

const periodOf = (year: Year | undefined, years: readonly Year[]): Message =>
  year === undefined
    ? message('simulation.question.overPlan', { year: years.at(-1) ?? 0 })
    : message('simulation.question.inYear', { year });

/** The chance of an outcome on the requested side of a threshold. */
const chanceIn = (sortedOutcomes: Float64Array, side: SimulationQuestion['side'], threshold: number): Chance => {
  const countOfBelow = countBelow(sortedOutcomes, threshold);
  return chanceOf(side === 'below' ? countOfBelow : sortedOutcomes.length - countOfBelow, sortedOutcomes.length);
};

type QuestionSettings = Pick<SimulationQuestion, 'side' | 'threshold' | 'percentile'>;

/**
 * Summarises outcomes in ascending order; undefined without outcomes. `quasiRandom`: the outcomes by path of a run with quasi-random draws
 * in which every path has one.
 */
const spreadOf = (
  sortedOutcomes: Float64Array,
  { side, threshold, percentile }: QuestionSettings,
  quasiRandom: Float64Array | undefined,
): QuestionSpread | undefined => {
  if (sortedOutcomes.length === 0) return undefined;
  return {
    paths: sortedOutcomes.length,
    lowest: sortedOutcomes[0]!,
    highest: sortedOutcomes.at(-1)!,
    percentiles: QUESTION_PERCENTILES.map((p) => estimateQuantile(sortedOutcomes, p).value),
    ...(percentile === undefined ? {} : { own: estimateQuantile(sortedOutcomes, percentile) }),
    tailMean: estimateTailMean(sortedOutcomes, CONFIDENCE, quasiRandom),
    ...(threshold === undefined ? {} : { chance: chanceIn(sortedOutcomes, side, threshold) }),
  };
};

/** Share of paths by class of their outcome, split at the threshold, or else at the 5th percentile. */
const distributionOf = (
  sortedOutcomes: Float64Array,
  measure: QuestionMeasure,
  { side, threshold, percentile }: QuestionSettings,
  heading: Pick<BarsChart, 'title' | 'summary'>,
): { readonly distribution: BarsChart; readonly axis: NonNullable<QuestionAnswer['axis']> } => {
  const n = sortedOutcomes.length;
  const [lowestOutcome, highestOutcome] = [sortedOutcomes[0]!, sortedOutcomes[n - 1]!];
  const isInside = threshold !== undefined && threshold >= lowestOutcome && threshold <= highestOutcome;
  const low = Math.min(quantile(sortedOutcomes, OUTER_SHARE), isInside ? threshold : highestOutcome);
  const high = Math.max(quantile(sortedOutcomes, 1 - OUTER_SHARE), isInside ? threshold : lowestOutcome);
  const width = (high - low) / CLASSES || 1;
  // paths below each edge; the outer classes are open
  const edges = Array.from({ length: CLASSES + 1 }, (_, k) =>
    k === 0 ? 0 : k === CLASSES ? n : countBelow(sortedOutcomes, low + k * width),
  );
  const split = countBelow(sortedOutcomes, threshold ?? quantile(sortedOutcomes, 1 - CONFIDENCE));
  const belowSplit = edges.slice(1).map((edge, k) => Math.max(0, Math.min(edge, split) - edges[k]!) / n);
  const aboveSplit = edges.slice(1).map((edge, k) => Math.max(0, edge - Math.max(split, edges[k]!)) / n);
  const isBelowMarked = threshold === undefined || side === 'below';
  const [markedShares, otherShares] = isBelowMarked ? [belowSplit, aboveSplit] : [aboveSplit, belowSplit];
  const thresholdFigure = threshold === undefined ? undefined : outcomeFigure(measure, threshold);
  // classes wider than two display units need no decimals
  const decimals = width >= 2 * DISPLAY_UNIT[UNIT[measure]] ? 0 : 1;
  const mark = (value: number, label: Label, style: ChartMark['style']): readonly ChartMark[] =>
    value < low || value > high ? [] : [{ axis: 'x', value: (value - low) / width - 0.5, label, role: 'ink', style }];
  const percentileValue = percentile === undefined ? undefined : quantile(sortedOutcomes, percentile);
  const distribution: BarsChart = {
    kind: 'bars',
    ...heading,
    unit: 'fraction',
    unitLabel: message('simulation.distribution.unit', { unit: { unitOf: UNIT[measure] } }),
    decimals: 1,
    horizontal: false,
    stacked: true,
    categories: edges
      .slice(1)
      .map((_, k) => ({ label: { ...outcomeFigure(measure, low + (k + 0.5) * width), decimals, withoutUnit: true as const } })),
    series: [
      {
        label:
          thresholdFigure === undefined
            ? message('simulation.distribution.tail')
            : message(`simulation.question.side.${side}`, { threshold: thresholdFigure }),
        role: 'scenario.stressed',
        fill: 'solid',
        values: markedShares,
        identity: { none: 'classes' },
      },
      {
        label: message('simulation.question.otherPaths'),
        role: 'context',
        fill: 'solid',
        values: otherShares,
        identity: { none: 'classes' },
      },
    ],
    marks: [
      ...(thresholdFigure === undefined || threshold === undefined || !isInside
        ? []
        : mark(threshold, message('simulation.question.threshold'), 'dashed')),
      ...(percentileValue === undefined || percentile === undefined
        ? []
        : mark(percentileValue, message('simulation.question.percentileColumn', { percent: String(percentNumber(percentile)) }), 'solid')),
    ],
    axis: { min: 0 },
  };
  return { distribution, axis: { low, width } };
};

/** States the chance in sentences. A share of 0 or 1 has no standard error; the rule of three bounds it (Hanley and Lippman-Hand 1983). */
const chanceSentences = (
  { side, threshold }: QuestionSettings,
  spread: QuestionSpread,
  measure: QuestionMeasure,
  what: Message,
  period: Message,
): readonly Sentence[] => {
  const { chance, lowest, highest, paths } = spread;
  if (chance === undefined || threshold === undefined) return [];
  const thresholdFigure = outcomeFigure(measure, threshold);
  const [low, high] = [chanceFigure(chance.low), chanceFigure(chance.high)];
  const error = points(chance.error, { sign: false, decimals: 2 });
  const figures = { what: labelFigure(what), period: labelFigure(period), threshold: thresholdFigure, paths: count(paths) };
  const explanation = (figure: Figure): Figure =>
    withExplanation(figure, {
      title: message('simulation.question.explain.title'),
      formula: message(`simulation.question.explain.${side}`, { what, period, threshold: thresholdFigure, error, low, high }),
      lines: [
        { label: message(`simulation.question.explain.count.${side}`), amount: chance.count, unit: 'count', decimals: 0 },
        { label: message('simulation.explain.paths'), amount: paths, unit: 'count', decimals: 0 },
      ],
      total: { label: message('simulation.question.explain.title'), amount: chance.value, unit: 'fraction', decimals: 2 },
      sources: [],
    });
  if (chance.count > 0 && chance.count < paths) {
    return [
      {
        key: `simulation.question.chance.${side}`,
        figures: { ...figures, chance: explanation(chanceFigure(chance.value)), count: count(chance.count), error, low, high },
      },
    ];
  }
  const occurs = chance.count === 0 ? 'never' : 'always';
  const isEnd = threshold <= lowest ? 'lowest' : 'highest';
  return [
    {
      key: `simulation.question.${occurs}.${side}`,
      figures: { ...figures, chance: explanation(share(chance.value, { decimals: 0 })), bound: count(Math.floor(paths / 3)) },
    },
    { key: `simulation.question.${isEnd}`, figures: { value: outcomeFigure(measure, isEnd === 'lowest' ? lowest : highest) } },
  ];
};

const spreadSentences = (
  { percentile }: QuestionSettings,
  spread: QuestionSpread,
  measure: QuestionMeasure,
  identify: IdentifyStatistic,
): readonly Sentence[] => {
  const median = spread.percentiles[QUESTION_PERCENTILES.indexOf(0.5)]!;
  return [
    {
      key: 'simulation.question.spread',
      figures: {
        median: outcomeFigure(measure, median, identify('pathMedian')),
        tail: outcomeFigure(measure, spread.tailMean.value, identify('tailMean')),
        error: outcomeFigure(measure, spread.tailMean.error),
      },
    },
    ...(percentile === undefined || spread.own === undefined
      ? []
      : [
          {
            key: 'simulation.question.percentile',
            figures: {
              percentile: share(percentile),
              value: outcomeFigure(measure, spread.own.value),
              error: outcomeFigure(measure, spread.own.error),
            },
          },
        ]),
  ];
};

/** Notes on the paths and costs that the answer includes. */
const notesOf = (paths: RunPaths, measure: QuestionMeasure, countedPaths: number, names: QuestionNames): readonly Message[] => {
  const productsMissingCost = measure === 'cash' ? productsWithoutCost(paths) : [];
  return [
    message(`simulation.question.note.${measure}`),
    ...(countedPaths < paths.table.paths
      ? [message('simulation.question.note.noTonnes', { count: paths.table.paths - countedPaths })]
      : []),
    ...(productsMissingCost.length > 0
      ? [
          message('simulation.question.note.noCost', {
            products: { list: productsMissingCost.map(({ id }) => names.products.get(id) ?? id), by: 'serial' },
          }),
        ]
      : []),
  ];
};

/** Answers a question from the paths of a run in memory, which must include the outcomes of its buyer. */
export const answerQuestion = async (
  paths: RunPaths,
  question: SimulationQuestion,
  names: QuestionNames,
  identify: IdentifyInRun,
): Promise<QuestionAnswer> => {
  const pause = createYielder();
  const { subject } = question;
  const buyers = buyersOf(paths.request);
  const measures = measuresOf(paths, subject);
  const measure = measures.find((candidate) => candidate === question.measure) ?? 'revenue';
  const allYears = yearsOf(paths);
  const year = allYears.find((candidate) => candidate === question.year);
  const sortedOf = async (of: QuestionSubject, period: Year | undefined): Promise<Float64Array> => {
    await pause();
    return sortedOutcomes(paths, measure, of, period) ?? new Float64Array(0);
  };
  const spreadIn = async (of: QuestionSubject, period: Year | undefined): Promise<QuestionSpread | undefined> => {
    const sortedOutcomes = await sortedOf(of, period);
    const isByReplicate = paths.request.parameters.draws === 'quasi-random' && sortedOutcomes.length === paths.table.paths;
    return spreadOf(sortedOutcomes, question, isByReplicate ? outcomesOf(paths, measure, of, period) : undefined);
  };
  const sortedOutcomesAsked = await sortedOf(subject, year);
  const spread = await spreadIn(subject, year);
  const what = measurePhrase(measure, subject, names);
  const period = periodOf(year, allYears);

  const byYear: QuestionAnswer['byYear'][number][] = [];
  for (const of of [...allYears, undefined]) {
    const row = await spreadIn(subject, of);
    // years after the plan have late payments only: no tonnes, and no line where nothing is paid
    if (row && !(of !== undefined && row.lowest === 0 && row.highest === 0))
      byYear.push({ ...row, ...(of === undefined ? {} : { year: of }) });
  }

  const subjects: readonly QuestionSubject[] = [
    ...buyers.map((buyerId): QuestionSubject => ({ kind: 'buyer', buyerId })),
    { kind: 'spot' },
  ];
  const hasBuyers = measure !== 'cash' && buyers.every((id) => paths.table.buyers.includes(id));
  const byBuyer: NonNullable<QuestionAnswer['byBuyer']>[number][] = [];
  for (const of of hasBuyers ? subjects : []) {
    if (!measuresOf(paths, of).includes(measure)) continue;
    const row = await spreadIn(of, year);
    if (row && !(row.lowest === 0 && row.highest === 0)) byBuyer.push({ ...row, subject: of, name: subjectName(of, names) });
  }

  const medianAt = QUESTION_PERCENTILES.indexOf(0.5);
  // the largest buyer first, spot sales last
  const orderOf = ({ subject: of, percentiles }: (typeof byBuyer)[number]): number =>
    of.kind === 'spot' ? Number.POSITIVE_INFINITY : -percentiles[medianAt]!;
  const verdict: Verdict = spread
    ? [
        ...chanceSentences(question, spread, measure, what, period),
        ...spreadSentences(question, spread, measure, identifyStatistic(identify, measure, subject, year)),
      ]
    : [{ key: 'simulation.question.nothing', figures: { what: labelFigure(what), period: labelFigure(period) } }];
  const title = message('simulation.question.distribution', { what, period });
  return {
    state: 'answered',
    question: { ...question, measure, year },
    measures,
    subjects: [{ kind: 'plan' } as const, ...subjects].map((of) => ({ subject: of, name: subjectName(of, names) })),
    years: allYears,
    verdict,
    notes: notesOf(paths, measure, sortedOutcomesAsked.length, names),
    ...(spread
      ? distributionOf(sortedOutcomesAsked, measure, question, {
          title,
          summary: message('simulation.question.summary', {
            what,
            period,
            paths: count(spread.paths),
            lowest: outcomeFigure(measure, spread.lowest),
            highest: outcomeFigure(measure, spread.highest),
          }),
        })
      : {}),
    byYear,
    fitsAllBuyers: fitsAllBuyers(paths.request),
    ...(hasBuyers ? { byBuyer: byBuyer.toSorted((a, b) => orderOf(a) - orderOf(b)) } : {}),
  };
};
