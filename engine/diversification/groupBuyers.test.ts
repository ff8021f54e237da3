import { expect, it } from 'vitest';
import { type BuyerLink, groupBuyers, mergeBlocks, type PortfolioBuyer, simulate } from '#engine';
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
  const otherBuyer = { ...entry(offtake()).buyer, id: 'B-9' as BuyerId, rating: 'CCC/C' } as const;
  const separateDefaults = defaultsWith([]);
  // one-year default rates: 0.56 % and 26 %; two years of contract
  expect(separateDefaults).toBeLessThan(0.03);
  expect(defaultsWith([{ ...otherBuyer, groupId: GROUP }])).toBeGreaterThan(0.3);
  expect(defaultsWith([otherBuyer])).toBe(separateDefaults);
});

const buyerNamed = (id: string, fields: Partial<PortfolioBuyer> = {}): PortfolioBuyer => ({
  ...entry(offtake()).buyer,
  id: id as BuyerId,
  groupId: undefined,
  ...fields,
});
const groupsOf = (buyers: readonly PortfolioBuyer[], links?: readonly BuyerLink[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(groupBuyers(buyers, links).map(({ id, buyers: members }) => [id, members.map((buyer) => buyer.id)]));

it('buyers with one ultimate parent, or that are treated as one, are one group, named by its least id, whatever joins them', () => {
  const buyers = [
    buyerNamed('D', { groupId: GROUP }),
    buyerNamed('C', { groupId: GROUP, parent: 'Parent' }),
    buyerNamed('A', { parent: 'Parent' }),
    buyerNamed('B'),
    buyerNamed('E', { parent: 'B' }),
    buyerNamed('F', { groupId: 'H' as GroupId, parent: 'D' }),
  ];
  expect(groupsOf(buyers)).toEqual({ A: ['A', 'C', 'D', 'F'], B: ['B', 'E'] });
  expect(groupsOf(buyers, ['actsAsOne'])).toEqual({ A: ['A'], B: ['B'], C: ['C', 'D'], E: ['E'], F: ['F'] });
  expect(groupsOf(buyers, ['ultimateParent'])).toEqual({ A: ['A', 'C'], B: ['B', 'E'], D: ['D', 'F'] });
  expect(groupsOf(buyers.toReversed())).toEqual(groupsOf(buyers));
});

it('a group defaults by the worst rating of all buyers with its parent', () => {
  const plan = portfolio([entry(offtake(), { parent: 'Parent', rating: 'A' })], {
    otherBuyers: [buyerNamed('B-9', { parent: 'Parent', rating: 'CCC/C' })],
  });
  const defaults = (groupByParent: boolean): number => {
    const parameters = { ...OFF, hazards: { ...OFF.hazards, credit: true, groupByParent }, paths: PATHS };
    const request = { ...requestOff(plan, market()), parameters };
    return mergeBlocks(request, [simulate(request, { from: 0, to: PATHS })]).contracts[0]!.means.defaults;
  };
  expect(defaults(true)).toBeGreaterThan(0.3);
  expect(defaults(false)).toBeLessThan(0.03);
});
