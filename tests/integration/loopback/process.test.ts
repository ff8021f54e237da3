import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Backup } from '#shared/contract/backups.ts';
import { type RunningApp, root, runToEnd, startApp, tempFolder } from '../../helpers/app.ts';
import { connectBrowser, sendRequest } from '../../helpers/http.ts';

let folder: ReturnType<typeof tempFolder>;
let apps: RunningApp[];

beforeEach(() => {
  folder = tempFolder();
  apps = [];
});
afterEach(async () => {
  await Promise.all(apps.map((app) => app.end('SIGKILL')));
  folder.remove();
});

const dataFolder = () => join(folder.path, 'data');
const start = async (args: readonly string[] = [], data = dataFolder()): Promise<RunningApp> => {
  const app = await startApp({ dataFolder: data, args });
  apps.push(app);
  return app;
};
const openSample = async (app: RunningApp): Promise<void> => {
  expect(await (await connectBrowser(app.url)).call('workspace.openSample', {})).toMatchObject({ ok: true });
};
const workspaces = () => readdirSync(join(dataFolder(), 'workspaces'));

describe('the end of the app', () => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    it(`on ${signal} closes the workspace as one file, exits 0, and prints nothing more`, async () => {
      const app = await start();
      await openSample(app);
      expect(workspaces().length).toBeGreaterThan(1);
      const { code, stdout, stderr } = await app.end(signal);
      expect({ code, stderr, lines: stdout.trim().split('\n').length }).toEqual({ code: 0, stderr: '', lines: 1 });
      expect(workspaces()).toHaveLength(1);
      expect(readdirSync(join(dataFolder(), 'running'))).toEqual([]);
    });
  }

  it('on a signal to npm reaches the app, which exits 0', async () => {
    const npm = spawn('npm', ['start', '--', '--no-open', '--port', '0'], {
      cwd: root,
      env: { ...process.env, OREBOOK_DATA: dataFolder() },
    });
    const readyLine = new Promise<void>((resolve) =>
      npm.stdout.on('data', (chunk) => String(chunk).includes('Orebook is ready: ') && resolve()),
    );
    const npmExit = new Promise((resolve) => npm.on('close', resolve));
    await readyLine;
    npm.kill('SIGTERM');
    expect(await npmExit).toBe(0);
    expect(readdirSync(join(dataFolder(), 'running'))).toEqual([]);
  });

  it('by a kill leaves the workspace intact, and the next start opens it', async () => {
    await openSample(await start());
    await apps[0]!.end('SIGKILL');
    const restartedClient = await connectBrowser((await start()).url);
    expect(await restartedClient.call('workspace.state', {})).toMatchObject({
      ok: true,
      value: { open: true, settings: { sample: true } },
    });
  });
});

describe('a start', () => {
  it('backs up what it opens before the first change', async () => {
    await openSample(await start());
    await apps[0]!.end('SIGTERM');
    const { call } = await connectBrowser((await start()).url);
    expect(await call('settings.save', { discountRate: 0.2 })).toMatchObject({ ok: true });
    const list = (await call('backups.list', {})) as { readonly value: { readonly copies: readonly Backup[] } };
    const [copy] = list.value.copies;
    expect(copy).toMatchObject({ reason: 'start', revision: 1 });
    expect(await call('backups.restore', { id: copy!.id })).toMatchObject({ ok: true });
    expect(await call('workspace.state', {})).toMatchObject({ ok: true, value: { settings: { discountRate: 0.1 } } });
  });
});

