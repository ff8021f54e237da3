import { describe, expect, it } from 'vitest';
import { everyText } from '#shared/messages/text.ts';
import { columnKey, guessMapping } from './mapping.ts';
import { SHEETS } from './sheets.ts';

describe('the headers of each kind of record', () => {
  it.each(SHEETS.map((spec) => [spec.key, spec] as const))('are all recognised in every language, and by their keys: %s', (key, spec) => {
    const languages = Math.max(...spec.columns.map((column) => everyText(columnKey(column.key)).length));
    const headerRows = [
      spec.columns.map((column) => column.key),
      ...Array.from({ length: languages }, (_, language) => spec.columns.map((column) => everyText(columnKey(column.key))[language] ?? '')),
    ];
    for (const cells of headerRows) {
      const { columns } = guessMapping({ name: 'Sheet', rows: [{ index: 0, cells }] }, key);
      expect(columns.map(({ field }) => field)).toEqual(spec.columns.map((column) => column.key));
    }
  });
});
