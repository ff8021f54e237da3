import { type ContractValue, createClauseTimeValues } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import { lazy } from '#shared/memoize.ts';
import { createObjectField } from '#shared/objectField.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { createYielder, runWithYielding } from '../yielding.ts';
import { getPriceProcesses } from './processes.ts';

/** The expected NPV of a plan without a run, USD: the NPV at deck prices, and what the clauses of its contracts are worth beyond it. */
export type ExpectedNpv = { readonly atDeck: number; readonly clauses: number };

/** Clause values by contract value, with the price processes that they were computed with. */
const clauseValues = createObjectField<ContractValue, { readonly processes: unknown; readonly value: number }>();

/** Creates a function that returns what the clauses of a contract of a plan are worth beyond its value at deck prices, USD. */
const createClauseValueOf = (book: Workbook, { portfolio }: ValuedPlan): ((value: ContractValue) => number) => {
  const { processes, correlation } = getPriceProcesses(book);
  const timeValuesOf = lazy(() => createClauseTimeValues(portfolio, book.market, processes, correlation));
  return (value) => {
    const cached = clauseValues.get(value);
    if (cached?.processes === processes) return cached.value;
    let total = 0;
    try {
      total = timeValuesOf()(value).total;
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
  for (const value of plan.value.contracts) {
    clauses += clauseValueOf(value);
    await pause();
  }
  return { atDeck: plan.value.npv, clauses };
};

/** The expected NPV of a plan by closed formulas as one amount, USD. */
export const expectedNpvOf = async (book: Workbook, plan: ValuedPlan): Promise<number> => {
  const { atDeck, clauses } = await computeExpectedNpv(book, plan);
  return atDeck + clauses;
};
