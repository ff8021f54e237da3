import { type ExplainLine, type PayoffPoint, payoff } from '#engine';
import { termsAt } from '#shared/domain/contract.ts';
import type { Reference } from '#shared/domain/reference.ts';
import { monthOf, yearOf } from '#shared/domain/time.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { text } from '#shared/messages/text.ts';
import type { BarsView } from '#shared/presentation/charts/bars.ts';
import type { LinesView, Mark } from '#shared/presentation/charts/lines.ts';
import type { WaterfallView } from '#shared/presentation/charts/waterfall.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { formatMonth, formatNumber } from '#shared/units/format.ts';
import { lineMessage } from '../portfolio/explain.ts';
import { chartMoney, priceDecimals } from '../portfolio/figures.ts';
import { type BarePrice, type Drafted, unitCost } from './previewFigures.ts';
import { inYear } from './rows.ts';

/** Where a waterfall's axis may begin so that its steps can be seen: below its lowest level by their own reach, on a round figure. */
const cutAxis = (lines: readonly ExplainLine[]): number | undefined => {
  let level = 0;
  const levels = lines.slice(0, -1).map(({ amount }) => (level += amount));
  const low = Math.min(...levels);
  const reach = Math.max(...levels) - low;
  if (reach <= 0 || low <= reach * 2) return undefined;
  const round = 10 ** Math.floor(Math.log10(reach));
  const from = Math.floor((low - reach) / round) * round;
  return from > 0 ? from : undefined;
};

/** The net price of the year, line by line. */
export const netPriceView = ({ product, year, netPrice }: Drafted): WaterfallView => {
  const lines = netPrice ?? [{ label: 'total', amount: 0 }];
  const [first, total] = [lines[0]!, lines.at(-1)!];
  const axisFrom = cutAxis(lines);
  return {
    kind: 'waterfall',
    title: text('waterfall.title'),
    summary: text('waterfall.summary', {
      first: renderMessage(lineMessage(first.label)),
      total: formatNumber(total.amount, { decimals: 1 }),
      year,
    }),
    unit: text('waterfall.unit'),
    decimals: 1,
    lines: lines.map((line, i) => ({
      label: renderMessage(lineMessage(line.label)),
      amount: line.amount + 0,
      ...(line === total
        ? { kind: 'total' as const, role: 'ink' as const }
        : i === 0
          ? { kind: 'start' as const, role: `metal.${product.metal}` as const }
          : { kind: 'step' as const, role: line.amount < 0 ? ('loss' as const) : ('gain' as const) }),
    })),
    ...(axisFrom === undefined ? {} : { axisFrom }),
  };
};

/** Points of a payoff line; enough that a floor's corner is where it belongs. */
const STEPS = 60;

/** A round step that cuts a range into about eight. */
const roundStep = (range: number): number => {
  const rough = range / 8;
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
};

/** A price grid on round figures around what matters: today, floor, cap, break-even; corners are points of it. */
const priceGrid = (matters: readonly number[]): readonly number[] => {
  const low = Math.min(...matters) * 0.6;
  const high = Math.max(...matters) * 1.3;
  const step = roundStep(high - low);
  const from = Math.max(0, Math.floor(low / step) * step);
  const to = Math.ceil(high / step) * step;
  const even = Array.from({ length: STEPS + 1 }, (_, i) => from + ((to - from) * i) / STEPS);
  return [...new Set([...even, ...matters])].sort((a, b) => a - b);
};

type PayoffSpec = {
  readonly reference: Reference;
  readonly today: number;
  readonly floor?: number;
  readonly cap?: number;
  readonly bare?: number;
};

const payoffSpec = ({ book, contract, year }: Drafted, bare: BarePrice | undefined, code: string | undefined): PayoffSpec | undefined => {
  const reference = code === undefined ? undefined : book.references.get(code);
  const today = code === undefined ? undefined : book.deck.get(code)?.findLast(({ month }) => month <= book.valuationMonth)?.price;
  if (reference === undefined || today === undefined) return undefined;
  const { collar } = termsAt(contract, monthOf(year, 7));
  return {
    reference,
    today,
    ...(collar?.level === 'reference' && collar.floor !== undefined ? { floor: collar.floor } : {}),
    ...(collar?.level === 'reference' && collar.cap !== undefined ? { cap: collar.cap } : {}),
    ...(bare === undefined ? {} : { bare: bare.price }),
  };
};

const at = (points: readonly PayoffPoint[], price: number): number =>
  points.reduce((near, point) => (Math.abs(point.price - price) < Math.abs(near.price - price) ? point : near)).netPrice;

const levelText = (price: number): string => formatNumber(price, { decimals: priceDecimals(price) });

const xMark = (value: number, label: string): Mark => ({ axis: 'x', value, label, role: 'context', style: 'dotted' });
const yMark = (value: number, label: string): Mark => ({ axis: 'y', value, label, role: 'context', style: 'dotted', labelAt: 'end' });

/** A floor or cap that stands on the leg or the blend: where the net price no longer follows the reference. */
const levelMarks = (draft: Drafted, points: readonly PayoffPoint[]): readonly Mark[] => {
  const { collar } = termsAt(draft.contract, monthOf(draft.year, 7));
  if (collar === undefined || collar.level === 'reference') return [];
  const [low, high] = [points[0]!, points.at(-1)!];
  return [
    ...(collar.floor !== undefined && low.netPrice > low.withoutCollar
      ? [yMark(low.netPrice, text('payoff.floor', { price: levelText(collar.floor) }))]
      : []),
    ...(collar.cap !== undefined && high.netPrice < high.withoutCollar
      ? [yMark(high.netPrice, text('payoff.cap', { price: levelText(collar.cap) }))]
      : []),
  ];
};

