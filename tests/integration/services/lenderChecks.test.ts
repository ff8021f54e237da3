import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { valuePortfolio } from '#engine';
import type { LenderCheck } from '#shared/contract/financing.ts';
import { DEFAULT_LENDER_TESTS, type LenderTests } from '#shared/domain/financing.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { sum, sumBy } from '#shared/math.ts';
import { runSteps } from '#shared/steps.ts';
import { jointBreakEvens, productBreakEven, productFloors, revalueAtFactor } from '../../../core/financing/breakEven.ts';
import { planFinancing } from '../../../core/financing/planFinancing.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const get = (caseId?: string) => services.ask('financing.get', { ...(caseId !== undefined && { caseId }) });
const read = () => planFinancing(services.ctx, (book) => book.plan());
const yieldNow = async (): Promise<void> => {};

const saveTests = async (changes: Partial<LenderTests>): Promise<void> => {
  const { project, projectVersion } = await services.ask('financing.list', {});
  const tests = { ...DEFAULT_LENDER_TESTS, ...project.lenderCase.tests, ...changes };
  await services.ask('financing.saveProject', {
    project: { ...project, lenderCase: { ...project.lenderCase, tests } },
    ...(projectVersion > 0 && { version: projectVersion }),
  });
};

const find = async (key: LenderCheck['key']): Promise<LenderCheck> => (await get()).checks.find((check) => check.key === key)!;

describe('the lenders’ checks', () => {
  it('have a value, a threshold and evidence, and every failed one names what would improve it', async () => {
    const { checks } = await get();
    expect(new Set(checks.map(({ key }) => key)).size).toBe(14);
    for (const { state, remedy, threshold } of checks) {
      expect(remedy !== undefined).toBe(state === 'fail');
      expect(threshold).toBeDefined();
    }
    // lines of an explanation sum to the value
    for (const { value } of checks)
      if (value.explanation) expect(sum(value.explanation.lines.map(({ amount }) => amount))).toBeCloseTo(Number(value.value), 9);
  });

  it('count at most the nominal tonnes, and at least the minimum, of each product', async () => {
    const [nominal, minimum] = [await find('nominalTonnes'), await find('minimumTonnes')];
    expect(Number(minimum.value.value)).toBeLessThanOrEqual(Number(nominal.value.value));
    expect(Number(nominal.value.value)).toBeLessThanOrEqual(1);
  });

  it('follow a threshold, a country and a direct agreement as they are saved', async () => {
    await saveTests({
      largestBuyer: 0.01,
      countries: [{ country: 'KR', kind: 'atMost', share: 0.01 }],
      directAgreements: [ContractId.parse('C-001')],
    });
    expect((await find('largestBuyer')).state).toBe('fail');
    const korea = await find('country');
    expect(korea).toMatchObject({ direction: 'atMost', state: 'fail' });
    const directCheck = await find('directAgreement');
    const plan = await read();
    expect(Number(directCheck.value.value)).toBeGreaterThan(0.02);
    expect(directCheck.value.explanation!.lines).toHaveLength(1);
    expect(plan.project.lenderCase.tests!.directAgreements).toEqual(['C-001']);
    await services.ask('history.undo', {});
  });

  it('test the debt without the largest buyer with the instalments of the plan with it', async () => {
    const check = await find('withoutLargest');
    const lender = (await get('lender')).cases.find(({ id }) => id === 'lender')!;
    expect(Number(check.value.value)).toBeLessThan(Number(lender.minimumDscr!.value));
  });
});

describe('the debt without the largest buyer', () => {
  it('is not tested where only its contracts price a product, and the spot price of the product is asked for', async () => {
    const book = await services.book();
    const { id } = await services.ask('plans.createFrom', { from: book.settings.planId, name: 'One contract' });
    const contracts = book.plan().portfolio.contracts.map(({ contract }) => contract);
    const remainingContract = contracts.find(({ productId }) => book.products.get(productId)!.spotPrice === undefined)!;
    for (const contract of contracts)
      if (contract.id !== remainingContract.id) await services.ask('plans.include', { id, contractId: contract.id, included: false });
    const { checks } = await services.ask('financing.get', { planId: id });
    const check = checks.find(({ key }) => key === 'withoutLargest')!;
    expect([check.state, check.evidence.key]).toEqual(['unknown', 'financing.check.withoutLargest.unpriced']);
    await services.ask('plans.remove', { id });
  });
});

