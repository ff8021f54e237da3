import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveRunPart } from '#db/repositories/runs.ts';
import { SIMULATION_REVISION } from '#engine';
import type { SimulationOutcome, SimulationRun } from '#shared/contract/simulation.ts';
import { DEFAULT_SIMULATION, type SimulationSettings } from '#shared/domain/simulation.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { digestOf } from '../../../core/digest.ts';
import { SIMULATION_RUNS } from '../../../core/simulation/runFormat.ts';
import { crawlCharts } from '../../helpers/chartCrawl.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { crawlFigures, findConflicts } from '../../helpers/figureCrawl.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;

beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const settings = (fields: Partial<SimulationSettings> = {}): SimulationSettings => ({ ...DEFAULT_SIMULATION, paths: 512, ...fields });

const run = async (of: SimulationSettings) => {
  const { runId } = await services.waitForJob(await services.ask('simulation.run', { settings: of }), 'simulation');
  return runId;
};

const readRun = async (id: string): Promise<{ run: SimulationRun; outcome: SimulationOutcome }> => {
  const { run: of, outcome } = await services.ask('simulation.get', { id });
  if (!of || !outcome) throw new Error('no such run');
  return { run: of, outcome };
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

it('a plan with nothing to sell is reported before a run', async () => {
  const emptyServices = await openServices(seedEmptyWorkspace());
  try {
    expect((await emptyServices.ask('simulation.options', {})).sells).toBe(false);
  } finally {
    await emptyServices.close();
  }
  expect((await services.ask('simulation.options', {})).sells).toBe(true);
});

describe('a run of the sample mine', () => {
  let id: string;
  beforeAll(async () => {
    id = await run(settings());
  });

  it('is stored with everything that identifies it, and is unchanged when opened', async () => {
    const { run: of } = await readRun(id);
    expect(of).toMatchObject({ id, current: true, settings: settings() });
    expect(of.inputsDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(of.resultDigest).toMatch(/^[0-9a-f]{64}$/);
    const { runs } = await services.ask('simulation.list', {});
    expect(runs.map((storedRun) => storedRun.id)).toEqual([id]);
    expect(await services.ask('simulation.get', {})).toEqual(await services.ask('simulation.get', { id }));
  });

  it('that ends during a past view is stored in the present workspace', async () => {
    const before = (await services.ask('simulation.list', {})).runs.map((storedRun) => storedRun.id);
    const job = await services.ask('simulation.run', { settings: settings({ paths: 256, cycle: false }) });
    await services.ask('history.openSnapshot', { date: '2999-12-31' });
    const { runId } = await services.waitForJob(job, 'simulation');
    await services.ask('history.closeSnapshot', {});
    expect((await services.ask('simulation.list', {})).runs.map((storedRun) => storedRun.id)).toEqual([runId, ...before]);
    await services.ask('simulation.remove', { id: runId });
  });

  it('describes every distribution, and the parts of the shortfall sum to it', async () => {
    const { outcome } = await readRun(id);
    expect(outcome.verdict[0]?.key).toBe('simulation.verdict.spread');
    const { total, shortfallBy } = outcome;
    const close = (parts: readonly { readonly amount: number }[]) =>
      expect(sum(parts.map(({ amount }) => amount)) / total.shortfall.value).toBeCloseTo(1, 9);
    close([...shortfallBy.contracts, ...shortfallBy.spot]);
    close(shortfallBy.metals);
    close(shortfallBy.zones);
    close([...shortfallBy.buyers, ...shortfallBy.spot]);
    expect(sum(outcome.years.map(({ mean }) => mean.value)) / total.mean.value).toBeCloseTo(1, 12);
    expect(sum(outcome.distribution.series.flatMap(({ values }) => values))).toBeCloseTo(1, 9);
    expect(outcome.worst[0]!.netRevenue).toBeLessThanOrEqual(total.tailMean.value);
  });

  it('is shown on Overview, to the bit, and hidden there once the workspace has changed', async () => {
    const readVerdict = async () =>
      (await services.ask('overview.effects', {})).verdict.find(({ key }) => key === 'overview.verdict.simulated');
    const { outcome } = await readRun(id);
    const [spread] = outcome.verdict;
    expect((await readVerdict())?.figures).toMatchObject({ tail: spread!.figures['tail'], shortfall: spread!.figures['shortfall'] });
    await services.ask('settings.save', { discountRate: 0.11 });
    expect(await readVerdict()).toBeUndefined();
    await services.ask('history.undo', {});
    expect(await readVerdict()).toBeDefined();
  });

  it('explains its worst path month by month: the same revenue to the bit, in words', async () => {
    const { outcome } = await readRun(id);
    const worstPath = outcome.worst[0]!;
    const path = await services.ask('simulation.path', { id, path: worstPath.path });
    expect(path.netRevenue / worstPath.netRevenue).toBeCloseTo(1, 12);
    expect(path.story.length).toBeGreaterThan(0);
    const storyTexts = [...path.lead, ...path.story.map(({ text }) => text)].map((message) => renderMessage(message));
    expect(storyTexts.every((words) => !/[{}]/.test(words))).toBe(true);
    // the lead counts the events of the story, and zones that slump together are reported together
    const number = (key: string) => path.story.filter(({ text }) => text.key === key).length;
    const refusals = number('simulation.story.refuse');
    if (refusals > 0) expect(renderMessage(path.lead.at(-1)!)).toContain(`${refusals} refusal`);
    const slumps = path.story.filter(({ text }) => text.key === 'simulation.story.slump').map(({ month }) => month);
    expect(new Set(slumps).size).toBe(slumps.length);
    expect(renderMessage(path.lead[0]!)).toMatch(/below average/);
  });

  it('repeated, has the same bits, also after the workspace has changed', async () => {
    const { contract, version } = await services.ask('contracts.get', {
      id: (await services.ask('contracts.list', {})).rows[0]!.id,
    });
    await services.ask('contracts.save', {
      contract: { ...contract, note: 'Simulated.', end: contract.end - 1 },
      version,
    });
    expect((await readRun(id)).run.current).toBe(false);
    const repeatedRun = await services.waitForJob(await services.ask('simulation.repeat', { id }), 'simulation');
    expect(repeatedRun).toEqual({ kind: 'simulation', runId: id, isSame: true });
    await services.ask('history.undo', {});
    expect((await readRun(id)).run.current).toBe(true);
  });

  const computedBy = (version: string) =>
    services.ctx.workspace.db().updateTable('run').set({ engine_version: version }).where('id', '=', id).execute();

  it('of an engine of another revision is not current, and opens unchanged; of another version with the same engine it is current', async () => {
    const before = await readRun(id);
    // runs from before the engine had a revision of its own
    await computedBy('0.1.0+3');
    const { run: of, outcome } = await readRun(id);
    expect(of).toEqual({ ...before.run, engineVersion: '0.1.0+3', current: false, otherVersion: true });
    expect(outcome).toEqual(before.outcome);
    await computedBy(`9.9.9+${SIMULATION_REVISION}`);
    expect((await readRun(id)).run).toMatchObject({ current: true, otherVersion: false });
    await computedBy(before.run.engineVersion);
    expect(await readRun(id)).toEqual(before);
  });

  it('of another engine becomes current once it is repeated to the same bits, and not where its stored figures differ', async () => {
    const before = await readRun(id);
    const repeatRun = async () => services.waitForJob(await services.ask('simulation.repeat', { id }), 'simulation');
    const outcomeIs = (outcome: SimulationOutcome) => saveRunPart(services.ctx.workspace.db(), SIMULATION_RUNS, id, 'outcome', outcome);
    await computedBy('0.1.0+3');
    const { mean } = before.outcome.total;
    await outcomeIs({ ...before.outcome, total: { ...before.outcome.total, mean: { ...mean, value: mean.value + 1 } } });
    expect(await repeatRun()).toMatchObject({ isSame: true });
    expect((await readRun(id)).run).toMatchObject({ current: false, otherVersion: true });
    await outcomeIs(before.outcome);
    expect(await repeatRun()).toMatchObject({ isSame: true });
    expect(await readRun(id)).toEqual(before);
  });

  it('is exported as JSON with seed, digests, version and inputs', async () => {
    const { artefact } = await services.ask('simulation.export', { id });
    const content = JSON.parse((await services.readArtefact(artefact)).toString('utf8')) as Record<string, unknown>;
    expect(content).toMatchObject({ id, choice: { seed: 1 }, inputsDigest: (await readRun(id)).run.inputsDigest });
    expect(Object.keys(content)).toEqual(expect.arrayContaining(['engineVersion', 'resultDigest', 'inputs', 'outcome', 'outcomeDigest']));
    expect(content['outcome']).toEqual((await readRun(id)).outcome);
    expect([content['inputsDigest'], content['outcomeDigest']]).toEqual([digestOf(content['inputs']), digestOf(content['outcome'])]);
  });

  it('is imported after its export, also where it was deleted: simulated again, every bit the same; an existing one is not stored twice', async () => {
    const { artefact } = await services.ask('simulation.export', { id });
    const file = await services.readArtefact(artefact);
    const importRun = async (content: Uint8Array) => {
      const intake = await services.uploadFile('run.json', content);
      return services.waitForJob(await services.ask('simulation.import', { intake }), 'simulation');
    };
    expect(await importRun(file)).toEqual({ kind: 'simulation', runId: id, isImported: true });
    const before = await readRun(id);
    await services.ask('simulation.remove', { id });
    // a figure that was altered together with its digest is detected by the paths
    const { outcome: runOutcome, ...head } = JSON.parse(file.toString('utf8')) as { readonly outcome: SimulationOutcome };
    const { mean } = runOutcome.total;
    const alteredOutcome = { ...runOutcome, total: { ...runOutcome.total, mean: { ...mean, value: 2 * mean.value } } };
    const alteredFile = { ...head, outcome: alteredOutcome, outcomeDigest: digestOf(alteredOutcome) };
    expect(await importRun(Buffer.from(JSON.stringify(alteredFile)))).toMatchObject({ isSame: false, isImported: true });
    // computed by another engine with the same result
    const { runId, isSame } = await importRun(Buffer.from(JSON.stringify({ ...head, outcome: runOutcome, engineVersion: '0.1.0+3' })));
    expect(isSame).toBe(true);
    id = runId;
    const { run: of, outcome } = await readRun(id);
    expect(outcome).toEqual(before.outcome);
    expect({ ...of, id: '', seconds: 0 }).toEqual({ ...before.run, id: '', seconds: 0 });
    // and its paths can be opened like any other
    const worstPath = outcome.worst[0]!;
    expect((await services.ask('simulation.path', { id, path: worstPath.path })).netRevenue / worstPath.netRevenue).toBeCloseTo(1, 12);
  });

  it('altered, of another file type, or too large for a machine, is refused with the reason; nothing is stored', async () => {
    const { artefact } = await services.ask('simulation.export', { id });
    const content = JSON.parse((await services.readArtefact(artefact)).toString('utf8')) as {
      inputs: { parameters: { seed: number; paths: number }; portfolio: object };
      choice: { paths: number };
      outcome: SimulationOutcome;
    };
    const importText = async (text: string) => {
      const intake = await services.uploadFile('run.json', Buffer.from(text));
      return services.waitForJob(await services.ask('simulation.import', { intake }), 'simulation');
    };
    const expectFault = (text: string, fault: string) =>
      expect(importText(text)).rejects.toThrow(`"code":"BAD_FILE","details":{"fault":"${fault}"}`);
    const deepFile = JSON.stringify(content).replace('"portfolio":{', `"portfolio":{"deep":${'['.repeat(1e5)}${']'.repeat(1e5)},`);
    for (const text of ['no json', '{}', deepFile]) await expectFault(text, 'notARun');
    const { inputs } = content;
    const alteredContent = { ...content, inputs: { ...inputs, parameters: { ...inputs.parameters, seed: 2 } } };
    await expectFault(JSON.stringify(alteredContent), 'runAltered');
    const emptiedContent = { ...content, outcome: { ...content.outcome, worst: [] } };
    await expectFault(JSON.stringify(emptiedContent), 'runAltered');
    const longContent = { ...content, inputs: { ...inputs, portfolio: { ...inputs.portfolio, lastMonth: 1e9 } } };
    await expectFault(JSON.stringify(longContent), 'notARun');
    const largeContent = { ...content, inputs: { ...inputs, parameters: { ...inputs.parameters, paths: 1e9 } } };
    await expectFault(JSON.stringify(largeContent), 'notARun');
    const otherDigest = JSON.stringify({ ...content, resultDigest: '0'.repeat(64) });
    const { isSame, isImported } = await importText(otherDigest);
    expect({ isSame, isImported }).toEqual({ isSame: false, isImported: true });
    expect((await services.ask('simulation.list', {})).runs.map((storedRun) => storedRun.id)).toEqual([id]);
  });

  it('can be cancelled while its file is read; nothing is stored, and the next file is imported', async () => {
    const file = await services.readArtefact((await services.ask('simulation.export', { id })).artefact);
    const start = async () => services.ask('simulation.import', { intake: await services.uploadFile('run.json', file) });
    const job = await start();
    await services.ask('jobs.cancel', { id: job.jobId });
    await expect(services.waitForJob(job, 'simulation')).rejects.toThrow('"state":"cancelled"');
    expect(await services.waitForJob(await start(), 'simulation')).toMatchObject({ runId: id, isImported: true });
  });

  it('remains beside later ones until it is removed', async () => {
    const second = await run(settings({ seed: 2, credit: false, performance: false, policy: false }));
    const { runs } = await services.ask('simulation.list', {});
    expect(new Set(runs.map((storedRun) => storedRun.id))).toEqual(new Set([second, id]));
    expect(sum((await readRun(second)).outcome.events.map(({ mean }) => mean))).toBe(0);
    await services.ask('simulation.remove', { id: second });
    expect((await services.ask('simulation.list', {})).runs.map((storedRun) => storedRun.id)).toEqual([id]);
  });
});

it('with every switch off has the deterministic value in each year', async () => {
  const off = await run(settings({ paths: 256, prices: false, cycle: false, credit: false, performance: false, policy: false }));
  const { outcome } = await readRun(off);
  for (const { mean, deterministic } of outcome.years)
    expect(Math.abs(mean.value - deterministic)).toBeLessThanOrEqual(1e-9 * deterministic);
  await services.ask('simulation.remove', { id: off });
});

describe('the parts of a run', () => {
  const smallSettings = { paths: 256, cycle: false, credit: false } as const;
  const SIZE = 6;
  let id: string;
  beforeAll(async () => {
    const { settings: workspaceSettings, plan } = await services.book();
    const planId = (await services.ask('plans.createFrom', { from: workspaceSettings.planId, name: 'Six deals' })).id;
    for (const { contract } of plan().portfolio.contracts.slice(SIZE))
      await services.ask('plans.include', { id: planId, contractId: contract.id, included: false });
    id = await run(settings({ ...smallSettings, planId }));
  });
  afterAll(() => services.ask('simulation.remove', { id }));

  const analyseRun = async (what: 'marginals' | 'tornado') => {
    const { jobId } = await services.ask('simulation.analyse', { id, what });
    expect(await services.waitForJob({ jobId }, 'simulation')).toEqual({ kind: 'simulation', runId: id, analysed: what });
    return services.ask('simulation.get', { id });
  };

  it('a plan without a contract is the plan less the contract’s earnings, plus its tonnes on spot; a buyer of one contract equals that contract', async () => {
    const { marginals, outcome } = await analyseRun('marginals');
    expect(marginals!.paths).toBe(256);
    expect(marginals!.contracts.length).toBe(outcome!.contracts.length);
    const mean = new Map(outcome!.contracts.map((contractMoments) => [contractMoments.contractId, contractMoments.mean.value]));
    for (const { contractId, mean: change } of marginals!.contracts) expect(change.value).toBeGreaterThan(-mean.get(contractId)!);
    expect(marginals!.contracts.some(({ shortfall }) => shortfall.value !== 0 && shortfall.error > 0)).toBe(true);
    const book = await services.book();
    const buyerOf = new Map(book.contracts.map(({ id: contractId, buyerId }) => [contractId, buyerId]));
    const byBuyer = Map.groupBy(marginals!.contracts, ({ contractId }) => buyerOf.get(contractId));
    const loneBuyer = marginals!.buyers.find(({ buyerId }) => byBuyer.get(buyerId)?.length === 1)!;
    expect(loneBuyer.shortfall).toEqual(byBuyer.get(loneBuyer.buyerId)![0]!.shortfall);
    const identities = crawlFigures(marginals, 'marginals').map(({ identity }) => JSON.stringify(identity));
    expect(identities).toHaveLength(2 * (marginals!.contracts.length + marginals!.buyers.length));
    expect(new Set(identities).size).toBe(identities.length);
  });

  it('with prices fixed little of the shortfall remains, and the chart shows the values of its table', async () => {
    const { tornado, outcome } = await analyseRun('tornado');
    const row = (key: string) => tornado!.rows.find((candidate) => candidate.key === key)!;
    expect(row('prices').fixed!.shortfall.value / outcome!.total.shortfall.value).toBeLessThan(-0.7);
    expect(row('performance').fixed!.mean.value).not.toBe(0);
    expect(row('volatility').low!.shortfall.value).toBeLessThan(0);
    expect(row('volatility').high!.shortfall.value).toBeGreaterThan(0);
    // default assumptions of the market, and the correlation of prices
    expect(row('depthShare').low!.mean.value).toBeLessThan(0);
    expect(row('depthShare').high!.mean.value).toBeGreaterThan(0);
    expect(row('depthSlope').low!.mean.value).toBeGreaterThan(0);
    expect(row('depthSlope').high!.mean.value).toBeLessThan(0);
    expect(row('correlation').low!.shortfall.value).toBeLessThan(0);
    expect(row('correlation').high!.shortfall.value).toBeGreaterThan(0);
    // a source that is switched off has no row
    expect(tornado!.rows.map(({ key }) => key)).not.toContain('cycle');
    const largestRow = tornado!.rows[0]!;
    expect(largestRow.key).toBe('prices');
    expect(tornado!.shortfall!.series[0]!.values[0]!).toBeCloseTo(largestRow.fixed!.shortfall.value, 0);
    const charts = crawlCharts(tornado, 'tornado');
    expect(charts.unidentified).toEqual([]);
    expect(findConflicts([...crawlFigures(tornado, 'tornado'), ...charts.figures])).toEqual([]);
  });

  it('sensitivities without random draws have an end below and one above the plan, largest first; every year has its distribution, and cash its fan', async () => {
    const { outcome } = await services.ask('simulation.get', { id });
    const [low, high] = outcome!.movers!.series;
    expect(low!.values[0]).toBeLessThan(0);
    expect(high!.values[0]).toBeGreaterThan(0);
    const swings = low!.values.map((value, i) => Math.abs(high!.values[i]! - value));
    expect(swings).toEqual(swings.toSorted((a, b) => b - a));
    expect(outcome!.distributions!.map(({ year }) => year)).toEqual(outcome!.years.map(({ year }) => year));
    for (const { view } of outcome!.distributions!) expect(sum(view.series.flatMap(({ values }) => values))).toBeCloseTo(1, 9);
    const lastValue = (view: { readonly series: readonly { readonly points: readonly { readonly y: number }[] }[] }) =>
      view.series[1]!.points[0]!.y;
    expect(lastValue(outcome!.cash!)).toBeLessThan(lastValue(outcome!.revenue));
  });

  it('stopped half-way it leaves the run unchanged', async () => {
    const otherRun = await run(settings({ ...smallSettings, seed: 5 }));
    const { jobId } = await services.ask('simulation.analyse', { id: otherRun, what: 'tornado' });
    await services.ask('jobs.cancel', { id: jobId });
    await expect(services.waitForJob({ jobId }, 'simulation')).rejects.toThrow('cancelled');
    expect((await services.ask('simulation.get', { id: otherRun })).tornado).toBeUndefined();
    await services.ask('simulation.remove', { id: otherRun });
  });
});

it('with everything switched off nothing random moves the plan: only the default assumptions of the market do', async () => {
  const off = { prices: false, cycle: false, credit: false, performance: false, policy: false };
  const id = await run(settings({ ...off, paths: 256 }));
  const { jobId } = await services.ask('simulation.analyse', { id, what: 'tornado' });
  await services.waitForJob({ jobId }, 'simulation');
  const { outcome, tornado } = await services.ask('simulation.get', { id });
  expect(outcome!.movers).toBeUndefined();
  expect(tornado!.rows.map(({ key }) => key).sort()).toEqual(['damages', 'depthShare', 'depthSlope']);
  expect(tornado!.rows.every(({ low, high }) => Math.abs(low!.shortfall.value) < 1e-3 && Math.abs(high!.shortfall.value) < 1e-3)).toBe(
    true,
  );
  await services.ask('simulation.remove', { id });
});

it('a preview is shown without storing a run', async () => {
  const before = await services.ask('simulation.list', {});
  const { revenue, secondsForRun } = await services.ask('simulation.preview', { settings: settings() });
  expect(revenue.bands!.length).toBe(2);
  expect(secondsForRun).toBeGreaterThan(0);
  expect(await services.ask('simulation.list', {})).toEqual(before);
});

it('a cancelled run stores nothing, and does not affect the next one', async () => {
  const before = await services.ask('simulation.list', {});
  const { jobId } = await services.ask('simulation.run', { settings: settings({ paths: 100_000, seed: 7 }) });
  await services.ask('jobs.cancel', { id: jobId });
  await expect(services.waitForJob({ jobId }, 'simulation')).rejects.toThrow('cancelled');
  expect(await services.ask('simulation.list', {})).toEqual(before);
  const { resultDigest } = (await readRun(before.runs.at(-1)!.id)).run;
  const repeatedRun = await run(before.runs.at(-1)!.settings);
  expect((await readRun(repeatedRun)).run.resultDigest).toBe(resultDigest);
});

it.each([
  [{ paths: 1_000_000 }, { path: 'settings.paths', rule: 'tooBig', limit: 200_000 }],
  [{ paths: 0 }, { path: 'settings.paths', rule: 'tooSmall', limit: 256 }],
  [{ zoneCorrelation: 1.2 }, { path: 'settings.zoneCorrelation', rule: 'tooBig', limit: 1 }],
  [{ slumpVolatility: -1 }, { path: 'settings.slumpVolatility', rule: 'tooSmall', limit: 1 }],
  [
    {
      transition: [
        [1, 0, 0],
        [0, 0, 0],
        [0, 0, 1],
      ],
    },
    { path: 'settings.transition.1', rule: 'noChance' },
  ],
  [
    {
      transition: [
        [1, 0, 0],
        [0, 1, 0],
        [-0.1, 0, 1],
      ],
    },
    { path: 'settings.transition.2.0', rule: 'tooSmall', limit: 0 },
  ],
])('a run of %j is refused at its field before it starts', async (part, issue) => {
  const answer = await services.call('simulation.run', { settings: { ...settings(), ...part } });
  expect(answer).toMatchObject({ ok: false, error: { code: 'BAD_INPUT', details: { issues: [expect.objectContaining(issue)] } } });
});
