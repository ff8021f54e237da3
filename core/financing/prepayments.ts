import { listFacilities, removeFacility, saveFacility } from '#db/repositories/financing.ts';
import type { Tx } from '#db/schema.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Facility, Prepayment } from '#shared/domain/financing.ts';
import { FacilityId } from '#shared/domain/ids.ts';
import { dateOfMonth, type Month, monthOfDate } from '#shared/domain/time.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { prepaymentsInPlan } from '../portfolio/valuedPrepayments.ts';
import { contractPrepaymentName, newFacilityName } from '../recordTexts.ts';
import { NO_EXTRAS } from './facilityDefaults.ts';

/** The terms of a facility that equal a prepayment: one draw, monthly set-off in equal parts, capitalised interest. */
const facilityTerms = ({ amountUsd, date, annualRate, graceMonths, repayMonths }: Prepayment) => {
  const receiptMonth = monthOfDate(date);
  return {
    commitment: amountUsd,
    draws: [{ month: receiptMonth, amount: amountUsd }],
    rate: { kind: 'fixed', rate: annualRate },
    dayCount: 'actual/360',
    periodMonths: 1,
    firstRepayment: receiptMonth + graceMonths + 1,
    finalMaturity: receiptMonth + graceMonths + repayMonths,
    graceInterest: 'capitalised',
    repayment: { style: 'equalParts' },
  } as const satisfies Partial<Facility>;
};

/** The contract or bid under which a prepayment is made. */
export type PrepaidDeal = { readonly deal: Pick<OfftakeContract, 'id' | 'code' | 'buyerId'>; readonly isBid: boolean };

/** The place after the last facility of the list. */
export const nextOrder = (facilities: readonly Pick<Facility, 'order'>[]): number =>
  Math.max(-1, ...facilities.map(({ order }) => order)) + 1;

export const namesOf = (facilities: readonly Pick<Facility, 'name'>[]): readonly string[] => facilities.map(({ name }) => name);

/** Creates the facility of a prepayment at the end of the list, by default under no contract. */
export const prepaymentFacility = (
  prepayment: Prepayment,
  {
    id,
    among: existingFacilities,
    of: prepaidDeal,
  }: { readonly id: string; readonly among: readonly Facility[]; readonly of?: PrepaidDeal | undefined },
): Facility => ({
  id: FacilityId.parse(id),
  name:
    prepaidDeal === undefined
      ? newFacilityName('prepayment', namesOf(existingFacilities))
      : contractPrepaymentName(prepaidDeal.deal.code, namesOf(existingFacilities)),
  kind: 'prepayment',
  lender: '',
  ...(prepaidDeal && { buyerId: prepaidDeal.deal.buyerId }),
  inBaseline: true,
  rank: 1,
  order: nextOrder(existingFacilities),
  ...facilityTerms(prepayment),
  contractIds: prepaidDeal === undefined || prepaidDeal.isBid ? [] : [prepaidDeal.deal.id],
  ...(prepaidDeal?.isBid && { bidId: prepaidDeal.deal.id }),
  ...NO_EXTRAS,
});

/** Terms of a new prepayment: default assumptions. */
const NEW_TERMS = { amountUsd: 0, annualRate: 0.09, graceMonths: 6, repayMonths: 36 } as const;

/** Creates a prepayment with default terms and no amount, received in a month. */
export const createBlankPrepayment = (month: Month, identity: Parameters<typeof prepaymentFacility>[1]): Facility =>
  prepaymentFacility({ ...NEW_TERMS, date: dateOfMonth(month) }, identity);

/** Restores the prepayment of a contract's version: changes, adds or deletes the facility that the valuation sets off. */
export const restorePrepayment = async (
  tx: Tx,
  contract: OfftakeContract,
  prepayment: Prepayment | undefined,
  newId: () => string,
): Promise<void> => {
  const storedFacilities = await listFacilities(tx);
  const facilities = storedFacilities.map(({ facility }) => facility);
  const currentPrepayment = prepaymentsInPlan(facilities, undefined).get(contract.id);
  if (isDeepEqual(currentPrepayment?.prepayment, prepayment)) return;
  if (prepayment === undefined) return removeFacility(tx, currentPrepayment!.facilityId);
  const currentFacility = storedFacilities.find(({ facility }) => facility.id === currentPrepayment?.facilityId);
  if (currentFacility === undefined) {
    await saveFacility(tx, prepaymentFacility(prepayment, { id: newId(), among: facilities, of: { deal: contract, isBid: false } }));
    return;
  }
  const { opening: _opening, ...facility } = currentFacility.facility;
  await saveFacility(tx, { ...facility, ...facilityTerms(prepayment) }, currentFacility.version);
};
