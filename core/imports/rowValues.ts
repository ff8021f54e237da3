import type { Label, Message } from '#shared/contract/figure.ts';
import type { Product } from '#shared/domain/product.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { message } from '#shared/messages/text.ts';
import { type Draft, readValue } from '../sheets/columns.ts';
import type { ImportContext } from '../sheets/importContext.ts';
import { columnField, columnLabel, type SheetMapping } from '../sheets/mapping.ts';
import { isNumberMeasure, type SheetSpec, storedLevel } from '../sheets/sheets.ts';
import { cellOf } from '../sheets/writeCells.ts';
import { dryTonnes, type ReadRow } from './readRow.ts';

/** Maximum number of characters of a value in the preview. */
const MAX_TEXT = 200;

/** Fields of calendar years. */
const YEAR_FIELDS: ReadonlySet<string> = new Set(['year', 'from', 'to', 'horizonYear']);

/** Returns the values of a row as they would be stored, in the order of the file's columns. */
export const valuesOf = (
  read: ReadRow,
  spec: SheetSpec,
  mapping: SheetMapping,
  context: ImportContext,
): readonly { readonly field: string; readonly value: Label }[] =>
  [...read.values].flatMap(([field, value]) => {
    const column = columnField(spec, field);
    if (!column || column.kind === 'json' || column.kind === 'id' || value === undefined) return [];
    if (column.kind === 'period') {
      const months = value as readonly number[];
      const [first = 0, last = first] = [months[0], months.at(-1)];
      const ends: Label[] = [...new Set([first, last])].map((month) => ({ value: month, unit: 'month' }));
      return [
        { field, value: ends[1] === undefined ? (ends[0] as Label) : message('imports.period', { from: ends[0] as Label, to: ends[1] }) },
      ];
    }
    if (column.kind === 'month') return [{ field, value: { value: Number(value), unit: 'month' } }];
    if (column.kind === 'tonnes') {
      const product = context.entries.get('product')?.get(String(read.values.get('product')))?.value;
      // the label of the field has the unit; a rounded amount in kdmt would hide an error
      const tonnes = dryTonnes(read, mapping, field, product);
      return [{ field, value: { value: tonnes, unit: 'count', decimals: decimalsOf(tonnes) } }];
    }
    if (spec.key === 'limits' && column.kind === 'level' && !isNumberMeasure(read.values.get('measure'))) {
      const level = Number(storedLevel(value, false));
      return [{ field, value: { value: level, unit: 'fraction', decimals: decimalsOf(100 * level) } }];
    }
    if (column.kind === 'percent')
      return [{ field, value: { value: Number(value), unit: 'fraction', decimals: decimalsOf(100 * Number(value)) } }];
    if (column.kind === 'number' || column.kind === 'level' || column.kind === 'monthOffset' || column.kind === 'payment')
      return [
        { field, value: { value: Number(value), unit: YEAR_FIELDS.has(field) ? 'year' : 'count', decimals: decimalsOf(Number(value)) } },
      ];
    if (column.kind === 'reference') {
      const name = context.references.find(({ code }) => code === value)?.name;
      if (name !== undefined) return [{ field, value: { shipped: name } }];
    }
    const cell = cellOf(column, value, context);
    if (cell === null) return [];
    return [{ field, value: typeof cell === 'object' ? cell : { name: String(cell).slice(0, MAX_TEXT) } }];
  });

/** Returns the number of decimals with which a number is shown unrounded, at most six. */
export const decimalsOf = (value: number): number => {
  const [, decimals = ''] = String(Number(value.toFixed(6))).split('.');
  return Math.min(6, decimals.length);
};

/** Returns a warning if a contract sells more in a year than its product's largest yearly production. Tonnes in dmt. */
export const aboveProduction = (tonnesPerYear: number, { name, production }: Product): Message | undefined => {
  const largestProduction = Math.max(0, ...production.map(({ tonnes }) => tonnes));
  if (largestProduction === 0 || tonnesPerYear <= largestProduction) return undefined;
  return message('imports.check.aboveProduction', {
    tonnes: { value: tonnesPerYear, unit: 'dmtPerYear' },
    most: { value: largestProduction, unit: 'dmtPerYear' },
    product: { name },
    ratio: { value: tonnesPerYear / largestProduction, unit: 'count', decimals: tonnesPerYear / largestProduction < 10 ? 1 : 0 },
  });
};

const contractKey = ({ buyerId, productId, start, end }: Draft): string => [buyerId, productId, start, end].join('|');

/** The stored contracts by buyer, product and months. */
const storedContracts = memoizeWeakly(
  ({ entries }: ImportContext): ReadonlyMap<string, Draft> =>
    new Map([...(entries.get('contract')?.values() ?? [])].flatMap(({ before }) => (before ? [[contractKey(before), before]] : []))),
);

/** Returns a warning if a stored contract has the buyer, the product and the months of a new one. */
export const likeStoredContract = (draft: Draft, context: ImportContext): Message | undefined => {
  const contract = storedContracts(context).get(contractKey(draft));
  return contract && message('imports.check.likeContract', { code: { name: String(contract.code) } });
};

/** Terms of a contract that are compared with those of the template, since a wrong unit changes them by a factor of ten and more. */
const COMPARED_TERMS = ['payable', 'treatmentCharge', 'freight'] as const;
const UNUSUAL_TERM_RATIO = 10;

/** Values of compared terms, by field. */
type UsualTerms = ReadonlyMap<string, number>;

/** Returns the terms of a new contract before its row is written: those of the template of its metal. */
export const usualTerms = (draft: Draft, spec: SheetSpec): UsualTerms =>
  new Map(
    COMPARED_TERMS.flatMap((field) => {
      const column = columnField(spec, field);
      const value = column && readValue(column, draft);
      return typeof value === 'number' && value !== 0 ? [[field, value] as const] : [];
    }),
  );

/** Returns a warning for each term of a row that differs from that of the template by a factor of ten or more. */
export const unusualTerms = (read: Pick<ReadRow, 'values'>, spec: SheetSpec, templateTerms: UsualTerms): readonly Message[] =>
  [...templateTerms].flatMap(([field, usualValue]) => {
    const value = Number(read.values.get(field) ?? usualValue);
    const ratio = Math.abs(value / usualValue);
    if (value === 0 || (ratio < UNUSUAL_TERM_RATIO && ratio > 1 / UNUSUAL_TERM_RATIO)) return [];
    const isShare = columnField(spec, field)?.kind === 'percent';
    const amount = (number: number): Label =>
      isShare
        ? { value: number, unit: 'fraction', decimals: decimalsOf(100 * number) }
        : { value: number, unit: 'count', decimals: decimalsOf(number) };
    return [message('imports.check.unusualTerm', { field: columnLabel(field), value: amount(value), usual: amount(usualValue) })];
  });
