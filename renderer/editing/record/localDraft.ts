/** Storage of this browser: `session` outlives a reload of the tab, `local` a restart of the browser. */
export type LocalStore = 'session' | 'local';

const storageOf = (store: LocalStore): Storage => (store === 'session' ? window.sessionStorage : window.localStorage);

/** Reads a draft by its name; undefined where there is none, and where storage is disabled. */
export const readLocalDraft = (store: LocalStore, name: string): unknown => {
  try {
    return JSON.parse(storageOf(store).getItem(`orebook.${name}`) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
};

/** Stores a draft under a name; undefined removes it. Does nothing where storage is disabled or full. */
export const writeLocalDraft = (store: LocalStore, name: string, draft: unknown): void => {
  try {
    if (draft === undefined) storageOf(store).removeItem(`orebook.${name}`);
    else storageOf(store).setItem(`orebook.${name}`, JSON.stringify(draft));
  } catch {
    // the form works without it
  }
};
