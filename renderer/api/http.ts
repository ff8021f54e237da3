import { OrebookError } from '#shared/contract/errors.ts';
import { type Answer, readResult } from './answer.ts';
import { setConnection } from './connection.ts';

/** Returns the token that the host put into the page for this load. */
export const pageToken = (): string => document.querySelector<HTMLMetaElement>('meta[name="orebook-token"]')?.content ?? '';

/** Reads a response as `readResult` reads its body. */
export const readAnswer = async (response: Response): Promise<Answer> => readResult(await response.json().catch(() => undefined));

/** Sends a request to the host that served this page. Throws UNAVAILABLE and sets the connection to lost when the host is not reachable. */
export const fetchFromHost = async (path: string, init: RequestInit): Promise<Response> => {
  try {
    return await fetch(path, { ...init, headers: { ...init.headers, 'x-orebook-token': pageToken() } });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    setConnection('lost');
    throw new OrebookError('UNAVAILABLE', {}, { cause: error });
  }
};
