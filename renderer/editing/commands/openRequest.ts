import { useSyncExternalStore } from 'react';

/** Creates a store of one open question, which a dialog asks. Another one takes its place and refuses it. */
export const createOpenRequest = <T extends object>() => {
  let openRequest: { readonly question: T; readonly onEnd: (isGranted: boolean) => void } | undefined;
  const listeners = new Set<() => void>();
  const setOpenRequest = (next: typeof openRequest): void => {
    openRequest = next;
    for (const listener of [...listeners]) listener();
  };
  const subscribe = (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const get = (): T | undefined => openRequest?.question;
  /** Ends the open request. */
  const end = (isGranted: boolean): void => {
    const request = openRequest;
    setOpenRequest(undefined);
    request?.onEnd(isGranted);
  };
  return {
    get,
    end,
    /** Asks a question; resolves to its answer. */
    ask: (question: T): Promise<boolean> => {
      end(false);
      return new Promise((resolve) => setOpenRequest({ question, onEnd: resolve }));
    },
    /** Returns the open question and rerenders when it changes. */
    useQuestion: (): T | undefined => useSyncExternalStore(subscribe, get),
  };
};
