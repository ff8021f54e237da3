import type { StartDraft } from './startDraft.ts';
import { isUntouched } from './startDraft.ts';

const KEPT_UNDER = 'orebook.start';

const isDraft = (value: unknown): value is StartDraft =>
  typeof value === 'object' && value !== null && 'rows' in value && Array.isArray(value.rows) && 'firstYear' in value && 'rate' in value;

/** What was typed before and not started yet. This browser keeps it, because there is no workspace yet to keep it in. */
export const keptStart = (): StartDraft | undefined => {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(KEPT_UNDER) ?? 'false');
    return isDraft(kept) ? kept : undefined;
  } catch {
    // storage that is shut off keeps nothing; the form works without
    return undefined;
  }
};

/** Keeps what is being typed; an untouched form, or none, is forgotten. */
export const keepStart = (draft: StartDraft | undefined): void => {
  try {
    if (draft === undefined || isUntouched(draft)) window.localStorage.removeItem(KEPT_UNDER);
    else window.localStorage.setItem(KEPT_UNDER, JSON.stringify(draft));
  } catch {
    // see above
  }
};
