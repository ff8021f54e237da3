import { createHash } from 'node:crypto';
import type { Message } from '#shared/contract/figure.ts';
import type { PlacedField, ShareReading } from '#shared/contract/imports.ts';
import type { DeckId } from '#shared/domain/ids.ts';
import { yearOf } from '#shared/domain/time.ts';
import { lazy, memoize, memoizeWeakly } from '#shared/memoize.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { everyText, message } from '#shared/messages/text.ts';
import { lazySteps, runSteps, type Steps } from '#shared/steps.ts';
import type { TableCell, TableSheet } from '../documents/tableFile.ts';
import { isMoneyUnit, massUnit, moneyScale } from './amounts.ts';
import { elementField, elementHeaders } from './assayColumns.ts';
import { isChoice } from './cells.ts';
import { detectReadingInSteps, lettersOnly, type Reading } from './cellValues.ts';
import type { Column } from './columns.ts';
import { isNumeric, isPlainNumber, sharesOf, valuesBelow } from './columnValues.ts';
import { AMOUNT_WORDS, splitHeader } from './headers.ts';
import { addPeriods, isPeriodField, periodOf } from './periods.ts';
import { isPriceUnit } from './priceUnits.ts';
import { SHEET_NAMES } from './sheetNames.ts';
import { SHEETS, type SheetKey, type SheetSpec, sheetSpec } from './sheets.ts';
import { SYNONYMS } from './synonyms.ts';
import { scaleOfUnit } from './usualUnits.ts';

/** A column of the file with its field: a field of the sheet, or a calendar year as `y2026`. */
export type MappedColumn = {
  readonly index: number;
  readonly field: string;
  /** How numbers of a percentage are read. */
  readonly shares: ShareReading;
  readonly scale: number;
  /** Whether tonnes are wet; they are converted with the product's moisture. */
  readonly wet: boolean;
  /** Whether the user chose how its numbers are read. */
  readonly isUnitChosen?: boolean | undefined;
};

/** The mapping of a sheet: its kind of record, header row and columns. */
export type SheetMapping = {
  readonly target: SheetKey | undefined;
  /** Index of the header row, 0-based. */
  readonly headerRow: number;
  readonly columns: readonly MappedColumn[];
  readonly reading: Reading;
  /** The deck of future prices without a deck of their own. */
  readonly deck?: DeckId | undefined;
  /** Indices of columns that the user chose to ignore. */
  readonly ignored?: readonly number[] | undefined;
};

/** The message key of a column's header. */
export const columnKey = (key: string): MessageKey => `imports.column.${key}` as MessageKey;
export const columnLabel = (key: string): Message => {
  const field = elementField(key);
  return field ? message(`imports.column.${field.part}Of`, { element: { name: field.element } }) : { key: columnKey(key) };
};
export const sheetLabel = (key: SheetKey): Message => message(`imports.sheet.${key}`);

/** Number of rows in which the header row is searched. */
const HEADER_SEARCH_ROWS = 30;
/** Number of rows in which the numbers below a header are searched. */
const NUMBER_SEARCH_ROWS = 200;

const textOfCell = (cell: TableCell | undefined): string => (cell === null || cell === undefined ? '' : String(cell).trim());

/** The names of a field, reduced to their letters. */
type FieldWords = { readonly own: ReadonlySet<string>; readonly synonyms: ReadonlySet<string> };

/** Returns the names of the fields of a sheet. Memoized, since every row of a file is compared with every field of every sheet. */
const wordsIn = memoize((spec: SheetSpec) =>
  memoize(
    ({ key }: Column): FieldWords => ({
      own: new Set([...everyText(columnKey(key)).map((label) => lettersOnly(splitHeader(label).name)), lettersOnly(key)]),
      synonyms: new Set([...(SYNONYMS[key] ?? []), ...(SYNONYMS[`${spec.key}.${key}`] ?? []), ...elementHeaders(key)].map(lettersOnly)),
    }),
  ),
);

/** Returns 2 if a header is the field's name, 1 if it is a synonym, else 0. `names` has the letters of the header without and with its unit. */
const matchScore = ({ own, synonyms }: FieldWords, names: readonly string[]): number => {
  if (names.some((word) => own.has(word))) return 2;
  return names.some((word) => synonyms.has(word)) ? 1 : 0;
};

