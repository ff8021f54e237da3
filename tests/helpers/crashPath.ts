/** The path of a simulation at which crashingSimulation.ts ends its thread. */
export const CRASH_PATH = 13;
