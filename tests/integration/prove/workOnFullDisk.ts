/**
 * Works on a workspace while its disk fills up, as a process of its own on a disk of the test: `node workOnFullDisk.ts FOLDER STEPS SEED
 * [ACTIONS]`. Prints how often each action was refused and completed; ACTIONS are names with commas, by default all. Throws if a refused action
 * changes the workspace, leaves a file or is answered by anything but DISK_FULL.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '#shared/contract/result.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { createRandom } from '../../helpers/random.ts';
import { openServices } from '../../helpers/services.ts';
import { guessedChoice, read } from '../imports/importFiles.ts';
import { createSmallDisk } from './smallDisk.ts';

const [root = '', stepsText = '4', seedText = '1', actionsText] = process.argv.slice(2);
const steps = Number(stepsText);
const drawRandom = createRandom(Number(seedText));

const folder = join(root, 'data');
mkdirSync(folder);
const disk = createSmallDisk(root);
const services = await openServices(seedEmptyWorkspace(), {}, folder);
const { workspace } = services.ctx;
let passphrase: string | undefined;
let count = 0;

const expectOk = (result: Result<unknown>, what: string): void => assert.ok(result.ok, `${what}: ${JSON.stringify(result)}`);
const readState = async (): Promise<string> => {
  const result = await services.call('workspace.state', {});
  expectOk(result, 'workspace.state');
  const { value } = result as { readonly value: { readonly settings: { readonly name: string }; readonly counts: object } };
  return JSON.stringify([value.settings.name, value.counts]);
};

/** Waits for the end of a job that a call has started, and returns its error as the result of a call. */
const finishJob = async (startResult: Result<unknown>): Promise<Result<unknown>> => {
  if (!startResult.ok) return startResult;
  const { jobId } = startResult.value as { readonly jobId: string };
  await services.waitForJob({ jobId }).catch(() => undefined);
  const { at } = services.ctx.jobs.get(jobId);
  return at.state === 'failed' ? { ok: false, error: at.error } : startResult;
};

const importBuyers = async (): Promise<Result<unknown>> => {
  count += 1;
  const rows = ['Name;Country;Type', ...Array.from({ length: 300 }, (_, i) => `Buyer ${count} of ${i};CN;Smelter`)].join('\r\n');
  disk.freeAll();
  const file = await read(services, 'buyers.csv', rows);
  disk.leaveFree(freePages);
  return finishJob(await services.call('imports.apply', guessedChoice(file)));
};

const changePassphrase = async (next: string | undefined): Promise<Result<unknown>> => {
  const result = await services.call('workspace.changePassphrase', {
    ...(passphrase === undefined ? {} : { current: passphrase }),
    ...(next === undefined ? {} : { next, shouldDeletePlainBackups: true }),
  });
  if (result.ok) passphrase = next;
  return result;
};

const restoreFirst = async (): Promise<Result<unknown>> => {
  const copy = workspace.backups().copies.findLast(({ encrypted }) => encrypted === (passphrase !== undefined));
  return services.call('backups.restore', { id: copy?.id ?? 'none' });
};

const snapshot = async (): Promise<Result<unknown>> => {
  const result = await services.call('history.openSnapshot', { date: '2099-12-31' });
  if (result.ok) expectOk(await services.call('history.closeSnapshot', {}), 'history.closeSnapshot');
  return result;
};

/** The actions, in this order: each finds the workspace as the one before leaves it. */
const ACTIONS: Readonly<Record<string, () => Promise<Result<unknown>>>> = {
  edit: () => services.call('settings.save', { name: `Mine ${++count}` }),
  undo: async () => {
    const result = await services.call('history.undo', {});
    disk.freeAll();
    if (result.ok) expectOk(await services.call('history.redo', {}), 'history.redo');
    return result;
  },
  draft: () =>
    services.call('drafts.save', { kind: 'contract', id: 'new', workspaceId: workspace.id(), fields: { note: 'x'.repeat(60_000) } }),
  import: importBuyers,
  backup: () => services.call('backups.take', {}),
  restore: restoreFirst,
  snapshot,
  export: () => services.call('exports.write', { format: 'xlsx' }),
  upload: async () => {
    const name = `upload ${++count}.csv`;
    try {
      await services.uploadFile(name, 'x'.repeat(200_000));
      return { ok: true, value: {}, revision: 0 };
    } catch (error) {
      return { ok: false, error: { code: (error as { readonly code: 'DISK_FULL' }).code, details: {}, id: '' } };
    }
  },
  'first passphrase': () => changePassphrase('first passphrase'),
  'other passphrase': () => changePassphrase('other passphrase'),
  'backup, encrypted': () => services.call('backups.take', {}),
  'restore, encrypted': restoreFirst,
  'no passphrase': () => changePassphrase(undefined),
  create: () =>
    services.call('workspace.create', {
      name: `Created ${++count}`,
      discountRate: 0.1,
      products: [{ name: 'Copper concentrate', metal: 'copper', tonnes: [] }],
    }),
};

let freePages = 0;

/** Runs an action with a number of free pages; returns whether it was completed. */
const workWith = async (name: string, pages: number): Promise<boolean> => {
  const before = await readState();
  freePages = pages;
  disk.leaveFree(pages);
  const result = await ACTIONS[name]!();
  disk.freeAll();
  const situation = `${name} with ${pages} free pages: ${JSON.stringify(result)}`;
  if (!result.ok) {
    assert.equal(result.error.code, 'DISK_FULL', situation);
    assert.equal(await readState(), before, situation);
  }
  const after = await readState();
  // the next start finds what this process saw, and no part of a file
  await workspace.stop();
  const left = (readdirSync(folder, { recursive: true, encoding: 'utf8' }) as string[]).filter((file) =>
    /\.(?:part|new|new\.part)$/.test(file),
  );
  assert.deepEqual(left, [], situation);
  const openFailure = await workspace
    .openFirst({ kind: 'last' })
    .catch((error: { readonly code: string; readonly details: { readonly pending: string } }) => error);
  if (openFailure) {
    assert.equal(openFailure.code, 'PASSPHRASE_NEEDED', situation);
    await workspace.unlock(openFailure.details.pending, passphrase ?? '', false);
  }
  assert.equal(await readState(), after, situation);
  return result.ok;
};

const figures: Record<string, { refused: number; completed: number }> = {};
for (const name of actionsText?.split(',') ?? Object.keys(ACTIONS)) {
  const figure = { refused: 0, completed: 0 };
  figures[name] = figure;
  // grows until the action is completed
  let freePages = 4;
  const isPassphrase = name.endsWith('passphrase');
  const before = passphrase;
  while (!(await workWith(name, freePages))) {
    figure.refused += 1;
    freePages *= 4;
  }
  figure.completed += 1;
  for (let step = 1; step < steps; step++) {
    if (isPassphrase && passphrase !== before) expectOk(await changePassphrase(before), `${name}: the passphrase before`);
    if (await workWith(name, Math.floor(drawRandom() * freePages))) figure.completed += 1;
    else figure.refused += 1;
  }
  if (isPassphrase && passphrase === before) assert.ok(await workWith(name, freePages), name);
}
process.stdout.write(JSON.stringify(figures));
await services.close();
process.exit(0);