/** The year of a header that is a year alone, with or without a unit: "2027", "FY27", "2027 (kt)". */
const yearIn = (header: string): number | undefined => {
  const period = periodOf(splitHeader(header).name);
  return period?.length === 12 ? yearOf(period[0]!) : undefined;
};

const BASIS_OF_YEAR = /^(?:budget|forecast|plan(?:ned)?|actuals?|estimated?|est\.?|guidance)$/i;

/** The year of a header above amounts of a sheet: a year alone, or with a word or unit of these amounts. "2027 Revenue (USD m)" is none of tonnes. */
const yearOfAmounts = (spec: SheetSpec, header: string): number | undefined => {
  const { name, unit } = splitHeader(header);
  const [, year, words = ''] = /^(?:FY|CY|Y)?\s*(199\d|20\d\d)\b\s*(.*)$/i.exec(name.trim()) ?? [];
  const isTonnes = spec.years?.field !== 'usdPerDmt';
  const isOtherUnit = isTonnes ? unit === '%' || isMoneyUnit(unit) || moneyScale(unit) !== undefined : massUnit(unit) !== undefined;
  if (isOtherUnit && unit !== '') return undefined;
  const isOfAmounts = words === '' || BASIS_OF_YEAR.test(words) || (isTonnes ? AMOUNT_WORDS.tonnes : AMOUNT_WORDS.cost).test(words);
  return year !== undefined && isOfAmounts ? Number(year) : yearIn(header);
};

const isBuyerHeader = (header: string): boolean => {
  const contracts = sheetSpec('contracts');
  const buyerColumn = contracts.columns.find(({ key }) => key === 'buyer');
  return (
    header !== '' && buyerColumn !== undefined && matchScore(wordsIn(contracts)(buyerColumn), [lettersOnly(splitHeader(header).name)]) > 0
  );
};

/** The names of all fields of all sheets. */
const allNames = lazy(
  (): ReadonlySet<string> =>
    new Set(
      SHEETS.flatMap((spec) =>
        // a price table has columns named after metals too
        spec.columns
          .filter(({ kind }) => kind !== 'grade')
          .flatMap((column) => {
            const { own, synonyms } = wordsIn(spec)(column);
            return [...own, ...synonyms];
          }),
      ),
    ),
);

/** Whether a text is the header of a field of some sheet. */
export const isFieldName = (header: string): boolean =>
  [splitHeader(header).name, header].some((name) => allNames().has(lettersOnly(name)));

/** A synonym of several fields means the field of a closed list if half of the values below it are in the list. */
const choiceScore = (column: Column, texts: readonly string[]): number => {
  const fittingCount = texts.filter((text) => isChoice(column, text)).length;
  return fittingCount > 0 && 2 * fittingCount >= texts.length ? 1.5 : 0.5;
};

/** Whether a column without header has the units of its rows. */
const isUnitColumn = (header: string, texts: readonly string[]): boolean => header === '' && texts.length > 0 && texts.every(isPriceUnit);

