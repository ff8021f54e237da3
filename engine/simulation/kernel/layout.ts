/** Paths that are computed side by side; what a path comes to does not depend on its neighbours. The kernel's rows are as wide. */
export const LANES = 64;

/** What an arena begins with, in doubles: powers of two, a row and a list of places for the kernel's own use (scripts/kernelSource.mjs). */
export const OWN_ROW = 64;
const LIST = OWN_ROW + LANES;
export const HEAD = LIST + LANES / 2 + 8;
