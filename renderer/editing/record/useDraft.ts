import { type ReactNode, useEffect, useState } from 'react';
import type { Input, Output } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { call } from '../../api/client.ts';
import { waitUntilLive } from '../../api/connection.ts';
import { useWorkspaceCount } from '../../api/queries.ts';
import type { Edit } from '../fields/fieldPath.ts';
import type { SendDraft } from './draftKeeper.ts';
import { readLocalDraft, writeLocalDraft } from './localDraft.ts';
import type { RecordText, UnsavedInput } from './recordState.ts';

type Key = Input<'drafts.get'>;

/** Names the draft of a form in the workspace where it was opened. */
export type DraftKey = Input<'drafts.discard'>;

/** Names a draft that this browser keeps, for a form without a workspace. */
export type BrowserDraftKey = { readonly browserName: string };
export type DraftFields = Output<'drafts.get'>['fields'];

export type DraftState = { readonly isReady: false } | { readonly isReady: true; readonly key: DraftKey; readonly fields: DraftFields };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

const isError = (error: unknown, code: string): boolean => error instanceof OrebookError && error.code === code;

/** The name of a draft in the tab's storage. */
export const localDraftName = ({ workspaceId, kind, id }: DraftKey): string => `draft.${workspaceId}.${kind}.${id}`;

/** Reads a draft, waiting for an app that does not answer. Undefined if it can't be read or the form was closed. */
const readDraft = async (key: Key, signal: AbortSignal): Promise<Extract<DraftState, { isReady: true }> | undefined> => {
  for (;;) {
    try {
      const { workspaceId, fields } = await call('drafts.get', key, { signal });
      const keyInWorkspace = { ...key, workspaceId };
      // what the page could not send before it was reloaded is newer
      const unsent = readLocalDraft('session', localDraftName(keyInWorkspace));
      return { isReady: true, key: keyInWorkspace, fields: isObject(unsent) ? { ...unsent } : fields };
    } catch (error) {
      if (signal.aborted) return undefined;
      // a draft that can't be read must not keep the record from opening
      if (!isError(error, 'UNAVAILABLE') || !(await waitUntilLive()))
        return { isReady: true, key: { ...key, workspaceId: '' }, fields: undefined };
    }
  }
};

/** Reads the draft of a form once each time its page opens, and again in another workspace. */
export const useDraft = ({ kind, id }: Key): DraftState => {
  const [keyedDraft, setKeyedDraft] = useState<{ readonly key: string; readonly draft: DraftState }>();
  const key = `${useWorkspaceCount()} ${kind} ${id}`;
  useEffect(() => {
    const controller = new AbortController();
    void readDraft({ kind, id }, controller.signal).then((draft) => {
      if (!controller.signal.aborted && draft) setKeyedDraft({ key, draft });
    });
    return () => controller.abort();
  }, [kind, id, key]);
  return keyedDraft?.key === key ? keyedDraft.draft : { isReady: false };
};

export type OpenDraft = { readonly draft: DraftKey; readonly fields: DraftFields };

/** Gives a form its draft once it is read. */
export const WithDraft = ({ of, children }: { readonly of: Key; readonly children: (draft: OpenDraft) => ReactNode }): ReactNode => {
  const draft = useDraft(of);
  return draft.isReady ? children({ draft: draft.key, fields: draft.fields }) : undefined;
};

/** Stores the draft of a form in the app, and in the tab when the page goes away: the app may then store an earlier request last, or none. */
export const sendDraft =
  (key: DraftKey | BrowserDraftKey): SendDraft =>
  async (fields, isLast) => {
    if ('browserName' in key) {
      writeLocalDraft('local', key.browserName, fields);
      return;
    }
    const name = localDraftName(key);
    if (isLast) writeLocalDraft('session', name, fields);
    const options = isLast ? { outlivesPage: true } : {};
    try {
      await (fields ? call('drafts.save', { ...key, fields: { ...fields } }, options) : call('drafts.discard', key, options));
    } catch (error) {
      // another workspace was opened meanwhile
      if (isError(error, 'NOT_FOUND')) writeLocalDraft('session', name, fields);
      throw error;
    }
    if (!isLast) writeLocalDraft('session', name, undefined);
  };

/** Parses a text of a draft: the present form, or that of the first version, which had `meant` and `value`. */
const parseText = (entry: unknown): RecordText | undefined => {
  if (!isObject(entry) || typeof entry.text !== 'string') return undefined;
  const { text } = entry;
  if ('meant' in entry) return { text, isLeft: false, ...(entry.meant === true ? { meaning: { value: entry.value } } : {}) };
  const meaning = isObject(entry.meaning) ? { meaning: { value: entry.meaning.value } } : {};
  return { text, isLeft: entry.isLeft === true, ...meaning };
};

/** The edits and texts in a draft; undefined where it has none, or is of another form. */
export const parseDraft = (fields: DraftFields): UnsavedInput | undefined => {
  const texts = fields?.texts ?? fields?.typing;
  if (!fields || !Array.isArray(fields.edits) || !isObject(texts)) return undefined;
  const edits = fields.edits.filter((edit: unknown): edit is Edit => isObject(edit) && typeof edit.path === 'string');
  return {
    edits,
    texts: Object.fromEntries(
      Object.entries(texts).flatMap(([path, entry]) => {
        const text = parseText(entry);
        return text ? [[path, text]] : [];
      }),
    ),
  };
};
