import type { CallName } from '#shared/contract/names.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Services } from '../helpers/services.ts';

/** Records of a block that is copied or pasted. */
const BLOCK_ROWS = 500;

/** A query of a page, and what distinguishes it from the same query on another page. */
export type ScaleCall = { readonly call: CallName; readonly input: object; readonly note?: string };

/** Queries without required input, in the order of the navigation. */
const PLAIN: readonly CallName[] = [
  'workspace.state',
  'overview.get',
  'overview.effects',
  'dates.list',
  'health.list',
  'market.get',
  'china.get',
  'china.displacements',
  'buyers.list',
  'contracts.list',
  'contracts.options',
  'openPricing.get',
  'tenders.list',
  'products.list',
  'plans.list',
  'diversification.get',
  'diversification.displacement',
  'allocation.deals',
  'limits.board',
  'cycles.get',
  'cycles.assumptions',
  'scenarios.list',
  'financing.list',
  'financing.get',
  'financing.scenarios',
  'financing.breakEven',
  'sensitivity.options',
  'simulation.options',
  'simulation.list',
  'market.correlations',
  'market.processes',
  'decks.list',
  'buyers.blank',
  'products.blank',
  'limits.blank',
  'notes.list',
  'decisions.list',
  'exports.summary',
];

/**
 * The queries that pages make, with inputs of the open workspace. Not among them: parts of an import (scaleCommands.ts), what needs a run or a job, and
 * records of the application, such as backups and drafts.
 */
export const listScaleCalls = async (
  { ask, book }: Pick<Services, 'ask' | 'book'>,
  contractId: ContractId,
): Promise<readonly ScaleCall[]> => {
  const { rows: plans } = await ask('plans.list', {});
  const { rows: buyers } = await ask('buyers.list', {});
  const { rows: scenarios } = await ask('scenarios.list', {});
  const { rows: limits } = await ask('limits.board', {});
  const { rows: tenders } = await ask('tenders.list', {});
  const { products } = await ask('products.list', {});
  const { contract } = await ask('contracts.get', { id: contractId });
  const [bid] = tenders[0] ? (await ask('tenders.get', { id: tenders[0].head.id })).bids : [];
  const { facilities } = await ask('financing.list', {});
  const { deals } = await ask('allocation.deals', {});
  const contractIds = deals.slice(0, BLOCK_ROWS).map((deal) => deal.contractId);
  const tonnes = deals.slice(0, 100).map((deal) => ({ contractId: deal.contractId, tonnesPerYear: deal.currentTonnes / 2 }));
  const { shocks } = await ask('cycles.reverse', { lost: 0.1 });
  const { defaults: settings } = await ask('simulation.options', {});
  const { references, valuationMonth } = await book();
  const [reference] = references.keys();
  // a contract of the sample mine, which has versions
  const negotiatedId = 'C-042' as ContractId;
  const { rows: versions } = await ask('versions.list', { contractId: negotiatedId });
  const planIds = plans.slice(0, 3).map(({ id }) => id);
  const largestBuyer = [...buyers].sort((a, b) => b.contracts - a.contracts)[0];
  const byId = (call: CallName, id: string | undefined): readonly ScaleCall[] => (id === undefined ? [] : [{ call, input: { id } }]);
  return [
    ...PLAIN.map((call) => ({ call, input: {} })),
    { call: 'records.find', input: { text: 'steel', limit: 20 } },
    { call: 'history.list', input: { limit: 100 } },
    ...byId('buyers.get', largestBuyer?.id),
    ...byId('buyerGroups.get', buyers.find(({ group }) => group !== undefined)?.group?.id),
    ...byId('contracts.get', contractId),
    ...(['contracts.preview', 'contracts.effect', 'contracts.months', 'contracts.clauses'] as const).map((call) => ({
      call,
      input: { contract },
    })),
    { call: 'contracts.schedule', input: { contract, block: 'terms.0' } },
    { call: 'contracts.getMany', input: { ids: contractIds } },
    { call: 'history.record', input: { kind: 'contract', id: contractId, limit: 10 } },
    { call: 'buyers.getMany', input: { ids: buyers.slice(0, BLOCK_ROWS).map(({ id }) => id) } },
    { call: 'versions.list', input: { contractId: negotiatedId } },
    { call: 'versions.compare', input: { contractId: negotiatedId, from: versions[0]?.id ?? 'now', to: 'now' } },
    ...byId('products.get', products[0]?.product.id),
    ...byId('tenders.terms', tenders[0]?.head.id),
    ...byId('tenders.get', tenders[0]?.head.id),
    ...byId('tenders.breakEvens', tenders[0]?.head.id),
    ...(bid === undefined
      ? []
      : (['tenders.bid', 'tenders.effect'] as const).map((call) => ({ call, input: { tenderId: tenders[0]?.head.id, id: bid.id } }))),
    ...byId('plans.get', planIds[1]),
    ...byId('plans.difference', planIds[1]),
    ...byId('limits.get', limits[0]?.limit.id),
    ...limits.slice(0, 1).map(({ limit }) => ({ call: 'limits.cure' as const, input: { id: limit.id, mayBreak: false } })),
    ...byId('scenarios.get', scenarios[0]?.id),
    { call: 'cycles.reverse', input: { lost: 0.1 } },
    { call: 'cycles.cures', input: { shocks } },
    { call: 'simulation.preview', input: { settings } },
    { call: 'sensitivity.figure', input: { contractId, target: 'deal.npv' } },
    { call: 'allocation.valued', input: { deals: tonnes } },
    { call: 'decks.get', input: { deck: 'base', from: valuationMonth - 2, to: valuationMonth + 60 } },
    ...(reference === undefined ? [] : [{ call: 'decks.compare' as const, input: { reference } }]),
    { call: 'workspace.previewValuationDate', input: { to: valuationMonth + 1 } },
    { call: 'diversification.whatIf', input: { tonnes: [], lostCountries: ['CN'] } },
    { call: 'financing.paths', input: { load: false } },
    ...byId('financing.ofDeal', contractId),
    ...facilities
      .filter(({ facility }) => facility.kind === 'prepayment')
      .slice(0, 1)
      .flatMap(({ facility }) => [
        ...byId('financing.facility', facility.id),
        { call: 'financing.workbench' as const, input: { facility, alternative: { kind: 'spot' } } },
      ]),
    { call: 'financing.workbenchChoices', input: { contractIds: [contractId] } },
    { call: 'compare.get', input: { planIds } },
    { call: 'compare.get', input: { planIds, scope: 'whole' }, note: 'whole plan' },
    { call: 'compare.scenarios', input: { planIds } },
    { call: 'compare.decks', input: {} },
    { call: 'summaries.firstPages', input: { subject: { planId: planIds[0] }, view: 'internal' }, note: 'plan' },
    { call: 'summaries.preview', input: { subject: { planId: planIds[0] }, view: 'internal' }, note: 'plan' },
  ];
};
