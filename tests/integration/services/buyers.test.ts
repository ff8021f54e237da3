import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addBuyers, listBuyers } from '#db/repositories/buyers.ts';
import type { Output } from '#shared/contract/contract.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import { BuyerId, GroupId } from '#shared/domain/ids.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const id = (text: string) => BuyerId.parse(text);
const findByName = async (name: string) => (await services.ask('buyers.list', {})).rows.filter((row) => row.name === name);
const blank = async (fields: Partial<Buyer> = {}): Promise<Buyer> => ({ ...(await services.ask('buyers.blank', {})).buyer, ...fields });

describe('the record', () => {
  test('a new buyer is stored, undo removes it, redo restores it', async () => {
    const buyer = await blank({ name: 'Qinglan Copper' });
    expect(await findByName('Qinglan Copper')).toHaveLength(0);
    await services.ask('buyers.save', { buyer });
    expect(await findByName('Qinglan Copper')).toHaveLength(1);
    expect((await services.ask('history.undo', {})).label).toEqual({ key: 'history.buyerAdded', values: { name: 'Qinglan Copper' } });
    expect(await findByName('Qinglan Copper')).toHaveLength(0);
    await services.ask('history.redo', {});
    expect((await services.ask('buyers.get', { id: buyer.id })).buyer).toEqual(buyer);
  });

  test('an edit raises the version, and a save over an older one is refused', async () => {
    const { buyer, version } = await services.ask('buyers.get', { id: id('otori') });
    const savedBuyer = await services.ask('buyers.save', { buyer: { ...buyer, rating: 'BBB' }, version });
    expect(savedBuyer.version).toBeGreaterThan(version);
    expect(await services.call('buyers.save', { buyer: { ...buyer, rating: 'B' }, version })).toMatchObject({
      ok: false,
      error: { code: 'STALE', details: { kind: 'buyer', id: 'otori' } },
    });
    expect((await services.ask('buyers.get', { id: id('otori') })).buyer.rating).toBe('BBB');
    await services.ask('history.undo', {});
    expect((await services.ask('buyers.get', { id: id('otori') })).buyer).toEqual(buyer);
  });

  test('an edit of a deleted buyer does not add it again', async () => {
    const buyer = await blank({ name: 'Gone before' });
    expect(await services.call('buyers.save', { buyer, version: 3 })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  });

  test('a copy is named as one, a second copy with a number, and undo removes it', async () => {
    await services.ask('buyers.copy', { id: id('yunfeng') });
    await services.ask('buyers.copy', { id: id('yunfeng') });
    const { buyer } = await services.ask('buyers.get', { id: id('yunfeng') });
    const [copy] = await findByName('Yunfeng Copper (copy)');
    expect((await services.ask('buyers.get', { id: copy!.id })).buyer).toEqual({ ...buyer, id: copy!.id, name: 'Yunfeng Copper (copy)' });
    expect(await findByName('Yunfeng Copper (copy 2)')).toHaveLength(1);
    await services.ask('history.undo', {});
    expect(await findByName('Yunfeng Copper (copy 2)')).toHaveLength(0);
    expect(await findByName('Yunfeng Copper (copy)')).toHaveLength(1);
  });

  test('a copy of the longest name fits the limit and splits no emoji', async () => {
    const name = '👨‍👩‍👧‍👦'.repeat(18);
    const buyer = await blank({ name });
    await services.ask('buyers.save', { buyer });
    const { id: copiedId } = await services.ask('buyers.copy', { id: buyer.id });
    const copy = (await services.ask('buyers.get', { id: copiedId })).buyer.name;
    expect(copy.length).toBeLessThanOrEqual(200);
    expect(copy.replaceAll('👨‍👩‍👧‍👦', '')).toBe(' (copy)');
  });

  test('a buyer with contracts cannot be deleted, and the error counts them', async () => {
    expect(await services.call('buyers.remove', { ids: ['hai-long', 'binyao'] })).toMatchObject({
      ok: false,
      error: { code: 'IN_USE', details: { kind: 'buyer', by: 'contract', count: 4 } },
    });
    expect(await findByName('Binyao Metals')).toHaveLength(1);
  });

  test('several buyers are deleted in one change, and one undo restores them', async () => {
    const [first, second] = [await blank({ name: 'First to go' }), await blank({ name: 'Second to go' })];
    await services.ask('buyers.save', { buyer: first });
    await services.ask('buyers.save', { buyer: second });
    await services.ask('buyers.remove', { ids: [first.id, second.id] });
    expect([...(await findByName('First to go')), ...(await findByName('Second to go'))]).toHaveLength(0);
    expect((await services.ask('history.undo', {})).label.values).toMatchObject({ count: 2 });
    expect([...(await findByName('First to go')), ...(await findByName('Second to go'))]).toHaveLength(2);
  });

  test('a group is stored, and a buyer can join it', async () => {
    const group = { id: GroupId.parse('northern-desk'), name: 'Northern desk', why: 'One treasury.' };
    await services.ask('buyerGroups.save', { group });
    const { buyer, version } = await services.ask('buyers.get', { id: id('norrland') });
    await services.ask('buyers.save', { buyer: { ...buyer, groupId: group.id }, version });
    expect((await findByName(buyer.name))[0]?.group).toEqual({ name: 'Northern desk' });
    await services.ask('history.undo', {});
    await services.ask('history.undo', {});
    expect((await services.ask('buyers.list', {})).groups.map(({ id: groupId }) => groupId)).not.toContain('northern-desk');
  });
});

describe('a block of buyers', () => {
  test('is one change with a count, and one undo', async () => {
    const before = await Promise.all(['hai-long', 'otori'].map((name) => services.ask('buyers.get', { id: id(name) })));
    const entries = before.map(({ buyer, version }) => ({ id: buyer.id, version, edits: [{ path: 'cycleSensitivity', value: 3 }] }));
    await services.ask('buyers.saveMany', { entries });
    expect((await services.ask('buyers.get', { id: id('otori') })).buyer.cycleSensitivity).toBe(3);
    expect(await services.ask('history.undo', {})).toEqual({ label: { key: 'history.buyersEdited', values: { count: 2 } } });
    for (const { buyer } of before) expect((await services.ask('buyers.get', { id: buyer.id })).buyer).toEqual(buyer);
  });

  test('fills a column of more than a thousand buyers in one change, and they are deleted in one', async () => {
    const template = await blank();
    const buyers = Array.from({ length: 1100 }, (_, i) => ({ ...template, id: id(`many-${i}`), name: `Many ${i}` }));
    await services.ctx.workspace.change({ key: 'history.settings' }, (tx) => addBuyers(tx, buyers));
    const readMany = async () => (await listBuyers(services.ctx.workspace.db())).filter(({ name }) => name.startsWith('Many '));
    const { version } = await services.ask('buyers.get', { id: id('many-0') });
    const entries = buyers.map((buyer) => ({ id: buyer.id, version, edits: [{ path: 'rating', value: 'BBB' }] }));
    await services.ask('buyers.saveMany', { entries });
    expect((await readMany()).filter(({ rating }) => rating === 'BBB')).toHaveLength(1100);
    expect(await services.ask('history.undo', {})).toEqual({ label: { key: 'history.buyersEdited', values: { count: 1100 } } });
    expect((await readMany()).filter(({ rating }) => rating === template.rating)).toHaveLength(1100);
    const group = { id: GroupId.parse('many'), name: 'Many', why: '' };
    await services.ask('buyerGroups.save', { group, members: buyers.map((buyer) => buyer.id) });
    expect((await readMany()).filter(({ groupId }) => groupId === group.id)).toHaveLength(1100);
    await services.ask('buyers.remove', { ids: buyers.map((buyer) => buyer.id) });
    expect(await readMany()).toHaveLength(0);
    for (let i = 0; i < 3; i += 1) await services.ask('history.undo', {});
  });

  test('names each field that a buyer has not, and stores none of its edits', async () => {
    const { buyer, version } = await services.ask('buyers.get', { id: id('otori') });
    for (const [path, value] of [
      ['tonnes', 5],
      ['ultimateParent.rating', 'A'],
      ['id', 'other'],
    ] as const) {
      const parent = { path: 'ultimateParent', value: { name: 'Otori Holdings', country: 'JP' } };
      const edits = [parent, { path, value }];
      expect(await services.call('buyers.saveMany', { entries: [{ id: buyer.id, version, edits }] }), path).toMatchObject({
        error: { code: 'BAD_INPUT', details: { issues: [{ path: `entries.0.buyer.${path}`, rule: 'unknownField' }] } },
      });
    }
    expect(await services.ask('buyers.get', { id: buyer.id })).toMatchObject({ buyer, version });
  });

  test('is refused at its field where a value is out of range or refers to a country that is gone', async () => {
    const { version } = await services.ask('buyers.get', { id: id('otori') });
    const edit = (path: string, value: unknown) =>
      services.call('buyers.saveMany', { entries: [{ id: 'otori', version, edits: [{ path, value }] }] });
    expect(await edit('cycleSensitivity', 7)).toMatchObject({
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'entries.0.buyer.cycleSensitivity', rule: 'tooBig' }] } },
    });
    expect(await edit('country', 'ZZ')).toMatchObject({
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'entries.0.buyer.country', rule: 'gone' }] } },
    });
  });

  test('is stale, not refused, where edits of an earlier version do not fit the buyers of now', async () => {
    const [otori, yunfeng] = await Promise.all(['otori', 'yunfeng'].map((name) => services.ask('buyers.get', { id: id(name) })));
    await services.ask('buyers.save', { buyer: { ...otori!.buyer, note: 'edited' }, version: otori!.version });
    const save = (...entries: readonly unknown[]) => services.call('buyers.saveMany', { entries });
    const staleEdit = (path: string, value: unknown) => ({ id: 'otori', version: otori!.version, edits: [{ path, value }] });
    expect(await save(staleEdit('rating', 'A'))).toMatchObject({ error: { code: 'STALE' } });
    expect(await save(staleEdit('destination.9.share', 1))).toMatchObject({ error: { code: 'STALE' } });
    // the circle is found at the first entry, and only the second is of an earlier version
    const currentEdit = { path: 'ultimateParent', value: { name: 'Otori Refining', country: 'JP' } };
    const staleParent = staleEdit('ultimateParent', { name: 'Yunfeng Copper', country: 'CN' });
    expect(await save({ id: 'yunfeng', version: yunfeng!.version, edits: [currentEdit] }, staleParent)).toMatchObject({
      error: { code: 'STALE', details: { kind: 'buyer', id: 'otori' } },
    });
    await services.ask('history.undo', {});
  });

  test('finds a parent by the name that another of its edits gives', async () => {
    const [otori, yunfeng] = await Promise.all(['otori', 'yunfeng'].map((name) => services.ask('buyers.get', { id: id(name) })));
    const entries = [
      {
        id: 'otori',
        version: otori!.version,
        edits: [
          { path: 'name', value: 'Otori Metals' },
          { path: 'ultimateParent', value: { name: 'Yunfeng Copper', country: 'CN' } },
        ],
      },
      {
        id: 'yunfeng',
        version: yunfeng!.version,
        edits: [{ path: 'ultimateParent', value: { name: 'Otori Metals', country: 'JP' } }],
      },
    ];
    expect(await services.call('buyers.saveMany', { entries })).toMatchObject({
      error: {
        code: 'BAD_INPUT',
        details: { issues: [0, 1].map((i) => ({ path: `entries.${i}.buyer.ultimateParent.name`, rule: 'parentCircle' })) },
      },
    });
    expect((await services.ask('buyers.get', { id: id('otori') })).buyer).toEqual(otori!.buyer);
  });
});

