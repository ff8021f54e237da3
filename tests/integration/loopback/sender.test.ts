import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrowserClient, connectBrowser, type HttpRequest, sendRequest } from '../../helpers/http.ts';
import { startTestHost, type TestHost } from '../../helpers/loopback.ts';

let startedHost: TestHost;
let visitor: BrowserClient;
let port: number;

beforeAll(async () => {
  startedHost = await startTestHost();
  port = startedHost.host.port;
  visitor = await connectBrowser(startedHost.host.url);
});
afterAll(() => startedHost.close());

const logLines = (): { event: string; code?: string; reason?: string }[] =>
  readFileSync(join(startedHost.dataFolder, 'logs', 'orebook.log'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const callOf = (changedRequest: Partial<HttpRequest> & { without?: string; with?: Record<string, string> } = {}): HttpRequest => {
  const headers: Record<string, string> = { ...visitor.headers, ...changedRequest.with };
  if (changedRequest.without) delete headers[changedRequest.without];
  return { method: 'POST', path: '/api/host.capabilities', body: '{}', ...changedRequest, headers };
};

const expectRefusal = async (request: HttpRequest) => {
  const before = logLines().length;
  const { status, body } = await sendRequest(port, request);
  const { error } = JSON.parse(body);
  const writtenLines = logLines().slice(before);
  return { status, code: error.code, reason: error.details.reason, logged: writtenLines.map(({ event, code }) => `${event} ${code}`) };
};

describe('a page of the app', () => {
  it('is answered', async () => {
    expect(await visitor.call('host.capabilities', {})).toMatchObject({ ok: true, value: { host: 'loopback', version: '0.0.0' } });
  });

  it('gets the policy and the guard headers with every response, each load with a nonce of its own', async () => {
    const paths = [
      { path: '/', headers: { cookie: visitor.cookie, accept: 'text/html' } },
      { path: '/assets/app-1234.js', headers: { cookie: visitor.cookie } },
      { path: '/none.js', headers: { cookie: visitor.cookie } },
      { path: '/' },
      callOf(),
    ];
    const nonces = new Set<string>();
    for (const request of paths) {
      const { headers } = await sendRequest(port, request);
      const policy = String(headers['content-security-policy']);
      expect(policy).toMatch(
        /^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[\w-]{43}'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'$/,
      );
      nonces.add(policy);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
    }
    expect(nonces.size).toBe(paths.length);
  });

  it('contains the nonce of its policy', async () => {
    const { headers, body } = await sendRequest(port, { path: '/', headers: { cookie: visitor.cookie, accept: 'text/html' } });
    const nonce = /nonce="([^"]+)"/.exec(body)?.[1];
    expect(headers['content-security-policy']).toContain(`'nonce-${nonce}'`);
  });

  it('is never cached by the browser, its hashed files for ever', async () => {
    const page = await sendRequest(port, { path: '/', headers: { cookie: visitor.cookie, accept: 'text/html' } });
    const script = await sendRequest(port, { path: '/assets/app-1234.js', headers: { cookie: visitor.cookie } });
    const icon = await sendRequest(port, { path: '/icon.svg', headers: { cookie: visitor.cookie } });
    expect(page.headers['cache-control']).toBe('no-store');
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'private, max-age=31536000, immutable',
    });
    expect(icon.headers).toMatchObject({ 'content-type': 'image/svg+xml', 'cache-control': 'no-cache' });
  });

  it('opens at a deep address, also one with a dot', async () => {
    for (const path of ['/contracts', '/contracts/C.014', '/plans/x?tab=terms']) {
      const { status, body } = await sendRequest(port, { path, headers: { cookie: visitor.cookie, accept: 'text/html' } });
      expect({ status, page: body.includes('<title>Orebook</title>') }).toEqual({ status: 200, page: true });
    }
  });
});

