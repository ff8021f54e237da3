import {
  buildCureRulesInSteps,
  type CureLever,
  type CureMove,
  type CureProblem,
  committedEnd,
  createDiscountFactor,
  createSpotMarket,
  cutDamages,
  deliverySchedule,
  type ExposureRow,
  isInLimitScope,
  plannedTonnes,
} from '#engine';
import { findById } from '#shared/collections.ts';
import { isCommitted, type OfftakeContract } from '#shared/domain/contract.ts';
import { DAMAGES_SHARE } from '#shared/domain/houseDefaults.ts';
import type { ContractId, LimitId } from '#shared/domain/ids.ts';
import type { Limit } from '#shared/domain/limit.ts';
import { overrideOf } from '#shared/domain/plan.ts';
import type { Year } from '#shared/domain/time.ts';
import { yearOf } from '#shared/domain/time.ts';
import { sum, sumBy } from '#shared/math.ts';
import { contractEntry, contractValue } from '../portfolio/contractValues.ts';
import { withFutureTonnes } from '../portfolio/futureTonnes.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { applyOverride } from '../portfolio/resolver.ts';
import { expectedNpvOf } from '../simulation/expectedNpv.ts';
import { createYielder, runWithYielding, yieldIfDue } from '../yielding.ts';
import { findBreachedBy } from './breachingRows.ts';

/**
 * What a lever does: `reduce` and `raise` a signed contract within the seller's tolerance, `break` it below that, `drop` an unsigned deal
 * from the plan, `sign` a deal outside it.
 */
export type CureChangeKind = 'reduce' | 'raise' | 'break' | 'drop' | 'sign';

export type CureChange = {
  readonly kind: CureChangeKind;
  /** With the overrides of the plan. */
  readonly contract: OfftakeContract;
  /** The delivery year that changes; absent: all years after the valuation. */
  readonly year?: Year;
  /** Tonnes of the contract by year in the plan as it is, dmt. */
  readonly tonnesNow: readonly number[];
  /** Damages for the whole of the lever, present value in USD; 0 unless it breaks a contract. */
  readonly damages: number;
  readonly move: CureMove;
};

export type PreparedCure = {
  readonly problem: CureProblem;
  readonly changes: ReadonlyMap<string, CureChange>;
  /** Limits that the programme can't contain and that are only checked afterwards. */
  readonly unmodelled: readonly LimitId[];
};

/** Tonnes under this count as none, dmt. */
const NO_TONNES = 1e-6;
/** With more pairs of contract and year than this, each contract is valued once for all of its years. */
const MAX_VALUED = 120;

type Candidate = Omit<CureChange, 'damages'>;

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

/** The contract of an id with the overrides of the chosen plan, without the prepayments of facilities. */
export const contractInPlan = (book: Workbook, id: ContractId): OfftakeContract | undefined => {
  const contract = findById(book.contracts, id);
  return contract && applyOverride(contract, overrideOf(book.plan().plan, id));
};

/**
 * Lists what may change in the scope of a limit: signed contracts in the breached years, within tolerance or by breaking them, and unsigned
 * deals as a whole.
 */
