import { type ExplainLine, type PayoffPoint, payoff, takeOrPayShares } from '#engine';
import type { BarsChart, ChartMark, LinesChart, WaterfallChart } from '#shared/contract/charts.ts';
import type { Amount, Label } from '#shared/contract/figure.ts';
import { termsAt } from '#shared/domain/contract.ts';
import type { Reference } from '#shared/domain/reference.ts';
import { monthOf, yearOf } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { amountInYear } from '../portfolio/contractValues.ts';
import { lineMessage } from '../portfolio/explain.ts';
import { identifyDeal, identityOfPart } from '../portfolio/figureIdentity.ts';
import { month as monthFigure, priceDecimals, usd } from '../portfolio/figures.ts';
import { referenceLabel } from '../portfolio/labels.ts';
import { unitCost } from '../portfolio/projectInputs.ts';
import type { DraftedContract } from './draftedContract.ts';
import type { BreakEven } from './previewFigures.ts';

/** Start of a waterfall's axis that keeps small steps visible: below the lowest level by the range of levels, rounded; undefined = zero. */
const axisStart = (lines: readonly ExplainLine[]): number | undefined => {
  let level = 0;
  const levels = lines.slice(0, -1).map(({ amount }) => (level += amount));
  const low = Math.min(...levels);
  const range = Math.max(...levels) - low;
  if (range <= 0 || low <= range * 2) return undefined;
  const step = 10 ** Math.floor(Math.log10(range));
  const from = Math.floor((low - range) / step) * step;
  return from > 0 ? from : undefined;
};

/** Charts the net price of the year line by line. */
export const netPriceChart = ({ book, contract, plan, product, year, netPrice }: DraftedContract): WaterfallChart => {
  const lines = netPrice ?? [{ label: 'total', amount: 0 }];
  const [first, total] = [lines[0]!, lines.at(-1)!];
  const axisFrom = axisStart(lines);
  return {
    kind: 'waterfall',
    title: message('waterfall.title'),
    summary: message('waterfall.summary', {
      first: lineMessage(first.label),
      total: { value: total.amount, unit: 'usdPerDmt', decimals: 1, withoutUnit: true },
      year,
    }),
    unit: 'usdPerDmt',
    decimals: 1,
    lines: lines.map((line, i) => {
      const identity = identifyDeal(book, plan, contract, line === total ? 'netPrice' : 'netPricePart', { period: year });
      return {
        label: lineMessage(line.label),
        amount: line.amount + 0,
        identity: line === total ? identity : identityOfPart(identity, line.label),
        ...(line === total
          ? { kind: 'total' as const, role: 'ink' as const }
          : i === 0
            ? { kind: 'start' as const, role: `metal.${product.metal}` as const }
            : { kind: 'step' as const, role: line.amount < 0 ? ('loss' as const) : ('gain' as const) }),
      };
    }),
    ...(axisFrom === undefined ? {} : { axisFrom }),
  };
};

/** Number of equal steps of a payoff line. */
const STEPS = 60;

/** A round step that divides a range into about eight. */
const roundStep = (range: number): number => {
  const minimumStep = range / 8;
  const power = 10 ** Math.floor(Math.log10(minimumStep));
  return ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= minimumStep) ?? 10) * power;
};

/** Equally spaced prices on round bounds around the key prices (today, floor, cap, break-even), which are points of it too. */
const priceGrid = (keyPrices: readonly number[]): readonly number[] => {
  const low = Math.min(...keyPrices) * 0.6;
  const high = Math.max(...keyPrices) * 1.3;
  const step = roundStep(high - low);
  const from = Math.max(0, Math.floor(low / step) * step);
  const to = Math.ceil(high / step) * step;
  const spacedPrices = Array.from({ length: STEPS + 1 }, (_, i) => from + ((to - from) * i) / STEPS);
  return [...new Set([...spacedPrices, ...keyPrices])].sort((a, b) => a - b);
};

type PayoffSpec = {
  readonly reference: Reference;
  readonly today: number;
  readonly floor?: number;
  readonly cap?: number;
  readonly breakEven?: number;
};

