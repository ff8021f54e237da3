import { randomUUID } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Workspace } from '#db/connection.ts';
import { SCHEMA_VERSION } from '#db/migrate.ts';
import { getBuyer, saveBuyer } from '#db/repositories/buyers.ts';
import { saveTeamLink } from '#db/repositories/team.ts';
import { type ErrorCode, type ErrorDetails, OrebookError } from '#shared/contract/errors.ts';
import { BuyerId } from '#shared/domain/ids.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import type { TeamLog } from '../../../core/team/logPort.ts';
import { synchronise } from '../../../core/team/synchronise.ts';
import { openTeamLog } from '../../../core/team/teamLog.ts';
import type { TestDatabase } from '../../helpers/postgres.ts';
import { digestWorkspace } from '../../helpers/workspaceDigest.ts';
import { buyer } from '../db/records.ts';
import { catchFailure, changeAsUser, createPath, createWorkspace, openFile } from '../db/workspaceFiles.ts';

/** A workspace file that follows a log, as its own role. */
export type TestDesk = {
  readonly path: string;
  readonly role: string;
  readonly workspaceId: string;
  readonly file: Workspace;
  readonly log: TeamLog;
  readonly sync: () => Promise<void>;
};

export const ALPHA = BuyerId.parse('alpha');
export const BETA = BuyerId.parse('beta');

const openDesk = async (path: string, { role, workspaceId, log }: Pick<TestDesk, 'role' | 'workspaceId' | 'log'>): Promise<TestDesk> => {
  const file = await openFile(path);
  const sync = () => synchronise({ db: file.db, log, format: SCHEMA_VERSION, newId: randomUUID, exclusive: (work) => work() });
  return { path, role, workspaceId, file, log, sync };
};

/** Opens the file of a desk again, after it was closed or replaced. */
export const reopenDesk = (desk: TestDesk): Promise<TestDesk> => openDesk(desk.path, desk);

/** Opens a desk again with a new connection, after the server ended the one that it had. */
export const reconnectDesk = async (database: TestDatabase, desk: TestDesk, name: string): Promise<TestDesk> => {
  desk.file.close();
  const { connection, password } = await database.connectAs(name);
  return openDesk(desk.path, { ...desk, log: await openTeamLog(connection, password) });
};

/** Creates desks with the same workspace, which has two buyers, all following a new log. */
export const createDesks = async (database: TestDatabase, names: readonly string[], passphrase?: string): Promise<TestDesk[]> => {
  const path = createPath();
  const first = await createWorkspace(path, async (tx) => {
    await saveBuyer(tx, buyer('alpha', { name: 'Alpha Metals', note: 'old' }));
    await saveBuyer(tx, buyer('beta', { name: 'Beta Smelting', note: 'old' }));
  });
  first.close();
  const workspaceId = randomUUID();
  const desks: TestDesk[] = [];
  for (const [i, name] of names.entries()) {
    const { connection, password } = await database.connectAs(name);
    const log = await openTeamLog(connection, password);
    if (i === 0) {
      await log.setUp();
      await log.createWorkspace({ id: workspaceId, name: 'Test mine', format: SCHEMA_VERSION, content: new Uint8Array(), passphrase });
    } else await desks[0]!.log.saveMember(workspaceId, { role: connection.role, name, access: 'editor' });
    await log.unlock(workspaceId, passphrase);
    const copy = createPath();
    copyFileSync(path, copy);
    const desk = await openDesk(copy, { role: connection.role, workspaceId, log });
    await saveTeamLink(desk.file.db, {
      workspaceId,
      connection,
      baseSeq: 0,
      baseChange: undefined,
      baseHistory: 1,
      isEncrypted: passphrase !== undefined,
    });
    desks.push(desk);
  }
  return desks;
};

export const edit = async ({ file }: TestDesk, id: BuyerId, changes: Parameters<typeof buyer>[1]): Promise<void> => {
  await changeAsUser(file, async (tx) => saveBuyer(tx, { ...(await getBuyer(tx, id)).buyer, ...(changes as object) }));
};

export const read = async ({ file }: TestDesk, id: BuyerId) => (await getBuyer(file.db, id)).buyer;

export const expectSame = async (desks: readonly TestDesk[]): Promise<void> => {
  const digests = await Promise.all(desks.map(({ file }) => digestWorkspace(file.db)));
  expect(new Set(digests).size).toBe(1);
};

/** What a page says about the refusal of work. */
export const refusalText = async (work: Promise<unknown>): Promise<string> => {
  const { code, details } = await catchFailure(work);
  return errorText(new OrebookError(code as ErrorCode, details as ErrorDetails));
};
