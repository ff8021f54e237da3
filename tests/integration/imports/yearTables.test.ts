import { writeXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listContracts } from '#db/repositories/contracts.ts';
import { listProducts } from '#db/repositories/products.ts';
import { monthOf } from '#shared/domain/time.ts';
import { read } from './importFiles.ts';
import { faultsIn, noteIn, openPastedTables, type PastedTables, valuesIn } from './pastedTables.ts';

// Tables by year: tonnes of contracts, production of products, and short lists of facilities. Their kind is recognised from the file alone.

let tables: PastedTables;

beforeAll(async () => {
  tables = await openPastedTables();
});
afterAll(() => tables.services.close());

const csv = (...lines: readonly string[]) => read(tables.services, 'table.csv', lines.join('\n'));
const targetOf = (file: Awaited<ReturnType<typeof csv>>) => (file.kind === 'tables' ? file.sheets[0]?.choice.target : file.kind);
const contractOf = async (wantedCode: string) =>
  (await listContracts(tables.services.ctx.workspace.db())).find(({ code }) => code === wantedCode);

describe('the tonnes of contracts by year', () => {
  it('are a ramp-up of the largest quantity, from the first to the last year with tonnes', async () => {
    const file = await csv('Contract,Buyer,Product,2026,2027,2028,2029,2030', 'A-1,Hai Long,North,,20000,25000,40000,0');
    expect(targetOf(file)).toBe('contracts');
    expect(faultsIn(await tables.check(file))).toEqual([]);
    await tables.importAll(file);
    const contract = await contractOf('A-1');
    expect([contract?.start, contract?.end]).toEqual([monthOf(2027, 1), monthOf(2029, 12)]);
    expect(contract?.terms.map(({ quantity }) => [quantity.tonnesPerYear, quantity.rampUp])).toEqual([[40_000, [0.5, 0.625, 1]]]);
  });

  it('of a contract that begins within a year are terms of each calendar year', async () => {
    const file = await csv('Contract;Buyer;Product;Start;End;FY27 (kt);FY28 (kt)', 'A-2;Hai Long;North;Jul-27;Jun-28;10;15');
    expect(faultsIn(await tables.check(file))).toEqual([]);
    await tables.importAll(file);
    expect((await contractOf('A-2'))?.terms.map(({ from, quantity }) => [from, quantity.tonnesPerYear])).toEqual([
      [monthOf(2027, 7), 20_000],
      [monthOf(2028, 1), 30_000],
    ]);
  });

  it('are refused outside the term, and where a year of the term has no column', async () => {
    const file = await csv(
      'Contract,Buyer,Product,Start,End,2027,2028',
      'A-3,Hai Long,North,2028-01,2028-12,5000,5000',
      'A-4,Hai Long,North,2027-01,2029-12,5000,5000',
    );
    expect(faultsIn(await tables.check(file))).toEqual(['y2027 issue.outsideTerm', 'tonnesPerYear issue.noTonnesOfYear']);
  });

  it('without a unit are asked once for all years', async () => {
    const { questions } = await tables.check(await csv('Contract,Buyer,Product,2027,2028', 'A-5,Hai Long,North,20,25'));
    expect(questions).toMatchObject([{ kind: 'unit', header: '2027', doubt: 'thousands', minimum: 20, maximum: 25 }]);
  });
});

describe('production by year', () => {
  it('with the products in columns is read for each of them, with the unit in their headers', async () => {
    const file = await csv('Year,North (kt),South (kt)', '2027,150,90', '2028,160,95');
    expect(targetOf(file)).toBe('production');
    expect(faultsIn(await tables.check(file))).toEqual([]);
    await tables.importAll(file);
    const products = await listProducts(tables.services.ctx.workspace.db());
    expect(products.find(({ name }) => name === 'South')?.production.filter(({ year }) => year > 2026)).toEqual([
      { year: 2027, tonnes: 90_000 },
      { year: 2028, tonnes: 95_000 },
    ]);
  });

  it('leaves amounts in money that stand beside it', async () => {
    const file = await csv('Product,2029 Revenue (USD m),2029 Production (kt)', 'North,300,150');
    expect(valuesIn(await tables.check(file))).toMatchObject({ y2029: '150,000' });
  });

  it('is not taken from prices of metals by year', async () => {
    expect(targetOf(await csv('Year,Copper,Gold,Zinc', '2027,9500,4000,2900', '2028,9600,4100,2950'))).toBe('prices');
  });
});

it('prices with months such as 01.2027 and a point in each number are asked for their notation', async () => {
  const { questions, counts } = await tables.check(await csv('Date;Cu;Zn', '01.2027;9.500;2.900', '02.2027;9.600;2.950'));
  expect(questions).toContainEqual({ kind: 'decimal', sheet: 0, sample: '9.500' });
  expect(counts).toMatchObject({ added: 0, refused: 2 });
});

it('a hidden sheet is not imported unless the user chooses a kind for it', async () => {
  const rows = [
    ['Name', 'Country'],
    ['Old buyer', 'JP'],
  ];
  const file = await read(
    tables.services,
    'book.xlsx',
    await writeXlsx({
      sheets: [
        { name: 'Buyers', rows },
        { name: 'Buyers 2019', rows, hidden: true },
      ],
    }),
  );
  expect(file.kind === 'tables' && file.sheets.map(({ isHidden, choice }) => [isHidden ?? false, choice.target])).toEqual([
    [false, 'buyers'],
    [true, undefined],
  ]);
  const chosenView = await tables.services.ask('imports.sheet', { id: file.id, sheet: 1, target: 'buyers' });
  expect(chosenView.choice.columns.map(({ field }) => field)).toEqual(['name', 'country']);
});

describe('a list of facilities with few columns', () => {
  it('is recognised, in English and Chinese, and a row without a kind is a loan', async () => {
    const file = await csv(
      'Facility,Bank,Amount (USD m),Interest rate,First repayment,Maturity',
      'Senior term loan,ICBC,250,7.5%,2028-06,2033-12',
    );
    expect(targetOf(file)).toBe('facilities');
    const preview = await tables.check(file);
    expect(faultsIn(preview)).toEqual([]);
    expect(valuesIn(preview)).toMatchObject({ lender: 'ICBC', commitment: '250,000,000', fixedRate: '7.5 %' });
    expect(noteIn(preview)).toContain('It is stored as: Loan');
    expect(targetOf(await csv('贷款名称,贷款银行,金额（百万美元）,利率,到期日', '高级贷款,工商银行,250,7.5%,2033-12-31'))).toBe(
      'facilities',
    );
  });
});
