import type { Message } from '#shared/contract/figure.ts';
import type { SummaryBlock, SummaryCell } from '#shared/contract/summaries.ts';
import type { HouseLogo, HouseStyle } from '#shared/domain/houseStyle.ts';
import type { MoneyScale } from '#shared/domain/workspace.ts';
import { sum, sumBy } from '#shared/math.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { text } from '#shared/messages/text.ts';
import { asTable, type ChartView } from '#shared/presentation/charts/table.ts';
import { headlineText, renderMessage } from '#shared/presentation/message.ts';
import type { Steps } from '#shared/steps.ts';
import { formatNumber, parseNumber } from '#shared/units/format.ts';
import { columnLetters } from '#shared/units/spreadsheetText.ts';
import { cellText, listViews, sentencesText } from './blockContent.ts';
import type { WriteCell, WriteSheet } from './tableFile.ts';

type Row = readonly (WriteCell | undefined)[];

/** Characters that a spreadsheet forbids in a sheet name, and the longest name. */
const FORBIDDEN = /[[\]:*?/\\']/g;
const NAME_LENGTH = 31;

/** Counts the decimals of a numeric text. */
const decimalsOf = (text: string): number => /\.(\d+)/.exec(text)?.[1]?.length ?? 0;

/** A number and the unit written after it: "93.0 %", "−449.8 m USD". */
const FIGURE = /^([+\u2212-]?\d[\d,]*(?:\.\d+)?)(\D*)$/u;

/** Converts a text to a typed cell: a number with its unit in a column of numbers, else text. */
const textToCell = (text: string, isNumeric: boolean, look?: WriteCell['look']): WriteCell => {
  const [, digits = '', unit = ''] = (isNumeric && FIGURE.exec(text.trim())) || [];
  const value = parseNumber(digits.replace(/^\+/, ''));
  const lookPart = look === undefined ? {} : { look };
  if (value === undefined) return { value: text, ...lookPart };
  return {
    value,
    decimals: decimalsOf(digits),
    ...(unit.trim() === '' ? {} : { unit: unit.trim(), isUnitClose: unit === unit.trimStart() }),
    ...(digits.startsWith('+') ? { isSigned: true } : {}),
    ...lookPart,
  };
};

/** Returns the alignment of a cell: numbers at right, texts after them with a distance to the digits. */
const alignCell = (cell: WriteCell, isNumeric: boolean, at: number): WriteCell => {
  if (isNumeric) return { ...cell, align: 'right' };
  return at === 0 ? cell : { ...cell, align: 'indent' };
};

/**
 * Returns a total as a SUM formula if the shown numbers add up to the shown total; else, where the total is no sum or was rounded
 * separately, as a number.
 */
const totalCell = (cell: WriteCell, cellsAbove: readonly (WriteCell | undefined)[], at: number, firstRow: number): WriteCell => {
  const numbers = cellsAbove.map((cellAbove) => cellAbove?.value).filter((value) => typeof value === 'number');
  if (typeof cell.value !== 'number' || numbers.length < 2) return cell;
  const total = sum(numbers);
  if (Math.abs(total - cell.value) > 1e-9 * Math.max(1, Math.abs(total))) return cell;
  return { ...cell, formula: `SUM(${columnLetters(at)}${firstRow + 1}:${columnLetters(at)}${firstRow + cellsAbove.length})` };
};

type Grid = {
  readonly columns: readonly { readonly label: string; readonly unit: string; readonly isNumeric: boolean }[];
  /** The texts of each row. */
  readonly rows: readonly (() => readonly string[])[];
  readonly total?: readonly string[] | undefined;
};

/** Returns the rows of a table that starts at row `at` of its sheet: a header with units, typed cells, and a total as a formula. */
function* gridRows({ columns, rows, total }: Grid, at: number): Steps<readonly Row[]> {
  const head = columns.map(({ label, unit, isNumeric }, i) =>
    alignCell({ value: unit === '' ? label : `${label}\n${unit}`, look: 'head' }, isNumeric, i),
  );
  const body: Row[] = [];
  for (const textsOf of rows) {
    const texts = textsOf();
    body.push(columns.map(({ isNumeric }, i) => alignCell(textToCell(texts[i] ?? '', isNumeric), isNumeric, i)));
    yield;
  }
  const foot = total?.map((text, i) => {
    const isNumeric = columns[i]?.isNumeric ?? false;
    return totalCell(
      alignCell(textToCell(text, isNumeric, 'key'), isNumeric, i),
      body.map((row) => row[i]),
      i,
      at + 1,
    );
  });
  return [head, ...body, ...(foot ? [foot] : [])];
}

const pictureGrid = (view: ChartView): Grid => {
  const { columns, rows } = asTable(view);
  const unit = view.kind === 'waterfall' ? view.unit : '';
  return {
    columns: columns.map(({ label, unit: columnUnit = unit, align }) => ({
      label,
      unit: align === 'right' ? columnUnit : '',
      isNumeric: align === 'right',
    })),
    rows: rows.map((row) => () => row),
  };
};

const tableGrid = (block: Extract<SummaryBlock, { kind: 'table' }>, scale: MoneyScale): Grid => {
  const texts = (row: readonly SummaryCell[]) => row.map((cell, i) => cellText(cell, scale, block.columns[i]?.unit !== undefined));
  return {
    columns: block.columns.map(({ label, unit, align }) => ({
      label: renderMessage(label),
      unit: unit ? renderMessage(unit) : '',
      isNumeric: align === 'right',
    })),
    rows: block.rows.map((row) => () => texts(row)),
    total: block.total && texts(block.total),
  };
};

/** A text that spans the columns of its sheet, once their widths are known. */
const spanningCell = (value: string, look?: WriteCell['look']): WriteCell => ({
  value,
  ...(look ? { look } : {}),
  across: { columns: 1, lines: 1 },
});

/** Returns charts as tables, one below the other. */
function* pictureRows(views: readonly ChartView[], at: number): Steps<readonly Row[]> {
  const rows: Row[] = [];
  for (const view of views) {
    if (rows.length > 0) rows.push([]);
    rows.push([{ value: view.title, look: 'key' }]);
    rows.push(...(yield* gridRows(pictureGrid(view), at + rows.length)));
  }
  return rows;
}

/** Returns the rows of a block that starts at row `at` of its sheet. */
function* blockRows(block: SummaryBlock, scale: MoneyScale, at: number): Steps<readonly Row[]> {
  switch (block.kind) {
    case 'title':
      return [[{ value: block.title, look: 'title' }], [spanningCell(renderMessage(block.subtitle), 'note')]];
    case 'sentences':
      return [[spanningCell(sentencesText(block.sentences, scale))]];
    case 'heading':
      return [[{ value: renderMessage(block.text), look: 'title' }]];
    case 'note':
      return [[spanningCell(renderMessage(block.text), 'note')]];
    case 'figures':
      return block.figures.map(({ label, figure, basis }) => {
        const { text, unit } = headlineText(figure, scale);
        return [
          { value: renderMessage(label) },
          textToCell(text, typeof figure.value === 'number', 'key'),
          { value: unit },
          ...(basis ? [{ value: renderMessage(basis), look: 'note' as const }] : []),
        ];
      });
    case 'table':
      return yield* gridRows(tableGrid(block, scale), at);
    default:
      return yield* pictureRows(listViews(block), at);
  }
}

const MAX_COLUMN_WIDTH = 48;
const MIN_COLUMN_WIDTH = 11;
/** Characters on one line of running text. */
const TEXT_WIDTH = 96;

/** Returns the width of a text in characters; a Chinese character counts as two. */
export const lengthOf = (text: string): number => text.length + (text.match(/[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/gu)?.length ?? 0);

/** Returns the displayed text of a cell. */
const displayedText = (cell: WriteCell | undefined): string => {
  if (typeof cell?.value !== 'number') return String(cell?.value ?? '');
  const digits = formatNumber(cell.value, { decimals: cell.decimals ?? 0, sign: cell.isSigned ?? false });
  return cell.unit ? `${digits} ${cell.unit}` : digits;
};

/** Returns column widths in characters, from the longest short text of each column; running text does not count. */
function* widthsOf(rows: readonly Row[]): Steps<readonly number[]> {
  const widths: number[] = [];
  for (const row of rows) {
    for (let i = 0; i < row.length; i++) {
      widths[i] ??= MIN_COLUMN_WIDTH;
      if (row.length === 1 || widths[i]! >= MAX_COLUMN_WIDTH) continue;
      for (const line of displayedText(row[i]).split('\n'))
        widths[i] = Math.min(MAX_COLUMN_WIDTH, Math.max(widths[i]!, lengthOf(line) + 3));
    }
    yield;
  }
  return widths;
}

/** A text at the end of a row that is longer than this runs across the columns after it, in characters. */
const LONG_TEXT = 120;

const isLongText = (cell: WriteCell | undefined): cell is WriteCell & { readonly value: string } =>
  typeof cell?.value === 'string' && lengthOf(cell.value) > LONG_TEXT;

/** Merges the cells of running texts and of long last texts across the sheet, and returns the rows with the widths of all columns. */
const mergeLongTexts = (
  rows: readonly Row[],
  ownWidths: readonly number[],
): { readonly rows: readonly Row[]; readonly widths: readonly number[] } => {
  const hasLong = rows.some((row) => row.length > 1 && isLongText(row.at(-1)));
  if (!hasLong && !rows.some(([first]) => first?.across)) return { rows, widths: ownWidths };
  const widths: number[] = [];
  for (let room = 0; room < TEXT_WIDTH; room += widths.at(-1)!) widths.push(ownWidths[widths.length] ?? MIN_COLUMN_WIDTH);
  /** The text across the columns from one on. */
  const across = (text: string, from: number): WriteCell['across'] => {
    const columns = Math.max(1, widths.length - from);
    const room = sum(widths.slice(from));
    // words break before the line is full
    const lines = sumBy(text.split('\n'), (line) => Math.max(1, Math.ceil((lengthOf(line) * 1.1) / room)));
    return { columns, lines };
  };
  return {
    rows: rows.map((row) => {
      const [first] = row;
      if (first?.across) return [{ ...first, across: across(String(first.value), 0) }];
      const last = row.at(-1);
      const at = row.length - 1;
      if (at === 0 || at >= widths.length - 1 || !isLongText(last)) return row;
      return [...row.slice(0, at), { ...last, across: across(last.value, at) }];
    }),
    widths: [...widths, ...ownWidths.slice(widths.length)],
  };
};

/** Sheet names of sections whose headings are too long for one; the heading itself is a row of the sheet. */
const SHEET_NAMES: Readonly<Record<string, MessageKey>> = {
  'summaries.head.eachScenario': 'summaries.sheet.eachScenario',
  'summaries.head.samePaths': 'summaries.sheet.samePaths',
  'summaries.head.sideBySide': 'summaries.sheet.sideBySide',
  'summaries.head.effect': 'summaries.sheet.effect',
  'summaries.head.limits': 'summaries.sheet.limits',
  'summaries.head.planLimits': 'summaries.sheet.limits',
  'summaries.head.slump': 'summaries.sheet.slump',
  'summaries.head.slumpAlone': 'summaries.sheet.slump',
  'summaries.head.assumptions': 'summaries.sheet.assumptions',
  'summaries.head.sources': 'summaries.sheet.sources',
  'summaries.head.scenarioSources': 'summaries.sheet.scenarioSources',
  'summaries.head.example': 'summaries.sheet.example',
  'summaries.head.contracts': 'summaries.sheet.contracts',
  'summaries.head.differences': 'summaries.sheet.differences',
  'summaries.head.concentration': 'summaries.sheet.concentration',
  'summaries.head.china': 'summaries.sheet.china',
  'summaries.head.commitments': 'summaries.sheet.commitments',
  'summaries.head.chinaLender': 'summaries.sheet.china',
  'summaries.head.economics': 'summaries.sheet.economics',
  'summaries.head.termsFrom': 'summaries.sheet.termsFrom',
  'summaries.head.floors': 'summaries.sheet.floors',
};

const sheetWords = (heading: Message): string => {
  const short = SHEET_NAMES[heading.key];
  return short === undefined ? renderMessage(heading) : text(short);
};

/** Returns a unique sheet name. */
const sheetName = (wantedName: string, takenNames: ReadonlySet<string>): string => {
  const plainName = wantedName.replace(FORBIDDEN, ' ').replace(/\s+/g, ' ').trim();
  for (let n = 1; ; n++) {
    const suffix = n === 1 ? '' : ` ${n}`;
    const maxLength = NAME_LENGTH - suffix.length;
    // a name that is too long is cut after a whole word
    const shortName = plainName.length <= maxLength ? plainName : plainName.slice(0, maxLength + 1).replace(/(?<=\S)\s+\S*$/, '');
    const name = `${shortName.slice(0, maxLength).trim()}${suffix}`;
    if (!takenNames.has(name.toLowerCase())) return name;
  }
};

/** The logo above a sheet: the rows that it covers, and its largest size in pixels. */
const LOGO = { rows: 3, width: 240, height: 54 } as const;

const sizeOf = ({ width, height }: HouseLogo): { readonly width: number; readonly height: number } => {
  const scale = Math.min(LOGO.width / width, LOGO.height / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
};

/** Returns header and footer of a printed sheet. */
export const printSetup = (foot: string, { name, mark, footer }: HouseStyle): NonNullable<WriteSheet['print']> => ({
  foot,
  ...(name ? { name } : {}),
  ...(mark ? { mark } : {}),
  ...(footer ? { footer } : {}),
});

/** Returns a summary as the sheets of a workbook: its opening, then a sheet for each section. Headers are frozen and repeated in print. */
export function* summarySheetsInSteps(
  blocks: readonly SummaryBlock[],
  scale: MoneyScale,
  { opening, foot, house }: { readonly opening: string; readonly foot: string; readonly house: HouseStyle },
): Steps<readonly WriteSheet[]> {
  const parts: SummaryBlock[][] = [[]];
  for (const block of blocks) {
    if (block.kind === 'heading' && (parts.at(-1)?.length ?? 0) > 0) parts.push([]);
    parts.at(-1)?.push(block);
  }
  const takenNames = new Set<string>();
  /** The contract of the sections that follow, in a document of several. */
  let chapter = '';
  const { logo } = house;
  const sheets: WriteSheet[] = [];
  for (const [place, part] of parts.entries()) {
    // the logo covers the first rows of the first sheet
    const hasLogo = place === 0 && logo !== undefined;
    const rows: Row[] = hasLogo ? Array.from({ length: LOGO.rows }, () => []) : [];
    let head: number | undefined;
    for (const block of part) {
      if (rows.length > 0 && block.kind !== 'note' && block.kind !== 'title') rows.push([]);
      if (block.kind === 'table') head ??= rows.length;
      for (const row of yield* blockRows(block, scale, rows.length)) rows.push(row);
    }
    const [first] = part;
    if (first?.kind === 'heading' && first.level !== 'part') chapter = first.level === 'chapter' ? `${first.text.values?.code ?? ''} ` : '';
    const partName = first?.kind === 'heading' && first.level === 'part' ? chapter : '';
    const name = sheetName(first?.kind === 'heading' ? `${partName}${sheetWords(first.text)}` : opening, takenNames);
    takenNames.add(name.toLowerCase());
    // with several tables on a sheet, no header can be frozen
    const isSingleTable = sumBy(part, (block) => (block.kind === 'table' ? 1 : listViews(block).length)) === 1;
    sheets.push({
      name,
      ...mergeLongTexts(rows, yield* widthsOf(rows)),
      ...(head !== undefined && isSingleTable ? { freeze: { rows: head + 1, columns: 1 } } : {}),
      ...(hasLogo ? { picture: { ...logo, ...sizeOf(logo) } } : {}),
      print: { ...printSetup(foot, house), ...(head !== undefined && isSingleTable ? { titleRow: head } : {}) },
    });
    yield;
  }
  return sheets;
}
