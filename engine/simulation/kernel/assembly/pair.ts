// A pair: two lanes of doubles, which one vector instruction computes together. Addresses are byte offsets in the memory of the arena.

export const PAIR_BYTES = 16;

// addresses of constants
export const HALF: i32 = <i32>memory.data<f64>([0.5]);
export const ONE: i32 = <i32>memory.data<f64>([1]);
export const TWO: i32 = <i32>memory.data<f64>([2]);

/** Loads the constant at an address into both lanes. A constant in memory takes one instruction, one in the code takes three. */
@inline export function constantPair(at: i32): v128 {
  return v128.load64_splat(at);
}

@inline export function clamp(x: v128, low: v128, high: v128): v128 {
  return f64x2.pmin(f64x2.pmax(x, low), high);
}

/** max(0, x). */
@inline export function positivePart(x: v128): v128 {
  return f64x2.pmax(x, f64x2.splat(0));
}

@inline export function sumOfLanes(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

/** Adds to the pair at an address. */
@inline export function addAt(at: i32, x: v128): void {
  v128.store(at, f64x2.add(v128.load(at), x));
}

/** Clears the lane after an odd number of them, which belongs to no path, so that pairs can be summed. */
@inline export function clearUnusedLane(rowAt: i32, count: i32): void {
  if ((count & 1) !== 0) store<f64>(rowAt + (count << 3), 0);
}

/** Returns a mask of the first lane. */
@inline export function firstLaneMask(): v128 {
  return i64x2(-1, 0);
}

/** Appends an address to the list that ends at `end` for each of two lanes whose bit in `mask` is set; returns the new end. */
@inline export function appendLanes(end: i32, first: i32, mask: i32): i32 {
  // writes both addresses whatever the mask, because a branch would be mispredicted
  store<i32>(end, first);
  const second = end + ((mask & 1) << 2);
  store<i32>(second, first + 8);
  return second + ((mask >> 1) << 2);
}
