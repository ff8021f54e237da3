import type { Solver, SolverAnswer } from '#shared/domain/allocation.ts';
import { sumBy } from '#shared/math.ts';
import type { CureProblem } from './cureProblem.ts';
import { type CureObjective, type CureProgramme, createCureProgramme } from './cureProgramme.ts';

/** What a better cure could be, where the search ended before none was proven to be better. */
export type CureBounds = {
  /** The contracts that it changes at least; 0 where that is not known. */
  readonly contracts: number;
  /** The NPV that a cure with as many contracts loses less, at most, USD; undefined where that is not known. */
  readonly loss: number | undefined;
  /** Whether less of the breach could remain, by more than the part that a cure with fewer contracts may leave. */
  readonly hasLessExcess: boolean;
};

export type CureSolution =
  | {
      readonly status: 'cured' | 'reduced' | 'unchanged';
      /** The share of each lever that is used, 0..1; levers that are not used are absent. */
      readonly shares: ReadonlyMap<string, number>;
      /** The excess that remains in each year of the breach: dmt or USD beyond the level. */
      readonly remaining: ReadonlyMap<number, number>;
      /** Absent where no cure is better. */
      readonly bounds?: CureBounds;
    }
  /** The solver ended without an answer. */
  | { readonly status: 'stopped' };

/** A share of a lever up to this counts as none. */
const NO_SHARE = 1e-8;
/** A share from this on counts as all: what later steps leave of a lever within the slack is a remainder of nothing. */
const WHOLE_SHARE = 1 - 1e-7;
/** Part of the unit of an excess that counts as none. */
const NO_EXCESS = 1e-6;
/** Part of the unit by which what counts as none may be missed: above the solver's tolerance, and far below a margin. */
const LEVEL_SLACK = 5e-9;
/** Part of what can be removed in a year that a cure with fewer contracts may leave, where some of the year's excess remains in any case. */
const LEFT_SHARE = 0.01;
/** By what share the optimum of an earlier step may be missed in later ones; above the solver's tolerance. */
const SLACK = 2e-8;
/** By how much a number of contracts may be missed in later steps; above the solver's tolerance of thousands of columns. */
const COUNT_SLACK = 1e-4;
/** A relaxation's number of contracts above a whole number by less than this is that number. */
const WHOLE_TOLERANCE = 1e-6;
/** Part of a loss that counts as none. */
const LOSS_TOLERANCE = 1e-6;
/** Among so many contracts all are searched at once; of more, those that the relaxation uses and as many beside them. */
const FEW_CONTRACTS = 300;
/** The time of a search among contracts that count as a whole, and of a relaxation, s. */
const SEARCH_S = 3;
const RELAXATION_S = 12;
/** Relaxations that look for fewer contracts. */
const MAX_ROUNDS = 6;
/** A contract that is not changed costs so much more in the next relaxation than one that is changed as a whole. */
const LEAST_WEIGHT_SHARE = 0.02;

const objectiveAt = (objective: CureObjective, { columns }: SolverAnswer): number =>
  sumBy([...objective], ([name, weight]) => weight * (columns[name] ?? 0));

/** A solution, its value, the contracts that it may change, and those among which it was searched. */
type Found = {
  readonly answer: SolverAnswer;
  readonly value: number;
  readonly changed: ReadonlySet<string>;
  readonly searched: ReadonlySet<string>;
  /** The least value of any solution; that of this one where it is proven to be the best. */
  readonly least: number;
};

/** What is known before a search. */
type SearchStart = {
  /** Contracts with which a solution exists. */
  readonly changed?: ReadonlySet<string>;
  /** The contracts to search; without them the relaxation chooses. */
  readonly searched?: ReadonlySet<string>;
};

/**
 * Minimises an objective in which contracts count as a whole. Among thousands of contracts the relaxation, in which they count in part, has the
 * least value, and the search is among the contracts that it uses and those that cost least beside them. Undefined where the solver stops.
 */
