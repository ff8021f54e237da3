// Uploads files to a host whose disk is full, as a process of its own. Prints the answers. The system's temp folder is a disk of the test.
import { closeSync, openSync, readdirSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectBrowser, sendRequest } from '../../helpers/http.ts';
import { startTestHost } from '../../helpers/loopback.ts';

const { host, dataFolder, close } = await startTestHost();
const browser = await connectBrowser(host.url);

/** Fills the disk to the last byte. */
const file = openSync(join(tmpdir(), 'full'), 'w');
for (let bytes = 65_536; bytes >= 1; ) {
  try {
    writeSync(file, Buffer.alloc(bytes));
  } catch {
    bytes = Math.floor(bytes / 2);
  }
}
closeSync(file);

const headers = { ...browser.headers, 'content-type': 'application/octet-stream', 'x-orebook-name': 'a.csv' };
const answers = [];
for (const bytes of [200_000, 5_000_000]) {
  const { status, body } = await sendRequest(browser.port, { method: 'POST', path: '/intake', headers, body: Buffer.alloc(bytes, 'x') });
  answers.push({ status, code: JSON.parse(body).error?.code });
}
const left = (readdirSync(dataFolder, { recursive: true, encoding: 'utf8' }) as string[]).filter((name) => /intake.[^/\\]+$/.test(name));
process.stdout.write(JSON.stringify({ answers, left }));
await close();
