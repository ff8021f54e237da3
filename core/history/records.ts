import { listBuyers, listGroups } from '#db/repositories/buyers.ts';
import { listContracts } from '#db/repositories/contracts.ts';
import { listDecisions } from '#db/repositories/decisions.ts';
import { listFacilities } from '#db/repositories/financing.ts';
import { listLimits } from '#db/repositories/limits.ts';
import { listPlans } from '#db/repositories/plans.ts';
import { listProducts } from '#db/repositories/products.ts';
import { listReferences } from '#db/repositories/references.ts';
import { listScenarios } from '#db/repositories/scenarios.ts';
import { listTenders } from '#db/repositories/tenders.ts';
import type { RecordHit } from '#shared/contract/host.ts';
import { everyShippedText } from '#shared/messages/shipped.ts';
import { message } from '#shared/messages/text.ts';
import { limitRoute } from '#shared/routes.ts';
import { type HandlersOf, memoizePerRevision, type ServiceContext } from '../context.ts';
import { groupsOfSeveral } from '../portfolio/buyerGroups.ts';
import { scenarioLabel } from '../portfolio/labels.ts';
import { searchText } from '../recordTexts.ts';
import { createYielder, yieldIfDue } from '../yielding.ts';

/** A record with its searched text, without case and accents: what the page shows of it, and a shipped name in every language. */
type SearchableRecord = { readonly hit: RecordHit; readonly foldedText: string };

/** Maximum number of buyers' names in the hint of a group. */
const MAX_NAMES = 5;

/** Removes case and accents, so that "cordoba" finds "Córdoba". */
const foldText = (value: string): string => value.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase('en');

const listSearchableRecords = memoizePerRevision(async ({ workspace }: ServiceContext): Promise<readonly SearchableRecord[]> => {
  const db = workspace.db();
  const [buyers, groups, contracts, facilities, plans, products, references, limits, tenders, scenarios, decisions] = [
    await listBuyers(db, yieldIfDue),
    await listGroups(db),
    await listContracts(db, createYielder()),
    await listFacilities(db),
    await listPlans(db),
    await listProducts(db),
    await listReferences(db),
    await listLimits(db),
    await listTenders(db),
    await listScenarios(db),
    await listDecisions(db),
  ];
  await yieldIfDue();
  const buyerName = new Map(buyers.map((buyer) => [buyer.id, buyer.name]));
  const product = new Map(products.map((p) => [p.id, p]));
  const records: SearchableRecord[] = [];
  const addHit = (hit: RecordHit): void => {
    records.push({ hit, foldedText: foldText(searchText([hit.label, hit.hint])) });
  };
  for (const contract of contracts) {
    const name = contract.name || (buyerName.get(contract.buyerId) ?? '');
    addHit({
      kind: 'contract',
      id: contract.id,
      label: { name: `${contract.code} ${name}` },
      hint: message('records.contract', {
        product: product.get(contract.productId)?.name ?? '',
        from: { value: contract.start, unit: 'month' },
        to: { value: contract.end, unit: 'month' },
      }),
      route: `/contracts/${contract.id}`,
    });
    await yieldIfDue();
  }
  const otherHits: readonly RecordHit[] = [
    ...buyers.map(
      (buyer): RecordHit => ({
        kind: 'buyer',
        id: buyer.id,
        label: { name: buyer.name },
        hint: message(`buyerType.${buyer.type}`),
        route: `/buyers/${buyer.id}`,
      }),
    ),
    ...groupsOfSeveral({
      buyers: new Map(buyers.map((buyer) => [buyer.id, buyer])),
      groups: new Map(groups.map((group) => [group.id, group])),
    }).map(
      (group): RecordHit => ({
        kind: 'group',
        id: group.id,
        label: { name: group.name },
        hint: { list: group.buyers.slice(0, MAX_NAMES).map(({ name }) => name), by: 'serial' },
        route: `/buyers/groups/${group.id}`,
      }),
    ),
    ...plans.map(
      (plan): RecordHit => ({
        kind: 'plan',
        id: plan.id,
        label: { name: plan.name },
        hint: message('records.plan'),
        route: `/plans?plan=${plan.id}`,
      }),
    ),
    ...facilities.map(
      ({ facility: { id, name, kind, lender } }): RecordHit => ({
        kind: 'facility',
        id,
        label: { name },
        hint: lender === '' ? message(`financing.kind.${kind}`) : { list: [message(`financing.kind.${kind}`), lender], by: 'comma' },
        route: `/financing?facility=${id}`,
      }),
    ),
    ...products.map(
      (p): RecordHit => ({
        kind: 'product',
        id: p.id,
        label: { name: p.name },
        hint: message(`metal.${p.metal}`),
        route: `/products/${p.id}`,
      }),
    ),
    ...limits.map(
      (l): RecordHit => ({
        kind: 'limit',
        id: l.id,
        label: { name: l.name },
        hint: message(`measure.${l.measure.kind}`),
        route: limitRoute(l.id),
      }),
    ),
    ...tenders.map(
      ({ tender: { id, name, productId } }): RecordHit => ({
        kind: 'tender',
        id,
        label: { name },
        hint: { name: product.get(productId)?.name ?? '' },
        route: `/contracts/tenders/${id}`,
      }),
    ),
    ...decisions.map(
      ({ decision: { id, title, decidedOn } }): RecordHit => ({
        kind: 'decision',
        id,
        label: { name: title },
        hint: { value: decidedOn, unit: 'date' },
        route: '/decisions',
      }),
    ),
  ];
  for (const hit of otherHits) {
    addHit(hit);
    await yieldIfDue();
  }
  return [
    ...records,
    ...scenarios.map((scenario) => ({
      hit: {
        kind: 'scenario' as const,
        id: scenario.id,
        label: scenarioLabel(scenario),
        hint: message(`scenarios.family.${scenario.family}`),
        route: `/cycles/scenarios/${scenario.id}`,
      },
      foldedText: foldText(scenario.shipped ? everyShippedText(scenario.name).join(' ') : scenario.name),
    })),
    ...references.map(({ code, name, unit }) => ({
      hit: { kind: 'reference' as const, id: code, label: { shipped: name }, hint: { name: unit }, route: `/market?reference=${code}` },
      foldedText: foldText([...everyShippedText(name), unit].join(' ')),
    })),
  ];
});

export const recordsHandlers: HandlersOf<'records'> = {
  'records.find': async ({ text: typedText, limit }, ctx) => {
    if (!ctx.workspace.isOpen()) return { hits: [] };
    const words = foldText(typedText).split(/\s+/).filter(Boolean);
    const hits: RecordHit[] = [];
    for (const { hit, foldedText } of await listSearchableRecords(ctx)) {
      if (words.every((word) => foldedText.includes(word))) hits.push(hit);
      if (hits.length === limit) break;
    }
    return { hits };
  },
};
