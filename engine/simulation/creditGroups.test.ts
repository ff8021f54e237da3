import { expect, it } from 'vitest';
import { mergeBlocks, type PortfolioBuyer, simulate } from '#engine';
import type { BuyerId, GroupId } from '#shared/domain/ids.ts';
import { OFF, requestOff } from '../../tests/golden/engine/simulationOff.ts';
import { entry, market, offtake, portfolio } from '../../tests/helpers/engine/plans.ts';

const GROUP = 'G' as GroupId;
const PATHS = 512;

/** Mean defaults a path of a BB buyer's contract, with other buyers of the workspace that have no contract in the plan. */
const defaultsWith = (otherBuyers: readonly PortfolioBuyer[]): number => {
  const plan = portfolio([entry(offtake(), { groupId: GROUP, rating: 'BB' })], { otherBuyers });
  const request = requestOff(plan, market());
  const parameters = { ...OFF, hazards: { ...OFF.hazards, credit: true }, paths: PATHS };
  const result = mergeBlocks({ ...request, parameters }, [simulate({ ...request, parameters }, { from: 0, to: PATHS })]);
  return result.contracts[0]!.means.defaults;
};

it('a group defaults by the worst rating of its buyers, with or without a contract in the plan', () => {
  const other = { ...entry(offtake()).buyer, id: 'B-9' as BuyerId, rating: 'CCC/C' } as const;
  const alone = defaultsWith([]);
  // one-year default rates: 0.56 % and 26 %; two years of contract
  expect(alone).toBeLessThan(0.03);
  expect(defaultsWith([{ ...other, groupId: GROUP }])).toBeGreaterThan(0.3);
  expect(defaultsWith([other])).toBe(alone);
});
