import { randomBytes } from 'node:crypto';
import { type Log, newLogId } from '#core';
import { fillPage, type PageFiles } from '../host/pageFiles.ts';
import { contentPolicy, SECURITY_HEADERS } from '../host/policy.ts';
import { resolveAddress } from './address.ts';

/** Answers requests under the scheme: the built page and its files, each with the policy, and nothing else. */
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
    const asked = resolveAddress(request.url, files);
    if (asked.kind === 'refused') return refuse(404, 'address');
    const file = asked.kind === 'file' ? files.get(asked.name) : undefined;
    if (file) return answer(200, file.body, file.headers);
    // the token guards calls over HTTP; here calls come through the door, which knows its windows
    return answer(200, fillPage(index, nonce, ''), { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  };
