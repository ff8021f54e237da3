import { type ContractValue, type Facility as EngineFacility, financing } from '#engine';
import { keyBy } from '#shared/collections.ts';
import { Facility, type FacilityOverride, facilityInPlan, firstDrawMonth } from '#shared/domain/financing.ts';
import type { ContractId, FacilityId } from '#shared/domain/ids.ts';
import type { Plan } from '#shared/domain/plan.ts';
import type { Month } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { memoize } from '#shared/memoize.ts';
import { contractValue } from './contractValues.ts';
import { engineFacility, type LinkedSeries } from './engineFacility.ts';
import { buyerPayments, type ValuedOnMarket } from './planCash.ts';
import type { Records } from './records.ts';

/** Why a facility of the plan is not computed. */
export type LeftOutReason = 'matured' | 'needsBalance' | 'termsContradict' | 'contractsNotInPlan';

export type PlanFacilities = {
  readonly facilities: readonly Facility[];
  readonly omittedFacilities: readonly { readonly id: FacilityId; readonly name: string; readonly reason: LeftOutReason }[];
};

const reasonToLeaveOut = (
  facility: Facility,
  valuationMonth: Month,
  contractsInPlan: ReadonlySet<ContractId>,
): LeftOutReason | undefined => {
  if (!Facility.safeParse(facility).success) return 'termsContradict';
  if (facility.finalMaturity <= valuationMonth) return 'matured';
  const { contractIds } = facility;
  if (contractIds.length > 0 && !contractIds.some((id) => contractsInPlan.has(id))) return 'contractsNotInPlan';
  const wasDrawn = facility.opening === undefined && (firstDrawMonth(facility) ?? valuationMonth) < valuationMonth;
  // the amount drawn is the balance of a facility repaid in equal parts
  return wasDrawn && facility.repayment.style !== 'equalParts' ? 'needsBalance' : undefined;
};

/** Whether only a bid offers the facility: it belongs to no plan until the bid is accepted. */
export const isOnlyOffered = ({ contractIds, bidId }: Pick<Facility, 'contractIds' | 'bidId'>): boolean =>
  bidId !== undefined && contractIds.length === 0;

/** The facilities of a plan in their order, and those that can't be computed. */
export const listPlanFacilities = (
  book: Pick<Records, 'facilities' | 'valuationMonth'>,
  plan: Plan,
  contracts: readonly { readonly id: ContractId }[],
): PlanFacilities => {
  const overrides = keyBy(plan.facilities ?? [], ({ facilityId }) => facilityId);
  const inPlan = new Set(contracts.map(({ id }) => id));
  const planFacilities = book.facilities
    .filter((facility) => !isOnlyOffered(facility))
    .flatMap((facility) => facilityInPlan(facility, overrides.get(facility.id)) ?? [])
    .toSorted((a, b) => a.order - b.order);
  const facilities: Facility[] = [];
  const omittedFacilities: PlanFacilities['omittedFacilities'][number][] = [];
  for (const facility of planFacilities) {
    const reason = reasonToLeaveOut(facility, book.valuationMonth, inPlan);
    if (reason === undefined) facilities.push(facility);
    else omittedFacilities.push({ id: facility.id, name: facility.name, reason });
  }
  return { facilities, omittedFacilities };
};

/** Replaces the override of a facility in a plan; one that changes nothing is removed. */
export const withFacilityOverride = ({ facilities = [], ...plan }: Plan, override: FacilityOverride): Plan => {
  const others = facilities.filter(({ facilityId }) => facilityId !== override.facilityId);
  const { facilityId: _id, ...changes } = override;
  const overrides = Object.values(changes).some((value) => value !== undefined) ? [...others, override] : others;
  return overrides.length === 0 ? plan : { ...plan, facilities: overrides };
};

const addAt = (series: number[], index: number, amount: number): void => {
  while (series.length <= index) series.push(0);
  series[index]! += amount;
};

const sumSeries = (seriesList: readonly (readonly number[])[]): number[] => {
  // contracts that end before the valuation have none
  const total: number[] = [0];
  for (const series of seriesList) for (const [at, amount] of series.entries()) addAt(total, at, amount);
  return total;
};

const deliveredTonnes = ({ months }: ContractValue, valuationMonth: Month): number[] => {
  const tonnes: number[] = [];
  for (const { month, delivered } of months) addAt(tonnes, month - valuationMonth - 1, delivered);
  return tonnes;
};

/** Takes what a prepayment sets off in each of its periods from the payments of its contracts, in proportion to them. */
const takeSetOff = (payments: readonly number[][], prepayment: EngineFacility, valuationMonth: Month): void => {
  const [result] = financing({ cfads: [], valuationMonth, facilities: [prepayment], openingCash: 0, minimumCash: 0 }).facilities;
  let from = 0;
  for (const { month: to, setOff } of result?.rows ?? []) {
    const dueUsd = sumBy(payments, (series) => sumBy(series.slice(from, to), (amount) => amount));
    if (setOff > 0 && dueUsd > 0) {
      // a contract that has ended has no payment to take from
      for (const series of payments) for (let at = from; at < Math.min(to, series.length); at++) series[at]! *= 1 - setOff / dueUsd;
    }
    from = to;
  }
};

/**
 * Converts the facilities of a plan to the engine's, in their order, with the payments of their linked contracts in a case: net of what an
 * earlier prepayment of the list sets off. Contracts outside the plan deliver and pay nothing.
 */
export const engineFacilities = (facilities: readonly Facility[], valuedMarket: ValuedOnMarket): EngineFacility[] => {
  const { valuationMonth } = valuedMarket.portfolio;
  const seriesOf = (id: ContractId, listAmounts: (value: ContractValue, valuationMonth: Month) => number[]): number[] => {
    const linkedValue = contractValue(valuedMarket, id);
    return linkedValue === undefined ? [] : listAmounts(linkedValue, valuationMonth);
  };
  const tonnesOf = memoize((id: ContractId) => seriesOf(id, deliveredTonnes));
  const paymentsOf = memoize((id: ContractId) => seriesOf(id, buyerPayments));
  const convert = (facility: Facility): EngineFacility => {
    if (facility.contractIds.length === 0) return engineFacility(facility, valuationMonth);
    const linkedSeries: LinkedSeries = {
      tonnes: sumSeries(facility.contractIds.map(tonnesOf)),
      payments: sumSeries(facility.contractIds.map(paymentsOf)),
    };
    return engineFacility(facility, valuationMonth, linkedSeries);
  };
  // loans repaid by tonnes or invoices are paid from what all prepayments leave
  const prepaymentsFirst = facilities.toSorted((a, b) => Number(a.kind === 'loan') - Number(b.kind === 'loan'));
  const engineByFacility = new Map<Facility, EngineFacility>();
  for (const [place, facility] of prepaymentsFirst.entries()) {
    const engineInput = convert(facility);
    engineByFacility.set(facility, engineInput);
    const isShared = prepaymentsFirst
      .slice(place + 1)
      .some(({ contractIds }) => contractIds.some((id) => facility.contractIds.includes(id)));
    if (facility.kind === 'prepayment' && isShared) takeSetOff(facility.contractIds.map(paymentsOf), engineInput, valuationMonth);
  }
  return facilities.map((facility) => engineByFacility.get(facility)!);
};
