import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Input } from '#shared/contract/contract.ts';
import type { ReadyWorkbench } from '#shared/contract/financingWorkbench.ts';
import type { Facility } from '#shared/domain/financing.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { sumBy } from '#shared/math.ts';
import { seedSampleWithoutDebt } from '../../helpers/sampleWithoutDebt.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
let prepayment: Facility;

const C014 = ContractId.parse('C-014');
const AMOUNT = 10e6;
const OWN_TERMS = { alternative: { kind: 'contract' as const, id: C014 } };

beforeAll(async () => {
  services = await openServices(seedSampleWithoutDebt);
  const { facility } = await services.ask('financing.blank', { kind: 'prepayment' });
  const { rows } = await services.ask('contracts.list', {});
  const drawMonth = facility.draws[0]!.month;
  prepayment = {
    ...(facility as Facility),
    name: 'Prepayment',
    buyerId: rows.find(({ id }) => id === C014)!.buyerId,
    commitment: AMOUNT,
    draws: [{ month: drawMonth, amount: AMOUNT }],
    rate: { kind: 'fixed', rate: 0.08 },
    repayment: { style: 'linear' },
    graceInterest: 'paid',
    periodMonths: 3,
    // within the life of the contract
    firstRepayment: drawMonth + 3,
    finalMaturity: drawMonth + 12,
    contractIds: [C014],
  } as Facility;
});
afterAll(() => services.close());

type InputChanges = Partial<Input<'financing.workbench'>>;

const ask = (changes: InputChanges = {}) =>
  services.ask('financing.workbench', { facility: prepayment, alternative: { kind: 'spot' }, caseId: 'base', ...changes });

const askReady = async (changes: InputChanges = {}): Promise<ReadyWorkbench> => {
  const answer = await ask(changes);
  if (answer.state !== 'ready') throw new Error(JSON.stringify(answer));
  return answer as ReadyWorkbench;
};

const withAmount = (amount: number): Facility => ({
  ...prepayment,
  commitment: amount,
  draws: [{ month: prepayment.draws[0]!.month, amount }],
});

const option = ({ options }: ReadyWorkbench, key: 'prepayment' | 'loan' | 'none') => options.find((candidate) => candidate.key === key)!;
const npv = (of: ReadyWorkbench, key: 'prepayment' | 'loan' | 'none') => Number(option(of, key).npv.value);

