import type { ModelRow, Solver, SolverAnswer } from '#shared/domain/allocation.ts';
import { sum, sumBy } from '#shared/math.ts';
import { memoize } from '#shared/memoize.ts';
import { formatModel, type ModelColumn } from './solverModel.ts';

/** One change that a cure may make, from none to all of it. */
export type CureLever = {
  readonly id: string;
  /** The contract that it changes; the cure changes as few as possible. */
  readonly contractId: string;
  /** NPV lost by the whole change, USD; a gain counts as no loss, so that a cure changes no more than it needs. */
  readonly loss: number;
  /** Tonnes of the whole change over all years, dmt. */
  readonly tonnes: number;
};

/** A linear amount: its value in the plan as it is, and its change by the whole of each lever. */
export type CureAmount = { readonly now: number; readonly changes: ReadonlyMap<string, number> };

/**
 * An amount of excess, from which a multiple of what the levers change in an amount that many rules share is subtracted: the tonnes sold in
 * the denominators of thousands of contracts change with every lever.
 */
export type CureExcess = CureAmount & {
  readonly shared?: { readonly changes: CureAmount['changes']; readonly factor: number } | undefined;
};

/** What must hold in a year: an amount of excess (dmt or USD beyond a level) at or below zero. */
export type CureRule = {
  /** The limit, or `production:` and a product. */
  readonly source: string;
  readonly year: number;
  readonly excess: CureExcess;
  /** Amount by which an excess must be below zero, so that rounding breaches no level. */
  readonly margin: number;
  /** The breach to cure: it may remain in part. Other rules are kept, or not made worse where they are broken. */
  readonly isTarget: boolean;
  /** Rules of one name are alternatives: one of them is enough. */
  readonly anyOf?: string | undefined;
};

/** A minimum effective number of groups in a year, 1 / HHI: |g| <= T / sqrt(atLeast), g = amounts of the groups, T = their sum. */
export type CureSpread = {
  readonly source: string;
  readonly year: number;
  readonly groups: readonly CureAmount[];
  readonly atLeast: number;
  readonly isTarget: boolean;
};

export type CureProblem = {
  readonly levers: readonly CureLever[];
  readonly rules: readonly CureRule[];
  readonly spreads: readonly CureSpread[];
};

export type CureSolution =
  | {
      readonly status: 'cured' | 'reduced' | 'unchanged';
      /** The share of each lever that is used, 0..1; levers that are not used are absent. */
      readonly shares: ReadonlyMap<string, number>;
      /** The excess that remains in each year of the breach: dmt or USD beyond the level. */
      readonly remaining: ReadonlyMap<number, number>;
    }
  /** The solver ended without an answer. */
  | { readonly status: 'stopped' };

/** A share of a lever up to this counts as none. */
const NO_SHARE = 1e-7;
/** Part of an excess that counts as none. */
const NO_EXCESS = 1e-6;
/** By what share the optimum of an earlier step may be missed in later ones; above the solver's tolerance. */
const SLACK = 2e-8;
/** The unit of an excess is at least this share of the largest change of a rule. */
const LEAST_UNIT = 1e-3;
/** Part of the amounts by which a spread may be missed. */
const SPREAD_TOLERANCE = 1e-9;
/** By what share of its largest change a rule may be missed; above the solver's tolerance. */
const RULE_TOLERANCE = 1e-8;
/** By what share a cut exceeds the level, so that the intersection of cuts meets it. */
const CUT_MARGIN = 1e-7;
const MAX_CUT_ROUNDS = 60;

export const cureAmountAt = ({ now, changes }: CureAmount, shares: ReadonlyMap<string, number>): number =>
  now + sumBy([...changes], ([id, change]) => change * (shares.get(id) ?? 0));

/** Terms of an amount by lever, without its constant. */
const combine = (amounts: readonly { readonly amount: CureAmount; readonly weight: number }[]): CureAmount => {
  const changes = new Map<string, number>();
  for (const { amount, weight } of amounts)
    for (const [id, change] of amount.changes) changes.set(id, (changes.get(id) ?? 0) + weight * change);
  return { now: sumBy(amounts, ({ amount, weight }) => weight * amount.now), changes };
};

/** What the whole of each lever changes in an excess. */
export const changesOfExcess = ({ changes, shared }: CureExcess): CureAmount['changes'] => {
  if (shared === undefined) return changes;
  const allChanges = new Map(changes);
  for (const [id, change] of shared.changes) allChanges.set(id, (allChanges.get(id) ?? 0) - shared.factor * change);
  return allChanges;
};

