import type { SummaryBlock, SummaryDocument } from '#shared/contract/summaries.ts';
import type { Language, MoneyScale } from '#shared/domain/workspace.ts';
import type { PrintedDocument } from '../documents/blockContent.ts';

/** A task of the documents thread. */
export type DocumentTask = { readonly blocks: readonly SummaryBlock[]; readonly scale: MoneyScale } & (
  | { readonly kind: 'pages'; readonly maxPages: number }
  | { readonly kind: 'pdf' | 'docx' | 'html'; readonly printed: PrintedDocument }
);

export type ToDocuments = {
  readonly id: number;
  readonly task: DocumentTask;
  /** The locale of its texts. */
  readonly language: Language;
  /** 1 once the task must stop; checked before each page of a PDF, and before and after any other task. */
  readonly flag: Int32Array<SharedArrayBuffer>;
};

/** The result of a task, by its kind. */
export type DocumentAnswer = {
  readonly pages: SummaryDocument['pages'];
  readonly pdf: Uint8Array;
  readonly docx: Uint8Array;
  readonly html: string;
};

export type FromDocuments =
  | { readonly kind: 'page'; readonly id: number; readonly page: number; readonly of: number }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: DocumentAnswer[keyof DocumentAnswer] }
  | { readonly kind: 'stopped'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
