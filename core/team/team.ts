import { listTeamConflicts, type TeamConflict } from '#db/repositories/team.ts';
import { isConflictSettled, keepTheirValues, takeMyValues } from '#db/resolveConflict.ts';
import type { Db } from '#db/schema.ts';
import type { Label } from '#shared/contract/figure.ts';
import { Metal } from '#shared/domain/metal.ts';
import { message } from '#shared/messages/text.ts';
import type { HandlersOf } from '../context.ts';
import { type ImportContext, loadImportContext } from '../sheets/importContext.ts';
import { conflictFields } from './conflictFields.ts';

/** Kinds of which a workspace has one record. */
const SINGLE_KINDS: ReadonlySet<string> = new Set(['workspace', 'projectFinance', 'houseStyle']);
/** The column of a record's name by kind; other kinds have a code or a name. */
const NAME_COLUMNS: Readonly<Record<string, string>> = { country: 'name', fact: 'source', note: 'body', decision: 'title' };
const MAX_NAME_LENGTH = 60;

/** The name of the record of a conflict, as it is or, if it was deleted, as it was. */
const nameOf = ({ kind, rows, entityId }: TeamConflict): Label | undefined => {
  if (SINGLE_KINDS.has(kind)) return undefined;
  const metal = kind === 'metal' ? Metal.safeParse(entityId).data : undefined;
  if (metal) return message(`metal.${metal}`);
  const images = rows.flatMap(({ before, after }) => [after, before]);
  for (const column of [NAME_COLUMNS[kind], 'code', 'name']) {
    const value =
      column === undefined ? undefined : images.find((image) => typeof image?.[column] === 'string' && image[column] !== '')?.[column];
    if (typeof value !== 'string') continue;
    if (kind === 'country') return { country: entityId, name: value };
    // a note has no name but its text; other names may be stored messages, which have to stay whole
    return kind === 'note' ? { name: shorten(value) } : { shipped: value };
  }
  return { shipped: entityId };
};

const shorten = (name: string): string => (name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH - 1)}…` : name);

const describeConflict = async (db: Db, conflict: TeamConflict, context: ImportContext) => {
  const { id, kind, entityId, reason, myAt, theirAuthor, theirAt, rows } = conflict;
  const isDeletedByMe = rows.some(({ before, after }) => before !== undefined && after === undefined && reason === 'changedByOther');
  const name = nameOf(conflict);
  const isSettled = await isConflictSettled(db, conflict);
  const isDeleted = reason === 'deletedByOther' || isDeletedByMe;
  return {
    id,
    kind,
    recordId: entityId,
    ...(name === undefined ? {} : { name }),
    reason,
    myAt,
    ...(theirAuthor === undefined ? {} : { theirAuthor }),
    ...(theirAt === undefined ? {} : { theirAt }),
    ...(reason === 'deletedByOther' ? { deletedBy: 'team' as const } : isDeletedByMe ? { deletedBy: 'me' as const } : {}),
    isSettled,
    fields: isDeleted || isSettled ? [] : await conflictFields(db, conflict, context),
  };
};

/** Sharing of the open workspace with a team, and the conflicts that it left. */
export const teamHandlers: HandlersOf<'team'> = {
  'team.state': (_input, { team }) => team.state(),
  'team.passwordMemory': async (_input, { team }) => ({ memory: await team.passwordMemory() }),
  'team.setUp': async (login, { team }) => {
    await team.setUp(login);
    return { done: true };
  },
  'team.listWorkspaces': async (login, { team }) => ({ workspaces: await team.listWorkspaces(login) }),
  'team.join': async ({ workspaceId, ...login }, { team }) => {
    await team.join(login, workspaceId);
    return { done: true };
  },
  'team.connect': async (secrets, { team }) => {
    await team.connect(secrets);
    return { done: true };
  },
  'team.forgetPassword': async (_input, { team }) => {
    await team.forgetPassword();
    return { done: true };
  },
  'team.upgrade': async (_input, { team }) => {
    await team.upgrade();
    return { done: true };
  },
  'team.synchronise': async (_input, { team }) => {
    await team.synchronise();
    return { done: true };
  },
  'team.stopSharing': async (_input, { team }) => {
    await team.stopSharing();
    return { done: true };
  },
  'team.saveMember': async (member, { team }) => {
    await team.saveMember(member);
    return { done: true };
  },
  'team.removeMember': async ({ role }, { team }) => {
    await team.removeMember(role);
    return { done: true };
  },
  'team.conflicts': async (_input, { workspace }) => {
    const db = workspace.db();
    const conflicts = await listTeamConflicts(db);
    if (conflicts.length === 0) return { conflicts: [] };
    const context = await loadImportContext(db);
    const descriptions = [];
    for (const conflict of conflicts) descriptions.push(await describeConflict(db, conflict, context));
    return { conflicts: descriptions };
  },
  'team.resolveConflict': async ({ id, use }, { workspace }) => {
    await workspace.change(message(use === 'mine' ? 'history.useMine' : 'history.useTheirs'), (tx) =>
      use === 'mine' ? takeMyValues(tx, id) : keepTheirValues(tx, id),
    );
    return { done: true };
  },
};
