import { OrebookError } from '#shared/contract/errors.ts';
import type { ChannelShock, Scenario } from '#shared/domain/scenario.ts';
import { type Knots, lerpLog, linear, pathValue, sortKnots } from '#shared/domain/scenarioPath.ts';
import { requireNotNegative } from '../numberChecks.ts';

/** What moves in a scenario, without its name. */
export type ScenarioShocks = Pick<Scenario, 'startsAfterMonths' | 'prices' | 'demand' | 'channels'>;

/** A path that begins `later` months after the start and is neutral until then. */
const delayPath = (knots: Knots, months: number, neutral: number): Knots => {
  if (months === 0) return knots;
  const moved = knots.map(({ afterMonths, value }) => ({ afterMonths: afterMonths + months, value }));
  const first = moved[0]!;
  // a path that begins with a jump jumps in its own month
  const rest =
    first.afterMonths === months ? { afterMonths: Math.max(0, months - 1), value: neutral } : { afterMonths: months, value: neutral };
  return first.value === neutral ? moved : [rest, ...moved];
};

type CombinationRule = {
  readonly neutral: number;
  readonly blend: typeof linear;
  readonly join: (a: number, b: number) => number;
};

const MULTIPLIED: CombinationRule = { neutral: 1, blend: lerpLog, join: (a, b) => a * b };
const ADDED: CombinationRule = { neutral: 0, blend: linear, join: (a, b) => a + b };
const DEMANDED: CombinationRule = { neutral: 1, blend: linear, join: (a, b) => a * b };

/** Two paths as one, exact at the months of the knots of both. */
const combinePaths = (one: Knots, other: Knots, { neutral, blend, join }: CombinationRule): Knots => {
  const months = [...new Set([...one, ...other].map(({ afterMonths }) => afterMonths))].sort((a, b) => a - b);
  const [first, second] = [sortKnots(one), sortKnots(other)];
  return months.map((afterMonths) => ({
    afterMonths,
    value: join(pathValue(first, neutral, afterMonths, blend), pathValue(second, neutral, afterMonths, blend)),
  }));
};

/**
 * Several scenarios at once, each starting when it does: multipliers and demand multiply, shifts of the references in `charges` add,
 * channel rows stand side by side. Errors: EMPTY; OUT_OF_RANGE where the whole has more knots, shocks or rows than a scenario holds.
 */
export const combineScenarios = (scenarios: readonly ScenarioShocks[], charges: ReadonlySet<string>): ScenarioShocks => {
  if (scenarios.length === 0) throw new OrebookError('EMPTY', { field: 'scenarios' });
  const start = Math.min(...scenarios.map(({ startsAfterMonths }) => startsAfterMonths));
  const prices = new Map<string, Scenario['prices'][number]>();
  const demand = new Map<string, Scenario['demand'][number]>();
  const channels: ChannelShock[] = [];
  for (const scenario of scenarios) {
    const after = scenario.startsAfterMonths - start;
    for (const { reference, knots, source } of scenario.prices) {
      const rule = charges.has(reference) ? ADDED : MULTIPLIED;
      const path = delayPath(sortKnots(knots), after, rule.neutral);
      const before = prices.get(reference);
      prices.set(
        reference,
        before
          ? { reference, knots: combinePaths(before.knots, path, rule), source: joinSources(before.source, source) }
          : { reference, knots: path, source },
      );
    }
    for (const { zone, knots, source } of scenario.demand) {
      const path = delayPath(sortKnots(knots), after, 1);
      const before = demand.get(zone);
      demand.set(
        zone,
        before
          ? { zone, knots: combinePaths(before.knots, path, DEMANDED), source: joinSources(before.source, source) }
          : { zone, knots: path, source },
      );
    }
    for (const row of scenario.channels) channels.push({ ...row, afterMonths: row.afterMonths + after });
  }
  const knots = Math.max(0, ...[...prices.values(), ...demand.values()].map((path) => path.knots.length));
  const most = { knots: MOST_KNOTS, prices: MOST_ENTRIES, channels: MOST_ENTRIES };
  for (const [field, length] of Object.entries({ knots, prices: prices.size, channels: channels.length })) {
    const max = most[field as keyof typeof most];
    if (length > max) throw new OrebookError('OUT_OF_RANGE', { field, max, value: length });
  }
  return { startsAfterMonths: start, prices: [...prices.values()], demand: [...demand.values()], channels };
};

/** What a scenario of the domain holds at most. */
const MOST_KNOTS = 40;
const MOST_ENTRIES = 60;
const MOST_SOURCE = 500;

const joinSources = (one: string, other: string): string => (one === other ? one : `${one} ${other}`.slice(0, MOST_SOURCE));

const within01 = (value: number): number => Math.min(1, Math.max(0, value));

/**
 * The same scenario `by` times as strong: multiplier^by, shift x by (references in `charges`), demand 1 + by (D - 1) and not below 0; what
 * a row closes, its discount and its freight times `by`, within 0..1 where they are shares. 0 moves nothing, 1 is the scenario.
 * Errors: NOT_FINITE, OUT_OF_RANGE (negative, or a multiplier not above 0).
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
      openShare: within01(1 - by * (1 - row.openShare)),
      discount: within01(by * row.discount),
      freightUsdPerWmt: by * row.freightUsdPerWmt,
    })),
  };
};
