import { OrebookError } from '#shared/contract/errors.ts';
import { TOKEN_FRAGMENT } from '#shared/contract/names.ts';
import { type Answer, readResult } from './answer.ts';
import { setConnection } from './connection.ts';

const TOKEN_KEY = 'orebook-token';

/** Takes the token from the address of a browser that was just authenticated, and stores it for the next load of this origin. */
const takeToken = (): string => {
  if (!location.hash.startsWith(`#${TOKEN_FRAGMENT}`)) return localStorage.getItem(TOKEN_KEY) ?? '';
  const token = location.hash.slice(1 + TOKEN_FRAGMENT.length);
  history.replaceState(history.state, '', `${location.pathname}${location.search}`);
  localStorage.setItem(TOKEN_KEY, token);
  return token;
};

/** The token of the host that served this page; empty outside a page. A page of an earlier host keeps the earlier token and is refused. */
export const pageToken: string = globalThis.location?.hash === undefined ? '' : takeToken();

/** Reads a response as `readResult` reads its body. */
export const readAnswer = async (response: Response): Promise<Answer> => readResult(await response.json().catch(() => undefined));

/** Sends a request to the host that served this page. Throws UNAVAILABLE and sets the connection to lost when the host is not reachable. */
export const fetchFromHost = async (path: string, init: RequestInit): Promise<Response> => {
  try {
    return await fetch(path, { ...init, headers: { ...init.headers, 'x-orebook-token': pageToken } });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    setConnection('lost');
    throw new OrebookError('UNAVAILABLE', {}, { cause: error });
  }
};
