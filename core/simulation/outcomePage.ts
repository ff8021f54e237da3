import { RUN_CONTRACT_ROWS } from '#shared/contract/listPages.ts';
import type { ShownOutcome, SimulationMarginals, SimulationOutcome } from '#shared/contract/simulation.ts';
import { sumBy } from '#shared/math.ts';
import { pageOfRows } from '../rowsPage.ts';

/** Parts of the shortfall that are shown singly, in each list. */
const MAX_PARTS = 50;

const othersOf = (parts: SimulationOutcome['shortfallBy']['spot']): ShownOutcome['shortfallBy']['others']['contracts'] => {
  const others = parts.slice(MAX_PARTS);
  return { count: others.length, amount: sumBy(others, ({ amount }) => amount), share: sumBy(others, ({ share }) => share) };
};

/** Returns the part of a stored outcome that a page shows; a book of thousands of contracts has megabytes of them. */
export const pageOfOutcome = (outcome: SimulationOutcome, firstContract: number): ShownOutcome => {
  const { contracts, shortfallBy } = outcome;
  const { rows, page } = pageOfRows(
    contracts.toSorted((a, b) => b.shortfall - a.shortfall),
    firstContract,
    RUN_CONTRACT_ROWS,
  );
  return {
    ...outcome,
    contracts: rows,
    contractsPage: page,
    shortfallBy: {
      ...shortfallBy,
      contracts: shortfallBy.contracts.slice(0, MAX_PARTS),
      buyers: shortfallBy.buyers.slice(0, MAX_PARTS),
      others: { contracts: othersOf(shortfallBy.contracts), buyers: othersOf(shortfallBy.buyers) },
    },
  };
};

/** Returns the effects of excluding a contract or a buyer for the parts of the shortfall that are shown singly. */
export const marginalsOfParts = (marginals: SimulationMarginals, { shortfallBy }: ShownOutcome): SimulationMarginals => {
  const contractIds = new Set(shortfallBy.contracts.map(({ contractId }) => contractId));
  const buyerIds = new Set(shortfallBy.buyers.map(({ buyerId }) => buyerId));
  return {
    ...marginals,
    contracts: marginals.contracts.filter(({ contractId }) => contractIds.has(contractId)),
    buyers: marginals.buyers.filter(({ buyerId }) => buyerIds.has(buyerId)),
  };
};
