import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allocateTonnage, allocationRisk, createWeightFold } from '#engine';
import { AllocationRequest } from '#shared/contract/allocation.ts';
import type { AllocationProblem, AllocationRisk, OptimalAllocation, Solver } from '#shared/domain/allocation.ts';
import { sumBy } from '#shared/math.ts';
import { type AllocationAtDeck, prepareAllocation, RESIDUAL_CELL } from '../../../core/allocation/problem.ts';
import { valuedWorkbook } from '../../../core/portfolio/portfolio.ts';
import { loadSolver } from '../../../core/workers/highsSolver.ts';
import { BOOK_SIZE, seedGeneratedBook } from '../../helpers/generatedBook.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
let solver: Solver;
let preparedAllocation: AllocationAtDeck;
beforeAll(async () => {
  services = await openServices(seedGeneratedBook({ ...BOOK_SIZE, contracts: 300, buyers: 40 }));
  solver = await loadSolver();
  const { limits } = await services.ask('allocation.deals', {});
  const request = AllocationRequest.parse({
    aim: 'hhi',
    deals: [],
    without: limits.filter(({ isBrokenBySigned }) => isBrokenBySigned).map(({ id }) => id),
  });
  preparedAllocation = await prepareAllocation(await valuedWorkbook(services.ctx), request, {
    flag: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
    signal: new AbortController().signal,
    exclusive: (task) => task(),
    report: () => {},
    reportAndYield: async () => {},
  });
});
afterAll(() => services.close());

const isTotal = ({ source }: { readonly source: string }): boolean => source.startsWith('total:');

/** The problem with deals that can't change folded, and with every deal; without the totals that only a risk keeps. */
const problems = (): readonly [AllocationProblem, AllocationProblem] => {
  const { problem, atDeck } = preparedAllocation;
  const { whole, start: _start, ...foldedProblem } = problem;
  const withoutTotals = (of: AllocationProblem): AllocationProblem => ({ ...of, limits: of.limits.filter((limit) => !isTotal(limit)) });
  return [withoutTotals(foldedProblem), withoutTotals({ ...foldedProblem, ...whole!, ...atDeck })];
};

const solve = async (problem: AllocationProblem, objective: AllocationProblem['objective']): Promise<OptimalAllocation> => {
  const allocation = await allocateTonnage({ ...problem, objective }, solver);
  if (allocation.status !== 'optimal') throw new Error(allocation.status);
  return allocation;
};

const relativeDifference = (a: number, b: number): number => Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b));

/** Expects the same optimum, within the limits, with the same shadow prices: tangent planes of spot sales differ by up to `priceTolerance`. */
const expectSame = (
  foldedPlan: OptimalAllocation,
  wholePlan: OptimalAllocation,
  objectiveOf: (of: OptimalAllocation) => number,
  priceTolerance: number,
): void => {
  expect(relativeDifference(objectiveOf(foldedPlan), objectiveOf(wholePlan))).toBeLessThanOrEqual(1e-7);
  expect(foldedPlan.violations).toEqual([]);
  expect(wholePlan.violations).toEqual([]);
  const pricesOf = ({ binding }: OptimalAllocation) => new Map(binding.map(({ id, shadowPrice }) => [id, shadowPrice]));
  const [foldedPrices, wholePrices] = [pricesOf(foldedPlan), pricesOf(wholePlan)];
  expect([...foldedPrices.keys()].toSorted()).toEqual([...wholePrices.keys()].toSorted());
  for (const [id, price] of foldedPrices) expect(relativeDifference(price, wholePrices.get(id)!)).toBeLessThanOrEqual(priceTolerance);
};

describe('a generated book of 300 contracts whose deals that can’t change are folded', () => {
  test('has fewer cells', () => {
    expect(preparedAllocation.problem.cells.length).toBeLessThan(preparedAllocation.atDeck.cells.length / 2);
  });

  test('has the highest net revenue and the shadow prices of the whole book', async () => {
    const [foldedProblem, wholeProblem] = problems();
    const [foldedPlan, wholePlan] = [await solve(foldedProblem, { kind: 'revenue' }), await solve(wholeProblem, { kind: 'revenue' })];
    expectSame(foldedPlan, wholePlan, ({ revenue }) => revenue, 1e-4);
    expect(foldedPlan.binding.length).toBeGreaterThan(0);
  });

  test('has the lowest tail mean over scenarios of margins', async () => {
    const ids = new Set(preparedAllocation.problem.cells.map(({ id }) => id));
    const fixedDeals = preparedAllocation.deals.filter(({ contractId }) => !ids.has(contractId));
    const tonnes = new Map<string, number>(fixedDeals.map(({ contractId, currentTonnes }) => [contractId, currentTonnes]));
    const foldWeights = createWeightFold({
      tonnes,
      into: { cell: RESIDUAL_CELL, tonnes: preparedAllocation.problem.cells.at(-1)!.minimum },
    });
    const [foldedProblem, wholeProblem] = problems();
    // prices of each scenario by product
    const products = [...new Set(preparedAllocation.deals.map(({ productId }) => productId))];
    const scenarios = Array.from({ length: 40 }, (_, s) =>
      wholeProblem.cells.map(({ id, margin }) => {
        const deal = preparedAllocation.deals.find(({ contractId }) => contractId === id);
        return { cell: id, weight: margin * (1 + 0.3 * Math.sin(s + 1.7 * products.indexOf(deal?.productId ?? products[0]!))) };
      }),
    );
    const riskOf = ({ cells }: AllocationProblem, rows: typeof scenarios): AllocationRisk => ({
      kind: 'tailMean',
      confidence: 0.8,
      outcomes: rows.map((row) => {
        const weights = new Map(row.map(({ cell, weight }) => [cell, weight]));
        return cells.map(({ id }) => weights.get(id) ?? 0);
      }),
    });
    const foldedRisk = riskOf(
      foldedProblem,
      scenarios.map((row) => [...foldWeights(row)]),
    );
    const wholeRisk = riskOf(wholeProblem, scenarios);
    const foldedPlan = await solve(foldedProblem, { kind: 'risk', risk: foldedRisk });
    const wholePlan = await solve(wholeProblem, { kind: 'risk', risk: wholeRisk });
    expectSame(foldedPlan, wholePlan, ({ risk }) => risk!, 1e-6);
    const atMinima = foldedProblem.cells.map(({ minimum }) => minimum);
    expect(foldedPlan.risk).toBeLessThanOrEqual(allocationRisk(foldedRisk, foldedProblem.cells, atMinima));
    expect(sumBy(foldedPlan.tonnes, (x) => x)).toBeGreaterThan(sumBy(atMinima, (x) => x));
  });
});
