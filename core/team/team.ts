import { listTeamConflicts, type TeamConflict } from '#db/repositories/team.ts';
import { keepTheirValues, takeMyValues } from '#db/resolveConflict.ts';
import type { Db } from '#db/schema.ts';
import type { Label } from '#shared/contract/figure.ts';
import { message } from '#shared/messages/text.ts';
import type { HandlersOf } from '../context.ts';
import { type ImportContext, loadImportContext } from '../sheets/importContext.ts';
import { conflictFields } from './conflictFields.ts';

/** The name of the record of a conflict, as it is or, if it was deleted, as it was. */
const nameOf = ({ kind, rows, entityId }: TeamConflict): Label => {
  const images = rows.flatMap(({ before, after }) => [after, before]);
  const sourcedImage = images.find((image) => kind === 'fact' && typeof image?.source === 'string');
  const namedImage = images.find((image) => typeof image?.name === 'string' && image.name !== '');
  const coded = images.find((image) => typeof image?.code === 'string');
  return { shipped: String(sourcedImage?.source ?? coded?.code ?? namedImage?.name ?? entityId) };
};

const describeConflict = async (db: Db, conflict: TeamConflict, context: ImportContext) => {
  const { id, kind, entityId, reason, myAt, theirAuthor, theirAt, rows } = conflict;
  const isDeletedByMe = rows.some(({ before, after }) => before !== undefined && after === undefined && reason === 'changedByOther');
  const isDeleted = reason === 'deletedByOther' || isDeletedByMe;
  return {
    id,
    kind,
    recordId: entityId,
    name: nameOf(conflict),
    reason,
    myAt,
    ...(theirAuthor === undefined ? {} : { theirAuthor }),
    ...(theirAt === undefined ? {} : { theirAt }),
    ...(reason === 'deletedByOther' ? { deletedBy: 'team' as const } : isDeletedByMe ? { deletedBy: 'me' as const } : {}),
    fields: isDeleted ? [] : await conflictFields(db, conflict, context),
  };
};

/** Sharing of the open workspace with a team, and the conflicts that it left. */
export const teamHandlers: HandlersOf<'team'> = {
  'team.state': (_input, { team }) => team.state(),
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
