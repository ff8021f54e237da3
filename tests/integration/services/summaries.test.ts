import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveBuyer } from '#db/repositories/buyers.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { SummaryBlock, SummaryRequest } from '#shared/contract/summaries.ts';
import { ContractId, PlanId } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { template, templateParts } from '#shared/messages/text.ts';
import { figureText, joinUnit, renderMessage } from '#shared/presentation/message.ts';
import { createArtefactStore } from '../../../core/files/fileStores.ts';
import { fileNameOf } from '../../../core/files/tokenCipher.ts';
import { contractReferences } from '../../../core/portfolio/explain.ts';
import { summariesHandlers } from '../../../core/summaries/summaries.ts';
import { tempFolder } from '../../helpers/app.ts';
import { readContractPage } from '../../helpers/contractPage.ts';
import { readPdfPages } from '../../helpers/pdfText.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
const files = tempFolder();
const artefacts = createArtefactStore(files.path);

beforeAll(async () => {
  services = await openServices();
});
afterAll(async () => {
  await services.close();
  files.remove();
});

const deals = (view: SummaryRequest['view'], ...codes: readonly string[]): SummaryRequest => ({
  subject: { contractIds: codes.map((code) => ContractId.parse(code)) },
  view,
});
const planOf = (view: SummaryRequest['view'], id: string): SummaryRequest => ({ subject: { planId: PlanId.parse(id) }, view });

const preview = (request: SummaryRequest) => services.ask('summaries.preview', request);
const blocksOf = async (request: SummaryRequest): Promise<readonly SummaryBlock[]> =>
  (await preview(request)).pages.flatMap(({ blocks }) => blocks);

const writeFigure = (figure: Figure): string => joinUnit(figureText(figure, 'm'));

/** All texts that a reader of the document sees, without the shapes of pictures. */
const wordsOf = (block: SummaryBlock): string => {
  switch (block.kind) {
    case 'title':
      return `${block.title} ${renderMessage(block.subtitle)}`;
    case 'sentences':
      return block.sentences
        .map(({ key, figures }) =>
          templateParts(template(key))
            .map((part) => (part.kind === 'text' ? part.text : figures[part.name] ? writeFigure(figures[part.name]!) : ''))
            .join(''),
        )
        .join(' ');
    case 'figures':
      return block.figures
        .map(({ label, figure, basis }) => `${renderMessage(label)} ${writeFigure(figure)} ${basis ? renderMessage(basis) : ''}`)
        .join(' ');
    case 'heading':
    case 'note':
      return renderMessage(block.text);
    case 'table':
      return [
        block.columns.map(({ label }) => renderMessage(label)),
        ...[...block.rows, ...(block.total ? [block.total] : [])].map((row) =>
          row.map((cell) => ('text' in cell ? cell.text : 'figure' in cell ? writeFigure(cell.figure) : renderMessage(cell.message))),
        ),
      ]
        .flat()
        .join(' | ');
    case 'beside':
      return block.views.map(({ title, summary }) => `${title} ${summary}`).join(' ');
    default:
      return `${block.view.title} ${block.view.summary}`;
  }
};

const documentWords = async (request: SummaryRequest): Promise<string> => (await blocksOf(request)).map(wordsOf).join('\n');

/** Writes a document through the real store and reads it back. */
const exportDocument = async (request: SummaryRequest, format: 'pdf' | 'csv') => {
  const startedJob = await summariesHandlers['summaries.export']({ ...request, format }, { ...services.ctx, artefacts });
  const answer = await services.waitForJob(startedJob, 'document');
  const file = await artefacts.fetch(answer.artefact);
  return { answer, file, content: await buffer(file.content) };
};

