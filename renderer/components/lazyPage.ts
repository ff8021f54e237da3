import { type ComponentType, createElement, lazy, useState } from 'react';
import { loadLaterTexts } from './laterTexts.ts';

/** A page whose code is loaded when it is first shown, or earlier by `preload`. */
export type LazyPage = ComponentType & { readonly preload: () => Promise<void> };

export type LazyPageOptions = {
  /** Whether the page needs no text but those of the first page. */
  readonly hasFirstTextsOnly?: true;
};

/** Creates a lazy page. Preloading never fails; showing the page loads again and reports the error. */
export const lazyPage = (load: () => Promise<{ readonly default: ComponentType }>, options: LazyPageOptions = {}): LazyPage => {
  let loadedPage: ComponentType | undefined;
  const loadAll = async () => {
    const [page] = await Promise.all([load(), options.hasFirstTextsOnly ? undefined : loadLaterTexts()]);
    loadedPage = page.default;
    return page;
  };
  const WaitingPage = lazy(loadAll);
  // React shows a page that it waits for 300 ms later, even if its code is there
  // biome-ignore lint/correctness/noComponentHookFactories: called once for each page, when its feature is imported
  const Page = () => createElement(useState(() => loadedPage ?? WaitingPage)[0]);
  const preload = (): Promise<void> =>
    loadAll().then(
      () => undefined,
      () => undefined,
    );
  return Object.assign(Page, { preload });
};