const searchLeast = async (programme: CureProgramme, objective: CureObjective, start: SearchStart = {}): Promise<Found | undefined> => {
  const { contracts, solve, columnOf, sharesByContract } = programme;
  const changedIn = ({ columns }: SolverAnswer) => new Set(contracts.filter((id) => (columns[columnOf(id)] ?? 0) > 0.5));
  const objectiveOf = (answer: SolverAnswer) => objectiveAt(objective, answer);
  const search = (searchedContracts: ReadonlySet<string>) =>
    solve(objective, { contracts: 'asWhole', only: searchedContracts, limits: { seconds: SEARCH_S } });
  const allContracts = new Set(contracts);
  const answerOfAll = contracts.length <= FEW_CONTRACTS ? await search(allContracts) : undefined;
  if (answerOfAll?.status === 'optimal') {
    const value = objectiveOf(answerOfAll);
    return { answer: answerOfAll, value, changed: changedIn(answerOfAll), searched: allContracts, least: value };
  }
  const relax = (terms: CureObjective, searchedContracts?: ReadonlySet<string>) =>
    solve(terms, { contracts: 'inPart', ...(searchedContracts && { only: searchedContracts }), limits: { seconds: RELAXATION_S } });
  const relaxedAnswer = start.searched === undefined ? await relax(objective) : undefined;
  if (relaxedAnswer !== undefined && relaxedAnswer.status !== 'optimal' && relaxedAnswer.status !== 'limited') return undefined;
  // no objective is negative
  const relaxedValue = relaxedAnswer?.status === 'optimal' ? Math.max(0, objectiveOf(relaxedAnswer)) : 0;
  const usedContracts = new Set(start.changed);
  for (const [id, share] of relaxedAnswer ? sharesByContract(relaxedAnswer) : []) if (share > NO_SHARE) usedContracts.add(id);
  const costOf = (id: string) => relaxedAnswer?.reducedCosts?.[columnOf(id)] ?? 0;
  const nearestContracts = contracts.filter((id) => !usedContracts.has(id)).sort((a, b) => costOf(a) - costOf(b));
  const searchedContracts = start.searched ?? new Set([...usedContracts, ...nearestContracts.slice(0, FEW_CONTRACTS)]);
  let bestSolution: Omit<Found, 'searched' | 'least'> | undefined;
  const improve = (answer: SolverAnswer, changedContracts: ReadonlySet<string>, value = objectiveOf(answer)): boolean => {
    const isBetter =
      (answer.status === 'optimal' || answer.status === 'limited') && value < (bestSolution?.value ?? Number.POSITIVE_INFINITY);
    if (isBetter) bestSolution = { answer, value, changed: changedContracts };
    return isBetter;
  };
  const isCount = objective === programme.objectives.contracts;
  /** The best solution with some contracts, to the tolerance of a programme without whole numbers. */
  const improveWith = async (changedContracts: ReadonlySet<string>) => {
    const answer = await solve(objective, { contracts: 'uncounted', only: changedContracts, limits: { seconds: RELAXATION_S } });
    improve(answer, changedContracts, isCount ? changedContracts.size : objectiveOf(answer));
  };
  if (start.changed !== undefined) await improveWith(start.changed);
  // each relaxation uses some contracts in part; in the next one those that were used less cost more
  for (let round = 0, answer = relaxedAnswer; start.changed === undefined && answer !== undefined && round < MAX_ROUNDS; round++) {
    const shares = sharesByContract(answer);
    const changedContracts = new Set([...shares].flatMap(([id, share]) => (share > NO_SHARE ? [id] : [])));
    if (!improve(answer, changedContracts, changedContracts.size)) break;
    const weights = new Map(contracts.map((id) => [columnOf(id), 1 / (LEAST_WEIGHT_SHARE + (shares.get(id) ?? 0))]));
    answer = await relax(weights, searchedContracts);
  }
  const answer = answerOfAll ?? (await search(searchedContracts));
  if (answer.status === 'optimal' || answer.status === 'limited') await improveWith(changedIn(answer));
  if (bestSolution === undefined) return undefined;
  const { value } = bestSolution;
  // reduced costs of an unfinished relaxation prove nothing
  const isRelaxed = relaxedAnswer?.status === 'optimal';
  const leastWithOther = contracts
    .filter((id) => !searchedContracts.has(id))
    .reduce((leastCost, id) => Math.min(leastCost, isRelaxed ? relaxedValue + costOf(id) : 0), Number.POSITIVE_INFINITY);
  // a solution is among the searched contracts or changes another one
  const leastSearched = answer.status === 'optimal' ? Math.min(value, objectiveOf(answer)) : (answer.least ?? 0);
  const leastValue = Math.max(relaxedValue, Math.min(leastSearched, leastWithOther));
  return {
    ...bestSolution,
    searched: searchedContracts,
    least: Math.min(value, isCount ? Math.ceil(leastValue - WHOLE_TOLERANCE) : leastValue),
  };
};

/**
 * Finds the cure of a breach by a lexicographic programme: (1) the least sum of the excess that remains in the years of the breach while
 * every other rule is kept, or not made worse where it is broken today; (2) the fewest contracts changed, which in each year that stays
 * breached remove at least 1 - LEFT_SHARE of what step 1 removes in it, and then the least excess with so many; (3) the least NPV lost; and,
 * among equals, (4) the fewest tonnes changed. Each step is a mixed-integer linear programme whose optimum bounds the next one.
 * `leastExcess` is the first step alone.
 */
