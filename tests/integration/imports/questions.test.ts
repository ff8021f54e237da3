import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { NameAnswer } from '#shared/contract/importQuestions.ts';
import type { ImportPreview } from '#shared/contract/imports.ts';
import type { WriteSheet } from '../../../core/documents/tableFile.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { guessedChoice, read, readEverything, readSheets, sheet } from './importFiles.ts';

let services: Services;

beforeAll(async () => {
  services = await openServices(seedEmptyWorkspace());
});
afterAll(() => services.close());
afterEach(async () => {
  // every test begins with an empty workspace
  while ((await services.call('history.undo', {})).ok);
});

const PRODUCTS = sheet('Products', [
  ['Product name', 'Metal', 'Typical assay', 'Moisture'],
  ['North concentrate', 'Copper', 'Cu 26 %', '9 %'],
]);
const deal = (code: string, buyer: string, ...cells: (string | number)[]) => [
  code,
  buyer,
  'North concentrate',
  '2026-01',
  '2030-12',
  ...cells,
];
const HEAD = ['Contract no', 'Buyer', 'Product', 'Start date', 'End date', 'Annual tonnage (dmt)'];
const buyers = (...names: string[]) => sheet('Buyers', [['Buyer name', 'Country'], ...names.map((name) => [name, 'CN'])]);

/** The questions and results of importing these sheets, for given answers. */
const importOf = async (sheets: readonly WriteSheet[]) => {
  const { id, choice } = guessedChoice(await readSheets(services, sheets));
  if (choice.kind !== 'tables') throw new Error('no tables');
  const choiceWith = (names: readonly NameAnswer[]) => ({ id, choice: { ...choice, names } });
  return {
    check: (...names: NameAnswer[]) => services.ask('imports.check', choiceWith(names)),
    apply: async (...names: NameAnswer[]) => services.waitForJob(await services.ask('imports.apply', choiceWith(names))),
  };
};
const buyerQuestions = ({ questions }: ImportPreview) => questions.flatMap((question) => (question.kind === 'buyer' ? [question] : []));
const unitQuestions = ({ questions }: ImportPreview) => questions.flatMap((question) => (question.kind === 'unit' ? [question] : []));

describe('a contract that names an unknown buyer', () => {
  const sheets = [PRODUCTS, sheet('Contracts', [HEAD, deal('C-1', 'Hai Long', 90_000), deal('C-2', 'Hai Long', 50_000)])];

  it('is rejected, and its identity is asked once for all its rows', async () => {
    const preview = await (await importOf(sheets)).check();
    expect(preview.counts).toMatchObject({ added: 1, refused: 2 });
    expect(buyerQuestions(preview)).toEqual([{ kind: 'buyer', name: 'Hai Long', rows: 2, similarNames: [], isRequired: true }]);
  });

  it('adds the buyer on one decision, in the same change and the same undo', async () => {
    const before = await readEverything(services);
    const { check, apply } = await importOf(sheets);
    const word: NameAnswer = { name: 'Hai Long', as: 'new', country: 'KR' };
    const preview = await check(word);
    expect(preview.counts).toMatchObject({ added: 4, refused: 0 });
    expect(preview.rows.filter(({ target }) => target === 'buyers').map(({ name, outcome }) => [name, outcome])).toEqual([
      [{ name: 'Hai Long' }, 'added'],
    ]);
    expect(buyerQuestions(preview)[0]?.answer).toEqual(word);
    await apply(word);
    const { rows } = await services.ask('buyers.list', {});
    expect(rows.map(({ name, country, contracts }) => ({ name, country, contracts }))).toEqual([
      { name: 'Hai Long', country: 'KR', contracts: 2 },
    ]);
    await services.ask('history.undo', {});
    expect(await readEverything(services)).toEqual(before);
  });

  it('with a similar name can be matched to a known one', async () => {
    const { check, apply } = await importOf([buyers('Hai Long Co., Ltd.', 'Otori'), ...sheets]);
    expect(buyerQuestions(await check())).toEqual([
      { kind: 'buyer', name: 'Hai Long', rows: 2, similarNames: ['Hai Long Co., Ltd.'], isRequired: true },
    ]);
    const word: NameAnswer = { name: 'Hai Long', as: 'same', buyer: 'Hai Long Co., Ltd.' };
    expect((await check(word)).counts).toMatchObject({ added: 5, refused: 0 });
    await apply(word);
    const { rows } = await services.ask('buyers.list', {});
    expect(rows.map(({ name, contracts }) => [name, contracts])).toEqual(
      expect.arrayContaining([
        ['Hai Long Co., Ltd.', 2],
        ['Otori', 0],
      ]),
    );
    expect(rows).toHaveLength(2);
  });
});

