// Prices of a month, as in referenceKernel.ts. All 64 lanes of a row are computed, whatever the number of paths.
import { ARGUMENTS_AT, ROW_BYTES } from '../layout';
import { FollowerLogPrice, Forwards, LogPriceStep } from './argumentBlocks';
import { exp, log } from './elementary';
import { both, firstLaneOnly, HALF, ONE, PAIR_BYTES, sumOfLanes } from './pair';

/** Bytes of a term: address of a factor's lanes, and 8 bytes on its share. */
const TERM_BYTES = 16;

@inline function stepPair(y: i32, v: i32, multiplier: i32, e: v128, decay: v128, decaySquared: v128, scale: v128): void {
  const sigma = f64x2.mul(scale, v128.load(multiplier));
  v128.store(y, f64x2.add(f64x2.mul(decay, v128.load(y)), f64x2.mul(sigma, e)));
  v128.store(v, f64x2.add(f64x2.mul(decaySquared, v128.load(v)), f64x2.mul(sigma, sigma)));
}

export function advanceLogPrices(): void {
  const step = changetype<LogPriceStep>(<usize>ARGUMENTS_AT);
  const y = step.yAt;
  const v = step.vAt;
  const m = step.multiplierAt;
  const decay = f64x2.splat(step.decay);
  const decaySquared = f64x2.splat(step.decay * step.decay);
  const scale = f64x2.splat(step.scale);
  const lastTerm = step.termsAt + step.terms * TERM_BYTES;
  for (let at = 0; at < ROW_BYTES; at += 4 * PAIR_BYTES) {
    // e of four pairs, the sum of factors by their shares
    let e0 = f64x2.splat(0);
    let e1 = f64x2.splat(0);
    let e2 = f64x2.splat(0);
    let e3 = f64x2.splat(0);
    for (let term = step.termsAt; term < lastTerm; term += TERM_BYTES) {
      const factor = load<i32>(term) + at;
      const share = v128.load64_splat(term, 8);
      e0 = f64x2.add(e0, f64x2.mul(share, v128.load(factor)));
      e1 = f64x2.add(e1, f64x2.mul(share, v128.load(factor, 16)));
      e2 = f64x2.add(e2, f64x2.mul(share, v128.load(factor, 32)));
      e3 = f64x2.add(e3, f64x2.mul(share, v128.load(factor, 48)));
    }
    stepPair(y + at, v + at, m + at, e0, decay, decaySquared, scale);
    stepPair(y + at + 16, v + at + 16, m + at + 16, e1, decay, decaySquared, scale);
    stepPair(y + at + 32, v + at + 32, m + at + 32, e2, decay, decaySquared, scale);
    stepPair(y + at + 48, v + at + 48, m + at + 48, e3, decay, decaySquared, scale);
  }
}

export function sumWeightedRows(termsAt: i32, terms: i32, outAt: i32): void {
  const end = termsAt + terms * TERM_BYTES;
  for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
    let sum = f64x2.splat(0);
    for (let term = termsAt; term < end; term += TERM_BYTES) {
      sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(term, 8), v128.load(load<i32>(term) + at)));
    }
    v128.store(outAt + at, sum);
  }
}

/** weight x (D - 1) of a pair. */
@inline function weightedChange(weight: v128, demandAt: i32): v128 {
  return f64x2.mul(weight, f64x2.sub(v128.load(demandAt), both(ONE)));
}

export function computeLogDemand(termsAt: i32, terms: i32, offset: i32, outAt: i32): void {
  const end = termsAt + terms * TERM_BYTES;
  for (let at = 0; at < ROW_BYTES; at += 4 * PAIR_BYTES) {
    let d0 = both(ONE);
    let d1 = d0;
    let d2 = d0;
    let d3 = d0;
    for (let term = termsAt; term < end; term += TERM_BYTES) {
      const demandAt = load<i32>(term) + offset + at;
      const weight = v128.load64_splat(term, 8);
      d0 = f64x2.add(d0, weightedChange(weight, demandAt));
      d1 = f64x2.add(d1, weightedChange(weight, demandAt + 16));
      d2 = f64x2.add(d2, weightedChange(weight, demandAt + 32));
      d3 = f64x2.add(d3, weightedChange(weight, demandAt + 48));
    }
    v128.store(outAt + at, d0);
    v128.store(outAt + at, d1, 16);
    v128.store(outAt + at, d2, 32);
    v128.store(outAt + at, d3, 48);
  }
  // in a loop of its own, so that the processor works on more pairs at once
  for (let at = outAt; at < outAt + ROW_BYTES; at += PAIR_BYTES) v128.store(at, log(v128.load(at)));
}

export function computeLogPrices(yAt: i32, vAt: i32, logDemandAt: i32, outAt: i32, exponent: f64, lessMean: f64): void {
  const exponents = f64x2.splat(exponent);
  const lessMeans = f64x2.splat(lessMean);
  for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
    const deviation = f64x2.sub(v128.load(yAt + at), f64x2.mul(both(HALF), v128.load(vAt + at)));
    const cycle = f64x2.mul(exponents, v128.load(logDemandAt + at));
    v128.store(outAt + at, f64x2.sub(f64x2.add(deviation, cycle), lessMeans));
  }
}

export function computeFollowerLogPrices(): void {
  const price = changetype<FollowerLogPrice>(<usize>ARGUMENTS_AT);
  const beta = f64x2.splat(price.beta);
  const half = f64x2.splat(0.5 * price.beta * (price.beta - 1));
  const lessMean = f64x2.splat(price.lessMean);
  for (let at = 0; at < ROW_BYTES; at += PAIR_BYTES) {
    const followed = f64x2.sub(
      f64x2.mul(beta, v128.load(price.logQAt + at)),
      f64x2.mul(half, v128.load(price.followedVAt + at)),
    );
    const own = f64x2.add(followed, v128.load(price.yAt + at));
    v128.store(price.outAt + at, f64x2.sub(f64x2.sub(own, f64x2.mul(both(HALF), v128.load(price.vAt + at))), lessMean));
  }
}

export function computePrices(xAt: i32, outAt: i32, sumsAt: i32, count: i32, level: f64): void {
  const levels = f64x2.splat(level);
  let logs = f64x2.splat(0);
  let logSquares = f64x2.splat(0);
  let ratios = f64x2.splat(0);
  let squares = f64x2.splat(0);
  const end = count << 3;
  const lastWhole = end - PAIR_BYTES;
  for (let at = 0; at < end; at += PAIR_BYTES) {
    let x = v128.load(xAt + at);
    let ratio = exp(x);
    v128.store(outAt + at, f64x2.mul(levels, ratio));
    if (at > lastWhole) {
      // the second lane belongs to no path
      x = v128.and(firstLaneOnly(), x);
      ratio = v128.and(firstLaneOnly(), ratio);
    }
    logs = f64x2.add(logs, x);
    logSquares = f64x2.add(logSquares, f64x2.mul(x, x));
    ratios = f64x2.add(ratios, ratio);
    squares = f64x2.add(squares, f64x2.mul(ratio, ratio));
  }
  store<f64>(sumsAt, sumOfLanes(logs));
  store<f64>(sumsAt, sumOfLanes(logSquares), 8);
  store<f64>(sumsAt, sumOfLanes(ratios), 16);
  store<f64>(sumsAt, sumOfLanes(squares), 24);
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
    const x = f64x2.sub(f64x2.mul(decay, v128.load(yAt + at)), f64x2.mul(half, v128.load(vAt + at)));
    v128.store(outAt + at, f64x2.mul(f64x2.mul(level, exp(x)), v128.load(cycleAt + at)));
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
