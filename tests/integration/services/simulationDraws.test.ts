import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PlanId } from '#shared/domain/ids.ts';
import { DEFAULT_SIMULATION, SimulationSettings } from '#shared/domain/simulation.ts';
import { runSteps } from '#shared/steps.ts';
import { packRequestInSteps } from '../../../core/packedRequest.ts';
import { prepareRun } from '../../../core/simulation/request.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
const QUASI = { ...DEFAULT_SIMULATION, paths: 512, cycle: false, draws: 'quasi-random' } as const;

beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const run = async (settings: SimulationSettings) => {
  const { runId } = await services.waitForJob(await services.ask('simulation.run', { settings }), 'simulation');
  const { run: head, outcome } = await services.ask('simulation.get', { id: runId });
  return { id: runId, run: head!, outcome: outcome! };
};

const requestOf = async (settings: SimulationSettings) =>
  (await prepareRun(services.ctx.workspace.db(), await services.book(), settings)).request;

describe('the draws of a run', () => {
  it('are random in settings stored before the choice existed, and the inputs of such a run keep their digest', async () => {
    const { draws: _draws, ...earlier } = DEFAULT_SIMULATION;
    expect(SimulationSettings.parse(earlier).draws).toBe('random');
    const request = await requestOf(DEFAULT_SIMULATION);
    expect(request.parameters).not.toHaveProperty('draws');
    const quasiRandomRequest = await requestOf({ ...DEFAULT_SIMULATION, draws: 'quasi-random' });
    expect(runSteps(packRequestInSteps(request)).digest).not.toBe(runSteps(packRequestInSteps(quasiRandomRequest)).digest);
  });

  it('quasi-random ones state a smaller error of the mean for the same plan, and a mean within the errors of both', async () => {
    const randomRun = await run({ ...QUASI, draws: 'random' });
    const quasi = await run(QUASI);
    expect([randomRun.run.settings.draws, quasi.run.settings.draws]).toEqual(['random', 'quasi-random']);
    const [a, b] = [randomRun.outcome.total.mean, quasi.outcome.total.mean];
    expect(b.error).toBeLessThan(0.6 * a.error);
    expect(Math.abs(a.value - b.value)).toBeLessThan(4 * Math.hypot(a.error, b.error));
    // the last run decides the settings that other pages start from
    const { settings } = await services.ask('compare.get', {
      planIds: [PlanId.parse('as-signed'), PlanId.parse('renew-hai-long')],
      scope: 'whole',
    });
    expect(settings.draws).toBe('quasi-random');
  });

  it('a question about the plan states the error of its tail mean that the run states', async () => {
    const { id, outcome } = await run(QUASI);
    const question = { id, measure: 'revenue', subject: { kind: 'plan' }, side: 'below' } as const;
    const answer = await services.ask('simulation.question', { question, load: true });
    if (answer.state !== 'answered') throw new Error(answer.state);
    const { tailMean } = answer.byYear.at(-1)!;
    expect(tailMean.value / outcome.total.tailMean.value).toBeCloseTo(1, 12);
    expect(tailMean.error / outcome.total.tailMean.error).toBeCloseTo(1, 9);
  });

  it('an exported run whose stated draws differ from its inputs is refused; unaltered it is imported again', async () => {
    const { id } = await run(QUASI);
    const { artefact } = await services.ask('simulation.export', { id });
    const text = (await services.readArtefact(artefact)).toString('utf8');
    await services.ask('simulation.remove', { id });
    const alteredText = text.replace('"draws":"quasi-random"', '"draws":"random"');
    expect(alteredText).not.toBe(text);
    const importText = async (content: string) => {
      const intake = await services.uploadFile('run.json', Buffer.from(content));
      return services.waitForJob(await services.ask('simulation.import', { intake }), 'simulation');
    };
    await expect(importText(alteredText)).rejects.toThrow('"fault":"runAltered"');
    const job = await importText(text);
    expect(job.isImported).toBe(true);
    expect((await services.ask('simulation.get', { id: job.runId })).run?.settings.draws).toBe('quasi-random');
  });
});

describe('plans compared with quasi-random draws', () => {
  const [BASE, SPREAD] = ['as-signed', 'spread-three-ways'].map((id) => PlanId.parse(id)) as [PlanId, PlanId];

  it('state a smaller error of their difference than with random draws, and say which draws they used', async () => {
    const compare = async (draws: SimulationSettings['draws']) => {
      const settings = { ...QUASI, draws };
      await services.waitForJob(await services.ask('compare.run', { planIds: [BASE, SPREAD], settings }), 'comparison');
      const { paths } = await services.ask('compare.get', { planIds: [BASE, SPREAD], reference: BASE, scope: 'whole' });
      return paths!;
    };
    const [randomPaths, quasi] = [await compare('random'), await compare('quasi-random')];
    expect([randomPaths, quasi].map(({ settings }) => settings.draws)).toEqual(['random', 'quasi-random']);
    const errorOf = ({ differences }: typeof randomPaths) =>
      Number(differences.find(({ year }) => year === undefined)!.plans[1]!.mean.error.value);
    expect(errorOf(quasi)).toBeLessThan(errorOf(randomPaths));
  });
});
