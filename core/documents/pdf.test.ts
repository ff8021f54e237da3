import { describe, expect, it } from 'vitest';
import type { BarsView } from '#shared/contract/chartViews.ts';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { DEFAULT_HOUSE_STYLE } from '#shared/domain/houseStyle.ts';
import { readPdfPages, readPdfTexts } from '../../tests/helpers/pdfText.ts';
import { facesOf, fontRuns } from './fonts.ts';
import { CONTENT_WIDTH, createPdfDocument } from './page.ts';
import { paginate } from './paginate.ts';
import { summaryPdf } from './pdf.ts';
import { blockHeight } from './pdfBlocks.ts';
import { columnShares, type Table } from './pdfTables.ts';
import { shortenText, textWidth, wrapSpans } from './textLayout.ts';

const table = (rows: number): SummaryBlock => ({
  kind: 'table',
  columns: [
    { label: { key: 'Buyer' }, align: 'left', weight: 2 },
    { label: { key: 'Tonnes' }, unit: { key: 'kdmt' }, align: 'right', weight: 1 },
  ],
  rows: Array.from({ length: rows }, (_, i) => [
    { text: `Buyer ${i + 1}` },
    { figure: { value: 1000 * (i + 1), unit: 'dmt', decimals: 1 } },
  ]),
  total: [{ text: 'Total' }, { figure: { value: 500 * rows * (rows + 1), unit: 'dmt', decimals: 1 } }],
});

const blocks: readonly SummaryBlock[] = [
  { kind: 'title', title: 'Hai Long Smelting 海龙冶炼, copper 2027–32', subtitle: { key: 'Internal' } },
  { kind: 'figures', figures: [{ label: { key: 'NPV' }, figure: { value: 1_514_000_000, unit: 'usd', decimals: 0 } }] },
  { kind: 'heading', text: { key: 'Tonnes' } },
  table(80),
  {
    kind: 'waterfall',
    view: {
      kind: 'waterfall',
      title: 'Net price',
      summary: 'Net price',
      unit: 'USD/dmt',
      decimals: 1,
      lines: [
        { label: 'Copper payable', amount: 3447, kind: 'start', role: 'metal.copper' },
        { label: 'Freight', amount: -52.6, kind: 'step', role: 'loss' },
        { label: 'Net price', amount: 3394.4, kind: 'total', role: 'ink' },
      ],
      axisFrom: 3300,
    },
  },
];

const PRINTED = {
  title: 'Hai Long Smelting',
  subject: 'Internal',
  house: { ...DEFAULT_HOUSE_STYLE, name: 'Quillan Range Ltd' },
  created: new Date('2026-05-31T12:00:00Z'),
};
const writePdf = (blocks: readonly SummaryBlock[]): Promise<Uint8Array> => summaryPdf(PRINTED, paginate(blocks, 'm'), 'm', () => {});

