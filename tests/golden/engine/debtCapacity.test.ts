import { describe, it } from 'vitest';
import { debtCapacity } from '#engine';
import { FINANCING_VALUATION, loanWith } from '../../helpers/engine/facilities.ts';
import { expectGolden, readGolden } from './goldenFile.ts';

type Case = {
  readonly cash: number[];
  readonly other: number[];
  readonly annualRate: number;
  readonly periodMonths: 6 | 12;
  readonly target: number;
  readonly expected: { readonly sculpted: number; readonly linear: number; readonly level: number; readonly presentValue: number };
};

const { cases, relativeTolerance } = readGolden<Case>('debtCapacity');

describe('debt capacity agrees with exact arithmetic', () => {
  it.each(cases)('$cash at $annualRate every $periodMonths months over $target', ({ periodMonths, target, expected, ...c }) => {
    const atEnd = (amounts: readonly number[]) => amounts.flatMap((amount) => [...Array<number>(periodMonths - 1).fill(0), amount]);
    const terms = {
      periodMonths,
      firstRepayment: periodMonths,
      finalMaturity: periodMonths * c.cash.length,
      rate: { fixed: c.annualRate },
    };
    const input = { cfads: atEnd(c.cash), otherService: atEnd(c.other), valuationMonth: FINANCING_VALUATION };
    for (const style of ['linear', 'level'] as const) {
      const { byTarget } = debtCapacity(loanWith({ ...terms, repayment: { style } }), {
        ...input,
        targets: { dscr: target, llcr: target },
      });
      expectGolden(byTarget.dscr, expected[style], relativeTolerance, style);
      expectGolden(byTarget.llcr, expected.presentValue, relativeTolerance, 'present value');
    }
    const loan = loanWith({ ...terms, repayment: { style: 'sculpted', targetDscr: 1 } });
    const { capacity } = debtCapacity(loan, { ...input, targets: { dscr: target } });
    expectGolden(capacity, expected.sculpted, relativeTolerance, 'sculpted');
  });
});
