import type { PortfolioValue } from '#engine';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { FigureIdentity, FigureMeasure } from '#shared/domain/figureIdentity.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Year } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { contractValue } from '../portfolio/contractValues.ts';
import { identifyAlone, identifyDeal, identifyInPlan } from '../portfolio/figureIdentity.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import type { Offtake } from './subject.ts';

/** The subject of a lender view, valued; `plan` is the plan of which it is a part. */
export type OfftakePicture = {
  readonly book: Workbook;
  readonly plan: ValuedPlan;
  readonly offtake: Offtake;
  readonly base: PortfolioValue;
};

/** Returns the identity of a contract's revenue, or of that of all contracts: in the plan, or without other contracts. */
export const identifyOfftake = (
  { book, plan, offtake: { deals, includesSpot: withSpot, scenario } }: OfftakePicture,
  measure: FigureMeasure,
  {
    contract,
    period,
    part,
    isInScenario = measure === 'scenarioRevenue',
  }: {
    readonly contract?: OfftakeContract | undefined;
    readonly period?: Year | undefined;
    /** A part of the contracts: those of a rating. */
    readonly part?: string;
    readonly isInScenario?: boolean;
  } = {},
): FigureIdentity => {
  const parts = {
    ...(period === undefined ? {} : { period }),
    ...(isInScenario ? { scenario: scenario?.id } : {}),
    ...(part === undefined ? {} : { subject: `contracts:${part}` }),
  };
  if (withSpot) return contract ? identifyDeal(book, plan, contract, measure, parts) : identifyInPlan(book, plan, measure, parts);
  const [onlyDeal] = deals;
  if (deals.length === 1 && onlyDeal && part === undefined)
    return identifyAlone(book, onlyDeal.contract, measure, { ...parts, plan: plan.plan });
  const codes = deals.map(({ contract: { id } }) => id).join(' ');
  return {
    ...identifyInPlan(book, plan, measure, { subject: contract ? `contract:${contract.id}` : 'contracts', ...parts }),
    variant: `only:${codes}`,
    dealBasis: 'alone',
  };
};

/** Returns the revenue of contracts over the plan, USD. */
const revenueOf = (value: PortfolioValue, id: ContractId): number => sum(contractValue({ value }, id)?.revenue ?? []);

/** Lists the contracts with their revenue over the plan in USD, largest first; several parts of a summary read it. */
export const rankByRevenue = memoizeWeakly(({ offtake, base }: OfftakePicture) =>
  offtake.deals.map((deal) => ({ deal, revenue: revenueOf(base, deal.contract.id) })).sort((a, b) => b.revenue - a.revenue),
);
