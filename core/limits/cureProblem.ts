import {
  buildCureRulesInSteps,
  type CureLever,
  type CureMove,
  type CureProblem,
  committedEnd,
  createDiscountFactor,
  deliverySchedule,
  type ExposureRow,
  findHelpfulLevers,
  isInLimitScope,
  plannedTonnes,
} from '#engine';
import { isCommitted, type OfftakeContract } from '#shared/domain/contract.ts';
import type { LimitId } from '#shared/domain/ids.ts';
import type { Limit } from '#shared/domain/limit.ts';
import type { Year } from '#shared/domain/time.ts';
import { yearOf } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import { findBreachedBy } from './breachingRows.ts';
import { type CureCandidate, type CureChange, type CureChangeKind, contractInPlan } from './cureChanges.ts';
import { prepareDamages, valueLosses } from './cureLosses.ts';

export type PreparedCure = {
  readonly problem: CureProblem;
  readonly changes: ReadonlyMap<string, CureChange>;
  /** Limits that the programme can't contain and that are only checked afterwards. */
  readonly unmodelled: readonly LimitId[];
};

/** Tonnes under this count as none, dmt. */
const NO_TONNES = 1e-6;

/** Tonnes by year after the valuation: agreed, and what the seller's tolerance permits at least and at most, dmt. */
const agreedTonnes = (book: Workbook, contract: OfftakeContract, years: readonly Year[]) => {
  const permittedMinimum = years.map(() => 0);
  const permittedMaximum = years.map(() => 0);
  const end = committedEnd(contract, book.valuationMonth);
  for (const { month, nominal, terms } of deliverySchedule(contract, book.valuationMonth + 1, book.lastMonth, end)) {
    const i = yearOf(month) - years[0]!;
    const { tolerance, toleranceOption } = terms.quantity;
    const swing = toleranceOption === 'seller' ? tolerance : 0;
    permittedMinimum[i]! += nominal * (1 - swing);
    permittedMaximum[i]! += nominal * (1 + swing);
  }
  return { least: permittedMinimum, most: permittedMaximum };
};

const tonnesOf = (rows: readonly ExposureRow[], years: readonly Year[]): readonly number[] =>
  years.map((_, i) => sumBy(rows, ({ tonnes }) => tonnes[i]!));

/**
 * Lists what may change in the scope of a limit: signed contracts in the breached years, within tolerance or by breaking them, and unsigned
 * deals as a whole.
 */
