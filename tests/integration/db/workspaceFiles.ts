import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type OpenOptions, openWorkspaceFile, type Workspace } from '#db/connection.ts';
import type { FileKey } from '#db/fileKey.ts';
import { savePlan } from '#db/repositories/plans.ts';
import { saveSettings } from '#db/repositories/settings.ts';
import type { Tx } from '#db/schema.ts';
import { SEED_VALUATION_DATE, seedWorkspace } from '#db/seeds/seedWorkspace.ts';
import { runTransaction } from '#db/transaction.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { PlanId } from '#shared/domain/ids.ts';

/** Creates a folder that is deleted after the test. */
export const createFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'orebook-db-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

export const createPath = (): string => join(createFolder(), 'mine.orebook');

/** Opens a file and closes it after the test, unless the test did. */
export const openFile = async (path: string, options?: OpenOptions): Promise<Workspace> => {
  const workspace = await openWorkspaceFile(path, options);
  onTestFinished(() => workspace.close());
  return workspace;
};

export const PLAN = PlanId.parse('plan-base');

/** Creates a file with the seeds, one plan and settings, in one change of origin `seed`. */
export const createWorkspace = async (
  path: string = createPath(),
  fill: (tx: Tx) => Promise<unknown> = async () => undefined,
  key?: FileKey,
): Promise<Workspace> => {
  const workspace = await openFile(path, { shouldCreate: true, key });
  await runTransaction(workspace.db, { label: { key: 'history.create' }, origin: 'seed' }, async (tx) => {
    await seedWorkspace(tx);
    await savePlan(tx, { id: PLAN, name: 'Base plan', note: '', archived: false, overrides: [] });
    await saveSettings(tx, {
      name: 'Test mine',
      valuationDate: SEED_VALUATION_DATE,
      discountRate: 0.1,
      deck: 'base',
      planId: PLAN,
      horizonYear: 2031,
      moneyScale: 'm',
      theme: 'system',
      language: 'en',
      budget: [],
      sample: false,
    });
    await fill(tx);
  });
  return workspace;
};

/** Runs a change of origin `user`. */
export const changeAsUser = async <T>(workspace: Workspace, work: (tx: Tx) => Promise<T>, key = 'history.test'): Promise<T> =>
  runTransaction(workspace.db, { label: { key }, origin: 'user' }, work);

/** Returns code and details of the error of a promise. */
export const catchFailure = async (work: Promise<unknown>): Promise<{ code: string; details: unknown }> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof OrebookError) return { code: error.code, details: error.details };
    throw error;
  }
  throw new Error('nothing failed');
};

export const readBytes = (path: string): Buffer => readFileSync(path);
