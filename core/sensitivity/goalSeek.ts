import { type GoalSeekPoint as FoundPoint, type GoalSeekResult, goalSeek } from '#engine';
import { unique } from '#shared/collections.ts';
import type { LinesChart } from '#shared/contract/charts.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Figure, Label, Sentence } from '#shared/contract/figure.ts';
import type { GoalSeekAnswer, GoalSeekPoint, GoalSeekRequest, LimitToHold } from '#shared/contract/sensitivity.ts';
import type { SimulationSettings } from '#shared/domain/simulation.ts';
import type { Year } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { issue, throwIfIssues } from '../badInput.ts';
import type { ServiceContext } from '../context.ts';
import { count, emptyFigure, labelFigure, words } from '../portfolio/figures.ts';
import { createYielder } from '../yielding.ts';
import { preparePathSimulation, readPathSettings, type SimulatePaths } from './pathOutcomes.ts';
import { type DriverValue, measureIn, type SensitivityModel, sensitivityModel } from './sensitivityModel.ts';
import type { MeasuredFigure, Scope, Target } from './targets.ts';

type Driver = SensitivityModel['drivers'][number];

/** A figure to measure, with its year. */
type Measure = { readonly target: Target; readonly year: Year | undefined };

/** Figures shown today and at each value found, besides the target. */
const OTHERS = ['deal.npv', 'deal.netPrice', 'deal.revenue', 'plan.npv', 'plan.revenue', 'plan.china', 'financing.minimumDscr'] as const;
/** Most values that are shown. */
const MOST_POINTS = 4;

/** The decimals of a driver in base units: a cent, a hundredth of a per cent, a tonne, a dollar. */
const baseDecimals = ({ unit, decimals }: Driver): number => {
  if (unit === 'fraction') return decimals + 2;
  return unit === 'usd' || unit === 'dmtPerYear' ? 0 : decimals;
};

/** Rounds a value as it is entered. */
export const roundAsEntered = (driver: Driver, value: number): number => Number(value.toFixed(baseDecimals(driver)));

export const driverFigure = ({ unit, decimals }: Driver, value: number): Figure => ({ value, unit, decimals });

const targetFigure = ({ unit, decimals }: Target, value: number): Figure => ({ value, unit, decimals });

/** The distance of a figure from the level of a limit: at least 0 where it holds. A figure that does not exist breaches nothing. */
const roomOf = (value: number | undefined, { direction, level }: LimitToHold): number => {
  if (value === undefined) return Number.POSITIVE_INFINITY;
  return direction === 'atMost' ? level - value : value - level;
};

/** A figure without its identity: at prices or facilities that are not those of the workspace, another figure has it. */
const shownFigure = ({ identity, ...figure }: Figure, { group }: Driver, isToday: boolean): Figure =>
  identity !== undefined && (isToday || group === 'term') ? { ...figure, identity } : figure;

export const labelOfMeasure = ({ target, year }: Measure): Label =>
  target.years.length === 0 ? target.label : message('sensitivity.inYear', { figure: target.label, year: year ?? target.year ?? '' });

/** The results of a goal seek with what they were asked for. */
type Search = {
  readonly model: SensitivityModel;
  readonly request: GoalSeekRequest;
  readonly driver: Driver;
  readonly target: Measure;
  readonly hold: readonly (Measure & { readonly limit: LimitToHold })[];
  readonly today: Scope;
  readonly now: MeasuredFigure | undefined;
  /** For figures over paths. */
  readonly simulate: SimulatePaths | undefined;
};

const scopeAt = ({ model, driver, simulate }: Pick<Search, 'model' | 'driver' | 'simulate'>, value: number): Promise<Scope> => {
  const values: readonly DriverValue[] = [{ driver, value }];
  return model.at(values, { simulate });
};

/** The figures that a request names. Throws NOT_FOUND. */
const measuresOf = (model: SensitivityModel, request: GoalSeekRequest) => ({
  driver: model.driverOf(request.driver),
  target: { target: model.targetOf(request.target), year: request.year },
  hold: request.hold.map((limit) => ({ target: model.targetOf(limit.target), year: limit.year, limit })),
});

const needsPaths = ({ target, hold }: Pick<Search, 'target' | 'hold'>): boolean =>
  [target, ...hold].some((measure) => measure.target.group === 'paths');

const openSearch = async (model: SensitivityModel, request: GoalSeekRequest, simulate: SimulatePaths | undefined): Promise<Search> => {
  const measures = measuresOf(model, request);
  const { target } = measures;
  const today = await model.at([], { simulate });
  return { model, request, ...measures, today, now: await measureIn(today, target.target, target.year), simulate };
};

