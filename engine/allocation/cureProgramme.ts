import type { ModelRow, SolveLimits, Solver, SolverAnswer } from '#shared/domain/allocation.ts';
import { sum, sumBy } from '#shared/math.ts';
import { memoize } from '#shared/memoize.ts';
import {
  type CureAmount,
  type CureExcess,
  type CureLever,
  type CureProblem,
  type CureRule,
  type CureSpread,
  changesOfExcess,
  cureAmountAt,
} from './cureProblem.ts';
import { formatModel, type ModelColumn } from './solverModel.ts';

/** The unit of an excess is at least this share of the largest change of a rule. */
const LEAST_UNIT = 1e-5;
/** The unit of an excess is at most so many margins: what the solver and later steps miss of a unit is a small part of a margin. */
const MARGINS_OF_UNIT = 1e6;
/** Part of the amounts by which a spread may be missed. */
const SPREAD_TOLERANCE = 1e-9;
/** By what share of its largest change a rule may be missed, but not by half its margin; above the solver's tolerance. */
const RULE_TOLERANCE = 1e-8;
/** By what share a cut exceeds the level, so that the intersection of cuts meets it. */
const CUT_MARGIN = 1e-7;
const MAX_CUT_ROUNDS = 60;
const SCALE_HALVINGS = 16;
/** From so many rules on, an amount that they share has a column. */
const MANY_RULES = 40;

