import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Workspace } from '#db/connection.ts';
import { SCHEMA_VERSION } from '#db/migrate.ts';
import { findLastHistoryId } from '#db/repositories/history.ts';
import { listTeamConflicts, saveTeamLink, type TeamConflict, type TeamLink } from '#db/repositories/team.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Result } from '#shared/contract/result.ts';
import { createIdMaker } from '../../../core/newId.ts';
import type { TeamLog } from '../../../core/team/logPort.ts';
import { synchronise } from '../../../core/team/synchronise.ts';
import { createTables } from '../../../core/workers/tableClient.ts';
import { createRandom } from '../../helpers/random.ts';
import { type Services, startServices } from '../../helpers/services.ts';
import { type ChangingCommand, makeInput } from '../services/commandActs.ts';
import { createPick } from '../services/financingActs.ts';
import { countStatements, remainsOf, runUntilKilled } from './statements.ts';

/** A command that a desk makes. */
export type DeskRequest = {
  readonly command: ChangingCommand | 'team.resolveConflict' | 'history.undo' | 'history.redo';
  /** Decides the input. */
  readonly seed: number;
  /** The request is sent three times: the second meets its answer in memory, the third after a restart of the core the one in the file. */
  readonly isRepeated: boolean;
};

/** How a synchronisation ends: completed; with each append sent twice; cut at the n-th step of its protocol, before or after its effect. */
export type Ending = 'completed' | 'appendedTwice' | { readonly at: number; readonly isAfter: boolean };

export type SimulatedDesk = {
  readonly workspace: () => Workspace;
  /** Sends a command. With `killAt` the process dies before that statement, and the restarted one gets the same request again. */
  readonly send: (request: DeskRequest, killAt?: number) => Promise<void>;
  readonly sync: (ending?: Ending, killAt?: number) => Promise<void>;
  /** Undoes the last change; returns whether there was one that could be undone. */
  readonly undo: () => Promise<boolean>;
  readonly restart: () => Promise<void>;
  readonly setOffline: (isOffline: boolean) => void;
  readonly moveClock: (days: number) => void;
  /** The conflicts that a person dismissedConflicts by keeping the shared values. */
  readonly dismissedConflicts: readonly TeamConflict[];
  readonly close: () => Promise<void>;
};

export type DeskOptions = {
  /** The data folder of the desk, which may have those of earlier schedules. */
  readonly folder: string;
  readonly seedFile: string;
  /** Distinguishes the ids that desks make. */
  readonly seed: number;
  readonly link: TeamLink;
  readonly log: () => TeamLog;
  /** Replaces the connection to the log by a new one. */
  readonly reconnect: () => Promise<void>;
};

const START = Date.parse('2026-06-03T09:00:00Z');
const DAY_MS = 86_400_000;
/** Requests choose among this many records of each kind, so that desks meet. */
const RECORDS = 2;
/** Refusals that may be right at any moment of a schedule. */
const REFUSALS: ReadonlySet<string> = new Set([
  ...['IN_USE', 'BAD_INPUT', 'DUPLICATE', 'NOT_FOUND', 'STALE', 'CONFLICT_BLOCKED'],
  ...['NOTHING_TO_UNDO', 'NOTHING_TO_REDO', 'UNDO_BLOCKED'],
]);
/** Commands whose second request is a new one: they read an upload, which a restarted core no longer has, or store a choice of this desk. */
const WITHOUT_CONFIRMATION: ReadonlySet<DeskRequest['command']> = new Set(['imports.apply', 'houseStyle.setLogo', 'plans.choose']);

class Cut extends Error {}

const tables = createTables();

const isAccepted = (command: string, result: Result<unknown>): boolean => {
  if (!result.ok) expect([...REFUSALS], `${command} answers ${JSON.stringify(result.error)}`).toContain(result.error.code);
  return result.ok;
};

/** Removes what earlier schedules left in the folder of a desk, but for the backup that the opening of its first file made: it makes no second one. */
const emptyDeskFolder = (folder: string, path: string): void => {
  const firstBackup = new Date(START).toISOString().replaceAll(/[-:.]/g, '');
  const backups = join(folder, 'backups');
  mkdirSync(backups, { recursive: true });
  for (const entry of readdirSync(backups, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && !entry.name.startsWith(firstBackup)) rmSync(join(entry.parentPath, entry.name));
  }
  for (const place of remainsOf(path).flat()) rmSync(place, { force: true });
};

