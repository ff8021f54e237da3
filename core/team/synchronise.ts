import { hasOutdatedChanges, LOCAL_TABLES, listPendingChanges } from '#db/pendingChanges.ts';
import { readWholeImages } from '#db/readImages.ts';
import { rebaseOnTeam } from '#db/rebase.ts';
import { assignChangeIds, confirmChanges, findTeamLink, type TeamLink } from '#db/repositories/team.ts';
import type { Db } from '#db/schema.ts';
import { inTransaction } from '#db/transaction.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { yieldIfDue } from '../yielding.ts';
import type { OutgoingChange, TeamLog } from './logPort.ts';

/** Changes read or sent at once. */
const CHANGES_PER_BATCH = 200;

export type Desk = {
  readonly db: Db;
  readonly log: TeamLog;
  /** The schema version of the workspace file. */
  readonly format: number;
  readonly newId: () => string;
  /** Runs work under the exclusive lock of the workspace. */
  readonly exclusive: <T>(work: () => Promise<T>) => Promise<T>;
};

/** Receives the changes after the base of this desk and applies them; returns how many came from others. */
const pull = async ({ db, log, format, newId, exclusive }: Desk, link: TeamLink): Promise<number> => {
  const changes = await log.pull(link.workspaceId, link.baseSeq, CHANGES_PER_BATCH);
  return exclusive(async () => {
    // changes of mine that arrived although their answer was lost: the log has them directly after my base
    const confirmedCount = await confirmChanges(db, changes);
    const others = changes.slice(confirmedCount);
    // images of an earlier schema do not fit the tables of this file
    if (others.some((change) => change.format !== undefined && change.format !== format)) throw new OrebookError('TEAM_VERSION_GAP');
    await rebaseOnTeam(db, others, newId);
    return changes.length;
  });
};

const listOutgoing = async ({ db, newId }: Desk, link: TeamLink): Promise<readonly OutgoingChange[]> => {
  const outgoingChanges: OutgoingChange[] = [];
  // in one transaction: their images are completed from the rows as they are
  const { pendingChanges, rowsOf } = await inTransaction(db, async (tx) => {
    const nextChanges = (await listPendingChanges(tx, link.baseHistory)).slice(0, CHANGES_PER_BATCH);
    const nextIds = nextChanges.map(({ id }) => id);
    return { pendingChanges: nextChanges, rowsOf: await readWholeImages(tx, nextIds, yieldIfDue) };
  });
  const ids = await assignChangeIds(
    db,
    pendingChanges.map(({ id }) => id),
    newId,
  );
  for (const { id, origin, label } of pendingChanges) {
    const rows = rowsOf.get(id)!.filter((row) => !LOCAL_TABLES.has(row.table_name));
    if (rows.length > 0) outgoingChanges.push({ id: ids.get(id)!, origin, label, rows });
  }
  return outgoingChanges;
};

/**
 * Brings a desk and the log of its team together: receives what others changed, then sends what this desk changed, until neither is left.
 * Safe to repeat after any failure: a change that was sent is recognised by its id. Throws what the log throws, TEAM_CHANGE_REFUSED, and
 * TEAM_VERSION_GAP for changes that an earlier version of the program made and this one can't exchange.
 */
export const synchronise = async (desk: Desk): Promise<void> => {
  const { db, log, format, exclusive } = desk;
  for (;;) {
    const link = await findTeamLink(db);
    if (!link) return;
    const { head } = await log.verify(link, format);
    if (await hasOutdatedChanges(db, link.baseHistory)) throw new OrebookError('TEAM_VERSION_GAP');
    if (head > link.baseSeq) {
      await pull(desk, link);
      continue;
    }
    const outgoingChanges = await listOutgoing(desk, link);
    if (outgoingChanges.length === 0) return;
    if (await log.push(link.workspaceId, link.baseSeq, outgoingChanges, format)) {
      await exclusive(() =>
        confirmChanges(
          db,
          outgoingChanges.map(({ id }, i) => ({ id, seq: link.baseSeq + 1 + i })),
        ),
      );
    }
  }
};