/** Assigns fields to headers. Each field goes to the one header that matches it best. `textsBelow` lists the texts of a column. */
const fieldsOf = (
  spec: SheetSpec,
  headers: readonly string[],
  textsBelow: (column: number) => readonly string[],
  hasNumbersBelow: (column: number) => boolean,
): ReadonlyMap<number, string> => {
  const wordsOf = wordsIn(spec);
  const pairs = headers.flatMap((header, index) => {
    if (header === '') return [];
    const names = [lettersOnly(splitHeader(header).name), lettersOnly(header)];
    const matches = spec.columns.flatMap((column) => {
      const score = matchScore(wordsOf(column), names);
      return score > 0 ? [{ index, column, field: column.key, score }] : [];
    });
    if (matches.length < 2) return matches;
    return matches.map((match) =>
      match.score === 1 && match.column.kind === 'choice' ? { ...match, score: choiceScore(match.column, textsBelow(index)) } : match,
    );
  });
  const fieldByColumn = new Map<number, string>();
  for (const { index, field } of pairs.sort((a, b) => b.score - a.score)) {
    if (!fieldByColumn.has(index) && ![...fieldByColumn.values()].includes(field)) fieldByColumn.set(index, field);
  }
  // a text longer than a cell continues in columns with the same header and a number
  for (const [index, header] of headers.entries()) {
    const [, label = '', part] = /^(.*) ([2-9])$/.exec(header) ?? [];
    const field =
      part === undefined
        ? undefined
        : spec.columns.find(
            ({ key, kind }) =>
              kind === 'json' && everyText(columnKey(key)).some((columnText) => lettersOnly(columnText) === lettersOnly(label)),
          );
    if (field) fieldByColumn.set(index, `${field.key}#${part}`);
  }
  if (spec.months) {
    const unitColumn = headers.findIndex((header, index) => !fieldByColumn.has(index) && isUnitColumn(header, textsBelow(index)));
    if (unitColumn >= 0 && spec.columns.some(({ key }) => key === 'unit')) fieldByColumn.set(unitColumn, 'unit');
    addPeriods(spec.months, headers, fieldByColumn, { hasTexts: (column) => textsBelow(column).length > 0, hasNumbers: hasNumbersBelow });
  }
  if (spec.years || spec.yearlyField) {
    for (const [index, header] of headers.entries()) {
      const year = yearOfAmounts(spec, header);
      // the first column of a year counts; another is shown as ignored
      if (year !== undefined && !fieldByColumn.has(index) && ![...fieldByColumn.values()].includes(`y${year}`))
        fieldByColumn.set(index, `y${year}`);
    }
  }
  return fieldByColumn;
};

const score = (spec: SheetSpec, fields: ReadonlyMap<number, string>): number => {
  const fieldSet = new Set(fields.values());
  const missingCount = spec.columns.filter((column) => isNeeded(spec, column, fieldSet) && !fieldSet.has(column.key)).length;
  return fieldSet.size - missingCount * 1.5;
};

/** Whether a field is required. The month and its amount are not if periods have columns, nor the end beside a term. */
export const isNeeded = (spec: SheetSpec, { key, required }: Column, fields: Iterable<string>): boolean => {
  const fieldList = [...fields];
  const byMonth = (key === spec.months?.month || key === spec.months?.field) && fieldList.some(isPeriodField);
  // the last month follows from the first one and the term
  const byTerm = key === 'end' && fieldList.includes('termYears');
  // tonnes by year also give the first and the last one
  const byYear = spec.yearlyField !== undefined && [spec.yearlyField, 'start', 'end'].includes(key) && fieldList.some(isPeriodField);
  return required === true && !byMonth && !byTerm && !byYear;
};

/** Returns the column of a mapped field. The field of a year or month belongs to the column of the amount by year or month. */
export const columnField = (spec: SheetSpec, field: string): Column | undefined => {
  const key = isPeriodField(field) ? (spec.years?.field ?? spec.months?.field ?? spec.yearlyField) : field;
  return spec.columns.find((column) => column.key === key);
};

/** The unit of mass above the names of the rows, which is that of all periods: "Mine plan (kt)". */
const unitOfTable = (headers: readonly string[]): string =>
  headers.map((header) => splitHeader(header).unit).find((unit) => massUnit(unit) !== undefined) ?? '';

/** The factor of the numbers of a column by the unit in its header, or by the only usual unit of its numbers. */
const scaleOfColumn = (column: Column, header: string, headerUnit: string, values: readonly (string | number | boolean)[]): number => {
  const { kind, unit } = column;
  if (kind === 'tonnes') return massUnit(headerUnit)?.scale ?? 1;
  if (kind === 'grade' || (unit !== undefined && unit !== 'price')) return scaleOfUnit(column, header, values);
  return kind === 'number' && unit === undefined ? (moneyScale(headerUnit) ?? 1) : 1;
};

/** Maps a column to a field and detects its scale, unit and percentages. */
export const mapColumn = (spec: SheetSpec, sheet: TableSheet, headerRow: number, index: number, field: string): MappedColumn => {
  const column = columnField(spec, field);
  const headers = headersOf(sheet, headerRow);
  const header = headers[index] ?? '';
  const unit = splitHeader(header).unit || (isPeriodField(field) && column?.kind === 'tonnes' ? unitOfTable(headers) : '');
  const values = valuesBelow(sheet.rows, headerRow, index);
  return {
    index,
    field,
    shares: column?.kind === 'percent' ? sharesOf(field, values) : 'percents',
    scale: column ? scaleOfColumn(column, header, unit, values) : 1,
    wet: column?.kind === 'tonnes' && /wmt|wet|湿/iu.test(`${header} ${unit}`),
  };
};

