import { getHouseStyle } from '#db/repositories/houseStyle.ts';
import {
  FIRST_PAGES,
  PREVIEW_BYTES,
  PREVIEW_PAGES,
  type SummaryBlock,
  type SummaryDocument,
  type SummaryFirstPages,
  type SummaryFormat,
  type SummaryRequest,
  type SummarySection,
} from '#shared/contract/summaries.ts';
import type { HouseStyle } from '#shared/domain/houseStyle.ts';
import type { Language } from '#shared/domain/workspace.ts';
import { message, text } from '#shared/messages/text.ts';
import { issue, throwIfIssues } from '../badInput.ts';
import { packBundle } from '../bundles/bundleFile.ts';
import { type BundleRecords, NO_RECORDS } from '../bundles/bundleRecords.ts';
import { collectBundle } from '../bundles/collectBundle.ts';
import { sealBundle } from '../bundles/sealedBundle.ts';
import { type HandlersOf, holdRevision, type ServiceContext } from '../context.ts';
import { ROWS_OF_A_PAGE } from '../documents/blockContent.ts';
import { summaryMarkdown } from '../documents/markdown.ts';
import { printSetup, summarySheetsInSteps } from '../documents/summarySheets.ts';
import type { FileContent } from '../files/fileStores.ts';
import { allCases } from '../financing/overview.ts';
import { FINANCING_READS, type PlanFinancing, planFinancing } from '../financing/planFinancing.ts';
import type { JobContext } from '../jobs/jobRunner.ts';
import { withLocale } from '../locale.ts';
import { valuedWorkbook, type Workbook, workbook } from '../portfolio/portfolio.ts';
import { runWithSignal } from '../requestContext.ts';
import { assumptionTornado } from '../simulation/assumptionTornado.ts';
import { createYielder, runWithYielding, withYielding } from '../yielding.ts';
import { arrangeSections } from './arrangeSections.ts';
import { type BuiltBlocks, countsOf, type YieldToOthers } from './blockBuilders.ts';
import { boardBlocks, boardOpening, defaultComparison } from './boardPack.ts';
import { counterpartyBlocks } from './counterparty.ts';
import { type CsvSpec, summaryCsv, type ValuedDeal } from './csv.ts';
import { estimateCsvSize, SPREADSHEET_ROWS } from './csvSize.ts';
import { readDecisions } from './decisionBlocks.ts';
import { createFigureYielder, documentJob, reportWritten } from './documentProgress.ts';
import { internalBlocks } from './internal.ts';
import { lenderBlocks } from './lender.ts';
import { type NamedSubject, nameSubject, subjectOf, titleFor } from './namedSubject.ts';
import { withNamesOfDocument } from './namesOfDocument.ts';
import { readNotes } from './noteBlocks.ts';
import { planBlocks } from './planBlocks.ts';
import { renderSummary } from './renderSummary.ts';
import { baseValue, dealsOfftake, type Offtake, planOfftake, valueWithYielding } from './subject.ts';
import { waterfallSheet } from './waterfallSheet.ts';
import { countDeliveryMonths, formulaSheets, MAX_DELIVERY_MONTHS } from './workbook.ts';

const offtakeOf = async (
  book: Workbook,
  { deals, plan }: Pick<NamedSubject, 'deals' | 'plan'>,
  yieldToOthers: YieldToOthers,
): Promise<Offtake> => {
  if (plan === undefined) return dealsOfftake(book, deals);
  await valueWithYielding(plan, yieldToOthers);
  return planOfftake(book, plan);
};

/** `yieldToOthers` is called between steps of work; it may throw to stop the summary. `maxRows` as in `buildParts`. */
const blocksOf = async (
  ctx: ServiceContext,
  book: Workbook,
  { title, view, financing, ...subject }: NamedSubject,
  yieldToOthers: YieldToOthers,
  maxRows?: number,
): Promise<BuiltBlocks> => {
  const { deals, plan, isBoard, comparison, scenario } = subject;
  if (plan && isBoard)
    return { blocks: await boardBlocks(ctx, book, plan, title, yieldToOthers, { comparison, scenario, financing }), isPart: false };
  if (view === 'counterparty') return counterpartyBlocks(book, deals, title, yieldToOthers);
  if (view === 'lender') {
    const tornado = financing && (await assumptionTornado(ctx, book, financing.plan.plan.id));
    return lenderBlocks(book, await offtakeOf(book, subject, yieldToOthers), title, yieldToOthers, plan, financing, tornado, maxRows);
  }
  if (plan) return planBlocks(ctx, book, plan, title, yieldToOthers, maxRows);
  return { blocks: await internalBlocks(ctx, book, deals, title, yieldToOthers), isPart: false };
};

