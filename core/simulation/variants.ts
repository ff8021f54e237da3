import type { SimulationRequest } from '#engine';
import { METALS } from '#shared/domain/metal.ts';
import { text } from '#shared/messages/text.ts';
import { formatNumber, formatPercent } from '#shared/units/format.ts';
import type { Workbook } from '../portfolio/portfolio.ts';

/** One end of a row: how it is told, and the run that it makes. */
export type Variant = { readonly said: string; readonly request: SimulationRequest };

/** One row: a source of chance held still, or a parameter low and high. */
export type Variants = {
  readonly key: string;
  readonly label: string;
  readonly held?: Variant | undefined;
  readonly low?: Variant | undefined;
  readonly high?: Variant | undefined;
};

type Cycle = SimulationRequest['parameters']['cycle'];
type Hazards = SimulationRequest['parameters']['hazards'];

/** What the pre-pass depends on has changed: its means are taken anew. */
const recentred = (request: SimulationRequest): SimulationRequest => ({ ...request, centre: undefined });

const withCycle = (request: SimulationRequest, change: Partial<Cycle>): SimulationRequest =>
  recentred({ ...request, parameters: { ...request.parameters, cycle: { ...request.parameters.cycle, ...change } } });

const withHazards = (request: SimulationRequest, change: Partial<Hazards>): SimulationRequest => ({
  ...request,
  parameters: { ...request.parameters, hazards: { ...request.parameters.hazards, ...change } },
});

const withVolatility = (request: SimulationRequest, factor: (reference: string) => number): SimulationRequest =>
  recentred({
    ...request,
    drivers: request.drivers.map((driver) => ({ ...driver, volatility: driver.volatility * factor(driver.reference) })),
  });

const percent = (value: number): string => formatPercent(value, { decimals: 1 });
const number = (value: number): string => formatNumber(value, { decimals: 2 });

/** Sources of chance that a run has switched on, held still one at a time: all prices, those of a metal, cycle, credit, performance. */
const heldStill = (book: Workbook, request: SimulationRequest): Variants[] => {
  const { cycle, hazards } = request.parameters;
  const said = text('simulation.tornado.held');
  const metalOf = (reference: string) => book.references.get(reference)?.metal;
  const sold = new Set(request.portfolio.products.map(({ metal }) => metal));
  const drawn = request.drivers.some(({ volatility }) => volatility > 0);
  const row = (key: string, label: string, held: SimulationRequest): Variants => ({ key, label, held: { said, request: held } });
  return [
    ...(drawn
      ? [
          row(
            'prices',
            text('simulation.tornado.prices'),
            withVolatility(request, () => 0),
          ),
          ...METALS.filter((metal) => sold.has(metal)).map((metal) =>
            row(
              `prices.${metal}`,
              text('simulation.movers.price', { metal: text(`metal.${metal}`) }),
              withVolatility(request, (reference) => (metalOf(reference) === metal ? 0 : 1)),
            ),
          ),
        ]
      : []),
    ...(cycle.on ? [row('cycle', text('simulation.tornado.cycle'), withCycle(request, { on: false }))] : []),
    ...(hazards.credit ? [row('credit', text('simulation.tornado.credit'), withHazards(request, { credit: false }))] : []),
    ...(hazards.performance
      ? [row('performance', text('simulation.tornado.performance'), withHazards(request, { performance: false }))]
      : []),
  ];
};

