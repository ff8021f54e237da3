import { strToU8, zipSync } from 'fflate';
import {
  type Cell,
  type CellStyle,
  type CellValue,
  type ConditionalRule,
  colToLetter,
  type MergeRange,
  type WriteOptions,
  writeXlsx,
  type WriteSheet as XlsxSheet,
} from 'hucre/xlsx';
import type { Language } from '#shared/domain/workspace.ts';
import { type CsvCell, writeCsv } from '../documents/csv.ts';
import type { About, HeatMap, WriteCell, WriteSheet } from '../documents/tableFile.ts';

type BorderSide = NonNullable<NonNullable<CellStyle['border']>['top']>;

const fill = (rgb: string): NonNullable<CellStyle['fill']> => ({ type: 'pattern', pattern: 'solid', fgColor: { rgb } });

/** The default font of cells, which every other style must repeat: name, size and line height in points. */
type Face = { readonly name: string; readonly size: number; readonly line: number };

/** Default fonts by language. A cell has one font for all its characters: the Chinese one contains Chinese characters, so that every computer shows the same. */
const FACES: Readonly<Record<Language, Face>> = {
  en: { name: 'Calibri', size: 11, line: 15 },
  'zh-CN': { name: 'Microsoft YaHei', size: 11, line: 17 },
};

type Looks = Readonly<Record<NonNullable<WriteCell['look']>, CellStyle>>;

const looksOf = ({ name, size }: Face): Looks => ({
  head: { font: { name, size, bold: true }, fill: fill('E7EAEE'), alignment: { wrapText: true, vertical: 'top' } },
  title: { font: { name, size: 16, bold: true } },
  key: { font: { name, size, bold: true } },
  input: { font: { name, size, bold: true, color: { rgb: '97471C' } }, fill: fill('FBF3EC') },
  note: { font: { name, size, color: { rgb: '5B6570' } }, alignment: { wrapText: true, vertical: 'top' } },
  example: { font: { name, size, italic: true, color: { rgb: '5B6570' } } },
  error: { fill: fill('FBD9D3') },
});

/** The frame of a marked cell, and the line where the numbers of a heat map cross its centre: conditional borders are always thin. */
const FRAME: BorderSide = { style: 'medium', color: { rgb: '16212B' } };
const CENTRE_LINE: BorderSide = { style: 'thin', color: { rgb: '97471C' } };

/** The conditional formats of a heat map: a scale of three colours, and a line between numbers below the centre and others. */
const heatRules = ({ rows, columns, low, centre, high, colours }: HeatMap): readonly ConditionalRule[] => {
  const [[top, bottom], [left, right]] = [rows, columns];
  const cell = (column: number, row: number): string => `${colToLetter(column)}${row + 1}`;
  const range = (lastColumn: number, lastRow: number): string => `${cell(left, top)}:${cell(lastColumn, lastRow)}`;
  const first = cell(left, top);
  const divides = (nextCell: string): string =>
    `AND(ISNUMBER(${first}),ISNUMBER(${nextCell}),(${first}<${centre})<>(${nextCell}<${centre}))`;
  return [
    {
      type: 'colorScale',
      priority: 1,
      range: range(right, bottom),
      colorScale: {
        cfvo: [low, centre, high].map((value) => ({ type: 'num' as const, value })),
        colors: [colours[0], '#FFFFFF', colours[1]].map((colour) => colour.replace('#', 'FF')),
      },
    },
    ...(right > left
      ? [
          {
            type: 'expression' as const,
            priority: 2,
            range: range(right - 1, bottom),
            formula: divides(cell(left + 1, top)),
            style: { border: { right: CENTRE_LINE } },
          },
        ]
      : []),
    ...(bottom > top
      ? [
          {
            type: 'expression' as const,
            priority: 3,
            range: range(right, bottom - 1),
            formula: divides(cell(left, top + 1)),
            style: { border: { bottom: CENTRE_LINE } },
          },
        ]
      : []),
  ];
};

const PERCENT = '0.0#%';

const NUMBER = '#,##0';

/** Returns the number format of a cell: decimals, sign for changes, and unit. */
const numberFormat = ({ decimals = 0, unit, isUnitClose, isSigned }: WriteCell): string => {
  const digits = `${NUMBER}${decimals === 0 ? '' : `.${'0'.repeat(decimals)}`}${unit ? `"${isUnitClose ? '' : ' '}${unit.replaceAll('"', '')}"` : ''}`;
  return isSigned ? `+${digits};-${digits};${digits}` : digits;
};

const alignmentOf = ({ align, across, look }: WriteCell, looks: Looks): CellStyle['alignment'] => {
  if (across) return { wrapText: true, vertical: 'top', ...(align === 'indent' ? { horizontal: 'left', indent: 1 } : {}) };
  const lookAlignment = look === undefined ? undefined : looks[look].alignment;
  if (align === undefined) return lookAlignment;
  return { ...lookAlignment, ...(align === 'right' ? { horizontal: 'right' } : { horizontal: 'left', indent: 1 }) };
};

