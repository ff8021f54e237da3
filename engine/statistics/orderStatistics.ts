/** Average number of values per class, small enough for an insertion sort. */
const CLASS_SIZE = 8;
/** A class with more values is sorted by the built-in sort. */
const MAX_INSERTION_SORT = 48;

// buffers kept between calls: the functions are synchronous and not reentrant
let classOf = new Uint32Array(0);
let copy = new Float64Array(0);

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

/** Moves values into classes of equal width in ascending order (Isaac and Singleton 1956) and returns the end of each class. */
const classify = (values: Float64Array): Uint32Array => {
  const n = values.length;
  let [minimum, maximum] = [values[0]!, values[0]!];
  for (let i = 1; i < n; i++) {
    const value = values[i]!;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  const classes = Math.ceil(n / CLASS_SIZE);
  const ends = new Uint32Array(classes);
  // one class for equal values; an infinite distance gives scale 0 and one class too
  const scale = maximum > minimum ? (classes - 1) / (maximum - minimum) : 0;
  if (classOf.length < n) {
    classOf = new Uint32Array(n);
    copy = new Float64Array(n);
  }
  for (let i = 0; i < n; i++) {
    const index = Math.floor((values[i]! - minimum) * scale) >>> 0;
    classOf[i] = index;
    ends[index]!++;
  }
  let start = 0;
  for (let c = 0; c < classes; c++) {
    const count = ends[c]!;
    ends[c] = start;
    start += count;
  }
  for (let i = 0; i < n; i++) copy[ends[classOf[i]!]!++] = values[i]!;
  values.set(n === copy.length ? copy : copy.subarray(0, n));
  return ends;
};

/** Sorts values in place in ascending order and returns them. */
export const sortAscending = (values: Float64Array): Float64Array => {
  if (values.length < 2) return values;
  let from = 0;
  for (const end of classify(values)) {
    sortRange(values, from, end);
    from = end;
  }
  return values;
};

/** Moves the order statistics of the given ranks to their sorted places; the order of the rest is undefined. `ranks` from 0, ascending. */
export const placeOrderStatistics = (values: Float64Array, ranks: readonly number[]): void => {
  if (values.length < 2) return;
  const ends = classify(values);
  let c = 0;
  let sorted = -1;
  for (const rank of ranks) {
    while (ends[c]! <= rank) c++;
    if (c === sorted) continue;
    sortRange(values, c === 0 ? 0 : ends[c - 1]!, ends[c]!);
    sorted = c;
  }
};
