import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import { loadLaterTexts } from './laterTexts.ts';

/** A page whose code is loaded when it is first shown, or earlier by `preload`. */
export type LazyPage = LazyExoticComponent<ComponentType> & { readonly preload: () => void };

export type LazyPageOptions = {
  /** Whether the page needs no text but those of the first page. */
  readonly hasFirstTextsOnly?: true;
};

/** Creates a lazy page. Preloading never fails; showing the page loads again and reports the error. */
export const lazyPage = (load: () => Promise<{ readonly default: ComponentType }>, options: LazyPageOptions = {}): LazyPage => {
  const loadAll = async () => (await Promise.all([load(), options.hasFirstTextsOnly ? undefined : loadLaterTexts()]))[0];
  return Object.assign(lazy(loadAll), { preload: () => void loadAll().catch(() => undefined) });
};
