import { OrebookError } from '#shared/contract/errors.ts';
import type { ChannelEvent, ChannelShock, Scenario } from '#shared/domain/scenario.ts';
import { pathValue, sortKnots } from '#shared/domain/scenarioPath.ts';
import { ZONES, type Zone } from '#shared/domain/zone.ts';
import { lerp, lerpLog } from '#shared/math.ts';
import { withAverages } from '../valuation/market.ts';
import type { Market, MarketReference, Portfolio } from '../valuation/types.ts';

/** Multiplier of a price, or shift of a treatment charge, by months after the start. Errors: OUT_OF_RANGE (a multiplier of 0 or less). */
const shockOfReference = (scenario: Scenario, { code, kind }: MarketReference): ((months: number) => number) => {
  const isAdditive = kind === 'treatmentCharge';
  const shock = scenario.prices.find(({ reference }) => reference === code);
  if (shock === undefined) return () => (isAdditive ? 0 : 1);
  const knots = sortKnots(shock.knots);
  if (isAdditive) return (months) => pathValue(knots, 0, months, lerp);
  const invalidKnot = knots.find(({ value }) => value <= 0);
  if (invalidKnot !== undefined) throw new OrebookError('OUT_OF_RANGE', { field: `prices.${code}`, above: 0, value: invalidKnot.value });
  return (months) => pathValue(knots, 1, months, lerpLog);
};

/** Multiplier of a price by months after the start: its own shock times that of the reference it follows to the power of beta. */
const multiplierOf = (
  scenario: Scenario,
  references: Readonly<Record<string, MarketReference>>,
  reference: MarketReference,
): ((months: number) => number) => {
  const shock = shockOfReference(scenario, reference);
  const { follows } = reference;
  const followedReference = follows === undefined ? undefined : references[follows.reference];
  if (follows === undefined || followedReference === undefined) return shock;
  const followedMultiplier = multiplierOf(scenario, references, followedReference);
  // S_j/F_j = (S_x/F_x)^beta * own shock
  return (months) => shock(months) * followedMultiplier(months) ** follows.beta;
};

/** Dates a channel row of a scenario that starts in month `start`. */
const dateChannelShock = (start: number, { afterMonths, months, source: _source, ...row }: ChannelShock): ChannelEvent => ({
  ...row,
  from: start + afterMonths,
  to: start + afterMonths + months - 1,
});

/**
 * Applies a scenario to a market: S = F * multiplier (log-linear between knots; F + shift for treatment charges, linear),
 * D_z * multiplier (linear), and its channel rows added to the market's. Months up to the valuation date are fixings and don't change.
 * A follower takes the shock of the reference it follows, then its own; an average moves with its indices.
 * Errors: OUT_OF_RANGE (a multiplier of 0 or less).
 */
export const scenarioMarket = (
  market: Market,
  scenario: Scenario,
  { valuationMonth, references }: Pick<Portfolio, 'valuationMonth' | 'references'>,
): Market => {
  const start = valuationMonth + scenario.startsAfterMonths;
  /** Changes the months of a series from the start of the scenario. */
  const applyShock = (series: Float64Array, change: (value: number, months: number) => number): Float64Array =>
    series.map((value, i) => {
      const month = market.start + i;
      return month <= valuationMonth || month < start ? value : change(value, month - start);
    });

  const shockedPrices: Record<string, Float64Array> = {};
  for (const reference of Object.values(references)) {
    const series = market.prices[reference.code];
    if (series === undefined) continue;
    if (reference.average !== undefined) {
      shockedPrices[reference.code] = series;
      continue;
    }
    const isAdditive = reference.kind === 'treatmentCharge';
    const shock = isAdditive ? shockOfReference(scenario, reference) : multiplierOf(scenario, references, reference);
    shockedPrices[reference.code] = applyShock(series, (value, months) => (isAdditive ? value + shock(months) : value * shock(months)));
  }
  const demand = Object.fromEntries(
    ZONES.map((zone) => {
      const shock = scenario.demand.find((path) => path.zone === zone);
      const series = market.demand[zone];
      if (shock === undefined) return [zone, series];
      const knots = sortKnots(shock.knots);
      return [zone, applyShock(series, (value, months) => value * pathValue(knots, 1, months, lerp))];
    }),
  ) as Record<Zone, Float64Array>;
  const prices = withAverages(shockedPrices, references, market.start);
  return { ...market, prices, demand, channels: [...market.channels, ...scenario.channels.map((row) => dateChannelShock(start, row))] };
};
