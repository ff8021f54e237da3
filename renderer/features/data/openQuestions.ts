import type { ImportPreview } from '#shared/contract/imports.ts';

type Question = ImportPreview['questions'][number];

export const hasAnswer = (question: Question): boolean => {
  switch (question.kind) {
    case 'buyer':
      return question.answer !== undefined;
    case 'unit':
      return question.doubt === undefined;
    case 'decimal':
    case 'dates':
      return false;
    case 'skippedRows':
      return true;
    case 'ignored':
      return question.isConfirmed;
    case 'deck':
      return question.deck !== undefined;
  }
};

/**
 * Whether a question prevents the import until it is answered, because values would be stored wrongly: a notation, a unit, a deck. Without an
 * answer about a buyer or a column, rows are rejected or the column is not imported, which the preview shows.
 */
export const isOpenQuestion = (question: Question): boolean =>
  question.kind !== 'buyer' && question.kind !== 'ignored' && !hasAnswer(question);

/** Focuses the answer of the first open question. */
export const focusOpenQuestion = (): void => document.querySelector<HTMLElement>('[data-open-question] [role="combobox"]')?.focus();
