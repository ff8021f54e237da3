// Shared with the AssemblyScript sources (assembly/): only literals and whole-number arithmetic, which are the same in both languages.

/** Paths that are simulated side by side: the length of a row of lanes. Results do not depend on it. */
export const LANES = 256;

/** Bytes of a double, and of a row of lanes: offsets in the memory of an arena are in bytes. */
export const DOUBLE_BYTES = 8;
export const ROW_BYTES = LANES * DOUBLE_BYTES;

/** Months that one block of random words serves: month t has word t mod 4 of block floor(t / 4). */
export const MONTHS_PER_BLOCK = 4;

// The head of an arena begins with 64 powers of two (POWERS_OF_TWO) at offset 0.

/** Offset of a scratch row of the kernel. */
export const SCRATCH_AT = 64 * DOUBLE_BYTES;
/** Offset of a scratch list of lanes of the kernel; one entry may be written beyond the last lane. */
export const LIST_AT = SCRATCH_AT + ROW_BYTES;
/** Offset of a row of the tonnes of a product that remain for its contracts. */
export const AVAILABLE_AT = LIST_AT + ROW_BYTES;
/** Offset of the argument block of the current call (assembly/argumentBlocks.ts). */
export const ARGUMENTS_AT = AVAILABLE_AT + ROW_BYTES;
export const ARGUMENTS_BYTES = 128;
/** Offset of the constants of the module, and of the first lanes. */
export const CONSTANTS_AT = ARGUMENTS_AT + ARGUMENTS_BYTES;
/** Offset of the table of the inverse normal (draws/normalTable.ts): a polynomial for each of 2^OCTAVE_BITS parts of every octave. */
export const NORMAL_TABLE_AT = CONSTANTS_AT + 1024;
/** Octaves from the least probability, 2^-33, to 1/2. */
export const OCTAVES = 32;
export const OCTAVE_BITS = 5;
export const NORMAL_DEGREE = 5;
/** Doubles from one polynomial to the next: a cache line. */
export const SEGMENT_DOUBLES = 8;
export const HEAD_BYTES = NORMAL_TABLE_AT + (OCTAVES << OCTAVE_BITS) * SEGMENT_DOUBLES * DOUBLE_BYTES;
