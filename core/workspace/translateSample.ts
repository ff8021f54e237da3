import { listBuyers } from '#db/repositories/buyers.ts';
import { listContracts, saveContract } from '#db/repositories/contracts.ts';
import { listLimits, saveLimit } from '#db/repositories/limits.ts';
import { listPlans, savePlan } from '#db/repositories/plans.ts';
import { listProducts, saveProduct } from '#db/repositories/products.ts';
import type { Tx } from '#db/schema.ts';
import { withLocale } from '../locale.ts';
import { contractName, standardName } from '../recordTexts.ts';

/** Gives the products, limits, plans and contracts of a new sample their names in the current language; names of buyers stay. */
export const translateSample = async (tx: Tx): Promise<void> => {
  for (const product of await listProducts(tx)) await saveProduct(tx, { ...product, name: standardName(product.name) });
  for (const limit of await listLimits(tx)) await saveLimit(tx, { ...limit, name: standardName(limit.name) });
  for (const plan of await listPlans(tx)) await savePlan(tx, { ...plan, name: standardName(plan.name) });
  const buyers = new Map((await listBuyers(tx)).map(({ id, name }) => [id, name]));
  const metals = new Map((await listProducts(tx)).map(({ id, metal }) => [id, metal]));
  for (const contract of await listContracts(tx)) {
    const { name, buyerId, productId, start, end } = contract;
    const [buyer, metal] = [buyers.get(buyerId), metals.get(productId)];
    if (buyer === undefined || metal === undefined) continue;
    const deal = { buyer, metal, start, end };
    if (name === withLocale('en', () => contractName(deal))) await saveContract(tx, { ...contract, name: contractName(deal) });
  }
};
