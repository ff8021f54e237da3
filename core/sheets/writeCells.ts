import type { Label } from '#shared/contract/figure.ts';
import type { Month } from '#shared/domain/time.ts';
import { isStoredMessage } from '#shared/messages/shipped.ts';
import { exactPercent, shiftDecimal } from '#shared/units/percent.ts';
import type { TableCell } from '../documents/tableFile.ts';
import { RECORDS } from './cells.ts';
import { monthCell } from './cellValues.ts';
import { type Column, choiceLabel } from './columns.ts';
import type { ImportContext, RecordKind } from './importContext.ts';

/** Writes a record as a cell that `parseCell` finds again: its name, with the id if two records share the name. */
const recordCell = (kind: RecordKind, id: string, context: ImportContext): string | Label => {
  const entry = context.entries.get(kind)?.get(id);
  if (!entry) return id;
  const name = String((kind === 'contract' ? entry.value.code : entry.value.name) ?? '');
  if (kind === 'deck') return { shipped: name };
  const namesakes = context.find(kind, name);
  return namesakes.length === 1 && namesakes[0] === entry ? name : `${name} [${id}]`;
};

const sharesCell = (value: readonly { country: string; share: number }[]): string =>
  value.map(({ country, share }) => (share === 1 ? country : `${country} ${exactPercent(share)}`)).join('; ');

/** Grades below this fraction are written in grams per tonne. */
const TRACE = 0.0001;

export const gradeCell = (fraction: number): string => {
  const grams = Number(shiftDecimal(String(fraction), 6));
  const isExactInGrams = fraction < TRACE && Number(shiftDecimal(String(grams), -6)) === fraction && !String(grams).includes('e');
  return isExactInGrams ? `${grams} g/t` : exactPercent(fraction);
};

const assayCell = (value: Readonly<Record<string, number>>): string =>
  Object.entries(value)
    .map(([element, fraction]) => `${element} ${gradeCell(fraction)}`)
    .join('; ');

/** Returns the cell of a value: a label for a value of a closed list, null for an absent value. */
export const cellOf = (column: Column, value: unknown, context: ImportContext): TableCell | Label => {
  if (value === undefined || value === null || value === '') return null;
  switch (column.kind) {
    case 'month':
    case 'period':
      return monthCell(value as Month);
    case 'flag':
      return value === true ? 'yes' : 'no';
    case 'choice':
      return choiceLabel(column.choices?.words ?? '', String(value));
    case 'shares': {
      const text = sharesCell(value as { country: string; share: number }[]);
      return text === '' ? null : text;
    }
    case 'assay':
      return assayCell(value as Record<string, number>) || null;
    case 'grade':
      return gradeCell(Number(value));
    case 'budget':
      return (value as { year: number; usd: number }[]).map(({ year, usd }) => `${year}: ${usd}`).join('; ') || null;
    case 'contracts':
      return (value as readonly string[]).map((id) => recordCell('contract', id, context)).join('; ') || null;
    case 'countries':
      return (value as readonly string[]).join('; ');
    case 'json':
      return JSON.stringify(value);
    case 'number':
    case 'tonnes':
    case 'percent':
    case 'level':
    case 'monthOffset':
    case 'payment':
      return Number(value);
    case 'text': {
      const text = String(value);
      return isStoredMessage(text) ? { shipped: text } : text;
    }
    default:
      return RECORDS.has(column.kind) ? recordCell(column.kind as RecordKind, String(value), context) : String(value);
  }
};
