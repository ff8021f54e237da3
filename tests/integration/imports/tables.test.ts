import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { readXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportFile } from '#shared/contract/imports.ts';
import { createIntakeStore } from '../../../core/files/fileStores.ts';
import { createTables } from '../../../core/workers/tableClient.ts';
import { tempFolder } from '../../helpers/app.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { guessedChoice, read, readEverything, readSheets, sheet } from './importFiles.ts';

let services: Services;

beforeAll(async () => {
  services = await openServices(seedEmptyWorkspace());
});
afterAll(() => services.close());

const products = sheet('Products', [
  ['Product name', 'Metal', 'Typical assay', 'H2O'],
  ['Example: shown only', 'Copper', 'Cu 26 %', 0.09],
  ['North concentrate', 'copper', 'Cu 26 %; Au 3.2 g/t; As 0.2 %', 0.09],
  ['Pilbara fines', 'Iron', 'Fe 61.5 %', 0.08],
]);
const buyers = sheet('Customers', [
  ['Customer', 'Country', 'Type', 'Credit rating'],
  ['Hai Long', 'China', 'Smelter', 'BBB'],
  ['Otori', 'jp', 'Smelter', 'A'],
  ['Nobody', 'Atlantis', 'Smelter', 'A'],
]);
const contracts = sheet('Deals', [
  ['Contract no', 'Offtaker', 'Product', 'Start date', 'End date', 'Annual tonnage (kt)', 'Tolerance', 'TC'],
  ['C-001', 'Hai Long', 'North concentrate', '2026-01', 'Dec 2030', 120, '10 %', 25],
  ['C-002', 'Otori', 'Pilbara fines', '2027-01-01', '2028-12-31', 900, '5 %', null],
  ['C-003', 'Unheard of', 'North concentrate', '2026-01', '2027-12', 10, null, null],
  ['C-004', 'Otori', 'North concentrate', '2027-01', '2026-01', 'many', null, null],
]);

it('a local file is read in place and stays there, also if it can’t be read', async () => {
  const folder = tempFolder();
  try {
    for (const [name, content] of [
      ['ours.csv', 'Customer,Country\nHai Long,China\n'],
      ['notes.csv', ''],
    ] as const) {
      const path = join(folder.path, name);
      writeFileSync(path, content);
      const { token } = await createIntakeStore(services.dataFolder).refer(path);
      await services.call('imports.read', { intake: token });
      expect(readFileSync(path, 'utf8')).toBe(content);
    }
  } finally {
    folder.remove();
  }
});

describe('users’ own sheets', () => {
  let file: ImportFile;
  beforeAll(async () => {
    file = await readSheets(services, [sheet('Notes', [['Written by hand'], ['and of no use']]), contracts, products, buyers]);
  });

  it('are recognised by their headers, whatever their names and order', () => {
    const sheets = file.kind === 'tables' ? file.sheets : [];
    expect(sheets.map(({ choice }) => choice.target)).toEqual([undefined, 'contracts', 'products', 'buyers']);
    expect(sheets[1]?.choice.columns.find(({ field }) => field === 'tonnesPerYear')?.scale).toBe(1000);
    expect(sheets[2]?.choice.columns.find(({ field }) => field === 'moisture')?.shares).toBe('fractions');
  });

  it('show additions and rejected rows, with every fault at its cell', async () => {
    const { rows, counts } = await services.ask('imports.check', guessedChoice(file));
    expect(counts).toEqual({ added: 6, changed: 0, same: 0, refused: 3 });
    const faults = rows
      .filter(({ outcome }) => outcome === 'refused')
      .flatMap(({ issues }) => issues.map(({ cell, message }) => [cell, message.key]));
    expect(faults).toEqual([
      ['B4', 'issue.noSuchCountry'],
      ['B4', 'issue.notHere'],
      ['F5', 'issue.notANumber'],
    ]);
  });

  it('are one change that one undo reverts, and the next file with these headers is read alike', async () => {
    const emptyContent = await readEverything(services);
    const importChoice = guessedChoice(file);
    await services.waitForJob(await services.ask('imports.apply', importChoice));
    expect((await services.ask('backups.list', {})).copies[0]?.reason).toBe('import');
    const { rows } = await services.ask('contracts.list', {});
    expect(rows.map(({ code, tonnesPerYear, status, buyer }) => ({ code, tonnesPerYear, status, buyer }))).toEqual([
      { code: 'C-001', tonnesPerYear: 120_000, status: 'active', buyer: 'Hai Long' },
      { code: 'C-002', tonnesPerYear: 900_000, status: 'signed', buyer: 'Otori' },
    ]);
    const secondCheck = await services.ask('imports.check', importChoice);
    expect(secondCheck.counts).toEqual({ added: 0, changed: 0, same: 6, refused: 3 });
    const next = await readSheets(services, [contracts]);
    expect(next.kind === 'tables' && next.sheets[0]?.isRemembered).toBe(true);
    await services.ask('history.undo', {});
    expect(await readEverything(services)).toEqual(emptyContent);
  });

  it('are returned as a copy with the faults noted at their cells', async () => {
    const { id } = await readSheets(services, [contracts, buyers, products]).then(guessedChoice);
    const file = await readSheets(services, [buyers]);
    expect((await services.call('imports.check', { id, choice: { kind: 'tables', sheets: [] } })).ok).toBe(false);
    const { artefact } = await services.ask('imports.corrected', guessedChoice(file));
    const { sheets } = await readXlsx(new Uint8Array(await services.readArtefact(artefact)));
    const cell = sheets[0]?.cells?.get('3,1');
    expect(sheets[0]?.rows[3]?.[1]).toBe('Atlantis');
    expect(cell?.comment?.text).toContain('There is no country “Atlantis”');
  });
});

