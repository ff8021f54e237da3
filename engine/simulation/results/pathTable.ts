import { PATH_MEASURES, type PathBlocks, type PathTable, type PathTableShape } from '../types.ts';

/** Room for the paths from `first` on. With memory that threads share they write side by side, and nothing is copied to be merged. */
export const createPathTable = (
  { years, drivers }: PathTableShape,
  first: number,
  paths: number,
  memory: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes),
): PathTable => ({
  firstPath: first,
  paths,
  measures: new Float64Array(memory(PATH_MEASURES.length * years * paths * Float64Array.BYTES_PER_ELEMENT)),
  prices: new Float32Array(memory(drivers * years * paths * Float32Array.BYTES_PER_ELEMENT)),
});

/** Copies `count` paths of every row into another room. */
const copyRows = <T extends Float32Array | Float64Array>(
  into: T,
  intoPaths: number,
  at: number,
  from: T,
  fromPaths: number,
  first: number,
  count: number,
): void => {
  for (let row = 0; row * fromPaths < from.length; row++) {
    const start = row * fromPaths + first;
    into.set(from.subarray(start, start + count), row * intoPaths + at);
  }
};

/** The kept paths of all parts as one: themselves where the parts wrote into one room, else a copy. */
export const mergePathTables = (parts: readonly PathBlocks[], shape: PathTableShape, paths: number): PathTable => {
  const { pathTable: kept } = parts[0]!;
  if (kept.firstPath === 0 && kept.paths === paths && parts.every((part) => part.pathTable === kept)) return kept;
  const whole = createPathTable(shape, 0, paths);
  for (const { pathTable: part, blocks } of parts) {
    for (const { from, count } of blocks) {
      copyRows(whole.measures, paths, from, part.measures, part.paths, from - part.firstPath, count);
      copyRows(whole.prices, paths, from, part.prices, part.paths, from - part.firstPath, count);
    }
  }
  return whole;
};
