import type { Message } from '#shared/contract/figure.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { message } from '#shared/messages/text.ts';

/** A part of a record, and what undo calls a change of it. */
export type RecordPart<T> = { readonly key: MessageKey; readonly of: (record: T) => unknown };

/** JSON with sorted keys, so that two records that say the same compare equal. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** The one part in which two states of a record differ; undefined where they differ in several, or in none of them. */
export const editedPart = <T>(parts: readonly RecordPart<T>[], before: T, after: T): MessageKey | undefined => {
  const changed = parts.filter(({ of }) => canonical(of(before)) !== canonical(of(after)));
  return changed.length === 1 ? changed[0]?.key : undefined;
};

/** What undo calls an act on several records: of one alone what its own edit is called, else how many. */
export const labelOfMany = (labels: readonly Message[], many: MessageKey): Message => {
  const [only] = labels;
  return only !== undefined && labels.length === 1 ? only : message(many, { count: labels.length });
};
