import { addAmount } from '#shared/collections.ts';
import type { LimitId } from '#shared/domain/ids.ts';
import type { Limit } from '#shared/domain/limit.ts';
import { sumBy } from '#shared/math.ts';
import { isEndOfStep, type Steps } from '#shared/steps.ts';
import type { Exposure, ExposureRow } from '../diversification/exposure.ts';
import { isInLimitScope, memberOf, shareCountedBy } from '../diversification/limitCounts.ts';
import type { CureAmount, CureExcess, CureLever, CureRule, CureSpread } from './cureProblem.ts';

/** A lever with what the whole of it changes by year: tonnes (dmt) and gross payable value (USD), aligned with the exposure's years. */
export type CureMove = {
  readonly lever: CureLever;
  /** A row of its contract: its product, buyer group, ownership, rating and destinations. */
  readonly row: ExposureRow;
  readonly tonnes: readonly number[];
  readonly grossValue: readonly number[];
};

export type CureRuleInput = {
  readonly limits: readonly Limit[];
  /** The limit whose breach is cured. */
  readonly target: LimitId;
  /** The plan as it is. */
  readonly exposure: Exposure;
  /** Planned production of each product by year, dmt. */
  readonly products: readonly { readonly id: string; readonly metal: string; readonly planned: readonly number[] }[];
  readonly moves: readonly CureMove[];
};

export type CureRules = {
  readonly rules: readonly CureRule[];
  readonly spreads: readonly CureSpread[];
  /** Limits that no linear rule expresses; a cure is checked against them afterwards. */
  readonly unmodelled: readonly LimitId[];
};

/** Part of the level by which a cured limit stays within it. */
const MARGIN = 1e-7;
/** A value equal to a level within this relative precision has not crossed it. */
const TIE = 1e-9;

/** An amount less a multiple of another, which its excess shares with those of other members; what levers change may count by another factor. */
const minus = (a: CureAmount, b: CureAmount, factor: number, factorOfChanges = factor): CureExcess => ({
  now: a.now - factor * b.now,
  changes: a.changes,
  ...(b.changes.size > 0 && factor !== 0 ? { shared: { changes: b.changes, factor: factorOfChanges } } : {}),
});

const negative = ({ now, changes, shared }: CureExcess): CureExcess => ({
  now: -now,
  changes: new Map([...changes].map(([id, change]) => [id, -change])),
  ...(shared && { shared: { changes: shared.changes, factor: -shared.factor } }),
});

/**
 * Converts limits to the rules of a cure, one for every year (and member) of a limit, as functions of the levers: counted - level x
 * denominator at or below zero. A limit that is broken in a year, other than the one to cure, is kept at its value in that year. Planned
 * production bounds the tonnes of each product, or today's tonnes where these exceed it.
 */
