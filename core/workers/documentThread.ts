import { Worker } from 'node:worker_threads';
import { OrebookError } from '#shared/contract/errors.ts';
import type { SummaryBlock, SummaryDocument } from '#shared/contract/summaries.ts';
import type { MoneyScale } from '#shared/domain/workspace.ts';
import { currentLocale } from '#shared/messages/text.ts';
import type { DocumentAnswer, DocumentTask, FromDocuments, Printed, ToDocuments } from './documentJob.ts';
import { telling, whenStopped } from './stopping.ts';

export type DocumentControl = {
  /** 1 once the work is to stop. */
  readonly flag: Int32Array<SharedArrayBuffer>;
  /** Told before each page which one it is; what it throws is what the work ends with. */
  readonly page: (page: number, of: number) => void;
};

/** Sets type in a thread of its own, in the language that is spoken when it is asked. */
export type Documents = {
  /** Blocks cut into A4 pages. */
  readonly pages: (blocks: readonly SummaryBlock[], scale: MoneyScale) => Promise<SummaryDocument['pages']>;
  /** The bytes of a document. Throws CANCELLED soon after its flag is up, though the thread may go on until it looks. */
  readonly write: (
    kind: 'pdf' | 'docx',
    printed: Printed,
    blocks: readonly SummaryBlock[],
    scale: MoneyScale,
    control: DocumentControl,
  ) => Promise<Uint8Array>;
};

const bundled = !import.meta.url.endsWith('.ts');
const ownEntry = new URL(bundled ? './documents.js' : './documents.ts', import.meta.url);

type Open = {
  readonly resolve: (answer: DocumentAnswer[keyof DocumentAnswer]) => void;
  readonly reject: (error: Error) => void;
  readonly page: DocumentControl['page'];
};

type Thread = { readonly worker: Worker; readonly open: Map<number, Open> };

const NO_HANDS: DocumentControl = { flag: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), page: () => {} };

/**
 * A thread that is started when the first document is asked for and kept warm, its fonts read. One that dies fails what it had in hand;
 * the next document starts another.
 */
export const documentThread = (entry: URL = ownEntry): Documents => {
  let running: Thread | undefined;
  let last = 0;

  const hear = ({ worker, open }: Thread, message: FromDocuments): void => {
    const one = open.get(message.id);
    if (!one) return;
    if (message.kind === 'page') {
      one.page(message.page, message.of);
      return;
    }
    open.delete(message.id);
    if (open.size === 0) worker.unref();
    if (message.kind === 'answer') one.resolve(message.answer);
    else one.reject(message.kind === 'stopped' ? new OrebookError('CANCELLED') : new Error(message.message));
  };

  const start = (): Thread => {
    const thread: Thread = { worker: new Worker(entry), open: new Map() };
    const end = (error: Error): void => {
      if (running === thread) running = undefined;
      for (const { reject } of thread.open.values()) reject(error);
      thread.open.clear();
    };
    thread.worker.on('message', (message: FromDocuments) => hear(thread, message));
    thread.worker.on('error', end);
    thread.worker.on('exit', () => end(new Error('the thread of documents ended early')));
    return thread;
  };

  const ask = <K extends DocumentTask['kind']>(
    task: DocumentTask & { readonly kind: K },
    { flag, page }: DocumentControl = NO_HANDS,
  ): Promise<DocumentAnswer[K]> =>
    new Promise((resolve, reject) => {
      running ??= start();
      const id = ++last;
      // what waits for work keeps nothing alive
      running.worker.ref();
      const rest = whenStopped(flag, () => reject(new OrebookError('CANCELLED')));
      running.open.set(id, {
        resolve: (answer) => {
          rest();
          resolve(answer as DocumentAnswer[K]);
        },
        reject: (error) => {
          rest();
          reject(error);
        },
        page: telling(page, reject),
      });
      running.worker.postMessage({ id, task, language: currentLocale(), flag } satisfies ToDocuments);
    });

  return {
    pages: (blocks, scale) => ask({ kind: 'pages', blocks, scale }),
    write: (kind, printed, blocks, scale, control) => ask({ kind, printed, blocks, scale }, control),
  };
};
