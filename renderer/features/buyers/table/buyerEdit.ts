import type { Buyer } from '#shared/domain/buyer.ts';
import { text } from '#shared/messages/text.ts';
import { parseNumber } from '#shared/units/format.ts';
import type { CellEdit } from '../../../components/DataTable.tsx';
import { buyerTypes, ownerships, ratings } from './choices.ts';

const MAX_NAME = 200;
const MAX_SENSITIVITY = 5;

/** What a typed cell makes of a buyer, or why it can't be taken. */
export type EditedBuyer = { readonly buyer: Buyer } | { readonly refusal: string };

const chosen = <Value extends string>(
  choices: readonly { readonly value: Value; readonly label: string }[],
  typed: string,
): Value | undefined => {
  const wanted = typed.trim().toLowerCase();
  return choices.find(({ value, label }) => value.toLowerCase() === wanted || label.toLowerCase() === wanted)?.value;
};

/** A buyer with one cell typed anew. */
export const withCell = (buyer: Buyer, { column, text: typed }: Pick<CellEdit, 'column' | 'text'>): EditedBuyer => {
  const refused = { refusal: text('issue.notOffered') };
  switch (column) {
    case 'name': {
      const name = typed.trim();
      return name === '' || name.length > MAX_NAME ? { refusal: text('buyers.table.noName') } : { buyer: { ...buyer, name } };
    }
    case 'rating': {
      const rating = chosen(ratings(), typed);
      return rating ? { buyer: { ...buyer, rating } } : refused;
    }
    case 'ownership': {
      const ownership = chosen(ownerships(), typed);
      return ownership ? { buyer: { ...buyer, ownership } } : refused;
    }
    case 'type': {
      const type = chosen(buyerTypes(), typed);
      return type ? { buyer: { ...buyer, type } } : refused;
    }
    case 'cycleSensitivity': {
      const cycleSensitivity = parseNumber(typed);
      return cycleSensitivity === undefined || cycleSensitivity < 0 || cycleSensitivity > MAX_SENSITIVITY
        ? { refusal: text('buyers.table.notInRange') }
        : { buyer: { ...buyer, cycleSensitivity } };
    }
    default:
      return refused;
  }
};
