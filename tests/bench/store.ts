import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openWorkspaceFile, type Workspace } from '#db/connection.ts';
import { copyWorkspace } from '#db/copyWorkspace.ts';
import { addContracts, getContract, listContracts, saveContract } from '#db/repositories/contracts.ts';
import { seedSample } from '#db/seeds/sample/index.ts';
import { seedWorkspace } from '#db/seeds/seedWorkspace.ts';
import { redo, runTransaction, undo } from '#db/transaction.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { root, tempFolder } from '../helpers/app.ts';
import { openServices } from '../helpers/services.ts';
import { asGuessed, read } from '../integration/imports/importFiles.ts';
import { report } from './medians.ts';

const CONTRACTS = 100_000;
const CHANGES = 20_000;
const ROWS_OF_A_CHANGE = 100;
const IMPORTED = 50_000;
const EDITS = 40;
const PAGE = 100;

const label = { key: 'history.settings' };

const contractLike = (one: OfftakeContract, n: number): OfftakeContract => ({
  ...one,
  id: ContractId.parse(`bench-${n}`),
  code: `B-${String(n).padStart(6, '0')}`,
  end: one.end + (n % 60),
});

/** The sample with a hundred thousand contracts more and two million rows of history. */
const build = async (path: string): Promise<void> => {
  const workspace = await openWorkspaceFile(path, { create: true });
  await runTransaction(workspace.db, { label, origin: 'seed' }, async (tx) => {
    await seedWorkspace(tx);
    await seedSample(tx);
    const models = await listContracts(tx);
    for (let n = 0; n < CONTRACTS; n += 1000) {
      await addContracts(
        tx,
        Array.from({ length: 1000 }, (_, i) => contractLike(models[(n + i) % models.length]!, n + i)),
      );
    }
  });
  const { raw } = workspace;
  const image = (price: string): string =>
    `json_object('deck', 'base', 'reference', 'CU', 'month', 24000 + n % 400, 'price', ${price}, 'origin', 'user', 'source', 'typed by hand')`;
  raw.exec(`BEGIN;
    INSERT INTO history_change (revision, origin, label)
      WITH RECURSIVE count (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < ${CHANGES})
      SELECT n + 1, 'user', '{"key":"history.settings"}' FROM count;
    INSERT INTO history_row (change_id, table_name, kind, entity_id, "before", "after")
      WITH RECURSIVE count (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM count WHERE n < ${CHANGES * ROWS_OF_A_CHANGE - 1})
      SELECT 2 + n / ${ROWS_OF_A_CHANGE}, 'deck_point', 'deck', 'CU', ${image('n * 0.01')}, ${image('n * 0.02')} FROM count;
    UPDATE workspace_state SET revision = ${CHANGES + 1};
    COMMIT;`);
  workspace.close();
};

const once = async (what: string, on: string, work: () => Promise<unknown>): Promise<void> => {
  const began = performance.now();
  await work();
  report(what, [performance.now() - began], 'ms', on);
};

/** The longest time for which the thread answered nobody while `work` went on, ms. */
const longestStall = async (work: () => Promise<unknown>): Promise<number> => {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  // the monitor starts with its first tick
  await nextTurn();
  delay.reset();
  await work();
  delay.disable();
  return delay.max / 1e6;
};

const firstPage = async ({ db }: Workspace): Promise<readonly OfftakeContract[]> =>
  (await listContracts(db))
    .filter(({ status, productId }) => status === 'active' && productId === 'copper-concentrate')
    .sort((a, b) => a.end - b.end || (a.code < b.code ? -1 : 1))
    .slice(0, PAGE);

const edits = async ({ db }: Workspace): Promise<readonly number[]> => {
  const taken: number[] = [];
  for (let n = 0; n < EDITS; n++) {
    const { contract } = await getContract(db, ContractId.parse(`bench-${n * 97}`));
    const began = performance.now();
    await runTransaction(db, { label, origin: 'user' }, (tx) => saveContract(tx, { ...contract, note: `edited ${n} ${taken.length}` }));
    taken.push(performance.now() - began);
  }
  return taken;
};