/** The debt of a plan that is shown to a lender or the board, as it is at this moment. */
const financingOf = async (ctx: ServiceContext, { subject, view }: SummaryRequest): Promise<PlanFinancing | undefined> => {
  if ('boardOf' in subject) return planFinancing(ctx, (book) => book.plan(subject.boardOf));
  return view === 'lender' && 'planId' in subject ? planFinancing(ctx, (book) => book.plan(subject.planId)) : undefined;
};

/** The number of contracts of a book from which the opening of a board pack is shown before its other parts are computed. */
const LARGE_BOOK = 1_000;

/** Builds only the opening of a board pack, which fills more than a page; undefined where the whole document is built at once. */
const openingOf = (
  ctx: ServiceContext,
  book: Workbook,
  { title, plan, isBoard, comparison, scenario }: NamedSubject,
): Promise<readonly SummaryBlock[]> | undefined => {
  if (plan === undefined || !isBoard || book.contracts.length < LARGE_BOOK) return undefined;
  const comparisonChoice = comparison ?? defaultComparison(book, plan);
  return comparisonChoice && boardOpening(ctx, book, plan, title, comparisonChoice, scenario);
};

/** A summary as blocks, with the wanted sections in their order. */
type BuiltSummary = NamedSubject & BuiltBlocks & { readonly sections: readonly SummarySection[] };

const buildSummary = async (
  ctx: ServiceContext,
  book: Workbook,
  request: SummaryRequest,
  yieldToOthers: YieldToOthers,
  financing: PlanFinancing | undefined,
  maxRows?: number,
): Promise<BuiltSummary> => {
  const namedSubject = await nameSubject(book, request, yieldToOthers, financing);
  const opening = maxRows === undefined ? undefined : await openingOf(ctx, book, namedSubject);
  const { blocks, isPart } = opening ? { blocks: opening, isPart: true } : await blocksOf(ctx, book, namedSubject, yieldToOthers, maxRows);
  return { ...namedSubject, ...arrangeSections(blocks, request.sections), isPart };
};

/** Rows of tables after which the first pages and the next one are known: a page holds fewer than half of ROWS_OF_A_PAGE, by which it is laid out. */
const FIRST_ROWS = FIRST_PAGES * ROWS_OF_A_PAGE;

/** The limit of a preview: its answer stays under a megabyte also where cells have long identities, with the logo of the firm. */
const previewLimit = ({ logo }: HouseStyle) => ({ pages: PREVIEW_PAGES, bytes: PREVIEW_BYTES - (logo?.data.length ?? 0) });

/** Returns a summary as the first pages of its PDF. */
const documentOf = async (
  { documents }: ServiceContext,
  book: Workbook,
  { title, fileName, view, blocks, deals, sections }: BuiltSummary,
  house: HouseStyle,
): Promise<SummaryDocument> => {
  const { pages, count } = await documents.pages(blocks, book.settings.moneyScale, previewLimit(house), true);
  const deliveryMonths = countDeliveryMonths(book, deals);
  const csvSize = estimateCsvSize(book, deals, view);
  return {
    title,
    fileName,
    view,
    house,
    sections: [...sections],
    pages,
    pageCount: count,
    ...(deliveryMonths > MAX_DELIVERY_MONTHS ? { excludedDeliveries: { count: deliveryMonths, limit: MAX_DELIVERY_MONTHS } } : {}),
    ...(csvSize.rows > SPREADSHEET_ROWS ? { csvSize: { ...csvSize, limit: SPREADSHEET_ROWS } } : {}),
  };
};

/** Returns the pages of a summary; of one that was built only as far as its first pages, these without sections and number of pages. */
const firstPagesOf = async (ctx: ServiceContext, book: Workbook, summary: BuiltSummary, house: HouseStyle): Promise<SummaryFirstPages> => {
  const { title, fileName, view, blocks, isPart } = summary;
  if (!isPart) return documentOf(ctx, book, summary, house);
  const limit = { ...previewLimit(house), pages: FIRST_PAGES + 1 };
  const { pages } = await ctx.documents.pages(blocks, book.settings.moneyScale, limit, false);
  // the last page may go on with blocks that are not built
  return { title, fileName, view, house, pages: pages.slice(0, Math.max(1, pages.length - 1)) };
};

