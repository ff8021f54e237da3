import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Facility, ProjectFinance } from '#shared/domain/financing.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { monthOf, yearOf } from '#shared/domain/time.ts';
import { sum, sumBy } from '#shared/math.ts';
import { isMessageKey } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { withLocale } from '../../../core/locale.ts';
import { seedSampleWithoutDebt } from '../../helpers/sampleWithoutDebt.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices(seedSampleWithoutDebt);
});
afterAll(() => services.close());

const get = (caseId?: string) => services.ask('financing.get', { ...(caseId !== undefined && { caseId }) });
const undo = () => services.ask('history.undo', {});

const saveLoan = async (changes: Partial<Facility>): Promise<Facility> => {
  const { facility } = await services.ask('financing.blank', { kind: 'loan' });
  const loan = { ...facility, name: 'Senior loan', ...changes };
  await services.ask('financing.save', { facility: loan });
  return loan;
};

const drawn = (amount: number): Partial<Facility> => ({ commitment: amount, draws: [{ month: monthOf(2026, 6), amount }] });

describe('the financing of a plan without facilities', () => {
  it('sizes a proposed loan in every case, and the lender case has the lowest capacity of the decks', async () => {
    const { cases, caseNames, verdict, facilities, periods } = await get();
    expect(cases.map(({ id }) => id)).toEqual(['base', 'low', 'lender']);
    const { cases: scenarios } = await services.ask('financing.scenarios', {});
    expect([...cases, ...scenarios].map(({ id }) => id)).toEqual(caseNames.map(({ id }) => id));
    expect(scenarios.length).toBeGreaterThan(2);
    const capacityOf = (id: string) => Number(cases.find((candidate) => candidate.id === id)!.loans[0]!.capacity!.value);
    expect(capacityOf('lender')).toBeLessThan(capacityOf('low'));
    expect(capacityOf('low')).toBeLessThan(capacityOf('base'));
    expect(verdict[0]!.key).toBe('financing.verdict.capacity.signed');
    for (const { key } of verdict) expect(isMessageKey(key)).toBe(true);
    expect(verdict[0]!.figures.capacity!.value).toBe(capacityOf('lender'));
    expect(facilities).toEqual([]);
    expect(periods.length).toBeGreaterThan(1);
  });

  it('explains a capacity by lines that sum to it', async () => {
    const { cases } = await get();
    for (const { loans } of cases) {
      const { capacity, binding } = loans[0]!;
      expect(binding).toBe('dscr');
      const lines = capacity!.explanation!.lines.map(({ amount }) => amount);
      expect(Math.abs(sum(lines) - Number(capacity!.value))).toBeLessThan(1e-6 * Math.max(1, Number(capacity!.value)));
    }
  });

  it('equals the net revenue and costs of the plan in the base case', async () => {
    const { years } = await get('base');
    const { plan } = await services.book();
    const value = plan().value;
    for (const row of years) {
      const at = value.years.indexOf(row.year);
      if (at >= 0) expect(row.revenue).toBeCloseTo(value.revenue[at]!, 2);
      const costs = row.operatingCost + row.fixedCost + row.sustainingCapital + row.closureCost + row.royalty + row.tax;
      expect(row.cfads).toBeCloseTo(row.revenue - costs, 2);
    }
  });
});

describe('the largest buyer of the lenders’ checks', () => {
  it('is a group: two buyers that act as one count together', async () => {
    const largest = async () => Number((await get()).checks.find(({ key }) => key === 'largestGroup')!.value.value);
    const before = await largest();
    const { buyers, contracts } = await services.book();
    const [group] = [...buyers.values()].flatMap(({ groupId }) => (groupId === undefined ? [] : [groupId]));
    const jinshan = [...buyers.values()].find(({ name }) => name.startsWith('Jinshan'))!;
    expect(contracts.some(({ buyerId }) => buyerId === jinshan.id)).toBe(true);
    const { version } = await services.ask('buyers.get', { id: jinshan.id });
    await services.ask('buyers.save', { buyer: { ...jinshan, ...(group && { groupId: group }) }, version });
    expect(await largest()).toBeGreaterThan(before + 0.001);
    await undo();
  });
});

