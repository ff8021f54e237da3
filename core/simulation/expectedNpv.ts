import { type ContractValue, createClauseTotals, type Portfolio, type PortfolioContract } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import { lazy, memoizeWhile } from '#shared/memoize.ts';
import { createObjectField } from '#shared/objectField.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { createYielder, runWithYielding } from '../yielding.ts';
import { getPriceProcesses } from './processes.ts';

/** The expected NPV of a plan without a run, USD: the NPV at deck prices, and what the clauses of its contracts are worth beyond it. */
export type ExpectedNpv = { readonly atDeck: number; readonly clauses: number };

/** Clause values by contract value, with the price processes that they were computed with. */
const clauseValues = createObjectField<ContractValue, { readonly processes: unknown; readonly value: number }>();

/** The prices of clauses, shared by the plans of a workbook. */
const clauseTotals = memoizeWhile<Portfolio['products'], ReturnType<typeof createClauseTotals>>(createObjectField());

/** Creates a function that returns what the clauses of a contract of a plan are worth beyond its value at deck prices, USD. */
const createClauseValueOf = (book: Workbook, { portfolio }: ValuedPlan) => {
  const { processes, correlation } = getPriceProcesses(book);
  const { market } = book;
  const { products, references, valuationDate, valuationMonth, lastMonth, discountRate } = portfolio;
  const totalOf = lazy(() =>
    clauseTotals(products, [references, valuationDate, valuationMonth, lastMonth, discountRate, market, processes], () =>
      createClauseTotals(portfolio, market, processes, correlation),
    ),
  );
  return (entry: PortfolioContract, value: ContractValue): number => {
    const cached = clauseValues.get(value);
    if (cached?.processes === processes) return cached.value;
    let total = 0;
    try {
      total = totalOf()(entry, value);
    } catch (error) {
      // without the prices of its clauses the contract keeps its value at deck prices
      if (!(error instanceof OrebookError)) throw error;
    }
    clauseValues.set(value, { processes, value: total });
    return total;
  };
};

/** Computes the expected NPV of a plan by closed formulas; yields between contracts. */
export const computeExpectedNpv = async (book: Workbook, plan: ValuedPlan): Promise<ExpectedNpv> => {
  const pause = createYielder();
  await runWithYielding(plan.inSteps.valueAlone(), pause);
  const clauseValueOf = createClauseValueOf(book, plan);
  let clauses = 0;
  const { contracts } = plan.value;
  // the values are in the order of the contracts
  for (let i = 0; i < contracts.length; i++) {
    clauses += clauseValueOf(plan.portfolio.contracts[i]!, contracts[i]!);
    await pause();
  }
  return { atDeck: plan.value.npv, clauses };
};

/** The expected NPV of a plan by closed formulas as one amount, USD. */
export const expectedNpvOf = async (book: Workbook, plan: ValuedPlan): Promise<number> => {
  const { atDeck, clauses } = await computeExpectedNpv(book, plan);
  return atDeck + clauses;
};
