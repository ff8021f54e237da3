import type { Amount } from '#shared/contract/figure.ts';
import type { SummaryFormat, SummaryRequest } from '#shared/contract/summaries.ts';
import { message } from '#shared/messages/text.ts';
import { withPhases } from '../jobs/jobPhases.ts';
import type { JobContext } from '../jobs/jobRunner.ts';
import type { FigureWork, YieldToOthers } from './blockBuilders.ts';

type FigureShares = Readonly<Partial<Record<FigureWork, number | undefined>>>;

/** What the figures of a document of 10,000 contracts take, in hundredths of a second, in the order of the work. */
const PLAN_SHARES: FigureShares = { value: 170, figures: 310 };
const LENDER_SHARES: FigureShares = { value: 200, figures: 90, scenarios: 130, breakEven: 340, sensitivity: 125 };

/** The same of its file. */
const FILE_SHARES: Readonly<Record<SummaryFormat, number>> = {
  pdf: 560,
  docx: 280,
  xlsx: 150,
  html: 120,
  md: 30,
  csv: 150,
  orebundle: 100,
};

/** Returns the shares of the work on the figures of a document. A CSV has contracts, and of a plan for lenders its debt in scenarios. */
const figureShares = (format: SummaryFormat, { view, subject }: SummaryRequest): FigureShares => {
  const shares = view === 'lender' && 'planId' in subject ? LENDER_SHARES : PLAN_SHARES;
  return format === 'csv' ? { value: shares.value, scenarios: shares.scenarios } : shares;
};

/** Returns a job that reports its progress as part of the whole document. */
export const documentJob = (job: JobContext, format: SummaryFormat, request: SummaryRequest): JobContext => {
  const shares: Record<string, number> = {};
  for (const [work, share = 0] of Object.entries(figureShares(format, request))) shares[`summaries.job.${work}`] = share;
  const countedStep = format === 'csv' ? 'write' : format === 'pdf' ? 'page' : 'row';
  return withPhases(job, { ...shares, [`summaries.job.${countedStep}`]: FILE_SHARES[format] });
};

/** Yields between steps of a job on the figures of a document, and reports what it works on. */
export const createFigureYielder = ({ reportAndYield }: Pick<JobContext, 'reportAndYield'>): YieldToOthers => {
  let currentWork: FigureWork = 'value';
  return (progress) => {
    currentWork = progress?.work ?? currentWork;
    return reportAndYield(message(`summaries.job.${currentWork}`), progress?.doneCount ?? 0, progress?.total ?? 0);
  };
};

/** Reports how many of the pages of a PDF, or of the rows of another document, are written. */
export const reportWritten =
  ({ report }: Pick<JobContext, 'report'>, format: SummaryFormat) =>
  (writtenCount: number, totalCount: number): void => {
    const of: Amount = { value: totalCount, unit: 'count', withoutUnit: true };
    const position: Amount = { ...of, value: writtenCount };
    report(
      format === 'pdf' ? message('summaries.job.page', { page: position, of }) : message('summaries.job.row', { row: position, of }),
      writtenCount,
      totalCount,
    );
  };
