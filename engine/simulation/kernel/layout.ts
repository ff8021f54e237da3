/** Paths that are computed side by side; what a path comes to does not depend on its neighbours. The kernel's rows are as wide. */
export const LANES = 64;

/** Bytes of a number, and of a row of lanes: the kernel is told places in bytes. */
export const DOUBLE_BYTES = Float64Array.BYTES_PER_ELEMENT;
export const ROW_BYTES = LANES * DOUBLE_BYTES;

/** What an arena begins with, in doubles: powers of two, then for the kernel's own use a row, a list of places and its constants. */
export const SCRATCH_ROW = 64;
const LIST = SCRATCH_ROW + LANES;
const CONSTANTS = LIST + LANES / 2 + 8;
export const HEADER_DOUBLES = CONSTANTS + 128;
