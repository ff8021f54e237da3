import type { ParsedInput } from '#shared/contract/contract.ts';
import type { SummaryBlock, SummaryDocument, SummaryRequest } from '#shared/contract/summaries.ts';
import { text } from '#shared/messages/text.ts';
import { type ValuedPlan, type Workbook, workbook } from './portfolio.ts';
import type { HandlersOf } from './service.ts';
import { counterpartyBlocks } from './summariesCounterparty.ts';
import { type CsvSpec, summaryCsv } from './summariesCsv.ts';
import { internalBlocks, titleOf } from './summariesInternal.ts';
import { lenderBlocks } from './summariesLender.ts';
import { planBlocks } from './summariesPlan.ts';
import { baseValue, type Deal, dealsIn, dealsOf, dealsOfftake, fileNameOf, planOfftake, refuseStrangers } from './summariesSubject.ts';

const writer = () => import('../documents/writer.ts');

/** What a summary is about: the contracts of it, and the plan where it is a plan's. */
type Subject = { readonly deals: readonly Deal[]; readonly plan: ValuedPlan | undefined };

const subjectOf = (book: Workbook, request: ParsedInput<'summaries.preview'>): Subject => {
  const { subject } = request;
  const plan = 'planId' in subject ? book.plan(subject.planId) : undefined;
  const deals = 'planId' in subject ? dealsIn(book, book.plan(subject.planId)) : dealsOf(book, subject.contractIds);
  refuseStrangers(request, deals);
  return { deals, plan };
};

/** The name at the head of every page: that of the other side says nothing of what we call the deal among ourselves. */
const titleFor = ({ deals, plan }: Subject, view: SummaryRequest['view']): string => {
  if (plan) return text('summaries.title.plan', { plan: plan.plan.name });
  const [first] = deals;
  if (view === 'counterparty' && deals.length === 1 && first) {
    return text('summaries.title.counterparty', { product: first.product.name, buyer: first.buyer.name });
  }
  return titleOf(deals);
};

const offtakeOf = (book: Workbook, { deals, plan }: Subject) => (plan ? planOfftake(book, plan) : dealsOfftake(book, deals));

const blocksOf = async (
  book: Workbook,
  subject: Subject,
  view: SummaryRequest['view'],
  title: string,
): Promise<readonly SummaryBlock[]> => {
  const { deals, plan } = subject;
  if (view === 'counterparty') return counterpartyBlocks(book, deals, title);
  if (view === 'lender') return lenderBlocks(book, offtakeOf(book, subject), title, plan);
  return plan ? planBlocks(book, plan, title) : internalBlocks(book, deals, title);
};

/** A summary cut into the pages that its preview and its PDF both show. Throws NOT_FOUND; BAD_INPUT for a counterparty view of several buyers. */
const documentOf = async (book: Workbook, request: ParsedInput<'summaries.preview'>): Promise<SummaryDocument> => {
  const subject = subjectOf(book, request);
  const { view } = request;
  const title = titleFor(subject, view);
  const blocks = await blocksOf(book, subject, view, title);
  const { paginate } = await writer();
  return {
    title,
    fileName: fileNameOf(book, view, subject.deals, subject.plan),
    view,
    pages: paginate(blocks, book.settings.moneyScale),
  };
};

const csvOf = (book: Workbook, request: ParsedInput<'summaries.preview'>, title: string): string => {
  const subject = subjectOf(book, request);
  const { deals, plan } = subject;
  const spec: CsvSpec = {
    book,
    view: request.view,
    title,
    deals: deals.map((deal) => ({ deal, valued: plan ?? book.alone(deal.contract) })),
  };
  if (request.view !== 'lender') return summaryCsv(spec);
  const offtake = offtakeOf(book, subject);
  return summaryCsv({
    ...spec,
    slump: {
      scenario: offtake.scenario?.name ?? '',
      base: baseValue(offtake, book),
      scenarioValue: offtake.revaluation?.scenario,
    },
  });
};

const MEDIA_TYPE = { pdf: 'application/pdf', csv: 'text/csv; charset=utf-8' } as const;

export const summariesHandlers: HandlersOf<'summaries'> = {
  'summaries.preview': async (request, ctx) => documentOf(await workbook(ctx), request),

  'summaries.export': async ({ format, ...request }, ctx) => {
    const book = await workbook(ctx);
    const summary = await documentOf(book, request);
    const { summaryPdf } = await writer();
    const content =
      format === 'pdf' ? await summaryPdf(summary, book.settings.moneyScale, ctx.clock()) : csvOf(book, request, summary.title);
    const fileName = `${summary.fileName}.${format}`;
    const { token, bytes } = await ctx.artefacts.keep(fileName, MEDIA_TYPE[format], content);
    return { artefact: token, fileName, bytes };
  },
};
