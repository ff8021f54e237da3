import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detachRunResult, mergeBlocks, replayPath, type SimulationRequest, simulate, simulatePathRevenue, withCycleMoments } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { DEFAULT_SIMULATION, type SimulationSettings } from '#shared/domain/simulation.ts';
import { runWithSignal } from '../../../core/requestContext.ts';
import { prepareRun } from '../../../core/simulation/request.ts';
import { createSimulations } from '../../../core/workers/simulationClient.ts';
import { CRASH_PATH } from '../../helpers/crashPath.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const settings = (fields: Partial<SimulationSettings> = {}): SimulationSettings => ({ ...DEFAULT_SIMULATION, paths: 512, ...fields });

describe('a pool with a dead thread', () => {
  const pool = createSimulations(1, new URL('../../helpers/crashingSimulation.ts', import.meta.url));
  const requestOf = async () => {
    const { request } = await prepareRun(services.ctx.workspace.db(), await services.book(), settings({ paths: 256, cycle: false }));
    return request;
  };

  it('fails the work of that thread only; another replaces it and returns the same', async () => {
    const request = await requestOf();
    const before = await pool.open(request, 12);
    await expect(pool.open(request, CRASH_PATH)).rejects.toThrow('ended early');
    expect(await pool.open(request, 12)).toEqual(before);
  });

  it('goes on with the work of its other threads', async () => {
    const twoThreads = createSimulations(2, new URL('../../helpers/crashingSimulation.ts', import.meta.url));
    const request = await requestOf();
    const [crash, replay] = await Promise.allSettled([twoThreads.open(request, CRASH_PATH), twoThreads.open(request, 12)]);
    expect(crash).toMatchObject({ status: 'rejected', reason: new Error('a thread of the simulation ended early') });
    expect(replay).toEqual({ status: 'fulfilled', value: await pool.open(request, 12) });
  });

  it('does not count a refusal of the engine as a death: the refusal has its code', async () => {
    const request = await requestOf();
    const brokenRequest = { ...request, correlation: request.correlation.map((row) => row.map(() => 1)) };
    await expect(pool.open(brokenRequest, 0)).rejects.toThrow(
      new OrebookError('BAD_SHAPE', { field: 'correlation', rule: 'positiveDefinite' }),
    );
  });
});

describe('a thread that has known a plan of thousands of contracts', () => {
  const startedThreads: Worker[] = [];
  const collectThread = (thread: Worker): number => startedThreads.push(thread);
  beforeAll(() => {
    process.on('worker', collectThread);
  });
  afterAll(() => {
    process.off('worker', collectThread);
  });

  const requestOf = async (contractCount: number): Promise<SimulationRequest> => {
    const { request } = await prepareRun(services.ctx.workspace.db(), await services.book(), settings({ cycle: false }));
    const { contracts } = request.portfolio;
    const copies = Array.from({ length: contractCount }, (_, k) => ({
      ...contracts[k % contracts.length]!,
      id: ContractId.parse(`M-${k}`),
    }));
    return { ...request, portfolio: { ...request.portfolio, contracts: copies } };
  };

  it('is kept for that plan and replaced for another, and a thread of small plans is kept', async () => {
    startedThreads.length = 0;
    const pool = createSimulations(1);
    const [largeRequest, smallRequest, otherRequest] = [await requestOf(2001), await requestOf(20), await requestOf(20)];
    const largeReplay = await pool.open(largeRequest, 3);
    expect(await pool.open(largeRequest, 3)).toEqual(largeReplay);
    expect(startedThreads).toHaveLength(1);

    const threadEnd = once(startedThreads[0]!, 'exit');
    const smallReplay = await pool.open(smallRequest, 3);
    expect(startedThreads).toHaveLength(2);
    await threadEnd;
    expect(await pool.open(otherRequest, 3)).toEqual(smallReplay);
    expect(startedThreads).toHaveLength(2);
  });

  it('is replaced after its work was cancelled, and not while it works', async () => {
    startedThreads.length = 0;
    const pool = createSimulations(1);
    const [largeRequest, smallRequest] = [await requestOf(2001), await requestOf(20)];
    const flag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const run = pool.values(largeRequest, { flag, report: () => {} });
    // waits at the thread behind the plan
    const waitingReplay = pool.open(smallRequest, 3);
    Atomics.store(flag, 0, 1);
    await expect(run).rejects.toMatchObject({ code: 'CANCELLED' });
    const replay = await waitingReplay;
    expect(startedThreads).toHaveLength(1);

    const threadEnd = once(startedThreads[0]!, 'exit');
    expect(await pool.open(await requestOf(20), 3)).toEqual(replay);
    expect(startedThreads).toHaveLength(2);
    await threadEnd;
  });
});

describe('a plan that is sent in parts', () => {
  /** A plan of several messages, whose contracts differ. */
  const requestOf = async (seed: number): Promise<SimulationRequest> => {
    const { request } = await prepareRun(services.ctx.workspace.db(), await services.book(), settings({ cycle: false, seed }));
    const { portfolio } = request;
    const contracts = Array.from({ length: 700 }, (_, k) => {
      const entry = portfolio.contracts[k % portfolio.contracts.length]!;
      return { ...entry, contract: { ...entry.contract, id: ContractId.parse(`copy-${k}`) } };
    });
    return withCycleMoments({ ...request, portfolio: { ...portfolio, contracts } });
  };

  it('reaches its thread complete and in order, also beside another plan for the same thread', async () => {
    const pool = createSimulations(1);
    const requests = [await requestOf(1), await requestOf(2)];
    const replays = await Promise.all([...requests, ...requests].map((request) => pool.open(request, 3)));
    expect(replays).toEqual([...requests, ...requests].map((request) => replayPath(request, 3)));
  });

  it('reaches it also when the query that sends it is cancelled', async () => {
    const pool = createSimulations(1);
    const request = await requestOf(1);
    const firstReplay = runWithSignal(AbortSignal.abort(), () => pool.open(request, 3));
    const replays = await Promise.all([firstReplay, pool.open(request, 3)]);
    expect(replays).toEqual(replays.map(() => replayPath(request, 3)));
  });
});

