import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveBuyer } from '#db/repositories/buyers.ts';
import { saveDeckPoints } from '#db/repositories/decks.ts';
import { savePlan } from '#db/repositories/plans.ts';
import { saveProduct } from '#db/repositories/products.ts';
import { getScenario, saveScenario } from '#db/repositories/scenarios.ts';
import { getSettings, saveSettings } from '#db/repositories/settings.ts';
import type { Tx } from '#db/schema.ts';
import { scenarioMarket, valuePortfolio } from '#engine';
import { ContractId, ScenarioId } from '#shared/domain/ids.ts';
import { workbookOf } from '../../../core/portfolio/portfolio.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

/** Inputs of figures that must change for a test to be meaningful. */
const total = async (): Promise<number> => {
  const book = await services.book();
  let sum = 0;
  for (const { id } of book.plans) for (const scenario of book.scenarios) sum += book.plan(id).scenarioCost(scenario.id);
  return sum;
};

/** The workbook that reused earlier values equals a new one in every plan and scenario, to the bit. */
const expectAsIfNew = async (): Promise<void> => {
  const book = await services.book();
  const freshBook = await workbookOf(services.ctx.workspace.db());
  for (const { id } of freshBook.plans) {
    const [keptPlan, plan] = [book.plan(id), freshBook.plan(id)];
    for (const scenario of freshBook.scenarios) {
      const market = scenarioMarket(freshBook.market, scenario, plan.portfolio);
      expect(keptPlan.scenarioRevenue(scenario.id)).toEqual(valuePortfolio(plan.portfolio, market).revenue);
    }
    expect(keptPlan.revenue()).toEqual(plan.value.revenue);
    expect(keptPlan.value).toEqual(plan.value);
    expect(keptPlan.problems).toEqual(plan.problems);
  }
};

const saveContract = async (code: string, tonnes: number): Promise<void> => {
  const { contract, version } = await services.ask('contracts.get', { id: ContractId.parse(code) });
  const terms = contract.terms.map((set) => ({ ...set, quantity: { ...set.quantity, tonnesPerYear: tonnes } }));
  await services.ask('contracts.save', { contract: { ...contract, terms }, version });
};

describe('values that a workbook reuses from the previous one', () => {
  test('are correct after each change of a contract, a product, a buyer, a plan, a scenario, the rate and a price, and after each undo', async () => {
    await expectAsIfNew();
    const { workspace } = services.ctx;
    const { products, buyers, plans, deck } = await services.book();
    const [product, buyer, plan] = [products.values().next().value!, buyers.values().next().value!, plans.at(-1)!];
    const edit = (what: (tx: Tx) => Promise<unknown>) => async () => {
      await workspace.change({ key: 'history.planEdited' }, async (tx) => {
        await what(tx);
      });
    };
    const price = [...deck.values()].flat().find(({ month }) => month > 24_330)!;
    const changes = [
      () => saveContract('C-001', 71_000),
      () => saveContract('C-042', 33_000),
      edit((tx) => saveProduct(tx, { ...product, moisture: product.moisture + 0.01 })),
      edit((tx) => saveBuyer(tx, { ...buyer, cycleSensitivity: buyer.cycleSensitivity + 0.2 })),
      edit((tx) =>
        savePlan(tx, { ...plan, overrides: [...plan.overrides, { contractId: ContractId.parse('C-016'), tonnesPerYear: 9000 }] }),
      ),
      edit(async (tx) => {
        const { scenario } = await getScenario(tx, ScenarioId.parse('china-slump'));
        await saveScenario(tx, { ...scenario, startsAfterMonths: scenario.startsAfterMonths + 3 });
      }),
      edit(async (tx) => saveSettings(tx, { ...(await getSettings(tx)), discountRate: 0.123 })),
      edit((tx) => saveDeckPoints(tx, 'base', [{ ...price, price: price.price * 1.1, origin: 'user', source: '' }])),
    ];
    for (const change of changes) {
      const before = [await total(), (await services.book()).plan().value.npv];
      await change();
      expect([await total(), (await services.book()).plan().value.npv]).not.toEqual(before);
      await expectAsIfNew();
    }
    for (const _ of changes) {
      await services.ask('history.undo', {});
      await expectAsIfNew();
    }
  });

  test('are every unchanged record, as the same object, and no other', async () => {
    const before = await services.book();
    const plan = before.plan();
    const value = plan.value;
    await saveContract('C-001', 72_000);
    const after = await services.book();
    expect(after).not.toBe(before);
    expect(after.market).toBe(before.market);
    const changedContracts = after.contracts.filter((contract, i) => contract !== before.contracts[i]).map(({ id }) => id);
    expect(changedContracts).toEqual(['C-001']);
    const { productId } = after.contracts.find(({ id }) => id === 'C-001')!;
    const reusedContracts = after.plan().value.contracts.filter((contractValue) => value.contracts.includes(contractValue));
    expect(reusedContracts.map(({ contractId }) => contractId)).not.toContain('C-001');
    // other contracts of its product are reused where they come to the same
    const ofOtherProducts = value.contracts.filter((contractValue) => contractValue.productId !== productId);
    expect(ofOtherProducts.filter((contractValue) => !reusedContracts.includes(contractValue))).toEqual([]);
  });
});
