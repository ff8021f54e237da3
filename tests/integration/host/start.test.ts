import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import type { CoreSetup } from '#core';
import { openLog } from '../../../core/log.ts';
import { type CoreClient, startCore } from '../../../electron/host/coreClient.ts';
import { root, tempFolder } from '../../helpers/app.ts';
import { LOOPBACK_CAPABILITIES } from '../../helpers/loopback.ts';

const TEXTS = ['english.cjs', 'chinese.cjs'];

it('the core answers the first page without the texts of a language', async () => {
  const buildRun = spawnSync(process.execPath, [join(root, 'scripts', 'build.mjs'), '--if-older'], { encoding: 'utf8' });
  expect(buildRun).toMatchObject({ status: 0, stderr: '' });
  const folder = tempFolder();
  // beside the packages that it loads
  const withoutTexts = mkdtempSync(join(root, '.cache', 'hosts-'));
  cpSync(join(root, 'dist', 'hosts'), withoutTexts, { recursive: true, filter: (path) => !TEXTS.includes(basename(path)) });
  const start = (hosts: string, open: CoreSetup['open']): CoreClient =>
    startCore({
      entry: pathToFileURL(join(hosts, 'core.js')),
      setup: {
        dataFolder: folder.path,
        tempFolder: join(folder.path, 'temp'),
        capabilities: LOOPBACK_CAPABILITIES,
        checksOutput: false,
        open,
      },
      log: openLog(join(folder.path, 'logs'), () => new Date()),
    });
  const completeCore = start(join(root, 'dist', 'hosts'), { kind: 'none' });
  await completeCore.call('workspace.openSample', '{}');
  await completeCore.stop();
  expect(readdirSync(join(folder.path, 'workspaces'))).toHaveLength(1);

  const core = start(withoutTexts, { kind: 'last' });
  expect(await core.ready).toEqual({ ok: true });
  for (const call of ['workspace.state', 'overview.get', 'overview.effects', 'health.list'])
    expect(JSON.parse(await core.call(call, '{}')), call).toMatchObject({ ok: true });
  await core.stop();
  rmSync(withoutTexts, { recursive: true });
  folder.remove();
});
