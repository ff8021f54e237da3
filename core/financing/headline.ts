import { keyBy } from '#shared/collections.ts';
import type { EffectRow } from '#shared/contract/contracts.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { ContractId, FacilityId } from '#shared/domain/ids.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import { explanation } from '../portfolio/explain.ts';
import { differenceOf } from '../portfolio/figureIdentity.ts';
import { emptyFigure, month as monthFigure, points, ratio, share, tenor, usd, withExplanation } from '../portfolio/figures.ts';
import { facilitySubject, identifyInCase } from './caseIdentity.ts';
import { facilityCosts } from './facilityCosts.ts';
import { LENDER_CASE, type PlanFinancing, planFinancing, type SelectPlan } from './planFinancing.ts';

const DECIMALS = 2;

export type HeadlineKey = 'debtCapacity' | 'minimumDscr' | 'minimumLlcr' | 'averageLife';
type MeasuredFigure = { readonly value: number; readonly figure: Figure };

/** The numbers of a plan's financing that its comparisons show, in the lender case; a ratio is absent where nothing is due. */
export type Headline = Readonly<Partial<Record<HeadlineKey, MeasuredFigure>>>;

/** A figure with how it is made: lines that sum to it. */
const measuredFigure = (
  plan: PlanFinancing,
  key: HeadlineKey,
  figure: Figure,
  lines: Parameters<typeof explanation>[0],
): MeasuredFigure => {
  const value = Number(figure.value);
  const { unit, decimals } = figure;
  const spec = { title: message(`compare.${key}`), formula: message(`compare.formula.${key}`), unit, decimals };
  return {
    value,
    figure: withExplanation({ ...figure, identity: identifyInCase(plan, LENDER_CASE, key) }, explanation(lines, value, spec)),
  };
};

/** The capacity of the first loan, the lowest DSCR and LLCR, and the average life of the loans; undefined without facilities. */
export const financingHeadline = (plan: PlanFinancing): Headline | undefined => {
  if (plan.facilities.length === 0) return undefined;
  const [firstLoan] = plan.loansOf(LENDER_CASE);
  const { result } = plan.waterfallOf(LENDER_CASE);
  const inPeriod = (month: number) => message('compare.line.period', { month: monthFigure(plan.valuationMonth + month) });
  const lowestRatio = (key: 'dscr' | 'llcr') =>
    result.periods
      .flatMap(({ month, [key]: value }) => (value === null ? [] : [{ month, value }]))
      .reduce<{ month: number; value: number } | undefined>(
        (leastLife, life) => (leastLife && leastLife.value <= life.value ? leastLife : life),
        undefined,
      );
  const [dscr, llcr] = [lowestRatio('dscr'), lowestRatio('llcr')];
  const loanLives = facilityCosts(plan, LENDER_CASE).flatMap(({ kind, name, averageLife, amount }) =>
    kind === 'loan' && averageLife !== null ? [{ name, averageLife, amount }] : [],
  );
  const amount = sumBy(loanLives, (life) => life.amount);
  // life = sum of amount x average life / sum of amounts
  const lifeParts = loanLives.map((life) => ({
    label: message('line.member', { name: life.name }),
    amount: (life.amount * life.averageLife) / amount,
  }));
  const capacity = firstLoan?.sizedDebt?.capacity;
  return {
    ...(firstLoan?.sizedDebt &&
      capacity !== undefined && {
        debtCapacity: measuredFigure(plan, 'debtCapacity', usd(capacity), [
          {
            label: inPeriod(firstLoan.start - plan.valuationMonth + firstLoan.sizedDebt.bindingPeriod * firstLoan.periodMonths),
            amount: capacity,
          },
        ]),
      }),
    ...(dscr && {
      minimumDscr: measuredFigure(plan, 'minimumDscr', ratio(dscr.value, { decimals: DECIMALS }), [
        { label: inPeriod(dscr.month), amount: dscr.value },
      ]),
    }),
    ...(llcr && {
      minimumLlcr: measuredFigure(plan, 'minimumLlcr', ratio(llcr.value, { decimals: DECIMALS }), [
        { label: inPeriod(llcr.month), amount: llcr.value },
      ]),
    }),
    ...(amount > 0 && { averageLife: measuredFigure(plan, 'averageLife', tenor(sumBy(lifeParts, (part) => part.amount)), lifeParts) }),
  };
};

