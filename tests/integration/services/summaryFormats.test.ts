import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { read, utils } from 'xlsx';
import { saveBuyer } from '#db/repositories/buyers.ts';
import type { SummaryBlock, SummaryFormat, SummaryRequest } from '#shared/contract/summaries.ts';
import { BuyerId, ContractId, PlanId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import type { ChartView } from '#shared/presentation/charts/table.ts';
import { figureText, joinUnit, renderMessage } from '#shared/presentation/message.ts';
import { readSheets, unescapeXml, unzipParts } from '../../helpers/officeParts.ts';
import { readPdfPages } from '../../helpers/pdfText.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const DEAL: SummaryRequest = { subject: { contractIds: [ContractId.parse('C-042')] }, view: 'internal' };
const PLAN: SummaryRequest = { subject: { planId: PlanId.parse('spread-three-ways') }, view: 'internal' };

const exportSummary = async (request: SummaryRequest, format: SummaryFormat): Promise<Uint8Array> => {
  const { artefact } = await services.waitForJob(await services.ask('summaries.export', { ...request, format }), 'document');
  return new Uint8Array(await services.readArtefact(artefact));
};
const blocksOf = async (request: SummaryRequest): Promise<readonly SummaryBlock[]> =>
  (await services.ask('summaries.preview', request)).pages.flatMap(({ blocks }) => blocks);

/** The metadata of a PDF. */
const pdfInfo = async (bytes: Uint8Array): Promise<string> => {
  const task = getDocument({ data: new Uint8Array(bytes), useSystemFonts: false, verbosity: 0 });
  const document = await task.promise;
  const outline = JSON.stringify([await document.getMetadata(), await document.getOutline()]);
  await task.destroy();
  return outline;
};

/** Numbers of the document's figures and cells, as written. */
const numbersOf = (blocks: readonly SummaryBlock[]): readonly string[] =>
  blocks.flatMap((block) => {
    if (block.kind === 'figures') return block.figures.map(({ figure }) => figureText(figure, 'm').text);
    if (block.kind !== 'table') return [];
    return [...block.rows, ...(block.total ? [block.total] : [])].flatMap((row) =>
      row.flatMap((cell) => ('text' in cell ? [cell.text] : 'figure' in cell ? [figureText(cell.figure, 'm').text] : [])),
    );
  });

const listViews = (blocks: readonly SummaryBlock[]): readonly ChartView[] =>
  blocks.flatMap((block): readonly ChartView[] => (block.kind === 'beside' ? block.views : 'view' in block ? [block.view] : []));

const headingsOf = (blocks: readonly SummaryBlock[]): readonly string[] =>
  blocks.flatMap((block) => (block.kind === 'heading' ? [renderMessage(block.text)] : []));

describe('Markdown', () => {
  it('has every heading and every number of the pages', async () => {
    for (const request of [DEAL, PLAN, { ...DEAL, view: 'lender' as const }]) {
      const markdown = Buffer.from(await exportSummary(request, 'md'))
        .toString('utf8')
        .replace(/\\/g, '');
      const blocks = await blocksOf(request);
      for (const heading of headingsOf(blocks)) expect(markdown).toContain(`## ${heading}`);
      for (const number of numbersOf(blocks)) expect(markdown).toContain(number.replace(/\s*\n\s*/g, ' '));
      expect(markdown).toMatch(/^# /);
    }
  });

  it('escapes its own markup in a name', async () => {
    const book = await services.book();
    const buyer = book.buyers.get(BuyerId.parse('hai-long'))!;
    await services.ctx.workspace.change({ key: 'history.buyerEdited', values: { name: buyer.name } }, (tx) =>
      saveBuyer(tx, { ...buyer, name: '=SUM(1) | *a* <b>_c_' }),
    );
    const markdown = Buffer.from(await exportSummary(DEAL, 'md')).toString('utf8');
    expect(markdown).toContain('=SUM(1) \\| \\*a\\* \\<b\\>\\_c\\_');
    const cells = [...readSheets(await exportSummary(DEAL, 'xlsx')).values()].flat();
    const formulaCells = cells.filter(({ value }) => value.includes('=SUM(1)'));
    expect(formulaCells.length).toBeGreaterThan(0);
    expect(formulaCells.every(({ isText, formula }) => isText && formula === undefined)).toBe(true);
    await services.ask('history.undo', {});
  });
});

describe('Word', () => {
  it('has the headings as headings, the tables as tables, and every number of the pages', async () => {
    const requests = [DEAL, PLAN, { ...DEAL, view: 'counterparty' as const }, { ...DEAL, language: 'zh-CN' as const }];
    for (const request of requests) {
      const blocks = await blocksOf(request);
      const parts = unzipParts(await exportSummary(request, 'docx'));
      const body = parts['word/document.xml']!;
      const paragraphs = [...body.matchAll(/<w:p>.*?<\/w:p>|<w:p [^>]*>.*?<\/w:p>/gs)].map(([xml]) => ({
        style: /<w:pStyle w:val="([^"]*)"/.exec(xml)?.[1],
        text: unescapeXml([...xml.matchAll(/<w:t[^>]*>(.*?)<\/w:t>/gs)].map(([, words]) => words).join('')),
      }));
      expect(paragraphs.filter(({ style }) => style === 'Heading1').map(({ text: words }) => words)).toEqual(headingsOf(blocks));
      expect(paragraphs.filter(({ style }) => style === 'Title')).toHaveLength(1);
      const words = paragraphs.map(({ text }) => text).join('\n');
      for (const number of numbersOf(blocks)) expect(words).toContain(number);
      // a table across two pages is one in the file; each has its header
      const tables = [...body.matchAll(/<w:tblHeader/g)].length;
      expect(tables).toBeGreaterThan(2);
      const views = listViews(blocks);
      expect(tables).toBeLessThanOrEqual(views.length + blocks.filter(({ kind }) => kind === 'table').length);
      // every picture of the pages is in the file, in their order, with its text alternative
      const descriptions = [...body.matchAll(/<wp:docPr [^>]*descr="([^"]*)"/g)].map(([, description]) => unescapeXml(description!));
      expect(views.length).toBeGreaterThan(0);
      expect(descriptions).toEqual(views.map(({ summary }) => summary));
      expect(body.match(/<asvg:svgBlip/g)).toHaveLength(views.length);
      expect(parts['word/styles.xml']).toMatch(/<w:docDefaults>.*w:eastAsia="Microsoft YaHei".*<\/w:docDefaults>/s);
      expect(Object.entries(parts).find(([name]) => /footer\d*\.xml$/.test(name))?.[1]).toContain('NUMPAGES');
    }
  });
});

