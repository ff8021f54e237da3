import { readXlsx, writeXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guessedChoice, read } from './importFiles.ts';
import { faultsIn, HEAD, type Line, noteIn, openPastedTables, type PastedTables, ROW, valuesIn } from './pastedTables.ts';

// Tables as people lay them out. Each is read as its sender means it, or refused with the remedy; no wrong value is stored.

let tables: PastedTables;
let paste: PastedTables['paste'];
let check: PastedTables['check'];
let checkTerm: PastedTables['checkTerm'];

beforeAll(async () => {
  tables = await openPastedTables();
  ({ paste, check, checkTerm } = tables);
});
afterAll(() => tables.services.close());

describe('a table', () => {
  it('with a row of headings above its headers is read by both', async () => {
    const rows: Line[] = [
      ['Offtake book'],
      ['Contract no.', 'Buyer', 'Product', 'Term', null, 'Quantity', null, 'Payment', null],
      [null, null, null, 'Start', 'End', 'Annual', 'Unit', 'Days', 'Instrument'],
      ['K-1', 'Hai Long', 'North', '2027-01', '2029-12', 20, 'kt', 60, 'L/C'],
      ['Total', null, null, null, null, 20],
    ];
    const preview = await check(
      await read(tables.services, 'book.xlsx', await writeXlsx({ sheets: [{ name: 'Book', rows: rows.map((row) => [...row]) }] })),
    );
    expect(faultsIn(preview)).toEqual([]);
    expect(valuesIn(preview)).toMatchObject({ tonnesPerYear: '20,000', paymentMonths: '2', letterOfCredit: 'yes', end: 'Dec 2029' });
  });

  it('of contracts in Chinese is read by its headers and values', async () => {
    const preview = await check(
      await paste(
        'contracts',
        ['合同编号', '买方', '产品', '状态', '开始日期', '结束日期', '年数量（万吨）', '照付不议', '计价期', '交货条款', '付款方式'],
        ['铜-001', 'Hai Long', 'North', '意向书', '2027年1月', '2029年12月', 5, '90%', 'M+3', 'CIF 青岛', '即期信用证'],
        ['合计', null, null, null, null, null, 5],
      ),
    );
    expect(faultsIn(preview)).toEqual([]);
    expect(valuesIn(preview)).toMatchObject({
      code: '铜-001',
      status: 'Negotiating',
      start: 'Jan 2027',
      tonnesPerYear: '50,000',
      qpOffset: '3',
      destinationPort: '青岛',
      paymentMonths: '0',
      letterOfCredit: 'yes',
    });
  });

  it('of contracts without codes is not taken for prices, and a contract like a stored one has a remark', async () => {
    const file = await read(
      tables.services,
      'deals.csv',
      'Buyer,Product,Start,End,Tonnes\nHai Long,North,Jan-27,Dec-29,5000\nHai Long,South,Jan-27,Dec-29,5000\n',
    );
    expect((await check(file)).rows.map(({ target, outcome }) => [target, outcome])).toEqual([
      ['contracts', 'added'],
      ['contracts', 'added'],
    ]);
    await tables.importAll(file);
    const secondCheck = await check(await paste('contracts', HEAD, ['K-9', 'Hai Long', 'North', '2027-01', '2029-12', 6000]));
    expect(noteIn(secondCheck)).toContain('same buyer, product and months');
    await tables.services.ask('history.undo', {});
  });

  it('with the same code twice keeps the first row, and the second is refused', async () => {
    const preview = await check(await paste('contracts', HEAD, ROW, [...ROW.slice(0, 5), 60_000]));
    expect(preview.counts).toMatchObject({ added: 1, refused: 1 });
    expect(faultsIn(preview)).toEqual(['code issue.twice']);
  });

  it('of destinations may have shares without signs that add up to 100', async () => {
    const file = await paste('buyers', ['Name', 'HQ', 'Destination', 'S&P'], ['IXM', 'CHE', 'China 70 / Korea 30', 'BBB+ / Baa1']);
    expect(valuesIn(await check(file))).toMatchObject({ country: 'CH', destination: 'CN 70 %; KR 30 %', rating: 'BBB' });
  });

  it('of a mine plan without a year refuses its tonnes', async () => {
    expect(faultsIn(await check(await paste('production', ['Product', 'Tonnes'], ['North', 5])))).toEqual(['year issue.required']);
  });

  it('of tonnes by year beside buyers is of contracts, not a mine plan, and a year of a product counts once', async () => {
    const file = await read(
      tables.services,
      'book.csv',
      'Contract,Buyer,Product,2027,2028\nA-1,Hai Long,North,20000,25000\nA-2,Hai Long,North,10000,10000\n',
    );
    expect(file.kind === 'tables' && file.sheets[0]?.choice.target).toBe('contracts');
    const preview = await check(await paste('production', ['Product', 2027], ['North', 20_000], ['North', 10_000]));
    expect(preview.counts).toMatchObject({ changed: 1, refused: 1 });
    expect(faultsIn(preview)).toEqual(['y2027 issue.twice']);
  });

  it('may have marks of footnotes after headers and numbers', async () => {
    const file = await paste(
      'contracts',
      ['Contract¹', 'Buyer*', ...HEAD.slice(2, 5), 'Tonnes²', 'Payable (%)³'],
      [...ROW.slice(0, 5), '50,000*', '96.5*'],
    );
    const preview = await check(file);
    expect(faultsIn(preview)).toEqual([]);
    expect(valuesIn(preview)).toMatchObject({ tonnesPerYear: '50,000', payable: '96.5 %' });
  });

  it.each([
    ['Status', 'Prospect (40%)', { status: 'Prospect', probability: '40 %' }],
    ['Tolerance', "+/-10% in buyer's option", { tolerance: '10 %', toleranceOption: 'Buyer’s' }],
    ['Take or pay', '90% of annual quantity', { takeOrPayShare: '90 %' }],
    ['Delivery terms', 'CIF FO Qingdao', { incoterm: 'CIF', destinationPort: 'Qingdao' }],
  ])('has the terms that one cell holds: %s, %s', async (header, cell, expectedValues) => {
    const preview = await checkTerm(header, cell);
    expect(faultsIn(preview)).toEqual([]);
    expect(valuesIn(preview)).toMatchObject(expectedValues);
  });

  it('has no port in “CIF (Incoterms 2020)”', async () => {
    expect(valuesIn(await checkTerm('Delivery terms', 'CIF (Incoterms 2020)'))).not.toHaveProperty('destinationPort');
  });

  it.each([['2027-2029'], ['Jan-27 to Dec-29'], ['2027 – 2029']])('may have start and end in one cell: %s', async (term) => {
    const preview = await check(
      await paste('contracts', ['Code', 'Buyer', 'Product', 'Term', 'Tonnes'], ['K-1', 'Hai Long', 'North', term, 50_000]),
    );
    expect(faultsIn(preview)).toEqual([]);
    expect(valuesIn(preview)).toMatchObject({ start: 'Jan 2027', end: 'Dec 2029' });
  });

  it('of limits shows its levels as they are stored', async () => {
    const limits = await paste(
      'limits',
      ['Name', 'Measure', 'From year', 'To year', 'Warn at', 'Breach at'],
      ['Traders', 'Traders', 2027, 2030, 20, '25 %'],
    );
    expect(valuesIn(await check(limits))).toMatchObject({ from: '2027', warn: '20 %', breach: '25 %' });
  });

  it('of prices and rates takes the unit of a row from its name, but not from that of a rate', async () => {
    const file = await paste(
      'prices',
      ['Reference', '2027', '2028'],
      ['Lithium carbonate (RMB/t)', 75_000, 80_000],
      ['Silver (c/oz)', 3000, 3100],
      ['USD/CNY', 7.1, 7],
    );
    const preview = await check(file);
    expect(faultsIn(preview)).toEqual([]);
    expect(preview.rows.map((_, i) => valuesIn(preview, i).reference).sort()).toEqual([
      'Lithium carbonate 99.5 %, China, CNY',
      'Silver',
      'USD/CNY',
    ]);
  });

  it('of production and costs has the faults of both at one cell in its copy', async () => {
    const file = await paste('production', ['Product', 'Year', 'Production', 'Cash cost', 'Unit'], ['North', 2027, 150, 1250, 'USc/lb']);
    const { artefact } = await tables.services.ask('imports.corrected', guessedChoice(file));
    const { sheets } = await readXlsx(new Uint8Array(await tables.services.readArtefact(artefact)));
    const note = sheets[0]?.cells?.get('1,4')?.comment?.text;
    expect(note).toContain('one of tonnes');
    expect(note).toContain('USD per dry tonne');
  });

  it('of prices names the missing price of a row without one', async () => {
    expect(faultsIn(await check(await paste('prices', ['Reference', '2027', '2028'], ['CU', '', ''], ['ZN', 2900, 2900])))).toEqual([
      'price issue.required',
    ]);
  });

  it('of contracts may have a premium of zero on payable metal, which has none', async () => {
    expect((await checkTerm('Premium', 0)).counts).toMatchObject({ added: 1 });
    expect(faultsIn(await checkTerm('Premium', 10))).toEqual(['premium issue.notInBasis']);
  });
});