/** Intervals of the scan, and where each value is a simulation. */
const SCAN_STEPS = 24;
const PATH_STEPS = 8;
/** A figure over paths equals the goal within this share of its standard error. */
const ERROR_SHARE = 0.1;

/** The precision of a search: a simulation is searched as closely as its figures are known and its values are entered. */
const precisionOf = (search: Search) =>
  needsPaths(search)
    ? { steps: PATH_STEPS, accuracy: ERROR_SHARE * (search.now?.error ?? 0), tolerance: 10 ** -baseDecimals(search.driver) / 2 }
    : { steps: SCAN_STEPS };

/** Comes before each value of a search, with the number of values before it, and how many follow the scan at most. */
type Pause = (valueCount: number, stepLimit: number | undefined) => Promise<void>;

const findValues = async (search: Search, pause: Pause): Promise<GoalSeekResult> => {
  const { request, target, hold } = search;
  const steps = goalSeek({ low: request.low, high: request.high, target: request.goal, ...precisionOf(search) });
  let step = steps.next();
  for (let count = 0; !step.done; count++) {
    const { x, stepLimit } = step.value;
    await pause(count, stepLimit);
    const scope = await scopeAt(search, x);
    const measuredFigure = await measureIn(scope, target.target, target.year);
    let room = Number.POSITIVE_INFINITY;
    for (const { target: heldTarget, year, limit } of hold)
      room = Math.min(room, roomOf((await measureIn(scope, heldTarget, year))?.value, limit));
    step = steps.next({ value: measuredFigure?.value, room });
  }
  return step.value;
};

/** A value as it is entered near an exact one, within the range and the limits: rounding to the nearest can cross the edge of a limit. */
const pointNear = async (search: Search, exactX: number): Promise<GoalSeekPoint | undefined> => {
  const { driver, request, hold } = search;
  const clamp = (x: number): number => Math.min(request.high, Math.max(request.low, x));
  const nearestX = clamp(roundAsEntered(driver, exactX));
  const point = await pointAt(search, nearestX);
  if (point === undefined || point.holds || hold.length === 0) return point;
  const unit = 10 ** -baseDecimals(driver);
  for (const x of [nearestX - unit, nearestX + unit]) {
    const otherPoint = await pointAt(search, clamp(roundAsEntered(driver, x)));
    if (otherPoint?.holds) return otherPoint;
  }
  return point;
};

/** A value of the driver with the target and the limits there. */
const pointAt = async (search: Search, x: number): Promise<GoalSeekPoint | undefined> => {
  const { driver, target, hold } = search;
  const scope = await scopeAt(search, x);
  const measuredFigure = await measureIn(scope, target.target, target.year);
  if (measuredFigure === undefined) return undefined;
  const heldFigures: GoalSeekPoint['held'][number][] = [];
  for (const heldMeasure of hold) {
    const heldFigure = await measureIn(scope, heldMeasure.target, heldMeasure.year);
    heldFigures.push({
      label: labelOfMeasure(heldMeasure),
      figure: heldFigure === undefined ? emptyFigure() : shownFigure(heldFigure.figure(), driver, false),
      level: targetFigure(heldMeasure.target, heldMeasure.limit.level),
      holds: roomOf(heldFigure?.value, heldMeasure.limit) >= 0,
    });
  }
  return {
    x,
    driver: driverFigure(driver, x),
    target: shownFigure(measuredFigure.figure(), driver, false),
    held: heldFigures,
    holds: heldFigures.every(({ holds }) => holds),
  };
};

const otherFigures = async (search: Search, points: readonly GoalSeekPoint[]): Promise<GoalSeekAnswer['others']> => {
  const { model, driver, target, today } = search;
  const scopes: Scope[] = [];
  for (const { x } of points) scopes.push(await scopeAt(search, x));
  const rows: GoalSeekAnswer['others'][number][] = [];
  for (const key of OTHERS) {
    const otherTarget = model.targets.find((candidate) => candidate.key === key && candidate !== target.target);
    if (otherTarget === undefined) continue;
    const figureIn = async (scope: Scope): Promise<Figure> => {
      const measuredFigure = await measureIn(scope, otherTarget, undefined);
      return measuredFigure === undefined ? emptyFigure() : shownFigure(measuredFigure.figure(), driver, scope === today);
    };
    const foundFigures: Figure[] = [];
    for (const scope of scopes) foundFigures.push(await figureIn(scope));
    rows.push({ label: labelOfMeasure({ target: otherTarget, year: undefined }), now: await figureIn(today), found: foundFigures });
  }
  return rows;
};

