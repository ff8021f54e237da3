import { ZONES } from '#shared/domain/zone.ts';
import { type BlockUniforms, createBlockUniforms, LANES } from '../draws/draws.ts';
import type { AllocateLanes } from '../kernel/arena.ts';
import type { FlatContract } from '../plan/flatContract.ts';
import type { FlatPolicy } from '../plan/flatPolicies.ts';

/** Policy closures of a metal in every lane. */
export type PolicyLanes = {
  readonly flat: FlatPolicy;
  /** By zone that can be closed. */
  readonly uniforms: readonly BlockUniforms[];
  /** Last month of the closure in force by zone and lane: entry zone * LANES + lane. */
  readonly lastClosedMonth: Int32Array;
  /** The same by zone, the latest of any lane. */
  readonly lastClosedMonthOfZone: Int32Array;
  /** Closed zones of each lane in the month, bit z for zone z, and the lanes with one. */
  readonly closedZones: Uint8Array;
  readonly lanes: Int32Array;
  count: number;
};

/** Allocates the policy closures of a metal. */
export const createPolicyLanes = (flat: FlatPolicy, allocate: AllocateLanes): PolicyLanes => ({
  flat,
  uniforms: flat.zones.map(() => createBlockUniforms(allocate, true)),
  lastClosedMonth: new Int32Array(ZONES.length * LANES),
  lastClosedMonthOfZone: new Int32Array(ZONES.length),
  closedZones: new Uint8Array(LANES),
  lanes: new Int32Array(LANES),
  count: 0,
});

/** Opens every zone. */
export const resetPolicyLanes = (policy: PolicyLanes): void => {
  policy.lastClosedMonth.fill(0);
  policy.lastClosedMonthOfZone.fill(0);
  policy.closedZones.fill(0);
  policy.count = 0;
};

/** Whether a policy closes zone z in lane i in the current month. */
export const isZoneClosed = ({ closedZones }: PolicyLanes, z: number, i: number): boolean => ((closedZones[i]! >> z) & 1) === 1;

/** The channel of contracts with one destination in the lanes in which a policy closes a zone of it in `month`, -1 before the first. */
export type ClosedLanes = {
  month: number;
  readonly lanes: Int32Array;
  count: number;
  readonly isClosed: Uint8Array;
  readonly openShare: Float64Array;
  readonly openShareExcused: Float64Array;
  readonly closedDiscount: Float64Array;
  /** USD/dmt. */
  readonly closedFreight: Float64Array;
};

/** Allocates closed lanes; none is closed. */
export const createClosedLanes = (isUsed: boolean): ClosedLanes => {
  const length = isUsed ? LANES : 0;
  return {
    month: -1,
    lanes: new Int32Array(length),
    count: 0,
    isClosed: new Uint8Array(LANES),
    openShare: new Float64Array(length),
    openShareExcused: new Float64Array(length),
    closedDiscount: new Float64Array(length),
    closedFreight: new Float64Array(length),
  };
};

/** Opens all lanes before a month. */
export const resetClosedLanes = (closedLanes: ClosedLanes, month = -1): void => {
  closedLanes.month = month;
  if (closedLanes.count > 0) closedLanes.isClosed.fill(0);
  closedLanes.count = 0;
};

type Closable = { readonly flat: FlatContract; readonly closedLanes: ClosedLanes };

/** Open share of a contract's destination in lane i in month t. */
export const openShareInLane = ({ flat, closedLanes }: Closable, t: number, i: number): number =>
  closedLanes.isClosed[i] === 1 ? closedLanes.openShare[i]! : flat.openShare[t]!;

/** Open share of a contract's destination in lane i in month t, under the rows that excuse the buyer only. */
export const openShareExcusedInLane = ({ flat, closedLanes }: Closable, t: number, i: number): number =>
  closedLanes.isClosed[i] === 1 ? closedLanes.openShareExcused[i]! : flat.openShareExcused[t]!;
