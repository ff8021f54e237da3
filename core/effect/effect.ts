import type { Effect, EffectRow } from '#shared/contract/contracts.ts';
import type { Figure, Message } from '#shared/contract/figure.ts';
import type { Limit } from '#shared/domain/limit.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Year } from '#shared/domain/time.ts';
import { ZONES, type Zone } from '#shared/domain/zone.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import {
  identifyLimit,
  type LimitChange,
  limitChanges,
  limitDifference,
  limitFigure,
  limitLevel,
  measureInYear,
} from '../limits/limitFigures.ts';
import { oversoldMeasures, oversoldVerdict } from '../plans/oversold.ts';
import { differenceOf } from '../portfolio/figureIdentity.ts';
import { dmt, emptyFigure, hhi, points, ratio, usd, usdPerYear } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { spotContractCode } from '../portfolio/spotContract.ts';
import {
  buyersMeasure,
  chinaMeasure,
  concentrationCostMeasure,
  coverageMeasure,
  largestContractMeasure,
  largestGroupMeasure,
  type Measure,
  netRevenueMeasure,
  slumpMeasure,
} from './planMeasures.ts';

/** A change of at least this share of the largest counts as the largest, so that of several equal years the first is shown. */
const EQUAL_SHARE = 0.995;

/** The first year in which the deal moves the plan's gross payable value most. */
const effectYear = (book: Workbook, before: ValuedPlan, after: ValuedPlan): Year => {
  const { years } = after.exposure();
  const total = (plan: ValuedPlan, i: number) => sumBy(plan.exposure().rows, ({ grossValue }) => grossValue[i]!);
  const change = years.map((_, i) => Math.abs(total(after, i) - total(before, i)));
  const most = Math.max(...change);
  return most === 0 ? book.year : years[change.findIndex((value) => value >= most * EQUAL_SHARE)]!;
};

type Comparison = { readonly book: Workbook; readonly before: ValuedPlan; readonly after: ValuedPlan; readonly year: Year };
type Unit = 'share' | 'hhi' | 'ratio' | 'usd' | 'usdPerYear' | 'dmt';

const DIFFERENCE: Readonly<Record<Unit, (value: number, more: Partial<Figure>) => Figure>> = {
  share: points,
  hhi,
  ratio,
  usd,
  usdPerYear,
  dmt: (value, more) => dmt(value, { decimals: 1, ...more }),
};

const measureRow = (key: EffectRow['key'], label: Message, unit: Unit, now: Measure, signed: Measure): EffectRow => ({
  key,
  label,
  now: now?.figure ?? emptyFigure(),
  signed: signed?.figure ?? emptyFigure(),
  change:
    now && signed ? DIFFERENCE[unit](signed.value - now.value, { sign: true, ...differenceOf(signed.figure, now.figure) }) : emptyFigure(),
});

const limitOf = (limit: Limit, state: 'holds' | 'near' | 'breached', before: 'holds' | 'near' | 'breached'): EffectRow['limit'] => ({
  id: limit.id,
  name: limit.name,
  level: limitLevel(limit),
  direction: limit.direction,
  state,
  before,
});

/** Replaces the numbers of a row by those of the limit on its measure, if there is one, so that they agree with the limits page. */
const withLimit = (comparison: Comparison, measured: EffectRow, of: (limit: Limit) => boolean): { row: EffectRow; limit?: Limit } => {
  const { book, before, after, year } = comparison;
  const signed = measureInYear(book.limits, after.limits(), of, year);
  const now = signed && measureInYear([signed.limit], before.limits(), () => true, year);
  if (signed === undefined || now === undefined) return { row: measured };
  const { limit } = signed;
  // an explanation of another number than the limit's is dropped
  const withValue = (figure: Figure, value: number, plan: ValuedPlan) =>
    typeof figure.value === 'number' && Math.abs(figure.value - value) < 1e-9
      ? figure
      : limitFigure(limit, value, { identity: identifyLimit(book, plan, limit, year) });
  return {
    limit,
    row: {
      ...measured,
      now: withValue(measured.now, now.value, before),
      signed: { ...withValue(measured.signed, signed.value, after), state: signed.state },
      change: limitDifference(limit, signed.value, now.value, { identity: identifyLimit(book, after, limit, year, { against: before }) }),
      limit: limitOf(limit, signed.state, now.state),
    },
  };
};

/** The known destination whose tonnes the deal changes most in the year. */
const mostChangedZone = ({ before, after, year }: Comparison): Zone => {
  const tonnes = (plan: ValuedPlan, zone: Zone): number => {
    const { years, rows } = plan.exposure();
    const i = years.indexOf(year);
    return sumBy(
      rows,
      (row) =>
        (row.tonnes[i] ?? 0) *
        sumBy(
          row.destinations.filter((part) => part.zone === zone),
          ({ share }) => share,
        ),
    );
  };
  const change = ZONES.map((zone) => Math.abs(tonnes(after, zone) - tonnes(before, zone)));
  return ZONES[change.indexOf(Math.max(...change))]!;
};

const coversPlan = (limit: Limit): boolean => limit.metal === undefined && limit.productId === undefined;

