import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listRuns } from '#db/repositories/runs.ts';
import type { ComparedPaths } from '#shared/contract/compare.ts';
import type { Figure } from '#shared/contract/figure.ts';
import { PlanId } from '#shared/domain/ids.ts';
import { DEFAULT_SIMULATION } from '#shared/domain/simulation.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { markBestFigures } from '#shared/presentation/compare.ts';
import { figureText, joinUnit, renderLabel } from '#shared/presentation/message.ts';
import { COMPARISON_RUNS } from '../../../core/compare/runFormat.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
const AS_SIGNED = PlanId.parse('as-signed');
const RENEW = PlanId.parse('renew-hai-long');
const SPREAD = PlanId.parse('spread-three-ways');
const ALL = [AS_SIGNED, RENEW, SPREAD];
/** Without a cycle there is no pre-pass: a fraction of the time. */
const CHOICE = { ...DEFAULT_SIMULATION, paths: 256, cycle: false };

const run = async (planIds: readonly PlanId[], settings = CHOICE) =>
  services.waitForJob(await services.ask('compare.run', { planIds: [...planIds], settings }), 'comparison');

const pathsOf = async (planIds: readonly PlanId[], reference: PlanId): Promise<ComparedPaths> => {
  const { paths } = await services.ask('compare.get', { planIds: [...planIds], reference, scope: 'whole' });
  if (paths === undefined) throw new Error('no run');
  return paths;
};

const numberOf = ({ value }: Figure): number => Number(value);
const linesOf = ({ explanation }: Figure): number => explanation!.lines.reduce((sum, { amount }) => sum + amount, 0);

beforeAll(async () => {
  services = await openServices();
  await run(ALL);
});
afterAll(() => services.close());

