import { getContract } from '#db/repositories/contracts.ts';
import { getPlan, listPlans, savePlan } from '#db/repositories/plans.ts';
import { getSettings } from '#db/repositories/settings.ts';
import type { AllocationRequest } from '#shared/contract/allocation.ts';
import { LIST_PAGE_ROWS } from '#shared/contract/listPages.ts';
import type { AllocationProblem } from '#shared/domain/allocation.ts';
import { isCommitted } from '#shared/domain/contract.ts';
import { PlanId } from '#shared/domain/ids.ts';
import type { Plan, PlanOverride } from '#shared/domain/plan.ts';
import { monthOfDate } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { HandlersOf } from '../context.ts';
import { withPhases } from '../jobs/jobPhases.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { usd } from '../portfolio/figures.ts';
import { withFutureTonnesPerYear, withTerms } from '../portfolio/futureTonnes.ts';
import { requireFreeName } from '../portfolio/planName.ts';
import { valuedWorkbook, valueInSteps } from '../portfolio/portfolio.ts';
import { applyOverride } from '../portfolio/resolver.ts';
import { allocationNote } from '../recordTexts.ts';
import type { AllocationAnswer } from '../workers/allocationClient.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import { listAllocatedDeals, withTonnes } from './allocatedTonnes.ts';
import { allocateWithinDscr } from './allocateWithinDscr.ts';
import type { ConflictFacts } from './conflict.ts';
import { damagesOfTonnes } from './dealDamages.ts';
import { isProductInScope, listDealsInSteps } from './deals.ts';
import { SCENARIO_PATHS, simulatePaths } from './outcomes.ts';
import { type AllocationAtDeck, prepareAllocation, usesSimulatedPaths } from './problem.ts';
import { allocationResult, conflictResult, worstShare } from './result.ts';
import { valuedAllocation, withFinancing } from './valuedAllocation.ts';

const FRONTIER_POINTS = 25;
/** What the phases of an allocation usually take of its time, in hundredths: between those of books of 1,000 and 10,000 contracts. */
const phasesOf = (request: AllocationRequest): Readonly<Record<string, number>> => {
  const isOnPaths = usesSimulatedPaths(request);
  return {
    'allocation.step.plans': 1,
    'allocation.step.value': 5,
    'allocation.step.markets': 3,
    ...(isOnPaths && { 'allocation.step.limits': 3, 'allocation.step.deals': 28, 'allocation.step.plan': 8 }),
    'allocation.step.solve': 26,
    'allocation.step.check': 2,
    ...(isOnPaths && { 'allocation.step.fresh': 18 }),
    'allocation.step.financing': 3,
  };
};
/** Amounts up to this many dmt a year count as none. */
const NO_TONNES = 1e-6;