const payoffSpec = (
  { book, contract, year }: DraftedContract,
  breakEven: BreakEven | undefined,
  code: string | undefined,
): PayoffSpec | undefined => {
  const reference = code === undefined ? undefined : book.references.get(code);
  const today = code === undefined ? undefined : book.deck.get(code)?.findLast(({ month }) => month <= book.valuationMonth)?.price;
  if (reference === undefined || today === undefined) return undefined;
  const { collar } = termsAt(contract, monthOf(year, 7));
  return {
    reference,
    today,
    ...(collar?.level === 'reference' && collar.floor !== undefined ? { floor: collar.floor } : {}),
    ...(collar?.level === 'reference' && collar.cap !== undefined ? { cap: collar.cap } : {}),
    ...(breakEven === undefined ? {} : { breakEven: breakEven.price }),
  };
};

const netPriceAt = (points: readonly PayoffPoint[], price: number): number =>
  points.reduce((nearestPoint, point) => (Math.abs(point.price - price) < Math.abs(nearestPoint.price - price) ? point : nearestPoint))
    .netPrice;

/** A price without its unit, which the axis shows. */
const levelAmount = (price: number): Amount => ({ value: price, unit: 'usdPerDmt', decimals: priceDecimals(price), withoutUnit: true });

const xMark = (value: number, label: Label): ChartMark => ({ axis: 'x', value, label, role: 'context', style: 'dotted' });
const yMark = (value: number, label: Label): ChartMark => ({ axis: 'y', value, label, role: 'context', style: 'dotted', labelAt: 'end' });

/** Marks a floor or cap on the price leg or the blend: the net price at which it no longer follows the reference. */
const levelMarks = (draft: DraftedContract, points: readonly PayoffPoint[]): readonly ChartMark[] => {
  const { collar } = termsAt(draft.contract, monthOf(draft.year, 7));
  if (collar === undefined || collar.level === 'reference') return [];
  const [low, high] = [points[0]!, points.at(-1)!];
  return [
    ...(collar.floor !== undefined && low.netPrice > low.withoutCollar
      ? [yMark(low.netPrice, message('payoff.floor', { price: levelAmount(collar.floor) }))]
      : []),
    ...(collar.cap !== undefined && high.netPrice < high.withoutCollar
      ? [yMark(high.netPrice, message('payoff.cap', { price: levelAmount(collar.cap) }))]
      : []),
  ];
};

/**
 * Charts the net price over prices of the main reference; undefined where the contract has none. `isCovered`: the lowest net price covers the
 * unit cash cost.
 */
