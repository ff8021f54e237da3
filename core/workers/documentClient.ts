import { Worker } from 'node:worker_threads';
import { OrebookError } from '#shared/contract/errors.ts';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import type { MoneyScale } from '#shared/domain/workspace.ts';
import { currentLocale } from '#shared/messages/text.ts';
import type { PrintedDocument } from '../documents/blockContent.ts';
import { createYielder } from '../yielding.ts';
import type { DocumentAnswer, DocumentTask, FromDocuments, ToDocuments } from './documentMessages.ts';
import { onStopFlag, withErrorHandler } from './stopFlag.ts';

export type DocumentControl = {
  /** 1 once the work must stop. */
  readonly flag: Int32Array<SharedArrayBuffer>;
  /** Called with the pages of a PDF, or the rows of tables of a Word document, that are written; an error that it throws ends the work. */
  readonly report: (writtenCount: number, totalCount: number) => void;
};

/** Lays out documents in a thread, in the current locale of the caller. */
export type Documents = {
  /** Starts the thread, which loads its fonts while the blocks of a document are still built. */
  readonly prepare: () => void;
  /**
   * Splits blocks into A4 pages and returns the first ones within a limit, at least one; `countsAll`: the count is that of all pages, else at
   * most that of the limit.
   */
  readonly pages: (
    blocks: readonly SummaryBlock[],
    scale: MoneyScale,
    limit: { readonly pages: number; readonly bytes: number },
    countsAll: boolean,
  ) => Promise<DocumentAnswer['pages']>;
  /** Returns the content of a document. Throws CANCELLED soon after its flag is 1; the thread itself stops at its next check. */
  readonly write: <K extends 'pdf' | 'docx' | 'html'>(
    kind: K,
    printedDocument: PrintedDocument,
    blocks: readonly SummaryBlock[],
    scale: MoneyScale,
    /** Absent for a document of few pages, which is not cancelled. */
    control?: DocumentControl,
  ) => Promise<DocumentAnswer[K]>;
};

const isBundled = !import.meta.url.endsWith('.ts');
const ownEntry = new URL(isBundled ? './documentThread.js' : './documentThread.ts', import.meta.url);

type OpenRequest = {
  readonly resolve: (answer: DocumentAnswer[keyof DocumentAnswer]) => void;
  readonly reject: (error: Error) => void;
  readonly report: DocumentControl['report'];
};

type Thread = { readonly worker: Worker; readonly openRequests: Map<number, OpenRequest> };

const NO_CONTROL: DocumentControl = { flag: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), report: () => {} };

/** Rows of a table per message to the thread. */
const ROWS_AT_ONCE = 250;

/** Sends the blocks of a document, a few rows of its tables at a time; yields in between. Throws what `throwIfStopped` throws. */
const sendBlocks = async (
  id: number,
  blocks: readonly SummaryBlock[],
  post: (message: ToDocuments) => void,
  throwIfStopped: () => void,
): Promise<void> => {
  const yieldToOthers = createYielder(throwIfStopped);
  for (const block of blocks) {
    const rows = block.kind === 'table' ? block.rows : [];
    post({ id, kind: 'blocks', blocks: [block.kind === 'table' ? { ...block, rows: rows.slice(0, ROWS_AT_ONCE) } : block] });
    await yieldToOthers();
    for (let from = ROWS_AT_ONCE; from < rows.length; from += ROWS_AT_ONCE) {
      post({ id, kind: 'rows', rows: rows.slice(from, from + ROWS_AT_ONCE) });
      await yieldToOthers();
    }
  }
};

/**
 * Creates the documents thread, which starts before the first document and keeps its fonts loaded. If it dies, its tasks fail, and the next
 * document starts another one.
 */
export const createDocuments = (entry: URL = ownEntry): Documents => {
  let documentThread: Thread | undefined;
  let lastId = 0;

  const receive = ({ worker, openRequests }: Thread, message: FromDocuments): void => {
    const request = openRequests.get(message.id);
    if (!request) return;
    if (message.kind === 'progress') {
      request.report(message.done, message.total);
      return;
    }
    openRequests.delete(message.id);
    if (openRequests.size === 0) worker.unref();
    if (message.kind === 'answer') request.resolve(message.answer);
    else request.reject(message.kind === 'stopped' ? new OrebookError('CANCELLED') : new Error(message.message));
  };

  const start = (): Thread => {
    const thread: Thread = { worker: new Worker(entry), openRequests: new Map() };
    // an idle thread must not keep the process alive
    thread.worker.unref();
    const end = (error: Error): void => {
      if (documentThread === thread) documentThread = undefined;
      for (const { reject } of thread.openRequests.values()) reject(error);
      thread.openRequests.clear();
    };
    thread.worker.on('message', (message: FromDocuments) => receive(thread, message));
    thread.worker.on('error', end);
    thread.worker.on('exit', () => end(new Error('the thread of documents ended early')));
    return thread;
  };

  const ask = <K extends DocumentTask['kind']>(
    task: DocumentTask & { readonly kind: K },
    blocks: readonly SummaryBlock[],
    { flag, report }: DocumentControl = NO_CONTROL,
  ): Promise<DocumentAnswer[K]> =>
    new Promise((resolve, reject) => {
      documentThread ??= start();
      const id = ++lastId;
      documentThread.worker.ref();
      const stopWatching = onStopFlag(flag, () => reject(new OrebookError('CANCELLED')));
      documentThread.openRequests.set(id, {
        resolve: (answer) => {
          stopWatching();
          resolve(answer as DocumentAnswer[K]);
        },
        reject: (error) => {
          stopWatching();
          reject(error);
        },
        report: withErrorHandler(report, reject),
      });
      const { worker, openRequests } = documentThread;
      const post = (message: ToDocuments): void => worker.postMessage(message);
      const language = currentLocale();
      // a request that is not open was ended by the death of its thread
      const throwIfStopped = (): void => {
        if (Atomics.load(flag, 0) === 1 || !openRequests.has(id)) throw new OrebookError('CANCELLED');
      };
      sendBlocks(id, blocks, post, throwIfStopped).then(
        () => post({ id, kind: 'task', task, language, flag }),
        (error: Error) => {
          post({ id, kind: 'discard' });
          openRequests.get(id)?.reject(error);
          openRequests.delete(id);
          if (openRequests.size === 0) worker.unref();
        },
      );
    });

  return {
    prepare: () => {
      documentThread ??= start();
    },
    pages: (blocks, scale, { pages, bytes }, countsAll) =>
      ask({ kind: 'pages', scale, maxPages: pages, maxBytes: bytes, countsAll }, blocks),
    write: (kind, printedDocument, blocks, scale, control) => ask({ kind, printed: printedDocument, scale }, blocks, control),
  };
};
