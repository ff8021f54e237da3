import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveLimit } from '#db/repositories/limits.ts';
import { saveReference } from '#db/repositories/references.ts';
import type { Finding } from '#shared/contract/health.ts';
import { BuyerId, GroupId, LimitId, ProductId, ReferenceCode } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;

beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const findings = async (): Promise<readonly Finding[]> => (await services.ask('health.list', {})).findings;
const findingsOf = async (kind: Finding['kind']): Promise<readonly Finding[]> =>
  (await findings()).filter((finding) => finding.kind === kind);
/** The name of the record that a finding concerns, as the page shows it. */
const subjectText = (finding: Finding): string => renderLabel(finding.about);
const undo = () => services.ask('history.undo', {});

describe('health.list', () => {
  it('lists outdated prices, missing actual prices and estimated months of the sample', async () => {
    const allFindings = await findings();
    expect(allFindings.map(({ kind }) => kind)).toEqual(['stalePrices', 'stalePrices', 'missingFixings', 'missingFixings', 'filledMonths']);
    expect(allFindings.find((finding) => subjectText(finding).startsWith('Spodumene'))?.what).toMatchObject({
      key: 'health.stale',
      values: { month: { value: monthOf(2026, 3), unit: 'month' } },
    });
    for (const { remedy } of allFindings)
      expect(remedy.route).toMatch(/^\/(?:market\?field=decks&find=[^&]+|data\?(?:sheet|paste)=prices)$/);
  });

  it('no longer lists a price once actual prices up to the valuation month are entered', async () => {
    const [first] = (await findingsOf('stalePrices')).filter((finding) => subjectText(finding).startsWith('Spodumene'));
    const reference = ReferenceCode.parse(first?.key.replace('stale ', ''));
    const points = Array.from({ length: 12 }, (_, i) => ({ reference, month: monthOf(2026, 5) - i, price: 800 }));
    await services.ask('decks.set', { deck: 'base', points });
    expect((await findings()).map(({ key }) => key)).not.toContain(first?.key);
    await undo();
    expect((await findings()).map(({ key }) => key)).toContain(first?.key);
  });

  it('lists a buyer without rating, destination or contract, each with the field that corrects it', async () => {
    const { buyer } = await services.ask('buyers.blank', {});
    await services.ask('buyers.save', { buyer: { ...buyer, name: 'New Smelter', destination: [] } });
    const theirs = (await findings()).filter((finding) => subjectText(finding) === 'New Smelter');
    expect(theirs.map(({ kind, remedy }) => [kind, remedy.route])).toEqual([
      ['noDestination', `/buyers/${buyer.id}?field=destination`],
      ['noRating', `/buyers/${buyer.id}?field=rating`],
      ['orphan', `/contracts/new?buyer=${buyer.id}`],
    ]);
    await undo();
  });

  it('does not list a trader without a destination', async () => {
    const { buyer } = await services.ask('buyers.blank', {});
    await services.ask('buyers.save', {
      buyer: { ...buyer, id: BuyerId.parse('t'), name: 'T', destination: [], type: 'trader', rating: 'A' },
    });
    expect((await findingsOf('noDestination')).map(subjectText)).toEqual([]);
    await undo();
  });

  it('lists a product that is neither sold nor planned, and a group without buyers, as unused', async () => {
    const { product } = await services.ask('products.blank', { metal: 'tin' });
    await services.ask('products.save', { product: { ...product, id: ProductId.parse('idle'), name: 'Idle tin', production: [] } });
    await services.ask('buyerGroups.save', { group: { id: GroupId.parse('g'), name: 'Lonely', why: '' } });
    expect((await findingsOf('orphan')).map(subjectText)).toEqual(['Idle tin', 'Lonely']);
    await undo();
    await undo();
  });

  it('puts a contract that cannot be priced first, with its reason and its page', async () => {
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
    const terms = contract.terms.map((termSet) => {
      if (termSet.price.basis !== 'payableMetal') throw new Error('another basis');
      return {
        ...termSet,
        price: { ...termSet.price, payables: termSet.price.payables.map((payable) => ({ ...payable, reference: code })) },
      };
    });
    await services.ask('contracts.save', { contract: { ...contract, terms }, version });
    const [first] = await findings();
    expect(first).toMatchObject({ kind: 'noPrice', about: { name: contract.code }, remedy: { route: `/contracts/${contract.id}` } });
    expect(first && renderMessage(first.what)).toContain('Unquoted');
    await undo();
    await undo();
  });

  it('lists a limit whose years are beyond the plan as not measured', async () => {
    const [limit] = (await services.book()).limits;
    if (!limit) throw new Error('no limit');
    await services.ctx.workspace.change({ key: 'history.settings' }, (tx) =>
      saveLimit(tx, { ...limit, id: LimitId.parse('far'), name: 'Far off', from: 2090, to: 2091, order: 99 }),
    );
    expect(await findingsOf('limitUnmeasured')).toMatchObject([{ about: { name: 'Far off' }, remedy: { route: '/plans' } }]);
    await undo();
  });
});
