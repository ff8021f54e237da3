import { afterAll, beforeAll, expect, it } from 'vitest';
import { MAX_SAVED_QUESTIONS, type SimulationQuestion } from '#shared/contract/simulationQuestion.ts';
import { DEFAULT_SIMULATION } from '#shared/domain/simulation.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
let id: string;
const SETTINGS = {
  ...DEFAULT_SIMULATION,
  paths: 256,
  cycle: false,
  draws: 'quasi-random',
  policyByMetal: [{ metal: 'copper', hazardChina: 0.08 }],
} as const;

beforeAll(async () => {
  services = await openServices();
  const { runId } = await services.waitForJob(await services.ask('simulation.run', { settings: SETTINGS }), 'simulation');
  id = runId;
});
afterAll(() => services.close());

const asked = (fields: Partial<SimulationQuestion> = {}): SimulationQuestion => ({
  id,
  measure: 'revenue',
  subject: { kind: 'plan' },
  side: 'below',
  ...fields,
});
const saved = async () => (await services.ask('simulation.savedQuestions', { id })).questions;

it('a saved question keeps the answer of the run; saved again it is not listed twice, and deleted it is gone', async () => {
  const plan = await services.ask('simulation.question', { question: asked(), load: false });
  if (plan.state !== 'answered') throw new Error(plan.state);
  const question = asked({ threshold: plan.byYear.at(-1)!.percentiles[1]! });
  const answer = await services.ask('simulation.question', { question, load: false });
  if (answer.state !== 'answered') throw new Error(answer.state);
  for (let time = 0; time < 2; time++) await services.ask('simulation.saveQuestion', { question });
  expect(await saved()).toEqual([{ question, verdict: answer.verdict, distribution: answer.distribution }]);
  await services.ask('simulation.removeQuestion', { question });
  expect(await saved()).toEqual([]);
});

it('the axis of the distribution places its own threshold where the chart marks it', async () => {
  const plan = await services.ask('simulation.question', { question: asked(), load: false });
  if (plan.state !== 'answered') throw new Error(plan.state);
  const threshold = plan.byYear.at(-1)!.percentiles[2]!;
  const answer = await services.ask('simulation.question', { question: asked({ threshold }), load: false });
  if (answer.state !== 'answered') throw new Error(answer.state);
  const { axis, distribution } = answer;
  expect(distribution!.marks?.[0]?.value).toBeCloseTo((threshold - axis!.low) / axis!.width - 0.5, 9);
});

it('the board pack and the plan summary show the assumptions of the run, and its saved questions with their standard error', async () => {
  const threshold = 2e9;
  await services.ask('simulation.saveQuestion', { question: asked({ threshold, side: 'atLeast' }) });
  const { planId } = (await services.book()).settings;
  const previews = async () => {
    const texts: string[] = [];
    for (const subject of [{ planId }, { boardOf: planId }]) {
      texts.push(JSON.stringify(await services.ask('summaries.preview', { subject, view: 'internal' })));
    }
    return texts;
  };
  for (const preview of await previews()) {
    expect(preview).toContain('summaries.head.simulation');
    expect(preview).toContain('Quasi-random');
    expect(preview).toMatch(/price deck Base/);
    expect(preview).toMatch(/Copper: closure of China 8\s%\sa year/);
    expect(preview).toMatch(/simulation\.question\.(chance|always|never)\.atLeast/);
  }
  // on other inputs the run is not that of the plan
  await services.ask('settings.save', { discountRate: 0.11 });
  for (const preview of await previews()) expect(preview).not.toContain('summaries.head.simulation');
  await services.ask('history.undo', {});
});

it('a question is not saved without the paths of its run, or beyond the most that a run keeps', async () => {
  const before = (await saved()).length;
  for (let i = before; i < MAX_SAVED_QUESTIONS; i++) await services.ask('simulation.saveQuestion', { question: asked({ threshold: i }) });
  const tooMany = await services.call('simulation.saveQuestion', { question: asked({ threshold: 1e6 }) });
  expect(tooMany).toMatchObject({ ok: false, error: { code: 'BAD_INPUT' } });
  const buyer = { kind: 'buyer', buyerId: (await services.ask('buyers.list', {})).rows[0]!.id } as const;
  const unknownResult = await services.call('simulation.saveQuestion', { question: asked({ subject: buyer }) });
  expect(unknownResult).toMatchObject({ ok: false, error: { code: 'PATHS_NOT_IN_MEMORY' } });
  expect(await saved()).toHaveLength(MAX_SAVED_QUESTIONS);
});
