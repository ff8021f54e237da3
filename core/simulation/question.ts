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
import type { BuyerId, ProductId } from '#shared/domain/ids.ts';
import type { Year } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { count, dmt, labelFigure, points, share, usd, usdPerDmt, withExplanation } from '../portfolio/figures.ts';
import { createYielder } from '../yielding.ts';
import { measuresOf, outcomesOf, productsWithoutCost, sortedOutcomes, yearsOf } from './questionOutcomes.ts';
import { buyersOf, fitsAllBuyers, type RunPaths } from './runPaths.ts';

/** Classes of the distribution. */
const CLASSES = 30;
/** The outer classes hold this share of the paths at either end, besides their own. */
const OUTER = 0.005;
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

/** A million dollars, a thousand tonnes, a dollar per tonne: the units that decimals refer to. */
const SHOWN_UNIT = { usd: 1e6, dmt: 1e3, usdPerDmt: 1 } as const;

/** An outcome as a figure of its measure. */
const outcomeFigure = (measure: QuestionMeasure, value: number): Figure => {
  const unit = UNIT[measure];
  if (unit === 'dmt') return dmt(value);
  return unit === 'usd' ? usd(value, { decimals: 1 }) : usdPerDmt(value);
};

const chanceFigure = (value: number): Figure =>
  share(value, { decimals: value > 0 && value < 1 && (value < SMALL_CHANCE || value > 1 - SMALL_CHANCE) ? 2 : 1 });

const subjectName = (subject: QuestionSubject, names: QuestionNames): Label => {
  if (subject.kind === 'buyer') return { name: names.buyers.get(subject.buyerId) ?? subject.buyerId };
  return message(`simulation.question.subject.${subject.kind}`);
};

/** What is measured, inside a sentence: "net revenue", "tonnes delivered to Hai Long". */
const measuredThing = (measure: QuestionMeasure, subject: QuestionSubject, names: QuestionNames): Message => {
  const of = message(`simulation.question.measure.${measure}`, {}, 'inSentence');
  if (subject.kind === 'plan') return of;
  if (subject.kind === 'spot') return message('simulation.question.ofSpot', { measure: of });
  return message('simulation.question.ofBuyer', { measure: of, buyer: names.buyers.get(subject.buyerId) ?? subject.buyerId });
};

const periodOf = (year: Year | undefined, years: readonly Year[]): Message =>
  year === undefined
    ? message('simulation.question.overPlan', { year: years.at(-1) ?? 0 })
    : message('simulation.question.inYear', { year });

/** The chance of the asked side of a threshold. */
const chanceIn = (sorted: Float64Array, side: SimulationQuestion['side'], threshold: number): Chance => {
  const below = countBelow(sorted, threshold);
  return chanceOf(side === 'below' ? below : sorted.length - below, sorted.length);
};

type QuestionSettings = Pick<SimulationQuestion, 'side' | 'threshold' | 'percentile'>;

/**
 * Summarises outcomes in ascending order; undefined without outcomes. `quasiRandom`: the outcomes by path of a run with quasi-random draws
 * in which every path has one.
 */
const spreadOf = (
  sorted: Float64Array,
  { side, threshold, percentile }: QuestionSettings,
  quasiRandom: Float64Array | undefined,
): QuestionSpread | undefined => {
  if (sorted.length === 0) return undefined;
  return {
    paths: sorted.length,
    lowest: sorted[0]!,
    highest: sorted.at(-1)!,
    percentiles: QUESTION_PERCENTILES.map((p) => estimateQuantile(sorted, p).value),
    ...(percentile === undefined ? {} : { own: estimateQuantile(sorted, percentile) }),
    tailMean: estimateTailMean(sorted, CONFIDENCE, quasiRandom),
    ...(threshold === undefined ? {} : { chance: chanceIn(sorted, side, threshold) }),
  };
};

/** Share of paths by class of their outcome, split at the threshold, or else at the 5th percentile. */
const distributionOf = (
  sorted: Float64Array,
  measure: QuestionMeasure,
  { side, threshold, percentile }: QuestionSettings,
  heading: Pick<BarsChart, 'title' | 'summary'>,
): { readonly distribution: BarsChart; readonly axis: NonNullable<QuestionAnswer['axis']> } => {
  const n = sorted.length;
  const [lowest, highest] = [sorted[0]!, sorted[n - 1]!];
  const isInside = threshold !== undefined && threshold >= lowest && threshold <= highest;
  const low = Math.min(quantile(sorted, OUTER), isInside ? threshold : highest);
  const high = Math.max(quantile(sorted, 1 - OUTER), isInside ? threshold : lowest);
  const width = (high - low) / CLASSES || 1;
  // paths below each edge; the outer classes are open
  const edges = Array.from({ length: CLASSES + 1 }, (_, k) => (k === 0 ? 0 : k === CLASSES ? n : countBelow(sorted, low + k * width)));
  const split = countBelow(sorted, threshold ?? quantile(sorted, 1 - CONFIDENCE));
  const belowSplit = edges.slice(1).map((edge, k) => Math.max(0, Math.min(edge, split) - edges[k]!) / n);
  const aboveSplit = edges.slice(1).map((edge, k) => Math.max(0, edge - Math.max(split, edges[k]!)) / n);
  const isBelowMarked = threshold === undefined || side === 'below';
  const [marked, rest] = isBelowMarked ? [belowSplit, aboveSplit] : [aboveSplit, belowSplit];
  const asked = threshold === undefined ? undefined : outcomeFigure(measure, threshold);
  // decimals have no meaning where classes are wider than the unit shown
  const decimals = width >= 2 * SHOWN_UNIT[UNIT[measure]] ? 0 : 1;
  const mark = (value: number, label: Label, style: ChartMark['style']): readonly ChartMark[] =>
    value < low || value > high ? [] : [{ axis: 'x', value: (value - low) / width - 0.5, label, role: 'ink', style }];
  const own = percentile === undefined ? undefined : quantile(sorted, percentile);
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
          asked === undefined ? message('simulation.distribution.tail') : message(`simulation.question.side.${side}`, { threshold: asked }),
        role: 'scenario.stressed',
        fill: 'solid',
        values: marked,
      },
      { label: message('simulation.question.otherPaths'), role: 'context', fill: 'solid', values: rest },
    ],
    marks: [
      ...(asked === undefined || threshold === undefined || !isInside
        ? []
        : mark(threshold, message('simulation.question.threshold'), 'dashed')),
      ...(own === undefined || percentile === undefined
        ? []
        : mark(own, message('simulation.question.percentileColumn', { percent: String(percentNumber(percentile)) }), 'solid')),
    ],
    axis: { min: 0 },
  };
  return { distribution, axis: { low, width } };
};

