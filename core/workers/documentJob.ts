import type { SummaryBlock, SummaryDocument } from '#shared/contract/summaries.ts';
import type { HouseStyle } from '#shared/domain/houseStyle.ts';
import type { Language, MoneyScale } from '#shared/domain/workspace.ts';

/** What every format of a document is drawn from, apart from its blocks. */
export type Printed = {
  readonly title: string;
  /** For whom it is. */
  readonly subject: string;
  readonly house: HouseStyle;
  readonly created: Date;
};

/** What the thread of documents is asked for. */
export type DocumentTask = { readonly blocks: readonly SummaryBlock[]; readonly scale: MoneyScale } & (
  | { readonly kind: 'pages' }
  | { readonly kind: 'pdf' | 'docx'; readonly printed: Printed }
);

export type ToDocuments = {
  readonly id: number;
  readonly task: DocumentTask;
  /** What its texts are said in. */
  readonly language: Language;
  /** 1 once the task is to stop; looked at before each page of a PDF, and before and after any other task. */
  readonly flag: Int32Array<SharedArrayBuffer>;
};

/** What a task answers, by its kind. */
export type DocumentAnswer = {
  readonly pages: SummaryDocument['pages'];
  readonly pdf: Uint8Array;
  readonly docx: Uint8Array;
};

export type FromDocuments =
  | { readonly kind: 'page'; readonly id: number; readonly page: number; readonly of: number }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: DocumentAnswer[keyof DocumentAnswer] }
  | { readonly kind: 'stopped'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
