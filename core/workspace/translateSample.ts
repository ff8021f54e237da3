import { listBuyers, listGroups, saveGroup } from '#db/repositories/buyers.ts';
import { listContracts, saveContract } from '#db/repositories/contracts.ts';
import { listLimits, saveLimit } from '#db/repositories/limits.ts';
import { listPlans, savePlan } from '#db/repositories/plans.ts';
import { listProducts, saveProduct } from '#db/repositories/products.ts';
import { listTenders, saveTender } from '#db/repositories/tenders.ts';
import type { Tx } from '#db/schema.ts';
import { withLocale } from '../locale.ts';
import { contractName, standardName } from '../recordTexts.ts';

/** Gives the records of a new sample their names and texts in the current language; names of buyers and notes of contracts stay. */
export const translateSample = async (tx: Tx): Promise<void> => {
  for (const product of await listProducts(tx)) await saveProduct(tx, { ...product, name: standardName(product.name) });
  for (const limit of await listLimits(tx))
    await saveLimit(tx, { ...limit, name: standardName(limit.name), why: standardName(limit.why), owner: standardName(limit.owner) });
  for (const plan of await listPlans(tx)) await savePlan(tx, { ...plan, name: standardName(plan.name), note: standardName(plan.note) });
  for (const group of await listGroups(tx)) await saveGroup(tx, { ...group, why: standardName(group.why) });
  for (const { tender } of await listTenders(tx)) await saveTender(tx, { ...tender, name: standardName(tender.name) });
  const buyers = new Map((await listBuyers(tx)).map(({ id, name }) => [id, name]));
  const metals = new Map((await listProducts(tx)).map(({ id, metal }) => [id, metal]));
  for (const contract of await listContracts(tx)) {
    const { name, buyerId, productId, start, end } = contract;
    const [buyer, metal] = [buyers.get(buyerId), metals.get(productId)];
    if (buyer === undefined || metal === undefined) continue;
    const deal = { buyer, metal, start, end };
    const isDerived = name === withLocale('en', () => contractName(deal));
    const { reviewTrigger, benchmarkFallback, hardship, changeOfLaw } = contract;
    await saveContract(tx, {
      ...contract,
      name: isDerived ? contractName(deal) : name,
      reviewTrigger: standardName(reviewTrigger),
      benchmarkFallback: standardName(benchmarkFallback),
      hardship: standardName(hardship),
      changeOfLaw: standardName(changeOfLaw),
    });
  }
};
