// node tests/bench/scaleModel.ts BOOK MODEL: writes the linear program of the allocation of highest net revenue of a workspace as text, solves
// it, and prints its size, the seconds of the solver and its optimum as JSON. Started by scaleJobs.ts, which has scipy solve the same text.
import { readFileSync, writeFileSync } from 'node:fs';
import { allocateTonnage } from '#engine';
import { AllocationRequest } from '#shared/contract/allocation.ts';
import type { Solver } from '#shared/domain/allocation.ts';
import { prepareAllocation } from '../../core/allocation/problem.ts';
import { valuedWorkbook } from '../../core/portfolio/portfolio.ts';
import { loadSolver } from '../../core/workers/highsSolver.ts';
import { openServices } from '../helpers/services.ts';

const [file, modelFile] = process.argv.slice(2);
if (file === undefined || modelFile === undefined) throw new Error('scaleModel.ts BOOK MODEL');
const services = await openServices();
await services.ask('workspace.open', { intake: await services.uploadFile('book.orebook', readFileSync(file)) });
const { limits } = await services.ask('allocation.deals', {});
const book = await valuedWorkbook(services.ctx);
// the HHI needs no scenarios
const request = AllocationRequest.parse({
  aim: 'hhi',
  deals: [],
  without: limits.filter(({ isBrokenBySigned }) => isBrokenBySigned).map(({ id }) => id),
});
const job = {
  flag: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
  signal: new AbortController().signal,
  exclusive: <T>(task: () => Promise<T>) => task(),
  report: () => {},
  reportAndYield: async () => {},
};
const { problem, deals } = await prepareAllocation(book, request, job);
const createModel = await loadSolver();
let first: { readonly seconds: number; readonly rows: number } | undefined;
const solver: Solver = (text) => {
  const startMs = performance.now();
  const model = createModel(text);
  return {
    ...model,
    solve: async () => {
      const answer = await model.solve();
      if (first === undefined) {
        first = { seconds: (performance.now() - startMs) / 1000, rows: answer.duals.length };
        writeFileSync(modelFile, text);
      }
      return answer;
    },
  };
};
const allocation = await allocateTonnage(
  { ...problem, limits: problem.limits.filter(({ source }) => !source.startsWith('total:')), objective: { kind: 'revenue' } },
  solver,
);
console.log(JSON.stringify({ ...first, deals: deals.length, cells: problem.cells.length, status: allocation.status }));
await services.close();
process.exit(0);