/** Opens a desk on its own copy of a file, whose clock, ids, network and death come from a schedule. */
export const openSimulatedDesk = async ({ folder, seedFile, seed, link, log, reconnect }: DeskOptions): Promise<SimulatedDesk> => {
  const path = join(folder, 'mine.orebook');
  emptyDeskFolder(folder, path);
  copyFileSync(seedFile, path);
  const nextRandom = createRandom(seed);
  const fillRandom = (bytes: Uint8Array): void => {
    for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(nextRandom() * 256);
  };
  const dismissedConflicts: TeamConflict[] = [];
  let clockTime = START;
  let isOffline = false;
  let requestCount = 0;
  let services!: Services;
  let newId!: () => string;

  const workspace = (): Workspace => services.ctx.workspace.openWorkspace()!;

  const start = async (): Promise<void> => {
    const clock = () => new Date(clockTime);
    newId = createIdMaker(clock, fillRandom);
    services = startServices({ dataFolder: folder, tables, clock, newId });
    await services.ctx.workspace.openFirst({ kind: 'file', path });
    // a schedule ends no machine: writes need not reach the disk
    workspace().raw.pragma('synchronous = OFF');
    countStatements(workspace());
  };

  /** Puts the file in place as a killed process left it, and starts another process. */
  const startAfterKill = async (): Promise<void> => {
    await services.ctx.workspace.stop();
    for (const [remains, filePath] of remainsOf(path)) {
      rmSync(filePath, { force: true });
      if (existsSync(remains)) renameSync(remains, filePath);
    }
    await start();
  };

  /** Runs work in the process; if it is killed before its end, another one goes on with `afterKill`. */
  const runOrKill = async (work: () => Promise<unknown>, killAt: number | undefined, afterKill: () => Promise<unknown>): Promise<void> => {
    if (killAt === undefined) return void (await work());
    const end = await runUntilKilled(path, killAt, work);
    if (end === 'survived') return;
    await startAfterKill();
    if (end === 'killedAtLog') await reconnect();
    await afterKill();
  };

  const makeRequestInput = async ({ command, seed: inputSeed }: DeskRequest): Promise<unknown> => {
    const pick = createPick(inputSeed, RECORDS);
    if (command === 'history.undo' || command === 'history.redo') return {};
    if (command !== 'team.resolveConflict') return makeInput(services, command, pick);
    const conflicts = await listTeamConflicts(workspace().db);
    return conflicts.length === 0 ? undefined : { id: pick.one(conflicts).id, use: pick.flag ? 'mine' : 'theirs' };
  };

  /** The history of the file gives each new change the time of this desk's clock, as the computer would. */
  const setTimes = async (lastId: number): Promise<void> => {
    const at = new Date(clockTime).toISOString();
    await workspace().db.updateTable('history_change').set({ at }).where('id', '>', lastId).execute();
  };

  await start();
  await saveTeamLink(workspace().db, link);
  return {
    workspace,
    dismissedConflicts,

    send: async (request, killAt) => {
      const { command, isRepeated } = request;
      clockTime += 1_000;
      const lastId = await findLastHistoryId(workspace().db);
      const input = await makeRequestInput(request);
      if (input === undefined) return;
      const requestId = `${seed}-${requestCount}`;
      requestCount += 1;
      if (command === 'team.resolveConflict') {
        const { id, use } = input as { readonly id: string; readonly use: string };
        if (use === 'theirs')
          dismissedConflicts.push(...(await listTeamConflicts(workspace().db)).filter((conflict) => conflict.id === id));
      }
      const sendOnce = async (): Promise<Result<unknown>> => {
        const result = await services.call(command, input, requestId);
        if (result.ok && command === 'imports.apply') await services.waitForJob(result.value as { readonly jobId: string });
        return result;
      };
      const isConfirmed = !WITHOUT_CONFIRMATION.has(command);
      await runOrKill(
        async () => {
          const result = await sendOnce();
          if (isAccepted(command, result) && isRepeated && isConfirmed) {
            expect(await sendOnce()).toMatchObject({ ok: true, value: result.ok && result.value });
            services.replaceCore();
            expect(await sendOnce()).toMatchObject({ ok: true, value: result.ok && result.value });
          }
        },
        killAt,
        async () => isConfirmed && isAccepted(command, await sendOnce()),
      );
      await setTimes(lastId);
    },

    sync: async (ending = 'completed', killAt) => {
      let step = 0;
      const run = async <T>(work: () => Promise<T>): Promise<T> => {
        const isCut = typeof ending === 'object' && step === ending.at;
        step += 1;
        if (isCut && !ending.isAfter) throw new Cut();
        const result = await work();
        if (isCut) throw new Cut();
        return result;
      };
      const openLog = log();
      const desk = {
        db: workspace().db,
        format: SCHEMA_VERSION,
        newId,
        log: {
          ...openLog,
          verify: (...parts: Parameters<TeamLog['verify']>) =>
            run(() => {
              if (isOffline) throw new OrebookError('TEAM_OFFLINE', { host: link.connection.host });
              return openLog.verify(...parts);
            }),
          pull: (...parts: Parameters<TeamLog['pull']>) => run(() => openLog.pull(...parts)),
          push: (...parts: Parameters<TeamLog['push']>) =>
            run(async () => {
              if (ending === 'appendedTwice') await openLog.push(...parts);
              return openLog.push(...parts);
            }),
        },
        exclusive: <T>(work: () => Promise<T>) =>
          run(async () => {
            const result = await work();
            await services.ctx.workspace.publishChanges();
            return result;
          }),
      };
      try {
        await runOrKill(
          () => synchronise(desk),
          killAt,
          async () => undefined,
        );
      } catch (error) {
        if (!(error instanceof Cut) && !(isOffline && error instanceof OrebookError && error.code === 'TEAM_OFFLINE')) throw error;
      }
    },

    undo: async () => isAccepted('history.undo', await services.call('history.undo', {})),

    restart: async () => {
      await services.ctx.workspace.stop();
      await start();
    },
    setOffline: (isNowOffline) => {
      isOffline = isNowOffline;
    },
    moveClock: (days) => {
      clockTime += days * DAY_MS;
    },
    close: () => services.ctx.workspace.stop(),
  };
};
