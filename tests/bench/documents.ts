import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { type CellObject, utils, type WorkSheet, write } from 'xlsx';
import type { SummaryFormat, SummaryRequest } from '#shared/contract/summaries.ts';
import { PlanId } from '#shared/domain/ids.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { summaryPdf } from '../../core/documents/pdf.ts';
import type { SheetFacts } from '../../core/documents/tableFile.ts';
import { createTables } from '../../core/workers/tableClient.ts';
import { seedManyContracts } from '../helpers/manyContracts.ts';
import { type PlacedText, readPdfTexts } from '../helpers/pdfText.ts';
import { openServices, type Services } from '../helpers/services.ts';
import { median, report } from './medians.ts';
import { arePeersInstalled, loadPeer, PEERS_MISSING, peerVersion } from './peerPackages.ts';

const RUNS = 5;
const WARM_UP_RUNS = 1;
const MANY = 300;
const MB = 1024 * 1024;

type Measurement = { readonly ms: readonly number[]; readonly blockedMs: readonly number[]; readonly mb: readonly number[] };

/** Measures each run: duration, the longest time that it blocked the thread, and growth of the process during the run. */
const measure = async (work: () => Promise<unknown>): Promise<Measurement> => {
  const [ms, blockedMs, mb]: number[][] = [[], [], []];
  for (let run = -WARM_UP_RUNS; run < RUNS; run++) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const before = process.memoryUsage().rss;
    let peak = before;
    const sampler = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 5);
    delay.enable();
    const start = performance.now();
    await work();
    const duration = performance.now() - start;
    // a block at the very end is recorded in the next turn of the event loop
    await wait(5);
    delay.disable();
    clearInterval(sampler);
    peak = Math.max(peak, process.memoryUsage().rss);
    if (run < 0) continue;
    ms?.push(duration);
    blockedMs?.push(delay.max / 1e6);
    mb?.push((peak - before) / MB);
  }
  return { ms: ms ?? [], blockedMs: blockedMs ?? [], mb: mb ?? [] };
};

const reportMeasurement = (what: string, { ms, blockedMs, mb }: Measurement, on: string): void => {
  report(what, ms, 'ms', on);
  report('  longest block of the core', blockedMs, 'ms', 'one turn of its event loop, same runs');
  report('  growth of memory', mb, 'MB', 'whole process, same runs');
};

const exportSummary = async (services: Services, request: SummaryRequest, format: SummaryFormat): Promise<Buffer> => {
  const input = { ...request, format, allowsPlain: true };
  const { artefact } = await services.waitForJob(await services.ask('summaries.export', input), 'document');
  return services.readArtefact(artefact);
};

/** Writes the same words at the same positions with pdf-lib and a standard font: no measuring, line breaking, embedding or charts. */
const writeWithPdfLib = async (pages: readonly (readonly PlacedText[])[]): Promise<Uint8Array> => {
  const { PDFDocument, StandardFonts } = loadPeer('pdf-lib');
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (const runs of pages) {
    const page = document.addPage([595.28, 841.89]);
    // the font has Latin glyphs only
    for (const { text, x, y, size } of runs) page.drawText(text.replace(/[^\u0020-\u007e]/g, '-'), { x, y, size, font });
  }
  return document.save();
};

/** Writes the same cells with SheetJS: values, formulas, widths; no styles, frozen headers or print set-up. */
const writeWithSheetJs = (sheets: readonly SheetFacts[]): Buffer => {
  const book = utils.book_new();
  for (const { name, rows, widths } of sheets) {
    const sheet: WorkSheet = utils.aoa_to_sheet(
      rows.map((row) =>
        Array.from(row, (cell): CellObject | undefined => {
          if (cell?.value === undefined || cell.value === null) return undefined;
          const value = typeof cell.value === 'object' ? renderLabel(cell.value) : cell.value;
          const t = typeof value === 'number' ? 'n' : typeof value === 'boolean' ? 'b' : 's';
          return { t, v: value, ...(cell.formula === undefined ? {} : { f: cell.formula }) };
        }),
      ),
    );
    if (widths) sheet['!cols'] = widths.map((wch) => ({ wch }));
    utils.book_append_sheet(book, sheet, typeof name === 'string' ? name : renderLabel(name));
  }
  return write(book, { type: 'buffer', bookType: 'xlsx', compression: true }) as Buffer;
};

