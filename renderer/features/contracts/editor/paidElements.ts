import type { OfftakeContract } from '#shared/domain/contract.ts';

/** The elements that a contract pays for by name, in any of its sets of terms. */
export const paidElements = ({ terms }: Pick<OfftakeContract, 'terms'>): ReadonlySet<string> =>
  new Set(terms.flatMap(({ price }) => ('payables' in price ? price.payables.map(({ element }) => element) : [])));
