import { keyBy } from '#shared/collections.ts';
import type { EffectRow } from '#shared/contract/contracts.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import type { ContractId, FacilityId } from '#shared/domain/ids.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import { explanation } from '../portfolio/explain.ts';
import { betweenFigures, differenceOf } from '../portfolio/figureIdentity.ts';
import { emptyFigure, points, ratio, tenor, usd, withExplanation } from '../portfolio/figures.ts';
import { yieldIfDue } from '../yielding.ts';
import { capacityFigure } from './capacityFigure.ts';
import { identifyInCase } from './caseIdentity.ts';
import { facilityCosts } from './facilityCosts.ts';
import { LENDER_CASE, type PlanFinancing, planFinancing, type SelectPlan } from './planFinancing.ts';
import { lowestDscr, lowestLlcr } from './ratioFigures.ts';

const DECIMALS = 2;

export type HeadlineKey = 'debtCapacity' | 'minimumDscr' | 'minimumLlcr' | 'averageLife';
type MeasuredFigure = { readonly value: number; readonly figure: Figure };

/** The numbers of a plan's financing that its comparisons show, in the lender case; a ratio is absent where nothing is due. */
export type Headline = Readonly<Partial<Record<HeadlineKey, MeasuredFigure>>>;

const measuredFigure = (figure: Figure): MeasuredFigure => ({ value: Number(figure.value), figure });

/** The average life of the loans, weighted by amount; undefined without loans that are repaid. */
const averageLifeOf = (
  { facilities }: PlanFinancing,
  lifeOf: (index: number) => number | null,
  identity: FigureIdentity,
): Figure | undefined => {
  const lives = facilities.flatMap(({ kind, name, commitment }, i) => {
    const averageLife = kind === 'loan' ? lifeOf(i) : null;
    return averageLife === null ? [] : [{ name, averageLife, commitment }];
  });
  const total = sumBy(lives, ({ commitment }) => commitment);
  if (total === 0) return undefined;
  // life = sum of amount x average life / sum of amounts
  const lines = lives.map(({ name, averageLife, commitment }) => ({
    label: message('line.member', { name }),
    amount: (commitment * averageLife) / total,
  }));
  const figure = tenor(
    sumBy(lines, ({ amount }) => amount),
    { identity },
  );
  const { unit, decimals } = figure;
  const spec = { title: message('compare.averageLife'), formula: message('compare.formula.averageLife'), unit, decimals };
  return withExplanation(figure, explanation(lines, Number(figure.value), spec));
};

/** The capacity of the first loan, the lowest DSCR and LLCR, and the average life of the loans; undefined without facilities. */
export const financingHeadline = async (plan: PlanFinancing): Promise<Headline | undefined> => {
  if (plan.facilities.length === 0) return undefined;
  await plan.prepareCase(LENDER_CASE);
  const [firstLoan] = plan.loansOf(LENDER_CASE);
  const { result, indices } = plan.waterfallOf(LENDER_CASE);
  const { valuationMonth } = plan;
  const identify = (key: HeadlineKey) => identifyInCase(plan, LENDER_CASE, key);
  const ratioSpec = (key: 'minimumDscr' | 'minimumLlcr') => ({
    title: message(`compare.${key}`),
    valuationMonth,
    identity: identify(key),
  });
  const [dscr, llcr] = [lowestDscr(result, ratioSpec('minimumDscr')), lowestLlcr(result, ratioSpec('minimumLlcr'))];
  const capacity =
    firstLoan?.sizedDebt &&
    capacityFigure(firstLoan.sizedDebt, {
      loan: firstLoan.facility ? { name: firstLoan.facility.name } : message('financing.proposedLoan'),
      ofCase: message('financing.case.lender'),
      identity: identify('debtCapacity'),
      paymentMonthOf: (period) => firstLoan.start + period * firstLoan.periodMonths,
    });
  const averageLife = averageLifeOf(plan, (i) => result.facilities[indices.indexOf(i)]?.averageLife ?? null, identify('averageLife'));
  return {
    ...(capacity && { debtCapacity: measuredFigure(capacity) }),
    ...(dscr && { minimumDscr: measuredFigure(dscr.figure) }),
    ...(llcr && { minimumLlcr: measuredFigure(llcr.figure) }),
    ...(averageLife && { averageLife: measuredFigure(averageLife) }),
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
export const prepaymentCosts = async (plan: PlanFinancing): Promise<readonly PrepaymentCost[]> => {
  await plan.prepareCase('base');
  return facilityCosts(plan, 'base').flatMap(({ facilityId, name, withPrice }) => {
    const figure = withPrice?.allInCost;
    return figure === undefined ? [] : [{ facilityId, name, ...measuredFigure(figure) }];
  });
};

/** What a prepayment that a deal repays costs with the price that the deal concedes, before and after the change. */
const costRows = async (
  financingBefore: PlanFinancing,
  financingAfter: PlanFinancing,
  dealId: ContractId,
): Promise<readonly EffectRow[]> => {
  const prepayments = financingAfter.facilities.filter(
    ({ kind, contractIds, bidId }) => kind === 'prepayment' && (contractIds.includes(dealId) || bidId === dealId),
  );
  // most deals repay none, and a cost values a plan
  if (prepayments.length === 0) return [];
  const costsOf = async (plan: PlanFinancing) => keyBy(await prepaymentCosts(plan), ({ facilityId }) => facilityId);
  const costsBefore = await costsOf(financingBefore);
  await yieldIfDue();
  const costsAfter = await costsOf(financingAfter);
  return prepayments.map(({ id, name }) => {
    const [costBefore, costAfter] = [costsBefore.get(id), costsAfter.get(id)];
    return {
      key: 'allInCost' as const,
      label: message('effect.allInCost', { name }),
      now: costBefore?.figure ?? emptyFigure(),
      signed: costAfter?.figure ?? emptyFigure(),
      change:
        costBefore === undefined || costAfter === undefined
          ? emptyFigure()
          : points(costAfter.value - costBefore.value, betweenFigures(costAfter.figure, costBefore.figure)),
    };
  });
};

/** What a plan changes in debt capacity and lowest coverage, and a deal in the cost of its prepayment; no rows without facilities. */
export const financingEffect = async (
  ctx: ServiceContext,
  { before, after, dealId }: { readonly before: SelectPlan; readonly after: SelectPlan; readonly dealId?: ContractId },
): Promise<readonly EffectRow[]> => {
  const financingAfter = await planFinancing(ctx, after, dealId === undefined ? {} : { offeringDealId: dealId });
  await yieldIfDue();
  const headlineAfter = await financingHeadline(financingAfter);
  if (headlineAfter === undefined) return [];
  const financingBefore = await planFinancing(ctx, before);
  await yieldIfDue();
  const headlineBefore = (await financingHeadline(financingBefore)) ?? {};
  await yieldIfDue();
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
  return dealId === undefined ? rows : [...rows, ...(await costRows(financingBefore, financingAfter, dealId))];
};