/** Main parameters at a low and a high value, house choices; those of a source that is switched off change nothing and are left out. */
const lowAndHigh = (request: SimulationRequest): Variants[] => {
  const { cycle, hazards } = request.parameters;
  const ends = (
    key: string,
    label: string,
    values: readonly [number, number],
    tell: (value: number) => string,
    make: (value: number) => SimulationRequest,
  ): Variants => {
    const [low, high] = values.map((value) => ({ said: tell(value), request: make(value) })) as [Variant, Variant];
    return { key, label, low, high };
  };
  /** So far to either side, within bounds. */
  const around = (value: number, step: number, least: number, most: number): readonly [number, number] => [
    Math.max(least, value - step),
    Math.min(most, value + step),
  ];
  const times = (value: number): string => text('simulation.tornado.times', { factor: number(value) });
  const level = (regime: 'expansion' | 'slump') => (value: number) =>
    withCycle(request, { demandLevels: { ...cycle.demandLevels, [regime]: value } });
  const start = (of: 'expansion' | 'slump') => ({ said: text(`simulation.page.start.${of}`), request: withCycle(request, { start: of }) });
  return [
    ...(request.drivers.some(({ volatility }) => volatility > 0)
      ? [ends('volatility', text('simulation.tornado.volatility'), [0.8, 1.2], times, (by) => withVolatility(request, () => by))]
      : []),
    ...(cycle.on
      ? [
          { key: 'start', label: text('simulation.tornado.start'), low: start('slump'), high: start('expansion') },
          ends(
            'slumpDemand',
            text('simulation.tornado.slumpDemand'),
            around(cycle.demandLevels.slump, 0.05, 0.3, 1),
            percent,
            level('slump'),
          ),
          ends(
            'expansionDemand',
            text('simulation.tornado.expansionDemand'),
            around(cycle.demandLevels.expansion, 0.03, 1, 1.5),
            percent,
            level('expansion'),
          ),
          ends('zoneCorrelation', text('simulation.tornado.zoneCorrelation'), around(cycle.zoneCorrelation, 0.2, 0, 1), percent, (value) =>
            withCycle(request, { zoneCorrelation: value }),
          ),
          ends(
            'demandSpeed',
            text('simulation.tornado.demandSpeed'),
            [cycle.demandSpeed / 2, Math.min(1, cycle.demandSpeed * 2)],
            percent,
            (value) => withCycle(request, { demandSpeed: value }),
          ),
          ends(
            'slumpVolatility',
            text('simulation.tornado.slumpVolatility'),
            around(cycle.volatilityMultipliers.slump, 0.3, 1, 3),
            number,
            (value) => withCycle(request, { volatilityMultipliers: { ...cycle.volatilityMultipliers, slump: value } }),
          ),
        ]
      : []),
    ...(hazards.credit
      ? [
          ends('defaultRates', text('simulation.tornado.defaultRates'), [0.5, 2], times, (by) =>
            withHazards(request, {
              defaultRates: Object.fromEntries(
                Object.entries(hazards.defaultRates).map(([rating, rate]) => [rating, Math.min(1, rate * by)]),
              ) as Hazards['defaultRates'],
            }),
          ),
          ends('recovery', text('simulation.tornado.recovery'), around(hazards.recovery, 0.2, 0, 1), percent, (recovery) =>
            withHazards(request, { recovery }),
          ),
        ]
      : []),
    ...(hazards.performance
      ? [
          ends(
            'performanceHazard',
            text('simulation.tornado.performanceHazard'),
            [hazards.performanceHazard / 2, Math.min(1, hazards.performanceHazard * 2)],
            percent,
            (performanceHazard) => withHazards(request, { performanceHazard }),
          ),
        ]
      : []),
    ...(hazards.credit || hazards.performance
      ? [
          ends('gap', text('simulation.tornado.gap'), around(hazards.gap, 2, 0, 20), number, (gap) => withHazards(request, { gap })),
          ends('slack', text('simulation.tornado.slack'), around(hazards.slack, 2, 0, 20), number, (slack) =>
            // the pre-pass takes the mean of its exponential
            recentred(withHazards(request, { slack })),
          ),
        ]
      : []),
  ];
};

/** Every source of chance and every main parameter of a run, each changed by itself; all draws are shared. */
export const variantsOf = (book: Workbook, request: SimulationRequest): readonly Variants[] => [
  ...heldStill(book, request),
  ...lowAndHigh(request),
];
