import { randomBytes } from 'node:crypto';
import { type Log, newLogId } from '#core';
import { fillPage, type PageFiles } from '../host/pageFiles.ts';
import { contentPolicy, SECURITY_HEADERS } from '../host/policy.ts';
import { resolveAddress } from './address.ts';

/** Creates the handler of requests under the app's scheme: it serves the built page and its files, each with the content policy. */
export const pageServer =
  ({ index, files }: PageFiles, log: Log) =>
  (request: { readonly url: string; readonly method: string }): Response => {
    const nonce = randomBytes(32).toString('base64url');
    const answer = (status: number, body: string | Buffer<ArrayBuffer>, headers: Readonly<Record<string, string>>): Response =>
      new Response(request.method === 'HEAD' ? null : body, {
        status,
        headers: { 'content-security-policy': contentPolicy(nonce), ...SECURITY_HEADERS, ...headers },
      });
    const refuse = (status: number, reason: string): Response => {
      log.write({ event: 'turnedAway', id: newLogId(), status, reason });
      return answer(status, '', { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'method');
    const target = resolveAddress(request.url, files);
    if (target.kind === 'refused') return refuse(404, 'address');
    const file = target.kind === 'file' ? files.get(target.name) : undefined;
    if (file) return answer(200, file.body, file.headers);
    // no token: it protects calls over HTTP, while the desktop checks the sender of each IPC call
    return answer(200, fillPage(index, nonce), { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  };
