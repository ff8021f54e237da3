import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, it, vi } from 'vitest';
import type { HostEvent } from '#shared/contract/result.ts';
import { openLog } from '../../../core/log.ts';
import { startCore } from '../../../electron/host/coreClient.ts';
import { root, tempFolder } from '../../helpers/app.ts';
import { type EventStream, openEventStream } from '../../helpers/eventStream.ts';
import { connectBrowser } from '../../helpers/http.ts';
import { LOOPBACK_CAPABILITIES, startTestHost, type TestHost } from '../../helpers/loopback.ts';
import { readLog } from '../../helpers/readLog.ts';

let startedHost: TestHost | undefined;
afterEach(async () => {
  await startedHost?.close();
  startedHost = undefined;
});

const crashingCore = pathToFileURL(join(root, 'tests', 'helpers', 'crashingCore.ts'));
const requestCrash = (dataFolder: string, time: number) => writeFileSync(join(dataFolder, 'crash'), String(time));

it('a stream begins with the latest numbers', async () => {
  startedHost = await startTestHost();
  const stream = await openEventStream(await connectBrowser(startedHost.host.url));
  expect(await stream.next()).toEqual({ kind: 'changed', seq: 0, revision: 0 });
  stream.close();
});

it('the page is served while the core still starts, and its calls are answered afterwards', async () => {
  startedHost = await startTestHost(pathToFileURL(join(root, 'tests', 'helpers', 'delayedCore.ts')));
  const visitor = await connectBrowser(startedHost.host.url);
  const state = visitor.call('workspace.state', {});
  writeFileSync(join(startedHost.dataFolder, 'begin'), '');
  expect(await state).toMatchObject({ ok: true, value: { open: false } });
});

it('a dead core is replaced, reported on every stream, reopens the workspace, and its numbers continue', async () => {
  startedHost = await startTestHost(crashingCore);
  const visitor = await connectBrowser(startedHost.host.url);
  const streams = await Promise.all([openEventStream(visitor), openEventStream(visitor)]);
  await Promise.all(streams.map((stream) => stream.next()));
  expect(await visitor.call('workspace.openSample', {})).toMatchObject({ ok: true });
  const openEvents = await Promise.all(streams.map((stream) => stream.next()));
  expect(openEvents.map(({ kind, seq }) => ({ kind, seq }))).toEqual([
    { kind: 'workspace', seq: 1 },
    { kind: 'workspace', seq: 1 },
  ]);
  requestCrash(startedHost.dataFolder, 1);
  // the new core opens the file, which is logged like any opening
  const after = [await streams[0]!.next(), await streams[0]!.next()];
  expect(after.map(({ seq }) => seq)).toEqual([2, 3]);
  expect(after.map(({ kind }) => kind).sort()).toEqual(['core', 'workspace']);
  expect(await visitor.call('workspace.state', {})).toMatchObject({ ok: true, value: { open: true, settings: { sample: true } } });
  for (const stream of streams) stream.close();
});

it('a core that can’t reopen the workspace reports the reason on every stream and to every page that asks', async () => {
  startedHost = await startTestHost(crashingCore);
  const visitor = await connectBrowser(startedHost.host.url);
  const folder = join(startedHost.dataFolder, 'workspaces');
  const streams = await Promise.all([openEventStream(visitor), openEventStream(visitor)]);
  const restart = async (stream: EventStream): Promise<HostEvent> => {
    const event = await stream.next();
    return event.kind === 'core' ? event : restart(stream);
  };
  const expectLoss = async (time: number, code: string): Promise<void> => {
    requestCrash(startedHost!.dataFolder, time);
    for (const stream of streams) expect(await restart(stream)).toMatchObject({ revision: 0, notOpened: { code, details: {} } });
    const state = await visitor.call('workspace.state', {});
    expect(state).toMatchObject({ ok: true, value: { open: false, notOpened: { code, details: {} } } });
  };

  await visitor.call('workspace.openSample', {});
  const [name = ''] = readdirSync(folder).filter((name) => name.endsWith('.orebook'));
  renameSync(join(folder, name), join(folder, 'elsewhere'));
  await expectLoss(1, 'WORKSPACE_MISSING');

  // another open workspace is not an error
  const product = { name: 'Copper concentrate', metal: 'copper', tonnes: [] };
  expect(await visitor.call('workspace.create', { name: 'Second', discountRate: 0.1, products: [product] })).toMatchObject({ ok: true });
  expect(await visitor.call('workspace.state', {})).toMatchObject({ value: { open: true } });
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, `Second.orebook${suffix}`), { force: true });
  writeFileSync(join(folder, 'Second.orebook'), 'overwritten by something else');
  await expectLoss(2, 'NOT_A_WORKSPACE');
  for (const stream of streams) stream.close();
});

it('a call in progress when the core dies is answered', async () => {
  const folder = tempFolder();
  const core = startCore({
    entry: new URL(
      `data:text/javascript,${encodeURIComponent("import { parentPort } from 'node:worker_threads'; parentPort.postMessage({ kind: 'ready', opened: { ok: true } }); parentPort.on('message', () => { throw new Error('dead'); });")}`,
    ),
    setup: {
      dataFolder: folder.path,
      tempFolder: folder.path,
      capabilities: LOOPBACK_CAPABILITIES,
      checksOutput: true,
      open: { kind: 'none' },
    },
    log: openLog(folder.path, () => new Date()),
  });
  await core.ready;
  expect(JSON.parse(await core.call('host.capabilities', '{}'))).toMatchObject({
    ok: false,
    error: { code: 'UNAVAILABLE', details: { reason: 'coreGone' } },
  });
  await core.stop();
  folder.remove();
});

