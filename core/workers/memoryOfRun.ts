import { RUN_MEASURES, type SimulationRequest } from '#engine';

/** Memory of a contract in a thread: its state in every lane and its flat terms, bytes. */
const BYTES_PER_CONTRACT = 100_000;

/** The most contracts of a plan that several threads simulate beside other work, and that a thread frees before its next plan. */
const MAX_CONTRACTS = 2_000;

/** Whether a plan of so many contracts takes hundreds of megabytes in each thread that simulates it. */
export const isLargePlan = (contracts: number): boolean => contracts > MAX_CONTRACTS;

/** Estimates the memory of a run, bytes: the plan in every thread, and the path table. */
export const memoryOfRun = ({ portfolio, drivers, parameters: { paths } }: SimulationRequest, threads: number): number => {
  // payments may follow the last month by a year
  const years = Math.ceil((portfolio.lastMonth - portfolio.valuationMonth) / 12) + 2;
  const bytesPerPath = years * (RUN_MEASURES.length * Float64Array.BYTES_PER_ELEMENT + drivers.length * Float32Array.BYTES_PER_ELEMENT);
  return threads * portfolio.contracts.length * BYTES_PER_CONTRACT + paths * bytesPerPath;
};
