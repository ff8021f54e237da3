import { readXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getProduct } from '#db/repositories/products.ts';
import type { ImportChoice, ImportFile, ImportTarget, SheetChoice } from '#shared/contract/imports.ts';
import { monthOf } from '#shared/domain/time.ts';
import { renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { guessedChoice, read } from './importFiles.ts';

let services: Services;

const rows = (...lines: readonly (readonly (string | number)[])[]): string => lines.map((line) => line.join('\t')).join('\r\n');
const paste = (target: ImportTarget, ...lines: readonly (readonly (string | number)[])[]): Promise<ImportFile> =>
  services.ask('imports.paste', { target, text: rows(...lines) });
const check = async (file: ImportFile, change: (sheet: SheetChoice) => SheetChoice = (sheet) => sheet) =>
  services.ask('imports.check', chosen(file, change));
const chosen = (file: ImportFile, change: (sheet: SheetChoice) => SheetChoice): { readonly id: string; readonly choice: ImportChoice } => {
  const { id, choice } = guessedChoice(file);
  return { id, choice: choice.kind === 'tables' ? { ...choice, sheets: choice.sheets.map(change) } : choice };
};
const importAll = async (file: ImportFile, change: (sheet: SheetChoice) => SheetChoice = (sheet) => sheet) =>
  services.waitForJob(await services.ask('imports.apply', chosen(file, change)));
const viewOf = (file: ImportFile) => {
  const [view] = file.kind === 'tables' ? file.sheets : [];
  if (!view) throw new Error('no sheet');
  return view;
};
const fieldsOf = (file: ImportFile) => viewOf(file).choice.columns.map(({ field }) => field);

beforeAll(async () => {
  services = await openServices(seedEmptyWorkspace());
  await importAll(await paste('products', ['Name', 'Metal', 'Typical assay'], ['North', 'Copper', 'Cu 26 %']));
  await importAll(await paste('production', ['Product', '2026', '2027'], ['North', '150,000', '150,000']));
  await importAll(await paste('buyers', ['Name', 'Country'], ['Hai Long', 'PR China']));
});
afterAll(() => services.close());

const HEAD = ['Code', 'Buyer', 'Product', 'Start', 'End', 'Price basis'] as const;
const ROW = ['K-1', 'Hai Long', 'North', '1-Jan-27', 'Dec-29', 'Payable metal'] as const;

describe('a table of prices', () => {
  it('by year is a deck: each price applies to the months of its year after the valuation date', async () => {
    const file = await paste('prices', ['Metal', 'Unit', '2026E', '2027', '2028'], ['LME Copper', 'USD/t', '9100', '9,500', '9,800']);
    expect(viewOf(file).choice.target).toBe('prices');
    const { counts, questions } = await check(file);
    expect(counts).toMatchObject({ refused: 0, same: 0 });
    expect(questions).toContainEqual({ kind: 'deck', sheet: 0, isByYear: true });
    await importAll(file, (sheet) => ({ ...sheet, deck: 'high' }));
    const { rows: deckRows } = await services.ask('decks.get', { deck: 'high', from: monthOf(2026, 1), to: monthOf(2028, 12) });
    const points =
      deckRows.find(({ name }) => renderLabel(name) === 'Copper, LME cash')?.points.filter(({ origin }) => origin === 'user') ?? [];
    const ofYear = (year: number) => points.filter(({ month }) => Math.floor(month / 12) === year).map(({ price }) => price);
    expect(ofYear(2027)).toEqual(Array.from({ length: 12 }, () => 9500));
    expect(ofYear(2028)).toEqual(Array.from({ length: 12 }, () => 9800));
    expect(ofYear(2026).length).toBeGreaterThan(0);
    expect(ofYear(2026).length).toBeLessThan(12);
    const { rows: base } = await services.ask('decks.get', { deck: 'base', from: monthOf(2027, 1), to: monthOf(2027, 12) });
    expect(base.flatMap(({ points }) => points).some(({ price }) => price === 9500)).toBe(false);
  });

  it('by year in lines, by quarter and by month are read as well', async () => {
    const lines = await paste('prices', ['Year', 'Gold', 'Silver'], ['2027', '4000', '48'], ['2028', '4100', '50']);
    expect(fieldsOf(lines)).toEqual(['reference', 'y2027', 'y2028']);
    expect((await check(lines)).counts).toMatchObject({ added: 2, refused: 0 });
    expect(fieldsOf(await paste('prices', ['Reference', 'Q1 2027', '2027 Q2', 'Jul-27'], ['CU', 1, 2, 3]))).toEqual([
      'reference',
      'q20271',
      'q20272',
      `m${monthOf(2027, 7)}`,
    ]);
    const longCheck = await check(await paste('prices', ['Reference', 'Year', 'Price'], ['CU', 2029, 9000], ['CU', 2024, 9000]));
    expect(longCheck.rows.map(({ outcome, issues }) => [outcome, issues.map(({ message }) => message.key)])).toEqual([
      ['refused', ['issue.pastPeriod']],
      ['added', []],
    ]);
  });

  it('by year in a file is not read as production if its rows are price references, and the page asks', async () => {
    const prices = await read(services, 'numbers.csv', 'Commodity,2027,2028\nCopper,9500,9600\nGold,4000,4100\n');
    expect(viewOf(prices)).toMatchObject({ isKindUncertain: true, choice: { target: 'prices' } });
    const production = await read(services, 'mine.csv', 'Commodity,2027,2028\nNorth,150000,160000\n');
    expect(viewOf(production)).toMatchObject({ isKindUncertain: false, choice: { target: 'production' } });
  });
});

describe('columns', () => {
  it('with a unit and no brackets are recognised', async () => {
    const file = await paste(
      'contracts',
      [...HEAD, 'kt/y', 'Take or pay %', 'Payable %', 'Min deduction', 'TC USD/dmt', 'QP'],
      [...ROW, '120', '80', '96.5', '1', '25', 'M+3'],
    );
    expect(fieldsOf(file).slice(6)).toEqual(['tonnesPerYear', 'takeOrPayShare', 'payable', 'deduction', 'treatmentCharge', 'qpOffset']);
    const { rows: checkedRows, questions } = await check(file);
    expect(checkedRows[0]?.issues.map((issue) => renderMessage(issue.message))).toEqual([]);
    const values = Object.fromEntries(
      (checkedRows[0]?.values ?? []).map(({ field, value }) => [field, renderLabel(value).replaceAll(/\s/gu, ' ')]),
    );
    expect(values).toMatchObject({
      buyer: 'Hai Long',
      start: 'Jan 2027',
      end: 'Dec 2029',
      takeOrPayShare: '80 %',
      payable: '96.5 %',
      deduction: '1 %',
      qpOffset: '3',
    });
    expect(questions).toContainEqual(expect.objectContaining({ kind: 'unit', header: 'Min deduction', doubt: 'units' }));
  });

  it('that are not imported are named, until the user gives them a field or ignores them', async () => {
    const file = await paste('buyers', ['Name', 'Country', 'Account manager', 'Empty'], ['Otori', 'JP', 'Ms Ito', '']);
    const ignoredColumn = { kind: 'ignored', sheet: 0, index: 2, header: 'Account manager', samples: ['Ms Ito'] };
    expect((await check(file)).questions).toEqual([{ ...ignoredColumn, isConfirmed: false }]);
    expect((await check(file, (sheet) => ({ ...sheet, ignored: [2] }))).questions).toEqual([{ ...ignoredColumn, isConfirmed: true }]);
    const noted = (sheet: SheetChoice): SheetChoice => ({
      ...sheet,
      columns: [...sheet.columns, { index: 2, field: 'note', shares: 'percents', scale: 1, wet: false }],
    });
    expect((await check(file, noted)).questions).toEqual([]);
  });

  it('keep their mapping where a corrected block has the same headers in another row', async () => {
    const headers = ['Product', '2027'];
    await check(await paste('production', headers, ['North', '150,000']));
    const titledTable = await paste('production', ['Mine plan', ''], headers, ['North', '151,000']);
    expect(viewOf(titledTable).choice.headerRow).toBe(1);
    expect((await check(titledTable)).counts).toMatchObject({ changed: 1, refused: 0 });
  });

  it('keep their mapping when a corrected block with the same headers is pasted', async () => {
    const head = ['Firm', 'Where', 'House bank'] as const;
    const first = await services.ask('imports.sheet', {
      id: (await paste('buyers', head, ['Otori', 'JP', 'x'])).id,
      sheet: 0,
      target: 'buyers',
      headerRow: 0,
    });
    const columns = (['name', 'country', 'note'] as const).map((field, index) => ({
      index,
      field,
      shares: 'percents' as const,
      scale: 1,
      wet: false,
    }));
    const { id } = await paste('buyers', head, ['Otori', 'Japn', 'x']);
    const choice = { kind: 'tables' as const, sheets: [{ ...first.choice, columns }] };
    expect((await services.ask('imports.check', { id, choice })).counts.refused).toBe(1);
    const secondPaste = await paste('buyers', head, ['Otori', 'Japan', 'x']);
    expect(viewOf(secondPaste).isRemembered).toBe(true);
    expect(fieldsOf(secondPaste)).toEqual(['name', 'country', 'note']);
    expect((await check(secondPaste)).counts.added).toBe(1);
  });
});

describe('numbers', () => {
  it('such as 12.500 are refused until the user chooses their notation', async () => {
    const file = await paste('contracts', [...HEAD, 'Tonnes'], [...ROW, '12.500']);
    expect(viewOf(file).choice.decimal).toBe('ask');
    const firstCheck = await check(file);
    expect(firstCheck.questions).toContainEqual({ kind: 'decimal', sheet: 0, sample: '12.500' });
    expect(firstCheck.rows[0]).toMatchObject({ outcome: 'refused', issues: [{ cell: 'G2', header: 'Tonnes', cellText: '12.500' }] });
    const tonnes = async (decimal: 'point' | 'comma') => {
      const { rows: checkedRows } = await check(file, (sheet) => ({ ...sheet, decimal }));
      return checkedRows[0]?.values?.find(({ field }) => field === 'tonnesPerYear')?.value;
    };
    expect([await tonnes('point'), await tonnes('comma')]).toEqual([
      { value: 12.5, unit: 'count', decimals: 1 },
      { value: 12_500, unit: 'count', decimals: 0 },
    ]);
  });

  it('above production are questioned: 150,000 kdmt of a mine of 150,000 dmt', async () => {
    const file = await paste('contracts', [...HEAD, 'Tonnes (kdmt)'], [...ROW, '150,000']);
    const { rows: checkedRows, questions } = await check(file);
    expect(checkedRows[0]).toMatchObject({ outcome: 'added', isDoubtful: true });
    expect(checkedRows[0]?.note && renderMessage(checkedRows[0].note)).toContain('1,000 times');
    expect(questions).toContainEqual(expect.objectContaining({ kind: 'unit', doubt: 'aboveProduction' }));
  });

  it('written as a calculation of numbers are calculated, with a remark; a formula of cells is refused with column, cell and text', async () => {
    const file = await paste(
      'contracts',
      [...HEAD, 'Tonnes', 'Take or pay %'],
      [...ROW, '=50000*1.1', '=100-10'],
      ['K-2', ...ROW.slice(1), '=B2*1.1', '90'],
    );
    const [refusedRow, addedRow] = (await check(file)).rows;
    expect([refusedRow?.outcome, addedRow?.outcome]).toEqual(['refused', 'added']);
    const values = addedRow?.values?.map(({ value }) => renderLabel(value));
    expect(values).toEqual(expect.arrayContaining(['55,000', expect.stringMatching(/^90.%$/)]));
    expect(addedRow?.note && renderMessage(addedRow.note)).toContain('“=50000*1.1” is calculated: 55,000');
    expect(refusedRow?.issues).toEqual([
      { cell: 'G3', field: 'tonnesPerYear', header: 'Tonnes', cellText: '=B2*1.1', message: { key: 'issue.formula' } },
    ]);
  });
});

describe('dates', () => {
  it('such as 03/04/2027 are refused until the user chooses their notation', async () => {
    const file = await paste('contracts', HEAD, ['K-2', 'Hai Long', 'North', '03/04/2027', '05/06/2029', 'Payable metal']);
    const { rows: checkedRows, questions } = await check(file);
    expect(questions).toContainEqual({ kind: 'dates', sheet: 0, sample: '03/04/2027' });
    expect(checkedRows[0]?.issues.slice(0, 2).map(({ cell, message }) => [cell, message.key])).toEqual([
      ['D2', 'issue.ambiguousDate'],
      ['E2', 'issue.ambiguousDate'],
    ]);
    const monthsWith = async (dates: SheetChoice['dates']) => {
      const { rows: answeredRows } = await check(file, (sheet) => ({ ...sheet, dates }));
      return ['start', 'end'].map((field) => {
        const value = answeredRows[0]?.values?.find((entry) => entry.field === field)?.value;
        return value && renderLabel(value);
      });
    };
    expect(await monthsWith('dayFirst')).toEqual(['Apr 2027', 'Jun 2029']);
    expect(await monthsWith('monthFirst')).toEqual(['Mar 2027', 'May 2029']);
  });
});

it('products with symbols of metals, an abbreviated form and an assay with commas or its element last are read', async () => {
  const file = await paste(
    'products',
    ['Product', 'Form', 'Metal', 'Grade', 'Moisture'],
    ['East', 'conc', 'Cu', 'Cu 26%, Au 0.8 g/t, As 0.3%', '8'],
    ['West', 'Fines', 'Fe', '62% Fe, 3.5% SiO2', '8%'],
  );
  const { rows: checkedRows } = await check(file);
  const valuesOf = (name: string) =>
    Object.fromEntries(
      checkedRows
        .find((row) => renderLabel(row.name) === name)
        ?.values?.map(({ field, value }) => [field, renderLabel(value).replaceAll(/\s/gu, ' ')]) ?? [],
    );
  expect(valuesOf('East')).toMatchObject({ metal: 'Copper', form: 'Concentrate', assay: 'Cu 26 %; Au 0.8 g/t; As 0.3 %', moisture: '8 %' });
  expect(valuesOf('West')).toMatchObject({ metal: 'Iron', assay: 'Fe 62 %; SiO2 3.5 %' });
});

it('terms that differ from the template by a factor of ten have a note: a payable share, a freight', async () => {
  const headers = [...HEAD, 'Tonnes a year', 'Payable %', 'Freight'];
  const noteOf = async (...terms: readonly string[]) => {
    const { rows: checkedRows } = await check(await paste('contracts', headers, [...ROW, '50,000', ...terms]));
    return checkedRows[0]?.note && renderMessage(checkedRows[0].note).replaceAll(/\s/gu, ' ');
  };
  expect(await noteOf('96.5', '45')).toBeUndefined();
  expect(await noteOf('9', '4500')).toMatch(
    /^Payable.* is 9 %\. The template of this metal has .+: check the unit\. .*reight.* is 4,500\./,
  );
});

describe('a table of contracts', () => {
  const valuesOf = async (...lines: readonly (readonly (string | number)[])[]) => {
    const { id, choice } = guessedChoice(await read(services, 'deals.csv', lines.map((line) => line.join(';')).join('\n')));
    if (choice.kind !== 'tables') throw new Error(choice.kind);
    const { rows: checkedRows } = await services.ask('imports.check', { id, choice });
    const values = checkedRows[0]?.values?.map(({ field, value }) => [field, renderLabel(value).replaceAll(/\s/gu, ' ')]) ?? [];
    return { target: choice.sheets[0]?.target, ...Object.fromEntries(values) };
  };

  it('is not mistaken for prices by month, whose headers resemble a start and an end', async () =>
    expect(
      await valuesOf(
        ['Contract no.', 'Counterparty', 'Material', 'Delivery start', 'Delivery end', 'Annual tonnage (kdmt)', 'Tolerance', 'Port'],
        ['K-3', 'Hai Long', 'North', 'Jan 2027', 'Dec 2029', '60', '+/-10%', 'Qingdao'],
      ),
    ).toMatchObject({ target: 'contracts', end: 'Dec 2029', tonnesPerYear: '60,000', tolerance: '10 %', destinationPort: 'Qingdao' }));

  it('is read in Chinese, with a unit in full-width brackets', async () =>
    expect(
      await valuesOf(
        ['合同号', '买方', '产品', '开始', '结束', '年数量（千吨）', '状态'],
        ['K-4', 'Hai Long', 'North', '2027年1月', '2029年12月', '60', '已签'],
      ),
    ).toMatchObject({ target: 'contracts', start: 'Jan 2027', tonnesPerYear: '60,000', status: 'Signed' }));

  it('finds a product by the abbreviation of concentrate', async () => {
    await importAll(await paste('products', ['Name', 'Metal', 'Typical assay'], ['South concentrate', 'Copper', 'Cu 24 %']));
    const { counts } = await check(await paste('production', ['Product', '2027'], ['South conc.', '10,000']));
    expect(counts.refused).toBe(0);
  });
});

describe('words of the trade', () => {
  it('for countries, ownership, status, references and dates are accepted', async () => {
    const buyers = await check(
      await paste('buyers', ['Name', 'Country', 'Ownership'], ['Jin', 'PR China', 'SOE'], ['Hana', 'South Korea', 'Listed']),
    );
    expect(buyers.counts).toMatchObject({ added: 2, refused: 0 });
    const contract = await check(
      await paste(
        'contracts',
        [...HEAD, 'Tonnes', 'Status', 'Reference', 'Payable', 'TC'],
        [...ROW, '50000', 'LOI', 'LME Copper', '96.5', '20'],
      ),
    );
    expect(contract.rows[0]?.issues).toEqual([]);
    expect(contract.rows[0]?.values?.map(({ value }) => renderLabel(value))).toEqual(
      expect.arrayContaining(['Negotiating', 'Copper, LME cash']),
    );
  });

  it('for years, price basis, types of buyers and shares of destinations are accepted', async () => {
    const buyers = await check(
      await paste('buyers', ['Name', 'Country', 'Type', 'Destination'], ['Kansai', 'Japan', 'Refinery', 'Korea 50% / Japan 50%']),
    );
    expect(buyers.rows[0]).toMatchObject({ outcome: 'added', issues: [] });
    const file = await paste('contracts', [...HEAD, 'Tonnes'], ['K-1', 'Hai Long', 'North', '2027', '2030', 'LME Copper', '50000']);
    const [row] = (await check(file)).rows;
    expect(row).toMatchObject({ outcome: 'added', issues: [] });
    expect(row?.values?.map(({ value }) => renderLabel(value))).toEqual(expect.arrayContaining(['Jan 2027', 'Dec 2030']));
    expect(row?.note && renderMessage(row.note)).toContain('“LME Copper” names a price reference');
  });

  it('that fit several references are refused with their names', async () => {
    const { rows: checkedRows } = await check(await paste('prices', ['Reference', 'Year', 'Price'], ['Iron ore', '2028', '100']));
    expect(checkedRows[0]?.issues.map(({ message }) => renderMessage(message)).join()).toContain('Iron ore fines 65 %, CFR China');
  });

  it('a rating with a notch is stored without it, and the row has a note', async () => {
    const { rows: checkedRows } = await check(
      await paste('buyers', ['Name', 'Country', 'Rating'], ['Ito', 'JP', 'BBB-'], ['Ko', 'JP', 'Baa2'], ['Mo', 'JP', 'BBB']),
    );
    expect(checkedRows.map(({ note, values }) => [note ? renderMessage(note) : undefined, values?.at(-1)])).toEqual([
      ['Rating “BBB-” is stored as BBB, because ratings have no notches.', { field: 'rating', value: { name: 'BBB' } }],
      ['Rating “Baa2” is stored as BBB, because ratings have no notches.', { field: 'rating', value: { name: 'BBB' } }],
      [undefined, { field: 'rating', value: { name: 'BBB' } }],
    ]);
  });
});

describe('a mine plan with production and cost in one table', () => {
  const productOf = async (name: string) => {
    const { products } = await services.ask('products.list', {});
    const { id } = products.find(({ product }) => product.name === name)!.product;
    return (await getProduct(services.ctx.workspace.db(), id)).product;
  };
  const expectPlan = async (...lines: readonly (readonly (string | number)[])[]) => {
    const file = await paste('production', ...lines);
    if (file.kind !== 'tables') throw new Error(file.kind);
    expect(file.sheets.map(({ choice }) => choice.target)).toEqual(['production', 'costs']);
    const { counts, questions } = await check(file);
    expect(counts.refused).toBe(0);
    expect(questions.filter(({ kind }) => kind === 'ignored')).toEqual([]);
    await importAll(file);
    const { production, unitCost } = await productOf('North');
    expect(production.slice(-2)).toEqual([
      { year: 2027, tonnes: 150_000 },
      { year: 2028, tonnes: 155_500 },
    ]);
    expect(unitCost).toEqual([
      { year: 2027, usdPerDmt: 1250 },
      { year: 2028, usdPerDmt: 1300 },
    ]);
    await services.ask('history.undo', {});
  };

  it('is read with a column each, by year in rows', () =>
    expectPlan(['Product', 'Year', 'Production (kdmt)', 'Cash cost (USD/t)'], ['North', 2027, 150, 1250], ['North', 2028, 155.5, 1300]));

  it('is read with columns by year, each named or below a heading', async () => {
    await expectPlan(
      ['Product', 'Production 2027 (kt)', '2028 production, kt', '2027 cost', '2028 cost'],
      ['North', 150, 155.5, 1250, 1300],
    );
    await expectPlan(['', 'Output (kt)', '', 'Opex (USD/t)', ''], ['Product', 2027, 2028, 2027, 2028], ['North', 150, 155.5, 1250, 1300]);
  });

  it('is read with a row each, in the unit of the row, below a product that is named once', () =>
    expectPlan(['Product', 'Item', 'Unit', 2027, 2028], ['North', 'Production', 'kt', 150, 155.5], ['', 'Cash cost', 'USD/t', 1250, 1300]));

  it('refuses costs in a unit that is not per tonne at their cell, in a copy of the one table', async () => {
    const file = await paste(
      'production',
      ['Product', 'Item', 'Unit', 2027, 2028],
      ['North', 'Production', 'kt', 150, 155],
      ['', 'C1 cost', 'USc/lb', 185, 190],
    );
    const { rows: checkedRows, counts } = await check(file);
    expect(counts).toMatchObject({ changed: 1, refused: 1 });
    expect(checkedRows.flatMap(({ issues }) => issues.map(({ cell, message }) => [cell, message.key]))).toEqual([['C3', 'issue.costUnit']]);
    const { artefact } = await services.ask('imports.corrected', guessedChoice(file));
    const { sheets } = await readXlsx(new Uint8Array(await services.readArtefact(artefact)));
    expect(sheets).toHaveLength(1);
    expect(sheets[0]?.rows[2]?.slice(1, 4)).toEqual(['C1 cost', 'USc/lb', '185']);
    expect(sheets[0]?.cells?.get('2,2')?.comment?.text).toContain('USD per dry tonne');
    const header = await paste('costs', ['Product', 'Year', 'Cash cost (USc/lb)'], ['North', 2027, 185]);
    expect((await check(header)).rows.flatMap(({ issues }) => issues.map(({ cell }) => cell))).toEqual(['C2']);
  });
});

it('two columns of one year are not added up or replaced: the first counts, and the other is shown as ignored', async () => {
  const file = await paste('production', ['Product', '2027', '2027 revised'], ['North', '150,000', '140,000']);
  const { rows: checkedRows, questions } = await check(file);
  expect(checkedRows[0]?.values?.find(({ field }) => field === 'y2027')?.value).toBeDefined();
  expect(questions).toContainEqual(expect.objectContaining({ kind: 'ignored', header: '2027 revised' }));
});
