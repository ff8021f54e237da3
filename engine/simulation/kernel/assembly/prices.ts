// Prices of the months of a block, as in referenceKernel.ts. All lanes of a row are computed, whatever the number of paths.
import { ARGUMENTS_AT, MONTHS_PER_BLOCK, ROW_BYTES, SCRATCH_AT } from '../layout';
import { FollowerLogPrices, Forwards, LogPriceSteps, LogPrices } from './argumentBlocks';
import { exponentiate, log } from './elementary';
import { constantPair, clearUnusedLane, HALF, ONE, PAIR_BYTES, sumOfLanes } from './pair';

/** Bytes of a term: address of a factor's lanes, and 8 bytes on its share. */
const TERM_BYTES = 16;

export function advanceLogPrices(): void {
  const steps = changetype<LogPriceSteps>(<usize>ARGUMENTS_AT);
  const decay = f64x2.splat(steps.decay);
  const decaySquared = f64x2.splat(steps.decay * steps.decay);
  const scale = f64x2.splat(steps.scale);
  const terms = steps.termsAt;
  const lastTerm = terms + steps.terms * TERM_BYTES;
  const end = (steps.firstMonth + steps.months) * ROW_BYTES;
  for (let month = steps.firstMonth * ROW_BYTES; month < end; month += ROW_BYTES) {
    const y = steps.yAt + month;
    const v = steps.vAt + month;
    const before = (month === 0 ? MONTHS_PER_BLOCK * ROW_BYTES : month) - ROW_BYTES;
    const yBefore = steps.yAt + before;
    const vBefore = steps.vAt + before;
    const m = steps.multiplierAt + month;
    for (let at = 0; at < ROW_BYTES; at += 8 * PAIR_BYTES) {
      // e of eight pairs, the sum of factors by their shares
      let e0 = f64x2.splat(0);
      let e1 = e0;
      let e2 = e0;
      let e3 = e0;
      let e4 = e0;
      let e5 = e0;
      let e6 = e0;
      let e7 = e0;
      for (let term = terms; term < lastTerm; term += TERM_BYTES) {
        const factor = load<i32>(term) + month + at;
        const share = v128.load64_splat(term, 8);
        e0 = f64x2.add(e0, f64x2.mul(share, v128.load(factor)));
        e1 = f64x2.add(e1, f64x2.mul(share, v128.load(factor, 16)));
        e2 = f64x2.add(e2, f64x2.mul(share, v128.load(factor, 32)));
        e3 = f64x2.add(e3, f64x2.mul(share, v128.load(factor, 48)));
        e4 = f64x2.add(e4, f64x2.mul(share, v128.load(factor, 64)));
        e5 = f64x2.add(e5, f64x2.mul(share, v128.load(factor, 80)));
        e6 = f64x2.add(e6, f64x2.mul(share, v128.load(factor, 96)));
        e7 = f64x2.add(e7, f64x2.mul(share, v128.load(factor, 112)));
      }
      const e = SCRATCH_AT + at;
      v128.store(e, e0);
      v128.store(e, e1, 16);
      v128.store(e, e2, 32);
      v128.store(e, e3, 48);
      v128.store(e, e4, 64);
      v128.store(e, e5, 80);
      v128.store(e, e6, 96);
      v128.store(e, e7, 112);
    }
    for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
      const sigma = f64x2.mul(scale, v128.load(m + at));
      const shock = f64x2.mul(sigma, v128.load(SCRATCH_AT + at));
      v128.store(y + at, f64x2.add(f64x2.mul(decay, v128.load(yBefore + at)), shock));
      v128.store(v + at, f64x2.add(f64x2.mul(decaySquared, v128.load(vBefore + at)), f64x2.mul(sigma, sigma)));
    }
  }
}

export function sumWeightedRows(termsAt: i32, terms: i32, offset: i32, outAt: i32, months: i32): void {
  const end = termsAt + terms * TERM_BYTES;
  for (let at = 0; at < months * ROW_BYTES; at += 2 * PAIR_BYTES) {
    let sum0 = f64x2.splat(0);
    let sum1 = sum0;
    for (let term = termsAt; term < end; term += TERM_BYTES) {
      const row = load<i32>(term) + offset + at;
      const weight = v128.load64_splat(term, 8);
      sum0 = f64x2.add(sum0, f64x2.mul(weight, v128.load(row)));
      sum1 = f64x2.add(sum1, f64x2.mul(weight, v128.load(row, PAIR_BYTES)));
    }
    v128.store(outAt + at, sum0);
    v128.store(outAt + at, sum1, PAIR_BYTES);
  }
}