/** The short texts of a sheet, from which its notation is detected. */
export const textsOf = (sheet: TableSheet): string[] =>
  sheet.rows.slice(0, 5_000).flatMap(({ cells }) => cells.filter((cell): cell is string => typeof cell === 'string' && cell.length < 40));

/** The notation of the texts of a sheet: thousands of rows are read once. */
export const readingOf = memoizeWeakly((sheet: TableSheet) => lazySteps(() => detectReadingInSteps(textsOf(sheet))));

/** Whether the name of a sheet is that of a kind of record; part of a table is of its own kind, whatever its name. */
export const isNamedAs = (sheet: TableSheet, { key }: SheetSpec): boolean =>
  sheet.part === undefined ? isName(sheet.name, key) : sheet.part === key;

const isName = (sheetName: string, key: SheetKey): boolean =>
  [...everyText(`imports.sheet.${key}`), key, ...(SHEET_NAMES[key] ?? [])].some((name) => lettersOnly(name) === lettersOnly(sheetName));

/** Number of texts of a column that are compared with the values of a field. */
const MAX_TEXTS = 30;

/** The first texts of a column below a row, without numbers. */
const textsIn = (sheet: TableSheet, headerRow: number, column: number, limit: number) => {
  const texts: { readonly row: number; readonly text: string }[] = [];
  for (const { index: row, cells } of sheet.rows) {
    const text = cells[column];
    if (row > headerRow && typeof text === 'string' && text !== '' && !isNumeric(text)) texts.push({ row, text });
    if (texts.length === limit) break;
  }
  return texts;
};

/** Guesses the header row and kind of record of a sheet. With `NO_HEADER` as `requestedHeaderRow`, columns are mapped by position. */
export function* guessMappingInSteps(sheet: TableSheet, target?: SheetKey, requestedHeaderRow?: number): Steps<SheetMapping> {
  if (requestedHeaderRow === NO_HEADER && target !== undefined) return mapByPlace(sheet, target);
  const kind = target ?? sheet.part;
  const specs = kind === undefined ? SHEETS : [sheetSpec(kind)];
  const lines = sheet.rows.filter((row) =>
    requestedHeaderRow === undefined ? row.index < HEADER_SEARCH_ROWS : row.index === requestedHeaderRow,
  );
  // a column, which may have 100,000 rows, is read once for all lines and kinds of records; each line may have a text of its own in it
  const textsOfColumn = memoize((column: number) => textsIn(sheet, lines[0]!.index, column, MAX_TEXTS + lines.length));
  const nameScore = (spec: SheetSpec): number => (isNamedAs(sheet, spec) ? 3 : 0);
  let bestMatch: { spec: SheetSpec; headerRow: number; fields: ReadonlyMap<number, string>; score: number } | undefined;
  for (const line of lines) {
    yield;
    const headers = line.cells.map(textOfCell);
    // tonnes by year beside a buyer are those of contracts, not of a mine plan
    const hasBuyers = kind === undefined && headers.some(isBuyerHeader);
    const textsBelow = memoize((column: number) =>
      textsOfColumn(column)
        .filter(({ row }) => row > line.index)
        .slice(0, MAX_TEXTS)
        .map(({ text }) => text),
    );
    for (const spec of specs) {
      if (hasBuyers && (spec.years || spec.months)) continue;
      const fields = fieldsOf(spec, headers, textsBelow, (column) =>
        valuesBelow(sheet.rows.slice(0, NUMBER_SEARCH_ROWS), line.index, column).some(isPlainNumber),
      );
      const value = fields.size === 0 ? Number.NEGATIVE_INFINITY : score(spec, fields) + nameScore(spec);
      if (!bestMatch || value > bestMatch.score) bestMatch = { spec, headerRow: line.index, fields, score: value };
    }
  }
  const reading = yield* readingOf(sheet).prepare();
  const headerRow = requestedHeaderRow ?? bestMatch?.headerRow ?? sheet.rows[0]?.index ?? 0;
  // a match of fewer than two fields may be chance
  const acceptedMatch = target !== undefined || (bestMatch !== undefined && bestMatch.score >= 1.5) ? bestMatch : undefined;
  if (!acceptedMatch) return { target, headerRow, columns: [], reading };
  const { spec, fields } = acceptedMatch;
  const columns: MappedColumn[] = [];
  for (const [index, field] of [...fields].sort(([a], [b]) => a - b)) {
    columns.push(mapColumn(spec, sheet, headerRow, index, field));
    yield;
  }
  return { target: spec.key, headerRow, columns, reading };
}

