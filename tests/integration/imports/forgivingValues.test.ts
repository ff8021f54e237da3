import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportFile } from '#shared/contract/imports.ts';
import { read } from './importFiles.ts';
import { type ChangeSheet, faultsIn, HEAD, noteIn, openPastedTables, type PastedTables, ROW, valuesIn } from './pastedTables.ts';

// Values as people write them. Each is stored as it is meant, or refused with the remedy; no wrong value is stored.

let tables: PastedTables;
let paste: PastedTables['paste'];
let check: PastedTables['check'];
let checkTerm: PastedTables['checkTerm'];

beforeAll(async () => {
  tables = await openPastedTables();
  ({ paste, check, checkTerm } = tables);
});
afterAll(() => tables.services.close());

describe('terms of payment', () => {
  it.each([
    ['L/C', { letterOfCredit: 'yes' }],
    ['Payment: L/C', { letterOfCredit: 'yes' }],
    ['L/C 90 days', { paymentMonths: '3', letterOfCredit: 'yes' }],
    ['irrevocable letter of credit at sight', { paymentMonths: '0', letterOfCredit: 'yes' }],
    ['CAD', { paymentMonths: '0', letterOfCredit: 'no' }],
    ['TT 30 days', { paymentMonths: '1', letterOfCredit: 'no' }],
    ['net 60', { paymentMonths: '2' }],
    ['2 months', { paymentMonths: '2' }],
    ['90% provisional, L/C', { provisionalShare: '90 %', letterOfCredit: 'yes' }],
    ['信用证90天', { paymentMonths: '3', letterOfCredit: 'yes' }],
    [1, { paymentMonths: '1' }],
  ])('%j have the instrument and the months that they name', async (cell, expectedValues) => {
    const preview = await checkTerm('Payment', cell);
    const { paymentMonths, letterOfCredit, provisionalShare } = valuesIn(preview);
    const storedValues = Object.fromEntries(
      Object.entries({ paymentMonths, letterOfCredit, provisionalShare }).filter(([, value]) => value !== undefined),
    );
    expect({ outcome: preview.rows[0]?.outcome, stored: storedValues }).toEqual({ outcome: 'added', stored: expectedValues });
  });

  it('in days are stored in months, with a remark where they are not whole; a prepayment is no term of payment', async () => {
    expect(valuesIn(await checkTerm('Payment (days)', 60))).toMatchObject({ paymentMonths: '2' });
    const roundedCheck = await checkTerm('Payment terms', '45 days');
    expect(valuesIn(roundedCheck)).toMatchObject({ paymentMonths: '2' });
    expect(noteIn(roundedCheck)).toContain('whole months: 2');
    const prepaidCheck = await checkTerm('Payment terms', '30% prepaid');
    expect(valuesIn(prepaidCheck)).not.toHaveProperty('paymentMonths');
    expect(noteIn(prepaidCheck)).toContain('prepayment');
  });

  it('of several payments are refused with the remedy', async () => {
    expect(faultsIn(await checkTerm('Payment', '30 days provisional, 60 days final'))).toEqual(['paymentMonths issue.notPaymentTerms']);
    expect(faultsIn(await checkTerm('Payment', 'as agreed'))).toEqual(['paymentMonths issue.notPaymentTerms']);
  });
});