describe('the workbench of a prepayment', () => {
  it('refuses a loan', async () => {
    const loan = { ...prepayment, kind: 'loan', lender: 'Bank' } as Facility;
    expect(await services.call('financing.workbench', { facility: loan, alternative: { kind: 'spot' } })).toMatchObject({
      ok: false,
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'facility.kind', rule: 'notOffered' }] } },
    });
  });

  it('keeps the balance month by month: what is drawn and its interest are set off, due in cash or lapse', async () => {
    const { months, contracts } = await askReady();
    expect(contracts.map(({ id }) => id)).toEqual([C014]);
    expect(months[0]!.draw).toBe(AMOUNT);
    let previousClosing = 0;
    for (const { opening, draw, interest, setOff, dueInCash, lapsed, closing } of months) {
      expect(opening).toBeCloseTo(previousClosing, 4);
      expect(opening + draw + interest - sumBy(setOff, (amount) => amount) - dueInCash - lapsed).toBeCloseTo(closing, 4);
      previousClosing = closing;
    }
    expect(previousClosing).toBe(0);
    expect(sumBy(months, ({ setOff }) => setOff[0]!)).toBeGreaterThan(AMOUNT);
  });

  it('costs its rate against its own terms, and the indifferent loan costs the same', async () => {
    // against its own terms a contract concedes nothing
    const { allInCost, allInCostWithPrice, indifferentRate, concession } = await askReady(OWN_TERMS);
    expect(Number(allInCost!.value)).toBeGreaterThan(0.08);
    expect(Number(allInCost!.value)).toBeLessThan(0.09);
    expect(Number(concession.value)).toBeCloseTo(0, 4);
    expect(Number(allInCostWithPrice!.value)).toBeCloseTo(Number(allInCost!.value), 9);
    expect((1 + Number(indifferentRate!.value) / 4) ** 4 - 1).toBeCloseTo(Number(allInCostWithPrice!.value), 9);
  });

  it('reports that nothing is conceded where the contract pays more than the alternative', async () => {
    const { verdict, allInCostWithPrice, indifferentRate, concession } = await askReady();
    expect(Number(concession.value)).toBeLessThan(0);
    expect(Number(allInCostWithPrice!.value)).toBeLessThan(0);
    expect(indifferentRate).toBeUndefined();
    expect(verdict[0]!.key).toBe('financing.workbench.verdict.premium');
  });

  it('is worth the same as a bank loan that costs the same, less what the price concedes', async () => {
    const againstOwnTerms = await askReady(OWN_TERMS);
    // a dearer bank is worth less, no financing does not depend on it
    const dearerLoan = await askReady({ ...OWN_TERMS, bankRate: 0.12 });
    expect(npv(dearerLoan, 'loan')).toBeLessThan(npv(againstOwnTerms, 'loan'));
    expect(npv(dearerLoan, 'none')).toBeCloseTo(npv(againstOwnTerms, 'none'), 6);
    expect(npv(dearerLoan, 'prepayment')).toBeCloseTo(npv(againstOwnTerms, 'prepayment'), 6);
    // money below the discount rate of the workspace adds value
    expect(npv(againstOwnTerms, 'prepayment')).toBeGreaterThan(npv(againstOwnTerms, 'none'));
    expect(Number(option(againstOwnTerms, 'loan').capacity!.value)).toBeLessThanOrEqual(
      Number(option(againstOwnTerms, 'none').capacity!.value),
    );
  });

  it('the headline figures end in their explanations', async () => {
    const answer = await askReady(OWN_TERMS);
    for (const figure of [
      answer.allInCost,
      answer.allInCostWithPrice,
      answer.indifferentRate,
      answer.concession,
      option(answer, 'none').npv,
    ]) {
      expect(figure!.explanation!.total.amount).toBeCloseTo(Number(figure!.value), 9);
    }
    for (const figure of [answer.concession, option(answer, 'prepayment').npv]) {
      expect(sumBy(figure!.explanation!.lines, ({ amount }) => amount)).toBeCloseTo(Number(figure!.value), 3);
    }
  });

  it('a default nets what the buyer still owes, an early end calls its share, and scenarios set off less', async () => {
    const { events, eventMonth } = await askReady({
      facility: { ...withAmount(80e6), earlyEndShare: 0.5, recourse: true },
    });
    const find = (id: string) => events.find((event) => event.id === id)!;
    const [plannedCase, defaultCase, endedEarly] = [find('planned'), find('default'), find('earlyEnd')];
    expect(defaultCase.balance).toBeGreaterThan(0);
    expect(defaultCase.owed).toBeGreaterThan(0);
    expect(defaultCase.setOff).toBeLessThan(plannedCase.setOff);
    expect(defaultCase.dueInCash + defaultCase.lapsed).toBeGreaterThan(0);
    expect(endedEarly.dueInCash).toBeGreaterThan(0);
    expect(defaultCase.repaidBy).toBeLessThan(plannedCase.repaidBy!);
    expect(defaultCase.repaidBy).toBeGreaterThanOrEqual(eventMonth);
    for (const event of events) {
      expect(event.setOff).toBeLessThanOrEqual(plannedCase.setOff * 1.2);
      expect(Math.min(event.setOff, event.dueInCash, event.lapsed)).toBeGreaterThanOrEqual(0);
    }
    expect(events.length).toBeGreaterThan(4);
  });

  it('shows what lapses instead of a cost where the contracts do not repay it', async () => {
    const answer = await askReady({ facility: withAmount(5e9) });
    expect(answer.notRepaid).toBeGreaterThan(1e9);
    expect(answer.allInCost).toBeUndefined();
    expect(answer.allInCostWithPrice).toBeUndefined();
    expect(answer.verdict.map(({ key }) => key)).toEqual(['financing.workbench.verdict.lapses']);
  });

  it('agrees with the place Financing once it is stored', async () => {
    await services.ask('financing.save', { facility: prepayment });
    const { facilities } = await services.ask('financing.get', { caseId: 'base' });
    const row = facilities.find(({ facilityId }) => facilityId === prepayment.id)!;
    const answer = await askReady();
    expect(Number(answer.allInCost!.value)).toBeCloseTo(Number(row.allInCost!.value), 12);
    expect(Number(answer.allInCostWithPrice!.value)).toBeCloseTo(Number(row.withPrice!.allInCost!.value), 12);
    expect(Number(answer.concession.value)).toBeCloseTo(row.withPrice!.concession, 4);
    expect(answer.averageLife).toBeCloseTo(row.averageLife!, 12);
  });

  it('refuses terms that contradict each other at their field, and names contracts outside the plan', async () => {
    const wrongFacility = { ...prepayment, finalMaturity: prepayment.firstRepayment - 3 };
    const refusedResult = await services.call('financing.workbench', { facility: wrongFacility, alternative: { kind: 'spot' } });
    expect(refusedResult).toMatchObject({ ok: false, error: { code: 'BAD_INPUT' } });
    const choices = await services.ask('financing.workbenchChoices', { contractIds: [C014] });
    expect(choices.alternatives[0]!.choice).toEqual({ kind: 'spot' });
    expect(choices.alternatives.length).toBeGreaterThan(1);
    expect(choices.cases.map(({ id }) => id).slice(0, 3)).toEqual(['lender', 'base', 'low']);
  });
});
