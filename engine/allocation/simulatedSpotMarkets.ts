import type { PathSpotMarkets, SpotMarket } from '#shared/domain/allocation.ts';
import { createBlockSums } from '../simulation/batch/pathBatch.ts';
import { LANES } from '../simulation/draws/draws.ts';
import { createSimulator } from '../simulation/simulator.ts';
import type { SimulationRequest } from '../simulation/types.ts';

const sharedColumn = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT * length));

/** Creates the columns of the spot markets of `paths` paths, in memory that threads share. */
export const createPathSpotMarkets = (markets: readonly SpotMarket[], paths: number): PathSpotMarkets => {
  const byMarket = () => markets.map(({ production }) => sharedColumn(paths * production.length));
  const byDeal = () => markets.map(({ production, deals }) => deals.map(() => sharedColumn(paths * production.length)));
  return { markets, paths, netSpot: byMarket(), depth: byMarket(), nominal: byDeal(), called: byDeal() };
};

/** Indices of markets and their deals among the products of a portfolio of standalone deals. */
const findProducts = ({ products, contracts }: SimulationRequest['portfolio'], { markets }: PathSpotMarkets) => {
  const index = new Map(products.map(({ id }, p) => [String(id), p]));
  const productOf = new Map(contracts.map(({ contract }) => [String(contract.id), index.get(contract.productId)!]));
  return markets.map(({ product, deals }) => ({
    marketProduct: index.get(product)!,
    deals: deals.map(({ cell }) => productOf.get(cell)!),
  }));
};

/**
 * Simulates paths of standalone deals, writes their spot markets, and returns the revenue of each contract over the plan: entry
 * contract * paths.length + k, in the order of ids, USD. `request`: of the portfolio of standalone deals; `tonnes`: dmt a year of each deal;
 * `first`: row of the first path in the columns. What a deal takes is the part of its product's production that is not left.
 */
export const simulateSpotMarkets = (
  request: SimulationRequest,
  tonnes: ReadonlyMap<string, number>,
  paths: Int32Array,
  firstRow: number,
  columns: PathSpotMarkets,
): Float64Array => {
  // no product is deterministic, so that every month has a price and a depth
  const simulator = createSimulator(request, { isDetailed: true });
  const { plan } = simulator.batch;
  const productIndices = findProducts(request.portfolio, columns);
  const revenue = new Float64Array(plan.contracts.length * paths.length);
  const sums = createBlockSums(plan);
  for (let start = 0; start < paths.length; start += LANES) {
    const batch = simulator.simulateBatch(paths.slice(start, start + LANES), sums, (t, { products, count }) => {
      for (const [m, { marketProduct, deals }] of productIndices.entries()) {
        const { production, deals: cells } = columns.markets[m]!;
        const offset = (firstRow + start) * production.length + t - 1;
        const market = products[marketProduct]!;
        for (let i = 0; i < count; i++) {
          columns.netSpot[m]![offset + i * production.length] = market.spotPrice[i]!;
          columns.depth[m]![offset + i * production.length] = market.depth[i]!;
        }
        for (const [d, p] of deals.entries()) {
          const { remainingTonnes, nominal } = products[p]!;
          const annualTonnes = tonnes.get(cells[d]!.cell)!;
          for (let i = 0; i < count; i++) {
            columns.nominal[m]![d]![offset + i * production.length] = nominal[i]! / annualTonnes;
            columns.called[m]![d]![offset + i * production.length] = (production[t - 1]! - remainingTonnes[i]!) / annualTonnes;
          }
        }
      }
    });
    batch.contracts.forEach(({ revenue: byYear }, c) => {
      for (let i = 0; i < batch.count; i++) {
        let planRevenue = 0;
        for (let y = 0; y < plan.years; y++) planRevenue += byYear[y * LANES + i]!;
        revenue[c * paths.length + start + i] = planRevenue;
      }
    });
  }
  return revenue;
};

/** The spot markets of one path. The loss per tonne cut is scaled with net spot: an approximation. */
export const spotMarketsOfPath = ({ markets, netSpot, depth, nominal, called }: PathSpotMarkets, path: number): readonly SpotMarket[] =>
  markets.map((market, m): SpotMarket => {
    const months = market.production.length;
    const ofPath = (column: Float64Array) => column.subarray(path * months, (path + 1) * months);
    const pathSpot = ofPath(netSpot[m]!);
    const priceRatio = pathSpot.map((price, t) => (market.netSpot[t]! > 0 ? Math.max(0, price) / market.netSpot[t]! : 1));
    return {
      ...market,
      netSpot: pathSpot,
      depth: ofPath(depth[m]!),
      deals: market.deals.map((deal, d) => ({
        ...deal,
        nominal: ofPath(nominal[m]![d]!),
        called: ofPath(called[m]![d]!),
        cutLoss: deal.cutLoss.map((loss, t) => loss * priceRatio[t]!),
      })),
    };
  });
