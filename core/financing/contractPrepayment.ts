import { keyBy } from '#shared/collections.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { type Facility, facilityInPlan } from '#shared/domain/financing.ts';
import { type ContractId, FacilityId } from '#shared/domain/ids.ts';
import type { Plan } from '#shared/domain/plan.ts';
import type { Payment } from '#shared/domain/terms.ts';
import { dateOfMonth, monthOfDate } from '#shared/domain/time.ts';
import { contractPrepaymentName } from '../recordTexts.ts';
import { NO_EXTRAS } from './facilityDefaults.ts';

/** A prepayment as the valuation of a contract sets it off. */
export type Prepayment = NonNullable<Payment['prepayment']>;

const MAX_ID = 64;

/** The prepayment in a contract's terms: like the valuation, that of the first set of terms with one. */
const prepaymentOf = ({ terms }: Pick<OfftakeContract, 'terms'>): Prepayment | undefined =>
  terms.find(({ payment }) => payment.prepayment !== undefined)?.payment.prepayment;

/** Converts the prepayment in a contract's terms to a facility with the same numbers; undefined without one. */
export const facilityOfContract = (contract: OfftakeContract): Facility | undefined => {
  const prepayment = prepaymentOf(contract);
  if (prepayment === undefined) return undefined;
  const { amountUsd, date, annualRate, graceMonths, repayMonths } = prepayment;
  const received = monthOfDate(date);
  return {
    id: FacilityId.parse(`prepayment-${contract.id}`.slice(0, MAX_ID)),
    name: contractPrepaymentName(contract.code),
    kind: 'prepayment',
    lender: '',
    buyerId: contract.buyerId,
    rank: 1,
    order: 0,
    commitment: amountUsd,
    draws: [{ month: received, amount: amountUsd }],
    rate: { kind: 'fixed', rate: annualRate },
    dayCount: 'actual/360',
    periodMonths: 1,
    firstRepayment: received + graceMonths + 1,
    finalMaturity: received + graceMonths + repayMonths,
    graceInterest: 'capitalised',
    repayment: { style: 'equalParts' },
    contractIds: [contract.id],
    ...NO_EXTRAS,
  };
};

/**
 * Converts a facility to the prepayment that the valuation of its contract sets off; undefined where its terms are others than those of
 * `facilityOfContract`: the valuation does not include such a facility.
 */
export const prepaymentOfFacility = (facility: Facility): Prepayment | undefined => {
  const { kind, repayment, rate, opening, draws, firstRepayment, finalMaturity, contractIds } = facility;
  const isOfContract = kind === 'prepayment' && contractIds.length === 1 && repayment.style === 'equalParts';
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

/** The prepayments of facilities that the valuation sets off, by contract, in a plan or without one; of several, the first counts. */
export const prepaymentsInPlan = (
  facilities: readonly Facility[],
  plan: Pick<Plan, 'facilities'> | undefined,
): ReadonlyMap<ContractId, FacilityPrepayment> => {
  const overrides = keyBy(plan?.facilities ?? [], ({ facilityId }) => facilityId);
  const found = new Map<ContractId, FacilityPrepayment>();
  for (const facility of facilities) {
    const inPlan = facilityInPlan(facility, overrides.get(facility.id));
    const prepayment = inPlan && prepaymentOfFacility(inPlan);
    const [contractId] = facility.contractIds;
    if (prepayment !== undefined && contractId !== undefined && !found.has(contractId))
      found.set(contractId, { facilityId: facility.id, prepayment });
  }
  return found;
};

/** The facilities that the value of a plan includes: a prepayment in a contract's own terms takes the place of its facility. */
export const valuedFacilities = (
  contracts: readonly OfftakeContract[],
  facilities: readonly Facility[],
  plan: Pick<Plan, 'facilities'>,
): ReadonlySet<FacilityId> => {
  const prepayments = prepaymentsInPlan(facilities, plan);
  return new Set(contracts.flatMap((contract) => (prepaymentOf(contract) ? [] : (prepayments.get(contract.id)?.facilityId ?? []))));
};

/** The contract with a facility's prepayment in its terms, unless its terms have one of their own. */
export const withPrepayment = (contract: OfftakeContract, prepayment: Prepayment | undefined): OfftakeContract =>
  prepayment === undefined || prepaymentOf(contract) !== undefined
    ? contract
    : { ...contract, terms: contract.terms.map((terms) => ({ ...terms, payment: { ...terms.payment, prepayment } })) };

/** The contract without the prepayment in its terms. */
export const withoutPrepayment = (contract: OfftakeContract): OfftakeContract => ({
  ...contract,
  terms: contract.terms.map(({ payment: { prepayment: _prepayment, ...payment }, ...terms }) => ({ ...terms, payment })),
});
