import { findDraft, removeDraft, saveDraft } from '#db/repositories/drafts.ts';
import { findMoment, type HistoryMoment, listChanges } from '#db/repositories/history.ts';
import { listRecordChanges } from '#db/repositories/recordChanges.ts';
import type { Db } from '#db/schema.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { IsoDate } from '#shared/domain/time.ts';
import type { HandlersOf } from '../context.ts';
import type { WorkspaceSession } from '../session/workspaceSession.ts';
import { loadImportContext } from '../sheets/importContext.ts';
import { fieldChanges } from './recordTimeline.ts';

/** Finds the moment at the end of a day in the local time zone. Throws NO_SUCH_PAST. */
export const endOfDay = async (db: Db, date: IsoDate): Promise<HistoryMoment> => {
  const moment = await findMoment(db, { until: new Date(`${date}T23:59:59.999`).toISOString() });
  if (!moment) throw new OrebookError('NO_SUCH_PAST');
  return moment;
};

/** Throws NOT_FOUND if another workspace is open than the one to which a draft belongs. */
const requireOpenId = (workspace: Pick<WorkspaceSession, 'id'>, id: string): void => {
  if (workspace.id() !== id) throw new OrebookError('NOT_FOUND', { kind: 'workspace', id });
};

/** Undo, redo, the timeline and drafts; drafts are stored outside the history. */
export const historyHandlers: HandlersOf<'history' | 'drafts'> = {
  'history.undo': (_input, { workspace }) => workspace.undo(),
  'history.redo': (_input, { workspace }) => workspace.redo(),
  'history.list': async ({ kind, id, limit }, { workspace }) => {
    const changes = await listChanges(workspace.db(), {
      limit,
      ...(kind === undefined ? {} : { kind }),
      ...(id === undefined ? {} : { id }),
    });
    return {
      changes: changes.map(({ id, at, label, isUndone, undoOf, author }) => ({
        id,
        at,
        label,
        isUndone,
        ...(undoOf === undefined ? {} : { undoOf }),
        ...(author === undefined ? {} : { author }),
      })),
    };
  },
  'history.record': async ({ kind, id, limit }, { workspace }) => {
    const db = workspace.db();
    const changes = await listRecordChanges(db, { kind, id, limit });
    const context = await loadImportContext(db);
    const [newestEntry] = await listChanges(db, { limit: 1 });
    return {
      isNewest: changes[0] !== undefined && changes[0].change.id === newestEntry?.id,
      changes: changes.map(({ change, before, after }) => ({
        id: change.id,
        at: change.at,
        origin: change.origin,
        label: change.label,
        isUndone: change.isUndone,
        ...(change.author === undefined ? {} : { author: change.author }),
        did: before === undefined ? ('made' as const) : after === undefined ? ('deleted' as const) : ('changed' as const),
        fields: fieldChanges(kind, before, after, context),
      })),
    };
  },
  'history.openSnapshot': async (which, { workspace }) => {
    await workspace.closeSnapshot();
    const db = workspace.db();
    const moment = 'change' in which ? await findMoment(db, which) : await endOfDay(db, which.date);
    if (!moment) throw new OrebookError('NO_SUCH_PAST');
    await workspace.openSnapshot(moment);
    return { at: moment.at };
  },
  'history.closeSnapshot': async (_input, { workspace }) => {
    await workspace.closeSnapshot();
    return { done: true };
  },
  'drafts.get': async ({ kind, id }, { workspace }) => {
    const fields = await findDraft(workspace.db(), kind, id);
    return { workspaceId: workspace.id(), ...(fields === undefined ? {} : { fields }) };
  },
  'drafts.save': async ({ kind, id, workspaceId, fields }, { workspace }) => {
    requireOpenId(workspace, workspaceId);
    await saveDraft(workspace.db(), kind, id, fields);
    return { done: true };
  },
  'drafts.discard': async ({ kind, id, workspaceId }, { workspace }) => {
    requireOpenId(workspace, workspaceId);
    await removeDraft(workspace.db(), kind, id);
    return { done: true };
  },
};
