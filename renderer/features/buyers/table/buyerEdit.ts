import type { Buyer } from '#shared/domain/buyer.ts';
import { text } from '#shared/messages/text.ts';
import { parseNumber } from '#shared/units/format.ts';
import type { CellEdit } from '../../../components/DataTable.tsx';
import { buyerTypeChoices, ownershipChoices, ratingChoices } from '../buyerChoices.ts';

const MAX_NAME = 200;
const MAX_SENSITIVITY = 5;

/** The buyer after an edit of a cell, or why the edit is refused. */
export type EditedBuyer = { readonly buyer: Buyer } | { readonly refusal: string };

const findChoice = <Value extends string>(
  choices: readonly { readonly value: Value; readonly label: string }[],
  typed: string,
): Value | undefined => {
  const wanted = typed.trim().toLowerCase();
  return choices.find(({ value, label }) => value.toLowerCase() === wanted || label.toLowerCase() === wanted)?.value;
};

/** Applies a typed cell to a buyer. */
export const applyCellEdit = (buyer: Buyer, { column, text: typed }: Pick<CellEdit, 'column' | 'text'>): EditedBuyer => {
  const refused = { refusal: text('issue.notOffered') };
  switch (column) {
    case 'name': {
      const name = typed.trim();
      return name === '' || name.length > MAX_NAME ? { refusal: text('buyers.table.noName') } : { buyer: { ...buyer, name } };
    }
    case 'rating': {
      const rating = findChoice(ratingChoices(), typed);
      return rating ? { buyer: { ...buyer, rating } } : refused;
    }
    case 'ownership': {
      const ownership = findChoice(ownershipChoices(), typed);
      return ownership ? { buyer: { ...buyer, ownership } } : refused;
    }
    case 'type': {
      const type = findChoice(buyerTypeChoices(), typed);
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
