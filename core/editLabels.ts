import type { Message } from '#shared/contract/figure.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { message } from '#shared/messages/text.ts';

/** A part of a record, and the name of its change for undo. */
export type RecordPart<T> = { readonly key: MessageKey; readonly partOf: (record: T) => unknown };

/** JSON with sorted keys, so that equal records give equal texts. */
const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** Finds the one part in which two states of a record differ; undefined where they differ in several or in none. */
export const findEditedPart = <T>(parts: readonly RecordPart<T>[], recordBefore: T, recordAfter: T): MessageKey | undefined => {
  const changedParts = parts.filter(({ partOf }) => sortedJson(partOf(recordBefore)) !== sortedJson(partOf(recordAfter)));
  return changedParts.length === 1 ? changedParts[0]?.key : undefined;
};

/** Names a change of several records for undo: a single one by its own edit, else by their number. */
export const changeLabel = (labels: readonly Message[], keyForSeveral: MessageKey): Message => {
  const [first] = labels;
  return first !== undefined && labels.length === 1 ? first : message(keyForSeveral, { count: labels.length });
};
