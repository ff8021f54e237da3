import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getProduct } from '#db/repositories/products.ts';
import type { ImportPreview, SheetChoice } from '#shared/contract/imports.ts';
import { DeckId } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { guessedChoice, read } from './importFiles.ts';

// Files as trading desks keep them: title lines, a row of units, totals, remarks, decimal commas, abbreviations of the trade.

let services: Services;

const openFile = async (name: string) => read(services, name, new Uint8Array(await readFile(new URL(`./files/${name}`, import.meta.url))));

type Checked = { readonly preview: ImportPreview; readonly sheet: SheetChoice; readonly apply: () => Promise<unknown> };

const checkFile = async (name: string, change: (sheet: SheetChoice) => SheetChoice = (sheet) => sheet): Promise<Checked> => {
  const { id, choice } = guessedChoice(await openFile(name));
  if (choice.kind !== 'tables') throw new Error('no table');
  const changedChoice = { ...choice, sheets: choice.sheets.map(change) };
  return {
    preview: await services.ask('imports.check', { id, choice: changedChoice }),
    sheet: changedChoice.sheets[0]!,
    apply: async () => services.waitForJob(await services.ask('imports.apply', { id, choice: changedChoice })),
  };
};

/** The values of a row as the preview shows them, by field. */
const valuesIn = (row: ImportPreview['rows'][number] | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries((row?.values ?? []).map(({ field, value }) => [field, renderLabel(value).replaceAll(/\s/gu, ' ')]));

const rowNamed = ({ rows }: ImportPreview, name: string) => rows.find((row) => renderLabel(row.name) === name);

beforeAll(async () => {
  services = await openServices(seedEmptyWorkspace());
  const { id, choice } = guessedChoice(
    await services.ask('imports.paste', { target: 'products', text: 'Name\tMetal\tTypical assay\r\nNorthgate conc\tCopper\tCu 26 %' }),
  );
  await services.waitForJob(await services.ask('imports.apply', { id, choice }));
});
afterAll(() => services.close());

describe('a trader’s file', () => {
  it('of the mine plan without a name for its rows is production, in the unit of each row', async () => {
    const { preview, sheet, apply } = await checkFile('trader-production.csv');
    expect(sheet.target).toBe('production');
    expect(preview.counts).toMatchObject({ refused: 0 });
    expect(preview.questions).toEqual([{ kind: 'skippedRows', sheet: 0, rows: [{ line: 3, text: 'Total' }] }]);
    await apply();
    const { products } = await services.ask('products.list', {});
    const { product } = await getProduct(services.ctx.workspace.db(), products[0]!.product.id);
    expect(product.production).toEqual([110_000, 150_000, 155_500, 150_000].map((tonnes, i) => ({ year: 2026 + i, tonnes })));
  });

  it('of buyers has owners by their values, parents, a new group and destinations that are not known', async () => {
    const { preview, apply } = await checkFile('trader-buyers.csv');
    expect(preview.questions).toEqual([]);
    expect(preview.rows.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
    expect(valuesIn(rowNamed(preview, 'Hai Long Smelting Co., Ltd.'))).toMatchObject({
      country: 'CN',
      ownership: 'State',
      parentName: 'Longhai Holdings',
      rating: 'BBB',
    });
    expect(valuesIn(rowNamed(preview, 'Pan Pacific Copper'))).toMatchObject({ group: 'JX Group', rating: 'unrated' });
    expect(valuesIn(rowNamed(preview, 'Aurubis AG'))).toMatchObject({ destination: 'DE 70 %; BG 30 %', type: 'Refiner' });
    await apply();
    expect((await services.ask('buyers.list', {})).groups.map(({ name }) => name)).toEqual(['JX Group']);
  });

  it('of contracts takes units from the row below its headers and skips totals and remarks', async () => {
    const { preview } = await checkFile('trader-contracts.csv');
    expect(preview.questions.map(({ kind }) => kind)).toEqual(['buyer', 'unit', 'skippedRows']);
    expect(preview.counts).toMatchObject({ added: 3, refused: 1 });
    expect(valuesIn(rowNamed(preview, 'NC-01'))).toMatchObject({
      start: 'Jan 2027',
      end: 'Dec 2029',
      tonnesPerYear: '60,500',
      tolerance: '5 %',
      takeOrPayShare: '90 %',
      reference: 'Copper, LME cash',
      payable: '96.5 %',
      deduction: '1 %',
      treatmentCharge: '25',
      qpOffset: '3',
      incoterm: 'CIF',
      destinationPort: 'Qingdao',
    });
  });

  it('of contracts understands open terms, quarters, ports and quotational periods of the trade', async () => {
    const { preview } = await checkFile('trader-contracts.csv');
    expect(valuesIn(rowNamed(preview, 'NC-02'))).toMatchObject({ status: 'Negotiating', incoterm: 'FOB', loadPort: 'Callao' });
    const moss = valuesIn(rowNamed(preview, 'NC-03'));
    expect(moss).toMatchObject({ qpOffset: '4', qpFrom: 'shipment', reference: 'Copper, LME cash' });
    // "n/a" leaves the default
    expect(Object.keys(moss)).not.toContain('takeOrPayShare');
    expect(valuesIn(rowNamed(preview, 'NC-04'))).toMatchObject({ start: 'Jan 2027', end: 'Dec 2028', qpOffset: '0' });
    expect(rowNamed(preview, 'HAI LONG SMELTING')).toBeUndefined();
    // the only question that a row waits for: whether two spellings are one firm
    expect(preview.questions.find(({ kind }) => kind === 'buyer')).toMatchObject({
      name: 'HAI LONG SMELTING',
      similarNames: ['Hai Long Smelting Co., Ltd.'],
      isRequired: true,
    });
  });

  it('of prices is converted row by row to the unit of each reference, and a unit that can’t be converted is refused', async () => {
    const zinc = guessedChoice(
      await services.ask('imports.paste', { target: 'prices', text: 'Reference\tMonth\tPrice\r\nZN\t2026-05\t2900' }),
    );
    await services.waitForJob(await services.ask('imports.apply', zinc));
    const { preview, apply } = await checkFile('trader-prices.csv', (sheet) => ({ ...sheet, deck: DeckId.parse('high') }));
    expect(preview.questions).not.toContainEqual(expect.objectContaining({ kind: 'ignored', header: 'LT' }));
    const [refusedRow, ...others] = [...preview.rows].sort((a, b) => Number(b.outcome === 'refused') - Number(a.outcome === 'refused'));
    expect(refusedRow?.issues).toEqual([
      {
        cell: 'B6',
        field: 'unit',
        cellText: 'US$/lb',
        message: { key: 'issue.unitNotConvertible', values: { limit: 'USD/toz' } },
      },
    ]);
    expect(others.map(({ outcome }) => outcome)).toEqual(['added', 'added', 'added', 'added']);
    const nickel = preview.rows.find(({ note }) => note && renderMessage(note).includes('US$/lb'));
    expect(nickel?.note && renderMessage(nickel.note)).toBe('The price in US$/lb is converted to USD/t.');
    const unusualRow = preview.rows.find(({ note }) => note && renderMessage(note).includes('the workspace has'));
    expect(unusualRow?.isDoubtful).toBe(true);
    await apply();
    const { rows } = await services.ask('decks.get', { deck: 'high', from: monthOf(2027, 1), to: monthOf(2030, 1) });
    const priceOf = (name: string, at = 0) => rows.find((row) => renderLabel(row.name) === name)?.points[at]?.price;
    // the long-term price from the year after the last column
    expect(priceOf('Copper, LME cash', 35)).toBe(10_300);
    expect(priceOf('Copper, LME cash', 36)).toBe(9700);
    expect(priceOf('Copper, LME cash')).toBe(9800);
    expect(priceOf('Gold')).toBe(4000);
    // 7.5 USD/lb x 2,204.6226 lb/t
    expect(priceOf('Nickel, LME cash')).toBeCloseTo(16_534.67, 1);
  });
});
