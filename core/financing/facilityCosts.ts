import { allInCostWithPrice, nominalRate, priceConcession } from '#engine';
import type { FacilityCost } from '#shared/contract/financing.ts';
import type { Facility } from '#shared/domain/financing.ts';
import { sum, sumBy } from '#shared/math.ts';
import type { CaseWaterfall, FinancingCase } from '../portfolio/financingCase.ts';
import type { PlanFinancing } from './planFinancing.ts';

/** A smaller share of a prepayment that lapses is not mentioned. */
const LAPSED_SHARE = 1e-6;

/** The price conceded by the contracts of a prepayment against spot terms, by month, month 1 first; USD. */
const concessionOf = ({ valued }: FinancingCase, { contractIds }: Facility): number[] => {
  const total: number[] = [];
  for (const value of valued.value.contracts) {
    if (!contractIds.includes(value.contractId)) continue;
    for (const [at, amount] of priceConcession(valued.portfolio, value, valued.market).entries()) total[at] = (total[at] ?? 0) + amount;
  }
  return total;
};

/** What each facility of a plan costs in a case; of a prepayment also with the price that its contracts concede. */
export const facilityCosts = (
  { baseBook: book, plan: { plan }, facilities, ...financing }: PlanFinancing,
  caseId: string,
): readonly FacilityCost[] => {
  const one = financing.caseOf(caseId);
  const { result, indices, aboveCapacity }: CaseWaterfall = financing.waterfallOf(caseId);
  return facilities.map((facility, i) => {
    const found = result.facilities[indices.indexOf(i)];
    const override = plan.facilities?.find(({ facilityId }) => facilityId === facility.id);
    const concession = facility.kind === 'prepayment' && found !== undefined ? concessionOf(one, facility) : undefined;
    const withPrice = concession && allInCostWithPrice(found!.flows, concession, book.valuationMonth);
    const lapsed = sumBy(found?.rows ?? [], (row) => row.lapsed);
    const tooLarge = aboveCapacity.find(({ index }) => index === i);
    return {
      facilityId: facility.id,
      name: facility.name,
      kind: facility.kind,
      lender: facility.buyerId === undefined ? facility.lender : (book.buyers.get(facility.buyerId)?.name ?? facility.lender),
      amount: facility.commitment,
      ...(override && { override }),
      maturity: facility.finalMaturity,
      allInCost: found?.allInCost ?? null,
      loanRate: found?.loanRate ?? null,
      averageLife: found?.averageLife ?? null,
      ...(concession && {
        withPrice: {
          allInCost: withPrice ?? null,
          loanRate: withPrice === null || withPrice === undefined ? null : nominalRate(withPrice, facility.periodMonths),
          concession: sum(concession),
        },
      }),
      ...(lapsed > LAPSED_SHARE * facility.commitment && { lapsed }),
      ...(tooLarge && { aboveCapacity: tooLarge.capacity }),
    };
  });
};