describe('a unit', () => {
  it.each([
    ['Quantity', '60 kt/y', { tonnesPerYear: '60,000' }],
    ['Quantity', '12,500 wmt', { tonnesPerYear: '11,500' }],
    ['Quantity (kt)', '12.5 kt', { tonnesPerYear: '12,500' }],
    ['Quantity (kt)', '12,500 dmt', { tonnesPerYear: '12,500' }],
    ['Quantity', '50,000 MT', { tonnesPerYear: '50,000' }],
    ['Quantity', '0.05 Mt', { tonnesPerYear: '50,000' }],
    ['年数量（吨）', '5万吨', { tonnesPerYear: '50,000' }],
  ])('of tonnes in a cell takes precedence: %s, %s', async (header, cell, expectedValues) => {
    const preview = await check(await paste('contracts', [...HEAD.slice(0, 5), header], [...ROW.slice(0, 5), cell]));
    expect(valuesIn(preview)).toMatchObject(expectedValues);
  });

  it('of tonnes in a column of its own converts each row, wet tonnes with the moisture of the row', async () => {
    const preview = await check(
      await paste(
        'contracts',
        [...HEAD, 'Unit', 'Moisture'],
        [...ROW.slice(0, 5), '20', 'kwmt', '10%'],
        ['K-2', ...ROW.slice(1, 5), 30, 'kdmt', '10%'],
      ),
    );
    expect([valuesIn(preview), valuesIn(preview, 1)].map(({ tonnesPerYear }) => tonnesPerYear)).toEqual(['18,000', '30,000']);
    expect(faultsIn(await check(await paste('contracts', [...HEAD, 'Unit'], [...ROW, 'lbs'])))).toEqual(['unit issue.notTonnes']);
  });

  it.each([
    ['TC', 'USD 25/dmt', { treatmentCharge: '25' }],
    ['TC', '-$25', { treatmentCharge: '−25' }],
    ['TC', '25 USD per dmt', { treatmentCharge: '25' }],
    ['RC', '2.5 c/lb', { refiningCharge: '2.5' }],
    ['RC ($/lb)', 0.025, { refiningCharge: '2.5' }],
    ['RC', '$0.025/lb', { refiningCharge: '2.5' }],
    ['Floor', 'US$7,000/t', { floor: '7,000' }],
    ['Floor ($/lb)', 3.5, { floor: '7,716.179176' }],
    ['Freight', '$60/wmt', { freight: '60' }],
    ['加工费（美元/吨）', 25, { treatmentCharge: '25' }],
    ['Payable', '96.5 pct', { payable: '96.5 %' }],
    ['Min. deduction', 'min 1 unit', { deduction: '1 %' }],
    ['Make-up', '1 year', { makeUpMonths: '12' }],
    ['Notice (years)', 0.5, { noticeMonths: '6' }],
  ])('of a price, a share or a time is that of its field, or is converted: %s, %s', async (header, cell, expectedValues) => {
    const preview = await checkTerm(header, cell);
    expect(faultsIn(preview)).toEqual([]);
    expect(valuesIn(preview)).toMatchObject(expectedValues);
  });

  it.each([
    ['TC', 'EUR 25'],
    ['TC (USD/wmt)', 25],
    ['RC', '25 USD/dmt'],
    ['Floor', '7000 EUR/t'],
  ])('that can’t be converted is refused: %s, %s', async (header, cell) => {
    expect(faultsIn(await checkTerm(header, cell))).toEqual([expect.stringContaining('issue.unitNotConvertible')]);
  });

  it('above the names of the rows is that of all years of a mine plan', async () => {
    const preview = await check(await paste('production', ['Mine plan (kt dry)', 2027, 2028], ['North', 150, 155]));
    expect(valuesIn(preview)).toMatchObject({ y2027: '150,000', y2028: '155,000' });
  });

  it('of millions of dollars in a header multiplies the amounts below it', async () => {
    const file = await paste('facilities', ['Name', 'Commitment (USD m)'], ['Senior', 250]);
    expect(valuesIn(await check(file))).toMatchObject({ commitment: '250,000,000' });
  });
});

describe('a share', () => {
  it('up to one among percentages is refused until the user chooses', async () => {
    const file = await paste('contracts', [...HEAD, 'Payable'], [...ROW, 0.965], ['K-2', ...ROW.slice(1), 96.5]);
    const preview = await check(file);
    expect(preview.questions).toContainEqual(expect.objectContaining({ kind: 'unit', doubt: 'mixed' }));
    expect(faultsIn(preview)).toEqual(['payable issue.ambiguousShare']);
    const answeredCheck = await check(file, (sheet) => ({
      ...sheet,
      columns: sheet.columns.map((column) => ({ ...column, shares: 'both' as const })),
    }));
    expect(answeredCheck.questions).not.toContainEqual(expect.objectContaining({ doubt: 'mixed' }));
    expect([valuesIn(answeredCheck), valuesIn(answeredCheck, 1)].map(({ payable }) => payable)).toEqual(['96.5 %', '96.5 %']);
  });
});

