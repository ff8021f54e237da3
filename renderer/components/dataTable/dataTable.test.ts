import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FieldCodec, numberCodec } from '../fieldCodec.ts';
import { clearEdits, fillEdits, hasMoreRows, parseBlock, pasteEdits, rangeTsv, type ShownText, sumOf } from './clipboard.ts';
import { containsCell, moveHead, rectangle } from './range.ts';
import { sortRows } from './sorting.ts';
import type { CellEditing, DataColumn } from './tableTypes.ts';

type Row = {
  readonly id: string;
  readonly buyer: string;
  readonly tonnes: number | undefined;
  readonly price: number;
  readonly locked: boolean;
};

const ROWS: readonly Row[] = [
  { id: 'a', buyer: 'Otori', tonnes: 60, price: 3566.5, locked: false },
  { id: 'b', buyer: '=HYPERLINK(1)', tonnes: 1100.5, price: 3545.2, locked: false },
  { id: 'c', buyer: 'Binyao', tonnes: undefined, price: 3531, locked: true },
];

const ownText: ShownText<Row> = (column, { row }) => column.text(row);

const NUMBER: CellEditing = { codec: numberCodec({ decimals: 1 }) as FieldCodec<unknown> };

const COLUMNS: readonly DataColumn<Row>[] = [
  { key: 'buyer', label: 'Buyer', width: 100, text: (row) => row.buyer },
  {
    key: 'tonnes',
    label: 'Quantity',
    unit: 'kdmt',
    align: 'right',
    width: 80,
    text: (row) => (row.tonnes === undefined ? 'none' : row.tonnes.toLocaleString('en-US', { minimumFractionDigits: 1 })),
    sortValue: (row) => row.tonnes,
    edit: NUMBER,
    isEditable: (row) => !row.locked,
  },
  {
    key: 'price',
    label: 'Price',
    unit: 'USD/dmt',
    align: 'right',
    width: 80,
    text: (row) => row.price.toFixed(1),
    edit: NUMBER,
  },
];

const unsortedRows = sortRows(ROWS, COLUMNS, (row) => row.id, undefined);
const wholeRange = { top: 0, bottom: 2, left: 0, right: 2 };

describe('a range', () => {
  it('is the same from whichever corner it is drawn', () => {
    const corner = { row: 4, column: 1 };
    const oppositeCell = { row: 2, column: 3 };
    expect(rectangle({ anchor: corner, head: oppositeCell })).toEqual(rectangle({ anchor: oppositeCell, head: corner }));
    expect(containsCell(rectangle({ anchor: corner, head: oppositeCell }), { row: 3, column: 2 })).toBe(true);
    expect(containsCell(rectangle({ anchor: corner, head: oppositeCell }), { row: 3, column: 4 })).toBe(false);
  });

  const size = { rows: 10, columns: 4, pageRows: 5 };

  it('grows with arrow keys, to the edge with Ctrl, and not beyond it', () => {
    const head = { row: 1, column: 1 };
    expect(moveHead(head, 'ArrowDown', false, size)).toEqual({ row: 2, column: 1 });
    expect(moveHead(head, 'ArrowDown', true, size)).toEqual({ row: 9, column: 1 });
    expect(moveHead({ row: 0, column: 0 }, 'ArrowLeft', false, size)).toEqual({ row: 0, column: 0 });
    expect(moveHead(head, 'Enter', false, size)).toBeUndefined();
  });

  it('grows by pages, and to the ends of the row or, with Ctrl, of the table', () => {
    const head = { row: 1, column: 1 };
    expect(moveHead(head, 'PageDown', false, size)).toEqual({ row: 6, column: 1 });
    expect(moveHead(head, 'PageUp', false, size)).toEqual({ row: 0, column: 1 });
    expect(moveHead(head, 'Home', false, size)).toEqual({ row: 1, column: 0 });
    expect(moveHead(head, 'Home', true, size)).toEqual({ row: 0, column: 0 });
    expect(moveHead(head, 'End', false, size)).toEqual({ row: 1, column: 3 });
    expect(moveHead(head, 'End', true, size)).toEqual({ row: 9, column: 3 });
  });

  it('is copied as the TSV that a spreadsheet reads, with texts that look like formulas escaped', () => {
    expect(rangeTsv(unsortedRows, COLUMNS, { top: 0, bottom: 1, left: 0, right: 2 }, ownText)).toBe(
      "Otori\t60.0\t3566.5\n'=HYPERLINK(1)\t1100.5\t3545.2",
    );
  });

  it('sums cells of one unit and nothing else', () => {
    expect(sumOf(unsortedRows, COLUMNS, { top: 0, bottom: 2, left: 0, right: 1 }, ownText)).toEqual({
      sum: 1160.5,
      decimals: 1,
      unit: 'kdmt',
    });
    expect(sumOf(unsortedRows, COLUMNS, wholeRange, ownText)).toBeUndefined();
    expect(sumOf(unsortedRows, COLUMNS, { top: 0, bottom: 0, left: 1, right: 1 }, ownText)).toBeUndefined();
  });
});

