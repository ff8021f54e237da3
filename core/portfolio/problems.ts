import type { OrebookError } from '#shared/contract/errors.ts';
import type { Message } from '#shared/contract/figure.ts';
import type { Reference } from '#shared/domain/reference.ts';
import { message } from '#shared/messages/text.ts';
import { formatMonth } from '#shared/units/format.ts';
import { referenceName } from './told.ts';

/** Why a contract can't be priced, in the words that the error has on every page, with names where the details have codes. */
export const problemMessage = ({ code, details }: OrebookError, references: ReadonlyMap<string, Reference>): Message => {
  const { reference, month, field, currency } = details;
  return message(code === 'MISSING_PRICE' && month === undefined ? 'contracts.noPrice' : `error.${code}`, {
    ...(typeof reference === 'string' ? { reference: referenceName(references, reference) } : {}),
    ...(typeof month === 'number' ? { month: formatMonth(month) } : {}),
    ...(typeof field === 'string' ? { field } : {}),
    ...(typeof currency === 'string' ? { currency } : {}),
  });
};
