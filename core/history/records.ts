import { listBuyers } from '#db/repositories/buyers.ts';
import { listContracts } from '#db/repositories/contracts.ts';
import { listLimits } from '#db/repositories/limits.ts';
import { listPlans } from '#db/repositories/plans.ts';
import { listProducts } from '#db/repositories/products.ts';
import { listReferences } from '#db/repositories/references.ts';
import type { RecordHit } from '#shared/contract/host.ts';
import { everyShippedText, shippedText } from '#shared/messages/shipped.ts';
import { comma, text } from '#shared/messages/text.ts';
import { formatMonth } from '#shared/units/format.ts';
import { type HandlersOf, perRevision, type ServiceContext } from '../context.ts';

/** A record, and what it is found by: its words on the page, and a shipped name in every language. */
type Known = { readonly hit: RecordHit; readonly said: string };

/** Folds case and accents away, so that "lodz" finds "Łódź"-like names typed on any keyboard. */
const fold = (value: string): string => value.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase('en');

const everyRecord = perRevision(async ({ workspace }: ServiceContext): Promise<readonly Known[]> => {
  const db = workspace.db();
  const [buyers, contracts, plans, products, references, limits] = [
    await listBuyers(db),
    await listContracts(db),
    await listPlans(db),
    await listProducts(db),
    await listReferences(db),
    await listLimits(db),
  ];
  const buyerName = new Map(buyers.map((buyer) => [buyer.id, buyer.name]));
  const product = new Map(products.map((p) => [p.id, p]));
  const hits: readonly RecordHit[] = [
    ...contracts.map((contract): RecordHit => {
      const name = contract.name || (buyerName.get(contract.buyerId) ?? '');
      return {
        kind: 'contract',
        id: contract.id,
        label: `${contract.code} ${name}`,
        hint: `${product.get(contract.productId)?.name ?? ''}${comma()}${formatMonth(contract.start)} – ${formatMonth(contract.end)}`,
        route: `/contracts/${contract.id}`,
      };
    }),
    ...buyers.map(
      (buyer): RecordHit => ({
        kind: 'buyer',
        id: buyer.id,
        label: buyer.name,
        hint: text(`buyerType.${buyer.type}`),
        route: `/buyers/${buyer.id}`,
      }),
    ),
    ...plans.map(
      (plan): RecordHit => ({ kind: 'plan', id: plan.id, label: plan.name, hint: text('records.plan'), route: `/plans?plan=${plan.id}` }),
    ),
    ...products.map(
      (p): RecordHit => ({ kind: 'product', id: p.id, label: p.name, hint: text(`metal.${p.metal}`), route: `/products/${p.id}` }),
    ),
    ...limits.map(
      (l): RecordHit => ({
        kind: 'limit',
        id: l.id,
        label: l.name,
        hint: text(`measure.${l.measure.kind}`),
        route: `/diversification?limit=${l.id}`,
      }),
    ),
  ];
  return [
    ...hits.map((hit) => ({ hit, said: fold(`${hit.label} ${hit.hint}`) })),
    ...references.map(({ code, name, unit }) => ({
      hit: { kind: 'reference' as const, id: code, label: shippedText(name), hint: unit, route: `/market?reference=${code}` },
      said: fold([...everyShippedText(name), unit].join(' ')),
    })),
  ];
});

export const recordsHandlers: HandlersOf<'records'> = {
  'records.find': async ({ text: typed, limit }, ctx) => {
    if (!ctx.workspace.isOpen()) return { hits: [] };
    const words = fold(typed).split(/\s+/).filter(Boolean);
    const hits: RecordHit[] = [];
    for (const { hit, said } of await everyRecord(ctx)) {
      if (words.every((word) => said.includes(word))) hits.push(hit);
      if (hits.length === limit) break;
    }
    return { hits };
  },
};
