// The demand cycle and the sums of its pre-pass, as in referenceCycleKernel.ts.
import { ARGUMENTS_AT, ROW_BYTES, SCRATCH_AT } from '../layout';
import { CycleMonths } from './argumentBlocks';
import { exponentiate } from './elementary';
import { addAt, constantPair, clearUnusedLane, ONE, PAIR_BYTES, positivePart, sumOfLanes, TWO } from './pair';

/** Of a regime: upper bounds of the normals that lead to a slump and to a plateau, and its demand. */
@unmanaged
class Regime {
  slumpBelow: f64;
  plateauBelow: f64;
  demand: f64;
}

const REGIME_BYTES = 24;

/** Returns the value of the regime of each lane: 0 is an expansion, 1 a plateau, 2 a slump. */
@inline function valueOfRegime(regime: v128, expansion: v128, plateau: v128, slump: v128): v128 {
  const later = v128.bitselect(slump, plateau, f64x2.gt(regime, constantPair(ONE)));
  return v128.bitselect(expansion, later, f64x2.lt(regime, constantPair(ONE)));
}

export function advanceCycle(): void {
  const cycle = changetype<CycleMonths>(<usize>ARGUMENTS_AT);
  const expansion = changetype<Regime>(<usize>cycle.regimesAt);
  const plateau = changetype<Regime>(<usize>(cycle.regimesAt + REGIME_BYTES));
  const slump = changetype<Regime>(<usize>(cycle.regimesAt + 2 * REGIME_BYTES));
  const monthBytes = cycle.months * ROW_BYTES;
  const worldShare = f64x2.splat(cycle.worldShare);
  const zoneShare = f64x2.splat(cycle.zoneShare);
  const speed = f64x2.splat(cycle.demandSpeed);
  for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
    const worldAt = cycle.worldAt + at;
    const zoneAt = cycle.zoneAt + at;
    const regimeAt = cycle.regimeAt + at;
    const demandAt = cycle.demandAt + at;
    let regime = v128.load(regimeAt);
    let demand = v128.load(demandAt);
    for (let month = 0; month < monthBytes; month += ROW_BYTES) {
      const x = f64x2.add(f64x2.mul(worldShare, v128.load(worldAt + month)), f64x2.mul(zoneShare, v128.load(zoneAt + month)));
      const slumpBelow = valueOfRegime(
        regime,
        f64x2.splat(expansion.slumpBelow),
        f64x2.splat(plateau.slumpBelow),
        f64x2.splat(slump.slumpBelow),
      );
      const plateauBelow = valueOfRegime(
        regime,
        f64x2.splat(expansion.plateauBelow),
        f64x2.splat(plateau.plateauBelow),
        f64x2.splat(slump.plateauBelow),
      );
      const isPlateau = f64x2.lt(x, plateauBelow);
      const isSlump = f64x2.lt(x, slumpBelow);
      regime = v128.bitselect(constantPair(TWO), v128.and(isPlateau, constantPair(ONE)), isSlump);
      const calm = v128.bitselect(f64x2.splat(plateau.demand), f64x2.splat(expansion.demand), isPlateau);
      const level = v128.bitselect(f64x2.splat(slump.demand), calm, isSlump);
      demand = f64x2.add(demand, f64x2.mul(speed, f64x2.sub(level, demand)));
      v128.store(regimeAt + month, regime, ROW_BYTES);
      v128.store(demandAt + month, demand, ROW_BYTES);
    }
  }
}

export function addZoneDemand(zoneAt: i32, demandAt: i32, slackAt: i32, weight: f64, multiplier: f64): void {
  const weights = f64x2.splat(weight);
  const multipliers = f64x2.splat(multiplier);
  for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
    const demand = f64x2.mul(v128.load(zoneAt + at), multipliers);
    addAt(demandAt + at, f64x2.mul(weights, f64x2.sub(demand, constantPair(ONE))));
    addAt(slackAt + at, f64x2.mul(weights, positivePart(f64x2.sub(constantPair(ONE), demand))));
  }
}

export function selectByRegime(regimeAt: i32, outAt: i32, months: i32, expansion: f64, plateau: f64, slump: f64): void {
  const expansions = f64x2.splat(expansion);
  const plateaus = f64x2.splat(plateau);
  const slumps = f64x2.splat(slump);
  for (let at = 0; at < months * ROW_BYTES; at += PAIR_BYTES) {
    v128.store(outAt + at, valueOfRegime(v128.load(regimeAt + at), expansions, plateaus, slumps));
  }
}

/** Adds the first lanes of a row to a sum, even and odd ones separately. */
function addLanes(rowAt: i32, count: i32, sumAt: i32): void {
  const end = rowAt + (count << 3);
  clearUnusedLane(rowAt, count);
  let sum = f64x2.splat(0);
  for (let at = rowAt; at < end; at += PAIR_BYTES) sum = f64x2.add(sum, v128.load(at));
  store<f64>(sumAt, load<f64>(sumAt) + sumOfLanes(sum));
}

export function sumPowers(rowsAt: i32, months: i32, count: i32, exponent: f64, sumsAt: i32): void {
  const exponents = f64x2.splat(exponent);
  const end = rowsAt + months * ROW_BYTES;
  for (let row = rowsAt; row < end; row += ROW_BYTES, sumsAt += 8) {
    for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) v128.store(SCRATCH_AT + at, f64x2.mul(exponents, v128.load(row + at)));
    exponentiate(SCRATCH_AT, SCRATCH_AT + ROW_BYTES, SCRATCH_AT);
    addLanes(SCRATCH_AT, count, sumsAt);
  }
}

export function sumSlackPowers(demandAt: i32, months: i32, count: i32, exponent: f64, sumsAt: i32): void {
  const exponents = f64x2.splat(exponent);
  const end = demandAt + months * ROW_BYTES;
  for (let row = demandAt; row < end; row += ROW_BYTES, sumsAt += 8) {
    for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
      const slack = positivePart(f64x2.sub(constantPair(ONE), v128.load(row + at)));
      v128.store(SCRATCH_AT + at, f64x2.mul(exponents, slack));
    }
    exponentiate(SCRATCH_AT, SCRATCH_AT + ROW_BYTES, SCRATCH_AT);
    addLanes(SCRATCH_AT, count, sumsAt);
  }
}

export function advanceVariance(varianceAt: i32, multiplierAt: i32, decaySquared: f64, shock: f64): void {
  const decays = f64x2.splat(decaySquared);
  const shocks = f64x2.splat(shock);
  for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
    const m = v128.load(multiplierAt + at);
    const variance = f64x2.mul(decays, v128.load(varianceAt + at));
    v128.store(varianceAt + at, f64x2.add(variance, f64x2.mul(f64x2.mul(m, m), shocks)));
  }
}
