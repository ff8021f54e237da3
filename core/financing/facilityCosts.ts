import { type FacilityResult, nominalRate, priceConcession } from '#engine';
import type { FacilityCost } from '#shared/contract/financing.ts';
import type { Facility } from '#shared/domain/financing.ts';
import { sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { CaseWaterfall, FinancingCase } from '../portfolio/financingCase.ts';
import { facilitySubject, identifyInCase } from './caseIdentity.ts';
import { costFigure } from './costFigure.ts';
import type { PlanFinancing } from './planFinancing.ts';

/** A facility counts as repaid if no more than this share of it is unpaid. */
export const UNPAID_SHARE = 1e-6;

/** The price conceded by the contracts of a prepayment against spot terms, by month, month 1 first; USD. */
const concessionOf = ({ valued }: FinancingCase, { contractIds }: Facility): number[] => {
  const total: number[] = [];
  for (const value of valued.value.contracts) {
    if (!contractIds.includes(value.contractId)) continue;
    for (const [index, amount] of priceConcession(valued.portfolio, value, valued.market).entries())
      total[index] = (total[index] ?? 0) + amount;
  }
  return total;
};

/** The part of a facility that is never paid, USD: of a prepayment what lapses, of a loan its arrears at the end of the plan. */
export const unpaidAmount = ({ rows }: FacilityResult, commitment: number): number => {
  const unpaidUsd = sumBy(rows, ({ lapsed }) => lapsed) + (rows.at(-1)?.arrears ?? 0);
  return unpaidUsd > UNPAID_SHARE * commitment ? unpaidUsd : 0;
};

/** Computes the cost of each facility of a plan in a case; of a prepayment also with the price that its contracts concede. */
export const facilityCosts = (financing: PlanFinancing, caseId: string): readonly FacilityCost[] => {
  const {
    baseBook: book,
    plan: { plan },
    facilities,
    valuationMonth,
  } = financing;
  const financingCase = financing.caseOf(caseId);
  const { result, indices, aboveCapacity }: CaseWaterfall = financing.waterfallOf(caseId);
  const costOf = (
    { id, name }: Facility,
    flows: readonly number[],
    key: 'allInCost' | 'allInCostWithPrice',
    concession: readonly number[] = [],
  ) => {
    const kind = key === 'allInCost' ? 'without' : 'withPrice';
    const title = message(`financing.workbench.cost.${kind}`, { name });
    const figure = costFigure(
      { flows, concession, valuationMonth },
      { title, formula: message(`financing.workbench.cost.${kind}.formula`) },
    );
    return figure && { ...figure, identity: identifyInCase(financing, caseId, key, facilitySubject(id)) };
  };
  return facilities.map((facility, i) => {
    const facilityResult = result.facilities[indices.indexOf(i)];
    const override = plan.facilities?.find(({ facilityId }) => facilityId === facility.id);
    const concession = facility.kind === 'prepayment' && facilityResult !== undefined ? concessionOf(financingCase, facility) : undefined;
    const unpaidUsd = facilityResult === undefined ? 0 : unpaidAmount(facilityResult, facility.commitment);
    const repaidResult = unpaidUsd === 0 ? facilityResult : undefined;
    const cost = repaidResult && costOf(facility, repaidResult.flows, 'allInCost');
    const costWithPrice = concession && repaidResult && costOf(facility, repaidResult.flows, 'allInCostWithPrice', concession);
    const excess = aboveCapacity.find(({ index }) => index === i);
    return {
      facilityId: facility.id,
      name: facility.name,
      kind: facility.kind,
      lender: facility.buyerId === undefined ? facility.lender : (book.buyers.get(facility.buyerId)?.name ?? facility.lender),
      amount: facility.commitment,
      ...(override && { override }),
      maturity: facility.finalMaturity,
      ...(cost && { allInCost: cost }),
      loanRate: repaidResult?.loanRate ?? null,
      averageLife: facilityResult?.averageLife ?? null,
      ...(concession && {
        withPrice: {
          ...(costWithPrice && { allInCost: costWithPrice }),
          loanRate: costWithPrice ? nominalRate(Number(costWithPrice.value), facility.periodMonths) : null,
          concession: sum(concession),
        },
      }),
      ...(unpaidUsd > 0 && { unpaid: unpaidUsd }),
      ...(excess && { aboveCapacity: excess.capacity }),
    };
  });
};