describe('a run on several threads', () => {
  const pool = createSimulations(2);
  const control = { flag: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), report: () => {} };
  const countThreads = async (work: () => Promise<unknown>): Promise<number> => {
    let threads = 0;
    const count = (): void => void threads++;
    process.on('worker', count);
    await work();
    process.off('worker', count);
    return threads;
  };

  it('returns the same as one thread, in memory that the next run of the pool does not write to', async () => {
    const { request } = await prepareRun(services.ctx.workspace.db(), await services.book(), settings({ cycle: false }));
    const { parameters } = request;
    const otherRequest = { ...request, parameters: { ...parameters, seed: parameters.seed + 1 } };
    const runAlone = (of: typeof request) => detachRunResult(mergeBlocks(of, [simulate(of, { from: 0, to: of.parameters.paths })]));
    const { hazards } = parameters;
    const shorterRequest = {
      ...request,
      parameters: { ...parameters, paths: 300, hazards: { ...hazards, credit: false, performance: false } },
    };
    const results = [await pool.run(request, control), await pool.run(otherRequest, control), await pool.run(shorterRequest, control)];
    expect(results).toEqual([request, otherRequest, shorterRequest].map(runAlone));
  });

  it('reports the start of its paths once they are prepared, and their end', async () => {
    const { request } = await prepareRun(services.ctx.workspace.db(), await services.book(), settings({ cycle: false }));
    const reports: object[] = [];
    await pool.run(request, { ...control, report: (progress) => reports.push(progress) });
    expect([reports[0], reports.at(-1)]).toEqual([
      { done: 0, total: 512 },
      { done: 512, total: 512 },
    ]);
  });

  it('refuses a run that needs more memory than is available before it starts a thread', async () => {
    const { request } = await prepareRun(services.ctx.workspace.db(), await services.book(), settings({ cycle: false }));
    const threads = new URL('data:text/javascript,throw new Error("a thread was started")');
    const smallComputer = createSimulations(2, threads, () => 1e6);
    await expect(smallComputer.run(request, control)).rejects.toMatchObject({
      code: 'NOT_ENOUGH_MEMORY',
      details: { available: '0.0' },
    });
  });

  it('stops the work on listed paths and deals when its flag is set', async () => {
    const { request } = await prepareRun(services.ctx.workspace.db(), await services.book(), settings({ cycle: false }));
    const flag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const paths = Int32Array.from({ length: 2048 }, (_, k) => k);
    const stopAtProgress = { flag, report: () => Atomics.store(flag, 0, 1) };
    await expect(pool.netRevenue(request, paths, stopAtProgress)).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(pool.spotDeals([{ request, paths, deals: [], production: [] }], stopAtProgress)).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });

  it('simulates a plan of thousands of contracts in one thread, to the same bits as its rows', async () => {
    const { request } = await prepareRun(services.ctx.workspace.db(), await services.book(), settings({ cycle: false }));
    const { portfolio } = request;
    const contracts = Array.from({ length: 2_001 }, (_, k) => {
      const entry = portfolio.contracts[k % portfolio.contracts.length]!;
      return { ...entry, contract: { ...entry.contract, id: ContractId.parse(`copy-${k}`) } };
    });
    const largeRequest = withCycleMoments({ ...request, portfolio: { ...portfolio, contracts } });
    const paths = Int32Array.from({ length: 300 }, (_, k) => k);
    const rows = simulatePathRevenue(largeRequest, paths);
    const sums = new Float64Array(paths.length);
    for (let i = 0; i < rows.length; i++) sums[i % paths.length]! += rows[i]!;
    const threads = await countThreads(async () => {
      expect(await createSimulations(2).netRevenue(largeRequest, paths, control)).toEqual(sums);
    });
    expect(threads).toBe(1);
  });

  it('prepares the plan of a preview on the thread of its paths only', async () => {
    const { request } = await prepareRun(services.ctx.workspace.db(), await services.book(), settings({ paths: 256, cycle: false }));
    expect(await countThreads(() => createSimulations(2).run(request, control))).toBe(1);
  });

  it('computes the moments of a cycle once for all requests that have it, and again for another cycle', async () => {
    const { request } = await prepareRun(services.ctx.workspace.db(), await services.book(), settings());
    const { portfolio, parameters } = request;
    const addTo = (of: typeof request) => pool.addCycleMoments({ ...of, parameters: { ...of.parameters, centrePaths: 512 } }, control);
    const { centre } = await addTo(request);
    const fewerContracts = { ...portfolio, contracts: portfolio.contracts.slice(1) };
    expect((await addTo({ ...request, portfolio: fewerContracts })).centre).toBe(centre);
    const slowerParameters = { ...parameters, cycle: { ...parameters.cycle, demandSpeed: 0.1 } };
    const otherRequest = { ...request, parameters: { ...slowerParameters, centrePaths: 512 } };
    expect((await addTo(otherRequest)).centre).toEqual(withCycleMoments(otherRequest).centre);
    expect((await addTo(otherRequest)).centre).not.toEqual(centre);
  });
});
