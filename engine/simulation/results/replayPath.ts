import type { BuyerId, ContractId } from '#shared/domain/ids.ts';
import type { Month } from '#shared/domain/time.ts';
import { ZONES, type Zone } from '#shared/domain/zone.ts';
import { CONTRACT_MEASURE } from '../batch/contractLanes.ts';
import { createBlockSums, type PathBatch } from '../batch/pathBatch.ts';
import { LANES } from '../draws/draws.ts';
import { createDetailedSimulator } from '../simulate.ts';
import { CONTRACT_MEASURES, type ContractMeasure, REGIMES, type Regime, type SimulationRequest } from '../types.ts';

/** What happened on a path, in the order of months. Tonnes in dmt, money in USD. */
export type PathEvent =
  | { readonly kind: 'regime'; readonly month: Month; readonly zone: Zone; readonly regime: Regime }
  | { readonly kind: 'default'; readonly month: Month; readonly buyerId: BuyerId; readonly contractIds: readonly ContractId[] }
  | { readonly kind: 'refuse' | 'defer' | 'renegotiate'; readonly month: Month; readonly contractId: ContractId }
  | { readonly kind: 'deficiency'; readonly month: Month; readonly contractId: ContractId; readonly tonnes: number; readonly usd: number };

/** A contract month by month; entry 0 = the first month of the plan. */
export type ContractReplay = {
  readonly contractId: ContractId;
  readonly called: readonly number[];
  readonly delivered: readonly number[];
  readonly refused: readonly number[];
  readonly deferred: readonly number[];
  /** Net contract at the month's prices, USD/dmt; NaN where nothing runs. */
  readonly netPrice: readonly number[];
  /** By month of payment, to the last one. */
  readonly paid: readonly number[];
};

/** One path simulated once more, month by month. */
export type PathReplay = {
  readonly path: number;
  readonly firstMonth: Month;
  readonly events: readonly PathEvent[];
  readonly regimes: Readonly<Record<Zone, readonly Regime[]>>;
  readonly demand: Readonly<Record<Zone, readonly number[]>>;
  readonly prices: readonly { readonly reference: string; readonly values: readonly number[] }[];
  readonly contracts: readonly ContractReplay[];
  /** By product. */
  readonly spotRevenue: readonly (readonly number[])[];
};

const byZone = <T>(of: (z: number) => T): Record<Zone, T> => Object.fromEntries(ZONES.map((zone, z) => [zone, of(z)])) as Record<Zone, T>;

/** What the sums of a run with one path came to since they were looked at last. */
const createMeasureDeltas = () => {
  let before = new Float64Array(0);
  return {
    of: (now: Float64Array, place: number, name: ContractMeasure): number => {
      const at = place * CONTRACT_MEASURES.length + CONTRACT_MEASURE[name];
      return now[at]! - (before[at] ?? 0);
    },
    look: (now: Float64Array) => {
      before = now.slice();
    },
  };
};

/** Simulates one path once more and keeps its months: the same as in the run, of even products (even.ts) to the rounding of their sums. Errors: as `simulate`. */
export const replayPath = (request: SimulationRequest, path: number): PathReplay => {
  const simulator = createDetailedSimulator(request);
  const { plan } = simulator.batch;
  const buyers = new Map(request.portfolio.contracts.map(({ contract, buyer }) => [contract.id, buyer.id]));
  const series = () => plan.contracts.map((): number[] => []);
  const [called, delivered, refused, deferred, netPrice] = [series(), series(), series(), series(), series()];
  const spotRevenue = plan.products.map((): number[] => []);
  const spotBefore = plan.products.map(() => 0);
  const events: PathEvent[] = [];
  const deltas = createMeasureDeltas();
  const sums = createBlockSums(plan);
  const wasAlive = plan.contracts.map(() => true);

  const addRegimeEvents = (batch: PathBatch, t: number, month: Month): void => {
    for (const [z, zone] of ZONES.entries()) {
      const states = batch.cycle.regime[z]!;
      const now = states[t * LANES]!;
      if (now !== states[(t - 1) * LANES]) events.push({ kind: 'regime', month, zone, regime: REGIMES[now]! });
    }
  };

  const addContractEvents = (c: number, month: Month): void => {
    const contractId = plan.contracts[c]!.id;
    const moved = (name: ContractMeasure) => deltas.of(sums.contracts, c, name);
    if (moved('refusals') > 0) events.push({ kind: 'refuse', month, contractId });
    if (moved('deferrals') > 0) events.push({ kind: 'defer', month, contractId });
    if (moved('renegotiations') > 0) events.push({ kind: 'renegotiate', month, contractId });
    const tonnes = moved('deficiencyTonnes');
    if (tonnes > 0) events.push({ kind: 'deficiency', month, contractId, tonnes, usd: moved('deficiency') });
  };

  const addDefaultEvents = (batch: PathBatch, month: Month): void => {
    const ended = batch.contracts
      .filter(({ alive, unplannedFrom: gone }, c) => wasAlive[c] === true && alive[0] === 0 && gone[0]! > 0)
      .map(({ index: place }) => place);
    for (const c of ended) wasAlive[c] = false;
    for (const [buyerId, of] of Map.groupBy(ended, (c) => buyers.get(plan.contracts[c]!.id)!)) {
      events.push({ kind: 'default', month, buyerId, contractIds: of.map((c) => plan.contracts[c]!.id) });
    }
  };

  const batch = simulator.simulateBatch(Int32Array.of(path), sums, (t, now) => {
    const month = plan.valuationMonth + t;
    addRegimeEvents(now, t, month);
    addDefaultEvents(now, month);
    now.contracts.forEach(({ flat, netPrice: net }, c) => {
      const moved = (name: ContractMeasure) => deltas.of(sums.contracts, c, name);
      called[c]!.push(moved('called'));
      delivered[c]!.push(moved('delivered'));
      refused[c]!.push(moved('refused'));
      deferred[c]!.push(moved('deferred'));
      netPrice[c]!.push(flat.termsIndex[t]! < 0 || now.contracts[c]!.alive[0] === 0 ? Number.NaN : net[0]!);
      addContractEvents(c, month);
    });
    now.products.forEach(({ revenue }, p) => {
      let total = 0;
      for (let y = 0; y < plan.years; y++) total += revenue[y * LANES]!;
      spotRevenue[p]!.push(total - spotBefore[p]!);
      spotBefore[p] = total;
    });
    deltas.look(sums.contracts);
  });

  const months = Array.from({ length: plan.months }, (_, i) => i + 1);
  return {
    path,
    firstMonth: plan.valuationMonth + 1,
    events,
    regimes: byZone((z) => months.map((t) => REGIMES[batch.cycle.regime[z]![t * LANES]!]!)),
    demand: byZone((z) => months.map((t) => batch.cycle.demand[z]![t * LANES]!)),
    prices: plan.slots.map(({ reference }, s) => ({
      reference,
      values: months.map((t) => batch.prices.spot[s]![(plan.valuationMonth + t - plan.firstMonth) * LANES]!),
    })),
    contracts: batch.contracts.map(({ flat, paymentsByMonth: paidIn }, c) => ({
      contractId: flat.id,
      called: called[c]!,
      delivered: delivered[c]!,
      refused: refused[c]!,
      deferred: deferred[c]!,
      netPrice: netPrice[c]!,
      paid: Array.from({ length: plan.lastPayment }, (_, i) => paidIn[(i + 1) * LANES]!),
    })),
    spotRevenue,
  };
};