const kb = (bytes: number): string => `${(bytes / 1024).toFixed(0)} kB`;

/** Measures a board pack as PDF and a plan of many contracts in every format (duration, blocking, memory), and peers on the same words and cells. */
export const benchDocuments = async (): Promise<void> => {
  const services = await openServices();
  try {
    const board: SummaryRequest = { subject: { boardOf: PlanId.parse('spread-three-ways') }, view: 'internal' };
    const pdf = await exportSummary(services, board, 'pdf');
    const pages = await readPdfTexts(pdf);
    reportMeasurement(
      `a board pack as PDF, ${pages.length} pages`,
      await measure(() => exportSummary(services, board, 'pdf')),
      `sample mine, computation included, ${kb(pdf.length)}`,
    );
    // the first ten pages, drawn without computing them
    const { title, house, pages: printedPages } = await services.ask('summaries.preview', board);
    const ten = printedPages.slice(0, 10);
    const printedSummary = { title, subject: 'internal', house, created: new Date('2026-05-31T12:00:00Z') };
    const ours = await measure(() => summaryPdf(printedSummary, ten, 'm', () => {}));
    reportMeasurement(`its first ${ten.length} pages drawn as PDF`, ours, 'charts, fonts subset and embedded');
    if (arePeersInstalled()) {
      const theirs = await measure(() => writeWithPdfLib(pages.slice(0, 10)));
      reportMeasurement(`  pdf-lib ${peerVersion('pdf-lib')} on the same words`, theirs, 'no charts, no fonts embedded');
      console.log(`  pdf-lib / ours ${(median(theirs.ms) / median(ours.ms)).toPrecision(3)}`);
    } else console.log(PEERS_MISSING);
  } finally {
    await services.close();
  }
  let sheets: readonly SheetFacts[] = [];
  const thread = createTables();
  const tables: typeof thread = {
    ...thread,
    write: (format, facts, about) => {
      sheets = facts;
      return thread.write(format, facts, about);
    },
  };
  const largeBookServices = await openServices(seedManyContracts(MANY), {}, mkdtempSync(join(tmpdir(), 'orebook bench ')), tables);
  try {
    const plan: SummaryRequest = { subject: { planId: PlanId.parse('as-signed') }, view: 'internal' };
    const xlsx = await exportSummary(largeBookServices, plan, 'xlsx');
    const on = `plan of ${MANY} contracts, ${kb(xlsx.length)}`;
    reportMeasurement(
      `${MANY} contracts as XLSX`,
      await measure(() => exportSummary(largeBookServices, plan, 'xlsx')),
      `computation included, ${on}`,
    );
    const ours = await measure(() => thread.write('xlsx', sheets, { title: 'bench' }));
    reportMeasurement('  the same sheets written alone', ours, 'in a worker thread, with styles and print set-up');
    const theirs = await measure(async () => writeWithSheetJs(sheets));
    reportMeasurement('  SheetJS 0.18.5 on the same cells', theirs, `in the core's thread, ${kb(writeWithSheetJs(sheets).length)}`);
    console.log(`  SheetJS / ours ${(median(theirs.ms) / median(ours.ms)).toPrecision(3)}`);
    for (const format of ['pdf', 'docx', 'md', 'csv', 'orebundle'] as const)
      reportMeasurement(`${MANY} contracts as ${format}`, await measure(() => exportSummary(largeBookServices, plan, format)), on);
  } finally {
    await largeBookServices.close();
  }
};
