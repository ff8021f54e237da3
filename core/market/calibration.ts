import { getReference, listReferences } from '#db/repositories/references.ts';
import type { Db } from '#db/schema.ts';
import { calibrateSchwartz, ewmaVolatility, expectedLogPrice, priceQuantile, returnVolatility, type Schwartz } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Calibration, ReferenceProcess } from '#shared/contract/market.ts';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import type { Reference } from '#shared/domain/reference.ts';
import { type Month, yearOf } from '#shared/domain/time.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { text } from '#shared/messages/text.ts';
import type { LinesView } from '#shared/presentation/charts/lines.ts';
import { formatMonth } from '#shared/units/format.ts';
import { LEAST_PRICES, MONTHS_A_YEAR, ownPoints, type Series, seriesOf } from './ownPrices.ts';

/** House default for monthly returns, as RiskMetrics has it. */
const DECAY = 0.97;
/** Averages of a random walk move less than the walk: 2/3 of the variance (Working 1960), so sqrt(3/2). */
const AVERAGE_FACTOR = Math.sqrt(1.5);
const LOW = 0.05;

/** The price beside where the fitted process would have taken its first one: median, and 5 to 95 %. */
const fitView = (reference: Reference, { step, prices }: Series, process: Schwartz, longRunPrice: number | undefined): LinesView => {
  const years = (month: Month): number => (month - prices[0]!.month) / MONTHS_A_YEAR;
  const largest = Math.max(...prices.map(({ price }) => price));
  const x = (month: Month): number => (step === 'year' ? yearOf(month) : month);
  return {
    kind: 'lines',
    title: text('calibration.chart'),
    summary: text('calibration.chartSummary', {
      name: shippedText(reference.name),
      from: formatMonth(prices[0]!.month),
      to: formatMonth(prices.at(-1)!.month),
    }),
    xKind: step,
    xUnit: '',
    xDecimals: 0,
    unit: reference.unit,
    decimals: largest >= 1000 ? 0 : largest >= 10 ? 1 : 2,
    series: [
      {
        label: text('calibration.price'),
        role: 'ink',
        style: 'solid',
        points: prices.map(({ month, price }) => ({ x: x(month), y: price })),
        endLabel: true,
      },
      {
        label: text('calibration.median'),
        role: 'context',
        style: 'dashed',
        points: prices.map(({ month }) => ({ x: x(month), y: Math.exp(expectedLogPrice(process, years(month))) })),
        endLabel: true,
      },
    ],
    bands: [
      {
        label: text('calibration.band'),
        role: 'band',
        points: prices.map(({ month }) => ({
          x: x(month),
          low: priceQuantile(process, years(month), LOW),
          high: priceQuantile(process, years(month), 1 - LOW),
        })),
      },
    ],
    marks:
      longRunPrice === undefined
        ? []
        : [{ axis: 'y', value: longRunPrice, label: text('calibration.longRun'), role: 'ink', style: 'dotted' }],
    dots: [],
    xAxis: {},
    axis: { min: 0 },
  };
};

/** A reference's process fitted to its own prices. Errors: BAD_SHAPE {field, min, length}, OUT_OF_RANGE {field, value}. */
export const calibrated = async (db: Db, code: ReferenceCode): Promise<Calibration> => {
  const reference = await getReference(db, code);
  if (reference.kind !== 'price') throw new OrebookError('BAD_SHAPE', { field: 'prices', rule: 'additive', min: LEAST_PRICES, length: 0 });
  const series = seriesOf((await ownPoints(db)).get(code) ?? []);
  const { step, prices, leftOut } = series;
  if (prices.length < LEAST_PRICES) throw new OrebookError('BAD_SHAPE', { field: 'prices', min: LEAST_PRICES, length: prices.length });
  const dead = prices.find(({ price }) => price <= 0);
  if (dead) throw new OrebookError('OUT_OF_RANGE', { field: 'prices', above: 0, value: dead.price, month: dead.month });
  const values = prices.map(({ price }) => price);
  const stepYears = step === 'month' ? 1 / MONTHS_A_YEAR : 1;
  const fit = calibrateSchwartz(values, stepYears);
  const walk = returnVolatility(values, stepYears);
  const reverts = fit.significant && fit.longRunLogPrice !== undefined;
  const longRunPrice = reverts ? Math.exp(fit.longRunLogPrice!) : undefined;
  const proposed = reverts ? { volatility: fit.volatility, meanReversion: fit.meanReversion } : { volatility: walk, meanReversion: 0 };
  const spot = values[0]!;
  const process = { spot, ...proposed, longRunLogPrice: reverts ? fit.longRunLogPrice! : Math.log(spot) };
  return {
    reference: code,
    name: shippedText(reference.name),
    step,
    from: prices[0]!.month,
    to: prices.at(-1)!.month + (step === 'year' ? MONTHS_A_YEAR - 1 : 0),
    prices: prices.length,
    leftOut,
    view: fitView(reference, series, process, longRunPrice),
    fit: {
      meanReversion: fit.meanReversion,
      meanReversionError: fit.standardErrors.meanReversion,
      significant: fit.significant,
      ...(fit.halfLifeYears === undefined ? {} : { halfLifeYears: fit.halfLifeYears }),
      ...(longRunPrice === undefined ? {} : { longRunPrice }),
      volatility: fit.volatility,
      volatilityError: fit.standardErrors.volatility,
      walkVolatility: walk,
      ewmaVolatility: ewmaVolatility(values, stepYears, DECAY),
      ewmaDecay: DECAY,
    },
    averageFactor: AVERAGE_FACTOR,
    proposed,
  };
};

/** A follower's own volatility is that of its residual. */
export const withVolatility = (reference: Reference, volatility: number): Reference => ({
  ...reference,
  volatility,
  ...(reference.follows ? { follows: { ...reference.follows, residualVolatility: Math.min(5, volatility) } } : {}),
});

/** What moves each price. */
export const priceProcesses = async (db: Db): Promise<readonly ReferenceProcess[]> => {
  const references = await listReferences(db);
  const names = new Map(references.map(({ code, name }) => [code, name]));
  return references
    .filter(({ kind }) => kind !== 'freight' && kind !== 'rate')
    .map(({ code, name, unit, metal, kind, follows, volatility, meanReversion, source, origin }) => ({
      reference: code,
      name: shippedText(name),
      unit,
      ...(metal ? { metal } : {}),
      additive: kind === 'treatmentCharge',
      ...(follows ? { follows: shippedText(names.get(follows.reference) ?? follows.reference) } : {}),
      volatility: follows ? follows.residualVolatility : volatility,
      meanReversion,
      source: shippedText(source),
      origin,
    }));
};
