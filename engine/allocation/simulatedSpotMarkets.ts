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

/** The places of markets and their deals among the products of a portfolio of standalone deals. */
const findProducts = ({ products, contracts }: SimulationRequest['portfolio'], { markets }: PathSpotMarkets) => {
  const index = new Map(products.map(({ id }, p) => [String(id), p]));
  const productOf = new Map(contracts.map(({ contract }) => [String(contract.id), index.get(contract.productId)!]));
  return markets.map(({ product, deals }) => ({ whole: index.get(product)!, deals: deals.map(({ cell }) => productOf.get(cell)!) }));
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
  first: number,
  into: PathSpotMarkets,
): Float64Array => {
  // no product is deterministic, so that every month has a price and a depth
  const simulator = createSimulator(request, { isDetailed: true });
  const { plan } = simulator.batch;
  const places = findProducts(request.portfolio, into);
  const revenue = new Float64Array(plan.contracts.length * paths.length);
  const sums = createBlockSums(plan);
  for (let start = 0; start < paths.length; start += LANES) {
    const batch = simulator.simulateBatch(paths.slice(start, start + LANES), sums, (t, { products, count }) => {
      for (const [m, { whole, deals }] of places.entries()) {
        const { production, deals: cells } = into.markets[m]!;
        const at = (first + start) * production.length + t - 1;
        const market = products[whole]!;
        for (let i = 0; i < count; i++) {
          into.netSpot[m]![at + i * production.length] = market.spotPrice[i]!;
          into.depth[m]![at + i * production.length] = market.depth[i]!;
        }
        for (const [d, p] of deals.entries()) {
          const { remainingTonnes, nominal } = products[p]!;
          const named = tonnes.get(cells[d]!.cell)!;
          for (let i = 0; i < count; i++) {
            into.nominal[m]![d]![at + i * production.length] = nominal[i]! / named;
            into.called[m]![d]![at + i * production.length] = (production[t - 1]! - remainingTonnes[i]!) / named;
          }
        }
      }
    });
    batch.contracts.forEach(({ revenue: byYear }, c) => {
      for (let i = 0; i < batch.count; i++) {
        let total = 0;
        for (let y = 0; y < plan.years; y++) total += byYear[y * LANES + i]!;
        revenue[c * paths.length + start + i] = total;
      }
    });
  }
  return revenue;
};

/** The spot markets of one path. What a tonne that is cut loses moves with net spot: an approximation. */
export const spotMarketsOfPath = ({ markets, netSpot, depth, nominal, called }: PathSpotMarkets, path: number): readonly SpotMarket[] =>
  markets.map((market, m): SpotMarket => {
    const months = market.production.length;
    const of = (column: Float64Array) => column.subarray(path * months, (path + 1) * months);
    const spot = of(netSpot[m]!);
    const moved = spot.map((price, t) => (market.netSpot[t]! > 0 ? Math.max(0, price) / market.netSpot[t]! : 1));
    return {
      ...market,
      netSpot: spot,
      depth: of(depth[m]!),
      deals: market.deals.map((deal, d) => ({
        ...deal,
        nominal: of(nominal[m]![d]!),
        called: of(called[m]![d]!),
        cutLoss: deal.cutLoss.map((loss, t) => loss * moved[t]!),
      })),
    };
  });
