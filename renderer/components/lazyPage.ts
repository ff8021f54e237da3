import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

/** A page whose code is loaded when it is first shown, or earlier by `preload`. */
export type LazyPage = LazyExoticComponent<ComponentType> & { readonly preload: () => void };

/** Creates a lazy page. Preloading never fails; showing the page loads again and reports the error. */
export const lazyPage = (load: () => Promise<{ readonly default: ComponentType }>): LazyPage =>
  Object.assign(lazy(load), { preload: () => void load().catch(() => undefined) });
