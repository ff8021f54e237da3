import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loanWith } from '../../tests/helpers/engine/facilities.ts';
import { type DebtBreakEven, debtBreakEven } from './debtBreakEven.ts';
import { financing } from './financing.ts';

const loan = loanWith({ rate: { fixed: 0.12 }, finalMaturity: 24 });

/** The lowest DSCR of a mine that sells 10 a month at the deck and pays 4. */
const lowestDscr = (factor: number): number | null =>
  financing({
    cfads: Array.from({ length: 24 }, () => 10 * factor - 4),
    valuationMonth: 24_300,
    facilities: [loan],
    openingCash: 0,
    minimumCash: 0,
  }).minimumDscr;

/** Runs the search. `knownRatios`: factors of earlier searches, to which it adds. */
const search = (
  dscrAt: (factor: number) => number | null,
  target: number,
  knownRatios = new Map<number, number | null>(),
): DebtBreakEven => {
  const steps = debtBreakEven(target, knownRatios);
  let step = steps.next();
  while (!step.done) {
    const dscr = dscrAt(step.value);
    knownRatios.set(step.value, dscr);
    step = steps.next(dscr);
  }
  return step.value;
};

describe('the break-even of debt service', () => {
  it('is the factor at which cash flow equals service of the dearest year', () => {
    // service 50 + 12 = 62 in the first year, 56 in the second: 120 f - 48 = 62
    const breakEven = search(lowestDscr, 1);
    expect(breakEven.state).toBe('found');
    if (breakEven.state === 'found') expect(breakEven.factor).toBeCloseTo(110 / 120, 6);
  });

  it('holds at the factor and breaks just below it, for any target', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.2, max: 3, noNaN: true }), (target) => {
        const breakEven = search(lowestDscr, target);
        if (breakEven.state !== 'found') throw new Error(breakEven.state);
        expect(lowestDscr(breakEven.factor)!).toBeGreaterThanOrEqual(target);
        expect(lowestDscr(breakEven.factor - 2e-7)!).toBeLessThan(target);
      }),
      { numRuns: 50 },
    );
  });

  it('is the same between factors of earlier searches, in fewer steps', () => {
    const knownRatios = new Map<number, number | null>();
    search(lowestDscr, 1, knownRatios);
    let steps = 0;
    const countedDscr = (factor: number): number | null => {
      steps++;
      return lowestDscr(factor);
    };
    const searchedAlone = search(countedDscr, 1.1);
    const stepsAlone = steps;
    const searchedAgain = search(countedDscr, 1.1, knownRatios);
    if (searchedAlone.state !== 'found' || searchedAgain.state !== 'found') throw new Error(searchedAgain.state);
    expect(Math.abs(searchedAgain.factor - searchedAlone.factor)).toBeLessThanOrEqual(1e-7);
    expect(steps - stepsAlone).toBeLessThan(stepsAlone);
    expect(lowestDscr(searchedAgain.factor)!).toBeGreaterThanOrEqual(1.1);
  });

  it('names prices that never or always serve the debt, and a plan without debt', () => {
    expect(search(lowestDscr, 50).state).toBe('never');
    expect(search((factor) => 2 + factor, 1).state).toBe('always');
    expect(search(() => null, 1).state).toBe('noService');
  });
});