/** Terms of an amount by lever, without its constant. */
const combine = (amounts: readonly { readonly amount: CureAmount; readonly weight: number }[]): CureAmount => {
  const changes = new Map<string, number>();
  for (const { amount, weight } of amounts)
    for (const [id, change] of amount.changes) changes.set(id, (changes.get(id) ?? 0) + weight * change);
  return { now: sumBy(amounts, ({ amount, weight }) => weight * amount.now), changes };
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

/** What the cuts of a spread add to its level. */
const spreadMargin = ({ groups, atLeast }: CureSpread): number => (CUT_MARGIN / 2) * (sumBy(groups, ({ now }) => now) / Math.sqrt(atLeast));

type Row = ModelRow;

/** Divides a row by an amount, by default its largest weight, so that the solver's tolerance is a share of it. */
const scaleRow = ({ terms, relation, right }: Row, by = Math.max(...[...terms.values()].map(Math.abs), 0)): Row => {
  if (by === 0) return { terms, relation, right };
  return { terms: new Map([...terms].map(([name, weight]) => [name, weight / by])), relation, right: right / by };
};

const NO_SHARES: ReadonlyMap<string, number> = new Map();

/** Weights of columns in what is minimised. */
export type CureObjective = ReadonlyMap<string, number>;

/** How a programme is solved. */
export type CureSolve = {
  /** Whether a contract counts in part as far as it is changed, counts as a whole, or is not counted. */
  readonly contracts: 'inPart' | 'asWhole' | 'uncounted';
  /** The contracts that may change; by default all. */
  readonly only?: ReadonlySet<string>;
  /** The time of all its solves. */
  readonly limits?: SolveLimits;
};

/**
 * The programme of a cure: a column for each lever, contract and year of the breach, and rows of the rules. Rules that are met become rows once
 * a solution breaks them, and spreads become cuts.
 */
export type CureProgramme = {
  readonly contracts: readonly string[];
  /** What remains of the breach in all years, the contracts changed, the NPV lost and the tonnes changed. */
  readonly objectives: Readonly<Record<'remaining' | 'contracts' | 'losses' | 'tonnes', CureObjective>>;
  /** The name of the column of a contract. */
  readonly columnOf: (contract: string) => string;
  /** The name of the column of the excess that is left in a year of the breach, in its unit. */
  readonly remainingColumnOf: (year: number) => string;
  /** Minimises an objective, adding the rules and cuts that a solution breaks until it breaks none. */
  readonly solve: (objective: CureObjective, how: CureSolve) => Promise<SolverAnswer>;
  /** Fixes in later solves which of several rules holds: that which all levers bring nearest to its level. Returns whether there are any. */
  readonly fixChoices: () => boolean;
  /** Makes each lever of a year whole in later solves where its excess is none only with all of them. */
  readonly fixNeededLevers: (year: number) => void;
  /** Bounds an objective in later solves. */
  readonly bound: (objective: CureObjective, maximum: number) => void;
  readonly sharesOf: (answer: SolverAnswer) => ReadonlyMap<string, number>;
  /** The excess that is left in each year of the breach, and in the plan as it is. */
  readonly remainingOf: (answer: SolverAnswer) => ReadonlyMap<number, number>;
  readonly excessNow: ReadonlyMap<number, number>;
  /** The amount that counts as one of the excess of each year. */
  readonly unitOf: ReadonlyMap<number, number>;
  /** The least margin that the excess of each year includes: with so much left, the plan is at the level. 0 without a margin. */
  readonly marginOf: ReadonlyMap<number, number>;
  /** The largest share of a lever of each contract. */
  readonly sharesByContract: (answer: SolverAnswer) => ReadonlyMap<string, number>;
  /** The unit of the NPV lost, USD. */
  readonly largestLoss: number;
};

export const createCureProgramme = ({ levers, rules, spreads }: CureProblem, solver: Solver): CureProgramme => {
  const column = new Map(levers.map(({ id }, i) => [id, `u${i}`]));
  const contracts = [...new Set(levers.map(({ contractId }) => contractId))];
  const contractColumn = new Map(contracts.map((id, i) => [id, `z${i}`]));
  const targetYears = [...new Set([...rules, ...spreads].filter(({ isTarget }) => isTarget).map(({ year }) => year))];
  const remainingColumn = new Map(targetYears.map((year, i) => [year, `s${i}`]));
  /** The excess of each year of the breach as the plan is: the largest of its rules; the smallest where one of them is enough. */
  const excessNow = new Map(
    targetYears.map((year) => {
      const targetRules = rules.filter((rule) => rule.isTarget && rule.year === year);
      const alternatives = targetRules.filter(({ anyOf }) => anyOf !== undefined).map(({ excess, margin }) => excess.now + margin);
      const excesses = targetRules.filter(({ anyOf }) => anyOf === undefined).map(({ excess, margin }) => excess.now + margin);
      const ofSpreads = spreads
        .filter((spread) => spread.isTarget && spread.year === year)
        .map((spread) => spreadExcess(spread, NO_SHARES));
      return [year, Math.max(0, ...excesses, ...ofSpreads, ...(alternatives.length > 0 ? [Math.min(...alternatives)] : []))] as const;
    }),
  );
  /** Met as the plan is: each becomes a row once a solution breaks it, because most of thousands hold at any cure. */
  const metRules = new Set(
    rules.filter(({ isTarget, anyOf, excess, margin }) => anyOf === undefined && !(isTarget && excess.now + margin > 0)),
  );
  const rowRules = rules.filter((rule) => !metRules.has(rule));
  const marginOf = new Map(
    targetYears.map((year) => {
      const isOfYear = (source: CureRule | CureSpread) => source.isTarget && source.year === year;
      const margins = [...rules.filter(isOfYear).map(({ margin }) => margin), ...spreads.filter(isOfYear).map(spreadMargin)];
      const leastMargin = margins.filter((margin) => margin > 0).reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
      return [year, leastMargin === Number.POSITIVE_INFINITY ? 0 : leastMargin] as const;
    }),
  );
  /**
   * The excess of a year is measured in units of what it is, so that it is of the size of other columns; of less where the level is far below
   * it, so that what the solver misses of a unit is within the margin.
   */
  const unitOf = new Map(
    targetYears.map((year) => {
      const targetRules = rowRules.filter((rule) => rule.isTarget && rule.year === year);
      const mostUnit = MARGINS_OF_UNIT * (marginOf.get(year)! || Number.POSITIVE_INFINITY);
      const largestChange = largestOf(targetRules.map(({ excess }) => largestOf(changesOfExcess(excess).values())));
      return [year, Math.max(Math.min(excessNow.get(year)!, mostUnit), LEAST_UNIT * largestChange, 1e-9)] as const;
    }),
  );
  const largestUnit = largestOf(unitOf.values());

  const termsOf = (changes: CureAmount['changes']): Map<string, number> =>
    new Map([...changes].flatMap(([id, change]) => (column.has(id) && change !== 0 ? [[column.get(id)!, change] as const] : [])));
  const alternatives = [...Map.groupBy(rules, ({ anyOf }) => anyOf ?? '')].filter(([name]) => name !== '');
  const choiceColumn = new Map(
    alternatives.flatMap(([, alternativeRules], a) => alternativeRules.map((rule, i) => [rule, `w${a}_${i}`] as const)),
  );
  /** By how much an excess may grow: a rule that is broken, or met by less than the margin, is not made worse. */
  const mostIncrease = ({ excess, margin }: CureRule): number => Math.max(0, -excess.now - margin);
  /** Columns of amounts that many rules share, in units of their largest change: a row of each rule with all levers would be thousands of terms. */
  const sharedColumns = new Map(
    [...Map.groupBy(rules, ({ excess }) => excess.shared?.changes)].flatMap(([changes, sharingRules], i) =>
      changes === undefined || sharingRules.length < MANY_RULES
        ? []
        : [[changes, { name: `d${i}`, unit: largestOf(changes.values()) }] as const],
    ),
  );
  const rowOf = (rule: CureRule): Row => {
    const { excess, margin, isTarget, year } = rule;
    const sharedColumn = excess.shared && sharedColumns.get(excess.shared.changes);
    const changes = changesOfExcess(excess);
    const terms = termsOf(sharedColumn ? excess.changes : changes);
    if (sharedColumn) terms.set(sharedColumn.name, -excess.shared!.factor * sharedColumn.unit);
    const choice = choiceColumn.get(rule);
    if (isTarget) terms.set(remainingColumn.get(year)!, -unitOf.get(year)!);
    let right = isTarget || choice !== undefined ? -excess.now - margin : mostIncrease(rule);
    // one of several rules needs not hold by itself
    if (choice !== undefined) {
      const largestExcess = Math.max(0, excess.now + margin + sumBy([...changes.values()], (change) => Math.max(0, change)));
      terms.set(choice, largestExcess);
      right += largestExcess;
    }
    return scaleRow({ terms, relation: '<=', right }, isTarget ? unitOf.get(year) : undefined);
  };
  const choiceRows = alternatives.map(([, alternativeRules]): Row => {
    const holds = alternativeRules.some(({ isTarget, excess }) => isTarget || excess.now <= 0);
    return { terms: new Map(alternativeRules.map((rule) => [choiceColumn.get(rule)!, 1])), relation: '>=', right: holds ? 1 : 0 };
  });
  const sharedRows = [...sharedColumns].map(
    ([changes, { name, unit: sharedUnit }]): Row => ({
      terms: new Map([...termsOf(new Map([...changes].map(([id, change]) => [id, change / sharedUnit]))), [name, -1]]),
      relation: '=',
      right: 0,
    }),
  );
  const rows: Row[] = [...sharedRows, ...rowRules.map(rowOf), ...choiceRows];
  const leverRows = levers.map(({ id, contractId }) => ({
    contractId,
    row: {
      terms: new Map([
        [column.get(id)!, 1],
        [contractColumn.get(contractId)!, -1],
      ]),
      relation: '<=',
      right: 0,
    } satisfies Row,
  }));
  const commonColumns: readonly ModelColumn[] = [
    ...targetYears.map((year) => ({ name: remainingColumn.get(year)!, low: 0, high: excessNow.get(year)! / unitOf.get(year)! })),
    ...[...sharedColumns.values()].map(({ name }) => ({ name, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY })),
  ];
  const wholeLevers = new Set<string>();
  let choiceColumns: readonly ModelColumn[] = [...choiceColumn.values()].map((name) => ({ name, low: 0, high: 1, isInteger: true }));
  const formatProgramme = (objective: CureObjective, { contracts: counting, only }: CureSolve): string => {
    const isIncluded = (id: string) => only?.has(id) ?? true;
    const isCounted = counting !== 'uncounted';
    const columns: readonly ModelColumn[] = [
      ...levers.flatMap(({ id, contractId }) =>
        isIncluded(contractId) ? [{ name: column.get(id)!, low: wholeLevers.has(id) ? 1 : 0, high: 1 }] : [],
      ),
      ...(isCounted ? contracts.filter(isIncluded) : []).map((id) => ({
        name: contractColumn.get(id)!,
        low: 0,
        high: 1,
        isInteger: counting === 'asWhole',
      })),
      ...choiceColumns,
      ...commonColumns,
    ];
    const links = isCounted ? leverRows.filter(({ contractId }) => isIncluded(contractId)).map(({ row }) => row) : [];
    if ((only === undefined || only.size === contracts.length) && isCounted)
      return formatModel({ linear: objective, rows: [...rows, ...links], columns });
    const names = new Set(columns.map(({ name }) => name));
    const withColumns = (terms: ReadonlyMap<string, number>) => new Map([...terms].filter(([name]) => names.has(name)));
    const reducedRows = rows.map((row) => ({ ...row, terms: withColumns(row.terms) }));
    return formatModel({ linear: withColumns(objective), rows: [...reducedRows, ...links], columns });
  };
  const sharesOf = ({ columns: values }: SolverAnswer): ReadonlyMap<string, number> =>
    new Map(levers.map(({ id }) => [id, Math.min(1, Math.max(0, values[column.get(id)!] ?? 0))]));

  const remainingIn = ({ columns: values }: SolverAnswer, year: number): number =>
    (values[remainingColumn.get(year)!] ?? 0) * unitOf.get(year)!;

  /** The rules among `metRules` that a solution breaks. */
  const findBrokenRules = (answer: SolverAnswer, shares: ReadonlyMap<string, number>): readonly CureRule[] => {
    const excessAt = createExcessAt(new Map([...shares].filter(([, share]) => share > 0)));
    return [...metRules].filter((rule) => {
      const { excess, margin, isTarget, year } = rule;
      const mostExcess = isTarget ? remainingIn(answer, year) - margin : excess.now + mostIncrease(rule);
      const overrun = excessAt(excess) - mostExcess;
      if (overrun <= 0) return false;
      const tolerance = RULE_TOLERANCE * (isTarget ? unitOf.get(year)! : largestOf(changesOfExcess(excess).values()));
      return overrun > (margin > 0 ? Math.min(tolerance, margin / 2) : tolerance);
    });
  };
  const findViolatedSpreads = (answer: SolverAnswer, shares: ReadonlyMap<string, number>): readonly CureSpread[] =>
    spreads.filter((spread) => {
      const allowedExcess = spread.isTarget ? remainingIn(answer, spread.year) : Math.max(0, spreadExcess(spread, NO_SHARES));
      const total = sumBy(spread.groups, ({ now }) => Math.abs(now));
      return spreadExcess(spread, shares) > allowedExcess + SPREAD_TOLERANCE * total;
    });
  const cutRow = (spread: CureSpread, shares: ReadonlyMap<string, number>): Row => {
    const cut = spreadCut(spread, shares);
    const terms = termsOf(cut.changes);
    if (spread.isTarget) terms.set(remainingColumn.get(spread.year)!, -unitOf.get(spread.year)!);
    const right = spread.isTarget ? -cut.now : Math.max(0, spreadExcess(spread, NO_SHARES)) - cut.now;
    return scaleRow({ terms, relation: '<=', right }, spread.isTarget ? unitOf.get(spread.year) : undefined);
  };
  /** As much of a solution whose cuts are not done yet as keeps every rule: none of it does, and the rules are convex. */
  const scaleBack = ({ columns: values, duals }: SolverAnswer, shares: ReadonlyMap<string, number>): SolverAnswer => {
    const scaled = (part: number): SolverAnswer => {
      const scaledShares = new Map([...shares].map(([id, share]) => [id, part * share]));
      const columns = Object.fromEntries([...scaledShares].map(([id, share]) => [column.get(id)!, share]));
      for (const year of targetYears) {
        const name = remainingColumn.get(year)!;
        const unit = unitOf.get(year)!;
        const ofSpreads = spreads
          .filter((spread) => spread.isTarget && spread.year === year)
          .map((spread) => spreadExcess(spread, scaledShares));
        columns[name] = Math.max(
          part * (values[name] ?? 0) + (1 - part) * (excessNow.get(year)! / unit),
          ...ofSpreads.map((excess) => excess / unit),
        );
      }
      return { status: 'limited', columns, duals };
    };
    let keptPart = 0;
    let brokenPart = 1;
    for (let halving = 0; halving < SCALE_HALVINGS; halving++) {
      const part = halving === 0 ? 1 : (keptPart + brokenPart) / 2;
      const answer = scaled(part);
      const scaledShares = sharesOf(answer);
      const isKept = findBrokenRules(answer, scaledShares).length === 0 && findViolatedSpreads(answer, scaledShares).length === 0;
      if (isKept) keptPart = part;
      else brokenPart = part;
      if (keptPart === brokenPart) break;
    }
    return scaled(keptPart);
  };
  const solve = async (objective: CureObjective, how: CureSolve): Promise<SolverAnswer> => {
    let seconds = how.limits?.seconds ?? Number.POSITIVE_INFINITY;
    for (let round = 0; ; round++) {
      const model = solver(formatProgramme(objective, how), how.limits && { ...how.limits, seconds });
      const answer = await model.solve();
      model.close();
      seconds -= answer.seconds ?? 0;
      if (answer.status !== 'optimal' && answer.status !== 'limited') return answer;
      const shares = sharesOf(answer);
      const violated = findViolatedSpreads(answer, shares);
      const brokenRules = findBrokenRules(answer, shares);
      if (violated.length === 0 && brokenRules.length === 0) return answer;
      for (const rule of brokenRules) {
        metRules.delete(rule);
        rows.push(rowOf(rule));
      }
      rows.push(...violated.map((spread) => cutRow(spread, shares)));
      if (round + 1 < MAX_CUT_ROUNDS && seconds > 0) continue;
      return how.contracts === 'uncounted' ? scaleBack(answer, shares) : { status: 'stopped', columns: {}, duals: [] };
    }
  };
  const largestLoss = Math.max(...levers.map(({ loss }) => loss), 1e-9);
  const largestTonnes = Math.max(...levers.map(({ tonnes }) => tonnes), 1e-9);
  const perLever = (amount: (lever: CureLever) => number) => new Map(levers.map((lever) => [column.get(lever.id)!, amount(lever)]));
  return {
    contracts,
    objectives: {
      remaining: new Map(targetYears.map((year) => [remainingColumn.get(year)!, unitOf.get(year)! / largestUnit])),
      contracts: new Map(contracts.map((id) => [contractColumn.get(id)!, 1])),
      losses: perLever(({ loss }) => Math.max(0, loss) / largestLoss),
      tonnes: perLever(({ tonnes }) => tonnes / largestTonnes),
    },
    columnOf: (contract) => contractColumn.get(contract)!,
    remainingColumnOf: (year) => remainingColumn.get(year)!,
    solve,
    fixChoices: () => {
      const heldRules = new Set<string>(
        alternatives.map(([, alternativeRules]) => {
          // a rule that is kept today stays possible without a change
          const nearest = (rule: CureRule) =>
            rule.excess.now <= 0
              ? Number.NEGATIVE_INFINITY
              : rule.excess.now + sumBy([...changesOfExcess(rule.excess).values()], (change) => Math.min(0, change));
          const nearestExcess = new Map(alternativeRules.map((rule) => [choiceColumn.get(rule)!, nearest(rule)]));
          return [...nearestExcess.keys()].reduce((a, b) => (nearestExcess.get(b)! < nearestExcess.get(a)! ? b : a));
        }),
      );
      choiceColumns = choiceColumns.map(({ name }) => ({ name, low: heldRules.has(name) ? 1 : 0, high: heldRules.has(name) ? 1 : 0 }));
      return heldRules.size > 0;
    },
    fixNeededLevers: (year) => {
      for (const { excess, margin, isTarget, anyOf, year: ruleYear } of rules) {
        if (!isTarget || anyOf !== undefined || ruleYear !== year) continue;
        const reductions = [...changesOfExcess(excess)].filter(([, change]) => change < 0);
        if (excess.now + margin + sumBy(reductions, ([, change]) => change) < -RULE_TOLERANCE * unitOf.get(year)!) continue;
        for (const [id] of reductions) wholeLevers.add(id);
      }
    },
    bound: (terms, maximum) => void rows.push({ terms, relation: '<=', right: maximum }),
    sharesOf,
    remainingOf: (answer) => new Map(targetYears.map((year) => [year, remainingIn(answer, year)])),
    excessNow,
    unitOf,
    marginOf,
    sharesByContract: (answer) => {
      const shares = new Map<string, number>();
      for (const { id, contractId } of levers)
        shares.set(contractId, Math.max(shares.get(contractId) ?? 0, answer.columns[column.get(id)!] ?? 0));
      return shares;
    },
    largestLoss,
  };
};