/** The chance in a sentence. A share of 0 or 1 has no standard error: the rule of three bounds it (Hanley and Lippman-Hand 1983). */
const chanceSentences = (
  { side, threshold }: QuestionSettings,
  spread: QuestionSpread,
  measure: QuestionMeasure,
  what: Message,
  period: Message,
): readonly Sentence[] => {
  const { chance, lowest, highest, paths } = spread;
  if (chance === undefined || threshold === undefined) return [];
  const asked = outcomeFigure(measure, threshold);
  const [low, high] = [chanceFigure(chance.low), chanceFigure(chance.high)];
  const error = points(chance.error, { sign: false, decimals: 2 });
  const figures = { what: labelFigure(what), period: labelFigure(period), threshold: asked, paths: count(paths) };
  const explanation = (figure: Figure): Figure =>
    withExplanation(figure, {
      title: message('simulation.question.explain.title'),
      formula: message(`simulation.question.explain.${side}`, { what, period, threshold: asked, error, low, high }),
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

const spreadSentences = ({ percentile }: QuestionSettings, spread: QuestionSpread, measure: QuestionMeasure): readonly Sentence[] => {
  const median = spread.percentiles[QUESTION_PERCENTILES.indexOf(0.5)]!;
  return [
    {
      key: 'simulation.question.spread',
      figures: {
        median: outcomeFigure(measure, median),
        tail: outcomeFigure(measure, spread.tailMean.value),
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

/** Notes on what the answer counts. */
const notesOf = (paths: RunPaths, measure: QuestionMeasure, counted: number, names: QuestionNames): readonly Message[] => {
  const uncosted = measure === 'cash' ? productsWithoutCost(paths) : [];
  return [
    message(`simulation.question.note.${measure}`),
    ...(counted < paths.table.paths ? [message('simulation.question.note.noTonnes', { count: paths.table.paths - counted })] : []),
    ...(uncosted.length > 0
      ? [
          message('simulation.question.note.noCost', {
            products: { list: uncosted.map(({ id }) => names.products.get(id) ?? id), by: 'serial' },
          }),
        ]
      : []),
  ];
};

/** Answers a question from the paths of a run in memory. The outcomes of a buyer that is asked about must be in memory. */
export const answerQuestion = async (paths: RunPaths, question: SimulationQuestion, names: QuestionNames): Promise<QuestionAnswer> => {
  const pause = createYielder();
  const { subject } = question;
  const buyers = buyersOf(paths.request);
  const measures = measuresOf(paths, subject);
  const measure = measures.find((one) => one === question.measure) ?? 'revenue';
  const allYears = yearsOf(paths);
  const year = allYears.find((one) => one === question.year);
  const sortedOf = async (of: QuestionSubject, period: Year | undefined): Promise<Float64Array> => {
    await pause();
    return sortedOutcomes(paths, measure, of, period) ?? new Float64Array(0);
  };
  const spreadIn = async (of: QuestionSubject, period: Year | undefined): Promise<QuestionSpread | undefined> => {
    const sorted = await sortedOf(of, period);
    const isByReplicate = paths.request.parameters.draws === 'quasi-random' && sorted.length === paths.table.paths;
    return spreadOf(sorted, question, isByReplicate ? outcomesOf(paths, measure, of, period) : undefined);
  };
  const asked = await sortedOf(subject, year);
  const spread = await spreadIn(subject, year);
  const what = measuredThing(measure, subject, names);
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
    ? [...chanceSentences(question, spread, measure, what, period), ...spreadSentences(question, spread, measure)]
    : [{ key: 'simulation.question.nothing', figures: { what: labelFigure(what), period: labelFigure(period) } }];
  const title = message('simulation.question.distribution', { what, period });
  return {
    state: 'answered',
    question: { ...question, measure, year },
    measures,
    subjects: [{ kind: 'plan' } as const, ...subjects].map((of) => ({ subject: of, name: subjectName(of, names) })),
    years: allYears,
    verdict,
    notes: notesOf(paths, measure, asked.length, names),
    ...(spread
      ? distributionOf(asked, measure, question, {
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
