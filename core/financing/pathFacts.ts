import { type Chance, type DscrOfYear, FAN_PROBABILITIES, type PathFinancing, type PathFinancingInput } from '#engine';
import { countBy } from '#shared/collections.ts';
import type { BarsChart, LinesChart } from '#shared/contract/charts.ts';
import type { Figure, Label, Message, TableIdentities, Verdict } from '#shared/contract/figure.ts';
import type { FinancingOnPaths, PathShare } from '#shared/contract/financingPaths.ts';
import type { FigureIdentity, FigureMeasure } from '#shared/domain/figureIdentity.ts';
import type { Facility, ProjectFinance } from '#shared/domain/financing.ts';
import type { BuyerId } from '#shared/domain/ids.ts';
import type { Year } from '#shared/domain/time.ts';
import { sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { identityOfPart } from '../portfolio/figureIdentity.ts';
import { count, labelFigure, ratio, share, usd, withExplanation, year as yearFigure } from '../portfolio/figures.ts';
import type { FinancingCase } from '../portfolio/financingCase.ts';
import { fanChart } from '../simulation/simulationCharts.ts';
import type { SimulationRunHead } from '../simulation/storedRun.ts';
import { facilitySubject, type IdentifiedPlan, identifyInCase } from './caseIdentity.ts';

/** The facilities of a plan that are computed on paths, and what they depend on besides the paths. */
export type PathPlan = {
  readonly identified: IdentifiedPlan;
  readonly project: ProjectFinance;
  readonly facilities: readonly Facility[];
  /** Names of facilities that can't be computed. */
  readonly omittedNames: readonly string[];
  readonly sizingCfads: readonly number[];
  /** The plan on the deck of the run, without volatility. */
  readonly expected: Pick<FinancingCase, 'valued' | 'cash' | 'facilities'>;
  readonly sizedLoan: PathFinancingInput['sizedLoan'] & { readonly facility: Facility | undefined };
  readonly buyers: ReadonlyMap<BuyerId, string>;
};

/** Components of the shortfall of one year, USD. */
export type YearShortfall = {
  readonly year: Year;
  readonly buyers: readonly { readonly id: BuyerId; readonly amount: number }[];
  readonly spot: number;
  readonly costs: number;
};

type ComputedPaths = {
  readonly run: SimulationRunHead;
  readonly plan: PathPlan;
  readonly paths: number;
  readonly result: PathFinancing;
  /** The same on one path without volatility. */
  readonly deterministic: PathFinancing;
  readonly shortfall: YearShortfall | undefined;
};

const RATIO_DECIMALS = 2;
/** USD; a path with a smaller capacity carries no debt. */
const LEAST_DEBT = 0.5;
/** Years in which service is due on a smaller share of the paths are not drawn. */
const DRAWN_SHARE = 0.5;
/** The largest components have a bar each; all others share one. */
const MAX_BARS = 10;

/** Identifies a figure on the paths of a run by their result. */
type IdentifyOnPaths = (measure: FigureMeasure) => { readonly identity: FigureIdentity };

const identifyOnPaths =
  ({ run, plan }: Pick<ComputedPaths, 'run' | 'plan'>): IdentifyOnPaths =>
  (measure) => {
    const { choice, resultDigest } = run.head;
    return { identity: identifyInCase(plan.identified, choice.scenarioId ?? 'base', measure, `plan/paths:${resultDigest}`) };
  };

/** Identities of the estimates by year. */
const yearIdentities = (identify: IdentifyOnPaths): TableIdentities => ({
  years: {
    columns: {
      cfads: identify('cfads').identity,
      service: identify('debtService').identity,
      setOff: identify('setOff').identity,
      'dscr.mean': identify('dscr').identity,
      ...Object.fromEntries(
        FAN_PROBABILITIES.map((percentile, i) => [`dscr.quantiles.${i}`, { ...identify('dscr').identity, percentile }]),
      ),
      unpaidMean: identify('debtArrears').identity,
      belowOne: identify('belowOneShare').identity,
      unpaid: identify('unpaidServiceShare').identity,
      default: identify('defaultCovenantShare').identity,
    },
    rowPeriod: 'year',
  },
});

const shareOf = ({ count: n, value, error }: Chance): PathShare => ({ count: n, value, error });

const eventsOf = (chances: Pick<PathFinancing['anyYear'], 'belowOne' | 'lockUp' | 'default' | 'unpaid'>) => ({
  belowOne: shareOf(chances.belowOne),
  unpaid: shareOf(chances.unpaid),
  ...(chances.lockUp && { lockUp: shareOf(chances.lockUp) }),
  ...(chances.default && { default: shareOf(chances.default) }),
});

const COVENANTS = ['lockUpDscr', 'defaultDscr'] as const;

/** Whether service is due in a year on most paths. */
export const isDrawn = (dscr: DscrOfYear | undefined, paths: number): dscr is DscrOfYear =>
  dscr !== undefined && dscr.paths >= DRAWN_SHARE * paths;

const dscrFan = (computedPaths: ComputedPaths): LinesChart | undefined => {
  const { plan, paths, result, deterministic } = computedPaths;
  const years = result.years.flatMap(({ year, dscr }, y) => (isDrawn(dscr, paths) ? [{ year, dscr, y }] : []));
  if (years.length === 0) return undefined;
  const chart = fanChart(
    {
      title: message('financing.paths.fan'),
      summary: message('financing.paths.fan.summary', { paths: count(paths) }),
      unit: 'ratio',
    },
    years.map(({ year }) => year),
    years.map(({ dscr }) => dscr.quantiles.map(({ value }) => value)),
    years.map(({ y }) => deterministic.years[y]!.dscr?.mean.value ?? 0),
    identifyOnPaths(computedPaths)('dscr').identity,
    {},
  );
  const limits = COVENANTS.flatMap((covenant) => {
    const enteredLimits = plan.facilities.flatMap(({ covenants }) => covenants[covenant] ?? []);
    return enteredLimits.length === 0 ? [] : [{ value: Math.max(...enteredLimits), label: message(`financing.covenant.${covenant}`) }];
  });
  return {
    ...chart,
    unitLabel: message('financing.chart.ratios.unit'),
    decimals: RATIO_DECIMALS,
    marks: [{ value: 1, label: message('financing.paths.one') }, ...limits].map(({ value, label }) => ({
      axis: 'y' as const,
      value,
      label,
      role: 'breach' as const,
      style: 'dashed' as const,
    })),
  };
};

const chanceFigure = (
  chance: Chance,
  {
    years,
    title,
    identity,
  }: { readonly years: readonly (readonly [Year, Chance])[]; readonly title: Message; readonly identity: FigureIdentity },
): Figure =>
  withExplanation(share(chance.value, { identity }), {
    title,
    formula: message('financing.paths.explain.any', { error: share(chance.error, { decimals: 2 }) }),
    lines: years.map(([year, yearChance]) => ({
      label: message('financing.paths.explain.year', { year }),
      amount: yearChance.count,
      unit: 'count',
      decimals: 0,
    })),
    total: { label: title, amount: chance.value, unit: 'fraction', decimals: 1 },
    sources: [],
  });

const carriedFigure = (
  { capacity }: PathFinancing,
  deterministicResult: PathFinancing,
  name: Label,
  identify: IdentifyOnPaths,
): Figure | undefined =>
  capacity &&
  withExplanation(usd(capacity.carriedDebt.value, identify('carriedDebt')), {
    title: message('financing.paths.explain.carried', { name }),
    formula: message('financing.paths.explain.carried.formula', { error: usd(capacity.carriedDebt.error, { decimals: 1 }) }),
    lines: [
      ...(deterministicResult.capacity
        ? [
            {
              label: message('financing.paths.explain.expected'),
              amount: deterministicResult.capacity.carriedDebt.value,
              unit: 'usd' as const,
              decimals: 1,
            },
          ]
        : []),
      { label: message('financing.paths.explain.mean'), amount: capacity.mean.value, unit: 'usd', decimals: 1 },
      { label: message('financing.paths.explain.median'), amount: capacity.median.value, unit: 'usd', decimals: 1 },
    ],
    total: { label: message('financing.paths.explain.quantile'), amount: capacity.carriedDebt.value, unit: 'usd', decimals: 1 },
    sources: [],
  });

/** Names how many paths carry no debt, and the year that binds most often on the paths at or below the 10 % quantile. */
const bindingSentences = ({ capacity }: PathFinancing, paths: number, identify: IdentifyOnPaths): Verdict => {
  if (capacity === undefined) return [];
  const { values, bindingYear, carriedDebt } = capacity;
  const weakPaths = [...values.keys()].filter((i) => values[i]! <= carriedDebt.value);
  const pathsWithoutDebt = values.filter((value) => value < LEAST_DEBT).length;
  const byYear = countBy(weakPaths.flatMap((i) => (bindingYear[i]! > 0 ? [bindingYear[i]!] : [])));
  const [mostFrequent] = [...byYear].toSorted(([, a], [, b]) => b - a);
  if (mostFrequent === undefined) return [];
  const year = yearFigure(mostFrequent[0]);
  return pathsWithoutDebt > 0
    ? [{ key: 'financing.paths.verdict.nothing', figures: { nothing: share(pathsWithoutDebt / paths, identify('noDebtShare')), year } }]
    : [{ key: 'financing.paths.verdict.binds', figures: { year } }];
};

const verdictOf = (computedPaths: ComputedPaths, carriedDebt: Figure | undefined, name: Label, debt: Figure | undefined): Verdict => {
  const { result, plan, paths } = computedPaths;
  const { anyYear, years } = result;
  const identify = identifyOnPaths(computedPaths);
  const hasService = years.some(({ dscr }) => isDrawn(dscr, paths));
  const carriedSentences =
    carriedDebt === undefined
      ? []
      : debt === undefined
        ? [{ key: 'financing.paths.verdict.carries', figures: { carried: carriedDebt, name: labelFigure(name) } }]
        : [{ key: 'financing.paths.verdict.carriesLoan', figures: { carried: carriedDebt, name: labelFigure(name), debt } }];
  const bindingPart = bindingSentences(result, paths, identify);
  if (!hasService) return [...carriedSentences, ...bindingPart];
  const event = plan.facilities.some(({ covenants }) => covenants.defaultDscr !== undefined) ? 'default' : 'belowOne';
  const chance = anyYear[event] ?? anyYear.belowOne;
  const lowestYear = years
    .flatMap(({ year, dscr }) => (isDrawn(dscr, paths) ? [{ year, dscr }] : []))
    .reduce((lowestRow, row) => (row.dscr.mean.value < lowestRow.dscr.mean.value ? row : lowestRow));
  const title = message(`financing.paths.event.${event}`);
  return [
    {
      key: `financing.paths.verdict.${event}`,
      figures: {
        chance: chanceFigure(chance, {
          years: years.map((row) => [row.year, row[event] ?? row.belowOne]),
          title,
          ...identify(event === 'default' ? 'defaultCovenantShare' : 'belowOneShare'),
        }),
        paths: count(paths),
        unpaid: share(anyYear.unpaid.value, identify('unpaidServiceShare')),
        dscr: ratio(lowestYear.dscr.mean.value, { decimals: RATIO_DECIMALS, ...identify('lowestMeanDscr') }),
        year: yearFigure(lowestYear.year),
      },
    },
    ...carriedSentences,
    ...bindingPart,
  ];
};

const shortfallFacts = (
  shortfall: YearShortfall,
  computedPaths: Pick<ComputedPaths, 'run' | 'plan'>,
): NonNullable<FinancingOnPaths['shortfall']> => {
  const { buyers } = computedPaths.plan;
  const identity = { ...identifyOnPaths(computedPaths)('expectedShortfall').identity, period: shortfall.year };
  const parts = [
    ...shortfall.buyers.map(({ id, amount }) => ({
      buyerId: id,
      label: { name: buyers.get(id) ?? id } as Label,
      amount,
      identity: identityOfPart(identity, `buyer:${id}`),
    })),
    { label: message('financing.paths.spot') as Label, amount: shortfall.spot, identity: identityOfPart(identity, 'spot') },
    { label: message('financing.paths.costs') as Label, amount: shortfall.costs, identity: identityOfPart(identity, 'costs') },
  ].filter(({ amount }) => Math.abs(amount) > 0.5);
  const rows = parts.toSorted((a, b) => b.amount - a.amount);
  const shownRows = rows.length > MAX_BARS ? rows.toSorted((a, b) => Math.abs(b.amount) - Math.abs(a.amount)).slice(0, MAX_BARS) : rows;
  const otherAmount = sumBy(rows, ({ amount }) => amount) - sumBy(shownRows, ({ amount }) => amount);
  const bars = [
    ...rows.filter((row) => shownRows.includes(row)),
    ...(shownRows.length < rows.length
      ? [{ label: message('financing.paths.rest') as Label, amount: otherAmount, identity: identityOfPart(identity, 'others') }]
      : []),
  ];
  const total = sum(rows.map(({ amount }) => amount));
  const chart: BarsChart = {
    kind: 'bars',
    title: message('financing.paths.shortfall', { year: shortfall.year }),
    summary: message('financing.paths.shortfall.summary', { year: shortfall.year, total: usd(total) }),
    unit: 'usd',
    decimals: 1,
    horizontal: true,
    stacked: false,
    categories: bars.map(({ label }) => ({ label })),
    series: [
      {
        label: message('financing.paths.component'),
        role: 'accent',
        fill: 'solid',
        values: bars.map(({ amount }) => amount + 0),
        identity: bars.map((bar) => bar.identity),
      },
    ],
    barLabels: bars.map(({ amount }) => ({ value: amount, unit: 'usd', decimals: 1, sign: true, withoutUnit: true })),
  };
  return {
    year: shortfall.year,
    total,
    rows: rows.map((row) => ({ ...row, identity: { amount: row.identity } })),
    identities: { rows: { columns: { amount: identity } } },
    chart,
  };
};

/** The facts of financing on paths: fan of the DSCR, chances, the debt that paths carry, and the shortfall by buyer. */
export const pathFacts = (computedPaths: ComputedPaths): FinancingOnPaths => {
  const { run, plan, paths, result, deterministic, shortfall } = computedPaths;
  const { facility } = plan.sizedLoan;
  const name: Label = facility ? { name: facility.name } : message('financing.proposedLoan', {}, 'inSentence');
  const debt = facility && (facility.opening?.balance ?? 0) + sumBy(facility.draws, ({ amount }) => amount);
  const carriedDebt = carriedFigure(result, deterministic, name, identifyOnPaths(computedPaths));
  const debtFigure =
    facility && usd(debt ?? 0, { identity: identifyInCase(plan.identified, 'base', 'debtEntered', facilitySubject(facility.id)) });
  const fan = dscrFan(computedPaths);
  const { capacity } = result;
  const carryingPaths = capacity && debt !== undefined ? capacity.values.filter((value) => value >= debt * (1 - 1e-9)).length : undefined;
  const { scenario } = run.head;
  return {
    state: 'answered',
    runId: run.id,
    at: run.started,
    paths,
    ...(scenario === undefined ? {} : { scenario }),
    verdict: verdictOf(computedPaths, carriedDebt, name, debtFigure),
    notes: [
      message('financing.paths.note.annual'),
      ...(plan.facilities.some(({ kind }) => kind === 'prepayment') ? [message('financing.paths.note.setOff')] : []),
      ...(plan.facilities.some(({ sweepShare }) => sweepShare > 0) ? [message('financing.paths.note.sweep')] : []),
      ...(capacity === undefined ? [message('financing.paths.note.noCapacity')] : []),
    ],
    ...(fan && { fan }),
    identities: yearIdentities(identifyOnPaths(computedPaths)),
    years: result.years
      .filter(({ cfads, service, unpaidMean }) => cfads.value !== 0 || service > 0 || unpaidMean.value > 0)
      .map(({ year, cfads, service, setOff, dscr, unpaidMean, ...events }) => ({
        year,
        cfads,
        service,
        setOff,
        ...(isDrawn(dscr, paths) && { dscr }),
        unpaidMean,
        ...eventsOf(events),
      })),
    anyYear: eventsOf(result.anyYear),
    unpaidAtEnd: result.unpaidAtEnd,
    ...(capacity &&
      carriedDebt && {
        capacity: {
          ...(facility && { facilityId: facility.id }),
          name,
          ...(debt !== undefined && { debt }),
          carriedDebt,
          median: capacity.median,
          mean: capacity.mean,
          ...(carryingPaths !== undefined && {
            carryingShare: {
              count: carryingPaths,
              value: carryingPaths / paths,
              error: Math.sqrt(((carryingPaths / paths) * (1 - carryingPaths / paths)) / paths),
            },
          }),
        },
      }),
    ...(shortfall && { shortfall: shortfallFacts(shortfall, computedPaths) }),
    omittedNames: plan.omittedNames,
  };
};
