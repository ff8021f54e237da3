import { useSyncExternalStore } from 'react';

/**
 * `live`: the app answers. `lost`: the host or the core behind it does not answer, and the page keeps asking. `restarted`: the host is
 * another process, and this page must be reloaded. `shutOut`: this browser has no key; the address that Orebook printed lets it in.
 */
export type Connection = 'live' | 'lost' | 'restarted' | 'shutOut';

/** The link to the host, and whether the core behind a live host answers. */
let link: Connection = 'live';
let isCoreLost = false;
const listeners = new Set<() => void>();

export const connection = (): Connection => (link === 'live' && isCoreLost ? 'lost' : link);

const update = (apply: () => void): void => {
  const before = connection();
  apply();
  if (connection() === before) return;
  for (const listener of [...listeners]) listener();
};

/** Notes what the page knows of its link to the host. */
export const setConnection = (next: Connection): void =>
  update(() => {
    link = next;
  });

/** Notes whether the core answers; a host may be live while its core is being replaced. */
export const setCoreLost = (isLost: boolean): void =>
  update(() => {
    isCoreLost = isLost;
  });

/** Calls `listener` whenever the connection changes; returns a function that stops it. */
export const onConnection = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Resolves true when the app answers again, false after `ms` (without it, never) or when this page must be reloaded. */
export const whenLive = (ms?: number): Promise<boolean> =>
  new Promise((resolve) => {
    const finish = (isLive: boolean): void => {
      clearTimeout(timer);
      stop();
      resolve(isLive);
    };
    const timer = ms === undefined ? undefined : setTimeout(() => finish(false), ms);
    const look = (): void => {
      const now = connection();
      if (now !== 'lost') finish(now === 'live');
    };
    const stop = onConnection(look);
    look();
  });

/** The connection as a page shows it. */
export const useConnection = (): Connection => useSyncExternalStore(onConnection, connection);
