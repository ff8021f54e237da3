import { once } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import type { SecretAnswer, SecretRequest } from './protocol.ts';

/** Stores secrets in the key store of the system, where the user asked for it. Only the desktop host has one. */
export type SecretStore = {
  /** Whether the system has a key store that protects secrets. */
  readonly isAvailable: () => Promise<boolean>;
  /** Returns a secret; undefined if there is none or it can't be decrypted. */
  readonly read: (name: string) => Promise<string | undefined>;
  /** Stores a secret. Returns whether it is stored. */
  readonly save: (name: string, secret: string) => Promise<boolean>;
  readonly forget: (name: string) => Promise<void>;
};

/** The store of a host without a key store. */
export const NO_SECRETS: SecretStore = {
  isAvailable: async () => false,
  read: async () => undefined,
  save: async () => false,
  forget: async () => undefined,
};

/**
 * Creates the store of a core whose host answers on a port; without a port, nothing is stored. The port is not that of the calls, which
 * wait while the first workspace is opened.
 */
export const createSecretStore = (port: MessagePort | undefined): SecretStore => {
  if (port === undefined) return NO_SECRETS;
  let last: Promise<unknown> = Promise.resolve();
  const ask = async (request: SecretRequest): Promise<SecretAnswer> => {
    port.postMessage(request);
    const [answer] = await once(port, 'message');
    return answer as SecretAnswer;
  };
  /** Sends one request after another, so that each answer belongs to the latest one. */
  const send = (request: SecretRequest): Promise<SecretAnswer> => {
    const answer = last.then(() => ask(request));
    last = answer.catch(() => undefined);
    return answer;
  };
  port.unref();
  return {
    isAvailable: async () => (await send({ kind: 'isAvailable' })).isDone,
    read: async (name) => (await send({ kind: 'read', name })).secret,
    save: async (name, secret) => (await send({ kind: 'save', name, secret })).isDone,
    forget: async (name) => void (await send({ kind: 'forget', name })),
  };
};
