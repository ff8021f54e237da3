import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Facility } from '#shared/domain/financing.ts';
import { FacilityId } from '#shared/domain/ids.ts';
import { type Month, monthOfDate } from '#shared/domain/time.ts';
import { contractPrepaymentName } from '../recordTexts.ts';

const MAX_ID = 64;

/**
 * Converts the prepayment in a contract's terms to a facility with the same numbers; undefined without one. Like the valuation, it takes the
 * first set of terms with a prepayment, and one received by the valuation starts with its amount still to be set off.
 */
export const facilityOfContract = (contract: OfftakeContract, valuationMonth: Month): Facility | undefined => {
  const prepayment = contract.terms.find(({ payment }) => payment.prepayment !== undefined)?.payment.prepayment;
  if (prepayment === undefined) return undefined;
  const { amountUsd, date, annualRate, graceMonths, repayMonths } = prepayment;
  const received = monthOfDate(date);
  const isDrawn = received <= valuationMonth;
  const firstRepayment = received + graceMonths + 1;
  return {
    id: FacilityId.parse(`prepayment-${contract.id}`.slice(0, MAX_ID)),
    name: contractPrepaymentName(contract.code),
    kind: 'prepayment',
    lender: '',
    buyerId: contract.buyerId,
    rank: 1,
    order: 0,
    commitment: amountUsd,
    draws: isDrawn ? [] : [{ month: received, amount: amountUsd }],
    ...(isDrawn && { opening: { start: received, balance: amountUsd, reserve: 0, arrears: 0 } }),
    upfrontFee: 0,
    commitmentFee: 0,
    otherFees: [],
    rate: { kind: 'fixed', rate: annualRate },
    dayCount: 'actual/360',
    periodMonths: 1,
    firstRepayment,
    // what should have been repaid by the valuation is due in the first month after it
    finalMaturity: Math.max(received + graceMonths + repayMonths, valuationMonth + 1),
    graceInterest: 'capitalised',
    repayment: { style: 'equalParts' },
    contractIds: [contract.id],
    recourse: false,
    earlyEndShare: 0,
    sweepShare: 0,
    dsraMonths: 0,
    dsraAtClose: false,
    covenants: {},
    note: '',
  };
};
