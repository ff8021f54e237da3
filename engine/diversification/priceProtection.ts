import { type OfftakeContract, termsBetween } from '#shared/domain/contract.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { hasFloor, type Terms } from '#shared/domain/terms.ts';
import { yearOf } from '#shared/domain/time.ts';
import { isEndOfStep, runSteps, type Steps } from '#shared/steps.ts';
import type { Portfolio, PortfolioValue } from '../valuation/types.ts';

/** Tonnes that a contract delivers, and the tonnes among them with a floor or a fixed price; dmt by year of delivery. */
export type ContractProtection = {
  readonly contractId: ContractId;
  readonly delivered: readonly number[];
  readonly protectedTonnes: readonly number[];
};

/** Share of the tonnes under a set of terms with a floor, a price support or a fixed price: 1 with any, else the blend's fixed share. */
export const protectedShare = ({ price, collar, blend, priceSupport }: Terms): number =>
  hasFloor({ collar, priceSupport }) || price.basis === 'fixed' ? 1 : (blend?.fixedShare ?? 0);

/**
 * Computes the delivered tonnes of each contract with a floor or a fixed price; series aligned with the value's years, contracts in its
 * order. The terms in force in the month of delivery apply. Source: docs/model/comparison.md.
 */
export function* priceProtectionInSteps(
  { contracts }: Portfolio,
  { years, contracts: contractValues }: PortfolioValue,
): Steps<ContractProtection[]> {
  const contractsById = new Map<ContractId, OfftakeContract>();
  for (const { contract } of contracts) contractsById.set(contract.id, contract);
  yield;
  const protections: ContractProtection[] = [];
  for (let i = 0; i < contractValues.length; i++) {
    const { contractId, ledger, tonnes } = contractValues[i]!;
    const { first, delivered } = ledger;
    const contract = contractsById.get(contractId);
    // sum over months of delivered * protected share
    const protectedTonnes = years.map(() => 0);
    const spans = contract === undefined ? [] : termsBetween(contract, first, first + delivered.length - 1);
    for (const { terms, from, to } of spans) {
      const share = protectedShare(terms);
      if (share === 0) continue;
      for (let month = from; month <= to; month++) protectedTonnes[yearOf(month) - years[0]!]! += delivered[month - first]! * share;
    }
    protections.push({ contractId, delivered: tonnes, protectedTonnes });
    if (isEndOfStep(i)) yield;
  }
  return protections;
}

/** `priceProtectionInSteps` without interruption. */
export const priceProtection = (...of: Parameters<typeof priceProtectionInSteps>): ContractProtection[] =>
  runSteps(priceProtectionInSteps(...of));
