import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderLabel } from '#shared/presentation/message.ts';
import { createTables } from '../../../core/workers/tableClient.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { guessedChoice, read, readEverything } from './importFiles.ts';

let services: Services;
let before: unknown;

beforeAll(async () => {
  // the memory of a thread for a hostile file is a part of that for a valid one
  services = await openServices(seedEmptyWorkspace(), {}, undefined, createTables({ heapMb: 256 }));
  before = await readEverything(services);
});
afterAll(async () => {
  expect(await readEverything(services), 'nothing of a refused file is in the workspace').toEqual(before);
  await services.close();
});

const faultOf = async (name: string, content: Uint8Array | string): Promise<unknown> => {
  const result = await services.call('imports.read', { intake: await services.uploadFile(name, content) });
  return result.ok ? 'read' : [result.error.code, result.error.details.fault];
};

const namesIn = async (name: string, content: Uint8Array | string): Promise<readonly string[]> => {
  const { rows } = await services.ask('imports.check', guessedChoice(await read(services, name, content)));
  return rows.map((row) => renderLabel(row.name));
};

const workbookOf = (sheetXml: string, extraFiles: Record<string, Uint8Array> = {}): Uint8Array =>
  zipSync({
    '[Content_Types].xml': strToU8(
      '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>',
    ),
    '_rels/.rels': strToU8(
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    ),
    'xl/workbook.xml': strToU8(
      '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Buyers" sheetId="1" r:id="rId1"/></sheets></workbook>',
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    ),
    'xl/worksheets/sheet1.xml': strToU8(sheetXml),
    ...extraFiles,
  });
const cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c><c r="B1" t="inlineStr"><is><t>Country</t></is></c></row>';
const sheetXml = (rows: string): string =>
  `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows}</sheetData></worksheet>`;

describe('a file that can’t be read', () => {
  it('reports the reason: empty, cut off, no table, compressed too much', async () => {
    const validWorkbook = workbookOf(sheetXml(cells));
    expect(await faultOf('a.xlsx', validWorkbook)).toBe('read');
    expect(await faultOf('a.xlsx', '')).toEqual(['BAD_FILE', 'empty']);
    expect(await faultOf('a.xlsx', validWorkbook.subarray(0, validWorkbook.length - 40))).toEqual(['BAD_FILE', 'damaged']);
    expect(await faultOf('a.csv', new Uint8Array([1, 2, 3, 0, 4, 5, 6, 7, 9, 2, 0, 1]))).toEqual(['BAD_FILE', 'notATable']);
    expect(await faultOf('a.xls', '<html><table><tr><td>Contract</td></tr></table></html>')).toEqual(['BAD_FILE', 'webPage']);
    expect(await faultOf('a.json', '{"some":"thing"}')).toEqual(['BAD_FILE', 'notATable']);
    expect(await faultOf('a.zip', zipSync({ 'inner.zip': zipSync({ 'x.txt': strToU8('x') }) }))).toEqual(['BAD_FILE', 'notATable']);
    const bomb = workbookOf(sheetXml(cells), { 'xl/media/zeros.bin': new Uint8Array(20 * 1024 * 1024) });
    expect(await faultOf('bomb.xlsx', bomb)).toEqual(['BAD_FILE', 'packedTooTight']);
  });

  it('expands no entity and counts empty cells too', async () => {
    const laughs = `<!DOCTYPE z [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(50)}"><!ENTITY c "${'&b;'.repeat(50)}">]>${sheetXml(
      `${cells}<row r="2"><c r="A2" t="inlineStr"><is><t>&c;</t></is></c><c r="B2" t="inlineStr"><is><t>CN</t></is></c></row>`,
    )}`;
    expect(await faultOf('laughs.xlsx', workbookOf(laughs))).toBe('read');
    const encodeUtf16 = Array.from({ length: 300 }, (_, i) => `<row r="${i + 2}"><c r="XFD${i + 2}"><v>1</v></c></row>`).join('');
    expect(await faultOf('wide.xlsx', workbookOf(sheetXml(`${cells}${encodeUtf16}`)))).toEqual(['BAD_FILE', 'tooManyCells']);
  });

  it('may have at most 200,000 rows', async () => {
    const rows = ['Name,Country', ...Array.from({ length: 200_001 }, (_, i) => `B${i},CN`)].join('\n');
    expect(await faultOf('long.csv', rows)).toEqual(['BAD_FILE', 'tooManyRows']);
  });

  it('may not have ten million empty cells, as text or as a workbook', async () => {
    const line = `${','.repeat(9_999)}\n`;
    expect(await faultOf('empty.csv', `Name,Country\n${line.repeat(1_000)}`)).toEqual(['BAD_FILE', 'tooManyCells']);
    const row = `<row>${'<c s="1"/>'.repeat(10_000)}</row>`;
    expect(await faultOf('empty.xlsx', workbookOf(sheetXml(`${cells}${row.repeat(1_000)}`)))).toEqual(['BAD_FILE', 'packedTooTight']);
  });

  it('may not have more values in JSON than fit in the memory of a thread', async () => {
    expect(await faultOf('values.json', `[${'[[]],'.repeat(4_000_000)}0]`)).toEqual(['BAD_FILE', 'tooManyValues']);
  });
});

