import { type ExposureMember, exposureByDimension, prepareExposureSums } from '#engine';
import type { Effect, EffectRow } from '#shared/contract/contracts.ts';
import type { Figure, Message } from '#shared/contract/figure.ts';
import type { Limit } from '#shared/domain/limit.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Year } from '#shared/domain/time.ts';
import { ZONES, type Zone } from '#shared/domain/zone.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import {
  identifyLimit,
  type LimitChange,
  limitChanges,
  limitDifference,
  limitFigure,
  limitLevel,
  measureInYear,
} from '../limits/limitFigures.ts';
import { countedYear } from '../portfolio/countedYear.ts';
import { differenceOf } from '../portfolio/figureIdentity.ts';
import { dmt, emptyFigure, hhi, points, ratio, usd, usdPerYear } from '../portfolio/figures.ts';
import { oversoldMeasures, oversoldVerdict } from '../portfolio/oversold.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { spotContractCode } from '../portfolio/spotContract.ts';
import { lostDestination } from '../scenarios/displacement.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import {
  buyersMeasure,
  chinaMeasure,
  committedShareMeasure,
  concentrationCostMeasure,
  largestContractMeasure,
  largestGroupMeasure,
  type Measure,
  netRevenueMeasure,
  type PlanYear,
  slumpMeasure,
} from './planMeasures.ts';

/** A change of at least this share of the largest counts as the largest, so that of several equal years the first is shown. */
const EQUAL_SHARE = 0.995;

/** The first year in which the deal moves the plan's gross payable value most. */
function* effectYear(book: Workbook, planBefore: ValuedPlan, planAfter: ValuedPlan): Steps<Year> {
  const { years } = planAfter.exposure();
  for (const plan of [planBefore, planAfter]) yield* prepareExposureSums(plan.exposure(), 'zone');
  const zonesBefore = exposureByDimension(planBefore.exposure(), 'zone');
  const zonesAfter = exposureByDimension(planAfter.exposure(), 'zone');
  yield;
  const total = (zones: readonly ExposureMember[], i: number) => sumBy(zones, ({ grossValue }) => grossValue[i]!);
  const change = years.map((_, i) => Math.abs(total(zonesAfter, i) - total(zonesBefore, i)));
  const largestChange = Math.max(...change);
  return largestChange === 0 ? book.year : years[change.findIndex((value) => value >= largestChange * EQUAL_SHARE)]!;
}

type Comparison = { readonly book: Workbook; readonly before: ValuedPlan; readonly after: ValuedPlan; readonly year: Year };
type Unit = 'share' | 'hhi' | 'ratio' | 'usd' | 'usdPerYear' | 'dmt';

const DIFFERENCE: Readonly<Record<Unit, (value: number, extras: Partial<Figure>) => Figure>> = {
  share: points,
  hhi,
  ratio,
  usd,
  usdPerYear,
  dmt,
};

const measureRow = (key: EffectRow['key'], label: Message, unit: Unit, measureBefore: Measure, measureAfter: Measure): EffectRow => ({
  key,
  label,
  now: measureBefore?.figure ?? emptyFigure(),
  signed: measureAfter?.figure ?? emptyFigure(),
  change:
    measureBefore && measureAfter
      ? DIFFERENCE[unit](measureAfter.value - measureBefore.value, {
          sign: true,
          decimals: Math.max(measureAfter.figure.decimals, measureBefore.figure.decimals, unit === 'dmt' ? 1 : 0),
          ...differenceOf(measureAfter.figure, measureBefore.figure),
        })
      : emptyFigure(),
});

const limitOf = (limit: Limit, state: 'holds' | 'near' | 'breached', stateBefore: 'holds' | 'near' | 'breached'): EffectRow['limit'] => ({
  id: limit.id,
  name: limit.name,
  level: limitLevel(limit),
  direction: limit.direction,
  state,
  before: stateBefore,
});

/** Replaces the numbers of a row by those of the limit on its measure, if there is one, so that they agree with the limits page. */
const withLimit = (
  comparison: Comparison,
  measuredRow: EffectRow,
  appliesTo: (limit: Limit) => boolean,
): { row: EffectRow; limit?: Limit } => {
  const { book, before, after, year } = comparison;
  const limitAfter = measureInYear(book.limits, after.limits(), appliesTo, year);
  const limitBefore = limitAfter && measureInYear([limitAfter.limit], before.limits(), () => true, year);
  if (limitAfter === undefined || limitBefore === undefined) return { row: measuredRow };
  const { limit } = limitAfter;
  // an explanation of another number than the limit's is dropped
  const withValue = (figure: Figure, value: number, plan: ValuedPlan) =>
    typeof figure.value === 'number' && Math.abs(figure.value - value) < 1e-9
      ? figure
      : limitFigure(limit, value, { identity: identifyLimit(book, plan, limit, year) });
  return {
    limit,
    row: {
      ...measuredRow,
      now: withValue(measuredRow.now, limitBefore.value, before),
      signed: { ...withValue(measuredRow.signed, limitAfter.value, after), state: limitAfter.state },
      change: limitDifference(limit, limitAfter.value, limitBefore.value, {
        identity: identifyLimit(book, after, limit, year, { against: before }),
      }),
      limit: limitOf(limit, limitAfter.state, limitBefore.state),
    },
  };
};

