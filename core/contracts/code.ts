import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { editedPart, type RecordPart } from './editedPart.ts';

const FIRST_PREFIX = 'C-';
const DIGITS = 3;

/** The next free code of a series: one more than its highest number, as wide as its widest (C-041 is followed by C-042). */
export const nextCode = (codes: readonly string[], like = `${FIRST_PREFIX}${'0'.repeat(DIGITS)}`): string => {
  const prefix = like.replace(/\d+$/, '');
  let highest = 0;
  let width = DIGITS;
  for (const code of codes) {
    const digits = code.toLocaleLowerCase('en').startsWith(prefix.toLocaleLowerCase('en')) ? code.slice(prefix.length) : '';
    if (!/^\d{1,9}$/.test(digits)) continue;
    highest = Math.max(highest, Number(digits));
    width = Math.max(width, digits.length);
  }
  const next = `${prefix}${String(highest + 1).padStart(width, '0')}`;
  return next.length <= 20 ? next : nextCode(codes);
};

const PARTS: readonly RecordPart<OfftakeContract>[] = [
  { key: 'history.contractEdited.name', of: ({ code, name }) => [code, name] },
  { key: 'history.contractEdited.buyer', of: ({ buyerId }) => buyerId },
  { key: 'history.contractEdited.product', of: ({ productId }) => productId },
  { key: 'history.contractEdited.status', of: ({ status, probability }) => [status, probability] },
  { key: 'history.contractEdited.tenor', of: ({ start, end, renewal, terms }) => [start, end, renewal, terms.map(({ from }) => from)] },
  { key: 'history.contractEdited.quantity', of: ({ terms }) => terms.map(({ quantity }) => quantity) },
  {
    key: 'history.contractEdited.price',
    of: ({ terms }) => terms.map(({ price, quotation, blend, collar }) => [price, quotation, blend, collar]),
  },
  { key: 'history.contractEdited.delivery', of: ({ terms }) => terms.map(({ delivery }) => delivery) },
  { key: 'history.contractEdited.payment', of: ({ terms }) => terms.map(({ payment }) => payment) },
  {
    key: 'history.contractEdited.law',
    of: ({ law, seat, reviewTrigger, benchmarkFallback, hardship, changeOfLaw }) => [
      law,
      seat,
      reviewTrigger,
      benchmarkFallback,
      hardship,
      changeOfLaw,
    ],
  },
  { key: 'history.contractEdited.dates', of: ({ dates }) => dates },
  { key: 'history.contractEdited.opening', of: ({ opening }) => opening },
  { key: 'history.contractEdited.note', of: ({ note }) => note },
];

/** What undo calls an edit: the one part that differs, or the contract as a whole. */
export const editLabel = (before: OfftakeContract, after: OfftakeContract): MessageKey =>
  editedPart(PARTS, before, after) ?? 'history.contractEdited';