/** weight x (D - 1) of a pair. */
@inline function weightedChange(weight: v128, demand: v128, one: v128): v128 {
  return f64x2.mul(weight, f64x2.sub(demand, one));
}

export function computeLogDemand(termsAt: i32, terms: i32, offset: i32, outAt: i32, months: i32): void {
  const end = termsAt + terms * TERM_BYTES;
  const bytes = months * ROW_BYTES;
  const one = constantPair(ONE);
  for (let at = 0; at < bytes; at += 4 * PAIR_BYTES) {
    let d0 = one;
    let d1 = d0;
    let d2 = d0;
    let d3 = d0;
    for (let term = termsAt; term < end; term += TERM_BYTES) {
      const demandAt = load<i32>(term) + offset + at;
      const weight = v128.load64_splat(term, 8);
      d0 = f64x2.add(d0, weightedChange(weight, v128.load(demandAt), one));
      d1 = f64x2.add(d1, weightedChange(weight, v128.load(demandAt, 16), one));
      d2 = f64x2.add(d2, weightedChange(weight, v128.load(demandAt, 32), one));
      d3 = f64x2.add(d3, weightedChange(weight, v128.load(demandAt, 48), one));
    }
    v128.store(outAt + at, d0);
    v128.store(outAt + at, d1, 16);
    v128.store(outAt + at, d2, 32);
    v128.store(outAt + at, d3, 48);
  }
  // in a loop of its own, so that the processor works on more pairs at once
  for (let at = outAt; at < outAt + bytes; at += PAIR_BYTES) v128.store(at, log(v128.load(at)));
}

/** L ln D - ln M. */
@inline function logCycle(logDemandAt: i32, exponent: v128, logMean: v128): v128 {
  return f64x2.sub(f64x2.mul(exponent, v128.load(logDemandAt)), logMean);
}

export function computeLogPrices(): void {
  const input = changetype<LogPrices>(<usize>ARGUMENTS_AT);
  const y = input.yAt;
  const v = input.vAt;
  const logDemand = input.logDemandAt;
  const out = input.outAt;
  const exponent = f64x2.splat(input.exponent);
  for (let month = 0; month < input.months; month++) {
    const logMean = v128.load64_splat(input.logMeansAt + 8 * month);
    for (let at = month * ROW_BYTES; at < (month + 1) * ROW_BYTES; at += PAIR_BYTES) {
      const deviation = f64x2.sub(v128.load(y + at), f64x2.mul(constantPair(HALF), v128.load(v + at)));
      v128.store(out + at, f64x2.add(deviation, logCycle(logDemand + at, exponent, logMean)));
    }
  }
}

export function computeFollowerLogPrices(): void {
  const input = changetype<FollowerLogPrices>(<usize>ARGUMENTS_AT);
  const beta = f64x2.splat(input.beta);
  const half = f64x2.splat(0.5 * input.beta * (input.beta - 1));
  for (let month = 0; month < input.months; month++) {
    const logMean = v128.load64_splat(input.logMeansAt + 8 * month);
    for (let at = month * ROW_BYTES; at < (month + 1) * ROW_BYTES; at += PAIR_BYTES) {
      const followed = f64x2.sub(
        f64x2.mul(beta, v128.load(input.logQAt + at)),
        f64x2.mul(half, v128.load(input.followedVAt + at)),
      );
      const own = f64x2.sub(v128.load(input.yAt + at), f64x2.mul(constantPair(HALF), v128.load(input.vAt + at)));
      v128.store(input.outAt + at, f64x2.sub(f64x2.add(followed, own), logMean));
    }
  }
}

export function computeCycleFactors(logDemandAt: i32, outAt: i32, months: i32, exponent: f64, logMeansAt: i32): void {
  const exponents = f64x2.splat(exponent);
  for (let month = 0; month < months; month++) {
    const logMean = v128.load64_splat(logMeansAt + 8 * month);
    for (let at = month * ROW_BYTES; at < (month + 1) * ROW_BYTES; at += PAIR_BYTES) {
      v128.store(outAt + at, logCycle(logDemandAt + at, exponents, logMean));
    }
  }
  exponentiate(outAt, outAt + months * ROW_BYTES, outAt);
}

