import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createArtefactStore, createIntakeStore } from '../../../core/files/fileStores.ts';
import { fileNameOf } from '../../../core/files/tokenCipher.ts';
import { type BrowserClient, connectBrowser, sendRequest } from '../../helpers/http.ts';
import { startTestHost, type TestHost } from '../../helpers/loopback.ts';

let startedHost: TestHost;
let visitor: BrowserClient;
let ownFolder: string;

beforeAll(async () => {
  startedHost = await startTestHost();
  visitor = await connectBrowser(startedHost.host.url);
  const runningFolder = join(startedHost.dataFolder, 'running');
  ownFolder = join(runningFolder, readdirSync(runningFolder)[0] ?? '');
});
afterAll(() => startedHost.close());

const send = (body: Buffer | string, headers: Record<string, string> = {}) =>
  sendRequest(visitor.port, {
    method: 'POST',
    path: '/intake',
    headers: {
      ...visitor.headers,
      'content-type': 'application/octet-stream',
      'x-orebook-name': encodeURIComponent('Prices 价格.csv'),
      ...headers,
    },
    body,
  });

describe('an uploaded file', () => {
  it('is stored completely under a token that works once, with its name', async () => {
    const content = randomBytes(3_000_000);
    const { status, body } = await send(content);
    const { value } = JSON.parse(body);
    expect({ status, bytes: value.bytes }).toEqual({ status: 200, bytes: content.length });
    const store = createIntakeStore(ownFolder);
    const file = await store.takeContent(value.intake);
    expect(file).toMatchObject({ name: 'Prices 价格.csv', bytes: content.length });
    expect(content.equals(await file.read())).toBe(true);
    await expect(store.take(value.intake)).rejects.toMatchObject({ code: 'INTAKE_EXPIRED' });
  });

  it('is readable to its user alone', async () => {
    const { body } = await send('x');
    const path = join(ownFolder, 'intake', fileNameOf(JSON.parse(body).value.intake));
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(statSync(join(ownFolder, 'address.json')).mode & 0o077).toBe(0);
    expect(statSync(ownFolder).mode & 0o077).toBe(0);
  });

  it('can’t choose a path', async () => {
    for (const name of ['../../evil.orebook', '..\\evil', '/etc/passwd', 'a\u0000b', '\u202egnp.exe', '']) {
      const { body } = await send('x', { 'x-orebook-name': encodeURIComponent(name) });
      const file = await createIntakeStore(ownFolder).takeContent(JSON.parse(body).value.intake);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be gone
      expect(file.name).not.toMatch(/[/\\\u0000-\u001f\u202e]/);
    }
    expect((await send('x', { 'x-orebook-name': '%E0%A4%A' })).status).toBe(400);
  });

  it('beyond the limit is refused, and the received part is deleted', async () => {
    const folder = join(ownFolder, 'too large');
    const store = createIntakeStore(folder);
    await expect(store.accept(Readable.from([Buffer.alloc(600), Buffer.alloc(600)]), 'big', 1000)).rejects.toMatchObject({
      code: 'TOO_LARGE',
    });
    expect(readdirSync(join(folder, 'intake'))).toEqual([]);
    const { status, body } = await sendRequest(visitor.port, {
      method: 'POST',
      path: '/intake',
      headers: { ...visitor.headers, 'content-type': 'application/octet-stream', 'content-length': String(2 ** 40) },
    });
    expect({ status, code: JSON.parse(body).error.code }).toEqual({ status: 413, code: 'TOO_LARGE' });
  });

  it('without the page’s token is refused', async () => {
    expect((await send('x', { 'x-orebook-token': 'wrong' })).status).toBe(403);
  });
});

describe('a downloaded document', () => {
  const fetch = (token: string) =>
    sendRequest(visitor.port, { path: `/artefact/${token}`, headers: { cookie: visitor.cookie, 'sec-fetch-site': 'same-origin' } });

  it('is served once, as an attachment under its own name, and is deleted from the disk', async () => {
    const { token, bytes } = await createArtefactStore(ownFolder).store('Deal “Hai Long” 1.pdf', 'application/pdf', 'content');
    expect(bytes).toBe(7);
    const { status, headers, body } = await fetch(token);
    expect({ status, body }).toEqual({ status: 200, body: 'content' });
    expect(headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': '7',
      'content-disposition': `attachment; filename="document"; filename*=UTF-8''Deal%20%E2%80%9CHai%20Long%E2%80%9D%201.pdf`,
      'cache-control': 'no-store',
    });
    expect((await fetch(token)).status).toBe(404);
    // it is deleted when the stream that served it has closed, which may be after the end of the response
    await expect.poll(() => existsSync(join(ownFolder, 'artefacts', fileNameOf(token)))).toBe(false);
  });

  it('is gone from the disk when the browser leaves before its end', async () => {
    const { token } = await createArtefactStore(ownFolder).store('large.pdf', 'application/pdf', Buffer.alloc(20_000_000));
    const fileRequest = request({
      host: '127.0.0.1',
      port: visitor.port,
      path: `/artefact/${token}`,
      agent: false,
      headers: { cookie: visitor.cookie, 'sec-fetch-site': 'same-origin' },
    });
    fileRequest.on('error', () => undefined);
    fileRequest.on('response', (response) => response.once('data', () => fileRequest.destroy()));
    fileRequest.end();
    await once(fileRequest, 'close');
    await expect.poll(() => existsSync(join(ownFolder, 'artefacts', fileNameOf(token)))).toBe(false);
  });

  it('requested twice at once is served to one', async () => {
    const { token } = await createArtefactStore(ownFolder).store('a.csv', 'text/csv', 'a,b');
    const statuses = (await Promise.all([fetch(token), fetch(token), fetch(token)])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 404, 404]);
  });

  it('has no name that reaches another file', async () => {
    for (const token of ['../address.json', '..%2faddress.json', 'x', '', `${'a'.repeat(31)}/`])
      expect((await fetch(token)).status).toBe(404);
  });
});
