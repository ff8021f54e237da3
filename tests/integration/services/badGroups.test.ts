import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveBuyer } from '#db/repositories/buyers.ts';
import type { Explanation } from '#shared/contract/figure.ts';
import { Buyer, BuyerGroup } from '#shared/domain/buyer.ts';
import { BuyerId } from '#shared/domain/ids.ts';
import { renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { guessedChoice, readSheets, sheet } from '../imports/importFiles.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const buyer = async (id: string): Promise<Buyer> => (await services.ask('buyers.get', { id: BuyerId.parse(id) })).buyer;
const withParent = async (id: string, by: string): Promise<Buyer> => ({
  ...(await buyer(id)),
  ultimateParent: { name: by, country: 'CN' },
});
const issuesOf = async (rows: readonly (readonly string[])[]) => {
  const { rows: checkedRows } = await services.ask('imports.check', guessedChoice(await readSheets(services, [sheet('Buyers', rows)])));
  return checkedRows.map(({ outcome, issues }) => [outcome, ...issues.map(({ message }) => message.key)]);
};

/** The name in a line of an explanation, as the page shows it. */
const lineName = ({ label: { values } }: Explanation['lines'][number]): unknown =>
  typeof values?.name === 'object' ? renderLabel(values.name) : values?.name;

describe('a buyer in two groups', () => {
  it('can’t be entered: a buyer has one group or none, and a group is in no other group', async () => {
    const otori = await buyer('otori');
    expect(Buyer.safeParse({ ...otori, groupId: ['hai-long', 'other'] }).success).toBe(false);
    const group = { id: 'g', name: 'G', why: '' };
    expect(BuyerGroup.parse({ ...group, groupId: 'h', members: ['otori'] })).toEqual(group);
  });

  it('in one cell of a file leads to a message to keep one, in two rows to keep one of the rows', async () => {
    await services.ask('buyerGroups.save', { group: BuyerGroup.parse({ id: 'east', name: 'East desk', why: '' }) });
    const [knownGroup] = [...(await services.book()).groups.values()].filter(({ name }) => name !== 'East desk');
    const head = ['Buyer name', 'Country', 'Acts as one with'];
    expect(await issuesOf([head, ['Otori Refining', 'JP', `${knownGroup!.name}; East desk`]])).toEqual([
      ['refused', 'issue.severalGroups'],
    ]);
    expect(await issuesOf([head, ['Otori Refining', 'JP', knownGroup!.name], ['Otori Refining', 'JP', 'East desk']])).toEqual([
      ['refused', 'issue.twice'],
      ['changed'],
    ]);
    await services.ask('history.undo', {});
  });
});

describe('owners in a circle', () => {
  it('are refused at the parent, with the circle and the remedy', async () => {
    await services.ask('buyers.save', {
      buyer: await withParent('otori', 'Yunfeng Copper'),
      version: (await services.ask('buyers.get', { id: BuyerId.parse('otori') })).version,
    });
    const saveResult = await services.call('buyers.save', { buyer: await withParent('yunfeng', 'otori refining') });
    expect(saveResult).toMatchObject({
      ok: false,
      error: {
        code: 'BAD_INPUT',
        details: {
          issues: [
            {
              path: 'buyer.ultimateParent.name',
              rule: 'parentCircle',
              limit: { list: ['Yunfeng Copper', 'Otori Refining', 'Yunfeng Copper'], by: 'serial' },
            },
          ],
        },
      },
    });
    const entries = await Promise.all(
      ['lechuga', 'binyao'].map(async (id, i) => ({
        id,
        version: (await services.ask('buyers.get', { id: BuyerId.parse(id) })).version,
        edits: [{ path: 'ultimateParent', value: { name: i === 0 ? 'Binyao Metals' : 'Lechuga Trading', country: 'CN' } }],
      })),
    );
    expect(await services.call('buyers.saveMany', { entries })).toMatchObject({
      error: {
        code: 'BAD_INPUT',
        details: { issues: [0, 1].map((i) => ({ path: `entries.${i}.buyer.ultimateParent.name`, rule: 'parentCircle' })) },
      },
    });
    expect(
      await issuesOf([
        ['Buyer name', 'Country', 'Ultimate parent', 'Country of the parent'],
        ['Yunfeng Copper', 'CN', 'Otori Refining', 'JP'],
      ]),
    ).toEqual([['refused', 'issue.parentCircle']]);
    await services.ask('history.undo', {});
  });

  it('that are in a file already, and parents of parents, are listed on the page of data quality, at the field that corrects them', async () => {
    const pairs = [
      ['otori', 'Yunfeng Copper'],
      ['yunfeng', 'Otori Refining'],
      ['lechuga', 'Hai Long Smelting'],
    ] as const;
    const edits = await Promise.all(
      pairs.map(async ([id, by]) => ({ one: await withParent(id, by), ...(await services.ask('buyers.get', { id: BuyerId.parse(id) })) })),
    );
    await services.ctx.workspace.change({ key: 'history.settings' }, async (tx) => {
      for (const { one, version } of edits) await saveBuyer(tx, one, version);
    });
    const findings = (await services.ask('health.list', {})).findings.filter(({ kind }) => kind === 'parents');
    expect(findings.map(({ about, what, remedy }) => [renderLabel(about), what.key, remedy.route]).sort()).toEqual([
      ['Lechuga Trading', 'health.buyer.parentAbove', '/buyers/lechuga?field=ultimateParent.name'],
      ['Otori Refining', 'health.buyer.parentCircle', '/buyers/otori?field=ultimateParent.name'],
      ['Yunfeng Copper', 'health.buyer.parentCircle', '/buyers/yunfeng?field=ultimateParent.name'],
    ]);
    expect(renderMessage(findings.find(({ about }) => renderLabel(about) === 'Lechuga Trading')!.what)).toContain(
      'Enter Hai Long Smelting Group as ultimate parent.',
    );
    await services.ask('history.undo', {});
  });

  it('a buyer that owns another is one ultimate parent with it', async () => {
    const parents = async () =>
      (await services.ask('diversification.get', { counts: 'all', dimension: 'ultimateParent' })).rows.find(
        ({ dimension }) => dimension === 'ultimateParent',
      )!;
    const before = (await parents()).hhi;
    const listedNames = before.explanation!.lines.map(lineName);
    const separateBuyers = [...(await services.book()).buyers.values()].filter(
      ({ name, ultimateParent }) => !ultimateParent && listedNames.includes(name),
    );
    const [firstBuyer, secondBuyer] = [separateBuyers[0]!, separateBuyers[1]!];
    const { version } = await services.ask('buyers.get', { id: firstBuyer.id });
    await services.ask('buyers.save', { buyer: await withParent(firstBuyer.id, secondBuyer.name), version });
    const after = (await parents()).hhi;
    const names = after.explanation!.lines.map(lineName);
    expect(names.filter((name) => name === secondBuyer.name)).toHaveLength(1);
    expect(names).not.toContain(firstBuyer.name);
    expect(Number(after.value)).toBeGreaterThan(Number(before.value));
    await services.ask('history.undo', {});
  });

  it('one ultimate parent in two spellings is one, also where it is a buyer itself', async () => {
    const parentsOf = async (...ids: string[]) => {
      const { portfolio } = (await services.book()).everyDeal();
      return ids.map((id) => portfolio.contracts.find(({ buyer: member }) => member.id === id)!.buyer.parent);
    };
    for (const [id, by] of [
      ['lechuga', 'Otori Refining '],
      ['binyao', 'OTORI REFINING'],
    ] as const) {
      const { version } = await services.ask('buyers.get', { id: BuyerId.parse(id) });
      await services.ask('buyers.save', { buyer: await withParent(id, by), version });
    }
    const [first, ...others] = await parentsOf('otori', 'lechuga', 'binyao');
    expect(first?.toLowerCase().trim()).toBe('otori refining');
    expect(others).toEqual([first, first]);
    await services.ask('history.undo', {});
    await services.ask('history.undo', {});
  });
});

describe('invalid inputs to a plan', () => {
  it('a contract whose minimum is above its maximum is refused at the maximum', async () => {
    const ask = { aim: 'revenue', without: [], deals: [{ contractId: 'C-042', minimum: 2000, maximum: 1000 }] };
    expect(await services.call('allocation.start', ask)).toMatchObject({
      ok: false,
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'deals.0.maximum', rule: 'belowMinimum' }] } },
    });
  });

  it('a product without production has no share under contract, which is reported with a link to its tonnes', async () => {
    const { product, version } = await services.ask('products.get', { id: (await services.book()).contracts[0]!.productId });
    await services.ask('products.save', { product: { ...product, production: [] }, version });
    const { commitments, unplanned } = await services.ask('diversification.get', {});
    expect(commitments.map(({ productId }) => productId)).not.toContain(product.id);
    expect(unplanned).toEqual([product.name]);
    const findings = (await services.ask('health.list', {})).findings.filter(({ kind }) => kind === 'noProduction');
    expect(findings.map(({ about, remedy }) => [renderLabel(about), remedy.route])).toEqual([
      [product.name, `/products/${product.id}?field=years.2027.tonnes`],
    ]);
    await services.ask('history.undo', {});
  });

  it('tonnes with an unknown destination are a member of their own, never excluded', async () => {
    const { version } = await services.ask('buyers.get', { id: BuyerId.parse('otori') });
    await services.ask('buyers.save', { buyer: { ...(await buyer('otori')), destination: [] }, version });
    const { rows } = await services.ask('diversification.get', { dimension: 'zone' });
    const lines = rows.find(({ dimension }) => dimension === 'zone')!.hhi.explanation!.lines;
    expect(lines.map(lineName)).toContain('Unknown');
    await services.ask('history.undo', {});
  });
});

it('a workspace without contracts shows a message instead of empty charts', async () => {
  const emptyServices = await openServices(seedEmptyWorkspace());
  expect((await emptyServices.ask('diversification.get', {})).empty).toBe('workspace');
  await emptyServices.close();
  expect((await services.ask('diversification.get', {})).empty).toBeUndefined();
});