describe('Excel', () => {
  it('has a sheet for each section, typed numbers, frozen headers and a print setup', async () => {
    const bytes = await exportSummary(PLAN, 'xlsx');
    const sheets = readSheets(bytes);
    const blocks = await blocksOf(PLAN);
    const headings = [...new Set(headingsOf(blocks))];
    expect(sheets.size).toBe(headings.length + 3);
    expect([...sheets.keys()][0]).toBe(text('summaries.sheet.opening'));
    // a section whose heading is a sentence has a sheet with a one-word name, and the sentence in it
    const [, limits] = [...sheets].find(([name]) => name === text('summaries.sheet.limits'))!;
    expect(limits[0]!.value).toBe(text('summaries.head.planLimits'));
    const cells = [...sheets.values()].flat();
    const typedNumbers = new Set(cells.filter(({ isText }) => !isText).map(({ value }) => Number(value)));
    for (const block of blocks.filter((block) => block.kind === 'table')) {
      for (const row of block.rows) {
        for (const [i, cell] of row.entries()) {
          if (block.columns[i]?.align !== 'right' || !('figure' in cell) || typeof cell.figure.value !== 'number') continue;
          const figureWords = figureText(cell.figure, 'm').text.replaceAll(',', '').replace('−', '-');
          if (block.columns[i].unit !== undefined) expect(typedNumbers).toContain(Number(figureWords) + 0);
        }
      }
    }
    const parts = unzipParts(bytes);
    const first = parts['xl/worksheets/sheet1.xml']!;
    expect(first).toMatch(/orientation="landscape"/);
    expect(first).toMatch(/fitToWidth="1"/);
    expect(Object.keys(parts).filter((name) => parts[name]!.includes('state="frozen"')).length).toBeGreaterThan(3);
    expect(parts['xl/workbook.xml']).toContain('_xlnm.Print_Titles');
  });

  it('has live payments: the rate is a field, each formula equals the number shown, and their sum is the NPV', async () => {
    const book = await services.book();
    const cells = new Map(
      readSheets(await exportSummary(DEAL, 'xlsx'))
        .get(text('summaries.sheet.payments'))!
        .map((cell) => [cell.ref, cell]),
    );
    const number = (ref: string) => Number(cells.get(ref)!.value);
    expect(number('B1')).toBeCloseTo(book.settings.discountRate, 12);
    const formulas = [...cells.values()].filter(({ ref, formula }) => ref.startsWith('E') && formula?.includes('$B$1'));
    expect(formulas.length).toBeGreaterThan(20);
    let sum = 0;
    for (const { ref, formula, value } of formulas) {
      const row = ref.slice(1);
      expect(formula).toBe(`D${row}/(1+$B$1)^((B${row}-$B$2)/365)`);
      const presentValue = number(`D${row}`) / (1 + number('B1')) ** ((number(`B${row}`) - number('B2')) / 365);
      expect(presentValue).toBeCloseTo(Number(value), 4);
      sum += presentValue;
    }
    const last = [...cells.values()].find(({ ref, formula }) => ref.startsWith('E') && formula?.startsWith('SUM('))!;
    expect(last.formula).toBe(`SUM(E5:E${4 + formulas.length})`);
    expect(Number(last.value)).toBeCloseTo(sum, 2);
    const contract = book.contracts.find(({ id }) => id === 'C-042')!;
    expect(sum).toBeCloseTo(book.alone(contract).value.contracts[0]!.npv, 0);
  });

  it('has live deliveries whose totals sum the rows above them', async () => {
    const cells = readSheets(await exportSummary(DEAL, 'xlsx')).get(text('summaries.sheet.deliveries'))!;
    const at = new Map(cells.map((cell) => [cell.ref, Number(cell.value)]));
    for (const { formula, value } of cells.filter((cell) => cell.formula !== undefined)) {
      const product = /^C(\d+)\*F(\d+)$/.exec(formula!);
      const range = /^SUM\(([A-Z])(\d+):[A-Z](\d+)\)$/.exec(formula!);
      expect(product ?? range).not.toBeNull();
      if (product) expect(at.get(`C${product[1]}`)! * at.get(`F${product[2]}`)!).toBeCloseTo(Number(value), 2);
      if (range) {
        let sum = 0;
        for (let row = Number(range[2]); row <= Number(range[3]); row++) sum += at.get(`${range[1]}${row}`) ?? 0;
        expect(sum).toBeCloseTo(Number(value), 2);
      }
    }
  });
});

