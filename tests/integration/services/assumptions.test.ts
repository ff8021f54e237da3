import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { valuePortfolio } from '#engine';
import type { AssumptionRow } from '#shared/contract/cycles.ts';
import type { Figure } from '#shared/contract/figure.ts';
import { DEFAULT_SIMULATION } from '#shared/domain/simulation.ts';
import { sum } from '#shared/math.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { assumptionSensitivity } from '../../../core/cycles/assumptions.ts';
import { workbookOf } from '../../../core/portfolio/portfolio.ts';
import { createYielder } from '../../../core/yielding.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const number = ({ value }: Figure): number => Number(value);
const rowOf = (rows: readonly AssumptionRow[], key: string): AssumptionRow => rows.find((row) => row.key === key)!;

describe('the sensitivity to default assumptions', () => {
  it('is a revaluation of the plan: a deeper market is worth more, a steeper loss less, and both change the cost of the slump', async () => {
    const { rows, npv, npvChart, costChart } = await services.ask('cycles.assumptions', {});
    expect(rows.map(({ key }) => key)).toEqual(['depthShare', 'depthSlope', 'damages']);
    const [depth, slope, damages] = [rowOf(rows, 'depthShare'), rowOf(rows, 'depthSlope'), rowOf(rows, 'damages')];
    expect(number(depth.low.npv)).toBeLessThan(0);
    expect(number(depth.high.npv)).toBeGreaterThan(0);
    expect(number(slope.low.npv)).toBeGreaterThan(0);
    expect(number(slope.high.npv)).toBeLessThan(0);
    expect(number(damages.low.npv)).toBeGreaterThanOrEqual(0);
    expect(number(damages.high.npv)).toBeLessThanOrEqual(0);
    expect(npvChart).toBeDefined();
    expect(costChart).toBeDefined();

    const { portfolio, value } = (await workbookOf(services.ctx.workspace.db())).plan();
    const { market } = await workbookOf(services.ctx.workspace.db());
    expect(number(npv)).toBe(value.npv);
    // the slope of every product of the sample is the default, 0.05
    const steeperPortfolio = { ...portfolio, products: portfolio.products.map((product) => ({ ...product, depthSlope: 0.1 })) };
    expect(number(slope.high.npv)).toBeCloseTo(valuePortfolio(steeperPortfolio, market).npv - value.npv, 3);
  });

  it('is computed once for a plan and a scenario, for the page and for documents', async () => {
    const book = await services.book();
    const [plan, scenario] = [book.plan(), book.scenarios[0]!];
    const measure = () => assumptionSensitivity(book, plan, scenario, createYielder());
    expect(await measure()).toBe(await measure());
    // nothing is left to value: a step would fail
    const refuse = async (): Promise<void> => {
      throw new Error('valued again');
    };
    await assumptionSensitivity(book, plan, scenario, refuse);
    await expect(assumptionSensitivity(book, plan, book.scenarios[1]!, refuse)).rejects.toThrow('valued again');
  });

  it('explains each change by the result there and as it is', async () => {
    const { rows } = await services.ask('cycles.assumptions', {});
    for (const { low, high, label } of rows) {
      expect(renderLabel(label)).not.toBe('');
      for (const figure of [low.npv, low.cost, high.npv, high.cost]) {
        expect(figure.explanation?.total.amount).toBe(figure.value);
        expect(sum(figure.explanation?.lines.map(({ amount }) => amount) ?? [])).toBeCloseTo(number(figure), 3);
      }
    }
  });

  it('of expected shortfall is that of the newest run on today’s inputs, on the page and in the plan summary', async () => {
    const document = async () =>
      JSON.stringify(
        await services.ask('summaries.preview', { subject: { planId: (await services.book()).settings.planId }, view: 'internal' }),
      );
    const column = 'simulation.page.expectedShortfall';
    expect((await services.ask('cycles.assumptions', {})).simulated).toBeUndefined();
    const settings = { ...DEFAULT_SIMULATION, paths: 256, cycle: false, credit: false };
    const { runId } = await services.waitForJob(await services.ask('simulation.run', { settings }), 'simulation');
    await services.waitForJob(await services.ask('simulation.analyse', { id: runId, what: 'tornado' }), 'simulation');
    const { simulated } = await services.ask('cycles.assumptions', {});
    expect(simulated!.rows.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['depthShare', 'depthSlope', 'damages', 'performanceHazard', 'volatility', 'correlation']),
    );
    expect(simulated!.rows.map(({ key }) => key)).not.toContain('prices');
    const { tornado } = await services.ask('simulation.get', { id: runId });
    expect(tornado!.rows).toEqual(expect.arrayContaining([...simulated!.rows]));
    expect(simulated!.shortfall).toBeDefined();
    expect(await document()).toContain(column);
    // on other inputs the tornado is not that of the plan
    await services.ask('settings.save', { discountRate: 0.11 });
    expect((await services.ask('cycles.assumptions', {})).simulated).toBeUndefined();
    expect(await document()).not.toContain(column);
  }, 120_000);

  it('of an empty plan has no chart', async () => {
    const emptyServices = await openServices(seedEmptyWorkspace());
    try {
      const { npvChart, costChart } = await emptyServices.ask('cycles.assumptions', {});
      expect([npvChart, costChart]).toEqual([undefined, undefined]);
    } finally {
      await emptyServices.close();
    }
  });
});
