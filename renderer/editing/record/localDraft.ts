/** Keeps what could not reach the app in this browser: `session` outlives a reload of the tab, `local` a restart of the browser. */
export type LocalStore = 'session' | 'local';

const storageOf = (store: LocalStore): Storage => (store === 'session' ? window.sessionStorage : window.localStorage);

/** Reads what was kept under a name; undefined where there is nothing, and where storage is shut off. */
export const readLocalDraft = (store: LocalStore, name: string): unknown => {
  try {
    return JSON.parse(storageOf(store).getItem(`orebook.${name}`) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
};

/** Keeps a draft under a name; undefined forgets it. Storage that is shut off or full keeps nothing. */
export const writeLocalDraft = (store: LocalStore, name: string, draft: unknown): void => {
  try {
    if (draft === undefined) storageOf(store).removeItem(`orebook.${name}`);
    else storageOf(store).setItem(`orebook.${name}`, JSON.stringify(draft));
  } catch {
    // the page goes on without
  }
};
