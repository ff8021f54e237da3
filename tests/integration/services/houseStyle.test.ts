import { strFromU8, unzipSync } from 'fflate';
import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SummaryFormat, SummaryRequest } from '#shared/contract/summaries.ts';
import { ContractId, PlanId } from '#shared/domain/ids.ts';
import { readPdfPages } from '../../helpers/pdfText.ts';
import { createJpeg, createPng } from '../../helpers/pictures.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const STYLE = { name: 'Quillan Range Ltd', accent: '#1A5276', footer: 'ACN 000 & 001, all rights reserved', mark: 'Strictly confidential' };
const DEAL: SummaryRequest = { subject: { contractIds: [ContractId.parse('C-042')] }, view: 'counterparty' };
const BOARD: SummaryRequest = { subject: { boardOf: PlanId.parse('spread-three-ways') }, view: 'internal' };

const exportSummary = async (request: SummaryRequest, format: SummaryFormat): Promise<Uint8Array> => {
  const { artefact } = await services.waitForJob(await services.ask('summaries.export', { ...request, format }), 'document');
  return new Uint8Array(await services.readArtefact(artefact));
};
const logo = async (file: Uint8Array, name = 'logo.png') =>
  services.call('houseStyle.setLogo', { logo: await services.uploadFile(name, file) });
const refusalOf = (rule: string) => ({ ok: false, error: { code: 'BAD_INPUT', details: { issues: [{ path: 'logo', rule }] } } });

/** Pictures on each page, as another program reads them. */
const picturesOn = async (bytes: Uint8Array): Promise<readonly number[]> => {
  const task = getDocument({ data: new Uint8Array(bytes), useSystemFonts: false, verbosity: 0 });
  const document = await task.promise;
  const counts: number[] = [];
  for (let n = 1; n <= document.numPages; n++) {
    const { fnArray } = await (await document.getPage(n)).getOperatorList();
    counts.push(fnArray.filter((op: number) => op === OPS.paintImageXObject).length);
  }
  await task.destroy();
  return counts;
};

