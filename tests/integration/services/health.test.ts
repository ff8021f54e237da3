import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveLimit } from '#db/repositories/limits.ts';
import { saveReference } from '#db/repositories/references.ts';
import type { Finding } from '#shared/contract/health.ts';
import { BuyerId, GroupId, LimitId, ProductId, ReferenceCode } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;

beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const findings = async (): Promise<readonly Finding[]> => (await services.ask('health.list', {})).findings;
const of = async (kind: Finding['kind']): Promise<readonly Finding[]> => (await findings()).filter((one) => one.kind === kind);
const undo = () => services.ask('history.undo', {});

describe('health.list', () => {
  it('says of the sample which prices are old, which fixings are missing, and how far the forwards are filled', async () => {
    const found = await findings();
    expect(found.map(({ kind }) => kind)).toEqual(['stalePrices', 'stalePrices', 'missingFixings', 'missingFixings', 'filledMonths']);
    expect(found.find(({ about }) => about.startsWith('Spodumene'))?.what).toEqual({ key: 'health.stale', values: { month: 'Mar 2026' } });
    for (const { remedy } of found) expect(remedy.route).toMatch(/^\/(?:market\?field=decks&find=[^&]+|data\?(?:sheet|paste)=prices)$/);
  });

  it('a fixing typed for the valuation month mends an old price', async () => {
    const [first] = (await of('stalePrices')).filter(({ about }) => about.startsWith('Spodumene'));
    const reference = ReferenceCode.parse(first?.key.replace('stale ', ''));
    const points = Array.from({ length: 12 }, (_, i) => ({ reference, month: monthOf(2026, 5) - i, price: 800 }));
    await services.ask('decks.set', { deck: 'base', points });
    expect((await findings()).map(({ key }) => key)).not.toContain(first?.key);
    await undo();
    expect((await findings()).map(({ key }) => key)).toContain(first?.key);
  });

  it('a buyer without rating, destination or contract is said to be one, at the field that mends it', async () => {
    const { buyer } = await services.ask('buyers.blank', {});
    await services.ask('buyers.save', { buyer: { ...buyer, name: 'New Smelter', destination: [] } });
    const theirs = (await findings()).filter(({ about }) => about === 'New Smelter');
    expect(theirs.map(({ kind, remedy }) => [kind, remedy.route])).toEqual([
      ['noDestination', `/buyers/${buyer.id}?field=destination`],
      ['noRating', `/buyers/${buyer.id}?field=rating`],
      ['orphan', `/contracts/new?buyer=${buyer.id}`],
    ]);
    await undo();
  });

  it('a trader whose tonnes end nobody knows where is no fault', async () => {
    const { buyer } = await services.ask('buyers.blank', {});
    await services.ask('buyers.save', {
      buyer: { ...buyer, id: BuyerId.parse('t'), name: 'T', destination: [], type: 'trader', rating: 'A' },
    });
    expect((await of('noDestination')).map(({ about }) => about)).toEqual([]);
    await undo();
  });

  it('a product that is neither sold nor planned, and a group of nobody, are not used', async () => {
    const { product } = await services.ask('products.blank', { metal: 'tin' });
    await services.ask('products.save', { product: { ...product, id: ProductId.parse('idle'), name: 'Idle tin', production: [] } });
    await services.ask('buyerGroups.save', { group: { id: GroupId.parse('g'), name: 'Lonely', why: '' } });
    expect((await of('orphan')).map(({ about }) => about)).toEqual(['Idle tin', 'Lonely']);
    await undo();
    await undo();
  });

  it('a contract that can not be priced comes first, with its reason and its page', async () => {
    const code = ReferenceCode.parse('UNQUOTED');
    const copper = (await services.book()).references.get('CU');
    if (!copper) throw new Error('no copper');
    await services.ctx.workspace.change({ key: 'history.settings' }, (tx) =>
      saveReference(tx, { ...copper, code, name: 'Unquoted', order: 99 }),
    );
    const { rows } = await services.ask('contracts.list', {});
    const row = rows.find(({ status, metal }) => status === 'active' && metal === 'copper');
    if (!row) throw new Error('no copper contract');
    const { contract, version } = await services.ask('contracts.get', { id: row.id });
    const terms = contract.terms.map((one) => {
      if (one.price.basis !== 'payableMetal') throw new Error('another basis');
      return { ...one, price: { ...one.price, payables: one.price.payables.map((payable) => ({ ...payable, reference: code })) } };
    });
    await services.ask('contracts.save', { contract: { ...contract, terms }, version });
    const [first] = await findings();
    expect(first).toMatchObject({ kind: 'noPrice', about: contract.code, remedy: { route: `/contracts/${contract.id}` } });
    expect(first && renderMessage(first.what)).toContain('Unquoted');
    await undo();
    await undo();
  });

  it('a limit whose years the plan does not reach is not measured', async () => {
    const [limit] = (await services.book()).limits;
    if (!limit) throw new Error('no limit');
    await services.ctx.workspace.change({ key: 'history.settings' }, (tx) =>
      saveLimit(tx, { ...limit, id: LimitId.parse('far'), name: 'Far off', from: 2090, to: 2091, order: 99 }),
    );
    expect(await of('limitUnmeasured')).toMatchObject([{ about: 'Far off', remedy: { route: '/plans' } }]);
    await undo();
  });
});
