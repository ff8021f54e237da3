import { expect, it } from 'vitest';
import type { MappedSheet } from './checkSheets.ts';
import { notationQuestions } from './sheetQuestions.ts';

const UNSCALED = { shares: 'percents', scale: 1, wet: false } as const;

const contractsSheet = (code: string, start: string): MappedSheet => ({
  place: 0,
  sheet: {
    name: 'contracts',
    rows: [
      { index: 0, cells: ['Code', 'Start'] },
      { index: 1, cells: [code, start] },
    ],
  },
  mapping: {
    target: 'contracts',
    headerRow: 0,
    columns: [
      { index: 0, field: 'code', ...UNSCALED },
      { index: 1, field: 'start', ...UNSCALED },
    ],
    reading: { decimal: 'point', dates: 'ask' },
  },
});

it('the notation of dates is asked where they are read as dates, not where only a code looks like one', () => {
  expect(notationQuestions([contractsSheet('K-2', '03/04/2027')])).toEqual([{ kind: 'dates', sheet: 0, sample: '03/04/2027' }]);
  expect(notationQuestions([contractsSheet('03-04-27', '2027-04-03')])).toEqual([]);
});
