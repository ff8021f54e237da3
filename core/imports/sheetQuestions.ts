import type { DatesQuestion, DecimalQuestion, DeckQuestion, IgnoredQuestion } from '#shared/contract/importQuestions.ts';
import { isAmbiguousDate, isAmbiguousNumber, type Reading } from '../sheets/cellValues.ts';
import type { CellKind } from '../sheets/columns.ts';
import { columnField, headersOf, NO_HEADER } from '../sheets/mapping.ts';
import { monthsIn, periodOf } from '../sheets/periods.ts';
import { sheetSpec } from '../sheets/sheets.ts';
import type { MappedSheet } from './checkSheets.ts';

const SAMPLES = 3;
/** Maximum number of rows that are searched. */
const ROWS = 5_000;

const rowsBelow = ({ sheet, mapping }: MappedSheet) => sheet.rows.filter(({ index }) => index > mapping.headerRow).slice(0, ROWS);

/** Kinds of columns whose texts are not read as dates; a code such as 03-04-27 only looks like one. */
const UNDATED_KINDS: ReadonlySet<CellKind | undefined> = new Set<CellKind>(['text', 'buyer', 'product', 'contract', 'contracts']);

/** The first text of a sheet for which the notation is asked; undefined where it is known. */
const ambiguousText = (mappedSheet: MappedSheet, notation: keyof Reading, isAmbiguous: (text: string) => boolean): string | undefined => {
  const { columns, reading, target } = mappedSheet.mapping;
  if (reading[notation] !== 'ask') return undefined;
  const isRead = (field: string): boolean =>
    notation !== 'dates' || target === undefined || !UNDATED_KINDS.has(columnField(sheetSpec(target), field)?.kind);
  const indices = columns.flatMap(({ index, field }) => (isRead(field) ? [index] : []));
  const cells = rowsBelow(mappedSheet).flatMap(({ cells: rowCells }) => indices.map((index) => rowCells[index]));
  return cells.find((cell): cell is string => typeof cell === 'string' && isAmbiguous(cell.trim()))?.trim();
};

/** Asks for the notation of the numbers and of the dates of each sheet in which it is unknown. */
export const notationQuestions = (sheets: readonly MappedSheet[]): readonly (DecimalQuestion | DatesQuestion)[] =>
  sheets.flatMap((mappedSheet): (DecimalQuestion | DatesQuestion)[] => {
    const number = ambiguousText(mappedSheet, 'decimal', isAmbiguousNumber);
    const date = ambiguousText(mappedSheet, 'dates', isAmbiguousDate);
    return [
      ...(number === undefined ? [] : [{ kind: 'decimal' as const, sheet: mappedSheet.place, sample: number }]),
      ...(date === undefined ? [] : [{ kind: 'dates' as const, sheet: mappedSheet.place, sample: date }]),
    ];
  });

/** Lists every column with values that is not imported. */
export const ignoredColumns = (sheets: readonly MappedSheet[]): readonly IgnoredQuestion[] =>
  sheets.flatMap((mappedSheet): IgnoredQuestion[] => {
    const { sheet, mapping, place } = mappedSheet;
    if (mapping.headerRow === NO_HEADER) return [];
    const headers = headersOf(sheet, mapping.headerRow);
    const mappedIndexes = new Set(mapping.columns.map(({ index }) => index));
    const rows = rowsBelow(mappedSheet);
    const width = Math.max(headers.length, ...rows.slice(0, 20).map(({ cells }) => cells.length));
    return Array.from({ length: width }, (_, index) => index).flatMap((index): IgnoredQuestion[] => {
      if (mappedIndexes.has(index)) return [];
      const values = rows.flatMap(({ cells }) => {
        const cell = cells[index];
        return cell === null || cell === undefined || String(cell).trim() === '' ? [] : [String(cell).trim().slice(0, 60)];
      });
      if (values.length === 0) return [];
      const samples = [...new Set(values)].slice(0, SAMPLES);
      const isConfirmed = mapping.ignored?.includes(index) ?? false;
      return [{ kind: 'ignored', sheet: place, index, header: (headers[index] ?? '').slice(0, 200), samples, isConfirmed }];
    });
  });

/** Asks for the deck of each sheet of future prices without a column of it. */
export const deckQuestions = (sheets: readonly MappedSheet[], valuationMonth: number): readonly DeckQuestion[] =>
  sheets.flatMap((mappedSheet): DeckQuestion[] => {
    const { mapping, place } = mappedSheet;
    if (mapping.target !== 'prices' || mapping.columns.some(({ field }) => field === 'deck')) return [];
    const monthColumn = mapping.columns.find(({ field }) => field === 'month')?.index;
    const inRows = monthColumn === undefined ? [] : rowsBelow(mappedSheet).flatMap(({ cells }) => [periodOf(cells[monthColumn]) ?? []]);
    const periods = [...mapping.columns.flatMap(({ field }) => [monthsIn(field) ?? []]), ...inRows];
    if (!periods.some((months) => months.some((month) => month > valuationMonth))) return [];
    const isByYear = periods.some((months) => months.length > 1);
    return [{ kind: 'deck', sheet: place, isByYear, ...(mapping.deck ? { deck: mapping.deck } : {}) }];
  });