/** The known destination whose tonnes the deal changes most in the year. */
const mostChangedZone = ({ before, after, year }: Comparison): Zone => {
  const tonnes = (plan: ValuedPlan, zone: Zone): number => {
    const exposure = plan.exposure();
    const sums = exposureByDimension(exposure, 'zone').find(({ member }) => member === zone);
    return sums?.tonnes[exposure.years.indexOf(year)] ?? 0;
  };
  const change = ZONES.map((zone) => Math.abs(tonnes(after, zone) - tonnes(before, zone)));
  return ZONES[change.indexOf(Math.max(...change))]!;
};

const coversPlan = (limit: Limit): boolean => limit.metal === undefined && limit.productId === undefined;

/** The product's tonnes short over all years, and what they cost; no rows where neither plan oversells it. */
function* oversoldRows({ book, before, after }: Comparison, product: Product): Steps<readonly { row: EffectRow }[]> {
  const measuresBefore = oversoldMeasures(book, before, product);
  yield;
  const measuresAfter = oversoldMeasures(book, after, product);
  if (measuresBefore.short.value === 0 && measuresAfter.short.value === 0) return [];
  const label = message('effect.oversold', { product: product.name });
  const damages = message('effect.damages', { product: product.name });
  return [
    { row: measureRow('oversold', label, 'dmt', measuresBefore.short, measuresAfter.short) },
    { row: measureRow('damages', damages, 'usd', measuresBefore.damages, measuresAfter.damages) },
  ];
}

const chinaShareRow = (comparison: Comparison, shares: readonly [Measure, Measure]): { row: EffectRow; limit?: Limit } =>
  withLimit(
    comparison,
    measureRow('chinaShare', message('effect.chinaShare'), 'share', ...shares),
    (limit) =>
      limit.measure.kind === 'zoneShare' && limit.measure.zone === 'china' && limit.denominator === 'valueSold' && coversPlan(limit),
  );

/** The change of China's share as `computeEffect` shows it, without the other measures. */
export function* chinaShareChange(book: Workbook, planBefore: ValuedPlan, planAfter: ValuedPlan): Steps<Figure> {
  const year = yield* effectYear(book, planBefore, planAfter);
  yield;
  const shareBefore = chinaMeasure({ book, plan: planBefore, year }, 'destination');
  yield;
  const shareAfter = chinaMeasure({ book, plan: planAfter, year }, 'destination');
  yield;
  return chinaShareRow({ book, before: planBefore, after: planAfter, year }, [shareBefore, shareAfter]).row.change;
}

/** The standard measures of both plans, one measure of a plan a step. */
function* standardRows(comparison: Comparison, product: Product, zone: Zone): Steps<readonly { row: EffectRow; limit?: Limit }[]> {
  const { before, after } = comparison;
  const metal = message(`metal.${product.metal}`, {}, 'inSentence');
  const isOnMetal = (limit: Limit) => limit.metal === product.metal || limit.productId === product.id;
  const rows: { row: EffectRow; limit?: Limit }[] = [];
  function* measureBoth<T>(measure: (planYear: PlanYear) => T): Steps<readonly [T, T]> {
    const measureBefore = measure({ ...comparison, plan: before });
    yield;
    const measureAfter = measure({ ...comparison, plan: after });
    yield;
    return [measureBefore, measureAfter];
  }
  const [buyersBefore, buyersAfter] = yield* measureBoth(buyersMeasure);
  rows.push({ row: measureRow('hhi', message('effect.hhi'), 'hhi', buyersBefore.hhi, buyersAfter.hhi) });
  const effectiveBuyers = message('effect.effectiveBuyers');
  rows.push(
    withLimit(
      comparison,
      measureRow('effectiveBuyers', effectiveBuyers, 'ratio', buyersBefore.effective, buyersAfter.effective),
      (limit) => limit.measure.kind === 'effectiveNumber' && coversPlan(limit),
    ),
  );
  rows.push(chinaShareRow(comparison, yield* measureBoth((planYear) => chinaMeasure(planYear, 'destination'))));
  const parentShares = yield* measureBoth((planYear) => chinaMeasure(planYear, 'parent'));
  rows.push({ row: measureRow('chinaParentShare', message('effect.chinaParentShare'), 'share', ...parentShares) });
  const committedShares = yield* measureBoth((planYear) => committedShareMeasure(planYear, product));
  rows.push(
    withLimit(
      comparison,
      measureRow('committedShare', message('effect.committedShare', { product: product.name }), 'share', ...committedShares),
      (limit) => limit.measure.kind === 'coverage' && isOnMetal(limit),
    ),
  );
  const largestGroups = yield* measureBoth((planYear) => largestGroupMeasure(planYear, product.metal));
  rows.push(
    withLimit(
      comparison,
      measureRow('largestGroup', message('effect.largestGroup', { metal }), 'share', ...largestGroups),
      (limit) => limit.measure.kind === 'largestGroup' && isOnMetal(limit),
    ),
  );
  const largestContracts = yield* measureBoth(largestContractMeasure);
  rows.push(
    withLimit(
      comparison,
      measureRow('largestContract', message('effect.largestContract'), 'share', ...largestContracts),
      (limit) => limit.measure.kind === 'largestContract' && coversPlan(limit),
    ),
  );
  const slumpCosts = yield* measureBoth(slumpMeasure);
  rows.push({ row: measureRow('slumpCost', message('effect.slumpCost'), 'usd', ...slumpCosts) });
  const concentrationCosts = yield* measureBoth((planYear) => concentrationCostMeasure(planYear, zone));
  const concentrationCost = message('effect.concentrationCost', { zone: message(`zone.${zone}`) });
  rows.push({ row: measureRow('concentrationCost', concentrationCost, 'usdPerYear', ...concentrationCosts) });
  const netRevenues = yield* measureBoth(netRevenueMeasure);
  rows.push({ row: measureRow('netRevenue', message('effect.netRevenue'), 'usd', ...netRevenues) });
  return [...rows, ...(yield* oversoldRows(comparison, product))];
}

