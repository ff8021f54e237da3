import { writeXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listProducts } from '#db/repositories/products.ts';
import type { SheetChoice } from '#shared/contract/imports.ts';
import { read } from './importFiles.ts';
import { faultsIn, HEAD, noteIn, openPastedTables, type PastedTables, ROW, valuesIn } from './pastedTables.ts';

// Grades of products and contracts in a column for each element.

let tables: PastedTables;

beforeAll(async () => {
  tables = await openPastedTables();
});
afterAll(() => tables.services.close());

const assayOf = async (name: string) =>
  (await listProducts(tables.services.ctx.workspace.db())).find((product) => product.name === name)?.assay;
const unitQuestionsIn = ({ questions }: Awaited<ReturnType<PastedTables['check']>>) =>
  questions.flatMap((question) => (question.kind === 'unit' ? [`${question.header} ${question.doubt}`] : []));

describe('the columns of an assay', () => {
  it('are read by element and unit, and replace the typical grades of a new product', async () => {
    const file = await tables.paste(
      'products',
      ['Product', 'Metal', 'Cu %', 'Au g/t', 'As ppm', 'Ag (g/t)', 'Moisture'],
      ['East', 'Cu', 25.5, 3.2, 2000, '<5', '8.5%'],
    );
    const preview = await tables.check(file);
    expect([faultsIn(preview), unitQuestionsIn(preview)]).toEqual([[], []]);
    expect(noteIn(preview)).toContain('“<5” is stored as 5');
    await tables.importAll(file);
    expect(await assayOf('East')).toEqual({ Cu: 0.255, Au: 3.2e-6, As: 0.002, Ag: 5e-6 });
  });

  it('are read in Chinese', async () => {
    const preview = await tables.check(
      await tables.paste(
        'products',
        ['产品名称', '金属', '铜品位（%）', '金（克/吨）', '砷（ppm）', '水分（%）'],
        ['东矿', '铜', 26, 2.5, 3000, 8],
      ),
    );
    expect(faultsIn(preview)).toEqual([]);
    expect(valuesIn(preview)).toMatchObject({ 'assay.Cu': '26 %', 'assay.Au': '2.5 g/t', 'assay.As': '0.3 %' });
  });

  it('change only the elements of their row in the entered assay of a known product, which needs no metal', async () => {
    const file = await tables.paste('products', ['Product', 'Au (oz/t)', 'F'], ['North', 0.1, '250 ppm']);
    expect(faultsIn(await tables.check(file))).toEqual([]);
    await tables.importAll(file);
    expect(await assayOf('North')).toEqual({ Cu: 0.26, Au: 0.1 * 31.1034768e-6, F: 0.00025 });
  });

  it('without a unit are decided by the numbers, or asked', async () => {
    const checkGrade = async (header: string, ...grades: readonly (number | string)[]) =>
      tables.check(await tables.paste('products', ['Product', 'Metal', header], ...grades.map((grade, i) => [`P${i}`, 'Copper', grade])));
    expect(valuesIn(await checkGrade('Cu', 26, 0.9))).toMatchObject({ 'assay.Cu': '26 %' });
    expect(valuesIn(await checkGrade('Au', 3.2))).toMatchObject({ 'assay.Au': '3.2 g/t' });
    expect(valuesIn(await checkGrade('As', 2000))).toMatchObject({ 'assay.As': '0.2 %' });
    const openChecks = [
      await checkGrade('Cu', 0.26),
      await checkGrade('Cu %', 0.26),
      await checkGrade('As', 25),
      await checkGrade('As', 0.002),
    ];
    expect(openChecks.flatMap(unitQuestionsIn)).toEqual(['Cu unit', 'Cu % unit', 'As unit', 'As unit']);
  });

  it('are percentages where a workbook shows its numbers as percentages, also below the rows whose formats are read', async () => {
    const rows = Array.from({ length: 1_100 }, (_, i) => [`Mine ${i}`, 'Copper', 0.26, 0.002]);
    const columns = [{}, {}, { numFmt: '0.0%' }, { numFmt: '0.00 %' }];
    const content = await writeXlsx({ sheets: [{ name: 'Products', rows: [['Product', 'Metal', 'Cu', 'As %'], ...rows], columns }] });
    const file = await read(tables.services, 'grades.xlsx', content);
    const preview = await tables.check(file);
    expect([faultsIn(preview), unitQuestionsIn(preview)]).toEqual([[], []]);
    await tables.importAll(file);
    expect(await assayOf('Mine 0')).toEqual({ Cu: 0.26, As: 0.002 });
    expect(await assayOf('Mine 1099')).toEqual({ Cu: 0.26, As: 0.002 });
  });

  it('are refused beyond 100 %, and in a unit that is not one of grades', async () => {
    const file = await tables.paste('products', ['Product', 'Metal', 'Cu %'], ['P1', 'Copper', 260], ['P2', 'Copper', '5 kg']);
    expect(faultsIn(await tables.check(file))).toEqual(['assay.Cu issue.tooBig', 'assay.Cu issue.notAGrade']);
  });

  it('can be given another unit by the user', async () => {
    const file = await tables.paste('products', ['Product', 'Metal', 'Cu'], ['P1', 'Copper', 0.26]);
    const asFraction = (sheet: SheetChoice): SheetChoice => ({
      ...sheet,
      columns: sheet.columns.map((column) => (column.field === 'assay.Cu' ? { ...column, scale: 1, isUnitChosen: true } : column)),
    });
    const preview = await tables.check(file, asFraction);
    expect(unitQuestionsIn(preview)).toEqual(['Cu undefined']);
    expect(valuesIn(preview)).toMatchObject({ 'assay.Cu': '26 %' });
  });
});

describe('the columns of elements of a contract', () => {
  it('note grades that differ from the assay of the product, which they leave', async () => {
    expect(noteIn(await tables.checkTerm('Zn %', 50))).toContain('The assay of North is kept: Zn –, here 50 %');
    expect(noteIn(await tables.checkTerm('Cu %', 26))).toBe('');
  });

  it('set the limits of its penalties', async () => {
    const file = await tables.paste(
      'contracts',
      [...HEAD, 'As penalty threshold (%)', 'As rejection limit (%)'],
      [ROW[0], ROW[1], 'East', ...ROW.slice(3), 0.25, 0.5],
    );
    expect(faultsIn(await tables.check(file))).toEqual([]);
    await tables.importAll(file);
    const { contract } = await tables.services.ask('contracts.get', {
      id: (await tables.services.ask('contracts.list', {})).rows.find(({ code }) => code === 'K-1')!.id,
    });
    const price = contract.terms[0]!.price;
    expect('penalties' in price && price.penalties.find(({ element }) => element === 'As')).toMatchObject({
      threshold: 0.0025,
      rejectAbove: 0.005,
    });
  });
});
