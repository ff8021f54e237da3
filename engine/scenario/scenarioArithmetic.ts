import { unique } from '#shared/collections.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { type ChannelShock, MAX_CHANNELS, type Scenario, type ScenarioShocks } from '#shared/domain/scenario.ts';
import { type Knots, pathValue, sortKnots } from '#shared/domain/scenarioPath.ts';
import { clamp, lerp, lerpLog } from '#shared/math.ts';
import { requireNotNegative } from '../numberChecks.ts';

/** Delays a path by `months`; it is neutral until then. */
const delayPath = (knots: Knots, months: number, neutral: number): Knots => {
  if (months === 0) return knots;
  const delayedKnots = knots.map(({ afterMonths, value }) => ({ afterMonths: afterMonths + months, value }));
  const first = delayedKnots[0]!;
  // a knot at month 0 is a jump: the neutral knot comes one month before it
  const neutralKnot =
    first.afterMonths === months ? { afterMonths: Math.max(0, months - 1), value: neutral } : { afterMonths: months, value: neutral };
  return first.value === neutral ? delayedKnots : [neutralKnot, ...delayedKnots];
};

type CombinationRule = {
  readonly neutral: number;
  readonly blend: typeof lerp;
  readonly combine: (a: number, b: number) => number;
};

const PRICE_RULE: CombinationRule = { neutral: 1, blend: lerpLog, combine: (a, b) => a * b };
const CHARGE_RULE: CombinationRule = { neutral: 0, blend: lerp, combine: (a, b) => a + b };
const DEMAND_RULE: CombinationRule = { neutral: 1, blend: lerp, combine: (a, b) => a * b };

/** Combines two paths into one that has their combined value at the months of the knots of both. */
const combinePaths = (a: Knots, b: Knots, { neutral, blend, combine }: CombinationRule): Knots => {
  const months = unique([...a, ...b].map(({ afterMonths }) => afterMonths)).sort((a, b) => a - b);
  const [first, second] = [sortKnots(a), sortKnots(b)];
  return months.map((afterMonths) => ({
    afterMonths,
    value: combine(pathValue(first, neutral, afterMonths, blend), pathValue(second, neutral, afterMonths, blend)),
  }));
};

/**
 * Combines scenarios, each from its own start: price and demand multipliers multiply, shifts of the references in `charges` add up,
 * channel rows are listed together. Errors: EMPTY; OUT_OF_RANGE if the result has more knots, shocks or rows than a scenario may have.
 */
export const combineScenarios = (scenarios: readonly ScenarioShocks[], charges: ReadonlySet<string>): ScenarioShocks => {
  if (scenarios.length === 0) throw new OrebookError('EMPTY', { field: 'scenarios' });
  const start = Math.min(...scenarios.map(({ startsAfterMonths }) => startsAfterMonths));
  const prices = new Map<string, Scenario['prices'][number]>();
  const demand = new Map<string, Scenario['demand'][number]>();
  const channels: ChannelShock[] = [];
  for (const scenario of scenarios) {
    const monthsAfter = scenario.startsAfterMonths - start;
    for (const { reference, knots, source } of scenario.prices) {
      const rule = charges.has(reference) ? CHARGE_RULE : PRICE_RULE;
      const path = delayPath(sortKnots(knots), monthsAfter, rule.neutral);
      const earlierPath = prices.get(reference);
      prices.set(
        reference,
        earlierPath
          ? { reference, knots: combinePaths(earlierPath.knots, path, rule), source: joinSources(earlierPath.source, source) }
          : { reference, knots: path, source },
      );
    }
    for (const { zone, knots, source } of scenario.demand) {
      const path = delayPath(sortKnots(knots), monthsAfter, 1);
      const earlierPath = demand.get(zone);
      demand.set(
        zone,
        earlierPath
          ? { zone, knots: combinePaths(earlierPath.knots, path, DEMAND_RULE), source: joinSources(earlierPath.source, source) }
          : { zone, knots: path, source },
      );
    }
    for (const row of scenario.channels) channels.push({ ...row, afterMonths: row.afterMonths + monthsAfter });
  }
  const knots = Math.max(0, ...[...prices.values(), ...demand.values()].map((path) => path.knots.length));
  const maximum = { knots: MAX_KNOTS, prices: MAX_PRICES, channels: MAX_CHANNELS };
  for (const [field, length] of Object.entries({ knots, prices: prices.size, channels: channels.length })) {
    const max = maximum[field as keyof typeof maximum];
    if (length > max) throw new OrebookError('OUT_OF_RANGE', { field, max, value: length });
  }
  return { startsAfterMonths: start, prices: [...prices.values()], demand: [...demand.values()], channels };
};

// the limits of `Scenario` in shared/domain
const MAX_KNOTS = 40;
const MAX_PRICES = 60;
const MAX_SOURCE_LENGTH = 500;

const joinSources = (a: string, b: string): string => (a === b ? a : `${a} ${b}`.slice(0, MAX_SOURCE_LENGTH));

/**
 * Scales a scenario by `by`: multiplier^by, shift * by (references in `charges`), demand max(0, 1 + by (D - 1)); closed share, discount
 * and freight of channel rows * by, shares limited to 0..1. 0 changes nothing, 1 is the scenario itself.
 * Errors: NOT_FINITE, OUT_OF_RANGE (negative `by`, or a multiplier of 0 or less).
 */
export const scaleScenario = (scenario: ScenarioShocks, by: number, charges: ReadonlySet<string>): ScenarioShocks => {
  requireNotNegative(by, 'by');
  const power = (value: number): number => {
    if (value <= 0) throw new OrebookError('OUT_OF_RANGE', { field: 'prices', above: 0, value });
    return value ** by;
  };
  return {
    startsAfterMonths: scenario.startsAfterMonths,
    prices: scenario.prices.map((shock) => ({
      ...shock,
      knots: shock.knots.map((knot) => ({ ...knot, value: charges.has(shock.reference) ? knot.value * by : power(knot.value) })),
    })),
    demand: scenario.demand.map((shock) => ({
      ...shock,
      knots: shock.knots.map((knot) => ({ ...knot, value: Math.max(0, 1 + by * (knot.value - 1)) })),
    })),
    channels: scenario.channels.map((row) => ({
      ...row,
      openShare: clamp(1 - by * (1 - row.openShare), 0, 1),
      discount: clamp(by * row.discount, 0, 1),
      freightUsdPerWmt: by * row.freightUsdPerWmt,
    })),
  };
};