export function* buildCureRulesInSteps({ limits, target, exposure: { years, rows }, products, moves }: CureRuleInput): Steps<CureRules> {
  const rules: CureRule[] = [];
  const spreads: CureSpread[] = [];
  const unmodelledLimits: LimitId[] = [];
  const amountOf = (
    year: number,
    isByValue: boolean,
    share: (row: ExposureRow) => number,
    isCounted: (row: ExposureRow) => boolean,
    countedRows = rows,
    countedMoves = moves,
  ): CureAmount => {
    const amount = ({ tonnes, grossValue }: Pick<ExposureRow, 'tonnes' | 'grossValue'>) => (isByValue ? grossValue : tonnes)[year] ?? 0;
    const changes = new Map<string, number>();
    for (const move of countedMoves) {
      const change = isCounted(move.row) ? share(move.row) * amount(move) : 0;
      if (change !== 0) changes.set(move.lever.id, change);
    }
    return { now: sumBy(countedRows, (row) => (isCounted(row) ? share(row) * amount(row) : 0)), changes };
  };
  const wholeShare = () => 1;

  for (const { id, planned } of products) {
    for (const [i, year] of years.entries()) {
      const soldAmount = amountOf(i, false, wholeShare, ({ members }) => members.product === id);
      yield;
      if (soldAmount.changes.size === 0) continue;
      const excess = { now: soldAmount.now - planned[i]!, changes: soldAmount.changes };
      rules.push({ source: `production:${id}`, year, excess, margin: 0, isTarget: false });
    }
  }
  for (const limit of limits) {
    const isTarget = limit.id === target;
    const isMost = limit.direction === 'atMost';
    const inScope = (row: ExposureRow) => isInLimitScope(limit, row);
    const share = shareCountedBy(limit);
    const isByValue = limit.denominator === 'valueSold';
    if (limit.measure.kind === 'effectiveNumber' && isMost) {
      unmodelledLimits.push(limit.id);
      continue;
    }
    // by member once: a plan has thousands of contracts, each of which a limit on the largest one compares
    const rowsByMember = Map.groupBy(rows.filter(inScope), (row) => memberOf(limit, row));
    const movesByMember = Map.groupBy(
      moves.filter(({ row }) => inScope(row)),
      ({ row }) => memberOf(limit, row),
    );
    const members = new Set([...rowsByMember.keys(), ...movesByMember.keys()]);
    for (const [i, year] of years.entries()) {
      if (year < limit.from || year > limit.to) continue;
      yield;
      const soldAmount = amountOf(i, isByValue, wholeShare, inScope);
      const plannedInScope = sumBy(products, ({ id, metal, planned: plannedTonnes }) =>
        (limit.metal ?? metal) === metal && (limit.productId ?? id) === id ? plannedTonnes[i]! : 0,
      );
      const denominator: CureAmount = limit.denominator === 'plannedProduction' ? { now: plannedInScope, changes: new Map() } : soldAmount;
      const groups = function* (): Steps<readonly CureAmount[]> {
        const amounts: CureAmount[] = [];
        for (const member of members) {
          if (isEndOfStep(amounts.length)) yield;
          amounts.push(amountOf(i, isByValue, wholeShare, () => true, rowsByMember.get(member) ?? [], movesByMember.get(member) ?? []));
        }
        return amounts;
      };
      if (limit.measure.kind === 'effectiveNumber') {
        if (soldAmount.now <= 0) continue;
        const amounts = yield* groups();
        const squares = sumBy(amounts, ({ now }) => now ** 2);
        const currentNumber = squares > 0 ? soldAmount.now ** 2 / squares : 0;
        const isBroken = currentNumber < limit.breach * (1 - TIE);
        const atLeast = isBroken && !isTarget ? currentNumber : limit.breach;
        spreads.push({ source: limit.id, year, groups: amounts, atLeast, isTarget: isTarget && isBroken });
        continue;
      }
      if (denominator.now <= 0) continue;
      const countedAmounts = share === undefined ? yield* groups() : [amountOf(i, isByValue, share, inScope)];
      if (countedAmounts.length === 0) continue;
      const value = Math.max(...countedAmounts.map(({ now }) => now)) / denominator.now;
      const isBroken = isMost ? value > limit.breach * (1 + TIE) : value < limit.breach * (1 - TIE);
      const level = isBroken && !isTarget ? value : limit.breach;
      const anyOf = !isMost && countedAmounts.length > 1 ? { anyOf: `${limit.id}@${year}` } : {};
      const marginPart = isBroken && !isTarget ? 0 : MARGIN;
      // the margin of a limit that is kept shrinks with its denominator, so that a plan without tonnes keeps it
      const factorOfChanges = isTarget ? level : level * (isMost ? 1 - marginPart : 1 + marginPart);
      const smallestDenominator = denominator.now - sumBy([...denominator.changes.values()], (change) => Math.max(0, -change));
      for (const amount of countedAmounts) {
        // no levers bring it above the level: a rule for each of thousands of contracts would name all levers
        const largestAmount = amount.now + sumBy([...amount.changes.values()], (change) => Math.max(0, change));
        if (isMost && !isTarget && largestAmount < level * smallestDenominator * (1 - MARGIN) - MARGIN * denominator.now * level) continue;
        const aboveLevel = minus(amount, denominator, level, factorOfChanges);
        rules.push({
          source: limit.id,
          year,
          excess: isMost ? aboveLevel : negative(aboveLevel),
          margin: marginPart * level * denominator.now,
          isTarget: isTarget && isBroken,
          ...anyOf,
        });
        yield;
      }
    }
  }
  return { rules, spreads, unmodelled: unmodelledLimits };
}

/** Finds the levers that bring the limit nearer to its level in a year: of the others a cure has no use. */
export const findHelpfulLevers = ({ rules, spreads }: Pick<CureRules, 'rules' | 'spreads'>): ReadonlySet<string> => {
  const helpful = new Set<string>();
  const targetRules = rules.filter(({ isTarget }) => isTarget);
  for (const [sharedChanges, sharingRules] of Map.groupBy(targetRules, ({ excess }) => excess.shared?.changes)) {
    // of a lever that only the shared amount counts in a rule, the change is that of the shared amount
    const ownChanges = new Map<string, number>();
    const factor = sharingRules[0]!.excess.shared?.factor ?? 0;
    for (const { excess } of sharingRules) {
      for (const [id, change] of excess.changes) {
        addAmount(ownChanges, id, 1);
        if (change - factor * (sharedChanges?.get(id) ?? 0) < 0) helpful.add(id);
      }
    }
    for (const [id, change] of sharedChanges ?? [])
      if (-factor * change < 0 && (ownChanges.get(id) ?? 0) < sharingRules.length) helpful.add(id);
  }
  for (const { groups, atLeast, isTarget } of spreads) {
    if (!isTarget) continue;
    const length = Math.hypot(...groups.map(({ now }) => now));
    const slopes = new Map<string, number>();
    // the derivative of |g| - T / sqrt(atLeast)
    for (const { now, changes } of groups)
      for (const [id, change] of changes) addAmount(slopes, id, change * ((length > 0 ? now / length : 0) - 1 / Math.sqrt(atLeast)));
    for (const [id, slope] of slopes) if (slope < 0) helpful.add(id);
  }
  return helpful;
};