/** Values deals as the blocks of their view do: in the plan, or alone for a lender's view of contracts. */
const valuedDeals = (book: Workbook, { deals, plan, view }: NamedSubject): readonly ValuedDeal[] =>
  deals.map((deal) => {
    if (plan === undefined && view === 'lender') return { deal, valued: book.alone(deal.contract), plan: undefined };
    const valuedPlan = plan ?? book.withDraft(deal.contract);
    return { deal, valued: valuedPlan, plan: valuedPlan.plan.name };
  });

const MEDIA_TYPE: Readonly<Record<SummaryFormat, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  html: 'text/html; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  orebundle: 'application/zip',
};

/** The input of a document: the request, the records, the style, and a progress callback. */
type DocumentInput = {
  readonly ctx: ServiceContext;
  readonly house: HouseStyle;
  /** The records of a bundle for another workspace; absent for other documents. */
  readonly bundle: BundleRecords;
  /** The passphrase of a bundle. */
  readonly passphrase: string | undefined;
  readonly request: SummaryRequest;
  readonly job: Pick<JobContext, 'flag' | 'reportAndYield' | 'report'>;
  /** When its records were read. */
  readonly commandTime: Date;
};

/** Returns the bytes or text of a summary in a format that is written from its blocks. */
const contentOf = async (
  format: Exclude<SummaryFormat, 'orebundle' | 'csv'>,
  summary: BuiltSummary,
  book: Workbook,
  { ctx, house, job, commandTime }: DocumentInput,
): Promise<FileContent> => {
  const { title, view, blocks } = summary;
  const { moneyScale } = book.settings;
  const step = message('summaries.job.write');
  const yieldToOthers = () => job.reportAndYield(step, 0, 0);
  await yieldToOthers();
  switch (format) {
    case 'pdf':
    case 'docx':
    case 'html': {
      const printedDocument = { title, subject: text(`summaries.view.${view}`), house, created: commandTime };
      return ctx.documents.write(format, printedDocument, blocks, moneyScale, {
        flag: job.flag,
        report: reportWritten(job, format),
      });
    }
    case 'xlsx': {
      const setup = { opening: text('summaries.sheet.opening'), foot: title, house };
      const sheets = await runWithYielding(summarySheetsInSteps(blocks, moneyScale, setup), yieldToOthers);
      const print = printSetup(title, house);
      const formulas = await formulaSheets(book, view, valuedDeals(book, summary), print);
      const waterfall = view === 'lender' && summary.financing && waterfallSheet(summary.financing, print);
      return ctx.tables.write(
        'xlsx',
        [...sheets, ...formulas, ...(waterfall ? [waterfall] : [])],
        { title, ...(house.name ? { author: house.name } : {}) },
        { flag: job.flag, report: reportWritten(job, format) },
      );
    }
    case 'md':
      return withYielding(summaryMarkdown(blocks, moneyScale, house), yieldToOthers);
  }
};

/** Writes a summary as CSV, in parts that are made as they are stored. */
const csvOf = async (
  book: Workbook,
  summary: NamedSubject,
  yieldToOthers: YieldToOthers,
  { reportAndYield }: DocumentInput['job'],
): Promise<FileContent> => {
  const { view, plan, financing } = summary;
  const spec: CsvSpec = { book, view, title: summary.title, deals: valuedDeals(book, summary) };
  const reportPart = (writtenCount: number, totalCount: number) => reportAndYield(message('summaries.job.write'), writtenCount, totalCount);
  if (view !== 'lender') return summaryCsv(spec, reportPart);
  const offtake = await offtakeOf(book, summary, yieldToOthers);
  return summaryCsv(
    {
      ...spec,
      ...(financing && { financing: { plan: financing, cases: await allCases(financing, countsOf(yieldToOthers, 'scenarios')) } }),
      slump: {
        plan: plan?.plan.name,
        scenario: offtake.scenario?.name ?? '',
        base: baseValue(offtake, book),
        scenarioValue: offtake.revaluation?.scenario,
      },
    },
    reportPart,
  );
};

