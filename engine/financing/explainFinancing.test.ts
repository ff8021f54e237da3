import { describe, expect, it } from 'vitest';
import {
  allInCostWithPrice,
  type CapacityInput,
  debtCapacity,
  explainAllInCost,
  explainCapacity,
  explainMinimumDscr,
  type Facility,
  financing,
} from '#engine';
import { FINANCING_VALUATION, loanWith, prepaymentWith, yearly } from '../../tests/helpers/engine/facilities.ts';

const CASH = yearly(60, 40, 80, 70);

const capacityLines = (facility: Facility, targets: CapacityInput['targets'], cfads: readonly number[] = CASH) => {
  const input = { cfads, otherService: yearly(5, 0, 5), valuationMonth: FINANCING_VALUATION, targets };
  const { capacity } = debtCapacity(facility, input);
  const lines = explainCapacity(facility, input);
  expect(lines.at(-1)).toEqual({ label: 'total', amount: capacity });
  return { capacity, parts: lines.slice(0, -1), amounts: new Map(lines.map(({ label, amount }) => [label, amount])) };
};

const sumOf = (lines: readonly { amount: number }[]) => lines.reduce((total, { amount }) => total + amount, 0);

describe('explanations of financing', () => {
  it('the discounted service of a sculpted loan and the balance that is left sum to its capacity', () => {
    const loan = loanWith({ repayment: { style: 'sculpted', targetDscr: 1.3 } });
    const unconstrainedLines = capacityLines(loan, { dscr: 1.3 });
    expect(unconstrainedLines.parts.map(({ label }) => label)).toEqual(['service.1', 'service.2', 'service.3', 'balanceAfter.3']);
    expect(sumOf(unconstrainedLines.parts)).toBeCloseTo(unconstrainedLines.capacity, 10);
    const constrainedLines = capacityLines(loan, { dscr: 1.3 }, yearly(60, 2, 500));
    expect(constrainedLines.parts.map(({ label }) => label)).toEqual(['service.1', 'service.2', 'balanceAfter.2']);
    expect(sumOf(constrainedLines.parts)).toBeCloseTo(constrainedLines.capacity, 10);
  });

  it('the capacity of other styles is the room for service over the service of one dollar', () => {
    for (const style of ['linear', 'level', 'bullet'] as const) {
      const { amounts, capacity } = capacityLines(loanWith({ repayment: { style } }), { dscr: 1.3 });
      expect(amounts.get('room')).toBeCloseTo(amounts.get('cfads')! / amounts.get('targetDscr')! - amounts.get('otherService')!, 12);
      expect(amounts.get('room')! / amounts.get('servicePerDollar')!).toBeCloseTo(capacity, 10);
    }
  });

  it('present values of other targets sum to the capacity', () => {
    const llcr = capacityLines(loanWith(), { dscr: 0.1, llcr: 2 });
    expect(llcr.parts).toHaveLength(3);
    expect(sumOf(llcr.parts)).toBeCloseTo(llcr.capacity, 10);
    const plcr = capacityLines(loanWith(), { dscr: 0.1, plcr: 4 });
    expect(plcr.parts).toHaveLength(4);
    expect(sumOf(plcr.parts)).toBeCloseTo(plcr.capacity, 10);
    const setOff = capacityLines(prepaymentWith(yearly(10, 10, 10)), { dscr: 0.1 });
    expect(sumOf(setOff.parts)).toBeCloseTo(setOff.capacity, 10);
    const gearing = capacityLines(loanWith(), { dscr: 0.1, gearing: { share: 0.6, cost: 50 } });
    expect(gearing.amounts.get('cost')! * gearing.amounts.get('share')!).toBe(gearing.capacity);
  });

  it('the minimum DSCR is the listed cash flow over the listed service', () => {
    const result = financing({
      cfads: CASH,
      valuationMonth: FINANCING_VALUATION,
      facilities: [loanWith({ periodMonths: 6 })],
      openingCash: 0,
      minimumCash: 0,
    });
    const lines = explainMinimumDscr(result);
    const sumOfKind = (kind: string) => sumOf(lines.filter(({ label }) => label.startsWith(`${kind}.`)));
    expect(lines.filter(({ label }) => label.startsWith('cfads.'))).toHaveLength(2);
    expect(lines.at(-1)).toEqual({ label: 'total', amount: result.minimumDscr });
    expect(sumOfKind('cfads') / (sumOfKind('interest') + sumOfKind('principal'))).toBeCloseTo(result.minimumDscr!, 12);
    expect(explainMinimumDscr({ ...result, minimumDscr: null })).toEqual([]);
  });

  it('present values at the all-in cost sum to 0', () => {
    const flows = [-100, ...yearly(40, 40, 40)];
    const concession = yearly(2, 2, 2);
    const lines = explainAllInCost(flows, concession, FINANCING_VALUATION);
    expect(lines.at(-1)).toEqual({ label: 'total', amount: allInCostWithPrice(flows, concession, FINANCING_VALUATION) });
    expect(lines.filter(({ label }) => label.startsWith('concession.'))).toHaveLength(3);
    expect(sumOf(lines.slice(0, -1))).toBeCloseTo(0, 10);
    expect(explainAllInCost([-100], [], FINANCING_VALUATION)).toEqual([]);
  });
});
