import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Workspace } from '#db/connection.ts';
import { openWorkspaceFile } from '#db/connection.ts';
import { copyWorkspace } from '#db/copyWorkspace.ts';
import { removeDatabaseFile } from '#db/databaseFile.ts';
import { deriveFileKey } from '#db/fileKey.ts';
import { seedSample } from '#db/seeds/sample/index.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { PROOF_SEED, proofCount, recordFigures } from '../../helpers/proof.ts';
import { createRandom } from '../../helpers/random.ts';
import { digestWorkspace } from '../../helpers/workspaceDigest.ts';
import { createFolder, createWorkspace } from '../db/workspaceFiles.ts';

/** Bytes changed in each kind of file, besides those of the header. */
const FLIPS = proofCount('FLIPS', 30);
const HEADER_BYTES = 100;
/** What an opening may answer for a damaged file. */
const REFUSALS = ['WORKSPACE_DAMAGED', 'NOT_A_WORKSPACE', 'WORKSPACE_NEWER', 'WRONG_PASSPHRASE', 'PASSPHRASE_NEEDED', 'MIGRATION_FAILED'];

const digestOf = async (workspace: Workspace): Promise<string> => {
  const digest = await digestWorkspace(workspace.db);
  const history = workspace.raw.prepare(
    'SELECT group_concat(json_array(id, change_id, "before", "after"), \'\') FROM history_row ORDER BY id',
  );
  return `${digest} ${String(history.pluck().get())}`;
};

describe.each([
  ['plain', undefined],
  ['encrypted', 'a passphrase'],
] as const)('a byte changed anywhere in a %s backup', (kind, passphrase) => {
  it('is detected when the backup is opened, or changes no stored value', async () => {
    const drawRandom = createRandom(PROOF_SEED);
    const folder = createFolder();
    const key = passphrase === undefined ? undefined : await deriveFileKey(passphrase);
    const workspace = await createWorkspace(join(folder, 'mine.orebook'), kind === 'plain' ? seedSample : undefined, key);
    const backup = join(folder, 'backup.orebook');
    await copyWorkspace(workspace, backup, { hasDigests: true });
    const expectedDigest = await digestOf(workspace);
    const bytes = readFileSync(backup);
    const places = [
      ...Array.from({ length: HEADER_BYTES }, (_, n) => n),
      ...Array.from({ length: FLIPS }, () => Math.floor(drawRandom() * bytes.length)),
    ];
    const figures = { refused: 0, harmless: 0 };
    const damagedFile = join(folder, 'damaged.orebook');
    for (const place of places) {
      const copy = Buffer.from(bytes);
      copy[place] = copy[place]! ^ (1 << Math.floor(drawRandom() * 8));
      writeFileSync(damagedFile, copy);
      try {
        const openedWorkspace = await openWorkspaceFile(damagedFile, { key, copyTo: () => join(folder, 'before.orebook') });
        const digest = await digestOf(openedWorkspace);
        openedWorkspace.close();
        expect([place, digest === expectedDigest]).toEqual([place, true]);
        figures.harmless += 1;
      } catch (error) {
        if (!(error instanceof OrebookError)) throw error;
        expect(REFUSALS, `byte ${place}`).toContain(error.code);
        figures.refused += 1;
      }
      await removeDatabaseFile(damagedFile);
      rmSync(join(folder, 'damaged.orebook-wal-set-aside'), { force: true });
    }
    recordFigures('byte flips', { [`${kind}: detected`]: figures.refused, [`${kind}: harmless`]: figures.harmless });
    // the backup itself opens
    copyFileSync(backup, damagedFile);
    const secondWorkspace = await openWorkspaceFile(damagedFile, { key });
    expect(await digestOf(secondWorkspace)).toBe(expectedDigest);
    secondWorkspace.close();
  });
});