describe('bad input', () => {
  const readIssues = async (fields: Record<string, unknown>) => {
    const result = await services.call('buyers.save', { buyer: { ...(await blank()), ...fields } });
    if (result.ok) throw new Error('it was taken');
    expect(result.error.code).toBe('BAD_INPUT');
    return result.error.details.issues;
  };

  test.each([
    ['a name of 5,000 characters', { name: 'x'.repeat(5000) }, 'buyer.name', 'tooLong'],
    ['no name', { name: '   ' }, 'buyer.name', 'tooShort'],
    ['a country that is gone', { country: 'ZZ' }, 'buyer.country', 'gone'],
    ['a destination that is gone', { destination: [{ country: 'ZZ', share: 1 }] }, 'buyer.destination.0.country', 'gone'],
    ['a group that is gone', { groupId: 'unknown' }, 'buyer.groupId', 'gone'],
    ['a parent from nowhere', { ultimateParent: { name: 'Parent', country: 'ZZ' } }, 'buyer.ultimateParent.country', 'gone'],
    [
      'shares above the whole',
      {
        destination: [
          { country: 'CN', share: 0.7 },
          { country: 'JP', share: 0.7 },
        ],
      },
      'buyer.destination',
      'sharesOverOne',
    ],
    ['a sensitivity below zero', { cycleSensitivity: -1 }, 'buyer.cycleSensitivity', 'tooSmall'],
  ])('%s is refused at its field', async (_what, fields, path, rule) => {
    expect(await readIssues(fields)).toMatchObject([{ path, rule }]);
  });

  test.each([['=HYPERLINK("http://example.com","pay")'], ['مصهر النحاس'], ['Smelter 🏭🔥'], ['O\'Brien "&" <b>Söhne</b>'], ['东海冶炼']])(
    'the name %s comes back as it was typed',
    async (name) => {
      const buyer = await blank({ name });
      await services.ask('buyers.save', { buyer });
      expect((await services.ask('buyers.get', { id: buyer.id })).buyer).toEqual(buyer);
    },
  );
});

