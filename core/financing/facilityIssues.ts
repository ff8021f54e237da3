import type { FieldIssue } from '#shared/contract/issues.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Facility } from '#shared/domain/financing.ts';
import type { BuyerId, ContractId } from '#shared/domain/ids.ts';
import type { Month } from '#shared/domain/time.ts';
import { isSameName } from '#shared/equality.ts';
import { issue } from '../badInput.ts';

/** The records that a facility is checked against. */
export type FacilityReferences = {
  readonly valuationMonth: Month;
  readonly buyers: ReadonlySet<BuyerId>;
  readonly contracts: ReadonlyMap<ContractId, Pick<OfftakeContract, 'code' | 'buyerId'>>;
  readonly facilities: readonly Pick<Facility, 'id' | 'name'>[];
};

const dateIssues = ({ draws, opening, finalMaturity, repayment }: Facility, valuationMonth: Month): readonly FieldIssue[] => {
  // a facility without a balance may be drawn in the valuation month itself; the amount drawn is the balance where parts of it are repaid
  const earliestMonth = opening === undefined ? (repayment.style === 'equalParts' ? 0 : valuationMonth) : valuationMonth + 1;
  const earlyDraw = draws.findIndex(({ month }) => month < earliestMonth);
  return [
    ...(opening !== undefined && opening.start > valuationMonth ? [issue('facility.opening.start', 'tooLate', valuationMonth)] : []),
    ...(earlyDraw >= 0 ? [issue(`facility.draws.${earlyDraw}.month`, 'drawnBeforeValuation')] : []),
    ...(finalMaturity <= valuationMonth ? [issue('facility.finalMaturity', 'facilityMatured')] : []),
  ];
};

/** Lists the issues of a facility that depend on other records and the valuation month. */
export const facilityIssues = (
  facility: Facility,
  { valuationMonth, buyers, contracts, facilities }: FacilityReferences,
): readonly FieldIssue[] => {
  const { id: ownId, name, kind, buyerId, contractIds } = facility;
  const isNameTaken = facilities.some((otherFacility) => otherFacility.id !== ownId && isSameName(otherFacility.name, name));
  const linkIssues = contractIds.flatMap((id, i): readonly FieldIssue[] => {
    const contract = contracts.get(id);
    if (contract === undefined) return [issue(`facility.contractIds.${i}`, 'gone')];
    const isOtherBuyer = kind === 'prepayment' && buyerId !== undefined && contract.buyerId !== buyerId;
    return isOtherBuyer ? [issue(`facility.contractIds.${i}`, 'lenderOfOtherContract', contract.code)] : [];
  });
  return [
    ...(isNameTaken ? [issue('facility.name', 'taken', name)] : []),
    ...(facility.commitment === 0 ? [issue('facility.commitment', 'amountZero')] : []),
    ...dateIssues(facility, valuationMonth),
    ...(buyerId !== undefined && !buyers.has(buyerId) ? [issue('facility.buyerId', 'gone')] : []),
    ...linkIssues,
  ];
};
