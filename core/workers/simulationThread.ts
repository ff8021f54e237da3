import { parentPort } from 'node:worker_threads';
import {
  computeCycleSums,
  computePriceFans,
  computeResult,
  computeScenarioChanges,
  detachRunResult,
  financingOnPaths,
  getPathTableShape,
  type PortfolioContract,
  replayPath,
  type SimulationRequest,
  shortfallComponents,
  simulate,
  simulateNetRevenue,
  simulateOutcomes,
  simulatePathRevenue,
  simulatePresentValues,
  simulateSpotDeals,
  simulateSpotPrices,
} from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import { answerBuffers, type FromSimulation, type SimulationAnswer, type SimulationTask, type ToSimulation } from './simulationMessages.ts';

// A thread of the pool: it receives plain data, calls the engine, and never opens a workspace.
const port = parentPort;
if (!port) throw new Error('the core starts this thread');

let currentRequest: { readonly number: number; readonly value: SimulationRequest } | undefined;
/** The contracts that have come of the next request. */
let contracts: PortfolioContract[] = [];
const post = (message: FromSimulation, memory: ArrayBuffer[] = []): void => port.postMessage(message, memory);

// While no buffer of a thread was ever detached, V8 compiles code that relies on it. The first answer, whose buffers are transferred, would
// discard nearly all of that code, and it would be compiled again.
new ArrayBuffer(0).transfer();

/** Progress of one task, at most one message in this time, ms. */
const PROGRESS_INTERVAL_MS = 50;

const answer = (
  request: SimulationRequest,
  task: SimulationTask,
  hooks: { readonly onBlock: (doneCount: number) => void; readonly shouldStop: () => boolean },
): SimulationAnswer[keyof SimulationAnswer] => {
  switch (task.kind) {
    case 'centre':
      return computeCycleSums(request, task);
    case 'shape':
      return getPathTableShape(request);
    case 'paths':
      return simulate(request, task, hooks, task.table);
    case 'outcomes':
      return simulateOutcomes(request, task, task.table, hooks);
    case 'values':
      return simulatePresentValues(request, task, hooks);
    case 'financing':
      return financingOnPaths(task.input);
    case 'priceFans':
      return computePriceFans(request, task.table, task);
    case 'result':
      return detachRunResult(computeResult(request, task.sums, task.table, task.fans));
    case 'revenue':
      return simulatePathRevenue(request, task.paths);
    case 'netRevenue':
      return simulateNetRevenue(request, task.paths, hooks);
    case 'spotPrices':
      return simulateSpotPrices(request, task.markets, task.paths);
    case 'spotDeals':
      return simulateSpotDeals(request, task.deals, task.production, task.paths, hooks.shouldStop);
    case 'shortfall':
      return shortfallComponents(request, task.result, task.tail, task.revenue);
    case 'scenarioChanges':
      return computeScenarioChanges(request, task.scenarios);
    default:
      return replayPath(request, task.path);
  }
};

port.on('message', (message: ToSimulation) => {
  if (message.kind === 'forget') {
    currentRequest = undefined;
    contracts = [];
  } else if (message.kind === 'contracts') contracts.push(...message.contracts);
  else if (message.kind === 'request') {
    const { request, value } = message;
    currentRequest = { number: request, value: { ...value, portfolio: { ...value.portfolio, contracts } } };
  } else {
    const { id, flag, task } = message;
    let reportedAt = 0;
    try {
      if (currentRequest?.number !== message.request) throw new Error('the request never came');
      const request = currentRequest.value;
      const shouldStop = (): boolean => Atomics.load(flag, 0) === 1;
      const onBlock = (doneCount: number): void => {
        if (performance.now() - reportedAt < PROGRESS_INTERVAL_MS) return;
        reportedAt = performance.now();
        post({ kind: 'progress', id, done: doneCount });
      };
      const taskAnswer = answer(request, task, { onBlock, shouldStop });
      post({ kind: 'answer', id, answer: taskAnswer }, answerBuffers(taskAnswer));
    } catch (error) {
      if (error instanceof OrebookError) post({ kind: 'refused', id, code: error.code, details: error.details });
      else post({ kind: 'failed', id, message: String(error) });
    }
  }
});
