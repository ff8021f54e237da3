import { OrebookError } from '#shared/contract/errors.ts';
import type { ChannelEvent, ChannelShock, Scenario } from '#shared/domain/scenario.ts';
import { lerpLog, linear, pathValue, sortKnots } from '#shared/domain/scenarioPath.ts';
import { ZONES, type Zone } from '#shared/domain/zone.ts';
import type { Market, MarketReference, Portfolio } from '../valuation/types.ts';

/** Multiplier of a price, or shift of a treatment charge, by months after the start. Errors: OUT_OF_RANGE (a multiplier not above 0). */
const ownShock = (scenario: Scenario, { code, kind }: MarketReference): ((months: number) => number) => {
  const additive = kind === 'treatmentCharge';
  const shock = scenario.prices.find(({ reference }) => reference === code);
  if (shock === undefined) return () => (additive ? 0 : 1);
  const knots = sortKnots(shock.knots);
  if (additive) return (months) => pathValue(knots, 0, months, linear);
  const broken = knots.find(({ value }) => value <= 0);
  if (broken !== undefined) throw new OrebookError('OUT_OF_RANGE', { field: `prices.${code}`, above: 0, value: broken.value });
  return (months) => pathValue(knots, 1, months, lerpLog);
};

/** Multiplier of a price by months after the start: its own shock, and that of what it follows to the power of its beta. */
const multiplierOf = (
  scenario: Scenario,
  references: Readonly<Record<string, MarketReference>>,
  reference: MarketReference,
): ((months: number) => number) => {
  const own = ownShock(scenario, reference);
  const { follows } = reference;
  const followed = follows === undefined ? undefined : references[follows.reference];
  if (follows === undefined || followed === undefined) return own;
  const ofFollowed = multiplierOf(scenario, references, followed);
  // S_j/F_j = (S_x/F_x)^beta x own
  return (months) => own(months) * ofFollowed(months) ** follows.beta;
};

/** A channel row by the month in which the scenario starts; it lasts `months`, its first included. */
const dateChannelShock = (start: number, { afterMonths, months, source: _source, ...row }: ChannelShock): ChannelEvent => ({
  ...row,
  from: start + afterMonths,
  to: start + afterMonths + months - 1,
});

/**
 * The market that a scenario makes of a deck: S = F x multiplier (log-linear between knots; F + shift for treatment charges,
 * linear), D_z x multiplier (linear), and its channel rows on top of the market's. Months up to the valuation date are fixings and
 * stay. A follower moves with what it follows, then by its own shock. Errors: OUT_OF_RANGE (a multiplier not above 0).
 */
export const scenarioMarket = (
  market: Market,
  scenario: Scenario,
  { valuationMonth, references }: Pick<Portfolio, 'valuationMonth' | 'references'>,
): Market => {
  const start = valuationMonth + scenario.startsAfterMonths;
  /** The series with every month of the scenario changed. */
  const moved = (series: Float64Array, change: (value: number, months: number) => number): Float64Array =>
    series.map((value, i) => {
      const month = market.start + i;
      return month <= valuationMonth || month < start ? value : change(value, month - start);
    });

  const prices: Record<string, Float64Array> = {};
  for (const reference of Object.values(references)) {
    const series = market.prices[reference.code];
    if (series === undefined) continue;
    const additive = reference.kind === 'treatmentCharge';
    const shock = additive ? ownShock(scenario, reference) : multiplierOf(scenario, references, reference);
    prices[reference.code] = moved(series, (value, months) => (additive ? value + shock(months) : value * shock(months)));
  }
  const demand = Object.fromEntries(
    ZONES.map((zone) => {
      const shock = scenario.demand.find((one) => one.zone === zone);
      const series = market.demand[zone];
      if (shock === undefined) return [zone, series];
      const knots = sortKnots(shock.knots);
      return [zone, moved(series, (value, months) => value * pathValue(knots, 1, months, linear))];
    }),
  ) as Record<Zone, Float64Array>;
  return { ...market, prices, demand, channels: [...market.channels, ...scenario.channels.map((row) => dateChannelShock(start, row))] };
};