export function computePrices(xAt: i32, outAt: i32, months: i32, count: i32, levelsAt: i32, sumsAt: i32): void {
  const end = count << 3;
  for (let month = 0; month < months; month++) {
    exponentiate(xAt, xAt + end, outAt);
    const level = v128.load64_splat(levelsAt);
    let logs = f64x2.splat(0);
    let logSquares = logs;
    let ratios = logs;
    let squares = logs;
    clearUnusedLane(xAt, count);
    clearUnusedLane(outAt, count);
    for (let at = 0; at < end; at += PAIR_BYTES) {
      const x = v128.load(xAt + at);
      const ratio = v128.load(outAt + at);
      v128.store(outAt + at, f64x2.mul(level, ratio));
      logs = f64x2.add(logs, x);
      logSquares = f64x2.add(logSquares, f64x2.mul(x, x));
      ratios = f64x2.add(ratios, ratio);
      squares = f64x2.add(squares, f64x2.mul(ratio, ratio));
    }
    store<f64>(sumsAt, sumOfLanes(logs));
    store<f64>(sumsAt, sumOfLanes(logSquares), 8);
    store<f64>(sumsAt, sumOfLanes(ratios), 16);
    store<f64>(sumsAt, sumOfLanes(squares), 24);
    xAt += ROW_BYTES;
    outAt += ROW_BYTES;
    levelsAt += 8;
    sumsAt += 32;
  }
}

export function computeAdditivePrices(yAt: i32, outAt: i32, months: i32, count: i32, levelsAt: i32, sumsAt: i32): void {
  const end = count << 3;
  for (let month = 0; month < months; month++) {
    const level = v128.load64_splat(levelsAt);
    clearUnusedLane(yAt, count);
    let sum = f64x2.splat(0);
    let squares = sum;
    for (let at = 0; at < end; at += PAIR_BYTES) {
      const y = v128.load(yAt + at);
      v128.store(outAt + at, f64x2.add(level, y));
      sum = f64x2.add(sum, y);
      squares = f64x2.add(squares, f64x2.mul(y, y));
    }
    store<f64>(sumsAt, sumOfLanes(sum));
    store<f64>(sumsAt, sumOfLanes(squares), 8);
    store<f64>(sumsAt, sumOfLanes(sum), 16);
    store<f64>(sumsAt, sumOfLanes(squares), 24);
    yAt += ROW_BYTES;
    outAt += ROW_BYTES;
    levelsAt += 8;
    sumsAt += 32;
  }
}

export function computeForwards(): void {
  const rows = changetype<Forwards>(<usize>ARGUMENTS_AT);
  const yAt = rows.yAt;
  const vAt = rows.vAt;
  const cycleAt = rows.cycleAt;
  const outAt = rows.outAt;
  const level = f64x2.splat(rows.level);
  const decay = f64x2.splat(rows.decay);
  const half = f64x2.splat(0.5 * rows.decay * rows.decay);
  for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
    v128.store(outAt + at, f64x2.sub(f64x2.mul(decay, v128.load(yAt + at)), f64x2.mul(half, v128.load(vAt + at))));
  }
  exponentiate(outAt, outAt + ROW_BYTES, outAt);
  for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
    v128.store(outAt + at, f64x2.mul(f64x2.mul(level, v128.load(outAt + at)), v128.load(cycleAt + at)));
  }
}

export function computeAverages(seriesAt: i32, outAt: i32, n: i32, length: i32): void {
  const months = f64x2.splat(<f64>length);
  for (let at = 0; at < n * ROW_BYTES; at += 2 * PAIR_BYTES) {
    let first = f64x2.splat(0);
    let second = f64x2.splat(0);
    const end = seriesAt + at + length * ROW_BYTES;
    for (let month = seriesAt + at; month < end; month += ROW_BYTES) {
      first = f64x2.add(first, v128.load(month));
      second = f64x2.add(second, v128.load(month, PAIR_BYTES));
    }
    v128.store(outAt + at, f64x2.div(first, months));
    v128.store(outAt + at, f64x2.div(second, months), PAIR_BYTES);
  }
}