describe('the printed address', () => {
  it('sets a cookie that scripts can’t read, named after the port, and disappears from the address bar', async () => {
    const { pathname, search } = new URL(startedHost.host.url);
    const { status, headers } = await sendRequest(port, { path: `${pathname}${search}` });
    expect(status).toBe(303);
    expect(headers.location).toMatch(/^\/#token=[\w-]{43}$/);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['set-cookie']?.[0]).toMatch(new RegExp(`^orebook-${port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`));
  });

  it('works in any number of browsers, and at a deep address', async () => {
    expect((await connectBrowser(startedHost.host.url)).token).toBe(visitor.token);
    const { headers } = await sendRequest(port, { path: `/contracts/C-014?tab=terms&key=${startedHost.host.key}` });
    expect(headers.location).toBe(`/contracts/C-014?tab=terms#token=${visitor.token}`);
  });

  it('gives the token of calls in the fragment alone: a server on another port, which receives the cookie, gets a page without it', async () => {
    for (const path of ['/', '/contracts/C-014', '/assets/app-1234.js']) {
      const { status, headers, body } = await sendRequest(port, { path, headers: { cookie: visitor.cookie, accept: 'text/html' } });
      expect(status).toBe(200);
      expect(`${body}${JSON.stringify(headers)}`).not.toContain(visitor.token);
    }
  });

  it('redirects nowhere else', async () => {
    for (const path of ['//evil.example/', '/.//evil.example/', '/\\evil.example/']) {
      const { headers } = await sendRequest(port, { path: `${path}?key=${startedHost.host.key}` });
      expect(new URL(String(headers.location), `http://127.0.0.1:${port}`).host).toBe(`127.0.0.1:${port}`);
    }
  });

  it('with a wrong key authorises no browser', async () => {
    const { status, headers } = await sendRequest(port, { path: `/?key=${'x'.repeat(43)}` });
    expect({ status, cookie: headers['set-cookie'] }).toEqual({ status: 403, cookie: undefined });
  });
});

describe('a foreign sender is refused, logged, and nothing is executed', () => {
  it('without the cookie', async () => {
    expect(await expectRefusal(callOf({ without: 'cookie' }))).toEqual({
      status: 403,
      code: 'FORBIDDEN',
      reason: 'cookie',
      logged: ['turnedAway FORBIDDEN'],
    });
  });

  it('with the cookie of another port', async () => {
    const cookie = visitor.cookie.replace(String(port), String(port + 1));
    expect(await expectRefusal(callOf({ with: { cookie } }))).toMatchObject({ status: 403, reason: 'cookie' });
  });

  it('under another host name, that of this machine included', async () => {
    for (const host of ['evil.example', `evil.example:${port}`, `localhost:${port}`, '127.0.0.1', `127.0.0.1:${port + 1}`])
      expect(await expectRefusal(callOf({ with: { host } }))).toMatchObject({ status: 403, reason: 'host' });
  });

  it('from another origin, or without one', async () => {
    for (const origin of ['https://evil.example', `http://127.0.0.1:${port + 1}`, `http://localhost:${port}`, 'null'])
      expect(await expectRefusal(callOf({ with: { origin } }))).toMatchObject({ status: 403, reason: 'origin' });
    expect(await expectRefusal(callOf({ without: 'origin' }))).toMatchObject({ status: 403, reason: 'origin' });
  });

  it('from another site according to the browser, although the cookie is sent', async () => {
    for (const site of ['same-site', 'cross-site'])
      expect(await expectRefusal({ path: '/', headers: { cookie: visitor.cookie, 'sec-fetch-site': site } })).toMatchObject({
        status: 403,
        reason: 'origin',
      });
  });

  it('without the page’s token', async () => {
    expect(await expectRefusal(callOf({ without: 'x-orebook-token' }))).toMatchObject({ status: 403, reason: 'token' });
    expect(await expectRefusal(callOf({ with: { 'x-orebook-token': 'x'.repeat(43) } }))).toMatchObject({ status: 403, reason: 'token' });
    expect(await expectRefusal({ path: '/events', headers: { cookie: visitor.cookie } })).toMatchObject({ status: 403, reason: 'token' });
  });

  it('with a form instead of JSON', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1'])
      expect(await expectRefusal(callOf({ with: { 'content-type': type } }))).toMatchObject({ status: 415, code: 'BAD_INPUT' });
  });

  it('with compressed content', async () => {
    expect(await expectRefusal(callOf({ with: { 'content-encoding': 'gzip' } }))).toMatchObject({ status: 415 });
  });

  it('with invalid JSON, or text that is not UTF-8', async () => {
    for (const body of ['', '{', '{"a":1}}'])
      expect(await expectRefusal(callOf({ body }))).toMatchObject({ status: 200, code: 'BAD_INPUT', reason: 'json' });
    expect(await expectRefusal(callOf({ body: Buffer.from([0x22, 0xff, 0x22]) }))).toMatchObject({
      status: 400,
      code: 'BAD_INPUT',
      reason: 'json',
    });
  });

  it('with a body that is too large, declared or not', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(5 * 1024 * 1024) });
    expect(await expectRefusal(callOf({ body }))).toMatchObject({ status: 413, code: 'TOO_LARGE' });
    expect(await expectRefusal(callOf({ body, with: { 'transfer-encoding': 'chunked' } }))).toMatchObject({
      status: 413,
      code: 'TOO_LARGE',
    });
  });

  it('for a call that is not in the contract', async () => {
    for (const name of ['contracts.drop', 'toString', '__proto__', 'host.capabilities/x', ''])
      expect(await expectRefusal(callOf({ path: `/api/${name}` }))).toMatchObject({ status: 404, code: 'UNKNOWN_CALL' });
  });

  it('by another method', async () => {
    for (const method of ['PUT', 'DELETE', 'OPTIONS']) {
      const { status, headers } = await sendRequest(port, { method, path: '/api/host.capabilities', headers: visitor.headers });
      expect({ status, cors: headers['access-control-allow-origin'] }).toEqual({ status: 405, cors: undefined });
    }
  });

  it('outside the page’s folder', async () => {
    for (const path of [
      '/../package.json',
      '/assets/../../package.json',
      '/..%2f..%2fpackage.json',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/assets/%00',
      '/index.html',
      '/..\\..\\package.json',
    ])
      expect(await sendRequest(port, { path, headers: { cookie: visitor.cookie } })).toMatchObject({ status: 404 });
  });

  it('when it does not speak HTTP', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request/);
  });

  it('with a readable page if it is a person', async () => {
    const { status, body } = await sendRequest(port, { path: '/', headers: { accept: 'text/html' } });
    expect(status).toBe(403);
    expect(body).toContain('Open the address that Orebook printed.');
  });
});

it('invalid input is answered with the invalid fields', async () => {
  expect(await visitor.call('records.find', { text: 'x', limit: 0 })).toMatchObject({
    ok: false,
    error: { code: 'BAD_INPUT', details: { issues: [{ path: 'limit', rule: 'tooSmall', limit: 1 }] } },
  });
});

it('the log contains no text of requests', async () => {
  await visitor.call('records.find', { text: 'Hai Long Copper', limit: 'Hai Long Copper' });
  await visitor.call('workspace.open', { recent: 'Hai Long Copper' });
  expect(readFileSync(join(startedHost.dataFolder, 'logs', 'orebook.log'), 'utf8')).not.toContain('Hai Long');
});
