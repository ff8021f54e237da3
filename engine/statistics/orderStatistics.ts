/** Average number of values in a class, small enough for an insertion sort. */
const CLASS_SIZE = 8;
/** A class with more values is sorted by the built-in sort. */
const MAX_INSERTION_SORT = 48;

// buffers are reused between calls: the functions are synchronous and not reentrant
let classOf = new Uint32Array(0);
let buffer = new Float64Array(0);

const sortRange = (values: Float64Array, from: number, to: number): void => {
  if (to - from > MAX_INSERTION_SORT) {
    values.subarray(from, to).sort();
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const value = values[i]!;
    let at = i;
    for (; at > from && values[at - 1]! > value; at--) values[at] = values[at - 1]!;
    values[at] = value;
  }
};

/**
 * Assigns values to classes of equal width in ascending order (Isaac and Singleton 1956); returns the first place of each class, undefined
 * for equal values.
 */
const classify = (values: Float64Array): Uint32Array | undefined => {
  const n = values.length;
  let [minimum, maximum] = [values[0]!, values[0]!];
  for (let i = 1; i < n; i++) {
    const value = values[i]!;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  if (maximum === minimum) return undefined;
  const classes = Math.ceil(n / CLASS_SIZE);
  const starts = new Uint32Array(classes + 1);
  // an infinite distance gives scale 0 and one class
  const scale = (classes - 1) / (maximum - minimum);
  if (classOf.length < n) {
    classOf = new Uint32Array(n);
    buffer = new Float64Array(n);
  }
  for (let i = 0; i < n; i++) {
    const index = ((values[i]! - minimum) * scale) >>> 0;
    classOf[i] = index;
    starts[index + 1]!++;
  }
  for (let c = 0; c < classes; c++) starts[c + 1]! += starts[c]!;
  return starts;
};

/** Sorts values, which are not NaN, in place in ascending order and returns them. */
export const sortAscending = (values: Float64Array): Float64Array => {
  const n = values.length;
  if (n < 2) return values;
  const starts = classify(values);
  if (starts === undefined) return values;
  const next = starts.slice();
  for (let i = 0; i < n; i++) buffer[next[classOf[i]!]!++] = values[i]!;
  values.set(n === buffer.length ? buffer : buffer.subarray(0, n));
  for (let c = 0; c + 1 < starts.length; c++) sortRange(values, starts[c]!, starts[c + 1]!);
  return values;
};

/** Moves the order statistics of the given ranks to their sorted places; other values are lost. `ranks` from 0, ascending. */
export const placeOrderStatistics = (values: Float64Array, ranks: readonly number[]): void => {
  const n = values.length;
  if (n < 2) return;
  const starts = classify(values);
  if (starts === undefined) return;
  // next place of each class with a requested rank, -1 for all others
  const next = new Int32Array(starts.length - 1).fill(-1);
  const requestedClasses: number[] = [];
  let c = 0;
  for (const rank of ranks) {
    while (starts[c + 1]! <= rank) c++;
    if (next[c] !== -1) continue;
    next[c] = starts[c]!;
    requestedClasses.push(c);
  }
  for (let i = 0; i < n; i++) {
    const index = classOf[i]!;
    const place = next[index]!;
    if (place < 0) continue;
    buffer[place] = values[i]!;
    next[index] = place + 1;
  }
  for (const index of requestedClasses) {
    const [start, end] = [starts[index]!, starts[index + 1]!];
    sortRange(buffer, start, end);
    for (let place = start; place < end; place++) values[place] = buffer[place]!;
  }
};