describe('summaryPdf', () => {
  it('writes the basis of a figure in full, on as many lines as it needs, and moves the following text down', async () => {
    const basis = 'LME Copper Grade A Cash, US dollars a tonne, without the floor and the cap of this contract';
    const figures = (words: string): SummaryBlock => ({
      kind: 'figures',
      figures: [{ label: { key: 'Break-even' }, figure: { value: 8641, unit: 'usdPerT', decimals: 0 }, basis: { key: words } }],
    });
    const [page] = await readPdfPages(await writePdf([figures(basis), { kind: 'note', text: { key: 'After it' } }]));
    expect(page?.text.replace(/\s+/g, ' ')).toContain(basis);
    expect(blockHeight(figures(basis), 'm')).toBeGreaterThan(blockHeight(figures('once'), 'm') + 20);
  });

  it('leaves room for the company name beside a label of any length', async () => {
    const house = { ...DEFAULT_HOUSE_STYLE, name: '昆岭矿业', mark: '绝密'.repeat(30) };
    const [page] = await readPdfPages(await summaryPdf({ ...PRINTED, house }, paginate(blocks, 'm'), 'm', () => {}));
    expect(page?.text).toContain('昆岭矿业');
    expect(page?.text).toContain('绝密绝密');
    expect(page?.text).not.toContain(house.mark);
  });

  it('writes the A4 pages of the preview with text that another program can read', async () => {
    const pages = await readPdfPages(await writePdf(blocks));
    expect(pages).toHaveLength(paginate(blocks, 'm').length);
    for (const page of pages) expect([Math.round(page.width), Math.round(page.height)]).toEqual([595, 842]);
    const pageTexts = pages.map((page) => page.text).join('\n');
    for (const phrase of ['海龙冶炼', '1,514', 'Buyer 1', 'Buyer 80', '3,447.0', '−52.6', '3,394.4', 'Page 1 of'])
      expect(pageTexts).toContain(phrase);
    // all fonts are loaded first, the Chinese one with thousands of glyphs
  });

  it('puts every row of a long table on exactly one page, with the header on each page', () => {
    const pages = paginate(blocks, 'm').map((page) => page.blocks.filter((block) => block.kind === 'table'));
    expect(pages.length).toBeGreaterThan(1);
    const rows = pages.flat().flatMap((block) => block.rows.map((row) => JSON.stringify(row[0])));
    expect(rows).toEqual(Array.from({ length: 80 }, (_, i) => JSON.stringify({ text: `Buyer ${i + 1}` })));
    expect(pages.flat().filter((block) => block.total !== undefined)).toHaveLength(1);
  });

  it('does not split a table of at most a third of a page', () => {
    const heading: SummaryBlock = { kind: 'heading', text: { key: 'Limits' } };
    for (let rows = 20; rows < 45; rows++) {
      const pages = paginate([table(rows), heading, table(8)], 'm');
      const last = pages.flatMap(({ blocks: pageBlocks }) => pageBlocks.filter((block) => block.kind === 'table')).at(-1);
      expect(last?.rows.length).toBe(8);
    }
  });

  it('keeps a month and its year on one line where the table is narrow', () => {
    const narrowTable: Table = {
      kind: 'table',
      columns: [
        { label: { key: 'Until' }, align: 'left', weight: 0.1 },
        ...Array.from({ length: 12 }, (_, i) => ({ label: { key: `C ${i}` }, align: 'left' as const, weight: 2 })),
      ],
      rows: [[{ text: 'Dec 2029' }, ...Array.from({ length: 12 }, () => ({ text: 'Ore buyers of the North' }))]],
    };
    const { shares } = columnShares(narrowTable, 'm');
    // with the gutter of a table in small type
    expect(shares[0]! * CONTENT_WIDTH).toBeGreaterThan(textWidth('Dec 2029', 'regular', 7.5) + 8);
  });

  it('keeps numbers whole and wraps words in a table with too many columns', async () => {
    const wideTable: SummaryBlock = {
      kind: 'table',
      columns: [
        { label: { key: 'Buyer' }, align: 'left', weight: 1 },
        ...Array.from({ length: 9 }, (_, i) => ({
          label: { key: `Year ${i}` },
          unit: { key: 'm USD' },
          align: 'right' as const,
          weight: 1,
        })),
      ],
      rows: [
        [{ text: 'Central Ore Purchasing of the Northern Provinces' }, ...Array.from({ length: 9 }, (_, i) => ({ text: `12,345.${i}` }))],
      ],
    };
    const pages = await readPdfPages(await writePdf([wideTable]));
    for (let i = 0; i < 9; i++) expect(pages[0]?.text).toContain(`12,345.${i}`);
    expect(pages[0]?.text).not.toContain('…');
    for (const word of ['Central', 'Purchasing', 'Northern', 'Provinces']) expect(pages[0]?.text).toContain(word);
  });

  it('ends no page with a heading', () => {
    for (const page of paginate(
      [...Array.from({ length: 60 }, (): SummaryBlock => ({ kind: 'heading', text: { key: 'A heading' } })), table(5)],
      'm',
    )) {
      expect(page.blocks.length).toBeGreaterThan(0);
    }
    const filler: SummaryBlock[] = Array.from({ length: 24 }, () => ({ kind: 'heading', text: { key: 'x' } }) as const);
    const pages = paginate(
      [...filler.slice(0, 23), { kind: 'note', text: { key: 'n' } }, { kind: 'heading', text: { key: 'Last' } }, table(3)],
      'm',
    );
    for (const page of pages.slice(0, -1)) expect(page.blocks.at(-1)?.kind).not.toBe('heading');
  });

  it('keeps the introduction of a table together with the table', () => {
    const leadNote = (words: string): SummaryBlock => ({ kind: 'note', text: { key: words }, isLeadIn: true });
    const ledBlocks: SummaryBlock[] = [{ kind: 'heading', text: { key: 'Paths' } }, leadNote('Of the run'), leadNote('B Renew'), table(10)];
    for (let fill = 10; fill < 60; fill++) {
      const filler = Array.from({ length: fill }, (): SummaryBlock => ({ kind: 'note', text: { key: 'n' } }));
      const page = paginate([...filler, ...ledBlocks], 'm').find(({ blocks: pageBlocks }) =>
        pageBlocks.some(({ kind }) => kind === 'heading'),
      );
      expect([fill, page?.blocks.slice(-4).map(({ kind }) => kind)]).toEqual([fill, ['heading', 'note', 'note', 'table']]);
    }
  });

  it('starts a page for each of several contracts unless half a page is left', () => {
    const deal: SummaryBlock = { kind: 'heading', text: { key: 'C-043' }, level: 'chapter' };
    const pagesAfter = (fill: number) =>
      paginate([...Array.from({ length: fill }, (): SummaryBlock => ({ kind: 'note', text: { key: 'n' } })), deal, table(3)], 'm').length;
    expect(pagesAfter(10)).toBe(1);
    expect(pagesAfter(25)).toBe(2);
  });

  it('places two pictures side by side, each in its half of the page', async () => {
    const view = (title: string): BarsView => ({
      kind: 'bars',
      title,
      summary: title,
      unit: 'm USD',
      decimals: 0,
      horizontal: false,
      stacked: true,
      categories: [{ label: `${title} year` }],
      series: [{ label: 'Revenue', role: 'ink', fill: 'solid', values: [60] }],
      marks: [],
      axis: {},
    });
    const pair: SummaryBlock = { kind: 'beside', views: [view('Left'), view('Right')] };
    expect(blockHeight(pair, 'm')).toBeLessThan(blockHeight({ kind: 'bars', view: view('Left') }, 'm'));
    const [page] = await readPdfTexts(await writePdf([pair]));
    const findText = (words: string) => page!.find(({ text }) => text === words)!;
    expect(findText('Left').y).toBe(findText('Right').y);
    expect(findText('Left year').x).toBeLessThan(595 / 2);
    expect(findText('Right').x).toBeGreaterThan(595 / 2);
    expect(findText('Right year').x).toBeLessThan(595 - 48);
  });

  it('shows the state of a limit in full beside its shape', async () => {
    const column = (words: string) => ({ label: { key: words }, align: 'left' as const, weight: 1 });
    const rows = (['holds', 'near', 'breached'] as const).map((state) => [{ text: 'A limit' }, { text: `${state} word`, state }]);
    const [page] = await readPdfTexts(await writePdf([{ kind: 'table', columns: [column('Limit'), column('State')], rows }]));
    const findText = (words: string) => page!.find(({ text }) => text === words)!;
    for (const state of ['holds', 'near', 'breached']) expect(findText(`${state} word`).x).toBeGreaterThan(findText('State').x + 7);
  });

  it('writes nothing for a character that only allows a line break', () => {
    const runs = fontRuns('take-\u2060or-\u2060pay', 'regular');
    expect(runs.map((run) => run.text).join('')).toBe('take-or-pay');
  });

  it('writes a hollow square for a character that no font has', () => {
    expect(
      fontRuns('a🚢b', 'regular')
        .map((run) => run.text)
        .join(''),
    ).toBe('a□b');
  });
});

