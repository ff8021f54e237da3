import { useEffect, useState } from 'react';
import type { Input, Output } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { call } from '../../api/client.ts';
import { connection, whenLive } from '../../api/connection.ts';
import type { Edit } from '../fields/fieldPath.ts';
import type { SendDraft } from './draftKeeper.ts';
import { readLocalDraft, writeLocalDraft } from './localDraft.ts';
import type { RecordText, Unsaved } from './recordState.ts';

export type DraftKey = Input<'drafts.get'>;
type Fields = Output<'drafts.get'>['fields'];

export type DraftState = { readonly ready: false } | { readonly ready: true; readonly fields: Fields };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

const localName = ({ kind, id }: DraftKey): string => `draft.${kind}.${id}`;

/** Reads a draft, waiting for an app that does not answer; a draft that can't be read must not keep the record from opening. */
const readDraft = async (key: DraftKey, signal: AbortSignal): Promise<Fields> => {
  for (;;) {
    try {
      const { fields } = await call('drafts.get', key, { signal });
      // what the page could not send before it was reloaded is newer
      const unsent = readLocalDraft('session', localName(key));
      return isObject(unsent) ? { ...unsent } : fields;
    } catch (error) {
      const isUnavailable = error instanceof OrebookError && error.code === 'UNAVAILABLE';
      if (signal.aborted || !isUnavailable || !(await whenLive())) return undefined;
    }
  }
};

/** Reads the draft of a form once each time its page opens. */
export const useDraft = ({ kind, id }: DraftKey): DraftState => {
  const [read, setRead] = useState<{ readonly of: string; readonly draft: DraftState }>();
  const of = `${kind} ${id}`;
  useEffect(() => {
    const stopped = new AbortController();
    void readDraft({ kind, id }, stopped.signal).then((fields) => {
      if (!stopped.signal.aborted) setRead({ of, draft: { ready: true, fields } });
    });
    return () => stopped.abort();
  }, [kind, id, of]);
  return read?.of === of ? read.draft : { ready: false };
};

/** Stores the draft of a form in the app; what can't be sent before the page goes away stays in the tab. */
export const sendDraft =
  (key: DraftKey): SendDraft =>
  async (fields, isLast) => {
    if (isLast && connection() !== 'live') writeLocalDraft('session', localName(key), fields);
    const options = isLast ? { outlivesPage: true } : {};
    await (fields ? call('drafts.save', { ...key, fields: { ...fields } }, options) : call('drafts.discard', key, options));
    if (!isLast) writeLocalDraft('session', localName(key), undefined);
  };

/** A text as drafts hold it: of today, or of the first version, which had `meant` and `value`. */
const parseText = (entry: unknown): RecordText | undefined => {
  if (!isObject(entry) || typeof entry.text !== 'string') return undefined;
  const { text } = entry;
  if ('meant' in entry) return { text, isLeft: false, ...(entry.meant === true ? { meaning: { value: entry.value } } : {}) };
  const meaning = isObject(entry.meaning) ? { meaning: { value: entry.meaning.value } } : {};
  return { text, isLeft: entry.isLeft === true, ...meaning };
};

/** The edits and texts in a draft; undefined where it has none, or is of another form. */
export const parseDraft = (fields: Fields): Unsaved | undefined => {
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
