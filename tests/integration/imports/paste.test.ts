import { readXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Input } from '#shared/contract/contract.ts';
import { IMPORT_PAGE_ROWS } from '#shared/contract/listPages.ts';
import { monthOf } from '#shared/domain/time.ts';
import { renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { guessedChoice, read, readEverything } from './importFiles.ts';

let services: Services;

beforeAll(async () => {
  services = await openServices(seedEmptyWorkspace());
});
afterAll(() => services.close());

const rows = (...lines: readonly (readonly (string | number)[])[]): string => lines.map((line) => line.join('\t')).join('\r\n');

const paste = (input: Input<'imports.paste'>) => services.ask('imports.paste', input);

const outcomes = async (input: Input<'imports.paste'>) => {
  const { counts, rows: checkedRows } = await services.ask('imports.check', guessedChoice(await paste(input)));
  return { counts, faults: checkedRows.flatMap(({ issues }) => issues.map(({ cell, message }) => [cell, message.key])) };
};

const PRODUCTS = rows(['North concentrate', 'Copper', '', 'Cu 26,5 %'], ['Pilbara fines', 'iron', '', 'Fe 61,5 %']);

describe('a block copied from a spreadsheet', () => {
  it('without headers is read column by column in the order of the template', async () => {
    const file = await paste({ target: 'buyers', text: rows(['Hai Long', 'China', 'KR', 'Smelter'], ['Otori', 'JP']) });
    const [view] = file.kind === 'tables' ? file.sheets : [];
    expect(view?.choice).toMatchObject({ target: 'buyers', headerRow: -1 });
    expect(view?.choice.columns.map(({ field }) => field)).toEqual(['name', 'country', 'destination', 'type']);
    expect(view?.rows).toBe(2);
    const { counts } = await services.ask('imports.check', guessedChoice(file));
    expect(counts).toEqual({ added: 2, changed: 0, same: 0, refused: 0 });
  });

  it('with headers is read by them, in any order', async () => {
    const file = await paste({ target: 'buyers', text: rows(['Country', 'Customer'], ['JP', 'Otori']) });
    const [view] = file.kind === 'tables' ? file.sheets : [];
    expect(view?.choice).toMatchObject({ target: 'buyers', headerRow: 0 });
    expect(view?.choice.columns.map(({ field }) => field)).toEqual(['country', 'name']);
  });

  it.each([
    [
      'years down',
      [
        ['年份', '铜', 'LME锌'],
        ['2027年', 9000, 2500],
        ['2028年', 9100, 2600],
      ],
    ],
    [
      'quarters across',
      [
        ['品种', '2027年一季度', '2027年第二季度'],
        ['铜价', 9000, 9100],
        ['伦锌', 2500, 2600],
      ],
    ],
    [
      'months down',
      [
        ['月份', '铜', '锌'],
        ['2027年1月', 9000, 2500],
        ['2027 年 2 月', 9100, 2600],
      ],
    ],
  ])('of prices in Chinese is read: %s', async (_layout, lines) => {
    const file = await paste({ target: 'prices', text: rows(...(lines as (string | number)[][])) });
    const { counts, rows: checkedRows } = await services.ask('imports.check', guessedChoice(file));
    expect(counts).toEqual({ added: 2, changed: 0, same: 0, refused: 0 });
    expect(checkedRows.map(({ values }) => values?.map(({ value }) => renderLabel(value)))).toEqual([
      ['Copper, LME cash', '9,000', '9,100'],
      ['Zinc, LME cash', '2,500', '2,600'],
    ]);
  });

  it('with a month without a price in a deck of the user names the month and the rule', async () => {
    const { id } = await services.ask('decks.save', { deck: { name: 'Bank', rule: 'hold', source: 'Bank, May 2026' } });
    const file = await paste({ target: 'prices', text: rows(['Reference', 'Jan 2027', 'Mar 2027'], ['Copper', 9000, 9100]) });
    const { choice, ...checked } = guessedChoice(file);
    if (choice.kind !== 'tables') throw new Error('no table');
    const inDeck = { ...choice, sheets: choice.sheets.map((sheet) => ({ ...sheet, deck: id })) };
    const [row] = (await services.ask('imports.check', { ...checked, choice: inDeck })).rows;
    expect(row?.note && renderMessage(row.note)).toBe('No price for Feb 2027: by the rule of the deck, the earlier price holds.');
  });

  it.each(['Copper treatment charge', 'Copper concentrate TC', '铜精矿加工费'])(
    'names both treatment charges that “%s” can be',
    async (name) => {
      const file = await paste({ target: 'prices', text: rows(['Reference', '2027', '2028'], [name, -25, -10]) });
      const { rows: checkedRows } = await services.ask('imports.check', guessedChoice(file));
      expect(checkedRows.flatMap(({ issues }) => issues.map(({ message }) => renderMessage(message)))).toEqual([
        'Several price references have this name. Enter one of: Copper TC, annual benchmark, Copper TC, spot.',
      ]);
    },
  );

  it('of another kind than expected is recognised by its headers', async () => {
    const file = await paste({ target: 'limits', text: rows(['Customer', 'Country', 'Credit rating'], ['Otori', 'JP', 'A']) });
    expect(file.kind === 'tables' && file.sheets[0]?.choice.target).toBe('buyers');
  });

  it.each([
    ['English', ['Product', 'Metal', 'Market depth', 'Price loss per market depth', 'Depth cap', 'Main reference']],
    ['Chinese', ['名称', '金属', '市场深度', '每一倍市场深度的价格损失', '价格损失上限', '主要基准']],
  ])('with %s headers has market depths; one of zero is refused with its remedy', async (_language, heads) => {
    const right = await outcomes({ target: 'products', text: rows(heads, ['East ore', 'Copper', '80 %', '7.5 %', '40 %', 'CU']) });
    expect(right).toEqual({ counts: { added: 1, changed: 0, same: 0, refused: 0 }, faults: [] });
    const wrongOutcomes = await outcomes({ target: 'products', text: rows(heads, ['East ore', 'Copper', '0', '', '', '']) });
    expect(wrongOutcomes.faults.map(([, key]) => key)).toEqual(['issue.noDepth']);
  });

  it('from a table of the app has the columns of that table', async () => {
    const { counts } = await outcomes({
      target: 'buyers',
      text: rows(['JP', 'shown', 'Otori'], ['CN', 'only', 'Hai Long']),
      fields: [{ field: 'country' }, {}, { field: 'name' }],
    });
    expect(counts.added).toBe(2);
  });

  it('of production is read by year, wide or long, with decimal commas', async () => {
    await services.waitForJob(await services.ask('imports.apply', guessedChoice(await paste({ target: 'products', text: PRODUCTS }))));
    const wideChoice = guessedChoice(
      await paste({ target: 'production', text: rows(['North concentrate', '410.000,5', '420.000'], ['Pilbara fines', '', '8.000.000']) }),
    );
    await services.waitForJob(await services.ask('imports.apply', wideChoice));
    const longChoice = guessedChoice(
      await paste({ target: 'production', text: rows(['North concentrate', 2031, 430000], ['Pilbara fines', 2031, 9000000]) }),
    );
    await services.waitForJob(await services.ask('imports.apply', longChoice));
    const { products } = await services.ask('products.list', {});
    const plannedTonnes = (name: string) => products.find(({ product }) => product.name === name)?.product.production;
    expect([plannedTonnes('North concentrate'), plannedTonnes('Pilbara fines')]).toEqual([
      [
        { year: 2026, tonnes: 410_000.5 },
        { year: 2027, tonnes: 420_000 },
        { year: 2031, tonnes: 430_000 },
      ],
      [
        { year: 2027, tonnes: 8_000_000 },
        { year: 2031, tonnes: 9_000_000 },
      ],
    ]);
  });

  it('of prices has a column a month, and each row is imported completely or not at all', async () => {
    const text = rows(
      ['Reference', 'Unit', 'Apr 2026', '2026-05', 'Jul 2026'],
      ['Copper, LME cash', 'USD/t', '9.871,5', '9.900', '10.000'],
      ['Tin, LME cash', 'USD/t', '31.000', 'much', '32.000'],
    );
    const file = guessedChoice(await paste({ target: 'prices', text }));
    expect((await services.ask('imports.check', file)).counts).toEqual({ added: 1, changed: 0, same: 0, refused: 1 });
    await services.waitForJob(await services.ask('imports.apply', file));
    const { rows: deckRows } = await services.ask('decks.get', { deck: 'base', from: monthOf(2026, 4), to: monthOf(2026, 7) });
    const copper = deckRows.find(({ name }) => renderLabel(name) === 'Copper, LME cash');
    expect(copper?.points.filter(({ origin }) => origin === 'user').map(({ price }) => price)).toEqual([9871.5, 9900, 10_000]);
    const tin = deckRows.find(({ name }) => renderLabel(name) === 'Tin, LME cash');
    expect(tin?.points.some(({ origin }) => origin === 'user')).toBe(false);
  });

  it('of prices may have a line a month and a column a reference; a fault is at its own cell, also in the corrected copy', async () => {
    const file = await read(
      services,
      'desk.csv',
      [
        'Our prices,,,',
        'Month,"Zinc, LME cash",Moonstone,"Lead, LME cash"',
        'unit,USD/t,USD/t,USD/t',
        'Apr 2026,2871.5,1,1900',
        '2026-05,2900,2,lots',
        '2026-07-15,2950,3,2000',
      ].join('\n'),
    );
    const { id, choice } = guessedChoice(file);
    const preview = await services.ask('imports.check', { id, choice });
    expect(preview.counts).toEqual({ added: 1, changed: 0, same: 0, refused: 2 });
    expect(preview.rows.flatMap(({ line, issues }) => issues.map(({ cell }) => [line, cell]))).toEqual([
      [undefined, 'C2'],
      [undefined, 'D5'],
    ]);
    const { artefact } = await services.ask('imports.corrected', { id, choice });
    const [sheet] = (await readXlsx(await services.readArtefact(artefact))).sheets;
    expect(sheet?.rows.map((row) => row.slice(0, 4).map((cell) => String(cell ?? '')))[1]).toEqual([
      'Month',
      'Zinc, LME cash',
      'Moonstone',
      'Lead, LME cash',
    ]);
    await services.waitForJob(await services.ask('imports.apply', { id, choice }));
    const { rows: deckRows } = await services.ask('decks.get', { deck: 'base', from: monthOf(2026, 4), to: monthOf(2026, 7) });
    const zinc = deckRows.find(({ name }) => renderLabel(name) === 'Zinc, LME cash');
    expect(zinc?.points.filter(({ origin }) => origin === 'user').map(({ price }) => price)).toEqual([2871.5, 2900, 2950]);
  });

  it('that extends below a table has the units of that table unless its headers differ', async () => {
    const fields = [{ field: 'product' }, { field: 'y2033', scale: 1000 }, { field: 'y2034', scale: 1000 }];
    const tonnesOf = async (text: string) => {
      const file = await paste({ target: 'production', text, fields });
      return file.kind === 'tables' ? file.sheets[0]?.choice.columns.map(({ field, scale }) => [field, scale]) : [];
    };
    const table = [
      ['product', 1],
      ['y2033', 1000],
      ['y2034', 1000],
    ];
    expect(await tonnesOf(rows(['North concentrate', 4, 5], ['Pilbara fines', 5, 6]))).toEqual(table);
    expect(await tonnesOf(rows(['Product', 2033, 2034], ['North concentrate', 4, 5]))).toEqual(table);
    expect(await tonnesOf(rows(['Product', '2033 (Mt)', 2034], ['North concentrate', 4, 5]))).toEqual([
      ['product', 1],
      ['y2033', 1e6],
      ['y2034', 1000],
    ]);
  });

  it('reports faults at its cells, is one change and one undo, and leaves no stored column choice', async () => {
    const before = await readEverything(services);
    const text = rows(['Hai Long', 'China'], ['Nobody', 'Atlantis']);
    expect(await outcomes({ target: 'buyers', text })).toEqual({
      counts: { added: 1, changed: 0, same: 0, refused: 1 },
      faults: [['B2', 'issue.noSuchCountry']],
    });
    await services.waitForJob(await services.ask('imports.apply', guessedChoice(await paste({ target: 'buyers', text }))));
    const secondPaste = await paste({ target: 'products', text: rows(['x', 'Tin']) });
    expect(secondPaste.kind === 'tables' && secondPaste.sheets[0]).toMatchObject({ isRemembered: false, choice: { target: 'products' } });
    await services.ask('history.undo', {});
    expect(await readEverything(services)).toEqual(before);
  });

  it('that is empty is not a file', async () => {
    expect(await services.call('imports.paste', { target: 'buyers', text: ' \n\t\n' })).toMatchObject({
      ok: false,
      error: { code: 'BAD_FILE', details: { fault: 'empty' } },
    });
  });
});

it('a sheet without known headers is of the expected kind, and one with known headers is not', async () => {
  const readText = async (text: string) =>
    services.ask('imports.read', { intake: await services.uploadFile('some.csv', text), target: 'limits' });
  const unknownFile = await readText('Most to China,zone share,China\n');
  expect(unknownFile.kind === 'tables' && unknownFile.sheets[0]?.choice).toMatchObject({ target: 'limits', headerRow: -1 });
  const knownFile = await readText('Customer,Country,Credit rating\nOtori,JP,A\n');
  expect(knownFile.kind === 'tables' && knownFile.sheets[0]?.choice.target).toBe('buyers');
});

it('the order of the columns is shown before pasting', async () => {
  const { fields } = await services.ask('imports.fields', { target: 'limits' });
  expect(fields.slice(0, 3)).toEqual([
    { key: 'name', required: true, isPercent: false, isMass: false },
    { key: 'measure', required: true, isPercent: false, isMass: false },
    { key: 'zone', required: false, isPercent: false, isMass: false },
  ]);
});

it('a long preview comes in pages, refused rows first; the counts include all rows', async () => {
  const text = ['Name\tCountry', ...Array.from({ length: 600 }, (_, i) => `Buyer ${i}\t${i === 599 ? 'Atlantis' : 'China'}`)].join('\n');
  const file = await services.ask('imports.paste', { target: 'buyers', text });
  const input = guessedChoice(file);
  const pages = await Promise.all([0, 1, 2].map((page) => services.ask('imports.check', { ...input, first: page * IMPORT_PAGE_ROWS })));
  for (const { counts, count } of pages) expect([counts.added, counts.refused, count]).toEqual([599, 1, 600]);
  const names = pages.flatMap(({ rows }) => rows.map(({ name }) => renderLabel(name)));
  expect(names).toEqual(['Buyer 599', ...Array.from({ length: 599 }, (_, i) => `Buyer ${i}`)]);
});