const styleOf = (cell: WriteCell, looks: Looks): CellStyle | undefined => {
  const { look, decimals, isPercent, date, isMarked } = cell;
  const alignment = alignmentOf(cell, looks);
  if (look === undefined && decimals === undefined && !isPercent && !date && !alignment && !isMarked) return undefined;
  return {
    ...(look === undefined ? {} : looks[look]),
    ...(alignment ? { alignment } : {}),
    ...(isMarked ? { border: { top: FRAME, right: FRAME, bottom: FRAME, left: FRAME } } : {}),
    ...(isPercent ? { numFmt: PERCENT } : {}),
    ...(date ? { numFmt: date === 'month' ? 'yyyy-mm' : 'yyyy-mm-dd' } : {}),
    ...(decimals === undefined ? {} : { numFmt: numberFormat(cell) }),
  };
};

/** Returns the style of a cell; cells that look alike share it, since a workbook has hundreds of thousands. */
const createStyles = (face: Face): ((cell: WriteCell) => CellStyle | undefined) => {
  const looks = looksOf(face);
  const styles = new Map<string, CellStyle | undefined>();
  return (cell) => {
    const { look, decimals, unit, isUnitClose, isSigned, align, across, isPercent, date, isMarked } = cell;
    const key = JSON.stringify([look, decimals, unit, isUnitClose, isSigned, align, across !== undefined, isPercent, date, isMarked]);
    if (!styles.has(key)) styles.set(key, styleOf(cell, looks));
    return styles.get(key);
  };
};

/** The longest list of values in a validation, in characters; longer lists are on a separate sheet. */
const MAX_INLINE_LIST = 250;
/** The number of rows with a list of choices. */
const VALIDATED_ROWS = 2_000;

/** The longest header or footer, characters with control codes; Excel reports a file with a longer one as damaged. */
const MAX_PRINTED_LENGTH = 255;

/** Escapes a text in a header or footer, where & starts a control code. */
const escapeHeaderText = (text: string): string => text.replaceAll('&', '&&');

const truncatePrinted = (text: string, maxLength: number): string => {
  if (escapeHeaderText(text).length <= maxLength) return escapeHeaderText(text);
  let shortText = '';
  for (const character of text) {
    if (escapeHeaderText(shortText + character).length >= maxLength) break;
    shortText += character;
  }
  return `${escapeHeaderText(shortText)}…`;
};

/** Joins control codes and texts to a header or footer; if it is too long, the longest texts are cut. */
const printedLine = (parts: readonly (readonly [controlCode: string, text: string])[]): string => {
  let remainingLength = parts.reduce((length, [controlCode]) => length - controlCode.length, MAX_PRINTED_LENGTH);
  let remainingParts = parts.length;
  const shares = new Map<number, number>();
  const byLength = parts.map(([, text], i) => ({ i, length: escapeHeaderText(text).length })).sort((a, b) => a.length - b.length);
  for (const { i, length } of byLength) {
    const share = Math.min(length, Math.floor(remainingLength / remainingParts));
    shares.set(i, share);
    remainingLength -= share;
    remainingParts -= 1;
  }
  return parts.map(([controlCode, text], i) => `${controlCode}${truncatePrinted(text, shares.get(i) ?? 0)}`).join('');
};

const printSettingsXml = ({
  foot,
  name = '',
  mark = '',
  footer = '',
}: NonNullable<WriteSheet['print']>): Pick<XlsxSheet, 'pageSetup' | 'headerFooter'> => ({
  pageSetup: {
    paperSize: 'a4',
    orientation: 'landscape',
    fitToPage: true,
    fitToWidth: 1,
    fitToHeight: 0,
  },
  headerFooter: {
    ...(name || mark
      ? {
          oddHeader: printedLine([
            ['&L', name],
            ['&R&B', mark],
          ]),
        }
      : {}),
    oddFooter: printedLine([['&L', foot], ...(footer ? [['&C', footer] as const] : []), ['&R&P / &N', '']]),
  },
});

/** The print set-up of a sheet without one of its own: landscape, all columns on one page, page numbers. */
const DEFAULT_PRINT: NonNullable<WriteSheet['print']> = { foot: '' };

/** Sets the rows repeated on every printed page. The library's own names of them fail for sheet names of several words. */
const printTitles = ({ name, print, freeze }: WriteSheet): NonNullable<WriteOptions['namedRanges']> => {
  // the frozen header of a list is its last frozen row
  const titleRow = print === undefined && freeze && freeze.rows > 0 ? freeze.rows - 1 : print?.titleRow;
  return titleRow === undefined
    ? []
    : [{ name: '_xlnm.Print_Titles', scope: name, range: `'${name.replaceAll("'", "''")}'!$${titleRow + 1}:$${titleRow + 1}` }];
};