export const payoffChart = (
  draft: DraftedContract,
  breakEven: BreakEven | undefined,
  code: string | undefined,
): { readonly chart: LinesChart; readonly isCovered: boolean } | undefined => {
  const { book, contract, plan, product, year } = draft;
  const spec = payoffSpec(draft, breakEven, code);
  if (spec === undefined) return undefined;
  const { reference, today, floor, cap, breakEven: breakEvenPrice } = spec;
  const firstMonthOfYear = draft.value.months.find(({ month }) => yearOf(month) === year)?.month;
  if (firstMonthOfYear === undefined) return undefined;
  const grid = priceGrid([today, floor, cap, breakEvenPrice].filter((price) => price !== undefined));
  const points = payoff(plan.portfolio, contract.id, book.market, firstMonthOfYear, grid);
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const cost = unitCost(product, year);
  const hasCollar = points.some(({ netPrice, withoutCollar }) => netPrice !== withoutCollar);
  return {
    isCovered: cost !== undefined && Math.min(...points.map(({ netPrice }) => netPrice)) >= cost,
    chart: {
      kind: 'lines',
      title: message('payoff.title'),
      summary: message('payoff.summary', {
        reference: referenceLabel(book.references, reference.code),
        from: levelAmount(first.price),
        to: levelAmount(last.price),
        low: { value: first.netPrice, unit: 'usdPerDmt', withoutUnit: true },
        high: { value: last.netPrice, unit: 'usdPerDmt', withoutUnit: true },
      }),
      xKind: 'number',
      xLabel: message('payoff.xUnit', { reference: referenceLabel(book.references, reference.code), unit: reference.unit }),
      xDecimals: last.price < 100 ? 2 : 0,
      unit: 'usdPerDmt',
      unitLabel: message('payoff.unit'),
      decimals: 0,
      series: [
        ...(hasCollar
          ? [
              {
                label: message('payoff.withoutCollar'),
                role: 'context' as const,
                style: 'dashed' as const,
                points: points.map(({ price, withoutCollar }) => ({ x: price, y: withoutCollar })),
                identity: { none: 'assumed' as const },
                endLabel: false,
              },
            ]
          : []),
        {
          label: message('payoff.net'),
          role: 'accent',
          style: 'solid',
          points: points.map(({ price, netPrice }) => ({ x: price, y: netPrice })),
          identity: { none: 'assumed' },
          endLabel: false,
        },
      ],
      marks: [
        ...(floor === undefined ? [] : [xMark(floor, message('payoff.floor', { price: levelAmount(floor) }))]),
        ...(cap === undefined ? [] : [xMark(cap, message('payoff.cap', { price: levelAmount(cap) }))]),
        ...levelMarks(draft, points),
        ...(cost === undefined ? [] : [yMark(cost, message('payoff.cashCost', { price: levelAmount(cost) }))]),
      ],
      dots: [
        {
          x: today,
          y: netPriceAt(points, today),
          label: message('payoff.today', { month: monthFigure(book.valuationMonth), price: levelAmount(today) }),
          role: 'accent',
          hollow: false,
        },
        ...(breakEvenPrice === undefined || cost === undefined
          ? []
          : [
              {
                x: breakEvenPrice,
                y: cost,
                label: message('payoff.breakEven', { price: levelAmount(breakEvenPrice) }),
                role: 'context' as const,
                hollow: true,
              },
            ]),
      ],
      xAxis: { min: first.price, max: last.price },
    },
  };
};

/** Charts revenue by year of payment, with the part covered by take-or-pay below the rest. */
export const yearsChart = (draft: DraftedContract): BarsChart => {
  const { book, contract, plan, value, product } = draft;
  const { years } = plan.value;
  const revenue = years.map((year) => amountInYear(plan.value, value.revenue, year));
  const shares = takeOrPayShares(contract, value.months, years);
  const hasTakeOrPay = shares.some((share) => share > 0);
  const role = `metal.${product.metal}` as const;
  const largestIndex = revenue.indexOf(Math.max(...revenue));
  return {
    kind: 'bars',
    title: message('years.title'),
    summary: message('years.summary', {
      from: years[0] ?? '',
      to: years.at(-1) ?? '',
      largest: usd(revenue[largestIndex] ?? 0),
      year: years[largestIndex] ?? '',
    }),
    unit: 'usd',
    decimals: 0,
    horizontal: false,
    stacked: true,
    categories: years.map((year) => ({ label: { value: year, unit: 'year' }, period: year })),
    series: hasTakeOrPay
      ? [
          {
            label: message('years.takeOrPay'),
            role,
            fill: 'solid',
            values: revenue.map((amount, i) => amount * shares[i]!),
            identity: identifyDeal(book, plan, contract, 'takeOrPayRevenue'),
          },
          {
            label: message('years.above'),
            role,
            fill: 'soft',
            values: revenue.map((amount, i) => amount * (1 - shares[i]!)),
            identity: identifyDeal(book, plan, contract, 'revenueAboveTakeOrPay'),
          },
        ]
      : [
          {
            label: message('years.revenue'),
            role,
            fill: 'solid',
            values: revenue,
            identity: identifyDeal(book, plan, contract, 'revenue'),
          },
        ],
    ...(hasTakeOrPay && { sums: [{ identity: identifyDeal(book, plan, contract, 'revenue'), series: [0, 1] }] }),
    barLabels: revenue.map((amount) => (amount === 0 ? null : { value: amount, unit: 'usd', withoutUnit: true })),
  };
};
