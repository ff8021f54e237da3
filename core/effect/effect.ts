import type { Effect, EffectRow } from '#shared/contract/contracts.ts';
import type { Figure, Message } from '#shared/contract/figure.ts';
import type { Limit } from '#shared/domain/limit.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Year } from '#shared/domain/time.ts';
import { message, text } from '#shared/messages/text.ts';
import { type LimitChange, limitChanges, limitDifference, limitFigure, limitLevel, measureInYear } from '../limits/limitFigures.ts';
import { hhi, none, points, ratio, usd } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import {
  buyersMeasure,
  chinaMeasure,
  coverageMeasure,
  largestContractMeasure,
  largestGroupMeasure,
  type Measure,
  netRevenueMeasure,
  slumpMeasure,
} from './measures.ts';

/** A year whose change is this close to the largest counts as the largest, so that a level run of years is shown by its first. */
const AS_LARGE = 0.995;

/** The first year in which the deal moves the plan's gross payable value most. */
const effectYear = (book: Workbook, before: ValuedPlan, after: ValuedPlan): Year => {
  const { years } = after.exposure();
  const total = (plan: ValuedPlan, i: number) => plan.exposure().rows.reduce((sum, { grossValue }) => sum + grossValue[i]!, 0);
  const change = years.map((_, i) => Math.abs(total(after, i) - total(before, i)));
  const most = Math.max(...change);
  return most === 0 ? book.year : years[change.findIndex((value) => value >= most * AS_LARGE)]!;
};

type Sides = { readonly book: Workbook; readonly before: ValuedPlan; readonly after: ValuedPlan; readonly year: Year };
type Unit = 'share' | 'hhi' | 'ratio' | 'usd';

const DIFFERENCE: Readonly<Record<Unit, (value: number) => Figure>> = {
  share: (value) => points(value),
  hhi: (value) => hhi(value, { sign: true }),
  ratio: (value) => ratio(value, { sign: true }),
  usd: (value) => usd(value, { sign: true }),
};

const row = (key: EffectRow['key'], label: Message, unit: Unit, now: Measure, signed: Measure): EffectRow => ({
  key,
  label,
  now: now?.figure ?? none(),
  signed: signed?.figure ?? none(),
  change: now && signed ? DIFFERENCE[unit](signed.value - now.value) : none(),
});

const limitOf = (limit: Limit, state: 'holds' | 'near' | 'breached', before: 'holds' | 'near' | 'breached'): EffectRow['limit'] => ({
  level: limitLevel(limit),
  direction: limit.direction,
  state,
  before,
});

/** The row of a measure that a limit of the house watches: the limit's own number, so that it agrees with the limits board. */
const watched = (sides: Sides, bare: EffectRow, of: (limit: Limit) => boolean): { row: EffectRow; limit?: Limit } => {
  const { book, before, after, year } = sides;
  const signed = measureInYear(book.limits, after.limits(), of, year);
  const now = signed && measureInYear([signed.limit], before.limits(), () => true, year);
  if (signed === undefined || now === undefined) return { row: bare };
  const { limit } = signed;
  // an explanation that makes another number than the limit's is no explanation
  const explains = (figure: Figure, value: number) =>
    typeof figure.value === 'number' && Math.abs(figure.value - value) < 1e-9 ? figure : limitFigure(limit, value);
  return {
    limit,
    row: {
      ...bare,
      now: explains(bare.now, now.value),
      signed: { ...explains(bare.signed, signed.value), state: signed.state },
      change: limitDifference(limit, signed.value, now.value),
      limit: limitOf(limit, signed.state, now.state),
    },
  };
};

const whole = (limit: Limit): boolean => limit.metal === undefined && limit.productId === undefined;

