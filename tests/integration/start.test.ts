import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WINDOW_READY } from '../../electron/host/windowReady.ts';
import { launch, type RunningApp, root, runToEnd, startApp, tempFolder } from '../helpers/app.ts';
import { standInRuntime } from '../helpers/electronStandIn.ts';

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
/** A start without options on a machine whose Electron runs `code`. */
const onRuntime = (code: string) => ({
  dataFolder: join(folder.path, 'data'),
  window: true as const,
  env: { DISPLAY, ELECTRON_OVERRIDE_DIST_PATH: standInRuntime(join(folder.path, 'runtime'), code).folder },
});
const ONE_ADDRESS = /^Orebook is ready: http:\/\/127\.0\.0\.1:\d+\/\?key=\S+\n$/;

it('opens the window, says nothing, and ends with it', async () => {
  const args = ['--workspace', join(folder.path, 'Mine.orebook')];
  const code = `console.log('${WINDOW_READY}'); require('node:fs').writeFileSync(${JSON.stringify(join(folder.path, 'args'))}, process.argv.slice(2).join('\\n'));`;
  expect(await runToEnd({ ...onRuntime(code), args })).toMatchObject({ code: 0, stdout: '', stderr: '' });
  expect(readFileSync(join(folder.path, 'args'), 'utf8').split('\n')).toEqual([root, `--workspace=${join(folder.path, 'Mine.orebook')}`]);
});

it('passes on a signal and ends with what the window answers', async () => {
  const { child, ended } = launch(
    onRuntime(
      `process.on('SIGTERM', () => process.exit(0)); console.log('${WINDOW_READY}'); process.kill(process.ppid, 'SIGTERM'); setInterval(() => {}, 1000);`,
    ),
  );
  expect(await ended).toMatchObject({ code: 0, stdout: '', stderr: '' });
  expect(child.killed).toBe(false);
});

it('serves a browser when the window does not come, and says why in one line', async () => {
  app = await startApp(
    onRuntime(
      "console.error('[1:FATAL:a.cc(1)] The SUID sandbox helper binary was found, but is not configured correctly.'); process.exit(1);",
    ),
  );
  expect(app.output()).toEqual({
    stdout: expect.stringMatching(ONE_ADDRESS),
    stderr:
      'Electron ended before its window was ready: The SUID sandbox helper binary was found, but is not configured correctly, so Orebook is served to a browser.\n',
  });
});

it('serves a browser where there is no display, without a look at the runtime', async () => {
  const onNone = onRuntime("console.error('was run'); process.exit(1);");
  app = await startApp({ ...onNone, env: { ...onNone.env, DISPLAY: '', WAYLAND_DISPLAY: '' } });
  expect(app.output()).toEqual({
    stdout: expect.stringMatching(ONE_ADDRESS),
    stderr: 'There is no display here, so Orebook is served to a browser.\n',
  });
});

it('--browser serves at once and says nothing about windows', async () => {
  app = await startApp({ ...onRuntime('process.exit(1);'), args: ['--browser'] });
  expect(app.output()).toEqual({ stdout: expect.stringMatching(ONE_ADDRESS), stderr: '' });
});

it('--electron together with an option for a browser is refused', async () => {
  for (const option of [['--browser'], ['--no-open'], ['--port', '0']]) {
    const { code, stderr } = await runToEnd({ ...onRuntime(''), args: ['--electron', ...option] });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: '--electron opens a window; --browser, --port and --no-open are for a browser. See: npm start -- --help\n',
    });
  }
});
