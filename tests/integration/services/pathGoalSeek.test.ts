import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Input, Output } from '#shared/contract/contract.ts';
import type { Figure } from '#shared/contract/figure.ts';
import { listIdentifiedFigures } from '#shared/contract/identifiedFigures.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { DEFAULT_SIMULATION } from '#shared/domain/simulation.ts';
import type { Year } from '#shared/domain/time.ts';
import { pathFigures } from '#shared/presentation/pathFigures.ts';
import { preparePathSimulation, readPathSettings } from '../../../core/sensitivity/pathOutcomes.ts';
import { measureIn, sensitivityModel } from '../../../core/sensitivity/sensitivityModel.ts';
import { createFigureActions } from '../../../renderer/app/figureActions.ts';
import { parseGoalSeekView } from '../../../renderer/features/sensitivity/sensitivityRoutes.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
let options: Output<'sensitivity.options'>;
const contractId = ContractId.parse('C-042');

beforeAll(async () => {
  services = await openServices();
  options = await services.ask('sensitivity.options', { contractId });
});
afterAll(() => services.close());

const driverOf = (key: string) => options.drivers.find((driver) => driver.key === key)!;

const target = 'paths.cash.tailMean';
const year = 2028;
const driver = 'terms.0.collar.floor';
const settings = { ...DEFAULT_SIMULATION, paths: 256, seed: 7 };
const seekOnPaths = async (ask: Partial<Input<'sensitivity.goalSeekInJob'>> & { readonly goal: number }) => {
  const { low, high } = driverOf(driver);
  const request = { contractId, target, year, driver, low, high, hold: [], ...ask };
  return (await services.waitForJob(await services.ask('sensitivity.goalSeekInJob', request), 'goalSeek')).answer;
};
const tableOf = async (low: number, high: number, steps: number) =>
  services.waitForJob(
    await services.ask('sensitivity.table', { contractId, target, year, rows: { driver, low, high, steps } }),
    'sensitivity',
  );

test('finds the floor that keeps the worst 5 % of a year at a level, with the paths of the latest run', async () => {
  await services.waitForJob(await services.ask('simulation.run', { settings }), 'simulation');
  expect((await services.ask('sensitivity.options', { contractId })).simulation).toEqual({ paths: 256, seed: 7 });
  const { low, high } = driverOf(driver);
  const { cells, today } = await tableOf(low, high, 2);
  const values = cells.map(([value]) => value!);
  expect(values).toEqual(values.toSorted((a, b) => a - b));
  expect(today!.value).not.toBe(values[2]);
  const goal = (values[0]! + values[1]!) / 2;
  const { state, points, verdict } = await seekOnPaths({ goal });
  expect(state).toBe('solved');
  expect(points).toHaveLength(1);
  const error = Number(verdict.find(({ key }) => key === 'sensitivity.verdict.pathsWithError')!.figures.error!.value);
  expect(error).toBeGreaterThan(0);
  expect(Math.abs(Number(points[0]!.target.value) - goal)).toBeLessThanOrEqual(error / 5);
  // every value has the same paths: the figure is a function of the floor
  const secondTable = await tableOf(points[0]!.x, high, 1);
  expect(secondTable.cells[0]![0]).toBe(points[0]!.target.value);
});

test('every figure of the latest run that has a goal seek starts it from the value shown, which a simulation repeats', async () => {
  const { outcome, run } = await services.ask('simulation.get', {});
  const { planId } = (await services.book()).settings;
  const spread = outcome!.years.find((candidate) => candidate.year === year)!;
  const figures = [
    ...outcome!.verdict.flatMap((sentence) => Object.values(sentence.figures)),
    ...Object.values(pathFigures(outcome!, spread, year)),
    ...Object.values(pathFigures(outcome!, outcome!.total, undefined)),
  ].filter(({ identity }) => identity !== undefined);
  const { list } = createFigureActions(planId, () => []);
  const viewOf = ({ identity, unit, decimals }: Figure) => {
    const [action] = list({ identity: identity!, unit, decimals });
    return action && parseGoalSeekView(action.route.split('?')[1]!);
  };
  expect(figures.filter((figure) => viewOf(figure) === undefined).map(({ identity }) => identity!.measure)).toEqual([
    'target',
    'shortfallShare',
    ...(outcome!.verdict.some(({ key }) => key === 'simulation.verdict.events') ? ['defaultShare'] : []),
  ]);
  const { run: digest } = await services.ask('sensitivity.options', {});
  expect(digest).toBe(run!.resultDigest);
  const model = await sensitivityModel(services.ctx, {});
  const simulateWith = await preparePathSimulation(services.ctx, model.book, await readPathSettings(services.ctx, model.book));
  const today = await model.at([], { simulate: simulateWith({ flag: new Int32Array(new SharedArrayBuffer(4)) }) });
  const targets = new Set<string>();
  for (const figure of figures) {
    const view = viewOf(figure);
    if (view === undefined) continue;
    expect(view.run).toBe(digest);
    const question = { target: view.target!, year: view.year as Year | undefined };
    expect((await services.ask('sensitivity.figure', question)).figure.value, view.target).toBe(figure.value);
    const { value } = (await measureIn(today, model.targetOf(view.target!), question.year))!;
    expect(Math.abs(value / Number(figure.value) - 1), view.target).toBeLessThan(1e-9);
    targets.add(view.target!);
  }
  expect(targets.size).toBe(12);
});

