import type { IncomingMessage, ServerResponse } from 'node:http';
import { OrebookError } from '#shared/contract/errors.ts';

/** Time that a refused sender gets to stop sending before its socket is cut, ms: cut at once it would never read why. */
const LINGER_MS = 500;

/** The whole body as text. Throws TOO_LARGE, at once when the sender says so itself. */
export const readBody = async (request: IncomingMessage, limit: number): Promise<string> => {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw new OrebookError('TOO_LARGE', { limit });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > limit) throw new OrebookError('TOO_LARGE', { limit });
    chunks.push(chunk);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
};

/** Answers a request whose body is not wanted, and ends the connection. */
export const endUnread = (request: IncomingMessage, response: ServerResponse, status: number, body: string): void => {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...(request.complete ? {} : { connection: 'close' }) });
  response.end(body);
  if (request.complete) return;
  request.resume();
  const cut = setTimeout(() => request.socket.destroy(), LINGER_MS);
  request.once('close', () => clearTimeout(cut));
};