const listCandidates = async (
  book: Workbook,
  limit: Limit,
  breachedYears: readonly Year[],
  mayBreak: boolean,
): Promise<readonly CureCandidate[]> => {
  const plan = book.plan();
  const { years, rows } = plan.exposure();
  const inPlan = Map.groupBy(rows, ({ contractId }) => contractId);
  const breachedBy = await runWithYielding(findBreachedBy(book.limits, plan.limits(), plan.exposure()));
  const candidates: CureCandidate[] = [];
  const add = (
    kind: CureChangeKind,
    contract: OfftakeContract,
    contractRows: readonly ExposureRow[],
    delta: readonly number[],
    tonnesNow: readonly number[],
    year?: Year,
  ): void => {
    const tonnes = sumBy(delta, Math.abs);
    if (tonnes <= NO_TONNES) return;
    const contractTonnes = tonnesOf(contractRows, years);
    const grossValue = delta.map((change, i) => {
      const value = sumBy(contractRows, (row) => row.grossValue[i]!);
      return contractTonnes[i]! > 0 ? (change * value) / contractTonnes[i]! : 0;
    });
    const lever: CureLever = {
      id: `${kind}:${contract.id}${year === undefined ? '' : `@${year}`}`,
      contractId: contract.id,
      loss: 0,
      tonnes,
    };
    candidates.push({
      kind,
      contract,
      tonnesNow,
      ...(year === undefined ? {} : { year }),
      move: { lever, row: contractRows[0]!, tonnes: delta, grossValue },
    });
  };
  for (const agreedContract of book.contracts) {
    await yieldIfDue();
    const contractRows = inPlan.get(agreedContract.id);
    if (contractRows === undefined || !contractRows.some((row) => isInLimitScope(limit, row))) continue;
    const contract = contractInPlan(book, agreedContract.id);
    if (contract === undefined) continue;
    const tonnesNow = tonnesOf(contractRows, years);
    if (!isCommitted(agreedContract.status)) {
      add(
        'drop',
        contract,
        contractRows,
        tonnesNow.map((tonnes) => -tonnes),
        tonnesNow,
      );
      continue;
    }
    const { least: permittedMinimum, most } = agreedTonnes(book, agreedContract, years);
    const mayGrow = contractRows.every((row) => breachedBy(row) === undefined);
    for (const year of breachedYears) {
      const i = years.indexOf(year);
      const inYear = (change: number) => years.map((_, k) => (k === i ? change : 0));
      const reducedTonnes = Math.min(tonnesNow[i]!, Math.max(0, tonnesNow[i]! - permittedMinimum[i]!));
      add('reduce', contract, contractRows, inYear(-reducedTonnes), tonnesNow, year);
      if (mayBreak) add('break', contract, contractRows, inYear(reducedTonnes - tonnesNow[i]!), tonnesNow, year);
      if (mayGrow && tonnesNow[i]! > 0)
        add('raise', contract, contractRows, inYear(Math.max(0, most[i]! - tonnesNow[i]!)), tonnesNow, year);
    }
  }
  await runWithYielding(book.everyDeal().inSteps.exposure());
  const rowsOutsidePlan = Map.groupBy(
    book
      .everyDeal()
      .exposure()
      .rows.filter((row) => !inPlan.has(row.contractId) && isInLimitScope(limit, row)),
    ({ contractId }) => contractId,
  );
  const noTonnes = years.map(() => 0);
  for (const [id, contractRows] of rowsOutsidePlan) {
    await yieldIfDue();
    const contract = contractInPlan(book, id);
    if (contract === undefined || contractRows.some((row) => breachedBy(row) !== undefined)) continue;
    add('sign', contract, contractRows, tonnesOf(contractRows, years), noTonnes);
  }
  return candidates;
};

/**
 * Builds the programme that cures a limit of the chosen plan. Only levers that bring the limit nearer to its level take part, so that other
 * products and contracts stay as they are. A lever's loss is the expected NPV that the plan loses by it, by closed formulas,
 * and the damages.
 */
export const prepareCure = async (book: Workbook, limit: Limit, mayBreak: boolean): Promise<PreparedCure> => {
  const plan = book.plan();
  const exposure = plan.exposure();
  const measuredLimit = plan.limits().find(({ limitId }) => limitId === limit.id);
  const breachedYears = (measuredLimit?.years ?? []).filter(({ state }) => state === 'breached').map(({ year }) => year);
  const products = plan.portfolio.products.map((product) => ({
    id: product.id,
    metal: product.metal,
    planned: plannedTonnes(plan.portfolio, product, exposure.years),
  }));
  const rulesOf = (moves: readonly CureMove[]) =>
    runWithYielding(buildCureRulesInSteps({ limits: book.limits, target: limit.id, exposure, products, moves }));
  const allCandidates = await listCandidates(book, limit, breachedYears, mayBreak);
  const unfilteredRules = await rulesOf(allCandidates.map(({ move }) => move));
  const helpful = findHelpfulLevers(unfilteredRules);
  const candidates = allCandidates.filter(({ move }) => helpful.has(move.lever.id));
  const losses = await valueLosses(book, candidates);
  const damagesPerTonne = await prepareDamages(book, createDiscountFactor(book.plan().portfolio));
  const changes: CureChange[] = [];
  for (const [i, candidate] of candidates.entries()) {
    await yieldIfDue();
    const { kind, contract, year, move } = candidate;
    const damages = kind === 'break' && year !== undefined ? damagesPerTonne(contract, year) * move.lever.tonnes : 0;
    changes.push({ ...candidate, damages, move: { ...move, lever: { ...move.lever, loss: losses[i]! + damages } } });
  }
  const moves = changes.map(({ move }) => move);
  const { rules, spreads, unmodelled } = await rulesOf(moves);
  return {
    problem: { levers: moves.map(({ lever }) => lever), rules, spreads },
    changes: new Map(changes.map((change) => [change.move.lever.id, change])),
    unmodelled,
  };
};
