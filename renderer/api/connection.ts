import { useSyncExternalStore } from 'react';

/**
 * `live`: the app answers. `lost`: the host or the core behind it does not answer, and the page keeps trying. `restarted`: the host is
 * another process, and this page must be reloaded. `unauthenticated`: this browser is not authenticated; the printed address authenticates it.
 */
export type Connection = 'live' | 'lost' | 'restarted' | 'unauthenticated';

/** The connection to the host, and whether the core behind a live host is lost. */
let hostConnection: Connection = 'live';
let isCoreLost = false;
const listeners = new Set<() => void>();

/** The state of the connection as the page shows it: a lost core behind a live host counts as lost. */
export const connection = (): Connection => (hostConnection === 'live' && isCoreLost ? 'lost' : hostConnection);

const update = (apply: () => void): void => {
  const previous = connection();
  apply();
  if (connection() === previous) return;
  for (const listener of [...listeners]) listener();
};

/** Sets the state of the connection to the host. */
export const setConnection = (next: Connection): void =>
  update(() => {
    hostConnection = next;
  });

/** Sets whether the core is lost; a host may be live while its core restarts. */
export const setCoreLost = (isLost: boolean): void =>
  update(() => {
    isCoreLost = isLost;
  });

/** Calls `listener` whenever the connection changes; returns a function that stops it. */
export const onConnection = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Resolves to true when the app answers, and to false after `ms` (if given) or when this page must be reloaded. */
export const waitUntilLive = (ms?: number): Promise<boolean> =>
  new Promise((resolve) => {
    const finish = (isLive: boolean): void => {
      clearTimeout(timer);
      stop();
      resolve(isLive);
    };
    const timer = ms === undefined ? undefined : setTimeout(() => finish(false), ms);
    const check = (): void => {
      const state = connection();
      if (state !== 'lost') finish(state === 'live');
    };
    const stop = onConnection(check);
    check();
  });

/** Returns the connection state and rerenders when it changes. */
export const useConnection = (): Connection => useSyncExternalStore(onConnection, connection);

/** Returns the state of the connection to the host alone, whatever the core behind it does, and rerenders when it changes. */
export const useHostConnection = (): Connection => useSyncExternalStore(onConnection, () => hostConnection);