/** `guessMappingInSteps` without interruption. */
export const guessMapping = (...of: Parameters<typeof guessMappingInSteps>): SheetMapping => runSteps(guessMappingInSteps(...of));

/** Index of the header row of a block without one. */
export const NO_HEADER = -1;

/** Maps columns by position to the fields in the given order, by default that of the template. */
const mapByPlace = (sheet: TableSheet, target: SheetKey, order?: readonly PlacedField[]): SheetMapping => {
  const spec = sheetSpec(target);
  const template = spec.columns
    .filter(({ isExportOnly: exportOnly, isImportOnly: importOnly }) => !exportOnly && !importOnly)
    .map(({ key }): PlacedField => ({ field: key }));
  const width = Math.max(0, ...sheet.rows.map(({ cells }) => cells.length));
  // with a row per year, the second column has the year whatever order is given
  const hasYearRows = spec.years !== undefined && sheet.rows.every(({ cells }) => yearIn(textOfCell(cells[1])) !== undefined);
  const columns = (hasYearRows ? template : (order ?? template)).slice(0, width).flatMap(({ field, scale }, index) => {
    if (field === undefined || !columnField(spec, field)) return [];
    const mappedColumn = mapColumn(spec, sheet, NO_HEADER, index, field);
    return [scale === undefined ? mappedColumn : { ...mappedColumn, scale }];
  });
  return { target, headerRow: NO_HEADER, columns, reading: readingOf(sheet).get() };
};

/** Sets the scale of columns whose header has no unit to that of the table into which they are pasted. */
const inTableUnits = (mapping: SheetMapping, sheet: TableSheet, order: readonly PlacedField[] = []): SheetMapping => {
  const headers = headersOf(sheet, mapping.headerRow);
  return {
    ...mapping,
    columns: mapping.columns.map((column) => {
      const scale = order.find(({ field }) => field === column.field)?.scale;
      return scale === undefined || splitHeader(headers[column.index] ?? '').unit !== '' ? column : { ...column, scale };
    }),
  };
};

/**
 * Maps a pasted block that should have records of a kind: by its headers, also if they are of another kind, else by position in the given
 * order.
 */
export const mapPastedBlock = (sheet: TableSheet, target: SheetKey, order?: readonly PlacedField[]): SheetMapping => {
  const asTarget = guessMapping(sheet, target);
  const width = Math.max(0, ...sheet.rows.map(({ cells }) => cells.length));
  // one cell of a data row may equal a header by chance, but not two
  if (asTarget.columns.length >= Math.min(2, width)) return inTableUnits(asTarget, sheet, order);
  const ownMapping = guessMapping(sheet);
  return ownMapping.target !== undefined && ownMapping.columns.length >= 2 ? ownMapping : mapByPlace(sheet, target, order);
};

export const headersOf = (sheet: TableSheet, headerRow: number): readonly string[] =>
  (sheet.rows.find((row) => row.index === headerRow)?.cells ?? []).map(textOfCell);

/** Whether the header of a column is the label of its field, not a synonym. */
export const isOwnLabel = (sheet: TableSheet, headerRow: number, { index, field }: MappedColumn): boolean => {
  const name = lettersOnly(splitHeader(headersOf(sheet, headerRow)[index] ?? '').name);
  return name === lettersOnly(field) || everyText(columnKey(field)).some((label) => lettersOnly(splitHeader(label).name) === name);
};

/** The digest of a sheet's headers, by which its mapping is saved. */
export const signatureOf = (sheet: TableSheet, headerRow: number): string =>
  createHash('sha256')
    .update(JSON.stringify(headersOf(sheet, headerRow).map(lettersOnly)))
    .digest('hex');
