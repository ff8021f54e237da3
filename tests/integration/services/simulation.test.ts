import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OrebookError } from '#shared/contract/errors.ts';
import type { SimulationOutcome, SimulationRun } from '#shared/contract/simulation.ts';
import { DEFAULT_SIMULATION, type SimulationChoice } from '#shared/domain/simulation.ts';
import { messageText } from '#shared/messages/text.ts';
import { prepareRun } from '../../../electron/services/simulation/request.ts';
import { simulationThreads } from '../../../electron/workers/simulationThreads.ts';
import { DEADLY } from '../../helpers/deadlyPath.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;

beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const choice = (given: Partial<SimulationChoice> = {}): SimulationChoice => ({ ...DEFAULT_SIMULATION, paths: 512, ...given });

const run = async (of: SimulationChoice) => {
  const { runId } = await services.ended(await services.ask('simulation.run', { choice: of }), 'simulation');
  return runId;
};

const got = async (id: string): Promise<{ run: SimulationRun; outcome: SimulationOutcome }> => {
  const { run: of, outcome } = await services.ask('simulation.get', { id });
  if (!of || !outcome) throw new Error('no such run');
  return { run: of, outcome };
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('a run of the sample mine', () => {
  let id: string;
  beforeAll(async () => {
    id = await run(choice());
  });

  it('is stored with everything that tells it apart, and reopened as it was', async () => {
    const { run: of } = await got(id);
    expect(of).toMatchObject({ id, current: true, choice: choice() });
    expect(of.inputsDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(of.resultDigest).toMatch(/^[0-9a-f]{64}$/);
    const { runs } = await services.ask('simulation.list', {});
    expect(runs.map((one) => one.id)).toEqual([id]);
    expect(await services.ask('simulation.get', {})).toEqual(await services.ask('simulation.get', { id }));
  });

  it('says in words what is spread how, and every part of the shortfall sums to it', async () => {
    const { outcome } = await got(id);
    expect(outcome.verdict[0]?.key).toBe('simulation.verdict.spread');
    const { total, shortfallBy } = outcome;
    const close = (parts: readonly { readonly amount: number }[]) =>
      expect(sum(parts.map(({ amount }) => amount)) / total.shortfall.value).toBeCloseTo(1, 9);
    close([...shortfallBy.contracts, ...shortfallBy.spot]);
    close(shortfallBy.metals);
    close(shortfallBy.zones);
    close([...shortfallBy.buyers, ...shortfallBy.spot]);
    expect(sum(outcome.years.map(({ mean }) => mean.value)) / total.mean.value).toBeCloseTo(1, 12);
    expect(sum(outcome.distribution.series[0]!.values)).toBeCloseTo(100, 9);
    expect(outcome.worst[0]!.netRevenue).toBeLessThanOrEqual(total.tailMean.value);
  });

  it('is what Overview says of the plan, to the bit, and Overview is silent once the workspace has changed', async () => {
    const said = async () => (await services.ask('overview.get', {})).verdict.find(({ key }) => key === 'overview.verdict.simulated');
    const { outcome } = await got(id);
    const [spread] = outcome.verdict;
    expect((await said())?.figures).toMatchObject({ tail: spread!.figures['tail'], shortfall: spread!.figures['shortfall'] });
    await services.ask('settings.save', { discountRate: 0.11 });
    expect(await said()).toBeUndefined();
    await services.ask('history.undo', {});
    expect(await said()).toBeDefined();
  });

  it('opens its worst path month by month: the same revenue to the bit, told in words', async () => {
    const { outcome } = await got(id);
    const worst = outcome.worst[0]!;
    const path = await services.ask('simulation.path', { id, path: worst.path });
    expect(path.netRevenue / worst.netRevenue).toBeCloseTo(1, 12);
    expect(path.story.length).toBeGreaterThan(0);
    expect(path.story.map(({ text }) => messageText(text)).every((words) => !/[{}]/.test(words))).toBe(true);
  });

  it('repeated, comes to the same bits, also after the workspace has changed', async () => {
    const { contract, version } = await services.ask('contracts.get', {
      id: (await services.ask('contracts.list', {})).rows[0]!.id,
    });
    await services.ask('contracts.save', {
      contract: { ...contract, note: 'Simulated.', end: contract.end - 1 },
      version,
    });
    expect((await got(id)).run.current).toBe(false);
    const again = await services.ended(await services.ask('simulation.repeat', { id }), 'simulation');
    expect(again).toEqual({ kind: 'simulation', runId: id, same: true });
    await services.ask('history.undo', {});
    expect((await got(id)).run.current).toBe(true);
  });

  it('goes out as JSON with seed, digests, version and inputs', async () => {
    const { artefact } = await services.ask('simulation.export', { id });
    const content = JSON.parse((await services.fetched(artefact)).toString('utf8')) as Record<string, unknown>;
    expect(content).toMatchObject({ id, choice: { seed: 1 }, inputsDigest: (await got(id)).run.inputsDigest });
    expect(Object.keys(content)).toEqual(expect.arrayContaining(['engineVersion', 'resultDigest', 'inputs', 'outcome']));
  });

  it('stays beside later ones until it is removed', async () => {
    const second = await run(choice({ seed: 2, credit: false, performance: false }));
    const { runs } = await services.ask('simulation.list', {});
    expect(new Set(runs.map((one) => one.id))).toEqual(new Set([second, id]));
    expect(sum((await got(second)).outcome.events.map(({ mean }) => mean))).toBe(0);
    await services.ask('simulation.remove', { id: second });
    expect((await services.ask('simulation.list', {})).runs.map((one) => one.id)).toEqual([id]);
  });
});

it('with every switch off each year is the value without draws', async () => {
  const off = await run(choice({ paths: 256, prices: false, cycle: false, credit: false, performance: false }));
  const { outcome } = await got(off);
  for (const { mean, deterministic } of outcome.years)
    expect(Math.abs(mean.value - deterministic)).toBeLessThanOrEqual(1e-9 * deterministic);
  await services.ask('simulation.remove', { id: off });
});

it('a preview is there without a run being stored', async () => {
  const before = await services.ask('simulation.list', {});
  const { revenue, secondsForRun } = await services.ask('simulation.preview', { choice: choice() });
  expect(revenue.bands.length).toBe(2);
  expect(secondsForRun).toBeGreaterThan(0);
  expect(await services.ask('simulation.list', {})).toEqual(before);
});

it('a cancelled run stores nothing, and the next one is as it would have been', async () => {
  const before = await services.ask('simulation.list', {});
  const { jobId } = await services.ask('simulation.run', { choice: choice({ paths: 100_000, seed: 7 }) });
  await services.ask('jobs.cancel', { id: jobId });
  await expect(services.ended({ jobId }, 'simulation')).rejects.toThrow('cancelled');
  expect(await services.ask('simulation.list', {})).toEqual(before);
  const { resultDigest } = (await got(before.runs.at(-1)!.id)).run;
  const again = await run(before.runs.at(-1)!.choice);
  expect((await got(again)).run.resultDigest).toBe(resultDigest);
});

it('more paths than a machine holds are refused before anything is drawn', async () => {
  expect(await services.call('simulation.run', { choice: choice({ paths: 1_000_000 }) })).toMatchObject({
    ok: false,
    error: { code: 'BAD_INPUT' },
  });
});

describe('a pool whose thread dies', () => {
  const pool = simulationThreads(1, new URL('../../helpers/mortalSimulation.ts', import.meta.url));
  const requestOf = async () => {
    const { request } = await prepareRun(services.ctx.workspace.db(), await services.book(), choice({ paths: 256, cycle: false }));
    return request;
  };

  it('fails the work of that thread only; another takes its place and answers the same', async () => {
    const request = await requestOf();
    const before = await pool.open(request, 12);
    await expect(pool.open(request, DEADLY)).rejects.toThrow('ended early');
    expect(await pool.open(request, 12)).toEqual(before);
  });

  it('an engine that refuses its work is no death: the refusal comes with its code', async () => {
    const request = await requestOf();
    const broken = { ...request, correlation: request.correlation.map((row) => row.map(() => 1)) };
    await expect(pool.open(broken, 0)).rejects.toThrow(new OrebookError('BAD_SHAPE', { field: 'correlation', rule: 'positiveDefinite' }));
  });
});
