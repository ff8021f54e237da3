import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import { type CellObject, utils, type WorkSheet, write } from 'xlsx';
import type { SummaryFormat, SummaryRequest } from '#shared/contract/summaries.ts';
import { PlanId } from '#shared/domain/ids.ts';
import { summaryPdf } from '../../core/documents/pdf.ts';
import type { WriteSheet } from '../../core/workers/tableFile.ts';
import { tableThread } from '../../core/workers/tableThread.ts';
import { manyDeals } from '../helpers/manyDeals.ts';
import { type Placed, pdfPlaces } from '../helpers/pdfText.ts';
import { openServices, type Services } from '../helpers/services.ts';
import { median, report } from './medians.ts';

const RUNS = 5;
const WARM = 1;
const MANY = 300;
const MB = 1024 * 1024;

type Measured = { readonly ms: readonly number[]; readonly heldMs: readonly number[]; readonly mb: readonly number[] };

/** Each run's time, the longest that it held the thread, and how far the process grew above where the run began. */
const measured = async (work: () => Promise<unknown>): Promise<Measured> => {
  const [ms, heldMs, mb]: number[][] = [[], [], []];
  for (let run = -WARM; run < RUNS; run++) {
    const held = monitorEventLoopDelay({ resolution: 1 });
    const before = process.memoryUsage().rss;
    let most = before;
    const look = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 5);
    held.enable();
    const began = performance.now();
    await work();
    const took = performance.now() - began;
    // what held the thread to the last is seen in the turn after
    await wait(5);
    held.disable();
    clearInterval(look);
    most = Math.max(most, process.memoryUsage().rss);
    if (run < 0) continue;
    ms?.push(took);
    heldMs?.push(held.max / 1e6);
    mb?.push((most - before) / MB);
  }
  return { ms: ms ?? [], heldMs: heldMs ?? [], mb: mb ?? [] };
};

const tell = (what: string, { ms, heldMs, mb }: Measured, on: string): void => {
  report(what, ms, 'ms', on);
  report('  longest that others waited', heldMs, 'ms', 'one turn of the core, same runs');
  report('  memory above where it began', mb, 'MB', 'of the whole process, same runs');
};

const written = async (services: Services, request: SummaryRequest, format: SummaryFormat): Promise<Buffer> => {
  const { artefact } = await services.ended(await services.ask('summaries.export', { ...request, format }), 'document');
  return services.fetched(artefact);
};

/** The same words at the same places by pdf-lib, in a font that every reader has: it measures, breaks and embeds nothing, and draws no chart. */
const byPdfLib = async (pages: readonly (readonly Placed[])[]): Promise<Uint8Array> => {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (const runs of pages) {
    const page = document.addPage([595.28, 841.89]);
    // the font knows Latin alone
    for (const { text, x, y, size } of runs) page.drawText(text.replace(/[^\u0020-\u007e]/g, '-'), { x, y, size, font });
  }
  return document.save();
};

/** The same cells by SheetJS: values, formulas, number formats, widths; it writes no looks, frozen heads or print set-up. */
const bySheetJs = (sheets: readonly WriteSheet[]): Buffer => {
  const book = utils.book_new();
  for (const { name, rows, widths } of sheets) {
    const sheet: WorkSheet = utils.aoa_to_sheet(
      rows.map((row) =>
        Array.from(row, (cell): CellObject | undefined => {
          if (cell?.value === undefined || cell.value === null) return undefined;
          const t = typeof cell.value === 'number' ? 'n' : typeof cell.value === 'boolean' ? 'b' : 's';
          return { t, v: cell.value, ...(cell.formula === undefined ? {} : { f: cell.formula }) };
        }),
      ),
    );
    if (widths) sheet['!cols'] = widths.map((wch) => ({ wch }));
    utils.book_append_sheet(book, sheet, name);
  }
  return write(book, { type: 'buffer', bookType: 'xlsx', compression: true }) as Buffer;
};

const kb = (bytes: number): string => `${(bytes / 1024).toFixed(0)} kB`;

/** A board pack as PDF and a plan of many contracts as XLSX: time, how long others wait meanwhile, memory; beside a peer on the same words and cells. */
export const benchDocuments = async (): Promise<void> => {
  const services = await openServices();
  try {
    const board: SummaryRequest = { subject: { boardOf: PlanId.parse('spread-three-ways') }, view: 'internal' };
    const pdf = await written(services, board, 'pdf');
    const pages = await pdfPlaces(pdf);
    tell(
      `a board pack as PDF, ${pages.length} pages`,
      await measured(() => written(services, board, 'pdf')),
      `sample mine, figures and all, ${kb(pdf.length)}`,
    );
    // ten pages of it, drawn alone
    const { title, house, pages: all } = await services.ask('summaries.preview', board);
    const ten = all.slice(0, 10);
    const printed = { title, subject: 'internal', house, created: new Date('2026-05-31T12:00:00Z') };
    const ours = await measured(() => summaryPdf(printed, ten, 'm', () => {}));
    tell(`its first ${ten.length} pages drawn as PDF`, ours, 'charts, fonts cut to what is used and embedded');
    const theirs = await measured(() => byPdfLib(pages.slice(0, 10)));
    tell('  pdf-lib 1.17.1 on the same words', theirs, 'no charts, no fonts embedded');
    console.log(`  pdf-lib / ours ${(median(theirs.ms) / median(ours.ms)).toPrecision(3)}`);
  } finally {
    await services.close();
  }
  let sheets: readonly WriteSheet[] = [];
  const thread = tableThread();
  const tables: typeof thread = {
    ...thread,
    write: (format, given, about) => {
      sheets = given;
      return thread.write(format, given, about);
    },
  };
  const many = await openServices(manyDeals(MANY), {}, mkdtempSync(join(tmpdir(), 'orebook bench ')), tables);
  try {
    const plan: SummaryRequest = { subject: { planId: PlanId.parse('as-signed') }, view: 'internal' };
    const xlsx = await written(many, plan, 'xlsx');
    const on = `plan of ${MANY} contracts, ${kb(xlsx.length)}`;
    tell(`${MANY} contracts as XLSX`, await measured(() => written(many, plan, 'xlsx')), `figures and all, ${on}`);
    const ours = await measured(() => thread.write('xlsx', sheets, { title: 'bench' }));
    tell('  the same sheets written alone', ours, 'in a thread of its own, looks and print set-up');
    const theirs = await measured(async () => bySheetJs(sheets));
    tell('  SheetJS 0.18.5 on the same cells', theirs, `in the core's own turn, ${kb(bySheetJs(sheets).length)}`);
    console.log(`  SheetJS / ours ${(median(theirs.ms) / median(ours.ms)).toPrecision(3)}`);
    for (const format of ['pdf', 'docx', 'md', 'csv', 'orebundle'] as const)
      tell(`${MANY} contracts as ${format}`, await measured(() => written(many, plan, format)), on);
  } finally {
    await many.close();
  }
};