describe('two rows that spell one buyer differently', () => {
  it('by its legal form are two buyers unless the user merges them', async () => {
    const sheets = [
      sheet('Buyers', [
        ['Name', 'Country', 'Rating'],
        ['Aurubis', 'DE', null],
        ['AURUBIS AG', 'DE', 'BBB'],
      ]),
    ];
    const { check, apply } = await importOf(sheets);
    const preview = await check();
    expect(preview.counts.added).toBe(2);
    expect(buyerQuestions(preview)).toEqual([{ kind: 'buyer', name: 'AURUBIS AG', rows: 1, similarNames: ['Aurubis'], isRequired: false }]);
    await apply({ name: 'AURUBIS AG', as: 'same', buyer: 'Aurubis' });
    const { rows } = await services.ask('buyers.list', {});
    expect(rows.map(({ name, rating }) => [name, rating])).toEqual([['Aurubis', 'BBB']]);
  });

  it('by case, accents and punctuation only are rejected until the user merges them', async () => {
    const { check, apply } = await importOf([buyers('Minérale Sud', 'MINERALE-SUD')]);
    const preview = await check();
    expect(preview.counts).toMatchObject({ added: 1, refused: 1 });
    expect(buyerQuestions(preview)).toEqual([
      { kind: 'buyer', name: 'MINERALE-SUD', rows: 1, similarNames: ['Minérale Sud'], isRequired: true },
    ]);
    const word: NameAnswer = { name: 'MINERALE-SUD', as: 'same', buyer: 'Minérale Sud' };
    expect((await check(word)).counts.refused).toBe(0);
    await apply(word);
    expect((await services.ask('buyers.list', {})).rows.map(({ name }) => name)).toEqual(['Minérale Sud']);
  });

  it('are also compared with buyers of the workspace, and kept apart on a decision', async () => {
    await (await importOf([buyers('Otori')])).apply();
    const { check } = await importOf([buyers('Otori K.K.')]);
    expect(buyerQuestions(await check())).toMatchObject([{ name: 'Otori K.K.', similarNames: ['Otori'], isRequired: false }]);
    const separateBuyers = await check({ name: 'Otori K.K.', as: 'different' });
    expect(separateBuyers.counts.added).toBe(1);
    expect(buyerQuestions(separateBuyers)[0]?.answer?.as).toBe('different');
  });
});

describe('ambiguous numbers', () => {
  const contracts = (tonnage: string, tolerance: readonly (string | number)[]) => [
    PRODUCTS,
    buyers('Otori'),
    sheet('Contracts', [
      [...HEAD.slice(0, 5), tonnage, 'Tolerance'],
      ...tolerance.map((share, i) => deal(`C-${i}`, 'Otori', 90 + i, share)),
    ]),
  ];

  const unitsOf = async (sheets: readonly WriteSheet[]) => unitQuestions(await (await importOf(sheets)).check());

  it('small tonnages without a unit may be thousands, and are not if the header has the unit', async () => {
    expect(await unitsOf(contracts('Annual tonnage', ['5 %', '10 %']))).toMatchObject([
      { header: 'Annual tonnage', doubt: 'thousands', minimum: 90, maximum: 91 },
    ]);
    expect(await unitsOf(contracts('Annual tonnage (dmt)', ['5 %']))).toEqual([]);
  });

  it('can be read as thousands, as wet tonnes or as fractions', async () => {
    expect((await unitsOf(contracts('Annual tonnage (kwmt)', [0.1, 0.05]))).map(({ header, doubt }) => [header, doubt])).toEqual([
      ['Annual tonnage (kwmt)', undefined],
      ['Tolerance', undefined],
    ]);
  });

  it('percentages mixed with fractions are questioned, and one decision reads both', async () => {
    const sheets = contracts('Annual tonnage (kt)', [0.1, 5]);
    const { id, choice } = guessedChoice(await readSheets(services, sheets));
    if (choice.kind !== 'tables') throw new Error('no tables');
    expect(unitQuestions(await services.ask('imports.check', { id, choice })).map(({ doubt }) => doubt)).toEqual([undefined, 'mixed']);
    const choiceOfBoth = {
      ...choice,
      sheets: choice.sheets.map((sheet) => ({
        ...sheet,
        columns: sheet.columns.map((column) => (column.field === 'tolerance' ? { ...column, shares: 'both' as const } : column)),
      })),
    };
    await services.waitForJob(await services.ask('imports.apply', { id, choice: choiceOfBoth }));
    const { rows } = await services.ask('contracts.list', {});
    expect(rows.map(({ tolerance }) => tolerance).sort()).toEqual([0.05, 0.1]);
  });
});