const DIFFERENCE: Readonly<Record<HeadlineKey, (value: number) => Figure>> = {
  debtCapacity: (value) => usd(value, { sign: true }),
  minimumDscr: (value) => ratio(value, { decimals: DECIMALS, sign: true }),
  minimumLlcr: (value) => ratio(value, { decimals: DECIMALS, sign: true }),
  averageLife: (value) => tenor(value, { sign: true }),
};
const ROWS = ['debtCapacity', 'minimumDscr', 'minimumLlcr'] as const;

export type PrepaymentCost = MeasuredFigure & { readonly facilityId: FacilityId; readonly name: string };

/** Lists the all-in costs of a plan's prepayments with the prices conceded, in the base case; one that is not repaid has none. */
export const prepaymentCosts = (plan: PlanFinancing): readonly PrepaymentCost[] =>
  facilityCosts(plan, 'base').flatMap(({ facilityId, name, allInCost, withPrice }) => {
    const value = withPrice?.allInCost ?? null;
    if (value === null) return [];
    const figure = share(value, { identity: identifyInCase(plan, 'base', 'allInCostWithPrice', facilitySubject(facilityId)) });
    const { unit, decimals } = figure;
    const title = message('compare.allInCost', { name });
    const lines =
      allInCost === null
        ? [{ label: title, amount: value }]
        : [
            { label: message('financing.workbench.withoutPrice'), amount: allInCost },
            { label: message('compare.line.concededPrice'), amount: value - allInCost },
          ];
    const spec = { title, formula: message('compare.formula.allInCost'), unit, decimals };
    return [{ facilityId, name, value, figure: withExplanation(figure, explanation(lines, value, spec)) }];
  });

/** What a prepayment that a deal repays costs with the price that the deal concedes, before and after the change. */
const costRows = (financingBefore: PlanFinancing, financingAfter: PlanFinancing, dealId: ContractId): readonly EffectRow[] => {
  const [costsBefore, costsAfter] = [financingBefore, financingAfter].map((plan) =>
    keyBy(prepaymentCosts(plan), ({ facilityId }) => facilityId),
  );
  return financingAfter.facilities
    .filter(({ kind, contractIds, bidId }) => kind === 'prepayment' && (contractIds.includes(dealId) || bidId === dealId))
    .map(({ id, name }) => {
      const [costBefore, costAfter] = [costsBefore?.get(id), costsAfter?.get(id)];
      return {
        key: 'allInCost' as const,
        label: message('effect.allInCost', { name }),
        now: costBefore?.figure ?? emptyFigure(),
        signed: costAfter?.figure ?? emptyFigure(),
        change: costBefore === undefined || costAfter === undefined ? emptyFigure() : points(costAfter.value - costBefore.value),
      };
    });
};

/** What a deal changes in debt capacity, lowest coverage and the cost of its prepayment; no rows without facilities. */
export const financingEffect = async (
  ctx: ServiceContext,
  { before, after, dealId }: { readonly before: SelectPlan; readonly after: SelectPlan; readonly dealId: ContractId },
): Promise<readonly EffectRow[]> => {
  const financingAfter = await planFinancing(ctx, after, { offeringDealId: dealId });
  const headlineAfter = financingHeadline(financingAfter);
  if (headlineAfter === undefined) return [];
  const financingBefore = await planFinancing(ctx, before);
  const headlineBefore = financingHeadline(financingBefore) ?? {};
  const rows = ROWS.flatMap((key): EffectRow[] => {
    const [figureBefore, figureAfter] = [headlineBefore[key], headlineAfter[key]];
    if (figureBefore === undefined && figureAfter === undefined) return [];
    return [
      {
        key,
        label: message(`effect.${key}`),
        now: figureBefore?.figure ?? emptyFigure(),
        signed: figureAfter?.figure ?? emptyFigure(),
        change:
          figureBefore && figureAfter
            ? { ...DIFFERENCE[key](figureAfter.value - figureBefore.value), ...differenceOf(figureAfter.figure, figureBefore.figure) }
            : emptyFigure(),
      },
    ];
  });
  return [...rows, ...costRows(financingBefore, financingAfter, dealId)];
};
