import { listFacilities, removeFacility, saveFacility } from '#db/repositories/financing.ts';
import type { Tx } from '#db/schema.ts';
import { keyBy } from '#shared/collections.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { type Facility, facilityInPlan, type Prepayment } from '#shared/domain/financing.ts';
import { type ContractId, FacilityId } from '#shared/domain/ids.ts';
import type { Plan } from '#shared/domain/plan.ts';
import { dateOfMonth, type Month, monthOfDate } from '#shared/domain/time.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { contractPrepaymentName, newFacilityName } from '../recordTexts.ts';
import { NO_EXTRAS } from './facilityDefaults.ts';

/** The part of a facility that a prepayment determines: one draw, monthly set-off in equal parts with capitalised interest. */
const facilityTerms = ({ amountUsd, date, annualRate, graceMonths, repayMonths }: Prepayment) => {
  const received = monthOfDate(date);
  return {
    commitment: amountUsd,
    draws: [{ month: received, amount: amountUsd }],
    rate: { kind: 'fixed', rate: annualRate },
    dayCount: 'actual/360',
    periodMonths: 1,
    firstRepayment: received + graceMonths + 1,
    finalMaturity: received + graceMonths + repayMonths,
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
  { id, among, of }: { readonly id: string; readonly among: readonly Facility[]; readonly of?: PrepaidDeal | undefined },
): Facility => ({
  id: FacilityId.parse(id),
  name: of === undefined ? newFacilityName('prepayment', namesOf(among)) : contractPrepaymentName(of.deal.code, namesOf(among)),
  kind: 'prepayment',
  lender: '',
  ...(of && { buyerId: of.deal.buyerId }),
  inBaseline: true,
  rank: 1,
  order: nextOrder(among),
  ...facilityTerms(prepayment),
  contractIds: of === undefined || of.isBid ? [] : [of.deal.id],
  ...(of?.isBid && { bidId: of.deal.id }),
  ...NO_EXTRAS,
});

/** Terms of a new prepayment: default assumptions. */
const NEW_TERMS = { amountUsd: 0, annualRate: 0.09, graceMonths: 6, repayMonths: 36 } as const;

/** Creates a prepayment with default terms and no amount, received in a month. */
export const createBlankPrepayment = (month: Month, identity: Parameters<typeof prepaymentFacility>[1]): Facility =>
  prepaymentFacility({ ...NEW_TERMS, date: dateOfMonth(month) }, identity);

/**
 * Converts a facility to the prepayment that the valuation of its contract sets off; undefined where its terms are others than those of
 * `prepaymentFacility`: the valuation does not include such a facility.
 */
export const prepaymentOfFacility = (facility: Facility): Prepayment | undefined => {
  const { kind, repayment, rate, opening, draws, firstRepayment, finalMaturity, contractIds, bidId } = facility;
  const links = contractIds.length === 1 || (contractIds.length === 0 && bidId !== undefined);
  const isOfContract = kind === 'prepayment' && links && repayment.style === 'equalParts';
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
  const found = new Map<ContractId, FacilityPrepayment>();
  for (const facility of facilities) {
    const inPlan = facilityInPlan(facility, overrides.get(facility.id));
    const prepayment = inPlan && prepaymentOfFacility(inPlan);
    if (prepayment === undefined) continue;
    for (const id of [...facility.contractIds, ...(facility.bidId === undefined ? [] : [facility.bidId])])
      if (!found.has(id)) found.set(id, { facilityId: facility.id, prepayment });
  }
  return found;
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

/** Gives a contract the prepayment of one of its versions: changes, adds or deletes the facility that the valuation sets off. */
export const restorePrepayment = async (
  tx: Tx,
  contract: OfftakeContract,
  prepayment: Prepayment | undefined,
  newId: () => string,
): Promise<void> => {
  const stored = await listFacilities(tx);
  const facilities = stored.map(({ facility }) => facility);
  const now = prepaymentsInPlan(facilities, undefined).get(contract.id);
  if (isDeepEqual(now?.prepayment, prepayment)) return;
  if (prepayment === undefined) return removeFacility(tx, now!.facilityId);
  const current = stored.find(({ facility }) => facility.id === now?.facilityId);
  if (current === undefined) {
    await saveFacility(tx, prepaymentFacility(prepayment, { id: newId(), among: facilities, of: { deal: contract, isBid: false } }));
    return;
  }
  const { opening: _opening, ...facility } = current.facility;
  await saveFacility(tx, { ...facility, ...facilityTerms(prepayment) }, current.version);
};