describe('a column', () => {
  it('that the user maps has the unit of its header, as one that is recognised', async () => {
    const file = await paste('contracts', [...HEAD.slice(0, 5), 'Lifting p.a. (kwmt)'], [...ROW.slice(0, 5), 20]);
    if (file.kind !== 'tables') throw new Error(file.kind);
    const { headerRow } = file.sheets[0]!.choice;
    const column = await tables.services.ask('imports.column', {
      id: file.id,
      sheet: 0,
      target: 'contracts',
      headerRow,
      index: 5,
      field: 'tonnesPerYear',
    });
    expect(column).toMatchObject({ index: 5, field: 'tonnesPerYear', scale: 1000, wet: true });
    const preview = await check(file, (sheet) => ({ ...sheet, columns: [...sheet.columns, column] }));
    expect(valuesIn(preview)).toMatchObject({ tonnesPerYear: '18,400' });
  });

  it('whose unit the user chose is no longer questioned, also where a corrected table has the same headers', async () => {
    const file = await paste('contracts', HEAD, [...ROW.slice(0, 5), 50]);
    const doubts = async (checkedFile: ImportFile, change?: ChangeSheet) =>
      (await check(checkedFile, change)).questions.flatMap((question) => (question.kind === 'unit' ? [question.doubt] : []));
    expect(await doubts(file)).toEqual(['thousands']);
    const chooseTonnes: ChangeSheet = (sheet) => ({
      ...sheet,
      columns: sheet.columns.map((column) => (column.field === 'tonnesPerYear' ? { ...column, scale: 1000, isUnitChosen: true } : column)),
    });
    expect(await doubts(file, chooseTonnes)).toEqual([undefined]);
    const correctedFile = await paste('contracts', HEAD, [...ROW.slice(0, 5), 60]);
    expect(await doubts(correctedFile)).toEqual([undefined]);
    expect(valuesIn(await check(correctedFile))).toMatchObject({ tonnesPerYear: '60,000' });
  });
});

describe('a date', () => {
  it.each([
    ['1st Apr 2027', '31st Mar 2030'],
    ['01.04.27', '31.03.30'],
    ['20270401', '20300331'],
    ['46478', '47573'],
    ['April 2027', '3 years'],
    ['Q2 2027', 'Q1 2030'],
  ])('is read in the forms of the trade: %s to %s', async (start, end) => {
    const preview = await check(await paste('contracts', HEAD, ['K-1', 'Hai Long', 'North', start, end, 50_000]));
    expect(valuesIn(preview)).toMatchObject({ start: 'Apr 2027', end: 'Mar 2030' });
  });

  it('at the end of a contract follows from its term', async () => {
    const preview = await check(
      await paste(
        'contracts',
        ['Code', 'Buyer', 'Product', 'Start', 'Tenor (yrs)', 'Tonnes'],
        ['K-1', 'Hai Long', 'North', 'Apr-27', 3, 50_000],
      ),
    );
    expect(valuesIn(preview)).toMatchObject({ end: 'Mar 2030' });
  });

  it('of a half-year is not its whole year', async () => {
    const file = await paste('prices', ['Reference', 'H1 2027', 'H2 2027'], ['CU', 9000, 9500]);
    const fields = file.kind === 'tables' ? file.sheets[0]?.choice.columns.map(({ field }) => field) : [];
    expect(fields).toEqual(['reference', 'h20271', 'h20272']);
    expect((await check(file)).counts).toMatchObject({ added: 1, refused: 0 });
  });
});

describe('the name of a price', () => {
  it.each([
    ['LME Cash', 'Copper, LME cash'],
    ['LME', 'Copper, LME cash'],
    ['LME Cu', 'Copper, LME cash'],
  ])('that fits several metals is that of the product: %s', async (cell, name) => {
    expect(valuesIn(await checkTerm('Index', cell))).toMatchObject({ reference: name });
  });

  it('for three months is that for cash, with a remark; another market is refused', async () => {
    const preview = await checkTerm('Index', 'LME 3M');
    expect(valuesIn(preview)).toMatchObject({ reference: 'Copper, LME cash' });
    expect(noteIn(preview)).toContain('three-month');
    expect(faultsIn(await checkTerm('Index', 'SMM #1'))).toEqual(['reference issue.noSuchReference']);
  });

  it('is found by nicknames and without the firm that publishes it', async () => {
    const names = ['Platts IODEX', 'Fastmarkets lithium carbonate CIF CJK', 'Spodumene 6% CIF China', 'Argus LME Zn'];
    const preview = await check(await paste('prices', ['Commodity', 'CY27E', 'LT real'], ...names.map((name) => [name, 100, 90])));
    expect(preview.rows.map((_, i) => valuesIn(preview, i).reference)).toEqual([
      'Iron ore fines 62/61 %, CFR China',
      'Lithium carbonate 99.5 %, battery grade',
      'Spodumene concentrate SC6, CIF China',
      'Zinc, LME cash',
    ]);
    expect(faultsIn(preview)).toEqual([]);
  });

  it('is not a grade of a mine plan', async () => {
    const preview = await check(
      await read(tables.services, 'plan.csv', 'Mine plan,2027,2028\nNorth,"150,000","155,000"\nGrade Cu %,26,26\n'),
    );
    expect(preview.rows.map(({ target, outcome }) => [target, outcome])).toEqual([
      ['production', 'refused'],
      ['production', 'changed'],
    ]);
  });
});