const listCandidates = async (
  book: Workbook,
  limit: Limit,
  breachedYears: readonly Year[],
  mayBreak: boolean,
): Promise<readonly Candidate[]> => {
  const plan = book.plan();
  const { years, rows } = plan.exposure();
  const inPlan = Map.groupBy(rows, ({ contractId }) => contractId);
  const breachedBy = findBreachedBy(book.limits, plan.limits(), plan.exposure());
  const candidates: Candidate[] = [];
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

/** Damages per dmt that a contract is broken in a year, present value in USD: the buyer's cost of cover and a share of the price, by month. */
export const damagesPerTonne = (book: Workbook, contract: OfftakeContract, year: Year): number => {
  const plan = book.plan();
  const { portfolio } = plan;
  const entry = contractEntry(plan, contract.id);
  const product = portfolio.products.find(({ id }) => id === contract.productId);
  const months = contractValue(plan, contract.id)?.months ?? [];
  if (entry === undefined || product === undefined) return 0;
  const netSpot = createSpotMarket(portfolio, product, [{ entry, tonnes: 1 }], book.market)?.netSpot;
  const ofYear = months.filter(({ month }) => yearOf(month) === year);
  const tonnes = sumBy(ofYear, ({ nominal }) => nominal);
  if (tonnes <= 0) return 0;
  const discountFactor = createDiscountFactor(portfolio);
  const damages = sumBy(ofYear, ({ month, nominal, netPrice }) => {
    const spot = netSpot?.[month - book.valuationMonth - 1] ?? netPrice;
    return cutDamages(nominal, 0, netPrice, spot, entry.damagesShare ?? DAMAGES_SHARE) * discountFactor(month);
  });
  return damages / tonnes;
};

/** The terms of a contract in which these tonnes by year replace those of now. */
export const termsWithTonnes = (
  book: Workbook,
  contract: OfftakeContract,
  change: readonly { readonly year: Year; readonly now: number; readonly after: number }[],
  roundTonnes: (tonnesPerYear: number) => number = (tonnes) => tonnes,
): OfftakeContract['terms'] | undefined => {
  const factors = new Map(change.map(({ year, now, after }) => [year, now > 0 ? after / now : 1]));
  return withFutureTonnes(contract, book.valuationMonth, [...factors.keys()], ({ quantity }, year) => {
    const factor = factors.get(year);
    return factor === undefined ? quantity.tonnesPerYear : roundTonnes(quantity.tonnesPerYear * factor);
  });
};

/** The chosen plan after a change; undefined where it would need too many sets of terms. */
const changedPlan = (book: Workbook, { kind, contract, tonnesNow, move }: Candidate): ValuedPlan | undefined => {
  if (kind === 'drop') return book.without(contract.id);
  if (kind === 'sign') return book.withDraft(contract);
  const { years } = book.plan().exposure();
  const change = years.flatMap((year, i) =>
    move.tonnes[i] === 0 ? [] : [{ year, now: tonnesNow[i]!, after: Math.max(0, tonnesNow[i]! + move.tonnes[i]!) }],
  );
  const terms = termsWithTonnes(book, contract, change);
  return terms === undefined ? undefined : book.withDraft({ ...contract, terms });
};

/** The expected NPV that the chosen plan loses by a change, by closed formulas, USD. */
const lossOf = async (book: Workbook, npv: number, candidate: Candidate): Promise<number> => {
  const planWithChange = changedPlan(book, candidate);
  return planWithChange === undefined ? 0 : npv - (await expectedNpvOf(book, planWithChange));
};

/** The losses of candidates, USD: each valued by itself, or the years of a contract together where there are very many. */
const valueLosses = async (book: Workbook, candidates: readonly Candidate[]): Promise<readonly number[]> => {
  const pause = createYielder();
  const npv = await expectedNpvOf(book, book.plan());
  const losses: number[] = [];
  if (candidates.length <= MAX_VALUED) {
    for (const candidate of candidates) {
      await pause();
      losses.push(await lossOf(book, npv, candidate));
    }
    return losses;
  }
  const byContract = new Map<string, number>();
  for (const { kind, contract, tonnesNow, move } of candidates) {
    const key = `${kind}:${contract.id}`;
    if (!byContract.has(key)) {
      await pause();
      const sameLever = candidates.filter((leverCandidate) => leverCandidate.kind === kind && leverCandidate.contract.id === contract.id);
      const tonnes = move.tonnes.map((_, i) => sumBy(sameLever, (leverCandidate) => leverCandidate.move.tonnes[i]!));
      const combined = { kind, contract, tonnesNow, move: { ...move, tonnes } };
      byContract.set(key, (await lossOf(book, npv, combined)) / sumBy(tonnes, Math.abs));
    }
    losses.push(byContract.get(key)! * move.lever.tonnes);
  }
  return losses;
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
  const helpful = new Set<string>();
  for (const { excess, isTarget } of unfilteredRules.rules)
    if (isTarget) for (const [id, change] of excess.changes) if (change < 0) helpful.add(id);
  for (const { groups, atLeast, isTarget } of unfilteredRules.spreads) {
    if (!isTarget) continue;
    const length = Math.hypot(...groups.map(({ now }) => now));
    const slopes = new Map<string, number>();
    // the derivative of |g| - T / sqrt(atLeast)
    for (const { now, changes } of groups)
      for (const [id, change] of changes)
        slopes.set(id, (slopes.get(id) ?? 0) + change * ((length > 0 ? now / length : 0) - 1 / Math.sqrt(atLeast)));
    for (const [id, slope] of slopes) if (slope < 0) helpful.add(id);
  }
  const candidates = allCandidates.filter(({ move }) => helpful.has(move.lever.id));
  const losses = await valueLosses(book, candidates);
  const changes = candidates.map((candidate, i): CureChange => {
    const { kind, contract, year, move } = candidate;
    const damages = kind === 'break' && year !== undefined ? damagesPerTonne(book, contract, year) * move.lever.tonnes : 0;
    return { ...candidate, damages, move: { ...move, lever: { ...move.lever, loss: losses[i]! + damages } } };
  });
  const moves = changes.map(({ move }) => move);
  const { rules, spreads, unmodelled } = await rulesOf(moves);
  return {
    problem: { levers: moves.map(({ lever }) => lever), rules, spreads },
    changes: new Map(changes.map((change) => [change.move.lever.id, change])),
    unmodelled,
  };
};

/** Tonnes of a contract by year after some shares of its levers, dmt. */
export const tonnesAfter = (
  currentTonnes: readonly number[],
  leverChanges: readonly { readonly change: CureChange; readonly share: number }[],
): number[] =>
  currentTonnes.map((tonnes, i) => Math.max(0, tonnes + sum(leverChanges.map(({ change, share }) => share * change.move.tonnes[i]!))));