describe('Excel, as SheetJS reads it', () => {
  it.each(['en', 'zh-CN'] as const)(
    'shows each figure of a table as the pages (%s) do, its unit and its sign with it',
    async (language) => {
      const request = { ...DEAL, language };
      const book = read(await exportSummary(request, 'xlsx'), { cellNF: true });
      const sheetTexts = new Set(
        Object.values(book.Sheets).flatMap((sheet) =>
          Object.values(sheet).flatMap((cell: { readonly t?: string; readonly w?: string }) => (cell.t === 'n' && cell.w ? [cell.w] : [])),
        ),
      );
      const numbers = (await blocksOf(request)).flatMap((block) =>
        block.kind !== 'table'
          ? []
          : block.rows.flatMap((row) =>
              row.flatMap((cell, i) => {
                const shownText = 'text' in cell ? cell.text : 'figure' in cell ? joinUnit(figureText(cell.figure, 'm')) : '';
                const hasUnit = block.columns[i]?.unit !== undefined;
                return block.columns[i]?.align === 'right' && !hasUnit && /^[+\u2212]?\d[\d,.]*\s?\D+$/.test(shownText) ? [shownText] : [];
              }),
            ),
      );
      expect(numbers.length).toBeGreaterThan(10);
      const plainNumber = (numberText: string) => numberText.replace('\u2212', '-').replace(/\s+/g, ' ');
      const plainTexts = new Set([...sheetTexts].map(plainNumber));
      expect(numbers.map(plainNumber).filter((numberText) => !plainTexts.has(numberText))).toEqual([]);
    },
  );

  it.each([PLAN, DEAL])(
    'sets what is long on as many lines as it needs, and cuts no number and no word of a sheet’s name',
    async (request) => {
      const book = read(await exportSummary(request, 'xlsx'), { cellNF: true, cellStyles: true });
      const headings = headingsOf(await blocksOf(request)).map((heading) => `${heading.replace(/[[\]:*?/\\']/g, '')} `);
      for (const [name, sheet] of Object.entries(book.Sheets)) {
        // a heading too long for a sheet's name is cut between two words
        const nameWithoutNumber = name.replace(/ \d$/, '');
        if (nameWithoutNumber.length > 20)
          expect([name, headings.some((heading) => heading.startsWith(`${nameWithoutNumber} `))]).toEqual([name, true]);
        const widths = (sheet['!cols'] ?? []).map((column) => Math.round(column?.wch ?? 0));
        const mergedCells = new Set((sheet['!merges'] ?? []).map(({ s }) => utils.encode_cell(s)));
        for (const [at, cell] of Object.entries(sheet) as [string, { readonly t?: string; readonly w?: string; readonly v?: unknown }][]) {
          if (at.startsWith('!')) continue;
          const { c } = utils.decode_cell(at);
          if (cell.t === 'n') expect([name, at, (cell.w ?? '').length <= (widths[c] ?? 0)]).toEqual([name, at, true]);
          if (cell.t === 's' && String(cell.v).length > 200) expect([name, at, mergedCells.has(at)]).toEqual([name, at, true]);
        }
      }
    },
  );

  it.each(['en', 'zh-CN'] as const)(
    'repeats on paper (%s) the heads of sheets whatever their names, in a face that has the letters',
    async (language) => {
      const two = ['C-042', 'C-043'].map((id) => ContractId.parse(id));
      const bytes = await exportSummary({ subject: { contractIds: two }, view: 'internal', language }, 'xlsx');
      const { Workbook, SheetNames } = read(bytes);
      const titles = (Workbook?.Names ?? []).filter(({ Name }) => Name === '_xlnm.Print_Titles');
      expect(titles.length).toBeGreaterThan(4);
      // a name of several words without quotation marks makes Excel call the file damaged
      for (const { Ref, Sheet } of titles)
        expect(Ref).toMatch(new RegExp(`^'${SheetNames[Sheet!]!.replaceAll("'", "''")}'!\\$\\d+:\\$\\d+$`));
      expect(titles.some(({ Sheet }) => SheetNames[Sheet!]!.includes(' '))).toBe(true);
      const faces = new Set([...unzipParts(bytes)['xl/styles.xml']!.matchAll(/<name val="([^"]*)"/g)].map(([, name]) => name));
      expect([...faces]).toEqual([language === 'en' ? 'Calibri' : 'Microsoft YaHei']);
    },
  );

  it('keeps a name that begins like a formula as text', async () => {
    const buyer = (await services.book()).buyers.get(BuyerId.parse('hai-long'))!;
    for (const first of ['=', '+', '-', '@', '\t=', '\r=']) {
      const name = `${first}SUM(A1)`;
      await services.ctx.workspace.change({ key: 'history.buyerEdited', values: { name } }, (tx) => saveBuyer(tx, { ...buyer, name }));
      const cells = Object.values(read(await exportSummary({ ...DEAL, view: 'counterparty' }, 'xlsx')).Sheets).flatMap((sheet) =>
        Object.values(sheet).filter((cell: { readonly v?: unknown }) => String(cell.v).includes('SUM(A1)')),
      );
      expect(cells.length).toBeGreaterThan(0);
      for (const cell of cells) expect([first, cell]).toEqual([first, expect.objectContaining({ t: 's' })]);
      for (const cell of cells) expect(cell).not.toHaveProperty('f');
      const csv = Buffer.from(await exportSummary({ ...DEAL, view: 'counterparty' }, 'csv')).toString('utf8');
      expect(csv).toContain('SUM(A1)');
      expect(csv).not.toMatch(/(?:^|,|\r\n)"?[=+\-@\t\r]+SUM\(A1\)/);
      await services.ask('history.undo', {});
    }
  });
});

describe('sections', () => {
  it('are the document’s own; a selection in another order applies to every format', async () => {
    const wholePreview = await services.ask('summaries.preview', PLAN);
    expect(wholePreview.sections.every(({ isShown }) => isShown)).toBe(true);
    const [a, b] = [wholePreview.sections.at(-1)!.key, wholePreview.sections[0]!.key];
    const request = { ...PLAN, sections: [a, b] };
    const partialPreview = await services.ask('summaries.preview', request);
    const keys = partialPreview.pages.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.kind === 'heading' ? [block.text.key] : [])),
    );
    expect([...new Set(keys)]).toEqual([a, b]);
    expect(partialPreview.sections.filter(({ isShown }) => isShown).map(({ key }) => key)).toEqual([a, b]);
    expect(partialPreview.sections).toHaveLength(wholePreview.sections.length);
    const markdown = Buffer.from(await exportSummary(request, 'md')).toString('utf8');
    expect([...markdown.matchAll(/^## /gm)]).toHaveLength(keys.length);
    expect(readSheets(await exportSummary(request, 'xlsx')).size).toBe(3 + keys.length);
  });

  it('of several contracts are chosen contract by contract', async () => {
    const request: SummaryRequest = { subject: { contractIds: ['C-042', 'C-043'].map((id) => ContractId.parse(id)) }, view: 'internal' };
    const wholePreview = await services.ask('summaries.preview', request);
    const terms = wholePreview.sections.find(({ key }) => key === 'summaries.head.terms')!;
    const partialPreview = await services.ask('summaries.preview', { ...request, sections: [terms.key] });
    const keys = partialPreview.pages.flatMap(({ blocks }) =>
      blocks.flatMap((block) => (block.kind === 'heading' ? [block.text.key] : [])),
    );
    expect(keys).toEqual(['summaries.head.deal', 'summaries.head.terms', 'summaries.head.deal', 'summaries.head.terms']);
  });
});

it('the PDF of several contracts lists each contract’s sections under it', async () => {
  const request: SummaryRequest = { subject: { contractIds: ['C-042', 'C-043'].map((id) => ContractId.parse(id)) }, view: 'internal' };
  const task = getDocument({ data: await exportSummary(request, 'pdf'), useSystemFonts: false, verbosity: 0 });
  const outline: readonly { readonly title: string; readonly items: readonly { readonly title: string }[] }[] =
    (await (await task.promise).getOutline()) ?? [];
  await task.destroy();
  const blocks = await blocksOf(request);
  const titles = (level: 'chapter' | 'part') =>
    blocks.flatMap((block) => (block.kind === 'heading' && block.level === level ? [renderMessage(block.text)] : []));
  expect(titles('chapter')).toHaveLength(2);
  expect(outline.flatMap(({ title, items }) => (items.length > 0 ? [title] : []))).toEqual(titles('chapter'));
  expect(outline.flatMap(({ items }) => items.map(({ title }) => title))).toEqual(titles('part'));
});

it('the PDF lists its headings as bookmarks, in their order', async () => {
  const task = getDocument({ data: await exportSummary(PLAN, 'pdf'), useSystemFonts: false, verbosity: 0 });
  const document = await task.promise;
  const outline = (await document.getOutline()) ?? [];
  await task.destroy();
  const { title } = await services.ask('summaries.preview', PLAN);
  expect(outline.map((item: { title: string }) => item.title)).toEqual([title, ...headingsOf(await blocksOf(PLAN))]);
});

it.each(['en', 'zh-CN'] as const)(
  'a counterparty’s document (%s) contains nothing internal in any format, names of files and metadata included',
  async (language) => {
    const request: SummaryRequest = { ...DEAL, view: 'counterparty', language };
    const book = await services.book();
    const contract = book.contracts.find(({ id }) => id === 'C-042')!;
    const separatePlan = book.alone(contract);
    const inside = separatePlan.value.contracts[0]!;
    const writeMoney = (value: number) => figureText({ value, unit: 'usd', decimals: 1 }, 'm').text;
    let pictures = 0;
    const secrets = [
      writeMoney(inside.npv),
      ...inside.revenue.filter((amount) => amount > 0).map(writeMoney),
      String(Math.round(inside.npv)),
      ...inside.months.slice(0, 3).map(({ netPrice }) => netPrice.toFixed(2)),
      'NPV',
      'break-even',
      'Discount rate',
      ...['净现值', '盈亏平衡', '折现率'],
      contract.note,
    ].filter((secret) => secret.length > 2);
    for (const format of ['pdf', 'docx', 'xlsx', 'html', 'md', 'csv'] as const) {
      const { artefact, fileName } = await services.waitForJob(await services.ask('summaries.export', { ...request, format }), 'document');
      const bytes = new Uint8Array(await services.readArtefact(artefact));
      const documentText =
        format === 'pdf'
          ? `${(await readPdfPages(bytes)).map((page) => page.text).join('\n')} ${await pdfInfo(bytes)}`
          : format === 'md' || format === 'csv' || format === 'html'
            ? Buffer.from(bytes).toString('utf8')
            : Object.values(unzipParts(bytes)).join('\n');
      // the labels of a picture in Word are outlines, each with its text
      if (format === 'docx') pictures = [...documentText.matchAll(/<svg [^>]*>.*?aria-label="\d/g)].length;
      for (const secret of secrets) {
        expect([format, fileName.includes(secret)]).toEqual([format, false]);
        expect([format, secret, documentText.toLowerCase().includes(secret.toLowerCase())]).toEqual([format, secret, false]);
      }
      expect(fileName).toMatch(new RegExp(`\\.${format}$`));
    }
    expect(pictures).toBe(1);
  },
);

it('a board pack contains the plan beside signed contracts, each scenario, the limits and every added contract, under its name and date', async () => {
  const request: SummaryRequest = { subject: { boardOf: PlanId.parse('spread-three-ways') }, view: 'internal' };
  const { artefact, fileName } = await services.waitForJob(
    await services.ask('summaries.export', { ...request, format: 'pdf' }),
    'document',
  );
  expect(fileName).toBe('Quillan Range - Board pack Spread three ways - 2026-05-31.pdf');
  const pdfText = (await readPdfPages(new Uint8Array(await services.readArtefact(artefact)))).map((page) => page.text).join('\n');
  const comparison = await services.ask('compare.get', {
    planIds: [PlanId.parse('as-signed'), PlanId.parse('spread-three-ways')],
    scope: 'whole',
  });
  for (const { cells } of comparison.rows) for (const { figure } of cells) expect(pdfText).toContain(figureText(figure, 'm').text);
  const blocks = await blocksOf(request);
  const deals = blocks.flatMap((block) =>
    block.kind === 'heading' && block.text.key === 'summaries.head.deal' ? [block.text.values?.code] : [],
  );
  expect(deals).toEqual(['C-043', 'C-044', 'C-045']);
  // the pictures of the comparison are two in a row
  expect(
    blocks.flatMap((block) => (block.kind === 'beside' && block.views[0]?.kind === 'lines' ? block.views : [])).length,
  ).toBeGreaterThanOrEqual(6);
  expect(await services.call('summaries.preview', { ...request, view: 'lender' })).toMatchObject({
    ok: false,
    error: { code: 'BAD_INPUT', details: { issues: [{ path: 'view', rule: 'boardInside' }] } },
  });
});
