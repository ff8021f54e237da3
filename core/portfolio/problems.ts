import type { OrebookError } from '#shared/contract/errors.ts';
import type { Message } from '#shared/contract/figure.ts';
import type { Reference } from '#shared/domain/reference.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { referenceLabel } from './labels.ts';

/** Why a contract can't be priced, as the error is shown on every page, with names where the details have codes. */
export const problemMessage = ({ code, details }: OrebookError, references: ReadonlyMap<string, Reference>): Message => {
  const { reference, month, field, currency } = details;
  const key: MessageKey = code === 'MISSING_PRICE' && month === undefined ? 'contracts.noPrice' : `error.${code}`;
  return {
    key,
    values: {
      ...(typeof reference === 'string' ? { reference: referenceLabel(references, reference) } : {}),
      ...(typeof month === 'number' ? { month: { value: month, unit: 'month' } } : {}),
      ...(typeof field === 'string' ? { field } : {}),
      ...(typeof currency === 'string' ? { currency } : {}),
    },
  };
};