describe('durations without a unit', () => {
  const paymentOf = async (header: string, ...payments: readonly (number | string)[]) => {
    const rows = payments.map((payment, i) => deal(`C-${i}`, 'Otori', 90_000, payment));
    const { id, choice } = guessedChoice(
      await readSheets(services, [PRODUCTS, buyers('Otori'), sheet('Contracts', [[...HEAD, header], ...rows])]),
    );
    if (choice.kind !== 'tables') throw new Error('no tables');
    const check = (scale?: number) => {
      const setScale = <T extends { readonly field: string }>(column: T): T =>
        scale === undefined || column.field !== 'paymentMonths' ? column : { ...column, scale, isUnitChosen: true };
      const sheets = choice.sheets.map((tableSheet) => ({ ...tableSheet, columns: tableSheet.columns.map(setScale) }));
      return services.ask('imports.check', { id, choice: { ...choice, sheets } });
    };
    const monthsIn = ({ rows: checkedRows }: ImportPreview) =>
      checkedRows
        .filter(({ target }) => target === 'contracts')
        .map(({ values }) => values?.find(({ field }) => field === 'paymentMonths')?.value);
    return { check, monthsIn };
  };
  const months = (value: number) => ({ value, unit: 'count', decimals: 0 });

  it('that may be days or months are asked: a payment of 5', async () => {
    const { check, monthsIn } = await paymentOf('Payment', 5, 2);
    expect(unitQuestions(await check())).toMatchObject([{ header: 'Payment', doubt: 'unit', minimum: 2, maximum: 5 }]);
    const inMonths = await check(1);
    expect([unitQuestions(inMonths).map(({ doubt }) => doubt), monthsIn(inMonths)]).toEqual([[undefined], [months(5), months(2)]]);
    expect(monthsIn(await check(1 / 30))).toEqual([months(0), months(0)]);
  });

  it('are decided by the numbers of the column: 5 beside 60 is of days', async () => {
    const { check, monthsIn } = await paymentOf('Payment', 5, 60);
    const preview = await check();
    expect(unitQuestions(preview).map(({ doubt }) => doubt)).toEqual([undefined]);
    expect(monthsIn(preview)).toEqual([months(0), months(2)]);
  });

  it.each([['Payment (months)'], ['Payment months'], ['paymentMonths']])('are not asked under the header “%s”', async (header) => {
    const { check, monthsIn } = await paymentOf(header, 5);
    const preview = await check();
    expect(unitQuestions(preview)).toEqual([]);
    expect(monthsIn(preview)).toEqual([months(5)]);
  });

  it.each([
    ['Notice', 90, 'noticeMonths', 3],
    ['Renewal term', 2, 'renewalMonths', 24],
    ['Make-up', 12, 'makeUpMonths', 12],
  ])('of other terms are read in their usual unit: %s, %d', async (header, term, field, expectedMonths) => {
    const { rows } = await (await paymentOf(header, term)).check();
    expect(rows.find(({ target }) => target === 'contracts')?.values?.find((value) => value.field === field)?.value).toEqual(
      months(expectedMonths),
    );
  });
});

it('an earlier mapping keeps the columns of a file, not the units and notation of its numbers', async () => {
  const table = (tonnes: string, tolerance: string) =>
    `Contract no;Buyer;Product;Start date;End date;Annual tonnage (dmt);Tolerance\nC-1;Otori;North concentrate;2026-01;2030-12;${tonnes};${tolerance}\n`;
  await (await importOf([PRODUCTS, buyers('Otori')])).apply();
  const first = guessedChoice(await read(services, 'a.csv', table('90,000', '5')));
  await services.waitForJob(await services.ask('imports.apply', first));
  const { choice } = guessedChoice(await read(services, 'b.csv', table('90.000', '0,05')));
  if (choice.kind !== 'tables') throw new Error('no tables');
  const [sheetChoice] = choice.sheets;
  expect(sheetChoice?.decimal).toBe('comma');
  expect(sheetChoice?.columns.find(({ field }) => field === 'tolerance')?.shares).toBe('fractions');
});