describe('a block from the clipboard', () => {
  it('is split at tabs and lines, with quoted text kept together', () => {
    expect(parseBlock('1\t2\r\n3\t4\r\n')).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(parseBlock('"two\nlines"\t"say ""x"""')).toEqual([['two\nlines', 'say "x"']]);
    expect(parseBlock('')).toEqual([]);
    expect(parseBlock('a\t')).toEqual([['a', '']]);
  });

  it('of plain cells is read back as copied', () => {
    const cell = fc.stringMatching(/^[a-z0-9.]{1,6}$/);
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 5 }), (block) => {
        expect(parseBlock(block.map((row) => row.join('\t')).join('\n'))).toEqual(block);
      }),
    );
  });

  it('fills editable cells, and counts and names those that it can’t change', () => {
    const block = [
      ['x', '61', '1'],
      ['y', '62', '2'],
      ['z', '63', '3'],
      ['past the end', '64', '4'],
    ];
    expect(pasteEdits(block, unsortedRows, COLUMNS, wholeRange)).toEqual({
      edits: [
        { rowKey: 'a', column: 'tonnes', text: '61' },
        { rowKey: 'a', column: 'price', text: '1' },
        { rowKey: 'b', column: 'tonnes', text: '62' },
        { rowKey: 'b', column: 'price', text: '2' },
        { rowKey: 'c', column: 'price', text: '3' },
      ],
      skipped: { count: 7, readOnlyColumns: ['Buyer'], columnsOfOtherRows: ['Quantity'], outsideCount: 3 },
    });
  });

  it('that repeats what read-only cells show, as a table that comes back from a spreadsheet, leaves nothing out', () => {
    const block = parseBlock(rangeTsv(unsortedRows, COLUMNS, wholeRange, ownText));
    expect(pasteEdits(block, unsortedRows, COLUMNS, wholeRange).skipped.count).toBe(0);
  });

  it('of one cell fills the whole range', () => {
    expect(pasteEdits([['7']], unsortedRows, COLUMNS, { top: 0, bottom: 1, left: 1, right: 2 }).edits).toHaveLength(4);
  });
});

it('filling down repeats what the top row of a range shows', () => {
  const area = { top: 0, bottom: 2, left: 1, right: 2 };
  const { edits, skipped } = fillEdits(unsortedRows, COLUMNS, area, (column, row) =>
    row.key === 'a' && column.key === 'tonnes' ? '75' : ownText(column, row),
  );
  expect(edits).toEqual([
    { rowKey: 'b', column: 'tonnes', text: '75' },
    { rowKey: 'b', column: 'price', text: '3566.5' },
    { rowKey: 'c', column: 'price', text: '3566.5' },
  ]);
  expect(skipped).toMatchObject({ count: 1, columnsOfOtherRows: ['Quantity'] });
});

it('clearing a range clears only editable cells', () => {
  expect(clearEdits(unsortedRows, COLUMNS, { top: 0, bottom: 0, left: 0, right: 1 })).toMatchObject({
    edits: [{ rowKey: 'a', column: 'tonnes', text: '' }],
    skipped: { count: 1, readOnlyColumns: ['Buyer'] },
  });
});

describe('sorting', () => {
  const order = (column: string, direction: 'ASC' | 'DESC') =>
    sortRows(ROWS, COLUMNS, (row) => row.id, { column, isHighestFirst: direction === 'DESC' }).map(({ key }) => key);

  it('puts rows without a value last in both directions', () => {
    expect(order('tonnes', 'ASC')).toEqual(['a', 'b', 'c']);
    expect(order('tonnes', 'DESC')).toEqual(['b', 'a', 'c']);
  });

  it('compares words as words and numbers as numbers', () => {
    expect(order('buyer', 'ASC')).toEqual(['b', 'c', 'a']);
  });

  it('keeps the order of equal rows', () => {
    const sameRows = ['x', 'y', 'z'].map((id) => ({ ...ROWS[0], id }) as Row);
    expect(sortRows(sameRows, COLUMNS, (row) => row.id, { column: 'price', isHighestFirst: true }).map(({ key }) => key)).toEqual([
      'x',
      'y',
      'z',
    ]);
  });
});

describe('a block that adds rows', () => {
  const cornerAt = (top: number, left: number) => ({ top, left, rows: ROWS.length });
  const block = (rows: number) => Array.from({ length: rows }, () => ['x', '1']);

  it('starts at the names of the rows and extends below the last one', () => {
    expect(hasMoreRows(block(3), COLUMNS, cornerAt(0, 0))).toBe(false);
    expect(hasMoreRows(block(4), COLUMNS, cornerAt(0, 0))).toBe(true);
    expect(hasMoreRows(block(2), COLUMNS, cornerAt(2, 0))).toBe(true);
    expect(hasMoreRows(block(9), COLUMNS, cornerAt(0, 1))).toBe(false);
    expect(hasMoreRows(block(1), COLUMNS, cornerAt(2, 0))).toBe(false);
  });

  it('may start with two column headers of the table', () => {
    expect(hasMoreRows([['Price', 'quantity'], ...block(1)], COLUMNS, cornerAt(0, 1))).toBe(true);
    expect(hasMoreRows([['Price', '3'], ...block(1)], COLUMNS, cornerAt(0, 1))).toBe(false);
  });
});
