import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WINDOW_READY } from '../../electron/host/terminal.ts';
import { launch, type RunningApp, root, runToEnd, startApp, tempFolder } from '../helpers/app.ts';
import { connectBrowser } from '../helpers/http.ts';
import { createRuntimeStandIn } from '../helpers/runtimeStandIn.ts';

let folder: ReturnType<typeof tempFolder>;
let app: RunningApp | undefined;
beforeEach(() => {
  folder = tempFolder();
  app = undefined;
});
afterEach(async () => {
  await app?.end('SIGKILL');
  folder.remove();
});

const DISPLAY = ':orebook-test';
/** Options of a start on a machine whose Electron runs `code`. */
const withRuntime = (code: string) => ({
  dataFolder: join(folder.path, 'data'),
  window: true as const,
  env: { DISPLAY, ELECTRON_OVERRIDE_DIST_PATH: createRuntimeStandIn(join(folder.path, 'runtime'), code).folder },
});
const ONE_ADDRESS = /^Orebook is ready: http:\/\/127\.0\.0\.1:\d+\/\?key=\S+\n$/;

it('opens the window, prints nothing, and ends with it', async () => {
  const args = ['--workspace', join(folder.path, 'Mine.orebook')];
  const code = `console.log('${WINDOW_READY}'); require('node:fs').writeFileSync(${JSON.stringify(join(folder.path, 'args'))}, process.argv.slice(2).join('\\n'));`;
  expect(await runToEnd({ ...withRuntime(code), args })).toMatchObject({ code: 0, stdout: '', stderr: '' });
  expect(readFileSync(join(folder.path, 'args'), 'utf8').split('\n')).toEqual([root, `--workspace=${join(folder.path, 'Mine.orebook')}`]);
});

it('passes a signal on and ends with the exit code of the window', async () => {
  const { child, ended } = launch(
    withRuntime(
      `process.on('SIGTERM', () => process.exit(0)); console.log('${WINDOW_READY}'); process.kill(process.ppid, 'SIGTERM'); setInterval(() => {}, 1000);`,
    ),
  );
  expect(await ended).toMatchObject({ code: 0, stdout: '', stderr: '' });
  expect(child.killed).toBe(false);
});

it('opens a browser if the window does not open, and prints the reason in one line', async () => {
  app = await startApp(
    withRuntime(
      "console.error('[1:FATAL:a.cc(1)] The SUID sandbox helper binary was found, but is not configured correctly.'); process.exit(1);",
    ),
  );
  expect(app.output()).toEqual({
    stdout: expect.stringMatching(ONE_ADDRESS),
    stderr:
      'Electron ended before its window was ready: The SUID sandbox helper binary was found, but is not configured correctly, so Orebook opens in a browser. AppArmor of this system does not allow the sandbox of the window: see README.md\n',
  });
});

it('opens a browser if there is no display, without starting the runtime', async () => {
  const options = withRuntime("console.error('was run'); process.exit(1);");
  app = await startApp({ ...options, env: { ...options.env, DISPLAY: '', WAYLAND_DISPLAY: '' } });
  expect(app.output()).toEqual({
    stdout: expect.stringMatching(ONE_ADDRESS),
    stderr: 'There is no display, so Orebook opens in a browser.\n',
  });
});

it('--browser opens a browser at once and prints nothing about windows', async () => {
  app = await startApp({ ...withRuntime('process.exit(1);'), args: ['--browser'] });
  expect(app.output()).toEqual({ stdout: expect.stringMatching(ONE_ADDRESS), stderr: '' });
});

it('npm run dev opens the workspace that is named, and makes its file', async () => {
  const file = join(folder.path, 'Mine.orebook');
  app = await startApp({ dataFolder: join(folder.path, 'data'), script: 'dev.mjs', args: ['--workspace', file] });
  const { call } = await connectBrowser(app.url);
  expect(await call('workspace.openSample', {})).toMatchObject({ ok: true });
  expect(existsSync(file)).toBe(true);
});

it('refuses --electron with an option for a browser', async () => {
  for (const option of [['--browser'], ['--no-open'], ['--port', '0']]) {
    const { code, stderr } = await runToEnd({ ...withRuntime(''), args: ['--electron', ...option] });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: '--electron can’t be combined with --browser, --port or --no-open. See: npm start -- --help\n',
    });
  }
});
