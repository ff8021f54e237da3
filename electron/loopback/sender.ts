import type { IncomingMessage } from 'node:http';
import { isSameSecret, type Keys } from './keys.ts';

/** Why a request is refused. The log contains the reason; `token` means that an earlier process served the page. */
export type Refusal = 'host' | 'cookie' | 'origin' | 'token' | 'key';

export type SenderCheck = {
  /** Checks the exact Host header, so that another name that resolves to this computer is refused. */
  readonly host: (request: IncomingMessage) => Refusal | undefined;
  /** Checks the cookie, and that the request comes from the app's page or the address bar. */
  readonly browser: (request: IncomingMessage) => Refusal | undefined;
  /** Checks the app's page: the above, the exact Origin of a POST, and the token. */
  readonly page: (request: IncomingMessage) => Refusal | undefined;
};

export const cookieName = (port: number): string => `orebook-${port}`;

const cookieOf = (request: IncomingMessage, name: string): string | undefined =>
  request.headers.cookie
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

const header = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? undefined : value;
};

export const createSenderCheck = (port: number, keys: Keys): SenderCheck => {
  const host = `127.0.0.1:${port}`;
  const origin = `http://${host}`;
  const name = cookieName(port);

  const checkBrowser = (request: IncomingMessage): Refusal | undefined => {
    if (!isSameSecret(cookieOf(request, name), keys.cookie)) return 'cookie';
    const sentSite = header(request, 'sec-fetch-site');
    if (sentSite !== undefined && sentSite !== 'same-origin' && sentSite !== 'none') return 'origin';
    const sentOrigin = header(request, 'origin');
    return sentOrigin !== undefined && sentOrigin !== origin ? 'origin' : undefined;
  };

  return {
    host: (request) => (request.headers.host === host ? undefined : 'host'),
    browser: checkBrowser,
    page: (request) => {
      const refusal = checkBrowser(request);
      if (refusal) return refusal;
      if (request.method === 'POST' && header(request, 'origin') !== origin) return 'origin';
      return isSameSecret(header(request, 'x-orebook-token'), keys.token) ? undefined : 'token';
    },
  };
};
