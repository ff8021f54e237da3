import type { Sentence, Verdict } from '#shared/contract/figure.ts';
import type { FacilityCost, FinancingCaseFacts } from '#shared/contract/financing.ts';
import { isCommitted } from '#shared/domain/contract.ts';
import type { FigureMeasure } from '#shared/domain/figureIdentity.ts';
import type { FacilityId } from '#shared/domain/ids.ts';
import { excessPoints, labelFigure, month, ratio, usd, words } from '../portfolio/figures.ts';
import { facilitySubject, identifyInCase } from './caseIdentity.ts';
import { LENDER_CASE, type PlanFinancing } from './planFinancing.ts';

const DECIMALS = 2;

/** The debt that the plan carries in the lender case, against the debt entered. */
const capacitySentences = (lender: FinancingCaseFacts, financing: PlanFinancing): readonly Sentence[] =>
  lender.loans.flatMap(({ capacity, binding, reason, debt, name, facilityId }): Sentence[] => {
    if (capacity === undefined || reason === undefined) return [];
    const { plan, project } = financing;
    const amount = Number(capacity.value);
    const target = reason.figures.target ?? ratio(project.lenderCase.targetDscr, { decimals: DECIMALS });
    const figures = { capacity, target };
    const planKind = plan.portfolio.contracts.every(({ contract }) => isCommitted(contract.status)) ? 'signed' : 'plan';
    if (facilityId === undefined)
      return [{ key: amount > 0 ? `financing.verdict.capacity.${planKind}` : 'financing.verdict.noCapacity', figures }, reason];
    const identify = (measure: 'debtEntered' | 'debtRoom' | 'debtExcess', caseId: string) => ({
      identity: identifyInCase(financing, caseId, measure, facilitySubject(facilityId)),
    });
    const loanFigures = { ...figures, name: labelFigure(name), debt: usd(debt ?? 0, identify('debtEntered', 'base')) };
    const excessDebt = (debt ?? 0) - amount;
    if (excessDebt > 0.5)
      return [
        {
          key: `financing.verdict.above.${planKind}`,
          figures: { ...loanFigures, over: usd(excessDebt, identify('debtExcess', LENDER_CASE)) },
        },
        reason,
      ];
    const key = binding === 'dscr' ? `financing.verdict.within.${planKind}` : 'financing.verdict.within.other';
    return [{ key, figures: { ...loanFigures, room: usd(-excessDebt, identify('debtRoom', LENDER_CASE)) } }, reason];
  });

const coverSentences = (facts: FinancingCaseFacts): readonly Sentence[] => {
  const { minimumDscr, minimumMonth } = facts;
  if (minimumDscr === undefined || minimumMonth === undefined) return [];
  const [breach] = facts.breaches.toSorted((a, b) => a.month - b.month);
  const figures = {
    case: labelFigure(facts.label),
    dscr: minimumDscr,
    month: month(minimumMonth),
  };
  return [
    { key: 'financing.verdict.dscr', figures },
    ...(breach
      ? [
          {
            key: 'financing.verdict.breach',
            figures: {
              covenant: labelFigure({ key: `financing.covenant.${breach.covenant}`, form: 'inSentence' }),
              month: month(breach.month),
            },
          },
        ]
      : []),
  ];
};

/** Unpaid amounts, and the cost of the dearest prepayment with its price against the cheapest loan. */
const costSentences = (plan: PlanFinancing, caseId: string, costs: readonly FacilityCost[]): readonly Sentence[] => {
  const identify = (measure: FigureMeasure, id: FacilityId) => ({ identity: identifyInCase(plan, caseId, measure, facilitySubject(id)) });
  const unpaidSentences = costs.flatMap(({ facilityId, name, unpaid }): Sentence[] =>
    unpaid === undefined
      ? []
      : [
          {
            key: 'financing.verdict.unpaid',
            figures: { name: words(name), unpaid: usd(unpaid, { decimals: 1, ...identify('unpaidDebt', facilityId) }) },
          },
        ],
  );
  const loanCosts = costs.flatMap(({ kind, allInCost }) => (kind === 'loan' && allInCost ? [Number(allInCost.value)] : []));
  const cheapestLoan = loanCosts.length === 0 ? undefined : Math.min(...loanCosts);
  const [dearestPrepayment] = costs
    .flatMap(({ facilityId, name, lender, allInCost, withPrice }) => {
      const costFigure = withPrice?.allInCost;
      return costFigure === undefined
        ? []
        : [{ facilityId, name, lender, allInCost, concession: withPrice!.concession, costFigure, cost: Number(costFigure.value) }];
    })
    .sort((a, b) => b.cost - a.cost);
  if (dearestPrepayment === undefined) return unpaidSentences;
  const figures = {
    name: words(dearestPrepayment.lender || dearestPrepayment.name),
    cost: dearestPrepayment.costFigure,
  };
  const costSentence = (): Sentence => {
    // a cost below zero means that the contracts pay more than spot terms: no price is conceded
    if (dearestPrepayment.cost < 0 && dearestPrepayment.allInCost)
      return {
        key: 'financing.verdict.prepaymentPremium',
        figures: {
          ...figures,
          cost: dearestPrepayment.allInCost,
          amount: usd(-dearestPrepayment.concession, { decimals: 1, ...identify('pricePremium', dearestPrepayment.facilityId) }),
        },
      };
    if (cheapestLoan === undefined) return { key: 'financing.verdict.prepayment', figures };
    const isDearer = dearestPrepayment.cost >= cheapestLoan;
    return {
      key: isDearer ? 'financing.verdict.prepaymentDearer' : 'financing.verdict.prepaymentCheaper',
      figures: { ...figures, points: excessPoints(dearestPrepayment.cost, cheapestLoan) },
    };
  };
  return [...unpaidSentences, costSentence()];
};

/** Whether contracts or spot sales of the plan are paid anything. */
export const hasRevenue = ({ plan }: PlanFinancing): boolean => plan.value.revenueByMonth.some((amount) => amount !== 0);

/** Lists the debt that the plan carries, its cover in the case shown and in the lender case, and the cost of a buyer's money. */
export const financingVerdict = (
  plan: PlanFinancing,
  { cases, costs, caseId }: { cases: readonly FinancingCaseFacts[]; costs: readonly FacilityCost[]; caseId: string },
): Verdict => {
  if (!hasRevenue(plan)) return [{ key: 'financing.verdict.empty', figures: {} }];
  const findCase = (id: string) => cases.find((facts) => facts.id === id)!;
  const coverPart = [...new Set([caseId, LENDER_CASE])].flatMap((id) => coverSentences(findCase(id)));
  return [...capacitySentences(findCase(LENDER_CASE), plan), ...coverPart, ...costSentences(plan, caseId, costs)].slice(0, 8);
};
