import type { Explanation, Figure, FigureUnit, Label } from '#shared/contract/figure.ts';
import type { PriceUnit } from '#shared/domain/reference.ts';
import type { MoneyScale, WorkspaceSettings } from '#shared/domain/workspace.ts';
import { message } from '#shared/messages/text.ts';
import { decimalsAtScale, MONEY_SCALE, quotedDecimals } from '#shared/units/format.ts';

type FigureExtras = Partial<Omit<Figure, 'value' | 'unit'>>;

const figure = (value: number, unit: FigureUnit, decimals: number, extras: FigureExtras): Figure => ({
  value: value + 0,
  unit,
  decimals,
  ...extras,
});

/** USD; decimals are those at millions. */
export const usd = (value: number, extras: FigureExtras = {}): Figure => figure(value, 'usd', 0, extras);
export const usdPerYear = (value: number, extras: FigureExtras = {}): Figure => figure(value, 'usdPerYear', 1, extras);
export const usdPerDmt = (value: number, extras: FigureExtras = {}): Figure => figure(value, 'usdPerDmt', 1, extras);
/** A fraction, shown as per cent. */
export const share = (value: number, extras: FigureExtras = {}): Figure => figure(value, 'fraction', 1, extras);
/** A difference of fractions, shown as points. */
export const points = (value: number, extras: FigureExtras = {}): Figure => figure(value, 'points', 1, { sign: true, ...extras });
/** By how many points the larger of two shares exceeds the smaller, both shown beside it. */
export const excessPoints = (first: number, second: number): Figure =>
  points(Math.abs(first - second), { sign: false, between: { value: Math.max(first, second), from: Math.min(first, second) } });
/** A Herfindahl-Hirschman index 0..1, shown times 10,000. */
export const hhi = (value: number, extras: FigureExtras = {}): Figure => figure(value * 10_000, 'index', 0, extras);
export const ratio = (value: number, extras: FigureExtras = {}): Figure => figure(value, 'ratio', 1, extras);
export const count = (value: number, extras: FigureExtras = {}): Figure => figure(value, 'count', 0, extras);
/** Whether a number is whole up to the rounding of a sum. */
const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-9;

/** Dry tonnes: in kdmt with one decimal where they are no whole thousands. */
export const dmt = (value: number, extras: FigureExtras = {}): Figure => figure(value, 'dmt', isWhole(value / 1000) ? 0 : 1, extras);
export const dmtPerYear = (value: number, extras: FigureExtras = {}): Figure => figure(value, 'dmtPerYear', 0, extras);
export const months = (value: number, extras: FigureExtras = {}): Figure => figure(value, 'months', 0, extras);
/** A stretch of time in years. */
export const tenor = (value: number, extras: FigureExtras = {}): Figure => figure(value, 'years', 1, extras);
export const year = (value: number, extras: FigureExtras = {}): Figure => figure(value, 'year', 0, extras);
export const month = (value: number, extras: FigureExtras = {}): Figure => figure(value, 'month', 0, extras);
/** `value` is an ISO date. */
export const date = (value: string, extras: FigureExtras = {}): Figure => ({ value, unit: 'date', decimals: 0, ...extras });
export const words = (value: string, extras: FigureExtras = {}): Figure => ({ value, unit: 'text', decimals: 0, ...extras });
/** A figure that is a text in the reader's locale. */
export const labelFigure = (label: Label, extras: FigureExtras = {}): Figure => ({
  value: '',
  label,
  unit: 'text',
  decimals: 0,
  ...extras,
});
/** A figure where there is nothing to measure. */
export const emptyFigure = (): Figure => labelFigure(message('common.none'));

const PRICE_UNIT: Readonly<Record<PriceUnit, FigureUnit>> = {
  'USD/t': 'usdPerT',
  'USD/dmt': 'usdPerDmt',
  'USD/dmtu': 'usdPerDmtu',
  'USD/toz': 'usdPerToz',
  'USD/wmt': 'usdPerWmt',
  'USc/lb': 'centsPerLb',
  'CNY/t': 'cnyPerT',
  'EUR/t': 'eurPerT',
  'AUD/t': 'audPerT',
  'CNY/USD': 'cnyPerUsd',
  'EUR/USD': 'eurPerUsd',
  'AUD/USD': 'audPerUsd',
};

/** The figure unit of a price unit. */
export const priceFigureUnit = (unit: PriceUnit): FigureUnit => PRICE_UNIT[unit];

/** Decimals of a price: as many as make a cent of a small price and a dollar of a large one visible. */
export const priceDecimals = (value: number): number => {
  const size = Math.abs(value);
  if (size >= 1000) return 0;
  return size >= 10 ? 1 : 2;
};

/** A price in its reference's unit. */
export const price = (value: number, unit: PriceUnit, extras: FigureExtras = {}): Figure =>
  figure(value, PRICE_UNIT[unit], priceDecimals(value), extras);

/** A price in its reference's unit, with the decimals that the trade quotes it with. */
export const quotedPrice = (value: number, unit: PriceUnit, extras: FigureExtras = {}): Figure =>
  figure(value, PRICE_UNIT[unit], quotedDecimals(value, unit), extras);

/** Adds an explanation to a figure. */
export const withExplanation = (figure: Figure, explanation: Explanation): Figure => ({ ...figure, explanation });

/** How charts show money: values divided by `factor`, in `unit`, with `decimals`. */
export const chartMoney = ({ moneyScale }: Pick<WorkspaceSettings, 'moneyScale'>) => ({
  scale: moneyScale satisfies MoneyScale,
  factor: MONEY_SCALE[moneyScale],
  unit: `${moneyScale} USD`,
  decimals: decimalsAtScale(0, moneyScale),
});