describe('the verdict', () => {
  test('counts the buyers with value, and its total equals that of the rows', async () => {
    const { verdict, rows } = await services.ask('buyers.list', {});
    const buying = rows.filter(({ value }) => value > 0);
    const [first] = verdict;
    expect(first?.figures.count?.value).toBe(buying.length);
    expect(first?.figures.value?.value).toBeCloseTo(
      buying.reduce((sum, { value }) => sum + value, 0),
      0,
    );
    expect(rows.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  /** Value by group, or by buyer outside any group, as the table shows it. */
  const largestOf = (rows: Output<'buyers.list'>['rows']) =>
    [...Map.groupBy(rows, ({ group, name }) => group?.name ?? name)]
      .map(([name, members]) => ({ name, value: members.reduce((sum, { value }) => sum + value, 0) }))
      .reduce((largestGroup, groupValue) => (groupValue.value > largestGroup.value ? groupValue : largestGroup));

  test('the largest is the largest of the table, with its value', async () => {
    const { verdict, rows } = await services.ask('buyers.list', {});
    const { name, value } = largestOf(rows);
    const largestFigures = verdict.find(({ key }) => key === 'buyers.verdictLargest')?.figures;
    expect(largestFigures).toMatchObject({ buyer: { value: name, route: '/buyers/jinshan' }, metal: { label: { key: 'metal.iron' } } });
    expect(largestFigures?.value?.value).toBeCloseTo(value, 3);
  });

  test('buyers that together are the largest are named as a group, with its page', async () => {
    const { buyer, version } = await services.ask('buyers.get', { id: id('yunfeng') });
    const { ultimateParent } = (await services.ask('buyers.get', { id: id('hai-long') })).buyer;
    await services.ask('buyers.save', { buyer: { ...buyer, ultimateParent }, version });
    const { verdict, rows } = await services.ask('buyers.list', {});
    const { name, value } = largestOf(rows);
    expect(
      rows
        .filter(({ group }) => group?.name === name)
        .map((row) => row.name)
        .sort(),
    ).toEqual(['Binyao Metals', 'Hai Long Smelting', 'Yunfeng Copper']);
    const largestFigures = verdict.find(({ key }) => key === 'buyers.verdictLargestGroup')?.figures;
    expect(largestFigures).toMatchObject({
      group: { value: name, route: '/buyers/groups/binyao' },
      metal: { label: { key: 'metal.copper' } },
    });
    expect(largestFigures?.value?.value).toBeCloseTo(value, 3);
    await services.ask('history.undo', {});
  });

  test('China’s share is that of buyers with their destination in China', async () => {
    const { verdict, rows } = await services.ask('buyers.list', {});
    const china = verdict.find(({ key }) => key === 'buyers.verdictChina')?.figures.share;
    const byRow = rows.filter(({ zone }) => zone === 'china').reduce((sum, { share }) => sum + share, 0);
    expect(china?.value).toBeCloseTo(byRow, 10);
    expect(china?.explanation?.total.amount).toBe(china?.value);
  });

  test("a buyer's page agrees with its row", async () => {
    const row = (await findByName('Otori Refining'))[0]!;
    const { figures, contracts, verdict } = await services.ask('buyers.get', { id: row.id });
    const figure = (key: string) => figures.find((item) => item.key === key)?.figure;
    expect(figure('value')?.value).toBeCloseTo(row.value, 0);
    expect(figure('share')?.value).toBeCloseTo(row.share, 12);
    expect(figure('contracts')?.value).toBe(row.contracts);
    expect(contracts.map(({ code }) => code)).toContain('C-017');
    expect(verdict[0]?.figures.value?.value).toBe(figure('value')?.value);
  });
});
