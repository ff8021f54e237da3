import type { Facility, FacilityOverride } from '#shared/domain/financing.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { findEditedPart, type RecordPart } from '../editLabels.ts';

const FACILITY_PARTS: readonly RecordPart<Facility>[] = [
  { key: 'history.facilityEdited.name', partOf: ({ name }) => name },
  { key: 'history.facilityEdited.lender', partOf: ({ lender, buyerId, rank }) => [lender, buyerId, rank] },
  {
    key: 'history.facilityEdited.amount',
    partOf: ({ commitment, draws, opening }) => [commitment, draws, opening],
  },
  {
    key: 'history.facilityEdited.cost',
    partOf: ({ rate, dayCount, upfrontFee, commitmentFee, otherFees }) => [rate, dayCount, upfrontFee, commitmentFee, otherFees],
  },
  {
    key: 'history.facilityEdited.repayment',
    partOf: ({ repayment, periodMonths, firstRepayment, finalMaturity, graceInterest, recourse, earlyEndShare }) => [
      ...[repayment, periodMonths, firstRepayment, finalMaturity],
      ...[graceInterest, recourse, earlyEndShare],
    ],
  },
  { key: 'history.facilityEdited.contracts', partOf: ({ contractIds, bidId }) => [contractIds, bidId] },
  {
    key: 'history.facilityEdited.protection',
    partOf: ({ sweepShare, dsraMonths, dsraAtClose, covenants }) => [sweepShare, dsraMonths, dsraAtClose, covenants],
  },
  { key: 'history.facilityEdited.plans', partOf: ({ inBaseline }) => inBaseline },
  { key: 'history.facilityEdited.note', partOf: ({ note }) => note },
];

/** Names an edit of a facility for undo: the one part that differs, else the facility as a whole. */
export const facilityEditLabel = (facilityBefore: Facility, facilityAfter: Facility): MessageKey =>
  findEditedPart(FACILITY_PARTS, facilityBefore, facilityAfter) ?? 'history.facilityEdited';

const OVERRIDE_PARTS: readonly RecordPart<FacilityOverride>[] = [
  { key: 'history.facilityOverridden.included', partOf: ({ included }) => included },
  { key: 'history.facilityOverridden.amount', partOf: ({ commitment }) => commitment },
  { key: 'history.facilityOverridden.rate', partOf: ({ rate }) => rate },
];

/** Names a change of a facility in a plan for undo; one that removes every change by itself. */
export const facilityOverrideLabel = (overrideBefore: FacilityOverride, overrideAfter: FacilityOverride): MessageKey => {
  const { facilityId: _id, ...changes } = overrideAfter;
  if (Object.values(changes).every((value) => value === undefined)) return 'history.facilityFollowed';
  return findEditedPart(OVERRIDE_PARTS, overrideBefore, overrideAfter) ?? 'history.facilityOverridden';
};
