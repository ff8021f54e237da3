import { groupBuyers } from '#engine';
import type { Figure, Message } from '#shared/contract/figure.ts';
import type { LenderCheck } from '#shared/contract/financing.ts';
import type { LenderCase } from '#shared/domain/financing.ts';
import type { Month } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { count, month as monthFigure, share, tenor } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { bankableContracts, contractRevenue, type ValuedOnMarket } from './planCash.ts';

/** House defaults: shares of revenue over the life of the loan. */
const MIN_BANKABLE = 0.5;
const MIN_SECURED = 0.5;
const MAX_LARGEST = 0.4;

type Tested = {
  readonly key: LenderCheck['key'];
  readonly value: Figure;
  readonly threshold?: Figure;
  readonly passes: boolean | undefined;
  readonly evidence: Message;
};

const checkOf = ({ key, value, threshold, passes, evidence }: Tested): LenderCheck => ({
  key,
  state: passes === undefined ? 'unknown' : passes ? 'pass' : 'fail',
  value,
  ...(threshold && { threshold }),
  evidence,
  ...(passes === false && { remedy: message(`financing.check.${key}.remedy`) }),
});

const percent = (part: number, all: number): number => (all > 0 ? part / all : 0);

/**
 * Tests the contracts of a plan as lenders do, on the base deck, over the life of the loans (to the last maturity, without a loan to the end
 * of the plan). Shares are of net revenue: tonnes of several metals do not add up.
 */
export const lenderChecks = (
  book: Workbook,
  { portfolio, value }: ValuedOnMarket,
  lenderCase: LenderCase,
  maturity: Month | undefined,
): readonly LenderCheck[] => {
  const { valuationMonth, contracts } = portfolio;
  const end = maturity ?? portfolio.lastMonth;
  const months = Math.max(0, end - valuationMonth);
  const revenueOf = new Map<string, number[]>(value.contracts.map((one) => [one.contractId, contractRevenue(one, valuationMonth)]));
  const inLife = (id: string): number => sum((revenueOf.get(id) ?? []).slice(0, months));
  const all = sum(value.revenueByMonth.slice(0, months));
  const total = sum(value.revenueByMonth);
  const sumOf = (ids: Iterable<string>): number => {
    let amount = 0;
    for (const id of ids) amount += inLife(id);
    return amount;
  };
  const bankable = percent(sumOf(bankableContracts(portfolio, lenderCase, maturity)), all);
  const secured = percent(sumOf(bankableContracts(portfolio, { ...lenderCase, mustOutlastMaturity: false }, undefined)), all);
  const tail = percent(sum(value.revenueByMonth.slice(months)), total);
  const committed = contracts.map(({ contract, committedEnd }) => ({ revenue: sum(revenueOf.get(contract.id) ?? []), end: committedEnd }));
  const weights = committed.filter(({ revenue }) => revenue > 0);
  // weighted tenor = sum revenue x (committed end - valuation) / sum revenue
  const weighted = percent(
    weights.reduce((years, { revenue, end: last }) => years + (revenue * (last - valuationMonth)) / 12, 0),
    weights.reduce((amount, { revenue }) => amount + revenue, 0),
  );
  const largest = groupBuyers([...contracts.map(({ buyer }) => buyer), ...(portfolio.otherBuyers ?? [])])
    .map(({ buyers }) => {
      const ids = new Set(buyers.map(({ id }) => id));
      const own = contracts.filter(({ buyer }) => ids.has(buyer.id));
      const names = [...new Set(own.map(({ buyer }) => book.buyers.get(buyer.id)?.name ?? buyer.id))];
      return { names, amount: sumOf(own.map(({ contract }) => contract.id)) };
    })
    .sort((a, b) => b.amount - a.amount)[0];
  const signed = contracts.filter(({ contract: { status } }) => status === 'signed' || status === 'active');
  const withoutLaw = signed.filter(({ contract: { law, seat } }) => law.trim() === '' || seat.trim() === '').length;
  const life = { end: monthFigure(end) };
  return [
    {
      key: 'bankable' as const,
      value: share(bankable, { decimals: 0 }),
      threshold: share(MIN_BANKABLE, { decimals: 0, origin: 'house' }),
      passes: bankable >= MIN_BANKABLE,
      evidence: message('financing.check.bankable.evidence', { ...life, rating: lenderCase.minimumRating }),
    },
    {
      key: 'secured' as const,
      value: share(secured, { decimals: 0 }),
      threshold: share(MIN_SECURED, { decimals: 0, origin: 'house' }),
      passes: secured >= MIN_SECURED,
      evidence: message('financing.check.secured.evidence', { ...life, rating: lenderCase.minimumRating }),
    },
    {
      key: 'tenor' as const,
      value: tenor(weighted),
      ...(maturity !== undefined && { threshold: tenor(months / 12) }),
      passes: maturity === undefined ? undefined : weighted >= months / 12,
      evidence: message('financing.check.tenor.evidence'),
    },
    {
      key: 'tail' as const,
      value: share(tail, { decimals: 0 }),
      threshold: share(lenderCase.tailShare, { decimals: 0 }),
      passes: maturity === undefined ? undefined : tail >= lenderCase.tailShare,
      evidence: message('financing.check.tail.evidence', life),
    },
    {
      key: 'largest' as const,
      value: share(percent(largest?.amount ?? 0, all), { decimals: 0 }),
      threshold: share(MAX_LARGEST, { decimals: 0, origin: 'house' }),
      passes: percent(largest?.amount ?? 0, all) <= MAX_LARGEST,
      evidence:
        largest === undefined
          ? message('financing.check.largest.none')
          : message('financing.check.largest.evidence', {
              ...life,
              buyer: { list: largest.names, by: 'serial' },
            }),
    },
    {
      key: 'law' as const,
      value: count(withoutLaw),
      threshold: count(0),
      passes: withoutLaw === 0,
      evidence: message('financing.check.law.evidence', { count: signed.length }),
    },
  ].map(checkOf);
};