const largestOf = (amounts: Iterable<number>): number => {
  let largestAmount = 0;
  for (const amount of amounts) largestAmount = Math.max(largestAmount, Math.abs(amount));
  return largestAmount;
};

/** Creates a function that returns an excess at some shares; what rules share is computed once. */
const createExcessAt = (shares: ReadonlyMap<string, number>): ((excess: CureExcess) => number) => {
  const sharedAt = memoize((changes: CureAmount['changes']) => cureAmountAt({ now: 0, changes }, shares));
  return (excess) => cureAmountAt(excess, shares) - (excess.shared ? excess.shared.factor * sharedAt(excess.shared.changes) : 0);
};

/** |g| - T / sqrt(atLeast) at some shares: positive where the effective number is under the level. */
const spreadExcess = ({ groups, atLeast }: CureSpread, shares: ReadonlyMap<string, number>): number => {
  const amounts = groups.map((group) => cureAmountAt(group, shares));
  return Math.hypot(...amounts) - sum(amounts) / Math.sqrt(atLeast);
};

/**
 * The plane that touches the cone of a spread in the direction of its amounts at some shares (Kelley 1960):
 * (g / |g|) . g' - T' / sqrt(atLeast) is a lower bound of the excess.
 */
const spreadCut = (spread: CureSpread, shares: ReadonlyMap<string, number>): CureAmount => {
  const amounts = spread.groups.map((group) => cureAmountAt(group, shares));
  const length = Math.hypot(...amounts);
  const level = 1 / Math.sqrt(spread.atLeast * (1 + CUT_MARGIN));
  return combine(spread.groups.map((amount, g) => ({ amount, weight: (length > 0 ? amounts[g]! / length : 0) - level })));
};

type Row = ModelRow;

/** Divides a row by an amount, by default its largest weight, so that the solver's tolerance is a share of it. */
const scaleRow = ({ terms, relation, right }: Row, by = Math.max(...[...terms.values()].map(Math.abs), 0)): Row => {
  if (by === 0) return { terms, relation, right };
  return { terms: new Map([...terms].map(([name, weight]) => [name, weight / by])), relation, right: right / by };
};

/**
 * Finds the cure of a breach by a lexicographic programme: (1) the least sum of the excess that remains in the years of the breach while
 * every other rule is kept, or not made worse where it is broken today; (2) the fewest contracts changed; (3) the least NPV lost; and, among
 * equals, (4) the fewest tonnes changed. Each step is a mixed-integer linear programme whose optimum bounds the next one. `leastExcess` is
 * the first step alone.
 */
