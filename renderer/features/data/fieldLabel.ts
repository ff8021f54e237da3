import type { MessageKey } from '#shared/messages/en.ts';
import { text } from '#shared/messages/text.ts';
import { formatMonth } from '#shared/units/format.ts';

/** The label of a field: a year by its number, a month by its name, other periods and a long-term price by their year, a text by its column. */
export const fieldLabel = (key: string): string => {
  if (/^y\d{4}$/.test(key)) return key.slice(1);
  if (/^m\d{4,6}$/.test(key)) return formatMonth(Number(key.slice(1)));
  const [, elementPart, element] = /^(assay|threshold|reject)\.(\w+)$/.exec(key) ?? [];
  if (elementPart !== undefined) return text(`imports.column.${elementPart}Of` as 'imports.column.assayOf', { element: element! });
  const [, kind, year, part] = /^([qhl])(\d{4})(\d?)$/.exec(key) ?? [];
  if (kind === 'q') return text('imports.column.quarter', { quarter: part!, year: year! });
  if (kind === 'h') return text('imports.column.half', { half: part!, year: year! });
  if (kind === 'l') return text('imports.column.longTerm', { year: year! });
  return text(`imports.column.${key.replace(/#\d$/, '')}` as MessageKey);
};