test('the goal seek has no value to start from once the inputs of the run have changed', async () => {
  const revenue = 'paths.revenue.mean.plan';
  const startOf = async (ask: Partial<Input<'sensitivity.figure'>> = {}) =>
    (await services.ask('sensitivity.figure', { target: revenue, ...ask })).figure.unit;
  expect(await startOf()).toBe('usd');
  // with a contract that the plan does not have, nor had the run
  expect(await startOf({ contractId })).toBe('text');
  const { id } = (await services.ask('contracts.list', {})).rows.find(({ isIncluded }) => isIncluded)!;
  const { planId } = (await services.book()).settings;
  await services.ask('plans.override', { id: planId, edits: [{ contractId: id, field: 'tonnesPerYear', value: 1234 }] });
  expect((await services.ask('sensitivity.options', {})).run).toBeUndefined();
  expect(await startOf()).toBe('text');
  await services.ask('history.undo', {});
  expect(await startOf()).toBe('usd');
});

test('can be cancelled; as a query, and for a contract that is not there, it is refused', async () => {
  const { low, high } = driverOf(driver);
  const request = { contractId, target, year, driver, low, high, goal: 0, hold: [] };
  const startedJob = await services.ask('sensitivity.goalSeekInJob', request);
  await services.ask('jobs.cancel', { id: startedJob.jobId });
  await expect(services.waitForJob(startedJob, 'goalSeek')).rejects.toThrow();
  await expect(services.ask('sensitivity.goalSeek', request)).rejects.toThrow(/target.*notOffered/);
  const unknownContract = { ...request, contractId: ContractId.parse('unknown') };
  await expect(services.ask('sensitivity.goalSeekInJob', unknownContract)).rejects.toThrow(/NOT_FOUND/);
});

test('the floor that keeps the worst 5 % of a year at a level is that of the run after it is stored', async () => {
  const { ask, waitForJob } = services;
  const { rows } = await ask('contracts.list', {});
  const { id } = rows.find(({ isIncluded, metal }) => isIncluded && metal === 'copper')!;
  const { drivers, hasOtherTerms } = await ask('sensitivity.options', { contractId: id });
  expect(hasOtherTerms).toBe(false);
  const { low, high } = drivers.find(({ key }) => key === driver)!;
  const of = { contractId: id, target, year, driver } as const;
  const table = await waitForJob(
    await ask('sensitivity.table', { contractId: id, target, year, rows: { driver, low, high, steps: 1 } }),
    'sensitivity',
  );
  const [atLow, atHigh] = table.cells.map(([value]) => value!);
  const request = { ...of, goal: (atLow! + atHigh!) / 2, low, high, hold: [] };
  const { answer } = await waitForJob(await ask('sensitivity.goalSeekInJob', request), 'goalSeek');
  const [point] = answer.points;
  expect(point).toBeDefined();
  await ask('sensitivity.apply', { contractId: id, driver, value: point!.x });
  // a question on the stored run computes the same average from the paths of that run
  await waitForJob(await ask('simulation.run', { settings }), 'simulation');
  const { run } = await ask('simulation.get', {});
  const question = { id: run!.id, measure: 'cash', subject: { kind: 'plan' }, side: 'below', threshold: 0 } as const;
  const answerOfRun = await ask('simulation.question', { question, load: true });
  if (answerOfRun.state !== 'answered') throw new Error(answerOfRun.state);
  const { tailMean } = answerOfRun.byYear.find((row) => row.year === year)!;
  expect(tailMean.value / Number(point!.target.value)).toBeCloseTo(1, 9);
  await ask('history.undo', {});
});

test('the tonnes of a contract at which its delivered tonnes reach a goal are those of the run after they are stored', async () => {
  const { ask, waitForJob } = services;
  await waitForJob(await ask('simulation.run', { settings }), 'simulation');
  const { outcome, run } = await ask('simulation.get', {});
  const { planId } = (await services.book()).settings;
  const { contractId: id, delivered } = outcome!.contracts.find((row) => row.delivered > 0)!;
  const [action] = createFigureActions(planId, () => []).list({
    identity: listIdentifiedFigures(outcome!).find(
      ({ identity }) => identity.measure === 'tonnes' && identity.subject === `contract:${id}`,
    )!.identity,
    unit: 'dmt',
    decimals: 0,
  });
  const view = parseGoalSeekView(action!.route.split('?')[1]!);
  expect(view).toMatchObject({ contract: id, target: 'paths.dealTonnes.mean.plan', run: run!.resultDigest });
  const tonnesOf = async (): Promise<number> =>
    Number((await ask('sensitivity.figure', { contractId: id, target: view.target! })).figure.value);
  expect(await tonnesOf()).toBe(delivered);
  const { drivers, targets } = await ask('sensitivity.options', { contractId: id });
  const [firstDriver] = targets.find(({ key }) => key === view.target)!.drivers;
  const tonnes = drivers.find(({ key }) => key === firstDriver)!;
  expect(tonnes.key).toMatch(/tonnesPerYear$/u);
  const goal = Math.round(0.9 * delivered);
  const request = { contractId: id, target: view.target!, goal, driver: tonnes.key, low: 0, high: tonnes.now!, hold: [] };
  const { answer } = await waitForJob(await ask('sensitivity.goalSeekInJob', request), 'goalSeek');
  expect(answer.state).toBe('solved');
  const [point] = answer.points;
  await ask('sensitivity.apply', { contractId: id, driver: tonnes.key, value: point!.x });
  await waitForJob(await ask('simulation.run', { settings }), 'simulation');
  expect((await tonnesOf()) / Number(point!.target.value)).toBeCloseTo(1, 9);
  expect(Math.abs((await tonnesOf()) / goal - 1)).toBeLessThan(1e-3);
  await ask('history.undo', {});
});
