import type { ActId } from '#shared/contract/acts.ts';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { HostEvent } from '#shared/contract/result.ts';

const passOn = <T>() => {
  const listeners = new Set<(told: T) => void>();
  return {
    tell: (told: T): void => {
      for (const listener of listeners) listener(told);
    },
    on: (listener: (told: T) => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

/** What went wrong outside of any call of this page: a file that was double-clicked and is none, say. */
export const { tell: tellNotice, on: onNotice } = passOn<OrebookError>();

/** Acts chosen in the host's menu. */
export const { tell: tellAct, on: onAct } = passOn<ActId>();

/** The core behind the host died and another one took over. */
export const { tell: tellRestart, on: onRestart } = passOn<Extract<HostEvent, { readonly kind: 'core' }>>();
