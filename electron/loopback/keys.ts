import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** The secrets of one process, valid until it ends. */
export type Keys = {
  /** Authenticates a browser; part of the printed address. */
  readonly key: string;
  /** The cookie value of an authenticated browser. */
  readonly cookie: string;
  /** The page stores it and sends it with every call. A browser sends a cookie to every port of a computer, and the token to none. */
  readonly token: string;
};

export const newSecret = (): string => randomBytes(32).toString('base64url');

export const newKeys = (): Keys => ({ key: newSecret(), cookie: newSecret(), token: newSecret() });

/** Compares two secrets in constant time. */
export const isSameSecret = (secret: string | undefined, expectedSecret: string): boolean => {
  if (secret === undefined) return false;
  const a = Buffer.from(secret);
  const b = Buffer.from(expectedSecret);
  return a.length === b.length && timingSafeEqual(a, b);
};

/** Returns a proof of knowing `key` that does not reveal it. A proof is valid for one `purpose` only. */
export const proofOf = (key: string, purpose: 'ask' | 'answer' | 'once', text: string): string =>
  createHmac('sha256', key).update(`${purpose}\n${text}`).digest('base64url');

/** Returns a ticket that authenticates one browser once. It replaces the key on a command line, which others may read. */
export const newTicket = (key: string): string => {
  const nonce = randomBytes(16).toString('base64url');
  return `${nonce}.${proofOf(key, 'once', nonce)}`;
};

/** Creates a check that accepts each ticket of `key` once. */
export const createTicketCheck = (key: string): ((ticket: string) => boolean) => {
  const usedNonces = new Set<string>();
  return (ticket) => {
    const [nonce = '', proof = ''] = ticket.split('.');
    if (usedNonces.has(nonce) || !isSameSecret(proof, proofOf(key, 'once', nonce))) return false;
    usedNonces.add(nonce);
    return true;
  };
};
