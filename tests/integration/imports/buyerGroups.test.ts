import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderLabel } from '#shared/presentation/message.ts';
import { joinedBuyers } from '../../../core/portfolio/buyerGroups.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { guessedChoice, readSheets, sheet } from './importFiles.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

type Rows = readonly (readonly string[])[];

const choose = async (rows: Rows, name = 'Buyers') => guessedChoice(await readSheets(services, [sheet(name, rows)]));
const check = async (rows: Rows) => (await services.ask('imports.check', await choose(rows))).rows;
/** Outcome, kind and name of each row, with the fields and rules of its issues. */
const summaryOf = async (rows: Rows) =>
  (await check(rows)).map(({ outcome, target, name, issues }) => [
    outcome,
    target,
    'name' in name ? name.name : '',
    ...issues.map(({ field, message }) => `${field} ${message.key}`),
  ]);
const write = async (rows: Rows): Promise<void> => {
  await services.waitForJob(await services.ask('imports.apply', await choose(rows)));
};
/** Names of the buyers that are one group with a buyer. */
const joinedWith = async (name: string): Promise<readonly string[]> => {
  const book = await services.book();
  const match = [...joinedBuyers(book).values()].find(({ buyers }) => buyers.some((buyer) => buyer.name === name));
  return match?.buyers.map((buyer) => buyer.name).sort() ?? [];
};
const undo = () => services.ask('history.undo', {});