/** Net price over prices of the main reference; undefined where none is main. Also whether the least net price covers the cash cost. */
export const payoffView = (
  draft: Drafted,
  bare: BarePrice | undefined,
  code: string | undefined,
): { readonly view: LinesView; readonly covered: boolean } | undefined => {
  const { book, contract, plan, product, year } = draft;
  const spec = payoffSpec(draft, bare, code);
  if (spec === undefined) return undefined;
  const { reference, today, floor, cap, bare: even } = spec;
  const priced = draft.value.months.find(({ month }) => yearOf(month) === year)?.month;
  if (priced === undefined) return undefined;
  const grid = priceGrid([today, floor, cap, even].filter((price) => price !== undefined));
  const points = payoff(plan.portfolio, contract.id, book.market, priced, grid);
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const cost = unitCost(product, year);
  const collared = points.some(({ netPrice, withoutCollar }) => netPrice !== withoutCollar);
  return {
    covered: cost !== undefined && Math.min(...points.map(({ netPrice }) => netPrice)) >= cost,
    view: {
      kind: 'lines',
      title: text('payoff.title'),
      summary: text('payoff.summary', {
        reference: shippedText(reference.name),
        from: levelText(first.price),
        to: levelText(last.price),
        low: formatNumber(first.netPrice, { decimals: 0 }),
        high: formatNumber(last.netPrice, { decimals: 0 }),
      }),
      xKind: 'number',
      xUnit: text('payoff.xUnit', { reference: shippedText(reference.name), unit: reference.unit }),
      xDecimals: last.price < 100 ? 2 : 0,
      unit: text('payoff.unit'),
      decimals: 0,
      series: [
        ...(collared
          ? [
              {
                label: text('payoff.withoutCollar'),
                role: 'context' as const,
                style: 'dashed' as const,
                points: points.map(({ price, withoutCollar }) => ({ x: price, y: withoutCollar })),
                endLabel: false,
              },
            ]
          : []),
        {
          label: text('payoff.net'),
          role: 'accent',
          style: 'solid',
          points: points.map(({ price, netPrice }) => ({ x: price, y: netPrice })),
          endLabel: false,
        },
      ],
      bands: [],
      marks: [
        ...(floor === undefined ? [] : [xMark(floor, text('payoff.floor', { price: levelText(floor) }))]),
        ...(cap === undefined ? [] : [xMark(cap, text('payoff.cap', { price: levelText(cap) }))]),
        ...levelMarks(draft, points),
        ...(cost === undefined ? [] : [yMark(cost, text('payoff.cashCost', { price: levelText(cost) }))]),
      ],
      dots: [
        {
          x: today,
          y: at(points, today),
          label: text('payoff.today', { month: formatMonth(book.valuationMonth), price: levelText(today) }),
          role: 'accent',
          hollow: false,
        },
        ...(even === undefined || cost === undefined
          ? []
          : [{ x: even, y: cost, label: text('payoff.breakEven', { price: levelText(even) }), role: 'context' as const, hollow: true }]),
      ],
      xAxis: { min: first.price, max: last.price },
      axis: {},
    },
  };
};

/** Share of a year's tonnes that take-or-pay covers, by calendar year of delivery; a year of late payments takes the year before it. */
const coveredShares = ({ contract, plan, value }: Drafted): readonly number[] => {
  let latest = 0;
  return plan.value.years.map((year) => {
    const months = value.months.filter(({ month }) => yearOf(month) === year);
    const delivered = months.reduce((sum, month) => sum + month.delivered, 0);
    const covered = months.reduce((sum, { month, nominal }) => sum + nominal * termsAt(contract, month).quantity.takeOrPayShare, 0);
    if (delivered > 0) latest = Math.min(1, covered / delivered);
    return latest;
  });
};

/** Revenue by year of payment, what take-or-pay covers below what is above it. */
export const yearsView = (draft: Drafted): BarsView => {
  const { book, plan, value, product } = draft;
  const money = chartMoney(book.settings);
  const { years } = plan.value;
  const revenue = years.map((year) => inYear(plan.value, value.revenue, year) / money.factor);
  const shares = coveredShares(draft);
  const split = shares.some((share) => share > 0);
  const role = `metal.${product.metal}` as const;
  const largest = revenue.indexOf(Math.max(...revenue));
  const label = (amount: number) => formatNumber(amount, { decimals: money.decimals });
  return {
    kind: 'bars',
    title: text('years.title'),
    summary: text('years.summary', {
      from: years[0] ?? '',
      to: years.at(-1) ?? '',
      largest: `${label(revenue[largest] ?? 0)} ${money.unit}`,
      year: years[largest] ?? '',
    }),
    unit: money.unit,
    decimals: money.decimals,
    horizontal: false,
    stacked: true,
    categories: years.map((year) => ({ label: String(year) })),
    series: split
      ? [
          { label: text('years.takeOrPay'), role, fill: 'solid', values: revenue.map((amount, i) => amount * shares[i]!) },
          { label: text('years.above'), role, fill: 'soft', values: revenue.map((amount, i) => amount * (1 - shares[i]!)) },
        ]
      : [{ label: text('years.revenue'), role, fill: 'solid', values: revenue }],
    barLabels: revenue.map((amount) => (amount === 0 ? '' : label(amount))),
    marks: [],
    axis: {},
  };
};