describe('measure', () => {
  it('does not break a line because of a figure within a sentence', () => {
    // a quotation mark stays with the figure that follows it, a full stop with the one before it
    const spans = (['情景“', 'China slump', '”下损失', '12', '。'] as const).map((text, i) => ({
      text,
      weight: i % 2 ? ('semibold' as const) : ('regular' as const),
    }));
    for (let width = 60; width < 220; width++) {
      const lines = wrapSpans(spans, 12, width).map((line) => line.spans.map(({ text }) => text).join(''));
      expect(lines.join('')).toBe('情景“China slump”下损失12。');
      for (const line of lines) {
        expect([width, line]).toEqual([width, expect.not.stringMatching(/“$|^[”。]/)]);
      }
    }
  });

  it('a text of several lines, as a note has, is not drawn with signs for its line ends and tabs', () => {
    const spans = [
      { text: 'Ask for\tthe quota.\r\n\n- 202', weight: 'regular' as const },
      { text: '7\n- 2028', weight: 'semibold' as const },
    ];
    expect(wrapSpans(spans, 12, 300).map((line) => line.spans.map(({ text }) => text).join(''))).toEqual([
      'Ask for the quota.',
      '- 2027',
      '- 2028',
    ]);
  });

  it('wrapped lines fit their width and contain every word', () => {
    const expectedText =
      'The largest contract with Hai Long Smelting ends in fourteen months and Pneumonoultramicroscopicsilicovolcanoconiosis follows '
        .repeat(6)
        .trim();
    const lines = wrapSpans([{ text: expectedText, weight: 'regular' }], 12, 180);
    for (const line of lines)
      expect(
        textWidth(
          line.spans
            .map((span) => span.text)
            .join('')
            .trimEnd(),
          'regular',
          12,
        ),
      ).toBeLessThanOrEqual(180.01);
    expect(
      lines
        .flatMap((line) => line.spans)
        .map((span) => span.text)
        .join(''),
    ).toBe(expectedText);
  });

  it('a line of figures with Chinese commas fits its width as a whole, not only piece by piece', () => {
    // joined, a per cent sign and the comma after it are wider than separately
    const expectedText = 'Cu 27.5 %，Fe 28.2 %，S 31.8 %，SiO2 6.1 %，Al2O3 1.7 %，Zn 1.1 %，Pb 0.4 %，As 0.35 %，Bi 0.02 %，Sb 0.03 %';
    for (let width = 60; width < 450; width += 1) {
      const lines = wrapSpans([{ text: expectedText, weight: 'regular' }], 8.5, width).map(({ spans }) =>
        spans.map(({ text }) => text).join(''),
      );
      expect(lines.join('')).toBe(expectedText);
      expect([width, lines.filter((line) => textWidth(line.trimEnd(), 'regular', 8.5) > width)]).toEqual([width, []]);
    }
  });

  it('a text too long for its column ends in an ellipsis inside the column', () => {
    const shortText = shortenText('W'.repeat(5000), 'semibold', 9, 100);
    expect(shortText.endsWith('…')).toBe(true);
    expect(textWidth(shortText, 'semibold', 9)).toBeLessThanOrEqual(100);
    expect(shortenText('short', 'regular', 9, CONTENT_WIDTH)).toBe('short');
  });
});

it('opens each font once, however often a text changes it', () => {
  const doc = createPdfDocument({ title: 'Plan', subject: 'Internal', house: DEFAULT_HOUSE_STYLE, created: new Date(0) });
  const names = [...facesOf('regular'), ...facesOf('semibold')].map(({ name }) => name);
  const countOpened = (): unknown => {
    for (const name of names) doc.font(name);
    // the library has no type for the number of its fonts
    return (doc as unknown as { readonly _fontCount: unknown })._fontCount;
  };
  expect([countOpened(), countOpened()]).toEqual([3, 3]);
});