const csvRows = (content: Buffer): readonly (readonly string[])[] =>
  content
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split('\r\n')
    .map((line) => (line.match(/("([^"]|"")*"|[^,]*)(,|$)/g) ?? []).map((cell) => cell.replace(/,$/, '')));

describe('the internal view', () => {
  it('has the content of the contract page: its sentence, its figures, its limits', async () => {
    const economics = await readContractPage(services, (await services.ask('contracts.get', { id: ContractId.parse('C-042') })).contract);
    const blocks = await blocksOf(deals('internal', 'C-042'));
    const figureValues = blocks.flatMap((block) => (block.kind === 'figures' ? block.figures.map(({ figure }) => figure.value) : []));
    expect(figureValues).toEqual(economics.figures.map(({ figure }) => figure.value));
    const sentences = blocks.find((block) => block.kind === 'sentences');
    expect(sentences?.sentences.map(({ key }) => key)).toEqual(economics.sentence.map(({ key }) => key));
    const words = blocks.map(wordsOf).join('\n');
    for (const row of economics.effect.rows) expect(words).toContain(writeFigure(row.signed));
    for (const name of economics.effect.breached) expect(words).toContain(name);
  });

  it('prints no explanation: a figure is its number and unit', async () => {
    expect(JSON.stringify(await preview(deals('internal', 'C-042')))).not.toContain('"explanation"');
  });

  it('splits the slump into causes that sum to the contract’s loss', async () => {
    const book = await services.book();
    const contract = book.contracts.find(({ code }) => code === 'C-042')!;
    const change = book.alone(contract).inScenario()!.byContract[0]!;
    const falls = (await blocksOf(deals('internal', 'C-042'))).flatMap((block) => (block.kind === 'waterfall' ? [block.view] : []));
    const causes = falls.at(-1)!.lines;
    const steps = causes.slice(0, -1).reduce((sum, { amount }) => sum + amount, 0);
    expect(steps).toBeCloseTo(causes.at(-1)!.amount, 6);
    expect(causes.at(-1)!.amount).toBeCloseTo(change.scenario / 1e6, 6);
    expect(causes[0]!.amount).toBeCloseTo(change.base / 1e6, 6);
  });

  it('names the source of every price that it uses, and of the scenario', async () => {
    const book = await services.book();
    const words = await documentWords(deals('internal', 'C-042'));
    const sources = contractReferences(book.contracts.find(({ code }) => code === 'C-042')!).flatMap((code) =>
      book.deck.get(code)!.filter(({ month }) => month >= book.valuationMonth && month <= book.lastMonth),
    );
    expect(sources.length).toBeGreaterThan(100);
    for (const source of new Set(sources.map((point) => point.source))) expect(words).toContain(shippedText(source).replace(/[.\s]+$/, ''));
    expect(words).toContain('World Bank');
    expect(words).toContain('Default assumption: demand in China');
  });

  it('sums a year table to the NPV of the figures', async () => {
    const blocks = await blocksOf(deals('internal', 'C-042'));
    const npv = blocks
      .flatMap((block) => (block.kind === 'figures' ? block.figures : []))
      .find(({ label }) => label.key === 'economics.npv');
    const years = blocks.find(
      (block) => block.kind === 'table' && block.columns.some(({ label }) => label.key === 'summaries.column.presentValueInPlan'),
    );
    const last = years?.kind === 'table' ? years.total?.at(-1) : undefined;
    expect(last && 'figure' in last ? last.figure.value : undefined).toBeCloseTo(Number(npv?.figure.value), 3);
  });

  it('states the opening position of a contract, and the assumptions where none was entered', async () => {
    const id = ContractId.parse('C-014');
    const { contract, version } = await services.ask('contracts.get', { id });
    expect(await documentWords(deals('internal', 'C-014'))).toContain(
      'Elapsed months counted as taken at nominal tonnes (default assumption)',
    );
    const opening = {
      asOf: monthOf(2026, 5),
      takenTonnes: 88_000,
      paidTonnes: 80_000,
      paidValueUsd: 151_200_000,
      openDeliveries: [{ month: monthOf(2026, 4), tonnes: 9_000, provisionalPaidUsd: 15_400_000 }],
      makeUpLots: [{ tonnes: 1_000, priceUsdPerDmt: 1_890.5, lastMonth: monthOf(2027, 6) }],
      deferredTonnes: 600,
      unpaid: [{ date: '2026-06-30', amountUsd: -66_000 }],
    };
    await services.ask('contracts.save', { contract: { ...contract, opening }, version });
    const words = (await documentWords(deals('internal', 'C-014'))).replace(/[\u00a0\u202f]/g, ' ');
    for (const phrase of [
      'At the end of May 2026: 88 kdmt taken in this contract year, 80 kdmt paid for with 151.2 m USD',
      'Apr 2026: 9 kdmt, 15.4 m USD paid provisionally',
      '1 kdmt paid at 1,890.5 USD/dmt, to be taken by Jun 2027',
      'Deferred | 600 dmt',
      '\u22120.1 m USD on 30 Jun 2026',
      'is still to be received for earlier deliveries',
    ])
      expect(words).toContain(phrase);
    const counterpartyText = await documentWords(deals('counterparty', 'C-014'));
    for (const secret of ['Performance to date', 'taken in this contract year', 'earlier deliveries'])
      expect(counterpartyText).not.toContain(secret);
    await services.ask('history.undo', {});
  });

  it('shows the refining charge of copper, and the terms of a contract that is not signed as proposed', async () => {
    const headOf = async (code: string): Promise<unknown> => {
      const terms = (await blocksOf(deals('internal', code))).find(
        (block) => block.kind === 'table' && block.columns[0]?.label.key === 'summaries.column.term',
      );
      return terms?.kind === 'table' ? terms.columns[1]?.label.key : undefined;
    };
    const words = await documentWords(deals('internal', 'C-042'));
    expect(words).toContain('Copper refining charge');
    expect(words).toContain('a tenth of the treatment charge, in USc/lb (10 to 1)');
    expect(await headOf('C-042')).toBe('summaries.column.proposed');
    expect(await headOf('C-014')).toBe('summaries.column.agreed');
  });

  it('notes that an ended contract has no future deliveries, and still shows its terms', async () => {
    const words = await documentWords(deals('internal', 'C-013'));
    expect(words).toContain('All delivery months of C-013 are before the valuation date.');
    expect(words).toContain('Take-or-pay');
  });
});

describe('the counterparty view', () => {
  it('excludes the value of the contract to us and our other buyers', async () => {
    const book = await services.book();
    const words = await documentWords(deals('counterparty', 'C-042'));
    for (const secret of ['NPV', 'Break-even', 'Margin', 'cash cost', 'Freight', 'Limits', 'slump', 'discount', 'Third draft'])
      expect(words.toLowerCase()).not.toContain(secret.toLowerCase());
    for (const { name } of book.buyers.values()) if (name !== 'Hai Long Smelting') expect(words).not.toContain(name);
    const { unitCost } = [...book.products.values()].find(({ name }) => name === 'Copper concentrate')!;
    for (const { usdPerDmt } of unitCost) expect(words).not.toContain(usdPerDmt.toLocaleString('en-US'));
  });

  it('prices one delivery by lines that sum to the invoice price, which is the net price before our costs', async () => {
    const book = await services.book();
    const contract = book.contracts.find(({ code }) => code === 'C-042')!;
    const months = book.alone(contract).value.contracts[0]!.months;
    const blocks = await blocksOf(deals('counterparty', 'C-042'));
    // the table may continue on the next page
    const parts = blocks.flatMap((block) =>
      block.kind === 'table' && block.columns[0]?.label.key === 'summaries.column.line' ? [block] : [],
    );
    const rows = parts.flatMap((part) => part.rows);
    const amount = (row: (typeof rows)[number]) => {
      const cell = row[1];
      return cell && 'text' in cell ? Number(cell.text.replace('\u2212', '-').replaceAll(',', '')) : Number.NaN;
    };
    const total = amount(parts.at(-1)!.total!);
    expect(rows.reduce((sum, row) => sum + amount(row), 0)).toBeCloseTo(total, 0);
    expect(rows[0]?.[2]).toMatchObject({ text: expect.stringMatching(/^[\d.]+ units × [\d,.]+\sUSD\/t ÷ 100\. Grade /) });
    // freight 48 USD/wmt on 8.7 % moisture, and 0.4 USD/dmt of other costs
    const example = months.find(({ month }) => month === 2028 * 12)!;
    expect(total - 48 / (1 - 0.087) - 0.4).toBeCloseTo(example.netPrice, 1);
  });

  it('schedules every future tonne, beyond the horizon of our plan', async () => {
    const blocks = await blocksOf(deals('counterparty', 'C-042'));
    const schedule = blocks.find(
      (block) => block.kind === 'table' && block.columns.some(({ label }) => label.key === 'summaries.column.quarter'),
    );
    if (schedule?.kind !== 'table') throw new Error('no schedule');
    const yearTonnes = schedule.rows.map((row) => (row[5] && 'text' in row[5] ? Number(row[5].text) : 0));
    expect(yearTonnes.reduce((sum, tonnes) => sum + tonnes, 0)).toBeCloseTo(600, 6);
  });

  it('is refused for a plan and for contracts of two buyers, at the view', async () => {
    for (const request of [planOf('counterparty', 'as-signed'), deals('counterparty', 'C-042', 'C-043')]) {
      expect(await services.call('summaries.preview', request)).toMatchObject({
        ok: false,
        error: { code: 'BAD_INPUT', details: { issues: [{ path: 'view', rule: 'oneBuyer' }] } },
      });
    }
  });
});

describe('the lender view', () => {
  it('names the share of a unit cost in another currency', async () => {
    const { product } = await services.ask('products.get', { id: 'copper-concentrate' });
    expect(await documentWords(deals('lender', 'C-042'))).not.toContain('AUD');
    await services.ask('products.save', { product: { ...product, costCurrency: { currency: 'AUD', share: 0.6 } } });
    expect(await documentWords(deals('lender', 'C-042'))).toContain(
      '60\u202f% of the unit cost of Copper concentrate is in AUD, converted at the exchange rates of the price deck.',
    );
    await services.ask('history.undo', {});
  });

  it('separates binding from non-binding contracts, and excludes our value and limits', async () => {
    const words = await documentWords(planOf('lender', 'renew-hai-long'));
    const signedWords = await documentWords(planOf('lender', 'as-signed'));
    expect(words).toMatch(/31 contracts generate .* 80\u202f% of it is binding/);
    expect(signedWords).toMatch(/30 contracts generate .* 100\u202f% of it is binding/);
    // the break-even of the debt is the lenders' own; that of a contract is not theirs
    const { contract } = await services.ask('contracts.get', { id: ContractId.parse('C-042') });
    const { figures } = await services.ask('contracts.preview', { contract });
    const breakEven = writeFigure(figures.find(({ key }) => key === 'breakEven')!.figure);
    for (const secret of ['NPV', breakEven, 'Limits', 'HHI']) expect(words).not.toContain(secret);
  });

  it('shows the same revenue at the deck and in the slump as the engine', async () => {
    const book = await services.book();
    const { base, scenario } = book.plan(PlanId.parse('renew-hai-long')).inScenario()!;
    const sum = (value: typeof base) => value.contracts.flatMap(({ revenue }) => revenue).reduce((total, usd) => total + usd, 0);
    const bars = (await blocksOf(planOf('lender', 'renew-hai-long'))).find((block) => block.kind === 'bars');
    if (bars?.kind !== 'bars') throw new Error('no bars');
    const drawnTotals = bars.view.series.map(({ values }) => values.reduce((total, amount) => total + amount, 0));
    expect(drawnTotals[0]).toBeCloseTo(sum(base) / 1e6, 6);
    expect(drawnTotals[1]).toBeCloseTo(sum(scenario) / 1e6, 6);
  });

  it('compares each floor with the cash cost: a floor of 9,500 USD/t keeps Hai Long’s tonne above it', async () => {
    const blocks = await blocksOf(deals('lender', 'C-042'));
    const floors = blocks.find(
      (block) => block.kind === 'table' && block.columns.some(({ label }) => label.key === 'summaries.column.floorPrice'),
    );
    const row = floors?.kind === 'table' ? floors.rows[0]! : [];
    const texts = row.map((cell) => ('text' in cell ? cell.text : ''));
    expect(texts[0]).toBe('C-042');
    expect(texts.at(-1)).toMatch(/^\+\d/);
  });
});

describe('the view of a plan', () => {
  it('shows every contract of it once, with its limits and its differences from the baseline', async () => {
    const book = await services.book();
    const blocks = await blocksOf(planOf('internal', 'renew-hai-long'));
    const rows = blocks
      .filter(
        (block) => block.kind === 'table' && block.columns[0]?.label.key === 'summaries.column.contract' && block.columns.length === 10,
      )
      .flatMap((block) => (block.kind === 'table' ? block.rows : []));
    const codes = rows.map(([first]) => (first && 'text' in first ? first.text : ''));
    expect(codes).toEqual([...new Set(codes)]);
    expect(codes).toHaveLength(book.plan(PlanId.parse('renew-hai-long')).portfolio.contracts.length);
    const words = blocks.map(wordsOf).join('\n');
    expect(words).toContain('C-042, included');
    for (const { name } of book.limits) expect(words).toContain(name);
  });
});

describe('a contract of every product in every view', () => {
  it('has a complete document: no placeholder, no unknown key, no character without a glyph', async () => {
    const book = await services.book();
    const ids = [...Map.groupBy(book.contracts, ({ productId }) => productId).values()].map((sameProduct) => sameProduct.at(-1)!.id);
    expect(ids).toHaveLength(10);
    for (const id of ids) {
      for (const view of ['internal', 'counterparty', 'lender'] as const) {
        const words = await documentWords({ subject: { contractIds: [id] }, view });
        expect(words).not.toMatch(/\{\w+\}|summaries\.|undefined|NaN|Infinity|[≤≥]/);
      }
    }
  });
});

describe('export', () => {
  it('writes the PDF of the preview, page by page, under a descriptive name', async () => {
    const shownPages = (await preview(deals('internal', 'C-042'))).pages;
    const { answer, file, content } = await exportDocument(deals('internal', 'C-042'), 'pdf');
    expect(answer).toMatchObject({ fileName: 'Quillan Range - Hai Long Smelting C-042 - internal.pdf', bytes: content.length });
    expect(file).toMatchObject({ name: answer.fileName, mediaType: 'application/pdf' });
    const pages = await readPdfPages(content);
    expect(pages).toHaveLength(shownPages.length);
    const text = pages.map((page) => page.text).join('\n');
    for (const figure of shownPages.flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'figures' ? block.figures : []))))
      expect(text).toContain(figureText(figure.figure, 'm').text);
  });

  it('writes a CSV of the valuation date and price deck that it names, whose payments sum to the revenue of its years', async () => {
    const rows = csvRows((await exportDocument(deals('internal', 'C-042'), 'csv')).content);
    expect(rows.slice(1, 3).join('; ')).toMatch(/^Valuation date,2026-05-31,*; Price deck,base,*$/);
    const findSection = (title: string) => {
      const from = rows.findIndex(([first]) => first?.replace(/^"/, '').startsWith(title)) + 2;
      const to = rows.findIndex((row, i) => i > from && (row[0] ?? '') === '');
      return rows.slice(from, to === -1 ? undefined : to);
    };
    const sum = (rows: readonly (readonly string[])[], column: number) => rows.reduce((total, row) => total + Number(row[column]), 0);
    const [years, flows] = [findSection('Revenue by year of payment'), findSection('Payments')];
    expect(years.length).toBeGreaterThan(5);
    expect(Math.abs(sum(years, 3) - sum(flows, 3))).toBeLessThan(1);
    expect(sum(findSection('Delivery schedule by month'), 2)).toBeCloseTo(600_000, 0);
  });

  it('writes a counterparty’s CSV with terms and schedule, and no price of ours', async () => {
    const text = (await exportDocument(deals('counterparty', 'C-042'), 'csv')).content.toString('utf8');
    expect(text).toContain('Delivery schedule by month');
    const secrets = ['Net price', 'Payments', 'Revenue', 'Present value', 'Freight', 'Other costs'];
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  });

  it('writes a buyer’s name like a formula, with a path or of two directions, as plain text', async () => {
    const office = await openServices();
    try {
      const book = await office.book();
      const buyer = book.buyers.get(book.contracts.find(({ code }) => code === 'C-042')!.buyerId)!;
      await office.ctx.workspace.change({ key: 'history.buyerEdited', values: { name: buyer.name } }, (tx) =>
        saveBuyer(tx, { ...buyer, name: '=HYPERLINK("http://x")/..\u202Eشركة 🚢' }),
      );
      const request = deals('counterparty', 'C-042');
      const write = async (format: 'csv' | 'pdf') =>
        office.waitForJob(await summariesHandlers['summaries.export']({ ...request, format }, { ...office.ctx, artefacts }), 'document');
      const answer = await write('csv');
      expect(answer.fileName).not.toMatch(/[/\\"<>:|?*\u202E]/);
      const file = await artefacts.fetch(answer.artefact);
      const cells = csvRows(await buffer(file.content)).flat();
      expect(cells.some((cell) => /^"?[=+@]/.test(cell))).toBe(false);
      const pdf = await write('pdf');
      expect(pdf.bytes).toBeGreaterThan(1000);
    } finally {
      await office.close();
    }
  });

  it('returns a token that works once', async () => {
    const { answer } = await exportDocument(deals('counterparty', 'C-042'), 'csv');
    await expect(artefacts.fetch(answer.artefact)).rejects.toMatchObject({ code: 'ARTEFACT_EXPIRED' });
    await expect(readFile(join(files.path, 'artefacts', fileNameOf(answer.artefact)))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