const sentences = (search: Search, result: GoalSeekResult, points: readonly GoalSeekPoint[]): readonly Sentence[] => {
  const { driver, target, now, request } = search;
  const figures = {
    driver: labelFigure(sentencePart(driver.label)),
    target: labelFigure(sentencePart(labelOfMeasure(target))),
    goal: targetFigure(target.target, request.goal),
    low: driverFigure(driver, request.low),
    high: driverFigure(driver, request.high),
  };
  const today: readonly Sentence[] =
    now === undefined
      ? []
      : driver.now === undefined
        ? [{ key: 'sensitivity.verdict.todayWithout', figures: { ...figures, now: shownFigure(now.figure(), driver, true) } }]
        : [
            {
              key: 'sensitivity.verdict.today',
              figures: { ...figures, now: shownFigure(now.figure(), driver, true), from: driverFigure(driver, driver.now) },
            },
          ];
  const [first] = points;
  const at = (point: FoundPoint) => ({
    x: driverFigure(driver, roundAsEntered(driver, point.x)),
    value: targetFigure(target.target, point.value),
  });
  switch (result.state) {
    case 'solved': {
      if (first === undefined) return today;
      const [solution] = result.solutions.filter(({ isWithinLimits }) => isWithinLimits);
      if (solution?.to !== undefined)
        return [
          {
            key: 'sensitivity.verdict.interval',
            figures: { ...figures, x: driverFigure(driver, solution.x), to: driverFigure(driver, solution.to), value: first.target },
          },
          ...today,
        ];
      return points.length === 1
        ? [{ key: 'sensitivity.verdict.solved', figures: { ...figures, x: first.driver, value: first.target } }, ...today]
        : [
            { key: 'sensitivity.verdict.several', figures: { ...figures, count: { value: points.length, unit: 'count', decimals: 0 } } },
            ...today,
          ];
    }
    case 'limited':
      return [
        first === undefined
          ? { key: 'sensitivity.verdict.noneWithinLimits', figures }
          : { key: 'sensitivity.verdict.limited', figures: { ...figures, x: first.driver, value: first.target } },
        ...today,
      ];
    case 'jump': {
      const { x, below, above } = result.jumps[0]!;
      return [
        {
          key: 'sensitivity.verdict.jump',
          figures: {
            ...figures,
            x: driverFigure(driver, roundAsEntered(driver, x)),
            below: targetFigure(target.target, below),
            above: targetFigure(target.target, above),
          },
        },
        ...today,
      ];
    }
    case 'unreachable':
      return [{ key: 'sensitivity.verdict.unreachable', figures: { ...figures, ...at(result.nearest!) } }, ...today];
    case 'independent':
      return [
        { key: 'sensitivity.verdict.independent', figures: { ...figures, value: targetFigure(target.target, result.nearest!.value) } },
      ];
    case 'undefined':
      return [{ key: 'sensitivity.verdict.undefined', figures }, ...today];
  }
};

/** A label as it stands inside a sentence. */
export const sentencePart = (label: Label): Label => ('key' in label ? { ...label, form: 'inSentence' } : label);

/** Ranges from which an axis needs no decimals, in base units: ten dollars, ten points, ten kdmt. */
const WHOLE_FROM: Readonly<Partial<Record<Driver['unit'], number>>> = { fraction: 0.1, dmtPerYear: 10_000, usd: 1e7 };

/** The label of an axis of values of a driver, with their unit. */
export const axisLabel = ({ label, unit }: Pick<Driver, 'label' | 'unit'>): Label =>
  message('sensitivity.chart.axis', { driver: label, unit: { unitOf: unit } });

export const axisDecimals = ({ unit, decimals }: Driver, { low, high }: Pick<GoalSeekRequest, 'low' | 'high'>): number =>
  high - low >= (WHOLE_FROM[unit] ?? 10) ? 0 : decimals;

const chartOf = (
  { driver, target, now, request }: Search,
  { points }: GoalSeekResult,
  foundPoints: readonly GoalSeekPoint[],
): LinesChart => {
  const xAmount = (value: number): Label => ({ value, unit: driver.unit, decimals: driver.decimals });
  return {
    kind: 'lines',
    title: message('sensitivity.chart.title', { figure: labelOfMeasure(target), driver: sentencePart(driver.label) }),
    summary: message('sensitivity.chart.summary', {
      figure: labelOfMeasure(target),
      driver: driver.label,
      low: xAmount(request.low),
      high: xAmount(request.high),
    }),
    unit: target.target.unit,
    decimals: target.target.decimals,
    xKind: 'number',
    xUnit: driver.unit,
    xLabel: axisLabel(driver),
    xDecimals: axisDecimals(driver, request),
    series: [
      {
        label: labelOfMeasure(target),
        role: 'ink',
        style: 'solid',
        points: points.map(({ x, value }) => ({ x, y: value })),
        identity: { none: 'assumed' },
        endLabel: false,
      },
    ],
    marks: [
      {
        axis: 'y',
        value: request.goal,
        label: message('sensitivity.chart.goal', { goal: { ...targetFigure(target.target, request.goal) } }),
        role: 'accent',
        style: 'dashed',
      },
    ],
    dots: [
      ...(now !== undefined && driver.now !== undefined && driver.now >= request.low && driver.now <= request.high
        ? [{ x: driver.now, y: now.value, label: message('sensitivity.chart.today'), role: 'ink' as const, hollow: true }]
        : []),
      ...foundPoints.map((point) => ({
        x: point.x,
        y: Number(point.target.value),
        label: xAmount(point.x),
        role: 'accent' as const,
        hollow: false,
      })),
    ],
  };
};

