import { perDryTonne } from '#shared/units/conversions.ts';
import { type Channel, combineZones } from '../../valuation/channels.ts';
import type { ContractLanes } from '../batch/contractLanes.ts';
import { measureOffset, type PathBatch, type ProductFamily } from '../batch/pathBatch.ts';
import { type PolicyLanes, resetClosedLanes } from '../batch/policyLanes.ts';
import { type BlockUniforms, blockOf, DRAW_KIND, LANES, rowInBlock } from '../draws/draws.ts';
import { DOUBLE_BYTES } from '../kernel/layout.ts';
import { closeZone } from '../plan/flatPolicies.ts';
import { PATH_MEASURE } from '../types.ts';

/** Lists the lanes with a closed zone in month t. */
const listClosedLanes = (policy: PolicyLanes, t: number, count: number): void => {
  const { flat, lastClosedMonth, lastClosedMonthOfZone, closedZones, lanes } = policy;
  if (policy.count > 0) closedZones.fill(0);
  policy.count = 0;
  if (!lastClosedMonthOfZone.some((month) => month >= t)) return;
  for (const { zone } of flat.zones) {
    if (lastClosedMonthOfZone[zone]! < t) continue;
    const at = zone * LANES;
    for (let i = 0; i < count; i++) if (lastClosedMonth[at + i]! >= t) closedZones[i]! |= 1 << zone;
  }
  for (let i = 0; i < count; i++) if (closedZones[i] !== 0) lanes[policy.count++] = i;
};

/** Draws the uniforms of the block of month t unless they are drawn already; returns the byte offset of the month's row. */
const drawMonth = (batch: PathBatch, uniforms: BlockUniforms, kind: number, t: number, entity: number): number => {
  const { draws, kernel, count, pathNumbersAt } = batch;
  const block = blockOf(t);
  if (uniforms.block !== block || uniforms.draws !== draws) {
    kernel.drawUniforms({ pathsAt: pathNumbersAt, count, key: draws.key, block, kind, entity }, uniforms.rows.byteOffset);
    uniforms.block = block;
    uniforms.draws = draws;
  }
  return uniforms.rows.byteOffset + rowInBlock(t) * DOUBLE_BYTES;
};

/** Draws the closures that begin in month t, one draw for each zone and lane without one in force. */
const drawClosures = (batch: PathBatch, policy: PolicyLanes, t: number): void => {
  const { kernel, work, count, measures } = batch;
  const { flat, lastClosedMonth, lastClosedMonthOfZone } = policy;
  for (const [n, { zone, hash, probability }] of flat.zones.entries()) {
    const uniformsAt = drawMonth(batch, policy.uniforms[n]!, DRAW_KIND.policy, t, hash);
    const listedCount = kernel.listLanesBelow(uniformsAt, count, probability, work.laneList.byteOffset);
    for (let k = 0; k < listedCount; k++) {
      const i = work.listedLanes[k]! / DOUBLE_BYTES;
      if (lastClosedMonth[zone * LANES + i]! >= t) continue;
      lastClosedMonth[zone * LANES + i] = t + flat.months - 1;
      lastClosedMonthOfZone[zone] = t + flat.months - 1;
      measures[measureOffset(batch, PATH_MEASURE.policyClosures, t) + i]! += 1;
    }
  }
};

/** Writes the channel of a contract in the lanes in which a zone of its destination is closed; contracts with one destination share it. */
const closeLanes = ({ flat, closedLanes }: ContractLanes, policy: PolicyLanes, moisture: number, t: number): void => {
  const isExcused = flat.terms[flat.termsIndex[t]!]!.isImportBanExcused;
  const accesses = flat.zoneAccess[t]!;
  // lanes with the same closed zones have one channel
  const channels: Channel[] = [];
  const channelWith = (zones: number): Channel =>
    combineZones(flat.zones, (_, n) =>
      (zones >> flat.zones[n]!.index) & 1 ? closeZone(accesses[n]!, policy.flat, isExcused) : accesses[n]!,
    );
  for (let k = 0; k < policy.count; k++) {
    const i = policy.lanes[k]!;
    const zones = policy.closedZones[i]! & flat.zoneBits;
    if (zones === 0) continue;
    channels[zones] ??= channelWith(zones);
    const channel = channels[zones];
    closedLanes.lanes[closedLanes.count++] = i;
    closedLanes.isClosed[i] = 1;
    closedLanes.openShare[i] = channel.openShare;
    closedLanes.openShareExcused[i] = channel.openShareExcused;
    closedLanes.closedDiscount[i] = channel.closedDiscount;
    closedLanes.closedFreight[i] = perDryTonne(channel.closedFreightUsdPerWmt, moisture);
  }
};

/** Step 4, kind policy: draws the policy closures of month t for a family, and closes the destinations of contracts. */
export const drawPolicyClosures = (batch: PathBatch, { products, policies }: ProductFamily, t: number): void => {
  for (const policy of policies) {
    drawClosures(batch, policy, t);
    listClosedLanes(policy, t, batch.count);
  }
  for (const product of products) {
    const policy = batch.policies[product.flat.policy];
    if (policy === undefined) continue;
    for (const c of product.deliveringContracts[t]!) {
      const contract = batch.contracts[c]!;
      if (contract.closedLanes.month === t) continue;
      resetClosedLanes(contract.closedLanes, t);
      if (policy.count > 0) closeLanes(contract, policy, product.flat.moisture, t);
    }
  }
};
