import { expect, it } from 'vitest';
import { pageServer } from './pageServer.ts';

const lines: unknown[] = [];
const serve = pageServer(
  {
    index: '<meta property="csp-nonce" nonce="%OREBOOK_NONCE%">',
    files: new Map([
      ['/assets/a-1.js', { body: Buffer.from('export {};'), headers: { 'content-type': 'text/javascript; charset=utf-8' } }],
    ]),
  },
  { file: '', write: (entry) => lines.push(entry) },
);
const requestPath = (path: string, method = 'GET') => serve({ url: `orebook://app${path}`, method });
const nonceOf = (response: Response) => /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1];

it('every response has the policy and the guard headers, refusals included', () => {
  for (const response of [requestPath('/'), requestPath('/assets/a-1.js'), requestPath('/../x'), requestPath('/', 'POST')]) {
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  }
});

it('the page contains the nonce of its own response, and every load has a new one', async () => {
  const [first, second] = [requestPath('/contracts'), requestPath('/contracts')];
  expect(await first.text()).toContain(`nonce="${nonceOf(first)}"`);
  expect(nonceOf(first)).not.toBe(nonceOf(second));
  expect(first.headers.get('cache-control')).toBe('no-store');
});

it('a file is served complete with its type; a HEAD without its body', async () => {
  const file = requestPath('/assets/a-1.js');
  expect(file.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(await file.text()).toBe('export {};');
  expect(await requestPath('/assets/a-1.js', 'HEAD').text()).toBe('');
});

it('a missing file, a path outside the folder and an unread method are refused, logged and empty', async () => {
  lines.length = 0;
  for (const [response, status] of [
    [requestPath('/assets/b-2.js'), 404],
    [requestPath('/%2e%2e/package.json'), 404],
    [requestPath('/', 'POST'), 405],
    [serve({ url: 'orebook://else/', method: 'GET' }), 404],
  ] as const) {
    expect(response.status).toBe(status);
    expect(await response.text()).toBe('');
  }
  expect(lines).toHaveLength(4);
  expect(JSON.stringify(lines)).not.toContain('package.json');
});
