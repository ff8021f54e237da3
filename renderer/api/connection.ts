import { useSyncExternalStore } from 'react';

/**
 * `live`: the app answers. `lost`: it does not, and is being looked for. `restarted`: it is back as another process, and this page must be
 * loaded again. `shutOut`: this browser has no key; the address that Orebook printed lets it in.
 */
export type Connection = 'live' | 'lost' | 'restarted' | 'shutOut';

let state: Connection = 'live';
const listeners = new Set<() => void>();

export const connection = (): Connection => state;

export const setConnection = (next: Connection): void => {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
};

export const onConnection = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Whether the app is there; every page shows the same banner from it. */
export const useConnection = (): Connection => useSyncExternalStore(onConnection, connection);
