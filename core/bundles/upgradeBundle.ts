import { OfftakeContract } from '#shared/domain/contract.ts';
import { type Facility, FacilityOverride, type Prepayment } from '#shared/domain/financing.ts';
import { isJsonEqual } from '#shared/equality.ts';
import { prepaymentFacility } from '../financing/prepayments.ts';
import type { PartName } from './bundleRecords.ts';

type Parts = Readonly<Partial<Record<PartName, readonly unknown[]>>>;
type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

const isPrepayment = (value: unknown): value is Prepayment => isObject(value) && typeof value.amountUsd === 'number';

/** Takes the prepayments out of sets of terms; returns that of the first set with one, which earlier versions valued. */
const takeFromTerms = (terms: unknown): Prepayment | undefined => {
  let prepayment: Prepayment | undefined;
  for (const set of Array.isArray(terms) ? terms : []) {
    const payment: unknown = isObject(set) ? set.payment : undefined;
    if (!isObject(payment)) continue;
    if (prepayment === undefined && isPrepayment(payment.prepayment)) prepayment = payment.prepayment;
    delete payment.prepayment;
  }
  return prepayment;
};

/**
 * Turns the parts of a bundle of version 1 into those of version 2: the prepayments in the terms of contracts and of a plan become
 * facilities, those of versions stand beside the deal. Parts of another shape stay unchanged; schema validation rejects them.
 */
export const upgradeBundle = (parts: Parts): Parts => {
  const copy = JSON.parse(JSON.stringify(parts)) as Record<PartName, unknown[]>;
  const facilities: Facility[] = [];
  const contracts = new Map<string, OfftakeContract>();
  const prepayments = new Map<string, { readonly facility: Facility; readonly prepayment: Prepayment }>();
  const add = (contract: OfftakeContract, prepayment: Prepayment, isInBaseline: boolean): Facility => {
    const id = `prepayment-${contract.id}${isInBaseline ? '' : `-${facilities.length}`}`.slice(0, 64);
    const newFacility = prepaymentFacility(prepayment, { id, among: facilities, of: { deal: contract, isBid: false } });
    const facility = { ...newFacility, inBaseline: isInBaseline };
    facilities.push(facility);
    return facility;
  };
  for (const record of copy.contract ?? []) {
    const prepayment = isObject(record) ? takeFromTerms(record.terms) : undefined;
    const contract = OfftakeContract.safeParse(record).data;
    if (contract === undefined) continue;
    contracts.set(contract.id, contract);
    if (prepayment !== undefined) prepayments.set(contract.id, { prepayment, facility: add(contract, prepayment, true) });
  }
  for (const version of copy.version ?? []) {
    const prepayment = isObject(version) && isObject(version.deal) ? takeFromTerms(version.deal.terms) : undefined;
    if (prepayment !== undefined) (version as Json).prepayment = prepayment;
  }
  for (const plan of copy.plan ?? []) {
    if (!isObject(plan) || !Array.isArray(plan.overrides)) continue;
    const overrides: FacilityOverride[] = [];
    for (const override of plan.overrides as readonly Json[]) {
      const contract = contracts.get(String(override.contractId));
      if (override.terms === undefined || contract === undefined) continue;
      const prepayment = takeFromTerms(override.terms);
      const storedPrepayment = prepayments.get(contract.id);
      if (isJsonEqual(storedPrepayment?.prepayment, prepayment)) continue;
      if (storedPrepayment !== undefined) overrides.push({ facilityId: storedPrepayment.facility.id, included: false });
      if (prepayment !== undefined) overrides.push({ facilityId: add(contract, prepayment, false).id, included: true });
    }
    if (overrides.length > 0) plan.facilities = FacilityOverride.array().parse(overrides);
  }
  return { ...copy, facility: facilities };
};