const stored = async (path: string, folder: string): Promise<void> => {
  const on = `${CONTRACTS} contracts, ${CHANGES * ROWS_OF_A_CHANGE} history rows, ${(statSync(path).size / 1e6).toFixed(0)} MB`;
  let workspace: Workspace | undefined;
  await once('open, with the check of the whole file', on, async () => {
    workspace = await openWorkspaceFile(path);
  });
  if (!workspace) throw new Error('not open');
  const open = workspace;
  await firstPage(open);
  await once('contracts read, filtered, sorted: first page', on, () => firstPage(open));
  report('an edit confirmed, on the disk', await edits(open), 'ms', on);
  await once('undo of that edit', on, () => undo(open.db));
  await once('redo of it', on, () => redo(open.db));
  let stall = 0;
  await once('a backup, checked', on, async () => {
    stall = await longestStall(() => copyWorkspace(open.raw, join(folder, 'copy.orebook')));
  });
  report('longest stall while it is written and checked', [stall], 'ms', on);
  open.close();
};

const imported = async (): Promise<void> => {
  const services = await openServices();
  try {
    const { rows } = await services.ask('contracts.list', {});
    const model = rows.find(({ code }) => code === 'C-042');
    const lines = Array.from(
      { length: IMPORTED },
      (_, n) => `X-${n},${model?.buyer},${model?.product},Negotiating,2027-01,2030-12,${10_000 + n}`,
    );
    const csv = ['Code,Buyer,Product,Status,Start,End,Tonnes per year', ...lines].join('\n');
    const on = 'sample mine, contracts as CSV';
    const chosen = asGuessed(await read(services, 'contracts.csv', csv));
    const steps = new Set<string>();
    let stall = 0;
    await once(`import of ${IMPORTED} rows: check and preview`, on, async () => {
      stall = await longestStall(() => services.ask('imports.check', chosen));
    });
    report('longest stall meanwhile', [stall], 'ms', on);
    await once(`import of ${IMPORTED} rows: written, with progress`, on, async () => {
      stall = await longestStall(async () => {
        const { jobId } = await services.ask('imports.apply', chosen);
        for (let job = services.ctx.jobs.get(jobId); job.at.state === 'running'; job = services.ctx.jobs.get(jobId)) {
          if (job.at.progress) steps.add(`${job.at.progress.step.key} ${job.at.progress.done}`);
          await nextTurn();
        }
      });
    });
    report('longest stall meanwhile', [stall], 'ms', on);
    console.log(`${'numbers that its progress showed'.padEnd(58)} ${String(steps.size).padStart(8)}`);
    await once('undo of that import', on, async () => {
      stall = await longestStall(() => services.ask('history.undo', {}));
    });
    report('longest stall meanwhile', [stall], 'ms', on);
  } finally {
    await services.close();
  }
};

/** The same work in Python's sqlite3, which many would write it in. */
const beside = (path: string, folder: string): void => {
  const script = join(root, 'tests', 'bench', 'peers', 'store.py');
  const ran = spawnSync('python3', [script, path, join(folder, 'python copy.orebook'), String(EDITS), String(PAGE)], { encoding: 'utf8' });
  if (ran.error) console.log('Python’s sqlite3 beside it: python3 is not on this computer');
  else if (ran.status !== 0) console.log(`Python’s sqlite3 beside it failed: ${ran.stderr.trim().split('\n').at(-1)}`);
  else {
    for (const line of ran.stdout.trim().split('\n')) {
      const { what, ms } = JSON.parse(line) as { what: string; ms: readonly number[] };
      report(`Python: ${what}`, ms, 'ms', 'sqlite3 module, same file');
    }
  }
};

/** A workspace far larger than any mine’s: what the store does with it, and Python’s sqlite3 beside it. */
export const benchStore = async (): Promise<void> => {
  const folder = tempFolder();
  try {
    const path = join(folder.path, 'large.orebook');
    await build(path);
    await stored(path, folder.path);
    beside(path, folder.path);
    await imported();
  } finally {
    folder.remove();
  }
};
