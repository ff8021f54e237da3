import type { SummaryBlock, SummaryCell, SummaryDocument } from '#shared/contract/summaries.ts';
import type { Language, MoneyScale } from '#shared/domain/workspace.ts';
import type { PrintedDocument } from '../documents/blockContent.ts';

/** A task of the documents thread, whose blocks are sent before it. */
export type DocumentTask = { readonly scale: MoneyScale } & (
  | {
      readonly kind: 'pages';
      readonly maxPages: number;
      /** The most bytes of the returned pages as JSON; the first page is returned whatever it has. */
      readonly maxBytes: number;
      /** Whether the pages after these are counted. */
      readonly countsAll: boolean;
    }
  | { readonly kind: 'pdf' | 'docx' | 'html'; readonly printed: PrintedDocument }
);

/** Messages to the thread. Blocks are sent a few rows at a time, since copying those of a long document at once would block the core. */
export type ToDocuments = { readonly id: number } & (
  | { readonly kind: 'blocks'; readonly blocks: readonly SummaryBlock[] }
  /** Further rows of the table that was sent last. */
  | { readonly kind: 'rows'; readonly rows: readonly (readonly SummaryCell[])[] }
  /** Discards the blocks of a task that does not follow. */
  | { readonly kind: 'discard' }
  | {
      readonly kind: 'task';
      readonly task: DocumentTask;
      /** The locale of its texts. */
      readonly language: Language;
      /** 1 once the task must stop; checked before each page of a PDF and each row of a Word document, and before and after any other task. */
      readonly flag: Int32Array<SharedArrayBuffer>;
    }
);

/** The result of a task, by its kind. */
export type DocumentAnswer = {
  readonly pages: { readonly pages: SummaryDocument['pages']; readonly count: number };
  readonly pdf: Uint8Array;
  readonly docx: Uint8Array;
  readonly html: string;
};

export type FromDocuments =
  /** Progress: pages of a PDF, rows of the tables of a Word document. */
  | { readonly kind: 'progress'; readonly id: number; readonly done: number; readonly total: number }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: DocumentAnswer[keyof DocumentAnswer] }
  | { readonly kind: 'stopped'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