/** Says how a figure over paths was computed. */
const pathSentences = (search: Search, settings: SimulationSettings, error: number | undefined): readonly Sentence[] => {
  const { target } = search.target;
  return [
    {
      key: error === undefined ? 'sensitivity.verdict.paths' : 'sensitivity.verdict.pathsWithError',
      figures: {
        paths: count(settings.paths),
        seed: words(String(settings.seed)),
        ...(error === undefined ? {} : { error: targetFigure({ ...target, decimals: target.decimals + 1 }, error) }),
      },
    },
  ];
};

/** Answers an opened search. */
const answerSearch = async (search: Search, pause: Pause, settings?: SimulationSettings): Promise<GoalSeekAnswer> => {
  const result = await findValues(search, pause);
  const shownPoints =
    result.state === 'solved'
      ? result.solutions.filter(({ isWithinLimits }) => isWithinLimits).slice(0, MOST_POINTS)
      : result.state === 'limited'
        ? [result.nearestWithinLimits]
        : result.state === 'unreachable' || result.state === 'jump'
          ? [result.nearestWithinLimits ?? result.nearest]
          : [];
  const points: GoalSeekPoint[] = [];
  for (const x of unique(shownPoints.flatMap((point) => (point === undefined ? [] : [point.x])))) {
    const point = await pointNear(search, x);
    if (point !== undefined) points.push(point);
  }
  const { state } = result;
  return {
    state,
    verdict: [...sentences(search, result, points), ...(settings === undefined ? [] : pathSentences(search, settings, search.now?.error))],
    points,
    others: points.length === 0 ? [] : await otherFigures(search, points),
    ...(result.points.length > 1 && { chart: chartOf(search, result, points) }),
  };
};

/** Finds the values of a driver at which a figure equals a goal while limits hold. Throws NOT_FOUND, BAD_INPUT (a figure over paths). */
export const answerGoalSeek = async (ctx: ServiceContext, request: GoalSeekRequest): Promise<GoalSeekAnswer> => {
  const model = await sensitivityModel(ctx, request);
  throwIfIssues(needsPaths(measuresOf(model, request)) ? [issue('target', 'notOffered')] : []);
  return answerSearch(await openSearch(model, request, undefined), createYielder());
};

/**
 * Starts a job that does the same, also over the paths of a simulation, and reports each value: a simulation takes seconds, and so does the
 * value of a plan of thousands of contracts. Returns its id. Throws NOT_FOUND.
 */
export const startGoalSeek = async (ctx: ServiceContext, request: GoalSeekRequest): Promise<string> => {
  const model = await sensitivityModel(ctx, request);
  const measures = measuresOf(model, request);
  const settings = needsPaths(measures) ? await readPathSettings(ctx, model.book) : undefined;
  const simulateInJob = settings && (await preparePathSimulation(ctx, model.book, settings));
  const scanCount = (settings === undefined ? SCAN_STEPS : PATH_STEPS) + 1;
  const label = message('sensitivity.goalSeek.job', { figure: labelOfMeasure(measures.target) });
  const [stamp, revision] = [ctx.workspace.stamp(), ctx.workspace.revision()];
  return ctx.jobs.start('goalSeek', label, async (job) => {
    const pause: Pause = async (count, stepLimit) => {
      if (stepLimit === undefined) {
        await job.reportAndYield(message('sensitivity.goalSeek.scan', { count: count + 1, total: scanCount }), count, scanCount);
      } else {
        const step = message('sensitivity.goalSeek.narrow', { count: count + 1 });
        await job.reportAndYield(step, count - scanCount, stepLimit, { isAtMost: true });
      }
      if (ctx.workspace.stamp() !== stamp) throw new OrebookError('CANCELLED');
    };
    job.report(message('sensitivity.goalSeek.today'), 0, 0);
    const search = await openSearch(model, request, simulateInJob?.(job));
    return { kind: 'goalSeek', request, revision, answer: await answerSearch(search, pause, settings) };
  });
};
