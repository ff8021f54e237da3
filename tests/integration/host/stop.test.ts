import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { beforeEach, expect, it } from 'vitest';
import { openWorkspaceFile } from '#db/connection.ts';
import { listBuyers } from '#db/repositories/buyers.ts';
import { getSettings } from '#db/repositories/settings.ts';
import type { Input, Output } from '#shared/contract/contract.ts';
import type { CallName } from '#shared/contract/names.ts';
import type { Result } from '#shared/contract/result.ts';
import type { WorkspaceSettings } from '#shared/domain/workspace.ts';
import { createIntakeStore } from '../../../core/files/fileStores.ts';
import { openLog } from '../../../core/log.ts';
import { type CoreClient, startCore } from '../../../electron/host/coreClient.ts';
import { root, tempFolder } from '../../helpers/app.ts';
import { LOOPBACK_CAPABILITIES } from '../../helpers/loopback.ts';
import { readLog, readLoggedFaults } from '../../helpers/readLog.ts';
import { guessedChoice } from '../imports/importFiles.ts';

let folder: ReturnType<typeof tempFolder>;
let core: CoreClient;
const workspaces = () => join(folder.path, 'workspaces');

beforeEach(async () => {
  folder = tempFolder();
  core = startCore({
    entry: pathToFileURL(join(root, 'tests', 'helpers', 'busyCore.ts')),
    setup: {
      dataFolder: folder.path,
      tempFolder: join(folder.path, 'temp'),
      capabilities: LOOPBACK_CAPABILITIES,
      checksOutput: false,
      open: { kind: 'none' },
    },
    log: openLog(join(folder.path, 'logs'), () => new Date()),
  });
  await ask('workspace.openSample', {});
  return async () => {
    await core.stop();
    folder.remove();
  };
});

const ask = async <K extends CallName>(name: K, input: Input<K>): Promise<Output<K>> => {
  const result = JSON.parse(await core.call(name, JSON.stringify(input))) as Result<unknown>;
  if (!result.ok) throw new Error(`${name}: ${result.error.code}`);
  return result.value as Output<K>;
};

/** Expects one file that opens with a valid digest and only the buyers of the sample, and a log without errors. */
const expectWhole = async (): Promise<WorkspaceSettings> => {
  expect(readLoggedFaults(folder.path)).toEqual([]);
  const names = readdirSync(workspaces());
  expect(names).toEqual([expect.stringMatching(/\.orebook$/)]);
  const { db, close } = await openWorkspaceFile(join(workspaces(), names[0] ?? ''));
  expect(await listBuyers(db)).toHaveLength(28);
  const settings = await getSettings(db);
  close();
  return settings;
};

const COUNT = 4_000;
/** Starts a long import; resolves once the first rows are written. */
const beginImport = async (): Promise<void> => {
  const rows = ['Name;Country;Type', ...Array.from({ length: COUNT }, (_, i) => `Buyer ${i};CN;Smelter`)].join('\r\n');
  const { token } = await createIntakeStore(join(folder.path, 'temp')).accept(Readable.from([Buffer.from(rows)]), 'buyers.csv');
  await ask('imports.apply', guessedChoice(await ask('imports.read', { intake: token })));
  for (;;) {
    const [job] = (await ask('jobs.running', {})).jobs;
    if (!job) throw new Error('the import was quicker than the test');
    if (job.at.state === 'running' && job.at.progress?.step.key === 'imports.job.write' && job.at.progress.done > 0) return;
  }
};

it('in the middle of an import leaves the workspace unchanged, without waiting for the limit', async () => {
  await beginImport();
  await core.stop();
  await expectWhole();
  expect(readLog(folder.path).filter(({ event }) => event === 'jobFailed')).toEqual([]);
});

it('overtakes waiting queries and runs commands that were sent', async () => {
  const waitingCalls = Array.from({ length: 200 }, () => core.call('overview.get', '{}'));
  const savedAnswer = core.call('settings.save', JSON.stringify({ moneyScale: 'k' }));
  await core.stop();
  expect(JSON.parse(await savedAnswer)).toMatchObject({ ok: true });
  expect(JSON.parse((await waitingCalls.at(-1)) ?? '')).toMatchObject({
    ok: false,
    error: { code: 'UNAVAILABLE', details: { reason: 'stopping' } },
  });
  expect(await expectWhole()).toMatchObject({ moneyScale: 'k' });
});
