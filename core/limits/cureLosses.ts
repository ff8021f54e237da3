import {
  type ContractValue,
  createDeliveryValues,
  createDiscountFactor,
  createSpotAlternativeInSteps,
  cutDamages,
  type SpotAlternative,
} from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { DAMAGES_SHARE } from '#shared/domain/houseDefaults.ts';
import type { ProductId } from '#shared/domain/ids.ts';
import type { Month, Year } from '#shared/domain/time.ts';
import { yearOf } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { contractEntry, contractValue } from '../portfolio/contractValues.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { expectedNpvOf } from '../simulation/expectedNpv.ts';
import { getPriceProcesses } from '../simulation/processes.ts';
import { createYielder, runWithYielding, yieldIfDue } from '../yielding.ts';
import { type CureCandidate, termsWithTonnes } from './cureChanges.ts';

/** Up to this number of changes the plan is valued with each; the losses of more are estimated. */
const MAX_VALUED = 120;

/** The spot sales of each product beside the contracts of a plan, by plan. */
const spotAlternatives = new WeakMap<ValuedPlan, ReadonlyMap<ProductId, SpotAlternative>>();

/** Computes the spot sales of each product beside the contracts of the chosen plan. */
const prepareSpotAlternatives = async (book: Workbook): Promise<ReadonlyMap<ProductId, SpotAlternative>> => {
  const plan = book.plan();
  const cached = spotAlternatives.get(plan);
  if (cached !== undefined) return cached;
  const { portfolio, value } = plan;
  const byProduct = new Map<ProductId, SpotAlternative>();
  for (const product of portfolio.products) {
    const alternative = await runWithYielding(createSpotAlternativeInSteps(portfolio, product, value, book.market));
    if (alternative !== undefined) byProduct.set(product.id, alternative);
  }
  spotAlternatives.set(plan, byProduct);
  return byProduct;
};

type DamagesPerTonne = (contract: OfftakeContract, year: Year) => number;

/**
 * Prepares the damages per dmt that a contract of the chosen plan is broken in a year, USD: the buyer's cost of cover and a share of the price,
 * by month. Each month counts times `factor`: its discount factor for a present value.
 */
export const prepareDamages = async (book: Workbook, factor: (month: Month) => number): Promise<DamagesPerTonne> => {
  const alternatives = await prepareSpotAlternatives(book);
  const plan = book.plan();
  return ({ id, productId }, year) => {
    const entry = contractEntry(plan, id);
    if (entry === undefined) return 0;
    const netSpot = alternatives.get(productId)?.netSpot;
    const ofYear = (contractValue(plan, id)?.months ?? []).filter(({ month }) => yearOf(month) === year);
    const tonnes = sumBy(ofYear, ({ nominal }) => nominal);
    if (tonnes <= 0) return 0;
    const damages = sumBy(ofYear, ({ month, nominal, netPrice }) => {
      const spot = netSpot?.[month - book.valuationMonth - 1] ?? netPrice;
      return cutDamages(nominal, 0, netPrice, spot, entry.damagesShare ?? DAMAGES_SHARE) * factor(month);
    });
    return damages / tonnes;
  };
};

/** The chosen plan after a change; undefined where it would need too many sets of terms. */
const changedPlan = (book: Workbook, { kind, contract, tonnesNow, move }: CureCandidate): ValuedPlan | undefined => {
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
const lossOf = async (book: Workbook, npv: number, candidate: CureCandidate): Promise<number> => {
  const planWithChange = changedPlan(book, candidate);
  return planWithChange === undefined ? 0 : npv - (await expectedNpvOf(book, planWithChange));
};

/** The expected present value of the deliveries of a contract by month, USD; at deck prices where its clauses have no price. */
const createMonthlyValues = (book: Workbook, { portfolio }: ValuedPlan): ((value: ContractValue) => ReadonlyMap<Month, number>) => {
  const { processes, correlation } = getPriceProcesses(book);
  const discountFactor = createDiscountFactor(portfolio);
  const valuesOf = createDeliveryValues(portfolio, book.market, processes, correlation);
  return (value) => {
    try {
      return valuesOf(value);
    } catch (error) {
      if (!(error instanceof OrebookError)) throw error;
      return new Map(value.months.map(({ month, delivered, netPrice }) => [month, delivered * netPrice * discountFactor(month)]));
    }
  };
};

/**
 * Estimates the losses of changes, USD: the expected present value of the deliveries that they end, less what spot sales gain. It leaves out
 * take-or-pay and prepayments, and how the calls of other contracts change.
 */
export const estimateLosses = async (book: Workbook, candidates: readonly CureCandidate[]): Promise<readonly number[]> => {
  const alternatives = await prepareSpotAlternatives(book);
  const plan = book.plan();
  const { years } = plan.exposure();
  const months = book.lastMonth - book.valuationMonth;
  const valuesInPlan = createMonthlyValues(book, plan);
  const everyDeal = book.everyDeal();
  const valuesOutside = createMonthlyValues(book, everyDeal);
  const losses: number[] = [];
  for (const { kind, contract, tonnesNow, move } of candidates) {
    await yieldIfDue();
    const isOutside = kind === 'sign';
    const value = contractValue(isOutside ? everyDeal : plan, contract.id);
    if (value === undefined) {
      losses.push(0);
      continue;
    }
    const monthlyValues = (isOutside ? valuesOutside : valuesInPlan)(value);
    const shares = move.tonnes.map((change, i) => (isOutside ? 1 : tonnesNow[i]! > 0 ? change / tonnesNow[i]! : 0));
    const releasedTonnes = new Float64Array(months);
    let loss = 0;
    for (const { month, called, delivered } of value.months) {
      const share = shares[yearOf(month) - years[0]!] ?? 0;
      // what called tonnes that are cut lose is part of the gain
      if (delivered > 0) loss -= (share * (monthlyValues.get(month) ?? 0) * called) / delivered;
      releasedTonnes[month - book.valuationMonth - 1]! -= share * called;
    }
    losses.push(loss - (alternatives.get(contract.productId)?.gain(releasedTonnes) ?? 0));
  }
  return losses;
};

/** Values the losses of changes, USD: the plan is valued with each. */
export const valueEachLoss = async (book: Workbook, candidates: readonly CureCandidate[]): Promise<readonly number[]> => {
  const pause = createYielder();
  const npv = await expectedNpvOf(book, book.plan());
  const losses: number[] = [];
  for (const candidate of candidates) {
    await pause();
    losses.push(await lossOf(book, npv, candidate));
  }
  return losses;
};

/** The expected NPV that the chosen plan loses by each change, USD. */
export const valueLosses = (book: Workbook, candidates: readonly CureCandidate[]): Promise<readonly number[]> =>
  candidates.length <= MAX_VALUED ? valueEachLoss(book, candidates) : estimateLosses(book, candidates);