/** The product's tonnes short over all years, and what they cost; no rows where neither plan oversells it. */
const oversoldRows = ({ book, before, after }: Comparison, product: Product): readonly { row: EffectRow }[] => {
  const [now, signed] = [before, after].map((plan) => oversoldMeasures(book, plan, product));
  if (now!.short.value === 0 && signed!.short.value === 0) return [];
  const label = message('effect.oversold', { product: product.name });
  const damages = message('effect.damages', { product: product.name });
  return [
    { row: measureRow('oversold', label, 'dmt', now!.short, signed!.short) },
    { row: measureRow('damages', damages, 'usd', now!.damages, signed!.damages) },
  ];
};

const standardRows = (comparison: Comparison, product: Product): readonly { row: EffectRow; limit?: Limit }[] => {
  const { book, before, after, year } = comparison;
  const now = { book, plan: before, year };
  const signed = { book, plan: after, year };
  const buyersNow = buyersMeasure(now);
  const buyersSigned = buyersMeasure(signed);
  const metal = message(`metal.${product.metal}`, {}, 'inSentence');
  const zone = mostChangedZone(comparison);
  const onMetal = (limit: Limit) => limit.metal === product.metal || limit.productId === product.id;
  return [
    { row: measureRow('hhi', message('effect.hhi'), 'hhi', buyersNow.hhi, buyersSigned.hhi) },
    withLimit(
      comparison,
      measureRow('effectiveBuyers', message('effect.effectiveBuyers'), 'ratio', buyersNow.effective, buyersSigned.effective),
      (limit) => limit.measure.kind === 'effectiveNumber' && coversPlan(limit),
    ),
    withLimit(
      comparison,
      measureRow(
        'chinaShare',
        message('effect.chinaShare'),
        'share',
        chinaMeasure(now, 'destination'),
        chinaMeasure(signed, 'destination'),
      ),
      (limit) =>
        limit.measure.kind === 'zoneShare' && limit.measure.zone === 'china' && limit.denominator === 'valueSold' && coversPlan(limit),
    ),
    {
      row: measureRow(
        'chinaParentShare',
        message('effect.chinaParentShare'),
        'share',
        chinaMeasure(now, 'parent'),
        chinaMeasure(signed, 'parent'),
      ),
    },
    withLimit(
      comparison,
      measureRow(
        'coverage',
        message('effect.coverage', { product: product.name }),
        'share',
        coverageMeasure(now, product),
        coverageMeasure(signed, product),
      ),
      (limit) => limit.measure.kind === 'coverage' && onMetal(limit),
    ),
    withLimit(
      comparison,
      measureRow(
        'largestGroup',
        message('effect.largestGroup', { metal }),
        'share',
        largestGroupMeasure(now, product.metal),
        largestGroupMeasure(signed, product.metal),
      ),
      (limit) => limit.measure.kind === 'largestGroup' && onMetal(limit),
    ),
    withLimit(
      comparison,
      measureRow(
        'largestContract',
        message('effect.largestContract'),
        'share',
        largestContractMeasure(now),
        largestContractMeasure(signed),
      ),
      (limit) => limit.measure.kind === 'largestContract' && coversPlan(limit),
    ),
    { row: measureRow('slumpCost', message('effect.slumpCost'), 'usd', slumpMeasure(now), slumpMeasure(signed)) },
    {
      row: measureRow(
        'concentrationCost',
        message('effect.concentrationCost', { zone: message(`zone.${zone}`) }),
        'usdPerYear',
        concentrationCostMeasure(now, zone),
        concentrationCostMeasure(signed, zone),
      ),
    },
    { row: measureRow('netRevenue', message('effect.netRevenue'), 'usd', netRevenueMeasure(now), netRevenueMeasure(signed)) },
    ...oversoldRows(comparison, product),
  ];
};

const limitRow = (comparison: Comparison, { limit, year, before, after }: LimitChange): EffectRow => ({
  key: 'limit',
  label:
    year === comparison.year || limit.from === limit.to
      ? message('effect.limit', { name: limit.name })
      : message('effect.inYear', { name: limit.name, year }),
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
const spotTermsNote = (product: Product, before: ValuedPlan, after: ValuedPlan): Pick<Effect, 'spotTerms'> => {
  const [now, then] = [spotContractCode(before, product.id), spotContractCode(after, product.id)];
  if (now === undefined || then === undefined || now === then) return {};
  return { spotTerms: message('effect.spotTerms', { product: product.name, before: now, after: then }) };
};

/**
 * Compares a plan without a deal to the plan with it, in the year in which the deal changes it most. The standard measures are followed by
 * each limit that becomes breached, at risk or OK and that no row above shows.
 */
export const computeEffect = (book: Workbook, product: Product, before: ValuedPlan, after: ValuedPlan): Effect => {
  const year = effectYear(book, before, after);
  const comparison = { book, before, after, year };
  const rows = standardRows(comparison, product);
  const moves = limitChanges(book.limits, before.limits(), after.limits());
  const shown = new Set(rows.flatMap(({ limit, row: { limit: states } }) => (limit && states?.state !== states?.before ? [limit.id] : [])));
  const names = (kind: LimitChange['kind']) => moves.filter((move) => move.kind === kind).map(({ limit }) => limit.name);
  return {
    plan: after.plan.name,
    year,
    rows: [...rows.map(({ row }) => row), ...moves.filter(({ limit }) => !shown.has(limit.id)).map((move) => limitRow(comparison, move))],
    warned: names('warned'),
    breached: names('breached'),
    cured: names('cured'),
    oversold: oversoldVerdict(book, after),
    ...spotTermsNote(product, before, after),
  };
};