describe('the template', () => {
  it('is read back with every sheet recognised and its examples skipped', async () => {
    const { artefact, fileName } = await services.ask('imports.template', { format: 'xlsx' });
    const file = await read(services, fileName, await services.readArtefact(artefact));
    const targets = file.kind === 'tables' ? file.sheets.map(({ choice }) => choice.target).filter((target) => target !== undefined) : [];
    expect(targets).toEqual([
      ...['products', 'production', 'costs', 'buyers', 'contracts', 'openings', 'openingLines'],
      ...['facilities', 'facilityFlows', 'covenants', 'projectFinance', 'projectYears', 'projectUses', 'limits', 'prices'],
    ]);
    const { rows } = await services.ask('imports.check', guessedChoice(file));
    expect(rows).toEqual([]);
  });
});

describe('text cells of an export', () => {
  it('can’t run as formulas', async () => {
    const evil = sheet('Buyers', [
      ['Name', 'Country', 'Note'],
      ['=HYPERLINK("http://x","y")', 'CN', '+1'],
      ['@SUM(A1)', 'CN', '-2'],
    ]);
    await services.waitForJob(await services.ask('imports.apply', guessedChoice(await readSheets(services, [evil]))));
    const csv = await services.ask('exports.write', { format: 'csv' });
    const parts = unzipSync(new Uint8Array(await services.readArtefact(csv.artefact)));
    expect(new TextDecoder().decode(parts['Buyers.csv'])).toContain(`"'=HYPERLINK(""http://x"",""y"")"`);
    const xlsx = await services.ask('exports.write', { format: 'xlsx' });
    const xml = unzipSync(new Uint8Array(await services.readArtefact(xlsx.artefact)));
    const sheets = Object.entries(xml).filter(([name]) => name.startsWith('xl/worksheets/'));
    expect(sheets.length).toBeGreaterThan(1);
    for (const [, content] of sheets) expect(new TextDecoder().decode(content)).not.toMatch(/<f[ >]/);
    await services.ask('history.undo', {});
  });
});

describe('a picture of a chart', () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d', 'hex').toString('base64');

  it('is saved under its title and the valuation date, short enough for any disk', async () => {
    const { artefact, fileName } = await services.ask('exports.picture', { title: `Tonnes ${'to many places '.repeat(20)}`, png });
    expect(fileName).toMatch(/^Tonnes to many places .*, 2026-05-31\.png$/);
    expect(fileName.length).toBeLessThan(150);
    expect((await services.readArtefact(artefact)).subarray(1, 4).toString()).toBe('PNG');
  });

  it('is rejected if it is no picture', async () => {
    const jpeg = Buffer.from('ffd8ffe000104a464946', 'hex').toString('base64');
    expect(await services.call('exports.picture', { title: 'Tonnes', png: jpeg })).toMatchObject({
      ok: false,
      error: { code: 'BAD_INPUT' },
    });
  });
});

describe('ten thousand rows', () => {
  it('are checked and written while other requests are served', async () => {
    const rows = ['Name;Country;Type', ...Array.from({ length: 10_000 }, (_, i) => `Buyer ${i};CN;Smelter`)].join('\r\n');
    const importChoice = guessedChoice(await read(services, 'buyers.csv', rows));
    let turns = 0;
    let working = true;
    const count = (): void => {
      turns += 1;
      if (working) setImmediate(count);
    };
    setImmediate(count);
    const appliedResult = await services.waitForJob(await services.ask('imports.apply', importChoice));
    working = false;
    expect(appliedResult).toMatchObject({ kind: 'import', counts: { added: 10_000 } });
    expect(turns).toBeGreaterThan(20);
    await services.ask('history.undo', {});
  });
});

describe('the lock of the workspace', () => {
  it('is not taken alone by a pasted block and by a backup: both end while a query runs', async () => {
    const query = Promise.withResolvers<void>();
    const runningRead = services.ctx.readShared(() => query.promise);
    const pastedTable = await services.ask('imports.paste', { text: 'Name\tCountry\tType\nHai Long\tCN\tSmelter', target: 'buyers' });
    expect(pastedTable).toMatchObject({ kind: 'tables' });
    expect(await services.ask('backups.take', {})).toEqual({ done: true });
    query.resolve();
    await runningRead;
  });

  it('is free while the file with notes is written: a change is stored meanwhile', async () => {
    const isWriting = Promise.withResolvers<void>();
    const mayWrite = Promise.withResolvers<void>();
    const tables = createTables();
    const slowServices = await openServices(seedEmptyWorkspace(), {}, undefined, {
      ...tables,
      write: async (...sheets) => {
        isWriting.resolve();
        await mayWrite.promise;
        return tables.write(...sheets);
      },
    });
    const file = await readSheets(slowServices, [buyers]);
    const correctedFile = slowServices.ask('imports.corrected', guessedChoice(file));
    await isWriting.promise;
    expect(await slowServices.call('settings.save', { name: 'Renamed meanwhile' })).toMatchObject({ ok: true });
    mayWrite.resolve();
    expect(await correctedFile).toMatchObject({ fileName: expect.stringMatching(/\.xlsx$/) });
    await slowServices.close();
  });
});
