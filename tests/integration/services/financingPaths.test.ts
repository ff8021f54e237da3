import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listRuns, saveRunPart, setRunEngineVersion } from '#db/repositories/runs.ts';
import type { FinancingOnPaths } from '#shared/contract/financingPaths.ts';
import type { Facility } from '#shared/domain/financing.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { DEFAULT_SIMULATION, type SimulationSettings } from '#shared/domain/simulation.ts';
import { sum } from '#shared/math.ts';
import { SIMULATION_RUNS } from '../../../core/simulation/runFormat.ts';
import { crawlFigures, crawlUnidentified, findConflicts } from '../../helpers/figureCrawl.ts';
import { seedSampleWithoutDebt } from '../../helpers/sampleWithoutDebt.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices(seedSampleWithoutDebt);
});
afterAll(() => services.close());

const PATHS = 512;
/** Prices, demand and events without any randomness. */
const WITHOUT_RISK = { prices: false, cycle: false, credit: false, performance: false, policy: false } as const;

const run = async (changes: Partial<SimulationSettings> = {}): Promise<void> => {
  const settings = { ...DEFAULT_SIMULATION, paths: PATHS, ...changes };
  await services.waitForJob(await services.ask('simulation.run', { settings }), 'simulation');
};

const addFacility = async (kind: Facility['kind'], changes: Partial<Facility>): Promise<void> => {
  const { facility } = await services.ask('financing.blank', { kind });
  await services.ask('financing.save', { facility: { ...(facility as Facility), ...changes } });
};

const draws = async (kind: Facility['kind'], amount: number): Promise<Pick<Facility, 'commitment' | 'draws'>> => {
  const { facility } = await services.ask('financing.blank', { kind });
  return { commitment: amount, draws: facility.draws.map(({ month }) => ({ month, amount })) };
};

const onPaths = async (load = true): Promise<FinancingOnPaths> => {
  const answer = await services.ask('financing.paths', { load });
  if (answer.state !== 'answered') throw new Error(answer.state);
  return answer;
};

describe('financing on the paths of a run of the sample mine', () => {
  it('asks for a run, then for its paths by buyer, and answers from the run in memory', async () => {
    expect(await services.ask('financing.paths', { load: false })).toEqual({ state: 'noRun', hasOutdated: false });
    await addFacility('loan', {
      name: 'Senior loan',
      ...(await draws('loan', 900e6)),
      covenants: { lockUpDscr: 1.3, defaultDscr: 1.1 },
    });
    await run();
    const fromMemory = await onPaths(false);
    expect(fromMemory.shortfall).toBeUndefined();
    const loadedResult = await onPaths();
    expect(loadedResult.years).toEqual(fromMemory.years);
    expect(loadedResult.shortfall!.rows.length).toBeGreaterThan(2);
    expect(sum(loadedResult.shortfall!.rows.map(({ amount }) => amount))).toBeCloseTo(loadedResult.shortfall!.total, 3);
    expect(loadedResult.shortfall!.total).toBeGreaterThan(0);
    // amounts of charts and texts are drawn from figures beside them
    const isDrawn = (fields: string) => /\.(formula|summary|marks|barLabels|categories|series)(\.|$)/.test(fields);
    expect(crawlUnidentified(loadedResult, 'financing.paths', isDrawn)).toEqual([]);
    const figures = [loadedResult, await services.ask('financing.get', {})].flatMap((answer) => crawlFigures(answer, 'financing'));
    expect(figures.map(({ identity }) => identity.measure)).toContain('carriedDebt');
    expect(findConflicts(figures)).toEqual([]);
  });

  it('breaks the lock-up more often than the default covenant, and any year as often as the worst year', async () => {
    const { anyYear, years, capacity, paths } = await onPaths();
    expect(paths).toBe(PATHS);
    expect(anyYear.lockUp!.count).toBeGreaterThanOrEqual(anyYear.default!.count);
    for (const year of years) expect(anyYear.lockUp!.count).toBeGreaterThanOrEqual(year.lockUp?.count ?? 0);
    expect(Number(capacity!.carriedDebt.value)).toBeLessThan(capacity!.median.value);
    expect(capacity!.debt).toBe(900e6);
  });

  it('answers nothing from a run of an engine that this version does not know, or whose stored result it does not reproduce', async () => {
    const db = services.ctx.workspace.db();
    const [storedRun] = await listRuns(db, SIMULATION_RUNS);
    const { id, engineVersion, head } = storedRun!;
    await setRunEngineVersion(db, id, '9.9.9+unknown');
    expect(await services.ask('financing.paths', { load: true })).toEqual({ state: 'noRun', hasOutdated: true });
    await setRunEngineVersion(db, id, engineVersion);
    await saveRunPart(db, SIMULATION_RUNS, id, 'head', { ...head, resultDigest: '0'.repeat(64) });
    expect(await services.ask('financing.paths', { load: true })).toEqual({ state: 'notReproducible' });
    await saveRunPart(db, SIMULATION_RUNS, id, 'head', head);
    expect((await onPaths()).paths).toBe(PATHS);
  });

  it('reports that a run is outdated once a price of the plan has changed', async () => {
    await services.ask('settings.save', { discountRate: 0.11 });
    expect(await services.ask('financing.paths', { load: false })).toEqual({ state: 'noRun', hasOutdated: true });
  });

  it('without risk every path is the base case: the DSCR has no spread and the set-off is that of the waterfall', async () => {
    await addFacility('prepayment', {
      name: 'Prepayment',
      ...(await draws('prepayment', 20e6)),
      contractIds: [ContractId.parse('C-014')],
    });
    await run(WITHOUT_RISK);
    expect(await services.ask('financing.paths', { load: false })).toMatchObject({ state: 'notInMemory', paths: PATHS });
    const { years, fan, notes } = await onPaths();
    for (const { dscr, belowOne, setOff } of years) {
      expect([0, PATHS]).toContain(belowOne.count);
      expect(setOff.error).toBeLessThan(1e-3);
      if (dscr) expect(Math.abs(dscr.quantiles[0]!.value - dscr.quantiles[4]!.value)).toBeLessThan(1e-9 * Math.abs(dscr.mean.value));
    }
    // the median is the line without volatility
    const [expectedLine, median] = fan!.series;
    for (const [i, { y }] of expectedLine!.points.entries()) expect(median!.points[i]!.y / y).toBeCloseTo(1, 9);
    expect(notes.map(({ key }) => key)).toContain('financing.paths.note.setOff');
    const { periods, years: cash } = await services.ask('financing.get', { caseId: 'base' });
    for (const { year, cfads } of cash) {
      const answer = years.find((row) => row.year === year);
      if (answer) expect(Math.abs(answer.cfads.value - cfads)).toBeLessThan(1e-9 * Math.abs(cfads) + 1);
    }
    expect(sum(years.map(({ setOff }) => setOff.value))).toBeCloseTo(sum(periods.map(({ setOff }) => setOff)), 0);
  });
});