const manyYears = (changes: Partial<ProjectFinance['years'][number]>): ProjectFinance['years'] =>
  Array.from({ length: 10 }, (_, i) => ({
    year: 2026 + i,
    fixedCost: 0,
    sustainingCapital: 0,
    closureCost: 0,
    depreciation: 0,
    ...changes,
  }));

describe('a case that carries no debt', () => {
  const withCosts = async (years: ProjectFinance['years']) => {
    const { project, projectVersion } = await services.ask('financing.list', {});
    await services.ask('financing.saveProject', { project: { ...project, years }, ...(projectVersion > 0 && { version: projectVersion }) });
    const answer = await get();
    await undo();
    const lender = answer.cases.find(({ id }) => id === 'lender')!;
    return { ...answer, loan: lender.loans[0]! };
  };

  it('reports that cash flow is negative in every year, which year comes closest and what it lacks', async () => {
    const { loan, verdict, years } = await withCosts(manyYears({ fixedCost: 1e12 }));
    expect(loan.capacity!.value).toBe(0);
    const { key, figures } = loan.reason!;
    expect(key).toBe('financing.reason.everyYear');
    expect(verdict.map((sentence) => sentence.key).slice(0, 2)).toEqual(['financing.verdict.noCapacity', key]);
    expect(years.every(({ cfads }) => cfads < 0)).toBe(true);
    // months of the first year are fewer
    expect(figures.year!.value).toBe(2026);
    expect(Number(figures.lacks!.value)).toBeGreaterThan(1e11);
    for (const locale of ['en', 'zh-CN'] as const)
      expect(withLocale(locale, () => renderMessage({ key, values: figures }))).toMatch(
        locale === 'en' ? /2026 comes closest and lacks/ : /2026/,
      );
  });

  it('names the first year with a positive cash flow where repayment begins before it', async () => {
    const earlyYears = manyYears({}).map((row) => (row.year < 2029 ? { ...row, fixedCost: 1e12 } : row));
    const { loan } = await withCosts(earlyYears);
    expect(loan.reason).toMatchObject({ key: 'financing.reason.beforeYear', figures: { year: { value: 2029 } } });
  });

  it('names the period without cash where earlier years have some', async () => {
    await saveLoan({ ...drawn(1e6), repayment: { style: 'linear' } });
    const { loan } = await withCosts(manyYears({}).map((row) => (row.year === 2028 ? { ...row, closureCost: 1e12 } : row)));
    expect(loan.capacity!.value).toBe(0);
    expect(loan.reason?.key).toBe('financing.reason.period');
    expect(yearOf(Number(loan.reason!.figures.month!.value))).toBe(2028);
    await undo();
  });
});