export const cureBreach = async (
  { levers, rules, spreads }: CureProblem,
  solver: Solver,
  steps: 'all' | 'leastExcess' = 'all',
): Promise<CureSolution> => {
  const column = new Map(levers.map(({ id }, i) => [id, `u${i}`]));
  const contracts = [...new Set(levers.map(({ contractId }) => contractId))];
  const contractColumn = new Map(contracts.map((id, i) => [id, `z${i}`]));
  const noShares: ReadonlyMap<string, number> = new Map();
  const targetYears = [...new Set([...rules, ...spreads].filter(({ isTarget }) => isTarget).map(({ year }) => year))];
  const remainingColumn = new Map(targetYears.map((year, i) => [year, `s${i}`]));
  /** The excess of each year of the breach as the plan is: the largest of its rules; the smallest where one of them is enough. */
  const excessNow = new Map(
    targetYears.map((year) => {
      const targetRules = rules.filter((rule) => rule.isTarget && rule.year === year);
      const alternatives = targetRules.filter(({ anyOf }) => anyOf !== undefined).map(({ excess, margin }) => excess.now + margin);
      const excesses = targetRules.filter(({ anyOf }) => anyOf === undefined).map(({ excess, margin }) => excess.now + margin);
      const ofSpreads = spreads.filter((spread) => spread.isTarget && spread.year === year).map((spread) => spreadExcess(spread, noShares));
      return [year, Math.max(0, ...excesses, ...ofSpreads, ...(alternatives.length > 0 ? [Math.min(...alternatives)] : []))] as const;
    }),
  );
  /** Met as the plan is: each becomes a row once a solution breaks it, because most of thousands hold at any cure. */
  const metRules = new Set(
    rules.filter(({ isTarget, anyOf, excess, margin }) => anyOf === undefined && !(isTarget && excess.now + margin > 0)),
  );
  const rowRules = rules.filter((rule) => !metRules.has(rule));
  const largestChange = largestOf(
    rowRules.flatMap(({ isTarget, excess }) => (isTarget ? [largestOf(changesOfExcess(excess).values())] : [])),
  );
  /** Excess is measured in units of the largest one, so that it is of the size of other columns. */
  const unit = Math.max(...excessNow.values(), LEAST_UNIT * largestChange, 1e-9);

  const termsOf = (changes: CureAmount['changes']): Map<string, number> =>
    new Map([...changes].flatMap(([id, change]) => (column.has(id) && change !== 0 ? [[column.get(id)!, change] as const] : [])));
  const alternatives = [...Map.groupBy(rules, ({ anyOf }) => anyOf ?? '')].filter(([name]) => name !== '');
  const choiceColumn = new Map(
    alternatives.flatMap(([, alternativeRules], a) => alternativeRules.map((rule, i) => [rule, `w${a}_${i}`] as const)),
  );
  /** By how much an excess may grow: a rule that is broken, or met by less than the margin, is not made worse. */
  const mostIncrease = ({ excess, margin }: CureRule): number => Math.max(0, -excess.now - margin);
  const rowOf = (rule: CureRule): Row => {
    const { excess, margin, isTarget, year } = rule;
    const changes = changesOfExcess(excess);
    const terms = termsOf(changes);
    const choice = choiceColumn.get(rule);
    if (isTarget) terms.set(remainingColumn.get(year)!, -unit);
    let right = isTarget || choice !== undefined ? -excess.now - margin : mostIncrease(rule);
    // one of several rules needs not hold by itself
    if (choice !== undefined) {
      const largestExcess = Math.max(0, excess.now + margin + sumBy([...changes.values()], (change) => Math.max(0, change)));
      terms.set(choice, largestExcess);
      right += largestExcess;
    }
    return scaleRow({ terms, relation: '<=', right }, isTarget ? unit : undefined);
  };
  const choiceRows = alternatives.map(([, alternativeRules]): Row => {
    const holds = alternativeRules.some(({ isTarget, excess }) => isTarget || excess.now <= 0);
    return { terms: new Map(alternativeRules.map((rule) => [choiceColumn.get(rule)!, 1])), relation: '>=', right: holds ? 1 : 0 };
  });
  const rows: Row[] = [
    ...rowRules.map(rowOf),
    ...choiceRows,
    ...levers.map(
      ({ id, contractId }): Row => ({
        terms: new Map([
          [column.get(id)!, 1],
          [contractColumn.get(contractId)!, -1],
        ]),
        relation: '<=',
        right: 0,
      }),
    ),
  ];
  const columns: readonly ModelColumn[] = [
    ...levers.map(({ id }) => ({ name: column.get(id)!, low: 0, high: 1 })),
    ...contracts.map((id) => ({ name: contractColumn.get(id)!, low: 0, high: 1, isInteger: true })),
    ...targetYears.map((year) => ({ name: remainingColumn.get(year)!, low: 0, high: excessNow.get(year)! / unit })),
    ...[...choiceColumn.values()].map((name) => ({ name, low: 0, high: 1, isInteger: true })),
  ];
  const sharesOf = ({ columns: values }: SolverAnswer): ReadonlyMap<string, number> =>
    new Map(levers.map(({ id }) => [id, Math.min(1, Math.max(0, values[column.get(id)!] ?? 0))]));

  /** The rules among `metRules` that a solution breaks. */
  const findBrokenRules = (answer: SolverAnswer, shares: ReadonlyMap<string, number>): readonly CureRule[] => {
    const excessAt = createExcessAt(new Map([...shares].filter(([, share]) => share > 0)));
    return [...metRules].filter((rule) => {
      const { excess, margin, isTarget, year } = rule;
      const mostExcess = isTarget ? (answer.columns[remainingColumn.get(year)!] ?? 0) * unit - margin : excess.now + mostIncrease(rule);
      const overrun = excessAt(excess) - mostExcess;
      return overrun > 0 && overrun > RULE_TOLERANCE * (isTarget ? unit : largestOf(changesOfExcess(excess).values()));
    });
  };
  /** Minimises an objective, adding the rules and cuts that a solution breaks until it breaks none. */
  const solve = async (linearTerms: ReadonlyMap<string, number>): Promise<SolverAnswer> => {
    for (let round = 0; round < MAX_CUT_ROUNDS; round++) {
      const model = solver(formatModel({ linear: linearTerms, rows, columns }));
      const answer = await model.solve();
      model.close();
      if (answer.status !== 'optimal') return answer;
      const shares = sharesOf(answer);
      const violated = spreads.filter((spread) => {
        const name = spread.isTarget ? remainingColumn.get(spread.year) : undefined;
        const allowedExcess = name === undefined ? Math.max(0, spreadExcess(spread, noShares)) : (answer.columns[name] ?? 0) * unit;
        const total = sumBy(spread.groups, ({ now }) => Math.abs(now));
        return spreadExcess(spread, shares) > allowedExcess + SPREAD_TOLERANCE * total;
      });
      const brokenRules = findBrokenRules(answer, shares);
      if (violated.length === 0 && brokenRules.length === 0) return answer;
      for (const rule of brokenRules) {
        metRules.delete(rule);
        rows.push(rowOf(rule));
      }
      for (const spread of violated) {
        const cut = spreadCut(spread, shares);
        const terms = termsOf(cut.changes);
        if (spread.isTarget) terms.set(remainingColumn.get(spread.year)!, -unit);
        const right = spread.isTarget ? -cut.now : Math.max(0, spreadExcess(spread, noShares)) - cut.now;
        rows.push(scaleRow({ terms, relation: '<=', right }, spread.isTarget ? unit : undefined));
      }
    }
    return { status: 'stopped', columns: {}, duals: [] };
  };
  const objectiveAt = (linearTerms: ReadonlyMap<string, number>, { columns: values }: SolverAnswer): number =>
    sumBy([...linearTerms], ([name, weight]) => weight * (values[name] ?? 0));
  /** Minimises an objective and bounds it by its optimum in later steps; undefined where the solver stops. */
  const solveAndBound = async (linearTerms: ReadonlyMap<string, number>, slack: number): Promise<SolverAnswer | undefined> => {
    const answer = await solve(linearTerms);
    if (answer.status !== 'optimal') return undefined;
    rows.push({ terms: linearTerms, relation: '<=', right: objectiveAt(linearTerms, answer) + slack });
    return answer;
  };

  const solutionOf = (answer: SolverAnswer): CureSolution => {
    const shares = new Map(
      [...sharesOf(answer)].flatMap(([id, share]) => (share > NO_SHARE ? [[id, share > 1 - NO_SHARE ? 1 : share] as const] : [])),
    );
    const remainingTonnes = new Map(
      targetYears.map((year) => {
        const excess = (answer.columns[remainingColumn.get(year)!] ?? 0) * unit;
        return [year, excess <= NO_EXCESS * excessNow.get(year)! ? 0 : excess] as const;
      }),
    );
    if ([...remainingTonnes.values()].every((left) => left === 0)) return { status: 'cured', shares, remaining: remainingTonnes };
    return { status: shares.size === 0 ? 'unchanged' : 'reduced', shares, remaining: remainingTonnes };
  };

  const remainingSum = new Map(targetYears.map((year) => [remainingColumn.get(year)!, 1]));
  const leastExcess = levers.length === 0 ? undefined : await solveAndBound(remainingSum, SLACK);
  if (levers.length > 0 && leastExcess === undefined) return { status: 'stopped' };
  if (leastExcess === undefined) return { status: 'unchanged', shares: noShares, remaining: excessNow };

  if (steps === 'leastExcess') return solutionOf(leastExcess);

  if ((await solveAndBound(new Map(contracts.map((id) => [contractColumn.get(id)!, 1])), 0.5)) === undefined) return { status: 'stopped' };
  const largestLoss = Math.max(...levers.map(({ loss }) => loss), 1e-9);
  const losses = new Map(levers.map(({ id, loss }) => [column.get(id)!, Math.max(0, loss) / largestLoss]));
  if ((await solveAndBound(losses, SLACK)) === undefined) return { status: 'stopped' };
  const largestTonnes = Math.max(...levers.map(({ tonnes }) => tonnes), 1e-9);
  const lastAnswer = await solve(new Map(levers.map(({ id, tonnes }) => [column.get(id)!, tonnes / largestTonnes])));
  if (lastAnswer.status !== 'optimal') return { status: 'stopped' };

  return solutionOf(lastAnswer);
};
