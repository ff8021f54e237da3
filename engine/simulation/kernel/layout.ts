/** Paths that are simulated side by side; a row of lanes is as wide. Results do not depend on it. */
export const LANES = 64;

/** Bytes of a double, and of a row of lanes: offsets in the memory of an arena are in bytes. */
export const DOUBLE_BYTES = Float64Array.BYTES_PER_ELEMENT;
export const ROW_BYTES = LANES * DOUBLE_BYTES;

// the head of an arena in doubles: powers of two, then the module's own row, list of offsets and constants (scripts/kernelSource.mjs)

/** Offset of the row that the kernel uses itself. */
export const SCRATCH_ROW = 64;
const LIST = SCRATCH_ROW + LANES;
const CONSTANTS = LIST + LANES / 2 + 8;
/** Doubles before the first lanes. */
export const HEADER_DOUBLES = CONSTANTS + 128;