const xlsxSheet = (
  sheet: WriteSheet,
  face: Face,
  styleOfCell: ReturnType<typeof createStyles>,
  listRange: (values: readonly string[]) => string,
): XlsxSheet => {
  const cells = new Map<string, Partial<Cell>>();
  const merges: MergeRange[] = [];
  const rowDefs: NonNullable<XlsxSheet['rowDefs']> = new Map();
  const rows: CellValue[][] = sheet.rows.map((row, r) =>
    Array.from(row, (cell, c) => {
      if (cell === undefined) return null;
      if (cell.across && cell.across.columns > 1) merges.push({ startRow: r, startCol: c, endRow: r, endCol: c + cell.across.columns - 1 });
      if (cell.across && cell.across.lines > 1) rowDefs.set(r, { height: cell.across.lines * face.line });
      const style = styleOfCell(cell);
      const value = cell.date && typeof cell.value === 'string' ? new Date(`${cell.value}T00:00:00Z`) : cell.value;
      if (style || cell.note !== undefined || cell.formula !== undefined) {
        cells.set(`${r},${c}`, {
          value,
          ...(style ? { style } : {}),
          ...(cell.formula === undefined ? {} : { formula: cell.formula, formulaResult: value }),
          ...(cell.note === undefined ? {} : { comment: { author: 'Orebook', text: cell.note } }),
        });
      }
      // a string cell is never computed, whatever it starts with; only formula cells are
      return value;
    }),
  );
  return {
    name: sheet.name,
    rows,
    cells,
    merges,
    rowDefs,
    ...(sheet.widths
      ? { columns: sheet.widths.map((width, i) => ({ width, ...(sheet.percents?.includes(i) ? { numFmt: PERCENT } : {}) })) }
      : {}),
    ...(sheet.freeze ? { freezePane: sheet.freeze } : {}),
    ...(sheet.heatMaps ? { conditionalRules: sheet.heatMaps.flatMap(heatRules) } : {}),
    ...printSettingsXml(sheet.print ?? DEFAULT_PRINT),
    ...(sheet.picture
      ? {
          images: [
            {
              data: Buffer.from(sheet.picture.data, 'base64'),
              type: sheet.picture.kind,
              anchor: { from: { row: 0, col: 0 } },
              width: sheet.picture.width,
              height: sheet.picture.height,
            },
          ],
        }
      : {}),
    dataValidations: (sheet.choices ?? []).map(({ column, fromRow, values }) => {
      const letter = colToLetter(column);
      const isInline = values.join(',').length <= MAX_INLINE_LIST && !values.some((value) => value.includes(','));
      return {
        type: 'list' as const,
        ...(isInline ? { values: [...values] } : { formula1: listRange(values) }),
        allowBlank: true,
        // a value that is not in the list may still be recognised; the import reports it if not
        showErrorMessage: false,
        range: `${letter}${fromRow + 1}:${letter}${fromRow + VALIDATED_ROWS}`,
      };
    }),
  };
};

const LISTS = 'Lists';

/** Writes sheets as an XLSX workbook. Lists too long for a validation are on a hidden sheet. */
const writeWorkbook = async (sheets: readonly WriteSheet[], { title, author = 'Orebook', language = 'en' }: About): Promise<Uint8Array> => {
  const face = FACES[language];
  const lists: (readonly string[])[] = [];
  const listRange = (values: readonly string[]): string => {
    const knownIndex = lists.findIndex((list) => list.length === values.length && list.every((value, i) => value === values[i]));
    const index = knownIndex >= 0 ? knownIndex : lists.push(values) - 1;
    const letter = colToLetter(index);
    return `${LISTS}!$${letter}$1:$${letter}$${values.length}`;
  };
  const styleOfCell = createStyles(face);
  const xlsxSheets = sheets.map((sheet) => xlsxSheet(sheet, face, styleOfCell, listRange));
  const maxListLength = Math.max(0, ...lists.map((list) => list.length));
  const listRows = Array.from({ length: maxListLength }, (_, r) => lists.map((list) => list[r] ?? null));
  return writeXlsx({
    sheets: [...xlsxSheets, ...(lists.length > 0 ? [{ name: LISTS, rows: listRows, hidden: true }] : [])],
    namedRanges: sheets.flatMap(printTitles),
    defaultFont: { name: face.name, size: face.size },
    properties: { creator: author, ...(title === undefined ? {} : { title }) },
  });
};

const csvOf = ({ rows }: WriteSheet): string =>
  writeCsv(
    rows.map((row) =>
      Array.from(row, (cell): CsvCell => (typeof cell?.value === 'boolean' ? String(cell.value) : (cell?.value ?? undefined))),
    ),
  );

/** Writes sheets as a workbook, the first sheet as CSV, or every sheet as CSV in one zip. No text cell can run as a formula. */
export const writeTables = async (
  format: 'xlsx' | 'csv' | 'zip',
  sheets: readonly WriteSheet[],
  about: About = {},
): Promise<Uint8Array> => {
  if (format === 'xlsx') return writeWorkbook(sheets, about);
  if (format === 'zip') return zipSync(Object.fromEntries(sheets.map((sheet) => [`${sheet.name}.csv`, strToU8(csvOf(sheet))])));
  return strToU8(sheets[0] ? csvOf(sheets[0]) : '');
};