const limitRow = (comparison: Comparison, { limit, year, before, after }: LimitChange): EffectRow => ({
  key: 'limit',
  label:
    year === comparison.year || limit.from === limit.to
      ? message('effect.limit', { name: limit.name })
      : message('effect.inYear', { name: limit.name, year: countedYear(comparison.book, year) }),
  now: before
    ? limitFigure(limit, before.value, { identity: identifyLimit(comparison.book, comparison.before, limit, year) })
    : emptyFigure(),
  signed: after
    ? limitFigure(limit, after.value, { state: after.state, identity: identifyLimit(comparison.book, comparison.after, limit, year) })
    : emptyFigure(),
  change:
    before && after
      ? limitDifference(limit, after.value, before.value, {
          identity: identifyLimit(comparison.book, comparison.after, limit, year, { against: comparison.before }),
        })
      : emptyFigure(),
  limit: limitOf(limit, after?.state ?? 'holds', before?.state ?? 'holds'),
});

/** States that the deal changes the terms of the product's spot sales, so that revenue changes in months before its start too. */
function* spotTermsNote(product: Product, planBefore: ValuedPlan, planAfter: ValuedPlan): Steps<Pick<Effect, 'spotTerms'>> {
  const codeBefore = yield* spotContractCode(planBefore, product.id);
  const codeAfter = yield* spotContractCode(planAfter, product.id);
  if (codeBefore === undefined || codeAfter === undefined || codeBefore === codeAfter) return {};
  return { spotTerms: message('effect.spotTerms', { product: product.name, before: codeBefore, after: codeAfter }) };
}

/** Computes in steps what the standard measures of a plan read: its revenue in the slump, and its cost without a destination. */
function* prepareMeasures(book: Workbook, plan: ValuedPlan, zone: Zone, year: Year): Steps<void> {
  yield* plan.inSteps.scenarioRevenue();
  yield* lostDestination(book, plan, zone, year);
}

/**
 * Compares a plan without a deal to the plan with it, in the year in which the deal changes it most. The standard measures are followed by
 * each limit that becomes breached, at risk or OK and that no row above shows.
 */
export const computeEffect = async (book: Workbook, product: Product, planBefore: ValuedPlan, planAfter: ValuedPlan): Promise<Effect> => {
  const year = await runWithYielding(effectYear(book, planBefore, planAfter));
  const comparison = { book, before: planBefore, after: planAfter, year };
  const zone = mostChangedZone(comparison);
  for (const plan of [planBefore, planAfter]) await runWithYielding(prepareMeasures(book, plan, zone, year));
  const rows = await runWithYielding(standardRows(comparison, product, zone));
  await yieldIfDue();
  const changes = limitChanges(book.limits, planBefore.limits(), planAfter.limits());
  const shownLimitIds = new Set(
    rows.flatMap(({ limit, row: { limit: states } }) => (limit && states?.state !== states?.before ? [limit.id] : [])),
  );
  await yieldIfDue();
  const changedNames = (kind: LimitChange['kind']) => changes.filter((change) => change.kind === kind).map(({ limit }) => limit.name);
  return {
    plan: planAfter.plan.name,
    year,
    rows: [
      ...rows.map(({ row }) => row),
      ...changes.filter(({ limit }) => !shownLimitIds.has(limit.id)).map((change) => limitRow(comparison, change)),
    ],
    warned: changedNames('warned'),
    breached: changedNames('breached'),
    cured: changedNames('cured'),
    oversold: await runWithYielding(oversoldVerdict(book, planAfter)),
    ...(await runWithYielding(spotTermsNote(product, planBefore, planAfter))),
  };
};
