import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FieldIssue } from '#shared/contract/issues.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const readContract = (code: string) => services.ask('contracts.get', { id: ContractId.parse(code) });

describe('a shortage of the product', () => {
  test('a later priority moves a shortage to the contract, whose damages follow its share; both are undone', async () => {
    const { contract, version } = await readContract('C-014');
    const plan = async () => (await services.book()).plan();
    const damagesOf = async () => (await plan()).value.contracts.find(({ contractId }) => contractId === contract.id)!;
    const { product, version: productVersion } = await services.ask('products.get', { id: contract.productId });
    const production = product.production.map(({ year, tonnes }) => ({ year, tonnes: tonnes * 0.8 }));
    await services.ask('products.save', { product: { ...product, production }, version: productVersion });
    const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
    const sharedDamages = await damagesOf();
    const last = await services.ask('contracts.save', { contract: { ...contract, deliveryPriority: 2 }, version });
    const servedDamages = await damagesOf();
    expect(sumOf(servedDamages.tonnes)).toBeLessThan(sumOf(sharedDamages.tonnes));
    expect(sumOf(servedDamages.damages)).toBeLessThan(sumOf(sharedDamages.damages));
    await services.ask('contracts.save', { contract: { ...contract, deliveryPriority: 2, damagesShare: 0 }, version: last.version });
    expect(sumOf((await damagesOf()).damages)).toBeGreaterThan(sumOf(servedDamages.damages));
    expect((await services.ask('history.undo', {})).label).toEqual({ key: 'history.contractEdited.shortage', values: { code: 'C-014' } });
    await services.ask('history.undo', {});
    expect((await damagesOf()).damages).toEqual(sharedDamages.damages);
    await services.ask('history.undo', {});
  });

  test('a priority that is no whole number from 1, and damages beyond the price, are refused at their field', async () => {
    const { contract, version } = await readContract('C-042');
    const save = async (change: object) => {
      const answer = await services.call('contracts.save', { contract: { ...contract, ...change }, version });
      return answer.ok ? [] : (answer.error.details.issues as FieldIssue[]).map(({ path, rule }) => [path, rule]);
    };
    for (const deliveryPriority of [0, -1, 1.5, 100])
      expect(await save({ deliveryPriority })).toEqual([['contract.deliveryPriority', 'notAPriority']]);
    expect(await save({ damagesShare: 1.1 })).toEqual([['contract.damagesShare', 'tooBig']]);
    expect(await save({ damagesShare: -0.1 })).toEqual([['contract.damagesShare', 'tooSmall']]);
  });

  test('is stated in internal documents, defaults marked, and not to the counterparty', async () => {
    const pagesOf = async (view: 'internal' | 'counterparty') =>
      JSON.stringify(await services.ask('summaries.preview', { subject: { contractIds: [ContractId.parse('C-042')] }, view }));
    const { contract, version } = await readContract('C-042');
    await services.ask('contracts.save', { contract: { ...contract, deliveryPriority: 2 }, version });
    const internalPages = await pagesOf('internal');
    expect(internalPages).toContain('Delivery priority in a shortage');
    expect(internalPages).toMatch(/5\D%[^"]{0,3} of the net price besides the cost of cover \(default assumption\)/);
    expect(await pagesOf('counterparty')).not.toContain('Delivery priority');
    await services.ask('history.undo', {});
  });
});
