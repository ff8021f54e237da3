import { RUN_MEASURES, type SimulationRequest } from '#engine';

/** Memory of a contract in a thread: its state in every lane and its flat terms, bytes. */
const BYTES_PER_CONTRACT = 100_000;

/** Estimates the memory of a run, bytes: the plan in every thread, and the path table. */
export const memoryOfRun = ({ portfolio, drivers, parameters: { paths } }: SimulationRequest, threads: number): number => {
  // payments may follow the last month by a year
  const years = Math.ceil((portfolio.lastMonth - portfolio.valuationMonth) / 12) + 2;
  const bytesPerPath = years * (RUN_MEASURES.length * Float64Array.BYTES_PER_ELEMENT + drivers.length * Float32Array.BYTES_PER_ELEMENT);
  return threads * portfolio.contracts.length * BYTES_PER_CONTRACT + paths * bytesPerPath;
};
