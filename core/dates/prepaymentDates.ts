import { facilityInPlan } from '#shared/domain/financing.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { dateOfMonth, MONTHS_PER_YEAR } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { prepaymentsInPlan } from '../portfolio/valuedPrepayments.ts';
import type { ContractDate } from './agreedDates.ts';

/** Dates of a plan's prepayments by contract: when the money is received, and set-offs of the next twelve months. */
export const prepaymentDates = (book: Workbook, { plan, value }: ValuedPlan): ReadonlyMap<ContractId, readonly ContractDate[]> => {
  const datesByContract = new Map<ContractId, ContractDate[]>();
  const add = (id: ContractId, date: Pick<ContractDate, 'keySuffix' | 'date' | 'detail' | 'field' | 'amount'>): void => {
    datesByContract.set(id, [...(datesByContract.get(id) ?? []), { ...date, kind: 'prepayment', group: 'pay', isOverdue: false }]);
  };
  for (const storedFacility of book.facilities) {
    const facility = facilityInPlan(
      storedFacility,
      plan.facilities?.find(({ facilityId }) => facilityId === storedFacility.id),
    );
    const [contractId] = storedFacility.contractIds;
    if (facility?.kind !== 'prepayment' || contractId === undefined) continue;
    for (const [i, { month, amount }] of facility.draws.entries()) {
      const date = dateOfMonth(month);
      if (amount === 0 || date < book.settings.valuationDate) continue;
      const detail = message('dates.detail.prepaymentIn');
      add(contractId, {
        keySuffix: `prepaymentIn.${storedFacility.id}.${i}`,
        date,
        detail,
        field: { facilityId: storedFacility.id },
        amount,
      });
    }
  }
  const prepayments = prepaymentsInPlan(book.facilities, plan);
  for (const contractValue of value.contracts) {
    const { contractId } = contractValue;
    const facilityId = prepayments.get(contractId)?.facilityId;
    if (facilityId === undefined) continue;
    // flows are listed when they are read
    for (const { month, date, kind, amount } of contractValue.flows) {
      if (kind !== 'prepayment' || amount >= 0 || month > book.valuationMonth + MONTHS_PER_YEAR) continue;
      const detail = message('dates.detail.prepaymentOut');
      add(contractId, { keySuffix: `prepaymentOut.${month}`, date, detail, field: { facilityId }, amount });
    }
  }
  return datesByContract;
};
