import type { Sentence, Verdict } from '#shared/contract/figure.ts';
import type { FacilityCost, FinancingCaseFacts } from '#shared/contract/financing.ts';
import { isCommitted } from '#shared/domain/contract.ts';
import type { FigureMeasure } from '#shared/domain/figureIdentity.ts';
import type { FacilityId } from '#shared/domain/ids.ts';
import { labelFigure, month, points, ratio, share, usd, words } from '../portfolio/figures.ts';
import { facilitySubject, identifyInCase } from './caseIdentity.ts';
import { LENDER_CASE, type PlanFinancing } from './planFinancing.ts';

const DECIMALS = 2;

/** What the contracts of the plan carry in the lender case, and what is entered. */
const capacitySentences = (lender: FinancingCaseFacts, financing: PlanFinancing): readonly Sentence[] =>
  lender.loans.flatMap(({ capacity, binding, reason, debt, name, facilityId }): Sentence[] => {
    if (capacity === undefined || reason === undefined) return [];
    const { plan, project } = financing;
    const amount = Number(capacity.value);
    const target = reason.figures.target ?? ratio(project.lenderCase.targetDscr, { decimals: DECIMALS });
    const figures = { capacity, target };
    const of = plan.portfolio.contracts.every(({ contract }) => isCommitted(contract.status)) ? 'signed' : 'plan';
    if (facilityId === undefined)
      return [{ key: amount > 0 ? `financing.verdict.capacity.${of}` : 'financing.verdict.noCapacity', figures }, reason];
    const identify = (measure: 'debtEntered' | 'debtRoom' | 'debtExcess', caseId: string) => ({
      identity: identifyInCase(financing, caseId, measure, facilitySubject(facilityId)),
    });
    const loan = { ...figures, name: labelFigure(name), debt: usd(debt ?? 0, identify('debtEntered', 'base')) };
    const over = (debt ?? 0) - amount;
    if (over > 0.5)
      return [{ key: `financing.verdict.above.${of}`, figures: { ...loan, over: usd(over, identify('debtExcess', LENDER_CASE)) } }, reason];
    const key = binding === 'dscr' ? `financing.verdict.within.${of}` : 'financing.verdict.within.other';
    return [{ key, figures: { ...loan, room: usd(-over, identify('debtRoom', LENDER_CASE)) } }, reason];
  });

const coverSentences = (plan: PlanFinancing, shown: FinancingCaseFacts): readonly Sentence[] => {
  if (shown.minimumDscr === null || shown.minimumMonth === undefined) return [];
  const [breach] = shown.breaches.toSorted((a, b) => a.month - b.month);
  const figures = {
    case: labelFigure(shown.label),
    dscr: ratio(shown.minimumDscr, { decimals: DECIMALS, identity: identifyInCase(plan, shown.id, 'minimumDscr') }),
    month: month(shown.minimumMonth),
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

/** What is never paid, and what the dearest prepayment costs with its price, against the cheapest loan. */
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
  const loanCosts = costs.flatMap(({ kind, allInCost }) => (kind === 'loan' && allInCost !== null ? [allInCost] : []));
  const loan = loanCosts.length === 0 ? undefined : Math.min(...loanCosts);
  const [dearest] = costs
    .flatMap(({ facilityId, name, lender, allInCost, withPrice }) => {
      const cost = withPrice?.allInCost ?? null;
      return withPrice === undefined || cost === null
        ? []
        : [{ facilityId, name, lender, allInCost, concession: withPrice.concession, cost }];
    })
    .sort((a, b) => b.cost - a.cost);
  if (dearest === undefined) return unpaidSentences;
  const figures = {
    name: words(dearest.lender || dearest.name),
    cost: share(dearest.cost, identify('allInCostWithPrice', dearest.facilityId)),
  };
  const costSentence = (): Sentence => {
    // below zero the contracts pay more than spot terms: not a cheap loan, but no price for the money
    if (dearest.cost < 0 && dearest.allInCost !== null)
      return {
        key: 'financing.verdict.prepaymentPremium',
        figures: {
          ...figures,
          cost: share(dearest.allInCost, identify('allInCost', dearest.facilityId)),
          amount: usd(-dearest.concession, { decimals: 1, ...identify('pricePremium', dearest.facilityId) }),
        },
      };
    if (loan === undefined) return { key: 'financing.verdict.prepayment', figures };
    const difference = dearest.cost - loan;
    return {
      key: difference >= 0 ? 'financing.verdict.prepaymentDearer' : 'financing.verdict.prepaymentCheaper',
      figures: { ...figures, points: points(Math.abs(difference), { sign: false }) },
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
  const find = (id: string) => cases.find((one) => one.id === id)!;
  const covered = [...new Set([caseId, LENDER_CASE])].flatMap((id) => coverSentences(plan, find(id)));
  return [...capacitySentences(find(LENDER_CASE), plan), ...covered, ...costSentences(plan, caseId, costs)].slice(0, 8);
};
