import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { CALL_LIMIT, createArtefactStore, createIntakeStore, errorFields, INTAKE_LIMIT, type Log, newLogId } from '#core';
import { type ErrorCode, type ErrorDetails, OrebookError } from '#shared/contract/errors.ts';
import { isCallName, TOKEN_FRAGMENT } from '#shared/contract/names.ts';
import { isRequestId, type Result } from '#shared/contract/result.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import type { CoreClient } from '../host/coreClient.ts';
import { fillPage } from '../host/pageFiles.ts';
import { contentPolicy, SECURITY_HEADERS } from '../host/policy.ts';
import { createEventStreams } from './eventStreams.ts';
import { createTicketCheck, isSameSecret, type Keys, newSecret, proofOf } from './keys.ts';
import type { PageSource } from './pages.ts';
import { cookieName, createSenderCheck, type Refusal } from './sender.ts';

// as in instances.ts: an import would load undici
const { createServer } = process.getBuiltinModule('node:http');

export type ServerOptions = {
  readonly core: CoreClient;
  readonly keys: Keys;
  readonly pages: PageSource;
  readonly tempFolder: string;
  readonly log: Log;
  /** 0 takes any free port. */
  readonly port: number;
};

export type LoopbackServer = {
  readonly port: number;
  /** Ends streams and connections. */
  readonly close: () => Promise<void>;
};

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse; readonly url: URL; readonly nonce: string };

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.removeListener('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

/** How long a refused sender may continue to send before its socket is closed, ms. If it were closed at once, the sender could not read the answer. */
const LINGER_MS = 500;
/** How long open connections may continue after the server was told to close, ms. */
const CLOSE_MS = 500;

/** Reads the body as text. Throws TOO_LARGE, before reading where the content length exceeds the limit. */
const readBody = async (request: IncomingMessage, limit: number): Promise<string> => {
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

/** Answers a request without reading its body, and closes the connection. */
const rejectUnread = (request: IncomingMessage, response: ServerResponse, status: number, body: string): void => {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...(request.complete ? {} : { connection: 'close' }) });
  response.end(body);
  if (request.complete) return;
  request.resume();
  const closeTimer = setTimeout(() => request.socket.destroy(), LINGER_MS);
  request.once('close', () => clearTimeout(closeTimer));
};

