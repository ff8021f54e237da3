import { keyBy } from '#shared/collections.ts';
import { type Facility, facilityInPlan, type Prepayment } from '#shared/domain/financing.ts';
import type { ContractId, FacilityId } from '#shared/domain/ids.ts';
import type { Plan } from '#shared/domain/plan.ts';
import { dateOfMonth } from '#shared/domain/time.ts';

/**
 * Converts a facility to the prepayment that the valuation of its contract sets off; undefined where its terms are others than those of
 * `prepaymentFacility`: the valuation does not include such a facility.
 */
export const prepaymentOfFacility = (facility: Facility): Prepayment | undefined => {
  const { kind, repayment, rate, opening, draws, firstRepayment, finalMaturity, contractIds, bidId } = facility;
  const hasOneContract = contractIds.length === 1 || (contractIds.length === 0 && bidId !== undefined);
  const isOfContract = kind === 'prepayment' && hasOneContract && repayment.style === 'equalParts';
  const isMonthly = facility.periodMonths === 1 && facility.dayCount === 'actual/360' && facility.graceInterest === 'capitalised';
  const hasCosts = facility.upfrontFee > 0 || facility.commitmentFee > 0 || facility.otherFees.length > 0 || facility.recourse;
  const [draw, ...laterDraws] = draws;
  const amountUsd = opening === undefined ? draw?.amount : opening.balance;
  const start = opening?.start ?? draw?.month;
  const hasOneDraw = opening === undefined ? laterDraws.length === 0 : draws.length === 0 && opening.arrears === 0;
  if (!isOfContract || !isMonthly || hasCosts || !hasOneDraw || rate.kind !== 'fixed' || rate.rate < 0) return undefined;
  if (amountUsd === undefined || start === undefined) return undefined;
  return {
    amountUsd,
    date: dateOfMonth(start),
    annualRate: rate.rate,
    graceMonths: firstRepayment - start - 1,
    repayMonths: finalMaturity - firstRepayment + 1,
  };
};

/** A prepayment and the facility that it comes from. */
type FacilityPrepayment = { readonly facilityId: FacilityId; readonly prepayment: Prepayment };

/**
 * The prepayments of facilities that the valuation sets off, by contract or bid, in a plan or without one; of several, the first in the
 * list of facilities counts.
 */
export const prepaymentsInPlan = (
  facilities: readonly Facility[],
  plan: Pick<Plan, 'facilities'> | undefined,
): ReadonlyMap<ContractId, FacilityPrepayment> => {
  const overrides = keyBy(plan?.facilities ?? [], ({ facilityId }) => facilityId);
  const prepayments = new Map<ContractId, FacilityPrepayment>();
  for (const facility of facilities) {
    const inPlan = facilityInPlan(facility, overrides.get(facility.id));
    const prepayment = inPlan && prepaymentOfFacility(inPlan);
    if (prepayment === undefined) continue;
    for (const id of [...facility.contractIds, ...(facility.bidId === undefined ? [] : [facility.bidId])])
      if (!prepayments.has(id)) prepayments.set(id, { facilityId: facility.id, prepayment });
  }
  return prepayments;
};

/** The facilities that the value of a plan includes. */
export const valuedFacilities = (facilities: readonly Facility[], plan: Pick<Plan, 'facilities'>): ReadonlySet<FacilityId> =>
  new Set([...prepaymentsInPlan(facilities, plan).values()].map(({ facilityId }) => facilityId));

/** The prepayment of a contract or bid without a plan; undefined without one that the valuation sets off. */
export const prepaymentOf = (facilities: readonly Facility[], id: ContractId): Prepayment | undefined =>
  prepaymentsInPlan(facilities, undefined).get(id)?.prepayment;

/** The facilities that are linked to a contract or a bid, in their order. */
export const facilitiesOf = (facilities: readonly Facility[], id: ContractId): readonly Facility[] =>
  facilities.filter(({ contractIds, bidId }) => contractIds.includes(id) || bidId === id);
