import type { BuyerId, ContractId } from '#shared/domain/ids.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { Month } from '#shared/domain/time.ts';
import { ZONES, type Zone } from '#shared/domain/zone.ts';
import { createBlockSums, type PathBatch } from '../batch/pathBatch.ts';
import { LANES } from '../draws/draws.ts';
import { priceIndex } from '../plan/flatPlan.ts';
import { createSimulator } from '../simulator.ts';
import { CONTRACT_MEASURE, CONTRACT_MEASURES, type ContractMeasure, REGIMES, type Regime, type SimulationRequest } from '../types.ts';

/** An event on a path. Tonnes in dmt, money in USD. */
export type PathEvent =
  | { readonly kind: 'regime'; readonly month: Month; readonly zone: Zone; readonly regime: Regime }
  | { readonly kind: 'closure'; readonly month: Month; readonly metal: Metal; readonly zone: Zone; readonly months: number }
  | { readonly kind: 'default'; readonly month: Month; readonly buyerId: BuyerId; readonly contractIds: readonly ContractId[] }
  | { readonly kind: 'refuse' | 'defer' | 'renegotiate'; readonly month: Month; readonly contractId: ContractId }
  | { readonly kind: 'deficiency'; readonly month: Month; readonly contractId: ContractId; readonly tonnes: number; readonly usd: number };

/** A contract by month, entry 0 = the first month of the plan. dmt, USD. */
export type ContractReplay = {
  readonly contractId: ContractId;
  readonly called: readonly number[];
  /** Payments by month, to the last payment. */
  readonly paid: readonly number[];
};

/** One path by month, entry 0 = the first month of the plan. */
export type PathReplay = {
  readonly path: number;
  readonly firstMonth: Month;
  /** In the order of their months. */
  readonly events: readonly PathEvent[];
  readonly regimes: Readonly<Record<Zone, readonly Regime[]>>;
  readonly demand: Readonly<Record<Zone, readonly number[]>>;
  readonly prices: readonly { readonly reference: string; readonly values: readonly number[] }[];
  readonly contracts: readonly ContractReplay[];
  /** By product. */
  readonly spotRevenue: readonly (readonly number[])[];
};

const byZone = <T>(valueAt: (z: number) => T): Record<Zone, T> =>
  Object.fromEntries(ZONES.map((zone, z) => [zone, valueAt(z)])) as Record<Zone, T>;

/** Creates a reader of the changes in a contract's measures since `advance` was called last. */
const createMeasureChanges = (sums: Float64Array) => {
  let previousSums = new Float64Array(0);
  return {
    of: (contract: number, name: ContractMeasure): number => {
      const at = contract * CONTRACT_MEASURES.length + CONTRACT_MEASURE[name];
      return sums[at]! - (previousSums[at] ?? 0);
    },
    advance: (): void => {
      previousSums = sums.slice();
    },
  };
};

/**
 * Simulates one path again and returns its months and events: the same as in the run; for deterministic products to the rounding of their
 * sums. Errors: as `simulate`.
 */
export const replayPath = (request: SimulationRequest, path: number): PathReplay => {
  const simulator = createSimulator(request, { isDetailed: true, isOneFamily: true });
  const { plan } = simulator.batch;
  const buyerOf = new Map(request.portfolio.contracts.map(({ contract, buyer }) => [contract.id, buyer.id]));
  const calledTonnes = plan.contracts.map((): number[] => []);
  const spotRevenue = plan.products.map((): number[] => []);
  const spotBefore = plan.products.map(() => 0);
  const events: PathEvent[] = [];
  const sums = createBlockSums(plan);
  const changes = createMeasureChanges(sums.contracts);
  const hasEnded = plan.contracts.map(() => false);

  const addRegimeEvents = (batch: PathBatch, t: number, month: Month): void => {
    for (const [z, zone] of ZONES.entries()) {
      const states = batch.cycle.regime[z]!;
      const regime = states[t * LANES]!;
      if (regime !== states[(t - 1) * LANES]) events.push({ kind: 'regime', month, zone, regime: REGIMES[regime]! });
    }
  };

  const addClosureEvents = ({ policies }: PathBatch, t: number, month: Month): void => {
    for (const { flat, lastClosedMonth } of policies) {
      for (const { zone: z } of flat.zones) {
        if (lastClosedMonth[z * LANES] !== t + flat.months - 1) continue;
        events.push({ kind: 'closure', month, metal: flat.metal, zone: ZONES[z]!, months: flat.months });
      }
    }
  };

  const addContractEvents = (c: number, month: Month): void => {
    const contractId = plan.contracts[c]!.id;
    if (changes.of(c, 'refusals') > 0) events.push({ kind: 'refuse', month, contractId });
    if (changes.of(c, 'deferrals') > 0) events.push({ kind: 'defer', month, contractId });
    if (changes.of(c, 'renegotiations') > 0) events.push({ kind: 'renegotiate', month, contractId });
    const tonnes = changes.of(c, 'deficiencyTonnes');
    if (tonnes > 0) events.push({ kind: 'deficiency', month, contractId, tonnes, usd: changes.of(c, 'deficiency') });
  };

  const addDefaultEvents = (batch: PathBatch, month: Month): void => {
    const defaultedContracts = batch.contracts.flatMap(({ isAlive, unplannedFrom }, c) =>
      !hasEnded[c] && isAlive[0] === 0 && unplannedFrom[0]! > 0 ? [c] : [],
    );
    for (const c of defaultedContracts) hasEnded[c] = true;
    for (const [buyerId, contractsOfBuyer] of Map.groupBy(defaultedContracts, (c) => buyerOf.get(plan.contracts[c]!.id)!)) {
      events.push({ kind: 'default', month, buyerId, contractIds: contractsOfBuyer.map((c) => plan.contracts[c]!.id) });
    }
  };

  const batch = simulator.simulateBatch(Int32Array.of(path), sums, (t, { contracts, products }) => {
    const month = plan.valuationMonth + t;
    addRegimeEvents(simulator.batch, t, month);
    addClosureEvents(simulator.batch, t, month);
    addDefaultEvents(simulator.batch, month);
    for (let c = 0; c < contracts.length; c++) {
      calledTonnes[c]!.push(changes.of(c, 'called'));
      addContractEvents(c, month);
    }
    products.forEach(({ revenue }, p) => {
      let total = 0;
      for (let y = 0; y < plan.years; y++) total += revenue[y * LANES]!;
      spotRevenue[p]!.push(total - spotBefore[p]!);
      spotBefore[p] = total;
    });
    changes.advance();
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
      values: months.map((t) => batch.prices.spot[s]![priceIndex(plan, t) * LANES]!),
    })),
    contracts: batch.contracts.map(({ flat, paymentsByMonth, supportByMonth }, c) => ({
      contractId: flat.id,
      called: calledTonnes[c]!,
      paid: Array.from({ length: plan.lastPayment }, (_, i) => paymentsByMonth[(i + 1) * LANES]! + (supportByMonth[(i + 1) * LANES] ?? 0)),
    })),
    spotRevenue,
  };
};