describe('a second start', () => {
  it('on the same data reports where the first one runs, and exits', async () => {
    const first = await start();
    const second = await runToEnd({ dataFolder: dataFolder() });
    expect(second).toMatchObject({ code: 0, stdout: `Orebook is ready: ${first.url}\n`, stderr: '' });
  });

  it('on the same workspace reports where it is open; on another one it runs independently', async () => {
    const file = join(folder.path, 'Mine.orebook');
    const first = await start(['--workspace', file]);
    await openSample(first);
    expect(existsSync(file)).toBe(true);
    const sameFileRun = await runToEnd({ dataFolder: dataFolder(), args: ['--workspace', file] });
    expect(sameFileRun).toMatchObject({ code: 0, stdout: `Orebook is ready: ${first.url}\n` });
    const otherApp = await start(['--workspace', join(folder.path, 'Other.orebook')]);
    expect(otherApp.origin).not.toBe(first.origin);
  });

  it('from another data folder refuses the open workspace in one line', async () => {
    const file = join(folder.path, 'Mine.orebook');
    await openSample(await start(['--workspace', file]));
    const otherRun = await runToEnd({ dataFolder: join(folder.path, 'elsewhere'), args: ['--workspace', file] });
    expect(otherRun).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'This workspace is already open in another Orebook. Close it there first.\n',
    });
  });

  it('opens a workspace read-only that another process has open, and does not write its file', async () => {
    const file = join(folder.path, 'Mine.orebook');
    await openSample(await start(['--workspace', file]));
    const reader = await start(['--workspace', file, '--read-only'], join(folder.path, 'elsewhere'));
    const { call } = await connectBrowser(reader.url);
    expect(await call('workspace.state', {})).toMatchObject({ ok: true, value: { open: true, readOnly: {} } });
    expect(await call('settings.save', { discountRate: 0.2 })).toMatchObject({ ok: false, error: { code: 'OPENED_READ_ONLY' } });
    const missingFile = join(folder.path, 'Missing.orebook');
    const refusedRun = await runToEnd({ dataFolder: join(folder.path, 'third'), args: ['--workspace', missingFile, '--read-only'] });
    expect(refusedRun).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^[^\n]+\n$/) });
    expect(existsSync(missingFile)).toBe(false);
  });

  it('is not misled by files of a dead process, or by another program at its port', async () => {
    const impostor = createServer((_request, response) => response.end(JSON.stringify({ workspace: '', proof: 'x'.repeat(43) })));
    await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
    const { port } = impostor.address() as AddressInfo;
    const first = await start();
    const [name = ''] = readdirSync(join(dataFolder(), 'running'));
    const address = join(dataFolder(), 'running', name, 'address.json');
    await first.end('SIGKILL');
    writeFileSync(address, JSON.stringify({ ...JSON.parse(readFileSync(address, 'utf8')), port }));
    const next = await start();
    expect(new URL(next.url).port).not.toBe(String(port));
    expect(existsSync(address)).toBe(false);
    await new Promise((resolve) => impostor.close(resolve));
  });
});

describe('one line reports the fault, without a stack', () => {
  const oneLine = /^[^\n]+\n$/;

  it('when the port is in use', async () => {
    const first = await start();
    const { port } = new URL(first.url);
    const second = await runToEnd({ dataFolder: join(folder.path, 'elsewhere'), args: ['--port', port] });
    expect(second).toMatchObject({
      code: 1,
      stdout: '',
      stderr: `Port ${port} is already in use by another program. Choose another port with --port.\n`,
    });
  });

  it('when the file is no workspace, and the file is not changed', async () => {
    const file = join(folder.path, 'notes.txt');
    writeFileSync(file, 'no workspace');
    const { code, stdout, stderr } = await runToEnd({ dataFolder: dataFolder(), args: ['--workspace', file] });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe('This file is not an Orebook workspace. It was not changed.\n');
    expect(readFileSync(file, 'utf8')).toBe('no workspace');
  });

  it('when an option is unknown or invalid', async () => {
    for (const args of [['--colour'], ['--port', 'eighty'], ['--port', '70000'], ['--workspace', ''], ['--read-only'], ['stray']]) {
      const { code, stdout, stderr } = await runToEnd({ dataFolder: dataFolder(), args });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(oneLine);
      expect(stderr).not.toMatch(/\n\s+at /);
    }
  });

  it('when the last workspace can’t be opened: the app starts anyway', async () => {
    await openSample(await start());
    await apps[0]!.end('SIGTERM');
    writeFileSync(join(dataFolder(), 'workspaces', workspaces()[0]!), 'overwritten');
    const app = await start();
    await expect.poll(() => app.output().stderr).toBe('This file is not an Orebook workspace. It was not changed.\n');
    expect(await (await connectBrowser(app.url)).call('workspace.state', {})).toMatchObject({ ok: true, value: { open: false } });
  });
});

it('--help explains every option and exits 0', async () => {
  const { code, stdout } = await runToEnd({ dataFolder: dataFolder(), args: ['--help'] });
  expect(code).toBe(0);
  for (const option of ['--browser', '--workspace FILE', '--read-only', '--port N', '--no-open', '--electron', '--help'])
    expect(stdout).toContain(option);
});

it('a ticket authorises one browser, once', async () => {
  const { newTicket } = await import('../../../electron/loopback/keys.ts');
  const app = await start();
  const { port, searchParams } = new URL(app.url);
  const ticket = newTicket(searchParams.get('key') ?? '');
  const statuses = [];
  for (let i = 0; i < 2; i++) statuses.push((await sendRequest(Number(port), { path: `/?once=${ticket}` })).status);
  expect(statuses).toEqual([303, 403]);
});
