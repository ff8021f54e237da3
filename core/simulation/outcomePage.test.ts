import { expect, it } from 'vitest';
import { RUN_CONTRACT_ROWS } from '#shared/contract/listPages.ts';
import type { SimulationMarginals, SimulationOutcome } from '#shared/contract/simulation.ts';
import { sumBy } from '#shared/math.ts';
import { marginalsOfParts, pageOfOutcome } from './outcomePage.ts';

const COUNT = 2_000;
/** Parts in the order of their size, of which the last is negative. */
const part = (i: number) => ({ name: { name: `Name ${i}` }, amount: COUNT - 2 - i, share: (COUNT - 2 - i) / COUNT ** 2 });
const rows = <K extends string>(key: K) => Array.from({ length: COUNT }, (_, i) => ({ [key]: `id-${i}`, ...part(i) }));
const outcome = {
  contracts: rows('contractId')
    .map(({ amount, ...row }) => ({ ...row, shortfall: amount }))
    .toReversed(),
  shortfallBy: { contracts: rows('contractId'), buyers: rows('buyerId'), spot: [part(0)], metals: [], zones: [] },
} as unknown as SimulationOutcome;

it('the contracts of a run come in pages, the largest shortfall first', () => {
  const { contracts, contractsPage } = pageOfOutcome(outcome, RUN_CONTRACT_ROWS);
  expect(contractsPage).toEqual({ first: RUN_CONTRACT_ROWS, count: COUNT });
  expect(contracts.map(({ contractId }) => contractId)).toEqual(
    Array.from({ length: RUN_CONTRACT_ROWS }, (_, i) => `id-${RUN_CONTRACT_ROWS + i}`),
  );
  expect(pageOfOutcome(outcome, COUNT).contractsPage.first).toBe(0);
});

const sumOf = (parts: SimulationOutcome['shortfallBy']['spot'], key: 'amount' | 'share'): number => sumBy(parts, (row) => row[key]);

it('the largest parts of the shortfall and the others sum to those of the run', () => {
  const { shortfallBy } = pageOfOutcome(outcome, 0);
  const { others } = shortfallBy;
  for (const list of ['contracts', 'buyers'] as const) {
    expect(shortfallBy[list].length + others[list].count).toBe(COUNT);
    for (const key of ['amount', 'share'] as const)
      expect(sumOf(shortfallBy[list], key) + others[list][key]).toBeCloseTo(sumOf(outcome.shortfallBy[list], key), 9);
    // more than a page of the table shows with spot sales of ten products
    expect(shortfallBy[list].length).toBeGreaterThan(12);
  }
  expect(Buffer.byteLength(JSON.stringify(pageOfOutcome(outcome, 0)))).toBeLessThan(20_000);
});

it('the effects of excluding a contract or a buyer are those of the parts shown', () => {
  const outcomePage = pageOfOutcome(outcome, 0);
  const marginals = {
    paths: 256,
    contracts: rows('contractId').toReversed(),
    buyers: rows('buyerId'),
  } as unknown as SimulationMarginals;
  const { contracts, buyers } = marginalsOfParts(marginals, outcomePage);
  expect(new Set(contracts.map(({ contractId }) => contractId))).toEqual(
    new Set(outcomePage.shortfallBy.contracts.map(({ contractId }) => contractId)),
  );
  expect(buyers).toHaveLength(outcomePage.shortfallBy.buyers.length);
});
