import { allInCostWithPrice, type FacilityResult, nominalRate, priceConcession } from '#engine';
import type { FacilityCost } from '#shared/contract/financing.ts';
import type { Facility } from '#shared/domain/financing.ts';
import { sum, sumBy } from '#shared/math.ts';
import type { CaseWaterfall, FinancingCase } from '../portfolio/financingCase.ts';
import type { PlanFinancing } from './planFinancing.ts';

/** A smaller share of a facility that is not repaid counts as repaid. */
export const UNPAID_SHARE = 1e-6;

/** The price conceded by the contracts of a prepayment against spot terms, by month, month 1 first; USD. */
const concessionOf = ({ valued }: FinancingCase, { contractIds }: Facility): number[] => {
  const total: number[] = [];
  for (const value of valued.value.contracts) {
    if (!contractIds.includes(value.contractId)) continue;
    for (const [at, amount] of priceConcession(valued.portfolio, value, valued.market).entries()) total[at] = (total[at] ?? 0) + amount;
  }
  return total;
};

/** What is never paid of a facility: the part of a prepayment that lapses, and the arrears of a loan at the end of the plan, USD. */
export const unpaidOf = ({ rows }: FacilityResult, commitment: number): number => {
  const unpaid = sumBy(rows, ({ lapsed }) => lapsed) + (rows.at(-1)?.arrears ?? 0);
  return unpaid > UNPAID_SHARE * commitment ? unpaid : 0;
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
    const unpaid = found === undefined ? 0 : unpaidOf(found, facility.commitment);
    const repaid = unpaid === 0 ? found : undefined;
    const withPrice = concession && repaid && allInCostWithPrice(repaid.flows, concession, book.valuationMonth);
    const tooLarge = aboveCapacity.find(({ index }) => index === i);
    return {
      facilityId: facility.id,
      name: facility.name,
      kind: facility.kind,
      lender: facility.buyerId === undefined ? facility.lender : (book.buyers.get(facility.buyerId)?.name ?? facility.lender),
      amount: facility.commitment,
      ...(override && { override }),
      maturity: facility.finalMaturity,
      allInCost: repaid?.allInCost ?? null,
      loanRate: repaid?.loanRate ?? null,
      averageLife: found?.averageLife ?? null,
      ...(concession && {
        withPrice: {
          allInCost: withPrice ?? null,
          loanRate: withPrice === null || withPrice === undefined ? null : nominalRate(withPrice, facility.periodMonths),
          concession: sum(concession),
        },
      }),
      ...(unpaid > 0 && { unpaid }),
      ...(tooLarge && { aboveCapacity: tooLarge.capacity }),
    };
  });
};
