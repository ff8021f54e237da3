import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

/** A page whose code comes when it is first shown, or earlier by `preload`. */
export type LazyPage = LazyExoticComponent<ComponentType> & { readonly preload: () => void };

/** A page from its module. Preloading it never fails: showing it asks again and says what went wrong. */
export const lazyPage = (load: () => Promise<{ readonly default: ComponentType }>): LazyPage =>
  Object.assign(lazy(load), { preload: () => void load().catch(() => undefined) });
