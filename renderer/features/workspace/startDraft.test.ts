import { describe, expect, test, vi } from 'vitest';
import { CONTRACT } from '#shared/contract/contract.ts';
import { committedRecord, openRecord } from '../../editing/record/recordState.ts';
import {
  addUsualProduct,
  appendBlankRow,
  appendBlankRows,
  checkStart,
  emptyDraft,
  isBlank,
  isUntouched,
  readStartDraft,
  type StartDraft,
  type StartRow,
} from './startDraft.ts';

const draftWith = (change: Partial<StartDraft> = {}): StartDraft => ({ ...emptyDraft(2026), name: 'Minera Alta', ...change });
const copper = (tonnes: readonly string[]): readonly StartRow[] =>
  appendBlankRow([
    { id: '1', name: 'Copper concentrate', metal: 'copper', tonnes: [...tonnes, ...Array.from({ length: 6 - tonnes.length }, () => '')] },
  ]);

describe('the rows of the start form', () => {
  test('end with one blank row, whatever was removed', () => {
    const rows = addUsualProduct(addUsualProduct(appendBlankRow([]), 'iron'), 'tin');
    expect(rows.map(({ metal }) => metal)).toEqual(['iron', 'tin', undefined]);
    expect(appendBlankRow(rows.slice(0, 1)).map(isBlank)).toEqual([false, true]);
    expect(appendBlankRow(appendBlankRows(rows, 9))).toHaveLength(3);
  });

  test('extend by nine blank rows with ids of their own for a block of nine lines', () => {
    const rows = appendBlankRows(addUsualProduct(appendBlankRow([]), 'zinc'), 9);
    expect(rows.filter(isBlank)).toHaveLength(9);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });
});

describe('the answers of the start form', () => {
  test('convert kdmt to tonnes and per cent to a fraction; a year without tonnes has no production', () => {
    const { input } = checkStart(draftWith({ rows: copper(['9,600', '', '2.5']), rate: 0.0825 }));
    expect(input).toEqual({
      name: 'Minera Alta',
      discountRate: 0.0825,
      products: [
        {
          name: 'Copper concentrate',
          metal: 'copper',
          tonnes: [
            { year: 2026, tonnes: 9_600_000 },
            { year: 2028, tonnes: 2500 },
          ],
        },
      ],
    });
    expect(CONTRACT['workspace.create'].input.safeParse(input).success).toBe(true);
  });

  test.each([
    ['an empty name', draftWith({ name: ' ', rows: copper(['1']) })],
    ['a name of 5,000 characters', draftWith({ name: 'x'.repeat(5000), rows: copper(['1']) })],
    ['no product', draftWith()],
    ['a product without a metal', draftWith({ rows: [{ id: '1', name: 'Gold doré', metal: undefined, tonnes: [] }] })],
    ['negative tonnes', draftWith({ rows: copper(['-1']) })],
    ['tonnes in words', draftWith({ rows: copper(['many']) })],
    ['more tonnes than the world mines', draftWith({ rows: copper(['1,000,001']) })],
    ['a rate of 101 %', draftWith({ rows: copper(['1']), rate: 1.01 })],
  ])('%s creates no workspace', (_, draft) => {
    expect(checkStart(draft).input).toBeUndefined();
  });

  test.each(['=HYPERLINK("http://x")', 'منجم النحاس', '⛏️ Mine'])('%s is an ordinary name', (name) => {
    expect(checkStart(draftWith({ name, rows: copper(['1']) })).input?.name).toBe(name);
  });

  test('an issue names product and year', () => {
    expect(checkStart(draftWith({ rows: copper(['', 'x']) })).products).toEqual([
      'Copper concentrate, 2027: enter a number from 0 to 1,000,000.',
    ]);
  });

  test('a form is unchanged until something is typed', () => {
    expect(isUntouched(emptyDraft(2026))).toBe(true);
    expect(isUntouched(draftWith())).toBe(false);
    expect(isUntouched({ ...emptyDraft(2026), rows: copper([]) })).toBe(false);
  });
});

describe('the draft of the start form in this browser', () => {
  const restoreDraft = (storedDraft: unknown) => {
    vi.stubGlobal('window', { localStorage: { getItem: () => JSON.stringify(storedDraft) } });
    const unsavedInput = readStartDraft();
    vi.unstubAllGlobals();
    return unsavedInput && committedRecord(openRecord({ record: emptyDraft(2026), unsaved: unsavedInput }));
  };

  test('is restored', () => {
    expect(restoreDraft({ edits: [{ path: 'name', value: 'Minera Alta' }], texts: {} })).toEqual(draftWith());
  });

  test('of the first version is restored with its rate in per cent', () => {
    const rows = copper(['1']);
    expect(restoreDraft({ name: 'Minera Alta', rows, firstYear: 2026, rate: '8.25' })).toEqual(draftWith({ rows, rate: 0.0825 }));
  });

  test('is ignored if it is something else', () => {
    expect(restoreDraft('x')).toBeUndefined();
    expect(restoreDraft({ edits: 'x' })).toBeUndefined();
  });
});