/** Serves the app to browsers on this computer. Rejects with EADDRINUSE when the port is in use. */
export const startServer = async ({ core, keys, pages, tempFolder, log, port: requestedPort }: ServerOptions): Promise<LoopbackServer> => {
  const intake = createIntakeStore(tempFolder);
  const artefacts = createArtefactStore(tempFolder);
  const streams = createEventStreams();
  const takeTicket = createTicketCheck(keys.key);
  const server = createServer({ requestTimeout: 120_000, headersTimeout: 10_000 });
  const port = await listen(server, requestedPort);
  const sender = createSenderCheck(port, keys);

  const answerText = (response: ServerResponse, status: number, content: string): void => {
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'content-length': Buffer.byteLength(content),
    });
    response.end(content);
  };

  const answer = (response: ServerResponse, status: number, body: unknown): void => answerText(response, status, JSON.stringify(body));

  /** Refuses a request and logs it. A navigation gets a sentence as HTML, a call a Result. */
  const refuse = ({ request, response }: Exchange, status: number, code: ErrorCode, details: ErrorDetails = {}): void => {
    const id = newLogId();
    log.write({ event: 'turnedAway', id, code, status, method: request.method ?? '', reason: String(details.reason ?? '') });
    response.setHeader('cache-control', 'no-store');
    if (request.headers.accept?.includes('text/html')) {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      rejectUnread(
        request,
        response,
        status,
        `<!doctype html><html lang="en"><title>Orebook</title><p>${errorText(new OrebookError(code, details))}</p></html>`,
      );
      return;
    }
    response.setHeader('content-type', 'application/json; charset=utf-8');
    rejectUnread(request, response, status, JSON.stringify({ ok: false, error: { code, details, id } } satisfies Result<never>));
  };
  const forbid = (exchange: Exchange, reason: Refusal): void => refuse(exchange, 403, 'FORBIDDEN', { reason });

  /**
   * Handles the printed address: the key becomes a cookie, and a redirect removes it from the address bar. The fragment gives the token to the
   * page alone: browsers send a cookie to every port of this computer, a fragment to none.
   */
  const authenticate = (exchange: Exchange): void => {
    const { response, url } = exchange;
    const key = url.searchParams.get('key');
    const onceKey = url.searchParams.get('once');
    const isValid = key !== null ? isSameSecret(key, keys.key) : onceKey !== null && takeTicket(onceKey);
    if (!isValid) {
      forbid(exchange, 'key');
      return;
    }
    url.searchParams.delete('key');
    url.searchParams.delete('once');
    response.writeHead(303, {
      'set-cookie': `${cookieName(port)}=${keys.cookie}; HttpOnly; SameSite=Strict; Path=/`,
      'cache-control': 'no-store',
      // a path that begins with two slashes would name another host
      location: `${url.pathname.replace(/^\/{2,}/, '/')}${url.search}#${TOKEN_FRAGMENT}${keys.token}`,
    });
    response.end();
  };

  /** Answers another process of the same user, which knows the key, with the open workspace. */
  const answerInstance = (exchange: Exchange): void => {
    const nonce = exchange.url.searchParams.get('nonce') ?? '';
    if (!isSameSecret(exchange.url.searchParams.get('proof') ?? '', proofOf(keys.key, 'ask', nonce))) {
      forbid(exchange, 'key');
      return;
    }
    const workspace = core.openFile()?.path ?? '';
    answer(exchange.response, 200, { workspace, proof: proofOf(keys.key, 'answer', `${nonce}\n${workspace}`) });
  };

  const handleCall = async (exchange: Exchange): Promise<void> => {
    const { request, response, url } = exchange;
    const name = url.pathname.slice('/api/'.length);
    if (!isCallName(name)) return refuse(exchange, 404, 'UNKNOWN_CALL');
    if (!/^application\/json(?:;\s*charset=utf-8)?$/i.test(request.headers['content-type'] ?? '') || request.headers['content-encoding'])
      return refuse(exchange, 415, 'BAD_INPUT', { reason: 'contentType' });
    let input: string;
    try {
      input = await readBody(request, CALL_LIMIT);
    } catch (error) {
      if (error instanceof OrebookError) return refuse(exchange, 413, error.code, error.details);
      // not UTF-8
      return refuse(exchange, 400, 'BAD_INPUT', { reason: 'json' });
    }
    const requestId = request.headers['x-orebook-request'];
    if (requestId !== undefined && !isRequestId(requestId)) return refuse(exchange, 400, 'BAD_INPUT', { reason: 'requestId' });
    // a page cancels a query by closing its request
    const cancellation = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) cancellation.abort();
    });
    answerText(response, 200, await core.call(name, input, { requestId, signal: cancellation.signal }));
  };

  const receiveFile = async (exchange: Exchange): Promise<void> => {
    const { request, response } = exchange;
    if (request.headers['content-type'] !== 'application/octet-stream')
      return refuse(exchange, 415, 'BAD_INPUT', { reason: 'contentType' });
    if (Number(request.headers['content-length'] ?? 0) > INTAKE_LIMIT) return refuse(exchange, 413, 'TOO_LARGE', { limit: INTAKE_LIMIT });
    try {
      const name = decodeURIComponent(String(request.headers['x-orebook-name'] ?? 'file'));
      // a request that is not destroyed after an error can still be answered
      const { token, bytes } = await intake.accept(request.iterator({ destroyOnReturn: false }), name);
      answer(response, 200, { ok: true, value: { intake: token, bytes }, revision: 0 } satisfies Result<unknown>);
    } catch (error) {
      if (error instanceof URIError) refuse(exchange, 400, 'BAD_INPUT', { reason: 'name' });
      else if (error instanceof OrebookError) refuse(exchange, error.code === 'DISK_FULL' ? 507 : 413, error.code, error.details);
      else throw error;
    }
  };

  const sendDocument = async (exchange: Exchange): Promise<void> => {
    const { response, url } = exchange;
    try {
      const { name, mediaType, bytes, content } = await artefacts.fetch(url.pathname.slice('/artefact/'.length));
      response.writeHead(200, {
        'content-type': mediaType,
        'content-length': bytes,
        'content-disposition': `attachment; filename="document"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`,
        'cache-control': 'no-store',
      });
      // pipeline closes the file, even if the browser cancels the download
      await pipeline(content, response);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE') return;
      if (!(error instanceof OrebookError)) throw error;
      refuse(exchange, 404, error.code);
    }
  };

  const sendPage = async (exchange: Exchange): Promise<void> => {
    const { request, response, url, nonce } = exchange;
    const isDocument = request.headers.accept?.includes('text/html') === true;
    if (url.pathname !== '/' && (await pages.serve(url.pathname, request, response))) return;
    if (!isDocument) return refuse(exchange, 404, 'NOT_FOUND');
    const page = fillPage(await pages.index(url.pathname), nonce);
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-length': Buffer.byteLength(page),
    });
    response.end(request.method === 'HEAD' ? undefined : page);
  };

  const route = async (exchange: Exchange): Promise<void> => {
    const { request, response, url } = exchange;
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (isRead && (url.searchParams.has('key') || url.searchParams.has('once'))) return authenticate(exchange);
    if (isRead && url.pathname === '/instance') return answerInstance(exchange);
    const isCall = request.method === 'POST' || url.pathname === '/events';
    const refusal = isCall ? sender.page(request) : sender.browser(request);
    if (refusal) return forbid(exchange, refusal);
    if (request.method === 'POST') {
      if (url.pathname.startsWith('/api/')) return handleCall(exchange);
      if (url.pathname === '/intake') return receiveFile(exchange);
      return refuse(exchange, 404, 'UNKNOWN_CALL');
    }
    if (!isRead) return refuse(exchange, 405, 'UNKNOWN_CALL');
    if (request.method === 'GET' && url.pathname === '/events') {
      if (!streams.add(response, core.currentState())) refuse(exchange, 503, 'UNAVAILABLE', { reason: 'streams' });
      return;
    }
    if (request.method === 'GET' && url.pathname.startsWith('/artefact/')) return sendDocument(exchange);
    return sendPage(exchange);
  };

  server.on('request', async (request, response) => {
    const nonce = newSecret();
    response.setHeader('content-security-policy', contentPolicy(nonce, pages.hasReloadClient));
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const url = URL.parse(`http://127.0.0.1:${port}${request.url ?? ''}`);
    const exchange: Exchange = { request, response, nonce, url: url ?? new URL('http://127.0.0.1/') };
    try {
      const refusal = sender.host(request);
      if (refusal) forbid(exchange, refusal);
      else if (!url || !request.url?.startsWith('/')) refuse(exchange, 400, 'BAD_INPUT', { reason: 'address' });
      else await route(exchange);
    } catch (error) {
      // a browser that closed the connection is no error
      if (request.destroyed && !request.complete) return;
      const id = newLogId();
      log.write({ event: 'internal', id, ...errorFields(error) });
      if (response.headersSent) response.destroy();
      else answer(response, 500, { ok: false, error: { code: 'INTERNAL', details: { id }, id } } satisfies Result<never>);
    }
  });

  server.on('clientError', (_error, socket) => {
    log.write({ event: 'turnedAway', code: 'BAD_INPUT', reason: 'http' });
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });

  server.on('upgrade', (request, socket, head) => {
    const refusal = sender.host(request) ?? sender.browser(request);
    if (refusal || !pages.upgrade) {
      log.write({ event: 'turnedAway', code: 'FORBIDDEN', reason: refusal ?? 'upgrade' });
      socket.destroy();
    } else pages.upgrade(request, socket, head);
  });

  const stopListening = core.listen(streams.send);
  return {
    port,
    close: async () => {
      stopListening();
      streams.end();
      const closeResult = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const closeTimer = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
      await closeResult;
      clearTimeout(closeTimer);
    },
  };
};
