import type { Message } from '#shared/contract/figure.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { message } from '#shared/messages/text.ts';

/** A part of a record, and the name of its change for undo. */
export type RecordPart<T> = { readonly key: MessageKey; readonly partOf: (record: T) => unknown };

/** JSON with sorted keys, so that equal records give equal texts. */
export const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** Finds the one part in which two states of a record differ; undefined where they differ in several or in none. */
export const findEditedPart = <T>(parts: readonly RecordPart<T>[], before: T, after: T): MessageKey | undefined => {
  const changedParts = parts.filter(({ partOf }) => sortedJson(partOf(before)) !== sortedJson(partOf(after)));
  return changedParts.length === 1 ? changedParts[0]?.key : undefined;
};

/** Names a change of several records for undo: a single one by its own edit, else by their number. */
export const changeLabel = (labels: readonly Message[], keyForSeveral: MessageKey): Message => {
  const [first] = labels;
  return first !== undefined && labels.length === 1 ? first : message(keyForSeveral, { count: labels.length });
};

const CONTRACT_PARTS: readonly RecordPart<OfftakeContract>[] = [
  { key: 'history.contractEdited.name', partOf: ({ code, name }) => [code, name] },
  { key: 'history.contractEdited.buyer', partOf: ({ buyerId }) => buyerId },
  { key: 'history.contractEdited.product', partOf: ({ productId }) => productId },
  { key: 'history.contractEdited.status', partOf: ({ status, probability }) => [status, probability] },
  { key: 'history.contractEdited.tenor', partOf: ({ start, end, renewal, terms }) => [start, end, renewal, terms.map(({ from }) => from)] },
  { key: 'history.contractEdited.quantity', partOf: ({ terms }) => terms.map(({ quantity }) => quantity) },
  {
    key: 'history.contractEdited.price',
    partOf: ({ terms }) => terms.map(({ price, quotation, blend, collar }) => [price, quotation, blend, collar]),
  },
  { key: 'history.contractEdited.delivery', partOf: ({ terms }) => terms.map(({ delivery }) => delivery) },
  { key: 'history.contractEdited.payment', partOf: ({ terms }) => terms.map(({ payment }) => payment) },
  { key: 'history.contractEdited.shortage', partOf: ({ deliveryPriority, damagesShare }) => [deliveryPriority, damagesShare] },
  {
    key: 'history.contractEdited.law',
    partOf: ({ law, seat, reviewTrigger, benchmarkFallback, hardship, changeOfLaw }) => [
      law,
      seat,
      reviewTrigger,
      benchmarkFallback,
      hardship,
      changeOfLaw,
    ],
  },
  { key: 'history.contractEdited.dates', partOf: ({ dates }) => dates },
  { key: 'history.contractEdited.opening', partOf: ({ opening }) => opening },
  { key: 'history.contractEdited.note', partOf: ({ note }) => note },
];

/** Names an edit of a contract for undo: the one part that differs, else the contract as a whole. */
export const contractEditLabel = (before: OfftakeContract, after: OfftakeContract): MessageKey =>
  findEditedPart(CONTRACT_PARTS, before, after) ?? 'history.contractEdited';
