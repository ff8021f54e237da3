/** Values that a class holds where they lie evenly: few enough for them to be put in order one by one. */
const CLASS_SIZE = 8;
/** Above this a class is left to the sort of the language. */
const MAX_INSERTION_SORT = 48;

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

/** Moves values into classes of one width, the least first (Isaac and Singleton 1956), and answers where each class ends. */
const classify = (values: Float64Array): Uint32Array => {
  const n = values.length;
  let [least, most] = [values[0]!, values[0]!];
  for (let i = 1; i < n; i++) {
    const value = values[i]!;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const classes = Math.ceil(n / CLASS_SIZE);
  const ends = new Uint32Array(classes);
  // none apart: one class, and so it is where the distance is beyond what a number can say
  const scale = most > least ? (classes - 1) / (most - least) : 0;
  if (classOf.length < n) {
    classOf = new Uint32Array(n);
    copy = new Float64Array(n);
  }
  for (let i = 0; i < n; i++) {
    const place = Math.floor((values[i]! - least) * scale) >>> 0;
    classOf[i] = place;
    ends[place]!++;
  }
  let begins = 0;
  for (let c = 0; c < classes; c++) {
    const count = ends[c]!;
    ends[c] = begins;
    begins += count;
  }
  for (let i = 0; i < n; i++) copy[ends[classOf[i]!]!++] = values[i]!;
  values.set(n === copy.length ? copy : copy.subarray(0, n));
  return ends;
};

/** Sorts values ascending. */
export const sortAscending = (values: Float64Array): Float64Array => {
  if (values.length < 2) return values;
  let from = 0;
  for (const end of classify(values)) {
    sortRange(values, from, end);
    from = end;
  }
  return values;
};

/** Puts order statistics in their places, as sorting would, and leaves the rest as it falls. `ranks` from 0, ascending. */
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
