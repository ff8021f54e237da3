import { getReference, listReferences } from '#db/repositories/references.ts';
import type { Db } from '#db/schema.ts';
import { calibrateSchwartz, ewmaVolatility, expectedLogPrice, priceQuantile, returnVolatility, type Schwartz } from '#engine';
import type { LinesChart } from '#shared/contract/charts.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Calibration, ReferenceProcess } from '#shared/contract/market.ts';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import type { Reference } from '#shared/domain/reference.ts';
import { MONTHS_PER_YEAR, type Month, yearOf } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { month as monthFigure, priceDecimals, priceFigureUnit } from '../portfolio/figures.ts';
import { referenceLabel } from '../portfolio/labels.ts';
import { LEAST_PRICES, ownSeries, readOwnPoints, type Series } from './ownPrices.ts';

/** Decay factor for monthly returns, as in RiskMetrics: a default assumption. */
const DECAY = 0.97;
/** Averages of a random walk have 2/3 of its variance (Working 1960), hence sqrt(3/2). */
const AVERAGE_FACTOR = Math.sqrt(1.5);
/** Probability of the lower end of the range; the upper end is its complement. */
const LOW = 0.05;

/** The prices with the median and the 5-95 % range of the fitted process from the first price. */
const fitChart = (reference: Reference, { step, prices }: Series, process: Schwartz, longRunPrice: number | undefined): LinesChart => {
  const years = (month: Month): number => (month - prices[0]!.month) / MONTHS_PER_YEAR;
  const highestPrice = Math.max(...prices.map(({ price }) => price));
  const x = (month: Month): number => (step === 'year' ? yearOf(month) : month);
  return {
    kind: 'lines',
    title: message('calibration.chart'),
    summary: message('calibration.chartSummary', {
      name: { shipped: reference.name },
      from: monthFigure(prices[0]!.month),
      to: monthFigure(prices.at(-1)!.month),
    }),
    xKind: step,
    unit: priceFigureUnit(reference.unit),
    decimals: priceDecimals(highestPrice),
    series: [
      {
        label: message('calibration.price'),
        role: 'ink',
        style: 'solid',
        points: prices.map(({ month, price }) => ({ x: x(month), y: price })),
        identity: { none: 'entered' },
        endLabel: true,
      },
      {
        label: message('calibration.median'),
        role: 'context',
        style: 'dashed',
        points: prices.map(({ month }) => ({ x: x(month), y: Math.exp(expectedLogPrice(process, years(month))) })),
        identity: { none: 'fitted' },
        endLabel: true,
      },
    ],
    bands: [
      {
        label: message('calibration.band'),
        role: 'band',
        identity: { none: 'fitted' },
        points: prices.map(({ month }) => ({
          x: x(month),
          low: priceQuantile(process, years(month), LOW),
          high: priceQuantile(process, years(month), 1 - LOW),
        })),
      },
    ],
    ...(longRunPrice === undefined
      ? {}
      : { marks: [{ axis: 'y', value: longRunPrice, label: message('calibration.longRun'), role: 'ink', style: 'dotted' }] }),
    axis: { min: 0 },
  };
};

/** Fits a reference's process to its own prices. Throws BAD_SHAPE {field, min, length} and OUT_OF_RANGE {field, value}. */
export const calibrate = async (db: Db, code: ReferenceCode): Promise<Calibration> => {
  const reference = await getReference(db, code);
  if (reference.kind !== 'price') throw new OrebookError('BAD_SHAPE', { field: 'prices', rule: 'additive', min: LEAST_PRICES, length: 0 });
  const series = ownSeries((await readOwnPoints(db)).get(code) ?? []);
  const { step, prices, excluded } = series;
  if (prices.length < LEAST_PRICES) throw new OrebookError('BAD_SHAPE', { field: 'prices', min: LEAST_PRICES, length: prices.length });
  const nonPositivePrice = prices.find(({ price }) => price <= 0);
  if (nonPositivePrice)
    throw new OrebookError('OUT_OF_RANGE', { field: 'prices', above: 0, value: nonPositivePrice.price, month: nonPositivePrice.month });
  const values = prices.map(({ price }) => price);
  const stepYears = step === 'month' ? 1 / MONTHS_PER_YEAR : 1;
  const fit = calibrateSchwartz(values, stepYears);
  const walkVolatility = returnVolatility(values, stepYears);
  const reverts = fit.isSignificant && fit.longRunLogPrice !== undefined;
  const longRunPrice = reverts ? Math.exp(fit.longRunLogPrice!) : undefined;
  const proposal = reverts
    ? { volatility: fit.volatility, meanReversion: fit.meanReversion }
    : { volatility: walkVolatility, meanReversion: 0 };
  const spot = values[0]!;
  const process = { spot, ...proposal, longRunLogPrice: reverts ? fit.longRunLogPrice! : Math.log(spot) };
  return {
    reference: code,
    name: { shipped: reference.name },
    step,
    from: prices[0]!.month,
    to: prices.at(-1)!.month + (step === 'year' ? MONTHS_PER_YEAR - 1 : 0),
    prices: prices.length,
    excluded,
    chart: fitChart(reference, series, process, longRunPrice),
    fit: {
      meanReversion: fit.meanReversion,
      meanReversionError: fit.standardErrors.meanReversion,
      isSignificant: fit.isSignificant,
      ...(fit.halfLifeYears === undefined ? {} : { halfLifeYears: fit.halfLifeYears }),
      ...(longRunPrice === undefined ? {} : { longRunPrice }),
      volatility: fit.volatility,
      volatilityError: fit.standardErrors.volatility,
      walkVolatility,
      ewmaVolatility: ewmaVolatility(values, stepYears, DECAY),
      ewmaDecay: DECAY,
    },
    averageFactor: AVERAGE_FACTOR,
    proposed: proposal,
  };
};

/** Sets the volatility of a reference; that of a follower is its residual volatility. */
export const withVolatility = (reference: Reference, volatility: number): Reference => ({
  ...reference,
  volatility,
  ...(reference.follows ? { follows: { ...reference.follows, residualVolatility: Math.min(5, volatility) } } : {}),
});

/** Lists the price processes of all references but averages, which move with their indices. */
export const listPriceProcesses = async (db: Db): Promise<readonly ReferenceProcess[]> => {
  const references = await listReferences(db);
  const byCode = new Map(references.map((reference) => [reference.code, reference]));
  const withProcess = references.filter(({ average }) => average === undefined);
  return withProcess.map(({ code, name, unit, metal, kind, follows, volatility, meanReversion, source, origin }) => ({
    reference: code,
    name: { shipped: name },
    unit,
    ...(metal ? { metal } : {}),
    isAdditive: kind === 'treatmentCharge',
    ...(follows ? { follows: referenceLabel(byCode, follows.reference) } : {}),
    volatility: follows ? follows.residualVolatility : volatility,
    meanReversion,
    source: { shipped: source },
    origin,
  }));
};
