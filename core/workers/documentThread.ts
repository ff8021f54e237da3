import { parentPort } from 'node:worker_threads';
import { OrebookError } from '#shared/contract/errors.ts';
import { summaryDocx } from '../documents/docx.ts';
import { summaryHtml } from '../documents/html.ts';
import { paginate } from '../documents/paginate.ts';
import { summaryPdf } from '../documents/pdf.ts';
import { withLocale } from '../locale.ts';
import type { DocumentAnswer, FromDocuments, ToDocuments } from './documentMessages.ts';

// The documents thread. Fonts are loaded and measured only here, and the core stays responsive while pages are drawn.
const port = parentPort;
if (!port) throw new Error('the core starts this thread');

const post = (message: FromDocuments): void => port.postMessage(message);

const answer = async ({ id, task, flag }: ToDocuments): Promise<DocumentAnswer[keyof DocumentAnswer]> => {
  const throwIfStopped = (): void => {
    if (Atomics.load(flag, 0) === 1) throw new OrebookError('CANCELLED');
  };
  throwIfStopped();
  switch (task.kind) {
    case 'pages':
      return paginate(task.blocks, task.scale, task.maxPages);
    case 'docx':
      return summaryDocx(task.printed, task.blocks, task.scale, throwIfStopped);
    case 'html':
      return summaryHtml(task.printed, task.blocks, task.scale, throwIfStopped);
    case 'pdf':
      return summaryPdf(task.printed, paginate(task.blocks, task.scale), task.scale, (page, of) => {
        throwIfStopped();
        post({ kind: 'page', id, page, of });
      });
  }
};

port.on('message', (request: ToDocuments) => {
  const { id, flag, language } = request;
  withLocale(language, () => answer(request)).then(
    (documentAnswer) => post(Atomics.load(flag, 0) === 1 ? { kind: 'stopped', id } : { kind: 'answer', id, answer: documentAnswer }),
    (error: unknown) =>
      post(
        error instanceof OrebookError && error.code === 'CANCELLED'
          ? { kind: 'stopped', id }
          : { kind: 'failed', id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) },
      ),
  );
});
