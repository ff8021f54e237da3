import type { MessageKey } from '#shared/messages/en.ts';
import { text } from '#shared/messages/text.ts';
import { formatMonth } from '#shared/units/format.ts';

/** The label of a field: a calendar year by its number, a month by its name, a continued text by its column. */
export const fieldLabel = (key: string): string => {
  if (/^y\d{4}$/.test(key)) return key.slice(1);
  if (/^m\d{4,6}$/.test(key)) return formatMonth(Number(key.slice(1)));
  return text(`imports.column.${key.replace(/#\d$/, '')}` as MessageKey);
};
