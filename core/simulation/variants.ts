import type { SimulationRequest } from '#engine';
import type { Label } from '#shared/contract/figure.ts';
import { POLICY_HAZARD } from '#shared/domain/houseDefaults.ts';
import { METALS } from '#shared/domain/metal.ts';
import { ZONES } from '#shared/domain/zone.ts';
import { message } from '#shared/messages/text.ts';
import { ratio, share } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { MARKET_ASSUMPTIONS } from './defaultRanges.ts';

/** One end of a row: its label and the request it simulates. */
export type Variant = { readonly label: Label; readonly request: SimulationRequest };

/** One row: a source of randomness switched off, or a parameter at a low and a high value. */
export type Variants = {
  readonly key: string;
  readonly label: Label;
  readonly fixed?: Variant | undefined;
  readonly low?: Variant | undefined;
  readonly high?: Variant | undefined;
};

type Cycle = SimulationRequest['parameters']['cycle'];
type Hazards = SimulationRequest['parameters']['hazards'];

/** Removes the cycle moments of a request whose inputs have changed, so that the pre-pass is repeated. */
const withoutCentre = (request: SimulationRequest): SimulationRequest => ({ ...request, centre: undefined });

const withCycle = (request: SimulationRequest, change: Partial<Cycle>): SimulationRequest =>
  withoutCentre({ ...request, parameters: { ...request.parameters, cycle: { ...request.parameters.cycle, ...change } } });

const withHazards = (request: SimulationRequest, change: Partial<Hazards>): SimulationRequest => ({
  ...request,
  parameters: { ...request.parameters, hazards: { ...request.parameters.hazards, ...change } },
});

const withVolatility = (request: SimulationRequest, factor: (reference: string) => number): SimulationRequest =>
  withoutCentre({
    ...request,
    drivers: request.drivers.map((driver) => ({ ...driver, volatility: driver.volatility * factor(driver.reference) })),
  });

/** Moves all correlations half way to 0 or to 1; the mean of two correlation matrices is a correlation matrix. */
const withCorrelationTowards = (request: SimulationRequest, to: number): SimulationRequest => ({
  ...request,
  correlation: request.correlation.map((row, i) => row.map((value, j) => (i === j ? value : (value + to) / 2))),
});

/** Multiplies the hazard of policy closures of every metal and zone by a factor. */
const withPolicyHazard = (request: SimulationRequest, factor: number): SimulationRequest => {
  const { policyClosures } = request.parameters.hazards;
  const metals = METALS.filter((metal) => request.portfolio.products.some((product) => product.metal === metal));
  const scaledPrices = metals.map((metal) => {
    const closure = policyClosures?.[metal];
    const hazard = ZONES.map((zone) => [zone, (closure?.hazard?.[zone] ?? POLICY_HAZARD[zone]) * factor]);
    return [metal, { ...closure, hazard: Object.fromEntries(hazard) }];
  });
  return withHazards(request, { policyClosures: { ...policyClosures, ...Object.fromEntries(scaledPrices) } });
};

const decimal = (value: number): Label => ratio(value, { decimals: 2 });

/** Returns variants with one source of randomness switched off: all prices, those of a metal, cycle, credit, performance. */
const listFixedSources = (book: Workbook, request: SimulationRequest): Variants[] => {
  const { cycle, hazards } = request.parameters;
  const metalOf = (reference: string) => book.references.get(reference)?.metal;
  const soldMetals = new Set(request.portfolio.products.map(({ metal }) => metal));
  const hasRandomPrices = request.drivers.some(({ volatility }) => volatility > 0);
  const row = (key: string, label: Label, fixedRequest: SimulationRequest): Variants => ({
    key,
    label,
    fixed: { label: message('simulation.tornado.held'), request: fixedRequest },
  });
  return [
    ...(hasRandomPrices
      ? [
          row(
            'prices',
            message('simulation.tornado.prices'),
            withVolatility(request, () => 0),
          ),
          ...METALS.filter((metal) => soldMetals.has(metal)).map((metal) =>
            row(
              `prices.${metal}`,
              message('simulation.movers.price', { metal: message(`metal.${metal}`) }),
              withVolatility(request, (reference) => (metalOf(reference) === metal ? 0 : 1)),
            ),
          ),
        ]
      : []),
    ...(cycle.on ? [row('cycle', message('simulation.tornado.cycle'), withCycle(request, { on: false }))] : []),
    ...(hazards.credit ? [row('credit', message('simulation.tornado.credit'), withHazards(request, { credit: false }))] : []),
    ...(hazards.performance
      ? [row('performance', message('simulation.tornado.performance'), withHazards(request, { performance: false }))]
      : []),
  ];
};

