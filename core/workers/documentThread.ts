import { parentPort } from 'node:worker_threads';
import { OrebookError } from '#shared/contract/errors.ts';
import type { SummaryBlock, SummaryCell } from '#shared/contract/summaries.ts';
import { summaryDocx } from '../documents/docx.ts';
import { summaryHtml } from '../documents/html.ts';
import { paginate } from '../documents/paginate.ts';
import { summaryPdf } from '../documents/pdf.ts';
import { textWidth } from '../documents/textLayout.ts';
import { withLocale } from '../locale.ts';
import type { DocumentAnswer, FromDocuments, ToDocuments } from './documentMessages.ts';

// The documents thread. Fonts are loaded and measured only here, and the core stays responsive while pages are drawn.
const port = parentPort;
if (!port) throw new Error('the core starts this thread');

const post = (message: FromDocuments): void => port.postMessage(message);

type Task = Extract<ToDocuments, { kind: 'task' }>;

/** The blocks of tasks that follow them. */
const blocksOfTasks = new Map<number, SummaryBlock[]>();

const addRows = (block: SummaryBlock | undefined, rows: readonly (readonly SummaryCell[])[]): void => {
  // the rows of a message are an array of this thread alone
  if (block?.kind === 'table') (block.rows as (readonly SummaryCell[])[]).push(...rows);
};

/** Returns the first pages that together have at most `maxBytes` as JSON, at least one. */
const firstWithin = <T>(pages: readonly T[], maxBytes: number): readonly T[] => {
  let bytes = 0;
  const firstExcess = pages.findIndex((page, i) => {
    bytes += Buffer.byteLength(JSON.stringify(page));
    return i > 0 && bytes > maxBytes;
  });
  return firstExcess === -1 ? pages : pages.slice(0, firstExcess);
};

/** The most progress messages of a document. */
const MAX_STEPS = 200;

const answer = async ({ id, task, flag }: Task, blocks: readonly SummaryBlock[]): Promise<DocumentAnswer[keyof DocumentAnswer]> => {
  const throwIfStopped = (): void => {
    if (Atomics.load(flag, 0) === 1) throw new OrebookError('CANCELLED');
  };
  const report = (writtenCount: number, totalCount: number): void => {
    throwIfStopped();
    const step = Math.ceil(totalCount / MAX_STEPS);
    if (writtenCount % step === 0 || writtenCount === totalCount) post({ kind: 'progress', id, done: writtenCount, total: totalCount });
  };
  throwIfStopped();
  const { scale } = task;
  switch (task.kind) {
    case 'pages': {
      const { maxPages, maxBytes, countsAll } = task;
      const pages = paginate(blocks, scale, countsAll ? undefined : maxPages);
      return { pages: firstWithin(pages.slice(0, maxPages), maxBytes), count: pages.length };
    }
    case 'docx':
      return summaryDocx(task.printed, blocks, scale, throwIfStopped, report);
    case 'html':
      return summaryHtml(task.printed, blocks, scale, throwIfStopped);
    case 'pdf':
      return summaryPdf(task.printed, paginate(blocks, scale), scale, report);
  }
};

const start = (request: Task, blocks: readonly SummaryBlock[]): void => {
  const { id, flag, language } = request;
  withLocale(language, () => answer(request, blocks)).then(
    (documentAnswer) => post(Atomics.load(flag, 0) === 1 ? { kind: 'stopped', id } : { kind: 'answer', id, answer: documentAnswer }),
    (error: unknown) =>
      post(
        error instanceof OrebookError && error.code === 'CANCELLED'
          ? { kind: 'stopped', id }
          : { kind: 'failed', id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) },
      ),
  );
};

port.on('message', (request: ToDocuments) => {
  const { id } = request;
  const blocks = blocksOfTasks.get(id) ?? [];
  if (request.kind === 'blocks') {
    blocks.push(...request.blocks);
    blocksOfTasks.set(id, blocks);
  } else if (request.kind === 'rows') addRows(blocks.at(-1), request.rows);
  else {
    blocksOfTasks.delete(id);
    if (request.kind === 'task') start(request, blocks);
  }
});

// reads the fonts and the tables of their glyphs before the first document
for (const weight of ['regular', 'semibold'] as const) textWidth('0', weight, 1);
