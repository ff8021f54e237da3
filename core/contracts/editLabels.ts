import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { findEditedPart, type RecordPart } from '../editLabels.ts';

const CONTRACT_PARTS: readonly RecordPart<OfftakeContract>[] = [
  { key: 'history.contractEdited.name', partOf: ({ code, name }) => [code, name] },
  { key: 'history.contractEdited.buyer', partOf: ({ buyerId }) => buyerId },
  { key: 'history.contractEdited.product', partOf: ({ productId }) => productId },
  { key: 'history.contractEdited.status', partOf: ({ status, probability }) => [status, probability] },
  { key: 'history.contractEdited.tenor', partOf: ({ start, end, renewal, terms }) => [start, end, renewal, terms.map(({ from }) => from)] },
  { key: 'history.contractEdited.quantity', partOf: ({ terms }) => terms.map(({ quantity }) => quantity) },
  {
    key: 'history.contractEdited.price',
    partOf: ({ terms }) =>
      terms.map(({ price, quotation, blend, collar, priceSupport }) => [price, quotation, blend, collar, priceSupport]),
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
export const contractEditLabel = (contractBefore: OfftakeContract, contractAfter: OfftakeContract): MessageKey =>
  findEditedPart(CONTRACT_PARTS, contractBefore, contractAfter) ?? 'history.contractEdited';
