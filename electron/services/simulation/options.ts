import type { Output } from '#shared/contract/contract.ts';
import type { SimulationChoice } from '#shared/domain/simulation.ts';
import { message, text } from '#shared/messages/text.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { CORRELATION_SOURCE, correlationOf } from './correlation.ts';
import { driverOf, inOrder } from './request.ts';

type Options = Output<'simulation.options'>;

/** The numbers of a choice, in the order in which a page shows them, and how each is read. */
const PARAMETERS = [
  ['expansionDemand', 'fraction'],
  ['slumpDemand', 'fraction'],
  ['demandSpeed', 'fraction'],
  ['zoneCorrelation', 'fraction'],
  ['slumpVolatility', 'number'],
  ['volatilityFactor', 'number'],
  ['performanceHazard', 'perYear'],
  ['gap', 'number'],
  ['slack', 'number'],
  ['recovery', 'fraction'],
] as const;

/** What a run starts from, in words, each number with where it comes from. */
export const optionsOf = (book: Workbook, defaults: SimulationChoice): Options => {
  const references = inOrder(book);
  return {
    defaults,
    parameters: PARAMETERS.map(([key, unit]) => ({
      key,
      label: message(`simulation.parameter.${key}`),
      value: defaults[key],
      unit,
      origin: 'house',
      source: text(key === 'volatilityFactor' ? 'simulation.source.averaging' : 'simulation.source.house'),
    })),
    drivers: references.map((reference) => {
      const { volatility, additive, meanReversion, cycleExponent, follows } = driverOf(reference, book, defaults);
      return {
        reference: reference.code,
        name: reference.name,
        ...(reference.metal === undefined ? {} : { metal: reference.metal }),
        volatility,
        additive,
        meanReversion,
        cycleExponent,
        ...(follows === undefined ? {} : { follows: follows.reference }),
        origin: reference.origin,
        source: reference.source,
      };
    }),
    correlation: { source: CORRELATION_SOURCE, repaired: correlationOf(references).repaired },
  };
};