const writeBundle = async ({ ctx, bundle, passphrase }: DocumentInput, title: string): Promise<Uint8Array> => {
  const file = await packBundle(bundle, { app: ctx.capabilities.version, made: ctx.clock().toISOString(), title });
  return passphrase === undefined ? file : sealBundle(file, passphrase);
};

/** Writes a document; on failure no partial document remains. */
const writeDocument = async (format: SummaryFormat, input: DocumentInput) => {
  const { ctx, request, job } = input;
  const yieldToOthers = createFigureYielder(job);
  await yieldToOthers();
  const book = withNamesOfDocument(await valuedWorkbook(ctx));
  const financing = await financingOf(ctx, request);
  const namedSubject = await nameSubject(book, request, yieldToOthers, financing);
  const fileName = `${namedSubject.fileName}.${format}`;
  await yieldToOthers();
  const write = async (): Promise<FileContent> => {
    if (format === 'orebundle') return writeBundle(input, namedSubject.title);
    if (format === 'csv') return csvOf(book, namedSubject, yieldToOthers, job);
    return contentOf(format, await buildSummary(ctx, book, request, yieldToOthers, financing), book, input);
  };
  const content = await write();
  job.report(message('summaries.job.write'), 0, 0);
  const { token, bytes } = await ctx.artefacts.store(fileName, MEDIA_TYPE[format], content);
  return { kind: 'document' as const, artefact: token, fileName, bytes };
};

const languageOf = ({ language }: Pick<SummaryRequest, 'language'>, { workspace }: Pick<ServiceContext, 'workspace'>): Language =>
  language ?? workspace.language();

/** Builds a summary, with `maxRows` as in `buildParts`, and returns its pages, with rendered texts if they are in another locale. */
const preview = async <T extends SummaryFirstPages>(
  ctx: ServiceContext,
  request: SummaryRequest,
  pagesOf: (ctx: ServiceContext, book: Workbook, summary: BuiltSummary, house: HouseStyle) => Promise<T>,
  maxRows?: number,
): Promise<T> => {
  ctx.documents.prepare();
  const book = await valuedWorkbook(ctx);
  const house = await getHouseStyle(ctx.workspace.db());
  return withLocale(languageOf(request, ctx), async () => {
    const namedBook = withNamesOfDocument(book);
    const summary = await buildSummary(ctx, namedBook, request, createYielder(), await financingOf(ctx, request), maxRows);
    const pages = await pagesOf(ctx, namedBook, summary, house);
    return languageOf(request, ctx) === ctx.workspace.language() ? pages : renderSummary(pages, book.settings.moneyScale);
  });
};

export const summariesHandlers: HandlersOf<'summaries'> = {
  // chosen sections may stand before others, so all are built
  'summaries.firstPages': (request, ctx) => preview(ctx, request, firstPagesOf, request.sections === undefined ? FIRST_ROWS : undefined),

  'summaries.preview': (request, ctx) => preview(ctx, request, documentOf),

  'summaries.export': async ({ format, passphrase, allowsPlain = false, ...request }, ctx) => {
    const book = await workbook(ctx);
    const title = titleFor(subjectOf(book, request), request.view);
    // a bundle has complete records with notes and costs: never for a counterparty or a lender
    if (format === 'orebundle' && request.view !== 'internal') throwIfIssues([issue('view', 'bundleInside')]);
    if (format === 'orebundle' && passphrase === undefined && !allowsPlain) throwIfIssues([issue('passphrase', 'plainBundle')]);
    const bundle = format === 'orebundle' ? await collectBundle(book, ctx.workspace.db(), request) : NO_RECORDS;
    const house = await getHouseStyle(ctx.workspace.db());
    // the document shows the workspace of this moment, whatever changes while the job values the plan
    const heldContext = await holdRevision(ctx, [...FINANCING_READS, readNotes, readDecisions]);
    const [language, commandTime] = [languageOf(request, ctx), ctx.clock()];
    return {
      jobId: ctx.jobs.start('document', message('summaries.job.label', { title }), (job) =>
        runWithSignal(job.signal, () =>
          withLocale(language, () =>
            writeDocument(format, {
              ctx: heldContext,
              house,
              bundle,
              passphrase,
              request,
              job: documentJob(job, format, request),
              commandTime,
            }),
          ),
        ),
      ),
    };
  },
};
