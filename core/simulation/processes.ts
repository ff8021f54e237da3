import type { PriceProcess, ShockCorrelation } from '#engine';
import type { Reference } from '#shared/domain/reference.ts';
import { DEFAULT_SIMULATION, type SimulationSettings } from '#shared/domain/simulation.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { correlationOf } from './correlation.ts';
import { driverOf, listReferencesInOrder } from './request.ts';

/** The price processes and their correlation. */
export type PriceProcesses = { readonly processes: Readonly<Record<string, PriceProcess>>; readonly correlation: ShockCorrelation };

/** Correlates references by code. A function of its own, since a closure keeps all that other closures of its function use, here the book. */
const correlationByCode = (references: readonly Reference[]): ShockCorrelation => {
  const places = new Map(references.filter(({ follows }) => follows === undefined).map(({ code }, place) => [String(code), place]));
  const { matrix } = correlationOf(references);
  return (a, b) => matrix[places.get(a) ?? -1]?.[places.get(b) ?? -1] ?? 0;
};

const memoizedProcesses = new WeakMap<Workbook['references'], PriceProcesses>();

/** Returns the price processes for closed formulas: volatility, mean reversion and correlation of the simulation, without the cycle. */
export const getPriceProcesses = (
  book: Workbook,
  settings: Pick<SimulationSettings, 'prices' | 'volatilityFactor'> = DEFAULT_SIMULATION,
): PriceProcesses => {
  const memoizedResult = settings === DEFAULT_SIMULATION ? memoizedProcesses.get(book.references) : undefined;
  if (memoizedResult !== undefined) return memoizedResult;
  const references = listReferencesInOrder(book);
  const processes = Object.fromEntries(
    references.map((reference): [string, PriceProcess] => {
      const { volatility, meanReversion } = driverOf(reference, book, settings);
      return [reference.code, { kind: reference.kind, follows: reference.follows, volatility, meanReversion }];
    }),
  );
  const priceProcesses: PriceProcesses = { processes, correlation: correlationByCode(references) };
  if (settings === DEFAULT_SIMULATION) memoizedProcesses.set(book.references, priceProcesses);
  return priceProcesses;
};
