import type { Output } from '#shared/contract/contract.ts';
import type { Fact } from '#shared/domain/fact.ts';
import type { SimulationSettings } from '#shared/domain/simulation.ts';
import { message } from '#shared/messages/text.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { correlationOf } from './correlation.ts';
import { driverOf, listReferencesInOrder } from './request.ts';

type Options = Output<'simulation.options'>;

/** The parameters of a run in the order of the page, with their units and the switches that they depend on. */
const PARAMETERS = [
  ['expansionDemand', 'fraction', 1],
  ['slumpDemand', 'fraction', 1],
  ['demandSpeed', 'months', 1],
  ['zoneCorrelation', 'fraction', 0],
  ['slumpVolatility', 'number', 1],
  ['volatilityFactor', 'number', 1],
  ['performanceHazard', 'perYear', 0],
  ['gap', 'number', 0],
  ['slack', 'number', 0],
  ['recovery', 'fraction', 0],
  ['policyHazardChina', 'perYear', 0],
  ['policyHazardOther', 'perYear', 0],
  ['policyMonths', 'wholeMonths', undefined],
  ['policyDiscount', 'fraction', undefined],
  ['policyFreightUsdPerWmt', 'usdPerWmt', undefined],
] as const;

/** Returns the default parameters of a run, each with a source, or the range worth testing where none was found. */
export const optionsOf = (book: Workbook, rates: readonly Fact[], defaults: SimulationSettings): Options => {
  const references = listReferencesInOrder(book);
  const { contracts, products } = book.plan().portfolio;
  return {
    defaults,
    sells: contracts.length > 0 || products.some(({ production }) => production.some((tonnes) => tonnes > 0)),
    parameters: PARAMETERS.map(([key, unit, off]) => ({
      key,
      label: message(`simulation.parameter.${key}`),
      value: defaults[key],
      unit,
      ...(off === undefined ? {} : { off }),
      origin: 'house',
      source: message(`simulation.source.${key}`),
    })),
    drivers: references.map((reference) => {
      const { volatility, additive, meanReversion, cycleExponent, follows } = driverOf(reference, book, defaults);
      return {
        reference: reference.code,
        name: { shipped: reference.name },
        ...(reference.metal === undefined ? {} : { metal: reference.metal }),
        volatility,
        isAdditive: additive,
        meanReversion,
        cycleExponent,
        ...(follows === undefined ? {} : { follows: follows.reference }),
        origin: reference.origin,
        source: { shipped: reference.source },
      };
    }),
    correlation: { source: message('correlation.publishedSource'), isRepaired: correlationOf(references).isRepaired },
    // in the order of ratings, best first
    defaultRates: rates
      .flatMap(({ subject, value, source }) =>
        value === undefined ? [] : [{ rating: subject, rate: value / 100, source: { shipped: source } }],
      )
      .sort((a, b) => a.rate - b.rate),
  };
};
