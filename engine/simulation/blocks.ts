import { marketMonths } from '../valuation/market.ts';
import type { SimulationRequest } from './types.ts';

/** Paths of a block: what is computed between two looks at the hooks, and what sums are merged by. */
export const BLOCK_PATHS = 256;

/** Months after the valuation that prices are needed for: to the end of the latest quotational period. */
export const simulationHorizon = ({ portfolio }: Pick<SimulationRequest, 'portfolio'>): number =>
  marketMonths(portfolio).to - portfolio.valuationMonth;