describe('the prices at which debt is just served', () => {
  it('are those at which the lowest DSCR is the target, for all prices and for one product', async () => {
    const plan = await read();
    const jointResults = await jointBreakEvens(plan, 'base', yieldNow);
    expect(jointResults.map(({ target }) => target)).toEqual(['service', 'defaultDscr', 'lockUpDscr']);
    const factors = jointResults.map(({ breakEven }) => (breakEven.state === 'found' ? breakEven.factor : Number.NaN));
    expect(factors).toEqual(factors.toSorted((a, b) => a - b));
    const copper = plan.caseOf('base').valued.portfolio.products.find(({ metal }) => metal === 'copper')!;
    const separateBreakEven = await productBreakEven(plan, 'base', copper.id, yieldNow);
    // one product's price can fall further than all of them together
    expect(separateBreakEven.state === 'found' ? separateBreakEven.factor : 0).toBeLessThan(factors[0]!);
  });

  it('are valued from the tonnes of the plan, except those that depend on prices', async () => {
    const { valued } = (await read()).caseOf('base');
    const scaledPlan = runSteps(revalueAtFactor(valued, 0.8));
    const { contracts, products } = valuePortfolio(valued.portfolio, scaledPlan.market);
    expect(scaledPlan.value.contracts).toEqual(contracts);
    expect(scaledPlan.value.products).toEqual(products);
    const areTonnesKept = scaledPlan.value.contracts.map(({ takeOrPay }, i) => takeOrPay === valued.value.contracts[i]!.takeOrPay);
    expect(areTonnesKept).toContain(true);
  });

  it('are searched once, and are the same after a search that was stopped and after one of the debt service alone', async () => {
    const plan = await read();
    let turns = 0;
    const jointResults = await jointBreakEvens(await plan.without([]), 'base', async () => {
      turns += 1;
    });
    const planAgain = await plan.without([]);
    let remainingTurns = Math.floor(turns / 2);
    const stopSearch = async (): Promise<void> => {
      remainingTurns -= 1;
      if (remainingTurns < 0) throw new Error('stopped');
    };
    await expect(jointBreakEvens(planAgain, 'base', stopSearch)).rejects.toThrow('stopped');
    expect(await jointBreakEvens(planAgain, 'base', yieldNow, ['service'])).toEqual(jointResults.slice(0, 1));
    expect(await jointBreakEvens(planAgain, 'base', yieldNow)).toEqual(jointResults);
    const refuseSearch = (): Promise<void> => Promise.reject(new Error('searched again'));
    expect(await jointBreakEvens(planAgain, 'base', refuseSearch)).toEqual(jointResults);
  });

  it('divide all debt service among the products', async () => {
    const plan = await read();
    const floors = await productFloors(plan, 'base', yieldNow);
    const service = sumBy(plan.waterfallOf('base').result.periods, ({ interest, principal }) => interest + principal);
    expect(sumBy(floors, ({ debtService, plannedTonnes }) => debtService * plannedTonnes)).toBeCloseTo(service, -2);
    const { breakEven } = await services.ask('financing.breakEven', {});
    expect(breakEven!.products.map(({ productId }) => productId)).toEqual(floors.map(({ productId }) => productId));
  });
});

describe('a period of the waterfall', () => {
  it('opens into lines that sum to its cash flow and to what is paid', async () => {
    for (const { cash, cfads, facilities, interestPaid, principalPaid } of (await get()).periods) {
      const costs =
        cash.haircut + cash.operatingCost + cash.fixedCost + cash.sustainingCapital + cash.closureCost + cash.royalty + cash.tax;
      expect(Math.abs(cash.contractRevenue + cash.spotRevenue - costs - cfads)).toBeLessThan(1);
      expect(Math.abs(sumBy(facilities, ({ paid }) => paid) - interestPaid - principalPaid)).toBeLessThan(1);
    }
  });
});
