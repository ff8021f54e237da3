import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openWorkspaceFile, type Workspace } from '#db/connection.ts';
import { copyWorkspace } from '#db/copyWorkspace.ts';
import { deriveFileKey, type FileKey } from '#db/fileKey.ts';
import { addContracts, getContract, listContracts, saveContract } from '#db/repositories/contracts.ts';
import { seedSample } from '#db/seeds/sample/index.ts';
import { seedWorkspace } from '#db/seeds/seedWorkspace.ts';
import { redo, runTransaction, undo } from '#db/transaction.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { tempFolder } from '../helpers/app.ts';
import { openServices } from '../helpers/services.ts';
import { guessedChoice, read } from '../integration/imports/importFiles.ts';
import { measureLongestBlock, report } from './medians.ts';
import { reportSqliteInPython } from './sqliteInPython.ts';

const CONTRACTS = 100_000;
const CHANGES = 20_000;
const ROWS_OF_A_CHANGE = 100;
const IMPORTED = 50_000;
const EDITS = 40;
const PAGE = 100;

const label = { key: 'history.settings' };

const copyContract = (contract: OfftakeContract, n: number): OfftakeContract => ({
  ...contract,
  id: ContractId.parse(`bench-${n}`),
  code: `B-${String(n).padStart(6, '0')}`,
  end: contract.end + (n % 60),
});

/** Writes the sample with a hundred thousand more contracts and two million rows of history. */
const buildWorkspace = async (path: string): Promise<void> => {
  const workspace = await openWorkspaceFile(path, { shouldCreate: true });
  await runTransaction(workspace.db, { label, origin: 'seed' }, async (tx) => {
    await seedWorkspace(tx);
    await seedSample(tx);
    const models = await listContracts(tx);
    for (let n = 0; n < CONTRACTS; n += 1000) {
      await addContracts(
        tx,
        Array.from({ length: 1000 }, (_, i) => copyContract(models[(n + i) % models.length]!, n + i)),
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

const reportOnce = async (what: string, on: string, work: () => Promise<unknown>): Promise<void> => {
  const start = performance.now();
  await work();
  report(what, [performance.now() - start], 'ms', on);
};

const readFirstPage = async ({ db }: Workspace): Promise<readonly OfftakeContract[]> =>
  (await listContracts(db))
    .filter(({ status, productId }) => status === 'active' && productId === 'copper-concentrate')
    .sort((a, b) => a.end - b.end || (a.code < b.code ? -1 : 1))
    .slice(0, PAGE);

const measureEdits = async ({ db }: Workspace): Promise<readonly number[]> => {
  const durations: number[] = [];
  for (let n = 0; n < EDITS; n++) {
    const { contract } = await getContract(db, ContractId.parse(`bench-${n * 97}`));
    const start = performance.now();
    await runTransaction(db, { label, origin: 'user' }, (tx) => saveContract(tx, { ...contract, note: `edited ${n} ${durations.length}` }));
    durations.push(performance.now() - start);
  }
  return durations;
};

const benchFile = async (path: string, folder: string, key?: FileKey): Promise<void> => {
  const on = `${key ? 'encrypted' : 'plain'}, ${CONTRACTS} contracts, ${CHANGES * ROWS_OF_A_CHANGE} history rows, ${(statSync(path).size / 1e6).toFixed(0)} MB`;
  let workspace: Workspace | undefined;
  await reportOnce('open, integrity check included', on, async () => {
    workspace = await openWorkspaceFile(path, { key });
  });
  if (!workspace) throw new Error('not open');
  const openWorkspace = workspace;
  await readFirstPage(openWorkspace);
  await reportOnce('first page of contracts: read, filter, sort', on, () => readFirstPage(openWorkspace));
  report('edit, written to the disk', await measureEdits(openWorkspace), 'ms', on);
  await reportOnce('undo of the edit', on, () => undo(openWorkspace.db));
  await reportOnce('redo of the edit', on, () => redo(openWorkspace.db));
  let block = 0;
  await reportOnce('backup, integrity check and digests included', on, async () => {
    ({ blockMs: block } = await measureLongestBlock(() =>
      copyWorkspace(openWorkspace, join(folder, 'copy.orebook'), { hasDigests: true }),
    ));
  });
  report('longest block during the backup', [block], 'ms', on);
  openWorkspace.close();
};

const benchImport = async (): Promise<void> => {
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
    const choice = guessedChoice(await read(services, 'contracts.csv', csv));
    const steps = new Set<string>();
    let block = 0;
    await reportOnce(`import of ${IMPORTED} rows: check and preview`, on, async () => {
      ({ blockMs: block } = await measureLongestBlock(() => services.ask('imports.check', choice)));
    });
    report('longest block during it', [block], 'ms', on);
    await reportOnce(`import of ${IMPORTED} rows: write, with progress`, on, async () => {
      ({ blockMs: block } = await measureLongestBlock(async () => {
        const { jobId } = await services.ask('imports.apply', choice);
        for (let job = services.ctx.jobs.get(jobId); job.at.state === 'running'; job = services.ctx.jobs.get(jobId)) {
          if (job.at.progress) steps.add(`${job.at.progress.step.key} ${job.at.progress.done}`);
          await nextTurn();
        }
      }));
    });
    report('longest block during it', [block], 'ms', on);
    console.log(`${'progress messages'.padEnd(58)} ${String(steps.size).padStart(8)}`);
    await reportOnce('undo of the import', on, async () => {
      ({ blockMs: block } = await measureLongestBlock(() => services.ask('history.undo', {})));
    });
    report('longest block during it', [block], 'ms', on);
  } finally {
    await services.close();
  }
};

const reportVersions = ({ raw }: Workspace): void => {
  const { sqlite, ciphers } = raw.prepare('SELECT sqlite_version() AS sqlite, sqlite3mc_version() AS ciphers').get() as Readonly<
    Record<'sqlite' | 'ciphers', string>
  >;
  console.log(`SQLite ${sqlite}, ${ciphers}`);
};

/** Measures the derivation of a key and the encryption of the file, and returns the key. */
const encryptFile = async (path: string, encryptedPath: string): Promise<FileKey> => {
  const start = performance.now();
  const key = await deriveFileKey('a passphrase of a bench');
  report('derive the key of a passphrase', [performance.now() - start], 'ms', 'once for each opening');
  const plainWorkspace = await openWorkspaceFile(path);
  reportVersions(plainWorkspace);
  await reportOnce('encrypt the file, integrity check included', `${(statSync(path).size / 1e6).toFixed(0)} MB`, () =>
    copyWorkspace(plainWorkspace, encryptedPath, { next: { key } }),
  );
  plainWorkspace.close();
  return key;
};

/** Measures a workspace far larger than any mine’s: open, read, edit, undo, backup, plain and encrypted; import. Compares with Python’s sqlite3. */
export const benchStore = async (): Promise<void> => {
  const folder = tempFolder();
  try {
    const path = join(folder.path, 'large.orebook');
    await buildWorkspace(path);
    await benchFile(path, folder.path);
    const encryptedPath = join(folder.path, 'encrypted.orebook');
    await benchFile(encryptedPath, folder.path, await encryptFile(path, encryptedPath));
    reportSqliteInPython('store.py', [path, join(folder.path, 'python copy.orebook'), String(EDITS), String(PAGE)]);
    await benchImport();
  } finally {
    folder.remove();
  }
};
