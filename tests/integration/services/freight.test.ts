import { afterAll, beforeAll, expect, test } from 'vitest';
import { CODES } from '#db/seeds/referenceCodes.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { ContractId, ReferenceCode } from '#shared/domain/ids.ts';
import { sum } from '#shared/math.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
let contract: OfftakeContract;
let version: number;
beforeAll(async () => {
  services = await openServices();
  ({ contract, version } = await services.ask('contracts.get', { id: ContractId.parse('C-014') }));
});
afterAll(() => services.close());

const withFreight = (freightReference: string): OfftakeContract => ({
  ...contract,
  terms: contract.terms.map((terms) => ({
    ...terms,
    delivery: { ...terms.delivery, freightReference: ReferenceCode.parse(freightReference) },
  })),
});

test('freight that moves with a route changes no value at the deck', async () => {
  const revenue = async () => sum((await services.book()).plan().value.revenue);
  const before = await revenue();
  await services.ask('contracts.save', { contract: withFreight(CODES.andesChina), version });
  expect(await revenue()).toBe(before);
  expect((await services.ask('contracts.get', { id: contract.id })).contract).toEqual(withFreight(CODES.andesChina));
  await services.ask('history.undo', {});
});

test('a route that is gone and a reference that is no freight route are refused at the field', async () => {
  for (const [code, rule] of [
    ['NOWHERE', 'gone'],
    [CODES.copper, 'notOffered'],
  ] as const) {
    expect(await services.call('contracts.save', { contract: withFreight(code), version })).toMatchObject({
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'contract.terms.0.delivery.freightReference', rule }] } },
    });
  }
});

test('an own route can’t be deleted while the freight of a contract moves with it', async () => {
  const code = ReferenceCode.parse('FR-OWN');
  await services.ask('market.addReference', {
    reference: {
      code,
      name: 'Own route',
      kind: 'freight',
      quotation: '',
      unit: 'USD/wmt',
      incoterm: '',
      vatIncluded: false,
      volatility: 0.3,
    },
  });
  await services.ask('contracts.save', { contract: withFreight(code) });
  expect(await services.call('market.removeReference', { code })).toMatchObject({
    error: { code: 'IN_USE', details: { kind: 'reference', id: 'FR-OWN', by: 'contract' } },
  });
});