describe('an import of buyers', () => {
  it('adds the groups that its rows name, shown in the preview before they are written', async () => {
    const rows = [
      ['Buyer', 'Country', 'Group'],
      ['Alpha Smelting', 'CN', 'East desk'],
      ['Beta Refining', 'KR', 'east desk'],
      ['Gamma Metals', 'JP', ''],
    ];
    expect(await summaryOf(rows)).toEqual([
      ['added', 'buyers', 'Alpha Smelting'],
      ['added', 'groups', 'East desk'],
      ['added', 'buyers', 'Beta Refining'],
      ['added', 'buyers', 'Gamma Metals'],
    ]);
    expect([...(await services.book()).groups.values()].map(({ name }) => name)).not.toContain('East desk');
    await write(rows);
    expect(await joinedWith('Alpha Smelting')).toEqual(['Alpha Smelting', 'Beta Refining']);
    // the same file again changes nothing
    expect((await check(rows)).map(({ outcome }) => outcome)).toEqual(['same', 'same', 'same']);
    await undo();
    expect([...(await services.book()).groups.values()].map(({ name }) => name)).not.toContain('East desk');
  });

  it('takes a column of parents as ultimate parents, with the country of the buyer where none is given, as a note', async () => {
    const rows = [
      ['Buyer', 'Country', 'Parent'],
      ['Alpha Smelting', 'CN', 'Longhai Holdings'],
      ['Beta Refining', 'KR', 'LONGHAI HOLDINGS'],
    ];
    const checkedRows = await check(rows);
    expect(checkedRows.map(({ outcome }) => outcome)).toEqual(['added', 'added']);
    expect(checkedRows.map(({ note }) => (note ? renderLabel(note) : ''))).toEqual([
      'The country of Longhai Holdings is taken from the buyer: China.',
      '',
    ]);
    await write(rows);
    expect(await joinedWith('Beta Refining')).toEqual(['Alpha Smelting', 'Beta Refining']);
    const { buyers } = await services.book();
    expect(
      [...buyers.values()].flatMap(({ ultimateParent }) => (ultimateParent?.name.startsWith('LONG') ? [ultimateParent.country] : [])),
    ).toEqual(['CN']);
    await undo();
  });

  it('joins buyers that act as one with others, also with one of a later row and with a stored one', async () => {
    const rows = [
      ['Buyer', 'Country', 'Acts as one with'],
      ['Alpha Smelting', 'CN', 'Beta Refining'],
      ['Beta Refining', 'KR', ''],
      ['Gamma Metals', 'JP', 'Otori Refining'],
      ['Delta Copper', 'JP', 'Hai Long with Binyao'],
    ];
    expect((await summaryOf(rows)).filter(([, target]) => target === 'groups').map(([, , name]) => name)).toEqual([
      'Alpha Smelting with Beta Refining',
      'Gamma Metals with Otori Refining',
    ]);
    await write(rows);
    expect(await joinedWith('Beta Refining')).toEqual(['Alpha Smelting', 'Beta Refining']);
    expect(await joinedWith('Otori Refining')).toEqual(['Gamma Metals', 'Otori Refining']);
    expect(await joinedWith('Delta Copper')).toEqual(['Binyao Metals', 'Delta Copper', 'Hai Long Smelting']);
    await undo();
  });

  it('reads Chinese column headers', async () => {
    const rows = [
      ['买方', '国家', '母公司', '一致行动方'],
      ['甲冶炼', 'CN', '龙海控股', ''],
      ['乙铜业', 'CN', '龙海控股', ''],
      ['丙金属', 'JP', '', '甲冶炼'],
    ];
    expect((await summaryOf(rows)).map(([outcome]) => outcome)).toEqual(['added', 'added', 'added', 'added']);
    await write(rows);
    expect(await joinedWith('乙铜业')).toEqual(['丙金属', '乙铜业', '甲冶炼']);
    await undo();
  });

  it.each<[string, Rows, readonly string[]]>([
    [
      'a buyer that is its own parent',
      [
        ['Buyer', 'Country', 'Ultimate parent'],
        ['Alpha Smelting', 'CN', 'alpha smelting'],
      ],
      ['parentName issue.parentItself'],
    ],
    [
      'parents in a circle',
      [
        ['Buyer', 'Country', 'Ultimate parent'],
        ['Alpha Smelting', 'CN', 'Beta Refining'],
        ['Beta Refining', 'CN', 'Alpha Smelting'],
      ],
      ['parentName issue.parentCircle'],
    ],
    [
      'a parent that belongs to another than the ultimate parent',
      [
        ['Buyer', 'Country', 'Parent', 'Ultimate parent'],
        ['Alpha Smelting', 'CN', 'Hai Long Smelting', 'Beta Holdings'],
      ],
      ['parentName issue.parentsDiffer'],
    ],
    [
      'a group and a buyer of another group',
      [
        ['Buyer', 'Country', 'Group', 'Acts as one with'],
        ['Alpha Smelting', 'CN', 'East desk', 'Hai Long Smelting'],
      ],
      ['actsWith issue.severalGroups'],
    ],
    [
      'a buyer that acts as one with itself',
      [
        ['Buyer', 'Country', 'Acts as one with'],
        ['Alpha Smelting', 'CN', 'Alpha Smelting'],
      ],
      ['actsWith issue.actsWithItself'],
    ],
    [
      'one that acts as one with a name that is nowhere',
      [
        ['Buyer', 'Country', 'Acts as one with'],
        ['Alpha Smelting', 'CN', 'Nobody Metals'],
      ],
      ['actsWith issue.notHere'],
    ],
    [
      'two groups in a cell',
      [
        ['Buyer', 'Country', 'Group'],
        ['Alpha Smelting', 'CN', 'East desk; West desk'],
      ],
      ['group issue.severalGroups'],
    ],
  ])('refuses %s at its cell, and adds no group for it', async (_what, rows, issues) => {
    const summary = await summaryOf(rows);
    expect(summary.filter(([outcome]) => outcome === 'refused').map(([, , , ...cells]) => cells)).toEqual([issues]);
    expect(summary.filter(([, target]) => target === 'groups')).toEqual([]);
  });

  it('breaches a group limit with the parents that it adds', async () => {
    const before = (await services.ask('limits.board', {})).rows.find(({ limit }) => limit.id === 'copper-group')!;
    await write([
      ['Buyer', 'Country', 'Ultimate parent', 'Country of the parent'],
      ['Yunfeng Copper', 'CN', 'Longhai Holdings', 'CN'],
      ['Otori Refining', 'JP', 'Longhai Holdings', 'CN'],
    ]);
    const after = (await services.ask('limits.board', {})).rows.find(({ limit }) => limit.id === 'copper-group')!;
    expect(after.years.filter(({ state }) => state === 'breached').length).toBeGreaterThan(
      before.years.filter(({ state }) => state === 'breached').length,
    );
    await undo();
  });
});
