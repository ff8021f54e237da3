import type { Label, Message } from '#shared/contract/figure.ts';
import type { Product } from '#shared/domain/product.ts';
import { message } from '#shared/messages/text.ts';
import { cellOf } from '../sheets/cells.ts';
import type { ImportContext } from '../sheets/importContext.ts';
import { columnField, type SheetMapping } from '../sheets/mapping.ts';
import type { SheetSpec } from '../sheets/sheets.ts';
import { dryTonnes, type ReadRow } from './readRow.ts';

/** Maximum number of characters of a value in the preview. */
const MAX_TEXT = 200;

/** Returns the values of a row as they would be stored, in the order of the file's columns. */
export const valuesOf = (
  read: ReadRow,
  spec: SheetSpec,
  mapping: SheetMapping,
  context: ImportContext,
): readonly { readonly field: string; readonly value: Label }[] =>
  [...read.values].flatMap(([field, value]) => {
    const column = columnField(spec, field);
    if (!column || column.kind === 'json' || column.kind === 'id') return [];
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
    if (column.kind === 'percent')
      return [{ field, value: { value: Number(value), unit: 'fraction', decimals: decimalsOf(100 * Number(value)) } }];
    if (column.kind === 'number' || column.kind === 'level' || column.kind === 'monthOffset')
      return [{ field, value: { value: Number(value), unit: field === 'year' ? 'year' : 'count', decimals: decimalsOf(Number(value)) } }];
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