describe('plans on the same paths', () => {
  test('each plan’s net revenue equals that of a simulation of the plan alone, bit for bit', async () => {
    const { rows } = await services.ask('compare.get', { planIds: ALL, scope: 'whole' });
    const cells = (key: string) => rows.find((row) => row.key === key)!.cells.map(({ figure }) => figure.value);
    const separateRun = await services.waitForJob(
      await services.ask('simulation.run', { settings: { ...CHOICE, planId: SPREAD } }),
      'simulation',
    );
    const { outcome } = await services.ask('simulation.get', { id: separateRun.runId });
    const { mean, tailMean, atRisk, shortfall } = outcome!.total;
    expect(['pathMean', 'tailMean', 'atRisk', 'shortfall'].map((key) => cells(key)[2])).toEqual(
      [mean, tailMean, atRisk, shortfall].map(({ value }) => value),
    );
  });

  test('expected NPVs are the averages of present values over the paths, with differences that change sign', async () => {
    const comparison = await services.ask('compare.get', { planIds: ALL, scope: 'whole' });
    expect(comparison.basis).toBe('run');
    expect(comparison.verdict[0]!.key).toBe('compare.verdict.value.levelRun');
    expect(comparison.verdict.at(-2)).toMatchObject({ key: 'compare.verdict.basis.run', figures: { paths: { value: CHOICE.paths } } });
    const cells = comparison.rows.find(({ key }) => key === 'expectedNpv')!.cells;
    const pairOf = (ownPlanId: PlanId, otherPlanId: PlanId) =>
      comparison.pairs.find((pair) => pair.own === ownPlanId && pair.other === otherPlanId)!;
    const [forwardPair, reversePair] = [pairOf(RENEW, AS_SIGNED), pairOf(AS_SIGNED, RENEW)];
    expect(numberOf(forwardPair.difference)).toBeCloseTo(-numberOf(reversePair.difference), 2);
    expect(numberOf(forwardPair.error!)).toBeCloseTo(numberOf(reversePair.error!), 2);
    expect(numberOf(forwardPair.difference)).toBeCloseTo(numberOf(cells[1]!.figure) - numberOf(cells[0]!.figure), 0);
    expect(numberOf(forwardPair.error!)).toBeGreaterThan(0);
    const list = await services.ask('plans.list', {});
    expect(list.basis).toBe('run');
    expect(ALL.map((id) => list.rows.find((row) => row.id === id)!.expectedNpv.value)).toEqual(cells.map(({ figure }) => figure.value));
  });

  test('without volatility, cycle and events the expected NPV is the NPV at deck prices', async () => {
    const fixedChoice = { ...CHOICE, paths: 256, seed: 3, prices: false, credit: false, performance: false, policy: false };
    await run([AS_SIGNED, RENEW], fixedChoice);
    const { rows } = await services.ask('compare.get', { planIds: [AS_SIGNED, RENEW], scope: 'whole' });
    const cells = (key: string) => rows.find((row) => row.key === key)!.cells.map(({ figure }) => numberOf(figure));
    for (const [i, expectedNpv] of cells('expectedNpv').entries()) expect(expectedNpv / cells('npv')[i]!).toBeCloseTo(1, 9);
  });

  test('with the other plan as reference every difference changes sign, by year and over the whole plan', async () => {
    const [forwardPaths, reversePaths] = [await pathsOf(ALL, AS_SIGNED), await pathsOf(ALL, RENEW)];
    expect(forwardPaths.differences).toHaveLength(reversePaths.differences.length);
    for (const [k, { year, plans }] of forwardPaths.differences.entries()) {
      const [ownDifference, reverseDifference] = [plans[1]!, reversePaths.differences[k]!.plans[0]!];
      expect([year, plans[0]]).toEqual([year, undefined]);
      expect(numberOf(ownDifference.mean.figure)).toBe(-numberOf(reverseDifference.mean.figure) + 0);
      expect(numberOf(ownDifference.mean.error)).toBe(numberOf(reverseDifference.mean.error));
      expect(numberOf(ownDifference.low)).toBeCloseTo(-numberOf(reverseDifference.high), 2);
      expect(numberOf(ownDifference.ahead.figure) + numberOf(reverseDifference.ahead.figure)).toBeLessThanOrEqual(1 + 1e-12);
    }
  });

  test('the mean differences by year sum to the whole plan’s, and every explanation sums to its number', async () => {
    const [total, ...years] = (await pathsOf(ALL, AS_SIGNED)).differences;
    for (const i of [1, 2]) {
      const totalDifference = total!.plans[i]!;
      const sum = years.reduce((yearTotal, { plans }) => yearTotal + numberOf(plans[i]!.mean.figure), 0);
      expect(sum / numberOf(totalDifference.mean.figure)).toBeCloseTo(1, 9);
      for (const { figure } of [totalDifference.mean, totalDifference.worst]) expect(linesOf(figure)).toBeCloseTo(numberOf(figure), 1);
      expect(linesOf(totalDifference.ahead.figure)).toBe(CHOICE.paths);
    }
  });

  test('a plan and its unchanged copy earn the same on every path', async () => {
    await services.ask('plans.createFrom', { from: RENEW, name: 'The same again' });
    const twin = (await services.ask('plans.list', {})).rows.find(({ name }) => name === 'The same again')!.id;
    await run([RENEW, twin]);
    const comparison = await services.ask('compare.get', { planIds: [RENEW, twin], scope: 'whole' });
    expect(comparison.verdict.map(({ key }) => key)).toEqual(['compare.verdict.same', 'compare.verdict.paths.same']);
    for (const { plans } of comparison.paths!.differences) {
      const { ahead, mean, low, high, worst } = plans[1]!;
      const figures = [ahead.figure, ahead.error, mean.figure, mean.error, low, high, worst.figure, worst.error];
      expect(figures.map(numberOf)).toEqual(figures.map(() => 0));
    }
    await services.ask('history.undo', {});
  });

  test('the verdict states the share of paths on which the better plan leads, and the table has the simulated measures', async () => {
    const { verdict, rows } = await services.ask('compare.get', { planIds: ALL, scope: 2028 });
    const sentence = verdict.at(-1)!;
    expect(sentence.key).toMatch(/^compare\.verdict\.paths\./);
    expect(sentence.figures).toMatchObject({ paths: { value: CHOICE.paths } });
    expect(numberOf(sentence.figures.mean!)).toBeGreaterThan(0);
    const risk = rows.find(({ key }) => key === 'atRisk')!;
    expect(
      risk.cells[
        markBestFigures(
          risk.cells.map(({ figure }) => figure),
          risk.better,
          { moneyScale: 'm' },
        ).indexOf(true)
      ]!.figure.value,
    ).toBe(Math.min(...risk.cells.map(({ figure }) => Number(figure.value))));
  });

  test('a run serves a comparison of fewer plans, and a later run of the same plans replaces it', async () => {
    const fewerPlans = await pathsOf([SPREAD, AS_SIGNED], AS_SIGNED);
    expect(fewerPlans.differences[0]!.plans[0]).toEqual((await pathsOf(ALL, AS_SIGNED)).differences[0]!.plans[2]);
    await run([AS_SIGNED, SPREAD], { ...CHOICE, seed: 7 });
    const { settings, resultDigest } = await pathsOf([SPREAD, AS_SIGNED], AS_SIGNED);
    expect(settings.seed).toBe(7);
    const allPlans = await pathsOf(ALL, AS_SIGNED);
    expect(allPlans.settings.seed).toBe(CHOICE.seed);
    // charts: all three plans in the plane and by revenue, the others by their difference from the reference
    expect(allPlans.charts.map(({ series }) => series.map(({ label }) => renderLabel(label)).join(''))).toEqual(['ABC', 'ABC', 'BC', 'BC']);
    await run([AS_SIGNED, SPREAD], { ...CHOICE, seed: 7 });
    expect((await pathsOf([SPREAD, AS_SIGNED], AS_SIGNED)).resultDigest).toBe(resultDigest);
    expect((await listRuns(services.ctx.workspace.db(), COMPARISON_RUNS)).filter(({ seed }) => seed === 7)).toHaveLength(1);
  });

  test('after a changed input the run is outdated and excluded from table and verdict, and undo restores it', async () => {
    const keys = async () => {
      const { verdict, rows, paths } = await services.ask('compare.get', { planIds: ALL });
      return { isCurrent: paths!.isCurrent, sentences: verdict.length, hasShortfall: rows.some(({ key }) => key === 'shortfall') };
    };
    const before = await keys();
    expect(before).toMatchObject({ isCurrent: true, hasShortfall: true });
    const activeRow = (await services.ask('contracts.list', {})).rows.find(({ status }) => status === 'active')!;
    await services.ask('contracts.remove', { ids: [activeRow.id] });
    expect(await keys()).toEqual({ isCurrent: false, sentences: before.sentences - 1, hasShortfall: false });
    await services.ask('history.undo', {});
    expect(await keys()).toEqual(before);
    // a change that is not an input does not make it outdated
    await services.ask('settings.save', { name: 'Another name' });
    expect(await keys()).toEqual(before);
    await services.ask('history.undo', {});
  });

  test('a run of another version of Orebook is outdated with unchanged inputs too', async () => {
    const before = await pathsOf(ALL, AS_SIGNED);
    const computedBy = (version: string) => services.ctx.workspace.db().updateTable('run').set({ engine_version: version }).execute();
    await computedBy('0.0.0+1');
    const { rows } = await services.ask('compare.get', { planIds: ALL });
    expect(rows.map(({ key }) => key)).not.toContain('shortfall');
    expect(await pathsOf(ALL, AS_SIGNED)).toMatchObject({ isCurrent: false, isOfOtherVersion: true, differences: before.differences });
    await computedBy(before.engineVersion);
    expect(await pathsOf(ALL, AS_SIGNED)).toEqual(before);
  });

  test('a change between the request and the first path makes the run outdated', async () => {
    const [{ jobId }] = await Promise.all([
      services.ask('compare.run', { planIds: [AS_SIGNED, RENEW], settings: { ...CHOICE, seed: 21 } }),
      services.ask('settings.save', { discountRate: 0.12 }),
    ]);
    await services.waitForJob({ jobId }, 'comparison');
    expect(await pathsOf([AS_SIGNED, RENEW], AS_SIGNED)).toMatchObject({ settings: { seed: 21 }, isCurrent: false });
    await services.ask('history.undo', {});
    expect(await pathsOf([AS_SIGNED, RENEW], AS_SIGNED)).toMatchObject({ settings: { seed: 21 }, isCurrent: true });
  });

  test('a cancelled run stores nothing', async () => {
    const { jobId } = await services.ask('compare.run', { planIds: ALL, settings: { ...CHOICE, paths: 200_000, seed: 11 } });
    await services.ask('jobs.cancel', { id: jobId });
    await services.ctx.jobs.stop();
    expect((await services.ask('jobs.get', { id: jobId })).at.state).toBe('cancelled');
    expect((await pathsOf(ALL, AS_SIGNED)).settings.seed).not.toBe(11);
  });

  test('the board paper has the run’s results of the plan and of the signed contracts', async () => {
    const readPreview = async () =>
      JSON.stringify(await services.ask('summaries.preview', { subject: { boardOf: RENEW }, view: 'internal' }));
    expect(await readPreview()).toContain('summaries.head.samePaths');
    expect(shippedText((await pathsOf(ALL, AS_SIGNED)).deck!)).toBe('Base');
    expect(await readPreview()).toMatch(/256 paths, seed [^"]*, price deck Base/);
    expect(await readPreview()).not.toContain('summaries.board.stale');
    await services.ask('settings.save', { discountRate: 0.11 });
    expect(await readPreview()).toContain('summaries.board.stale');
    await services.ask('history.undo', {});
  });

  test('a board paper of compared plans has all of them, each against the reference', async () => {
    const comparisonRequest = { planIds: ALL, reference: RENEW };
    const request = { subject: { boardOf: SPREAD, compared: comparisonRequest }, view: 'internal' } as const;
    const { pages } = await services.ask('summaries.preview', request);
    const blocks = pages.flatMap((page) => page.blocks);
    const comparison = await services.ask('compare.get', { planIds: ALL, reference: RENEW, scope: 'whole' });
    const npv = comparison.rows.find(({ key }) => key === 'npv');
    const cells = JSON.stringify(blocks.filter(({ kind }) => kind === 'table'));
    for (const { figure, difference } of npv?.cells ?? []) {
      for (const amount of [figure, difference]) if (amount) expect(cells).toContain(JSON.stringify(joinUnit(figureText(amount, 'm'))));
    }
    const noteValues = blocks.flatMap((block) => (block.kind === 'note' ? [block.text.values] : []));
    expect(noteValues).toContainEqual({ plan: 'B Renew Hai Long' });
    expect(noteValues).toContainEqual({ name: 'A Base plan' });
    expect(noteValues).toContainEqual({ name: 'C Spread three ways' });
    const otherBoardRequest = { ...request, subject: { boardOf: SPREAD, compared: { planIds: [AS_SIGNED, RENEW], reference: RENEW } } };
    expect(await services.call('summaries.preview', otherBoardRequest)).toMatchObject({
      ok: false,
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'subject.compared', rule: 'notOffered' }] } },
    });
  });
});
