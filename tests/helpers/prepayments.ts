import { Facility, type Prepayment } from '#shared/domain/financing.ts';
import type { ContractId, FacilityId } from '#shared/domain/ids.ts';
import { monthOfDate } from '#shared/domain/time.ts';
import type { Services } from './services.ts';

/** Adds a prepayment under a contract or a bid as a facility, as the form does, and answers its id. */
export const addPrepayment = async (
  services: Services,
  of: { readonly contractId: ContractId } | { readonly bidId: ContractId },
  { amountUsd, date, annualRate, graceMonths, repayMonths }: Prepayment,
): Promise<FacilityId> => {
  const { facility } = await services.ask('financing.blank', { kind: 'prepayment', ...of });
  const receiptMonth = monthOfDate(date);
  const enteredFacility = Facility.parse({
    ...facility,
    commitment: amountUsd,
    draws: [{ month: receiptMonth, amount: amountUsd }],
    rate: { kind: 'fixed', rate: annualRate },
    firstRepayment: receiptMonth + graceMonths + 1,
    finalMaturity: receiptMonth + graceMonths + repayMonths,
  });
  await services.ask('financing.save', { facility: enteredFacility });
  return enteredFacility.id;
};

/** Deletes the facilities of the sample, for tests that count their own. */
export const removeFacilities = async (services: Services): Promise<void> => {
  const { facilities } = await services.ask('financing.list', {});
  for (const { facility } of facilities) await services.ask('financing.remove', { id: facility.id });
};
