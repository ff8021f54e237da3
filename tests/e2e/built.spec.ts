import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { root } from '../helpers/app.ts';
import { connectBrowser, sendRequest } from '../helpers/http.ts';
import { startTestHost } from '../helpers/loopback.ts';

test('the built core opens the sample and writes a document, without its sources or packages', async () => {
  const startedHost = await startTestHost(pathToFileURL(join(root, 'dist', 'hosts', 'core.js')));
  const visitor = await connectBrowser(startedHost.host.url);
  expect(await visitor.call('workspace.openSample', {})).toMatchObject({ ok: true });
  const exportAnswer = (await visitor.call('summaries.export', {
    subject: { contractIds: ['C-042'] },
    view: 'internal',
    format: 'pdf',
  })) as { ok: boolean; value: { jobId: string } };
  expect(exportAnswer).toMatchObject({ ok: true });
  type Written = { value: { at: { state: string; result?: { artefact: string; bytes: number } } } };
  let writtenFile: Written['value']['at']['result'];
  await expect
    .poll(async () => {
      const { at } = ((await visitor.call('jobs.get', { id: exportAnswer.value.jobId })) as Written).value;
      writtenFile = at.result;
      return at.state;
    })
    .toBe('done');
  const { headers, body } = await sendRequest(visitor.port, {
    path: `/artefact/${writtenFile?.artefact}`,
    headers: { cookie: visitor.cookie },
  });
  expect(headers).toMatchObject({ 'content-type': 'application/pdf', 'content-length': String(writtenFile?.bytes) });
  expect(body.startsWith('%PDF-')).toBe(true);
  await startedHost.close();
});
