/**
 * The first digits of the SHA-256 of the results of a set of fixed runs: engines of one revision give the same bits. A run of another
 * revision is outdated. tests/golden/engine/simulation/revision.test.ts computes the digits and fails if they differ from these.
 */
export const SIMULATION_REVISION = '469f8fc365b3';
