import { blockOf, LANES } from '../draws/draws.ts';
import type { Key } from '../draws/philox.ts';
import { createQuasiRandomNormals } from '../draws/quasiRandomPoints.ts';
import { MONTHS_PER_BLOCK } from '../kernel/layout.ts';
import type { PriceComponents } from '../plan/priceComponents.ts';

/** Draws the normals of a driver for a block of months and returns their rows, which the next call may overwrite. */
type DrawBlock = (driver: number, block: number) => Float64Array;

/** Price normals whose leading components are quasi-random. */
export type QuasiRandomPrices = {
  /** Draws the normals of the paths and replaces their leading components. */
  readonly draw: (paths: Int32Array, drawBlock: DrawBlock) => void;
  /** Returns the rows of a driver's normals in a block of months; undefined where no component has an effect, so that the normals stay as drawn. */
  readonly block: (driver: number, block: number) => Float64Array | undefined;
};

const BLOCK_LENGTH = MONTHS_PER_BLOCK * LANES;

/**
 * Creates the normals of a run with quasi-random draws: z' = z + sum of q (x - q.z) over the components, with their directions q, random
 * normals z and quasi-random normals x. Directions orthogonal to the components are unchanged, so z' has the distribution of z.
 */
export const createQuasiRandomPrices = (key: Key, { months, drivers, series, components }: PriceComponents): QuasiRandomPrices => {
  const normalOf = createQuasiRandomNormals(key, components.length);
  const blocks = blockOf(months) + 1;
  const rows = drivers.map(() => new Float64Array(blocks * BLOCK_LENGTH));
  const placeOf = new Map(drivers.map((driver, place) => [driver, place]));
  /** Components of z along each series by driver; then the change of each. Entry (place * series + index) * LANES + lane. */
  const pathNormals = new Float64Array(drivers.length * series.length * LANES);
  const changes = new Float64Array(pathNormals.length);
  const change = new Float64Array(LANES);
  const offsetOf = (place: number, index: number): number => (place * series.length + index) * LANES;

  const project = (place: number): void => {
    const row = rows[place]!;
    series.forEach((weights, index) => {
      const at = offsetOf(place, index);
      for (let t = 1; t <= months; t++) {
        const weight = weights[t]!;
        for (let i = 0; i < LANES; i++) pathNormals[at + i]! += weight * row[t * LANES + i]!;
      }
    });
  };

  const addChanges = (place: number): void => {
    const row = rows[place]!;
    series.forEach((weights, index) => {
      const at = offsetOf(place, index);
      for (let t = 1; t <= months; t++) {
        const weight = weights[t]!;
        for (let i = 0; i < LANES; i++) row[t * LANES + i]! += weight * changes[at + i]!;
      }
    });
  };

  return {
    draw: (paths, drawBlock) => {
      drivers.forEach((driver, place) => {
        for (let block = 0; block < blocks; block++) rows[place]!.set(drawBlock(driver, block), block * BLOCK_LENGTH);
      });
      pathNormals.fill(0);
      changes.fill(0);
      for (const place of drivers.keys()) project(place);
      components.forEach(({ series: index, shares }, dimension) => {
        for (let i = 0; i < paths.length; i++) change[i] = normalOf(paths[i]!, dimension);
        shares.forEach((share, place) => {
          const at = offsetOf(place, index);
          for (let i = 0; i < paths.length; i++) change[i]! -= share * pathNormals[at + i]!;
        });
        shares.forEach((share, place) => {
          const at = offsetOf(place, index);
          for (let i = 0; i < paths.length; i++) changes[at + i]! += share * change[i]!;
        });
      });
      for (const place of drivers.keys()) addChanges(place);
    },
    block: (driver, block) => {
      const place = placeOf.get(driver);
      return place === undefined || block >= blocks ? undefined : rows[place]!.subarray(block * BLOCK_LENGTH, (block + 1) * BLOCK_LENGTH);
    },
  };
};