const standardRows = (sides: Sides, product: Product): readonly { row: EffectRow; limit?: Limit }[] => {
  const { book, before, after, year } = sides;
  const now = { book, plan: before, year };
  const signed = { book, plan: after, year };
  const buyersNow = buyersMeasure(now);
  const buyersSigned = buyersMeasure(signed);
  const metal = text(`metal.${product.metal}`).toLocaleLowerCase('en');
  const onMetal = (limit: Limit) => limit.metal === product.metal || limit.productId === product.id;
  return [
    { row: row('hhi', message('effect.hhi'), 'hhi', buyersNow.hhi, buyersSigned.hhi) },
    watched(
      sides,
      row('effectiveBuyers', message('effect.effectiveBuyers'), 'ratio', buyersNow.effective, buyersSigned.effective),
      (limit) => limit.measure.kind === 'effectiveNumber' && whole(limit),
    ),
    watched(
      sides,
      row('chinaShare', message('effect.chinaShare'), 'share', chinaMeasure(now, 'destination'), chinaMeasure(signed, 'destination')),
      (limit) => limit.measure.kind === 'zoneShare' && limit.measure.zone === 'china' && limit.denominator === 'valueSold' && whole(limit),
    ),
    {
      row: row(
        'chinaParentShare',
        message('effect.chinaParentShare'),
        'share',
        chinaMeasure(now, 'parent'),
        chinaMeasure(signed, 'parent'),
      ),
    },
    watched(
      sides,
      row(
        'coverage',
        message('effect.coverage', { product: product.name }),
        'share',
        coverageMeasure(now, product),
        coverageMeasure(signed, product),
      ),
      (limit) => limit.measure.kind === 'coverage' && onMetal(limit),
    ),
    watched(
      sides,
      row(
        'largestGroup',
        message('effect.largestGroup', { metal }),
        'share',
        largestGroupMeasure(now, product.metal),
        largestGroupMeasure(signed, product.metal),
      ),
      (limit) => limit.measure.kind === 'largestGroup' && onMetal(limit),
    ),
    watched(
      sides,
      row('largestContract', message('effect.largestContract'), 'share', largestContractMeasure(now), largestContractMeasure(signed)),
      (limit) => limit.measure.kind === 'largestContract' && whole(limit),
    ),
    { row: row('slumpCost', message('effect.slumpCost'), 'usd', slumpMeasure(now), slumpMeasure(signed)) },
    { row: row('netRevenue', message('effect.netRevenue'), 'usd', netRevenueMeasure(now), netRevenueMeasure(signed)) },
  ];
};

const moveRow = ({ limit, year, before, after }: LimitChange, shown: Year): EffectRow => ({
  key: 'limit',
  label:
    year === shown || limit.from === limit.to
      ? message('effect.limit', { name: limit.name })
      : message('effect.inYear', { name: limit.name, year: String(year) }),
  now: before ? limitFigure(limit, before.value) : none(),
  signed: after ? limitFigure(limit, after.value, { state: after.state }) : none(),
  change: before && after ? limitDifference(limit, after.value, before.value) : none(),
  limit: limitOf(limit, after?.state ?? 'holds', before?.state ?? 'holds'),
});

/**
 * What a deal changes in a plan: the plan without it beside the plan with it, in the year where it changes most, then each limit
 * that it breaches, warns or cures and that no row above shows.
 */
export const effectOf = (book: Workbook, product: Product, before: ValuedPlan, after: ValuedPlan): Effect => {
  const year = effectYear(book, before, after);
  const rows = standardRows({ book, before, after, year }, product);
  const moves = limitChanges(book.limits, before.limits(), after.limits());
  const shown = new Map(
    rows.flatMap(({ limit, row: { limit: standing } }) => (limit && standing?.state !== standing?.before ? [[limit.id, true]] : [])),
  );
  const names = (kind: LimitChange['kind']) => moves.filter((move) => move.kind === kind).map(({ limit }) => limit.name);
  return {
    plan: after.plan.name,
    year,
    rows: [...rows.map(({ row: one }) => one), ...moves.filter(({ limit }) => !shown.has(limit.id)).map((move) => moveRow(move, year))],
    warned: names('warned'),
    breached: names('breached'),
    cured: names('cured'),
  };
};
