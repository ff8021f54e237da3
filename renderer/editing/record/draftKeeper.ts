import { OrebookError } from '#shared/contract/errors.ts';
import { waitUntilLive } from '../../api/connection.ts';
import { createLatestRunner } from '../../api/requestOrder.ts';

/** What a draft holds; undefined discards the draft. */
export type DraftFields = Readonly<Record<string, unknown>> | undefined;

/** Stores a draft; `isLast` when the page goes away and can't wait for the answer. */
export type SendDraft = (fields: DraftFields, isLast: boolean) => Promise<unknown>;

export type DraftKeeper = {
  /** Stores the newest fields; one save at a time, and again once an app that did not answer is back. */
  readonly keep: (fields: DraftFields) => void;
  /** Stores the newest fields without waiting, if something is not stored. */
  readonly keepLast: (fields: DraftFields) => void;
  readonly isPending: () => boolean;
};

/** Keeps the draft of one form. What could not be stored is sent again when the app answers; a refusal waits for the next text. */
export const createDraftKeeper = (send: SendDraft): DraftKeeper => {
  let isStored = true;
  let newestFields: DraftFields;
  const latestRunner = createLatestRunner<{ readonly fields: DraftFields }, unknown>({
    run: ({ fields }) => send(fields, false),
    onAnswer: (_done, { fields }) => {
      if (newestFields === fields) isStored = true;
    },
    onError: async (error, { fields }) => {
      if (!(error instanceof OrebookError && error.code === 'UNAVAILABLE')) return;
      if ((await waitUntilLive()) && newestFields === fields) latestRunner.ask({ fields });
    },
    onPending: () => undefined,
  });
  return {
    keep: (fields) => {
      newestFields = fields;
      isStored = false;
      latestRunner.ask({ fields });
    },
    keepLast: (fields) => {
      newestFields = fields;
      // what is under way ends with the page, so that nothing older arrives after this
      void send(fields, true).catch(() => undefined);
    },
    isPending: () => !isStored,
  };
};
