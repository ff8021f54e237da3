import { useCallback, useEffect, useMemo, useRef } from 'react';
import { createDraftKeeper, type DraftFields } from './draftKeeper.ts';
import { type BrowserDraftKey, type DraftKey, sendDraft } from './useDraft.ts';

/** How long a text may be in a field before its draft is stored, ms. Writing to disk lets the preview of the same key go first. */
const DRAFT_AFTER_MS = 120;

export type FormDraft = {
  /** Stores the draft now. */
  readonly keep: () => void;
  /** Stores the draft shortly. */
  readonly keepSoon: () => void;
  /** Deletes the draft. */
  readonly forget: () => void;
};

/**
 * Keeps the draft of a form while it is open, also when its page goes away. `fieldsOf` returns what is not stored; undefined discards the
 * draft, if there is one. Without a key nothing is kept.
 */
export const useDraftKeeper = (
  draft: DraftKey | BrowserDraftKey | undefined,
  fieldsOf: () => DraftFields,
  hasDraft: boolean,
): FormDraft => {
  const keeper = useMemo(() => createDraftKeeper(draft ? sendDraft(draft) : async () => undefined), [draft]);
  const latestFieldsOf = useRef(fieldsOf);
  useEffect(() => {
    latestFieldsOf.current = fieldsOf;
  });
  const isForgotten = useRef(false);
  const isKept = useRef(hasDraft);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const store = useCallback(
    (how: 'keep' | 'keepLast'): void => {
      clearTimeout(timer.current);
      timer.current = undefined;
      if (isForgotten.current) return;
      const fields = latestFieldsOf.current();
      if (!fields && !isKept.current) return;
      isKept.current = fields !== undefined;
      keeper[how](fields);
    },
    [keeper],
  );
  const keep = useCallback((): void => store('keep'), [store]);
  const keepSoon = useCallback((): void => {
    timer.current ??= setTimeout(keep, DRAFT_AFTER_MS);
  }, [keep]);
  const forget = useCallback((): void => {
    isForgotten.current = true;
    keeper.keep(undefined);
  }, [keeper]);
  useEffect(() => {
    const onHide = (): void => {
      if (timer.current !== undefined || keeper.isPending()) store('keepLast');
    };
    window.addEventListener('pagehide', onHide);
    return () => {
      window.removeEventListener('pagehide', onHide);
      if (timer.current !== undefined) keep();
    };
  }, [store, keep, keeper]);
  return { keep, keepSoon, forget };
};