it('a call that waits for the person at this computer is not late', async () => {
  const folder = tempFolder();
  const connection = { host: 'db.example', port: 5432, database: 'team', role: 'ann', tls: 'verify' };
  const script = `import { parentPort } from 'node:worker_threads';
    parentPort.postMessage({ kind: 'ready', opened: { ok: true } });
    parentPort.postMessage({ kind: 'confirmServer', id: 7, connection: ${JSON.stringify(connection)} });
    let call;
    parentPort.on('message', (message) => {
      if (message.kind === 'call') call = message.request.id;
      else if (message.kind === 'serverAnswer') parentPort.postMessage({ kind: 'answer', id: call, body: JSON.stringify(message) });
      else process.exit(0);
    });`;
  const log = openLog(folder.path, () => new Date());
  const question = Promise.withResolvers<unknown>();
  const answer = Promise.withResolvers<'allowed'>();
  const core = startCore({
    entry: new URL(`data:text/javascript,${encodeURIComponent(script)}`),
    setup: {
      dataFolder: folder.path,
      tempFolder: folder.path,
      capabilities: LOOPBACK_CAPABILITIES,
      checksOutput: true,
      open: { kind: 'none' },
    },
    log,
    timeoutMs: 60_000,
    confirmServer: (requestedServer) => {
      question.resolve(requestedServer);
      return answer.promise;
    },
  });
  expect(await question.promise).toEqual(connection);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const teamAnswer = core.call('team.connect', '{}');
    vi.advanceTimersByTime(60_000);
    answer.resolve('allowed');
    expect(JSON.parse(await teamAnswer)).toEqual({ kind: 'serverAnswer', id: 7, answer: 'allowed' });
  } finally {
    vi.useRealTimers();
  }
  await core.stop();
  folder.remove();
});

it('a call that takes longer than the limit is answered while the core shows that it works', async () => {
  const folder = tempFolder();
  const script = `import { parentPort } from 'node:worker_threads';
    parentPort.postMessage({ kind: 'ready', opened: { ok: true } });
    let signs = 0;
    parentPort.on('message', (message) => {
      if (message.kind !== 'call') process.exit(0);
      const timer = setInterval(() => {
        signs += 1;
        parentPort.postMessage({ kind: 'alive' });
        if (signs < 60) return;
        clearInterval(timer);
        parentPort.postMessage({ kind: 'answer', id: message.request.id, body: '"late"' });
      }, 50);
    });`;
  const core = startCore({
    entry: new URL(`data:text/javascript,${encodeURIComponent(script)}`),
    setup: {
      dataFolder: folder.path,
      tempFolder: folder.path,
      capabilities: LOOPBACK_CAPABILITIES,
      checksOutput: true,
      open: { kind: 'none' },
    },
    log: openLog(folder.path, () => new Date()),
    timeoutMs: 2_000,
  });
  await core.ready;
  expect(await core.call('workspace.reset', '{}')).toBe('"late"');
  await core.stop();
  folder.remove();
});

it('a core that does not answer is ended and replaced', async () => {
  const folder = tempFolder();
  const core = startCore({
    entry: new URL(
      `data:text/javascript,${encodeURIComponent("import { parentPort } from 'node:worker_threads'; parentPort.postMessage({ kind: 'ready', opened: { ok: true } }); parentPort.on('message', () => { for (;;); });")}`,
    ),
    setup: {
      dataFolder: folder.path,
      tempFolder: folder.path,
      capabilities: LOOPBACK_CAPABILITIES,
      checksOutput: true,
      open: { kind: 'none' },
    },
    log: openLog(folder.path, () => new Date()),
    timeoutMs: 300,
  });
  await core.ready;
  const coreRestart = new Promise((resolve) => core.listen((event) => event.kind === 'core' && resolve(event)));
  expect(JSON.parse(await core.call('host.capabilities', '{}'))).toMatchObject({
    ok: false,
    error: { code: 'UNAVAILABLE', details: { reason: 'silent' } },
  });
  expect(await coreRestart).toMatchObject({ kind: 'core', state: 'restarted', seq: 1 });
  await core.stop();
  folder.remove();
});

it('stopping ends the streams and the core, and a late call is answered with the reason', async () => {
  const host = await startTestHost();
  const visitor = await connectBrowser(host.host.url);
  const stream = await openEventStream(visitor);
  await host.close();
  await stream.ended;
  await expect(visitor.call('host.capabilities', {})).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('a page that closes its request stops the query behind it, down to the threads', async () => {
  startedHost = await startTestHost();
  const { port, headers, call } = await connectBrowser(startedHost.host.url);
  expect(await call('workspace.openSample', {})).toMatchObject({ ok: true });
  const { value } = (await call('simulation.options', {})) as { readonly value: { readonly defaults: object } };
  const previewRequest = request({ host: '127.0.0.1', port, method: 'POST', path: '/api/simulation.preview', headers });
  previewRequest.on('error', () => undefined);
  previewRequest.end(JSON.stringify({ settings: value.defaults }), () => previewRequest.destroy());
  const { dataFolder } = startedHost;
  await expect.poll(() => readLog(dataFolder).map(({ event, call: name }) => `${event} ${name}`)).toContain('cancelled simulation.preview');
});
