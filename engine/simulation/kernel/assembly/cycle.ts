// The demand cycle and the sums of its pre-pass, as in referenceCycleKernel.ts.
import { ARGUMENTS_AT, ROW_BYTES } from '../layout';
import { CycleMonths } from './argumentBlocks';
import { exp } from './elementary';
import { addAt, both, ONE, PAIR_BYTES, positivePart, TWO } from './pair';

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
  const later = v128.bitselect(slump, plateau, f64x2.gt(regime, both(ONE)));
  return v128.bitselect(expansion, later, f64x2.lt(regime, both(ONE)));
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
      regime = v128.bitselect(both(TWO), v128.and(isPlateau, both(ONE)), isSlump);
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
    addAt(demandAt + at, f64x2.mul(weights, f64x2.sub(demand, both(ONE))));
    addAt(slackAt + at, f64x2.mul(weights, positivePart(f64x2.sub(both(ONE), demand))));
  }
}

export function selectByRegime(regimeAt: i32, outAt: i32, expansion: f64, plateau: f64, slump: f64): void {
  const expansions = f64x2.splat(expansion);
  const plateaus = f64x2.splat(plateau);
  const slumps = f64x2.splat(slump);
  for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
    v128.store(outAt + at, valueOfRegime(v128.load(regimeAt + at), expansions, plateaus, slumps));
  }
}

/** Adds the lanes of a pair one after the other; those from `end` on belong to no path. */
@inline function addInTurn(sum: f64, pair: v128, at: i32, end: i32): f64 {
  const first = sum + f64x2.extract_lane(pair, 0);
  return select<f64>(first + f64x2.extract_lane(pair, 1), first, at + 8 < end);
}

export function sumPowers(rowAt: i32, count: i32, exponent: f64): f64 {
  const exponents = f64x2.splat(exponent);
  const end = count << 3;
  let sum: f64 = 0;
  for (let at = 0; at < end; at += PAIR_BYTES) {
    sum = addInTurn(sum, exp(f64x2.mul(exponents, v128.load(rowAt + at))), at, end);
  }
  return sum;
}

export function sumSlackPowers(demandAt: i32, count: i32, exponent: f64): f64 {
  const exponents = f64x2.splat(exponent);
  const end = count << 3;
  let sum: f64 = 0;
  for (let at = 0; at < end; at += PAIR_BYTES) {
    const slack = positivePart(f64x2.sub(both(ONE), v128.load(demandAt + at)));
    sum = addInTurn(sum, exp(f64x2.mul(exponents, slack)), at, end);
  }
  return sum;
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