describe('a file with more than values', () => {
  it('is read without running its formulas: their last results count', async () => {
    const row =
      '<row r="2"><c r="A2" t="str"><f>HYPERLINK("http://x","y")</f><v>Hai Long</v></c><c r="B2" t="str"><f>WEBSERVICE("http://x")</f><v>CN</v></c></row>' +
      '<row r="3"><c r="A3"><f>[1]Other!A1</f></c><c r="B3" t="inlineStr"><is><t>CN</t></is></c></row>';
    const file = await read(services, 'formulas.xlsx', workbookOf(sheetXml(`${cells}${row}`)));
    const preview = await services.ask('imports.check', guessedChoice(file));
    expect(preview.rows.map(({ name, outcome }) => [renderLabel(name), outcome])).toEqual([
      ['CN', 'refused'],
      ['Hai Long', 'added'],
    ]);
    expect(await namesIn('formulas.csv', `Name,Country\n"=cmd|' /c calc'!A1",CN\n`)).toEqual(["=cmd|' /c calc'!A1"]);
  });

  it('is read without its macros', async () => {
    const row = '<row r="2"><c r="A2" t="inlineStr"><is><t>Otori</t></is></c><c r="B2" t="inlineStr"><is><t>JP</t></is></c></row>';
    const macros = workbookOf(sheetXml(`${cells}${row}`), { 'xl/vbaProject.bin': strToU8('Sub Auto_Open()') });
    expect(await namesIn('macros.xlsm', macros)).toEqual(['Otori']);
  });

  it('is read without the files that its entities name, and without expanding them', async () => {
    const levels = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
    const doctype = `<!DOCTYPE z [<!ENTITY f SYSTEM "file:///etc/hostname"><!ENTITY l0 "ha">${levels}]>`;
    const cell = (at: string, text: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
    const rows = `<row r="2">${cell('A2', '&l9;')}${cell('B2', 'CN')}</row><row r="3">${cell('A3', '&f;')}${cell('B3', 'CN')}</row>`;
    const names = await namesIn('laughs.xlsx', workbookOf(`${doctype}${sheetXml(`${cells}${rows}`)}`));
    expect(names.join('').length).toBeLessThan(20);
  });
});

describe('a text in an unexpected encoding', () => {
  const encodeText = (bytes: readonly number[]): Uint8Array =>
    new Uint8Array([...strToU8('Name,Country\n'), ...bytes, ...strToU8(',CN\n')]);
  const wide = (text: string, isBigEndian: boolean): Uint8Array =>
    new Uint8Array([...text].flatMap((letter) => (isBigEndian ? [0, letter.charCodeAt(0)] : [letter.charCodeAt(0), 0])));

  it.each([
    ['Windows-1252', encodeText([0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72]), 'Müller'],
    ['GB18030', encodeText([0xba, 0xa3, 0xc1, 0xfa]), '海龙'],
    ['UTF-8 with a mark', new Uint8Array([0xef, 0xbb, 0xbf, ...strToU8('Name,Country\nMüller,CN\n')]), 'Müller'],
    ['UTF-16, least first, no mark', wide('Name,Country\nMuller,CN\n', false), 'Muller'],
    ['UTF-16, greatest first, no mark', wide('Name,Country\nMuller,CN\n', true), 'Muller'],
    ['none, cut inside a letter', encodeText([0x4d, 0xc3]), 'MÃ'],
  ])('%s is decoded correctly', async (_encoding, content, name) => {
    expect(await namesIn('names.csv', content)).toEqual([name]);
  });
});
