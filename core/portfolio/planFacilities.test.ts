import { expect, it } from 'vitest';
import { Facility } from '#shared/domain/financing.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import type { ValuedOnMarket } from './planCash.ts';
import { engineFacilities } from './planFacilities.ts';

const VALUED = monthOf(2026, 12);
const [SHORT, LONG] = [ContractId.parse('C-1'), ContractId.parse('C-2')];

/** A prepayment of 100 without interest, repaid in four monthly parts. */
const prepayment = (id: string, contractIds: readonly ContractId[]): Facility =>
  Facility.parse({
    id,
    kind: 'prepayment',
    name: id,
    lender: '',
    rank: 1,
    order: 0,
    commitment: 100,
    draws: [{ month: VALUED, amount: 100 }],
    upfrontFee: 0,
    commitmentFee: 0,
    otherFees: [],
    rate: { kind: 'fixed', rate: 0 },
    dayCount: '30/360',
    periodMonths: 1,
    firstRepayment: VALUED + 1,
    finalMaturity: VALUED + 4,
    graceInterest: 'paid',
    repayment: { style: 'linear' },
    contractIds,
    recourse: true,
    earlyEndShare: 1,
    sweepShare: 0,
    dsraMonths: 0,
    dsraAtClose: false,
    covenants: {},
    note: '',
    inBaseline: true,
  });

/** Contracts that are paid 50 a month. */
const paidFor = (months: ReadonlyMap<ContractId, number>): ValuedOnMarket =>
  ({
    portfolio: { valuationMonth: VALUED },
    value: {
      contracts: [...months].map(([contractId, count]) => ({
        contractId,
        months: [],
        ledger: {
          first: VALUED + 1,
          provisional: new Float64Array(count),
          final: new Float64Array(count).fill(50),
          damages: new Float64Array(0),
          others: [],
        },
      })),
    },
  }) as unknown as ValuedOnMarket;

const paymentsLeft = (facilities: readonly Facility[], valuedPlan: ValuedOnMarket) =>
  engineFacilities(facilities, valuedPlan).map(({ linked }) => linked?.payments);

it('a later prepayment of the same contracts is paid from what the first leaves, also after one of them ended', () => {
  const [first, second] = paymentsLeft(
    [prepayment('F-1', [SHORT, LONG]), prepayment('F-2', [SHORT, LONG])],
    paidFor(
      new Map([
        [SHORT, 2],
        [LONG, 4],
      ]),
    ),
  );
  expect(first).toEqual([100, 100, 50, 50]);
  expect(second).toEqual([75, 75, 25, 25]);
});

it('a contract outside the plan pays nothing to either', () => {
  const [, second] = paymentsLeft([prepayment('F-1', [SHORT, LONG]), prepayment('F-2', [SHORT, LONG])], paidFor(new Map([[LONG, 4]])));
  expect(second).toEqual([25, 25, 25, 25]);
});