export const allocationHandlers: HandlersOf<'allocation'> = {
  'allocation.deals': async ({ first }, ctx) => {
    const book = await valuedWorkbook(ctx);
    const plan = book.plan();
    await valueInSteps(book.everyDeal(), book.baseline());
    const deals = await runWithYielding(listDealsInSteps(book));
    const signedStates = new Map(
      book
        .baseline()
        .limits()
        .map(({ limitId, state }) => [limitId, state]),
    );
    const states = new Map(plan.limits().map(({ limitId, state }) => [limitId, state]));
    return {
      deals: deals
        .slice(first, first + LIST_PAGE_ROWS)
        .map(({ contract: _contract, nominalTonnes: _nominalTonnes, undamagedMinimum: _undamagedMinimum, ...deal }) => deal),
      count: deals.length,
      limits: book.limits.map((limit) => ({
        id: limit.id,
        name: limit.name,
        state: states.get(limit.id) ?? 'holds',
        isBrokenBySigned: signedStates.get(limit.id) === 'breached',
        scope: [...book.products.keys()].filter((productId) => isProductInScope(book, limit, { productId })),
      })),
      revenue: usd(sum(plan.value.revenue), { decimals: 1, identity: identifyInPlan(book, plan, 'netRevenue') }),
      scenarios: book.scenarios.length,
      paths: SCENARIO_PATHS,
    };
  },

  'allocation.start': async (request, ctx) => {
    const book = await valuedWorkbook(ctx);
    const label = message('allocation.job', { aim: message(`allocation.aim.${request.aim}`, { share: worstShare(request) }) });
    return {
      jobId: ctx.jobs.start('allocation', label, async (jobContext) => {
        const job = withPhases(jobContext, phasesOf(request));
        /** Solves a problem; with every deal, which names those in conflict and takes as much memory as the solve, only if nothing solves it. */
        const solveFolded = async (
          { whole, ...foldedProblem }: AllocationProblem,
          solve: (problem: AllocationProblem) => Promise<AllocationAnswer>,
        ): Promise<AllocationAnswer> => {
          const answer = await solve(foldedProblem);
          return answer.allocation.status === 'infeasible' && whole !== undefined ? solve({ ...foldedProblem, whole }) : answer;
        };
        /** Finds a conflict, which follows from the limits alone, before deals are simulated; lots can only add to it. */
        const findConflict = async ({ problem: problemAtDeck }: AllocationAtDeck): Promise<ConflictFacts | undefined> => {
          if (!usesSimulatedPaths(request)) return undefined;
          const cells = problemAtDeck.cells.map(({ lot: _lot, ...cell }) => cell);
          job.report(message('allocation.step.limits'), 0, 0);
          const { allocation, relaxations } = await solveFolded({ ...problemAtDeck, cells }, (problem) =>
            ctx.allocator.allocate({ problem, shouldRelax: true, flag: job.flag }, () => undefined),
          );
          return allocation.status === 'infeasible' ? { conflict: allocation.conflict, relaxations } : undefined;
        };
        const prepareAtDeck = async () => {
          const preparedAtDeck = await prepareAllocation(book, request, job);
          return { ...preparedAtDeck, conflict: await findConflict(preparedAtDeck) };
        };
        // the core values the deals and the solver takes one core; the means of the cycle are simulated beside them
        const [{ withRisk, conflict, ...atDeck }, paths] = await Promise.all([
          prepareAtDeck(),
          usesSimulatedPaths(request) ? simulatePaths(ctx, book, request.seed, job) : undefined,
        ]);
        if (conflict !== undefined) return { kind: 'allocation', ...conflictResult(book, request, atDeck, conflict) };
        const preparedAllocation = await withRisk(paths);
        job.report(message('allocation.step.solve'), 0, FRONTIER_POINTS + 1);
        // the solver takes one core; the current plan is simulated beside it
        const [withinDscr] = await Promise.all([
          allocateWithinDscr(ctx, book, preparedAllocation, job, ({ problem: wholeProblem, risk }) =>
            solveFolded(wholeProblem, (problem) =>
              ctx.allocator.allocate(
                { problem, frontier: { risk, points: FRONTIER_POINTS }, shouldRelax: true, flag: job.flag },
                (doneCount, total) => job.report(message('allocation.step.solve'), doneCount, total),
              ),
            ),
          ),
          preparedAllocation.paths?.simulateCurrentPlan(),
        ]);
        job.report(message('allocation.step.check'), 0, 0);
        const { result, tonnes } = await allocationResult(book, request, withinDscr);
        if (result.answer.outcome !== 'best' || tonnes === undefined) return { kind: 'allocation', ...result };
        job.report(message('allocation.step.financing'), 0, 0);
        const checkedPlan = await withFinancing(
          ctx,
          result.answer.checked,
          preparedAllocation.deals,
          tonnes.deals.map(({ after }) => after),
        );
        return withTonnes({ kind: 'allocation' as const, ...result, answer: { ...result.answer, checked: checkedPlan } }, tonnes);
      }),
    };
  },

  'allocation.tonnes': ({ job, point, first }, { jobs }) => listAllocatedDeals(jobs, job, point, first),

  'allocation.valued': ({ deals }, ctx) =>
    valuedAllocation(ctx, new Map(deals.map(({ contractId, tonnesPerYear }) => [contractId, tonnesPerYear]))),

  'allocation.makePlan': async ({ name, deals }, ctx) => {
    const { workspace, newId } = ctx;
    const db = workspace.db();
    const settings = await getSettings(db);
    const valuationMonth = monthOfDate(settings.valuationDate);
    const { plan } = await getPlan(db, settings.planId);
    requireFreeName(name, await listPlans(db));
    const damages = await damagesOfTonnes(
      await valuedWorkbook(ctx),
      new Map(deals.map(({ contractId, tonnesPerYear }) => [contractId, tonnesPerYear])),
    );
    const overrides = new Map(plan.overrides.map((override) => [override.contractId, override]));
    for (const { contractId, tonnesPerYear } of deals) {
      const { contract } = await getContract(db, contractId);
      const override = overrides.get(contractId);
      const isSigned = isCommitted(contract.status);
      const isIncluded = tonnesPerYear > NO_TONNES;
      const plannedContract = applyOverride(contract, override);
      const isUnchanged = plannedContract.terms.every(({ quantity }) => Math.abs(quantity.tonnesPerYear - tonnesPerYear) <= NO_TONNES);
      const terms = isUnchanged ? plannedContract.terms : withFutureTonnesPerYear(plannedContract, tonnesPerYear, valuationMonth);
      const { included: _in, ...otherFields } = isIncluded ? withTerms(override, contract, terms) : (override ?? { contractId });
      const nextOverride: PlanOverride = { ...otherFields, ...(isIncluded === isSigned ? {} : { included: isIncluded }) };
      if (Object.keys(nextOverride).length > 1) overrides.set(contractId, nextOverride);
      else overrides.delete(contractId);
    }
    const newPlan: Plan = {
      ...plan,
      id: PlanId.parse(newId()),
      name,
      note: allocationNote(plan.name, damages),
      archived: false,
      overrides: [...overrides.values()],
    };
    return workspace.change(message('history.planAllocated', { name, from: plan.name }), async (tx) => {
      await savePlan(tx, newPlan, undefined, yieldIfDue);
      return { id: newPlan.id };
    });
  },
};
