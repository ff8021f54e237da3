import type { ContractPath } from './contractPath.ts';
import { listFlows } from './ledger.ts';
import { setOffPrepayment } from './prepayment.ts';
import type { ContractValue } from './types.ts';
import type { ValuationContext } from './valuationContext.ts';

/** What the months of a contract come to: the parts of its value that know of no other product. */
export type BookedContract = Pick<ContractValue, 'ledger' | 'takeOrPay' | 'makeUpBalance' | 'makeUpLapsed' | 'prepaymentLeft'>;

/** A contract's ledger with its prepayment set off. */
export const bookContract = (context: ValuationContext, path: ContractPath): BookedContract => {
  const { ledger, takeOrPay, makeUpBalance, makeUpLapsed } = path;
  const prepayment = path.entry.contract.terms.find(({ payment }) => payment.prepayment !== undefined)?.payment.prepayment;
  const setOff =
    prepayment === undefined
      ? undefined
      : setOffPrepayment(prepayment, listFlows(ledger, context.dateOf), context.portfolio.valuationMonth);
  if (setOff !== undefined) ledger.others.push(...setOff.flows);
  return { ledger, takeOrPay, makeUpBalance, makeUpLapsed, prepaymentLeft: setOff?.left ?? 0 };
};
