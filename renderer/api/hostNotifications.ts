import type { ActionId } from '#shared/contract/actions.ts';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { Job } from '#shared/contract/jobs.ts';
import type { HostEvent } from '#shared/contract/result.ts';

const createPublisher = <T>() => {
  const listeners = new Set<(value: T) => void>();
  return {
    publish: (value: T): void => {
      for (const listener of listeners) listener(value);
    },
    on: (listener: (value: T) => void): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};

/** Errors outside of any call of this page, such as a double-clicked file that is no workspace. */
export const { publish: publishNotice, on: onNotice } = createPublisher<OrebookError>();

/** Actions chosen in the host's menu. */
export const { publish: publishAction, on: onAction } = createPublisher<ActionId>();

/** Jobs that were cancelled because their workspace was closed. */
export const { publish: publishEndedJobs, on: onEndedJobs } = createPublisher<readonly Job[]>();

/** Restarts of the core behind the host. */
export const { publish: publishRestart, on: onRestart } = createPublisher<Extract<HostEvent, { readonly kind: 'core' }>>();