describe('a loan', () => {
  it('is paid from the cash of the case, conserves money, and is found within or above its capacity', async () => {
    const { cases } = await get();
    const capacity = Number(cases.find(({ id }) => id === 'lender')!.loans[0]!.capacity!.value);
    await saveLoan({ ...drawn(capacity / 4), repayment: { style: 'sculpted', targetDscr: 1.3 }, covenants: { lockUpDscr: 1.2 } });
    const answerWithin = await get();
    expect(answerWithin.verdict[0]!.key).toBe('financing.verdict.within.signed');
    for (const period of answerWithin.periods) {
      const moneyIn = period.openingCash + period.cfads + period.draws;
      const paidAmount = period.uses + period.fees + period.interestPaid + period.principalPaid + period.distribution;
      // without a reserve
      expect(Math.abs(moneyIn - paidAmount - period.closingCash)).toBeLessThan(1);
    }
    expect(sumBy(answerWithin.sources, ({ amount }) => amount)).toBeCloseTo(
      sumBy(answerWithin.uses, ({ amount }) => amount),
      2,
    );
    await undo();
    await saveLoan({ ...drawn(capacity * 20), covenants: { lockUpDscr: 1.2 } });
    const answerAbove = await get();
    expect(answerAbove.verdict[0]!.key).toBe('financing.verdict.above.signed');
    expect(answerAbove.cases.find(({ id }) => id === 'lender')!.breaches.map(({ covenant }) => covenant)).toContain('lockUpDscr');
    expect(answerAbove.verdict.map(({ key }) => key)).toContain('financing.verdict.breach');
    await undo();
  });

  it('is left out of the waterfall and named with its capacity where its payments follow too little cash', async () => {
    const loan = await saveLoan({ ...drawn(1e6), repayment: { style: 'sculpted', targetDscr: 1.3 } });
    // the costs rise after it was entered
    const { project, projectVersion } = await services.ask('financing.list', {});
    await services.ask('financing.saveProject', {
      project: { ...project, years: manyYears({ fixedCost: 1e12 }) },
      ...(projectVersion > 0 && { version: projectVersion }),
    });
    const { facilities, periods, cases, verdict } = await get();
    const cost = facilities.find(({ facilityId }) => facilityId === loan.id)!;
    // in the case that sizes loans and in the one shown
    expect(cost.aboveCapacity).toBeCloseTo(Number(cases.find(({ id }) => id === 'lender')!.loans[0]!.capacity!.value), -3);
    expect(cost.allInCost).toBeUndefined();
    expect(sumBy(periods, ({ draws }) => draws)).toBe(0);
    expect(verdict.map(({ key }) => key)).toContain('financing.reason.everyYear');
    await undo();
    await undo();
  });

  it('is named with a reason where it is repaid by a contract outside the plan', async () => {
    const draft = ContractId.parse('C-042');
    const { plan } = await services.book();
    expect(plan().portfolio.contracts.some(({ contract }) => contract.id === draft)).toBe(false);
    await saveLoan({ ...drawn(1e8), repayment: { style: 'shareOfInvoice', share: 0.1 }, contractIds: [draft] });
    expect((await get()).omittedFacilities.map(({ reason }) => reason)).toEqual(['contractsNotInPlan']);
    await undo();
  });

  it('is named with a reason where it can not be computed', async () => {
    await saveLoan(drawn(1e8));
    await services.ask('workspace.moveValuationDate', { to: monthOf(2026, 9) });
    const { omittedFacilities } = await get();
    expect(omittedFacilities.map(({ reason }) => reason)).toEqual(['needsBalance']);
    await undo();
    await undo();
  });
});

describe('the headline figures of a financing', () => {
  it('open their calculation: the lowest DSCR is cash flow over service of its year, costs are rates at which present values sum to 0', async () => {
    await saveLoan({ ...drawn(2e8), covenants: { lockUpDscr: 1.2 } });
    const { cases, facilities, verdict } = await get('base');
    for (const { minimumDscr } of cases) {
      const [cash, interest, principal] = minimumDscr!.explanation!.lines.map(({ amount }) => amount);
      expect(cash! / (interest! + principal!)).toBeCloseTo(Number(minimumDscr!.value), 9);
    }
    const { allInCost } = facilities[0]!;
    const lines = allInCost!.explanation!.lines.map(({ amount }) => amount);
    expect(Math.abs(sum(lines))).toBeLessThan(1e-6 * sumBy(lines, Math.abs));
    const ratios = verdict.filter(({ key }) => key === 'financing.verdict.dscr').map(({ figures }) => figures.dscr!);
    expect(ratios.length).toBe(2);
    for (const { explanation } of ratios) expect(explanation).toBeDefined();
    await undo();
  });
});

describe('a prepayment', () => {
  it('costs more with its price where the contract sells below spot', async () => {
    const { contracts } = await services.book();
    const { facilities } = await get('base');
    for (const { withPrice, allInCost } of facilities) {
      if (withPrice?.allInCost === undefined || allInCost === undefined) continue;
      expect(Math.sign(Number(withPrice.allInCost.value) - Number(allInCost.value))).toBe(Math.sign(withPrice.concession));
    }
    const contract = contracts[0]!;
    const { facility } = await services.ask('financing.blank', { kind: 'prepayment' });
    const prepayment = { ...facility, ...drawn(20e6), name: 'First', contractIds: [contract.id], buyerId: contract.buyerId };
    await services.ask('financing.save', { facility: prepayment });
    const separateFacility = (await get('base')).facilities.find(({ facilityId }) => facilityId === prepayment.id)!;
    expect(separateFacility.withPrice).toBeDefined();
    await undo();
  });
});
