/** Puts the order statistic of a rank between `low` and `high` in its place, what is less before it (C. A. R. Hoare, Algorithm 65, 1961). */
const place = (values: Float64Array, rank: number, from: number, to: number): void => {
  let [low, high] = [from, to];
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let [i, j] = [low, high];
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const swapped = values[i]!;
      values[i++] = values[j]!;
      values[j--] = swapped;
    }
    if (rank <= j) high = j;
    else if (rank >= i) low = i;
    else return;
  }
};

/** Puts order statistics in their places, as sorting would, and leaves the rest as it falls. `ranks` from 0, none below one that came two before. */
export const putInPlace = (values: Float64Array, ranks: readonly number[]): void => {
  let from = 0;
  for (const rank of ranks) {
    if (rank < from) continue;
    place(values, rank, from, values.length - 1);
    from = rank + 1;
  }
};