describe('the house style', () => {
  it('appears on every page of a PDF and a board pack, and in the other formats', async () => {
    const { name, ...others } = STYLE;
    await services.ask('houseStyle.save', { name });
    await services.ask('houseStyle.save', others);
    expect(await logo(createPng(40, 20, [200, 30, 30, 255]))).toMatchObject({ ok: true });
    for (const request of [DEAL, BOARD]) {
      const bytes = await exportSummary(request, 'pdf');
      const pages = await readPdfPages(bytes);
      for (const page of pages) for (const textOfParts of [STYLE.name, STYLE.mark, STYLE.footer]) expect(page.text).toContain(textOfParts);
      expect(await picturesOn(bytes)).toEqual(pages.map(() => 1));
    }
    const word = unzipSync(await exportSummary(DEAL, 'docx'));
    const textOfParts = (parts: typeof word, name: RegExp) =>
      Object.entries(parts)
        .filter(([part]) => name.test(part))
        .map(([, part]) => strFromU8(part))
        .join('\n');
    for (const words of [STYLE.name, STYLE.mark]) expect(textOfParts(word, /header\d*\.xml$/)).toContain(words);
    expect(textOfParts(word, /footer\d*\.xml$/)).toContain('ACN 000 &amp; 001');
    expect(textOfParts(word, /styles\.xml$/)).toContain('1A5276');
    // charts are pictures of the page, the logo is one of its header
    expect(textOfParts(word, /_rels\/header\d*\.xml\.rels$/).match(/media\/[^"]*\.png/g)).toHaveLength(1);
    const book = unzipSync(await exportSummary(DEAL, 'xlsx'));
    const sheets = Object.keys(book).filter((part) => /worksheets\/sheet\d+\.xml$/.test(part));
    for (const sheet of sheets) {
      const xml = strFromU8(book[sheet]!);
      expect(xml).toContain('&amp;LQuillan Range Ltd&amp;R&amp;BStrictly confidential');
      expect(xml).toContain('ACN 000 &amp;&amp; 001');
    }
    expect(Object.keys(book).filter((part) => /media\/.*\.png$/.test(part))).toHaveLength(1);
    const text = Buffer.from(await exportSummary(DEAL, 'md')).toString('utf8');
    expect(text).toContain(`${STYLE.name} | **${STYLE.mark}**`);
    expect(text.trimEnd().endsWith(STYLE.footer)).toBe(true);
  });

  it('keeps headers and footers of a workbook within Excel’s limit, with the page number, however long they are', async () => {
    await services.ask('houseStyle.save', {
      name: 'R & D '.repeat(20).trim(),
      mark: '&'.repeat(60),
      footer: 'Reserved & filed. '.repeat(11).trim(),
    });
    const contractIds = (await services.book()).contracts.slice(0, 40).map(({ id }) => id);
    const book = unzipSync(await exportSummary({ subject: { contractIds }, view: 'internal' }, 'xlsx'));
    const printedTexts = Object.entries(book)
      .filter(([part]) => /worksheets\/sheet\d+\.xml$/.test(part))
      .flatMap(([, part]) =>
        [...strFromU8(part).matchAll(/<odd(?:Header|Footer)>(.*?)<\/odd/gs)].map(([, words]) => words!.replaceAll('&amp;', '&')),
      );
    expect(printedTexts.length).toBeGreaterThan(4);
    for (const words of printedTexts) {
      expect(words.length).toBeLessThanOrEqual(255);
      // a character that is not a code is doubled
      expect(words.replaceAll('&&', '')).toMatch(/^&L[^&]*(&C[^&]*)?&R(&B[^&]*|&P \/ &N)$/);
    }
    expect(printedTexts.filter((words) => words.includes('Reserved && filed. '))).not.toEqual([]);
    await services.ask('history.undo', {});
  });

  it.each(['en', 'zh-CN'] as const)('is the author in a file’s properties (%s), beside its title and its language', async (language) => {
    const request = { ...DEAL, language };
    const { title } = await services.ask('summaries.preview', request);
    const task = getDocument({ data: await exportSummary(request, 'pdf'), useSystemFonts: false, verbosity: 0 });
    const { info } = await (await task.promise).getMetadata();
    await task.destroy();
    expect(info).toMatchObject({ Title: title, Author: STYLE.name, Language: language });
    for (const format of ['docx', 'xlsx'] as const) {
      const core = strFromU8(unzipSync(await exportSummary(request, format))['docProps/core.xml']!);
      expect([format, core]).toEqual([format, expect.stringContaining(`<dc:creator>${STYLE.name}</dc:creator>`)]);
      expect(core).toContain(`<dc:title>${title}</dc:title>`);
    }
  });

  it('is shown with the pages before they are written, and undone step by step', async () => {
    expect((await services.ask('summaries.preview', DEAL)).house).toMatchObject({ ...STYLE, logo: { width: 40, height: 20, kind: 'png' } });
    await services.ask('houseStyle.removeLogo', {});
    expect((await services.ask('houseStyle.get', {})).logo).toBeUndefined();
    await services.ask('history.undo', {});
    expect((await services.ask('houseStyle.get', {})).logo).toBeDefined();
    for (let step = 0; step < 3; step++) await services.ask('history.undo', {});
    expect(await services.ask('houseStyle.get', {})).toEqual({ name: '', accent: '#2B3A48', footer: '', mark: '' });
    for (let step = 0; step < 2; step++) await services.ask('history.redo', {});
    expect(await services.ask('houseStyle.get', {})).toEqual(STYLE);
  });

  it('refuses a colour that can’t be read on paper, and an invalid one', async () => {
    for (const [accent, rule] of [
      ['#E6EBEE', 'pale'],
      ['copper', 'colour'],
    ]) {
      expect(await services.call('houseStyle.save', { ...STYLE, accent })).toMatchObject({
        ok: false,
        error: { code: 'BAD_INPUT', details: { issues: [{ path: 'accent', rule }] } },
      });
    }
  });
});

describe('a logo', () => {
  it('contains no metadata of its file', async () => {
    for (const [file, name] of [
      [createPng(8, 8, [1, 2, 3, 255]), 'a.png'],
      [createJpeg(16, 8), 'a.jpg'],
    ] as const) {
      expect(file.toString('latin1')).toContain('desk of somebody');
      expect(await logo(file, name)).toMatchObject({ ok: true });
      const { data } = (await services.ask('houseStyle.get', {})).logo!;
      expect(Buffer.from(data, 'base64').toString('latin1')).not.toContain('somebody');
      expect(await picturesOn(await exportSummary(DEAL, 'pdf'))).toContain(1);
    }
  });

  it('that is no picture is refused with a clear message, and nothing changes', async () => {
    const before = await services.ask('houseStyle.get', {});
    const png = createPng(30, 30, [1, 2, 3, 255]);
    const alteredPng = Buffer.from(png);
    alteredPng[alteredPng.length - 30] = alteredPng[alteredPng.length - 30]! ^ 1;
    for (const file of [
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      Buffer.from('GIF89a'),
      Buffer.alloc(0),
      png.subarray(0, 40),
      alteredPng,
      createJpeg(16, 8).subarray(0, 60),
    ]) {
      expect(await logo(file)).toMatchObject(refusalOf('noPicture'));
    }
    const hugePng = createPng(1, 1, [0, 0, 0, 255]);
    hugePng.writeUInt32BE(60_000, 16);
    expect(await logo(hugePng)).toMatchObject(refusalOf('noPicture'));
    expect(await logo(Buffer.alloc(5 * 1024 * 1024, 1))).toMatchObject(refusalOf('pictureTooBig'));
    expect(await services.ask('houseStyle.get', {})).toEqual(before);
  });
});