export const cureBreach = async (problem: CureProblem, solver: Solver, steps: 'all' | 'leastExcess' = 'all'): Promise<CureSolution> => {
  const programme = createCureProgramme(problem, solver);
  const { objectives, excessNow, unitOf, marginOf, bound, largestLoss, sharesOf, solve } = programme;
  /** The excess of a year that counts as none, in its unit: what is left of the margin is within the level. */
  const noExcessIn = (year: number) => Math.max(NO_EXCESS, marginOf.get(year)! / unitOf.get(year)!);
  const isCured = (year: number, excess: number) => excess <= (noExcessIn(year) + 2 * LEVEL_SLACK) * unitOf.get(year)!;
  const solutionOf = (answer: SolverAnswer, bounds?: CureBounds): CureSolution => {
    const shares = new Map(
      [...sharesOf(answer)].flatMap(([id, share]) => (share > NO_SHARE ? [[id, share > WHOLE_SHARE ? 1 : share] as const] : [])),
    );
    const remainingExcess = new Map(
      [...programme.remainingOf(answer)].map(([year, excess]) => [year, isCured(year, excess) ? 0 : excess] as const),
    );
    if ([...remainingExcess.values()].every((left) => left === 0))
      return { status: 'cured', shares, remaining: remainingExcess, ...(bounds && { bounds }) };
    return { status: shares.size === 0 ? 'unchanged' : 'reduced', shares, remaining: remainingExcess, ...(bounds && { bounds }) };
  };
  if (problem.levers.length === 0) return { status: 'unchanged', shares: new Map(), remaining: excessNow };

  const isLarge = programme.contracts.length > FEW_CONTRACTS;
  // among thousands of contracts the search is for one choice of them
  const hasOtherChoices = isLarge && programme.fixChoices();
  const leastExcess = await solve(objectives.remaining, { contracts: 'uncounted', limits: { seconds: RELAXATION_S } });
  if (leastExcess.status === 'limited') return solutionOf(leastExcess, { contracts: 0, loss: undefined, hasLessExcess: true });
  if (leastExcess.status !== 'optimal') return { status: 'stopped' };
  if (steps === 'leastExcess') return solutionOf(leastExcess);
  const leastRemaining = [...programme.remainingOf(leastExcess)];
  let leavesSome = false;
  // each year by itself: the sum of all years is not exact to the margin of one, and 1 % of it can be all of a small one
  for (const [year, excess] of leastRemaining) {
    const left = excess / unitOf.get(year)!;
    const mayLeave = LEFT_SHARE * (excessNow.get(year)! / unitOf.get(year)! - left);
    const mostExcess = isCured(year, excess)
      ? Math.min(left + SLACK, Math.max(left, noExcessIn(year)) + LEVEL_SLACK)
      : left + Math.max(mayLeave, SLACK * Math.max(1, left));
    leavesSome ||= !isCured(year, excess) && mayLeave > NO_EXCESS;
    bound(new Map([[programme.remainingColumnOf(year), 1]]), mostExcess);
    // the slack of later steps would be a remainder of a contract, which breaches a level of 0
    if (left <= 2 * LEVEL_SLACK) programme.fixNeededLevers(year);
  }

  const fewestContracts = await searchLeast(programme, objectives.contracts);
  if (fewestContracts === undefined) return { status: 'stopped' };
  bound(objectives.contracts, fewestContracts.changed.size + COUNT_SLACK);
  const leastLeft = leavesSome ? await searchLeast(programme, objectives.remaining, { changed: fewestContracts.changed }) : undefined;
  if (leastLeft !== undefined) bound(objectives.remaining, leastLeft.value + SLACK * Math.max(1, leastLeft.value));
  const { changed, answer } = leastLeft ?? fewestContracts;
  const leastLoss = await searchLeast(programme, objectives.losses, { changed });
  const hasLessExcess = hasOtherChoices && leastRemaining.some(([year, excess]) => !isCured(year, excess));
  if (leastLoss === undefined) return solutionOf(answer, { contracts: 0, loss: undefined, hasLessExcess });
  bound(objectives.losses, leastLoss.value + SLACK);
  const fewestTonnes = await searchLeast(programme, objectives.tonnes, { changed: leastLoss.changed, searched: leastLoss.searched });
  const contracts = hasOtherChoices ? 0 : fewestContracts.least;
  const isCheapest = leastLoss.value - leastLoss.least <= LOSS_TOLERANCE * leastLoss.value;
  const loss = hasOtherChoices ? undefined : isCheapest ? 0 : (leastLoss.value - leastLoss.least) * largestLoss;
  const isLeastLeft = !leavesSome || (leastLeft !== undefined && leastLeft.value - leastLeft.least <= NO_EXCESS);
  const isBest = contracts === fewestContracts.changed.size && isLeastLeft && loss === 0;
  return solutionOf((fewestTonnes ?? leastLoss).answer, isBest ? undefined : { contracts, loss, hasLessExcess });
};