/** Returns variants with one main parameter at a low or high value, except parameters of sources that are switched off. */
const listRanges = (request: SimulationRequest): Variants[] => {
  const { cycle, hazards } = request.parameters;
  const ends = (
    key: string,
    label: Label,
    values: readonly [number, number],
    labelOf: (value: number) => Label,
    make: (value: number) => SimulationRequest,
  ): Variants => {
    const [low, high] = values.map((value) => ({ label: labelOf(value), request: make(value) })) as [Variant, Variant];
    return { key, label, low, high };
  };
  /** The values one step to either side, within limits. */
  const around = (value: number, step: number, minimum: number, maximum: number): readonly [number, number] => [
    Math.max(minimum, value - step),
    Math.min(maximum, value + step),
  ];
  const halfWay = (value: number): Label => message('simulation.tornado.halfWay', { to: value });
  const times = (value: number): Label => message('simulation.tornado.times', { factor: decimal(value) });
  const level = (regime: 'expansion' | 'slump') => (value: number) =>
    withCycle(request, { demandLevels: { ...cycle.demandLevels, [regime]: value } });
  const startVariant = (of: 'expansion' | 'slump') => ({
    label: message(`simulation.page.start.${of}`),
    request: withCycle(request, { start: of }),
  });
  return [
    ...(request.drivers.some(({ volatility }) => volatility > 0)
      ? [
          ends('volatility', message('simulation.tornado.volatility'), [0.8, 1.25], times, (by) => withVolatility(request, () => by)),
          ...(request.drivers.length > 1
            ? [ends('correlation', message('simulation.tornado.correlation'), [0, 1], halfWay, (to) => withCorrelationTowards(request, to))]
            : []),
        ]
      : []),
    ...MARKET_ASSUMPTIONS.map(({ key, low, high, scale }) =>
      ends(key, message(`simulation.tornado.${key}`), [low, high], times, (by) => ({
        ...request,
        portfolio: scale(request.portfolio, by),
      })),
    ),
    ...(hazards.policy
      ? [ends('policyHazard', message('simulation.tornado.policyHazard'), [0.5, 2], times, (by) => withPolicyHazard(request, by))]
      : []),
    ...(cycle.on
      ? [
          { key: 'start', label: message('simulation.tornado.start'), low: startVariant('slump'), high: startVariant('expansion') },
          ends(
            'slumpDemand',
            message('simulation.tornado.slumpDemand'),
            around(cycle.demandLevels.slump, 0.05, 0.3, 1),
            share,
            level('slump'),
          ),
          ends(
            'expansionDemand',
            message('simulation.tornado.expansionDemand'),
            around(cycle.demandLevels.expansion, 0.03, 1, 1.5),
            share,
            level('expansion'),
          ),
          ends('zoneCorrelation', message('simulation.tornado.zoneCorrelation'), around(cycle.zoneCorrelation, 0.2, 0, 1), share, (value) =>
            withCycle(request, { zoneCorrelation: value }),
          ),
          ends(
            'demandSpeed',
            message('simulation.tornado.demandSpeed'),
            [cycle.demandSpeed / 2, Math.min(1, cycle.demandSpeed * 2)],
            share,
            (value) => withCycle(request, { demandSpeed: value }),
          ),
          ends(
            'slumpVolatility',
            message('simulation.tornado.slumpVolatility'),
            around(cycle.volatilityMultipliers.slump, 0.3, 1, 3),
            decimal,
            (value) => withCycle(request, { volatilityMultipliers: { ...cycle.volatilityMultipliers, slump: value } }),
          ),
        ]
      : []),
    ...(hazards.credit
      ? [
          ends('defaultRates', message('simulation.tornado.defaultRates'), [0.5, 2], times, (by) =>
            withHazards(request, {
              defaultRates: Object.fromEntries(
                Object.entries(hazards.defaultRates).map(([rating, rate]) => [rating, Math.min(1, rate * by)]),
              ) as Hazards['defaultRates'],
            }),
          ),
          ends('recovery', message('simulation.tornado.recovery'), around(hazards.recovery, 0.2, 0, 1), share, (recovery) =>
            withHazards(request, { recovery }),
          ),
        ]
      : []),
    ...(hazards.performance
      ? [
          ends(
            'performanceHazard',
            message('simulation.tornado.performanceHazard'),
            [hazards.performanceHazard / 2, Math.min(1, hazards.performanceHazard * 2)],
            share,
            (performanceHazard) => withHazards(request, { performanceHazard }),
          ),
        ]
      : []),
    ...(hazards.credit || hazards.performance
      ? [
          ends('gap', message('simulation.tornado.gap'), around(hazards.gap, 2, 0, 20), decimal, (gap) => withHazards(request, { gap })),
          ends('slack', message('simulation.tornado.slack'), around(hazards.slack, 2, 0, 20), decimal, (slack) =>
            // the pre-pass uses the mean of its exponential
            withoutCentre(withHazards(request, { slack })),
          ),
        ]
      : []),
  ];
};

/** Returns a variant for every source of randomness and every main parameter of a run, on common random numbers. */
export const variantsOf = (book: Workbook, request: SimulationRequest): readonly Variants[] => [
  ...listFixedSources(book, request),
  ...listRanges(request),
];
