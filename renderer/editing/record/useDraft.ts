import { useEffect, useState } from 'react';
import type { Input, Output } from '#shared/contract/contract.ts';
import { call } from '../../api/client.ts';
import type { Unsaved } from './recordState.ts';

export type DraftState = { readonly ready: false } | { readonly ready: true; readonly fields: Output<'drafts.get'>['fields'] };

/** What was typed into a record and not stored, from before this page or this start; asked for once each time the page opens. */
export const useDraft = ({ kind, id }: Input<'drafts.get'>): DraftState => {
  const [kept, setKept] = useState<{ readonly of: string; readonly draft: DraftState }>();
  const of = `${kind} ${id}`;
  useEffect(() => {
    const stopped = new AbortController();
    const take = (fields: Output<'drafts.get'>['fields']) => {
      if (!stopped.signal.aborted) setKept({ of, draft: { ready: true, fields } });
    };
    // a draft that can't be had must not keep the record itself from opening
    call('drafts.get', { kind, id }, { signal: stopped.signal }).then(
      ({ fields }) => take(fields),
      () => take(undefined),
    );
    return () => stopped.abort();
  }, [kind, id, of]);
  return kept?.of === of ? kept.draft : { ready: false };
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** The edits and texts in a draft; undefined where it has none, or is of another making. */
export const parseDraft = (fields: Output<'drafts.get'>['fields']): Unsaved | undefined => {
  if (!fields || !Array.isArray(fields.edits) || !isObject(fields.typing)) return undefined;
  const edits = fields.edits.filter((edit: unknown) => isObject(edit) && typeof edit.path === 'string') as Unsaved['edits'];
  const typing = Object.fromEntries(
    Object.entries(fields.typing).filter(([, entry]) => isObject(entry) && typeof entry.text === 'string'),
  ) as Unsaved['typing'];
  return { edits, typing };
};
