import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** The secrets of one running process; all of them end with it. */
export type Keys = {
  /** Lets a browser in; part of the printed address. */
  readonly key: string;
  /** The value of the cookie of a browser that was let in. */
  readonly cookie: string;
  /** Given to the page in a meta tag, sent back with every call: cookies reach every port of a machine, this does not. */
  readonly token: string;
};

export const newSecret = (): string => randomBytes(32).toString('base64url');

export const newKeys = (): Keys => ({ key: newSecret(), cookie: newSecret(), token: newSecret() });

/** True when the texts are the same; the time taken says nothing about where they differ. */
export const sameSecret = (given: string | undefined, expected: string): boolean => {
  if (given === undefined) return false;
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
};

/** Proves that its maker knows `key` without saying it. `purpose` keeps one proof from serving for another. */
export const proofOf = (key: string, purpose: 'ask' | 'answer' | 'once', text: string): string =>
  createHmac('sha256', key).update(`${purpose}\n${text}`).digest('base64url');

/** A ticket that opens one browser once: the command line of a browser, where others may read it, carries this instead of the key. */
export const newTicket = (key: string): string => {
  const nonce = randomBytes(16).toString('base64url');
  return `${nonce}.${proofOf(key, 'once', nonce)}`;
};

/** Takes each ticket of `key` once. */
export const createTicketCheck = (key: string): ((ticket: string) => boolean) => {
  const taken = new Set<string>();
  return (ticket) => {
    const [nonce = '', proof = ''] = ticket.split('.');
    if (taken.has(nonce) || !sameSecret(proof, proofOf(key, 'once', nonce))) return false;
    taken.add(nonce);
    return true;
  };
};
