import type { DecimalMark, ScheduleProblem, ScheduleUnit } from '#shared/contract/contractSchedule.ts';
import type { Message } from '#shared/contract/figure.ts';
import { MONTHS_PER_YEAR, type Month, monthOf } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { message } from '#shared/messages/text.ts';
import { detectReading, lettersOnly, parseMonth, parseNumber, type Reading } from '../sheets/cellValues.ts';

/** The period of a cell's tonnes: a year by its number or by its index in the contract (from 0), or a month. */
export type ScheduleLabel = { readonly year: number } | { readonly nth: number } | { readonly month: Month };

/** Dry tonnes of a label with their cell and its content. */
export type ScheduleAmount = { readonly label: ScheduleLabel; readonly tonnes: number; readonly cell: string; readonly content: string };

export type ParsedBlock = {
  readonly unit: ScheduleUnit;
  readonly decimal: DecimalMark;
  readonly by: 'years' | 'months';
  readonly amounts: readonly ScheduleAmount[];
  readonly problems: readonly ScheduleProblem[];
};

/** A cell with its row and column in the block, from 0, also where the grid is transposed. */
type Cell = { readonly text: string; readonly row: number; readonly column: number };
type Grid = readonly (readonly Cell[])[];

const LETTERS = 26;
const KILO = 1000;
/** Largest block in cells; fifty years by months with headings have less than a thousand. */
const MAX_CELLS = 20_000;

/** Headings of a column of annual totals. */
const TOTAL_HEADINGS = new Set(
  [
    'total',
    'sum',
    'tonnes',
    'tons',
    't',
    'dmt',
    'kt',
    'kdmt',
    'annual',
    'year total',
    'quantity',
    'volume',
    'volumes',
    '合计',
    '总量',
    '吨数',
    '数量',
  ].map(lettersOnly),
);

/** Name of a cell as in a spreadsheet, A1 for the first of the block. */
const cellName = ({ row, column }: Pick<Cell, 'row' | 'column'>): string => {
  let letters = '';
  for (let n = column; n >= 0; n = Math.floor(n / LETTERS) - 1) letters = String.fromCharCode(65 + (n % LETTERS)) + letters;
  return `${letters}${row + 1}`;
};

/** Creates the problem of a cell; `cell` is its name as in a spreadsheet, empty for a problem of the whole block. */
export const scheduleProblem = (cell: string, content: string, key: MessageKey, values?: Message['values']): ScheduleProblem => ({
  cell,
  content,
  problem: message(key, values),
});

const cellProblem = (cell: Cell, key: MessageKey): ScheduleProblem => scheduleProblem(cellName(cell), cell.text, key);

/** Splits a block into cells at tabs, else at semicolons, else at wide gaps; undefined where there are too many. */
const parseGrid = (block: string): Grid | undefined => {
  const separator = block.includes('\t') ? '\t' : block.includes(';') ? ';' : /\s{2,}/;
  const lines = block.replaceAll('\r\n', '\n').replaceAll('\r', '\n').split('\n');
  const rows = lines.map((line, row) =>
    line.split(separator).map(
      (text, column): Cell => ({
        text: text
          .trim()
          .replace(/^"(.*)"$/s, '$1')
          .trim(),
        row,
        column,
      }),
    ),
  );
  const nonEmptyRows = rows.filter((cells) => cells.some(({ text }) => text !== ''));
  const width = nonEmptyRows.reduce((widestWidth, cells) => Math.max(widestWidth, cells.length), 0);
  if (nonEmptyRows.length * width > MAX_CELLS) return undefined;
  return nonEmptyRows.map((cells) =>
    Array.from({ length: width }, (_, column) => cells[column] ?? { text: '', row: cells[0]!.row, column }),
  );
};

const transpose = (grid: Grid): Grid => (grid[0] ?? []).map((_, column) => grid.map((cells) => cells[column]!));

/** 2027, FY2027, 2027/28, 2027年. */
const YEAR = /^(?:fy|cy|year)?\s*((?:19|20)\d{2})(?:\s*[/\u2013-]\s*(?:\d{2}|\d{4}))?\s*年?$/i;
/** Year 1, Y3, 第2年. */
const NTH = /^(?:(?:contract\s*)?year|yr|y|第)\s*(\d{1,2})\s*年?$/i;
/** Jan-27, as spreadsheets write a month. */
const SHORT_MONTH = /^([A-Za-z]{3,9})[-\s.'\u2019]+(\d{2})$/;
const CHINESE_MONTH = /^(\d{1,2})\s*月$/;
const NAMED_MONTH = /^([A-Za-z]{3,9})\.?$/;
const ANY_YEAR = 2000;

const parseDatedMonth = (text: string): Month | undefined => {
  const shortForm = SHORT_MONTH.exec(text);
  const parsedCell = parseMonth(shortForm ? `${shortForm[1]} 20${shortForm[2]}` : text, { decimal: 'point', dates: 'dayFirst' });
  return parsedCell.ok ? parsedCell.value : undefined;
};

/** Parses a month without a year, from 0: Jan, January, 1月. */
const parseMonthName = (text: string): number | undefined => {
  const chinese = CHINESE_MONTH.exec(text);
  const number = chinese ? Number(chinese[1]) : 0;
  if (number >= 1 && number <= MONTHS_PER_YEAR) return number - 1;
  const month = NAMED_MONTH.test(text) ? parseDatedMonth(`${text.replace('.', '')} ${ANY_YEAR}`) : undefined;
  return month === undefined ? undefined : month - monthOf(ANY_YEAR, 1);
};

const parseLabel = (text: string): ScheduleLabel | undefined => {
  // before the year: 2027-01 is a month; 2027/28 is not
  const month = parseDatedMonth(text);
  if (month !== undefined) return { month };
  const year = YEAR.exec(text);
  if (year) return { year: Number(year[1]) };
  const nth = NTH.exec(text);
  return nth && Number(nth[1]) > 0 ? { nth: Number(nth[1]) - 1 } : undefined;
};

const countLabels = (cells: readonly Cell[]): number => cells.filter(({ text }) => parseLabel(text) !== undefined).length;
const countMonthNames = (cells: readonly Cell[]): number => cells.filter(({ text }) => parseMonthName(text) !== undefined).length;

/** Returns the grid with its labels in the first column, transposed where needed; undefined where neither side has years or months. */
const orientGrid = (grid: Grid): Grid | undefined => {
  const labelsInFirstColumn = countLabels(grid.map(([first]) => first!));
  const labelsInFirstRow = countLabels(grid[0] ?? []);
  if (labelsInFirstColumn === 0 && labelsInFirstRow === 0) return undefined;
  return labelsInFirstColumn >= labelsInFirstRow ? grid : transpose(grid);
};

const WET = /wmt|\bwet\b|湿吨/i;
const THOUSANDS = /\bk(?:d?m?t|\s*tonnes)\b|\bktpa\b|'000|\b000\s*(?:d?m?t|tonnes)\b|thousand|千吨/i;

/** Whether a cell is blank or an accountant's dash. */
const isBlank = (text: string): boolean => text === '' || /^[-\u2013\u2014]$/.test(text);

type Amount = { readonly ok: true; readonly tonnes: number } | { readonly ok: false; readonly problem: ScheduleProblem };

const parseTonnes = (cell: Cell, reading: Reading, factor: number): Amount => {
  const parsedCell = parseNumber(cell.text, reading);
  if (!parsedCell.ok) return { ok: false, problem: cellProblem(cell, 'schedule.problem.notANumber') };
  const tonnes = parsedCell.value * factor;
  if (tonnes < 0) return { ok: false, problem: cellProblem(cell, 'schedule.problem.negative') };
  return { ok: true, tonnes };
};

/** Reads a line with a column per month. With a column of the year's total, the months are weights of it. */
const readMonthsLine = (
  line: readonly Cell[],
  label: ScheduleLabel,
  head: readonly Cell[],
  readTonnes: (cell: Cell) => Amount,
): { readonly amounts: ScheduleAmount[]; readonly problems: ScheduleProblem[] } => {
  const problems: ScheduleProblem[] = [];
  const readAmount = (cell: Cell): number => {
    if (isBlank(cell.text)) return 0;
    const amount = readTonnes(cell);
    if (amount.ok) return amount.tonnes;
    problems.push(amount.problem);
    return 0;
  };
  if (!('year' in label)) return { amounts: [], problems: [cellProblem(line[0]!, 'schedule.problem.noYear')] };
  const months = line.flatMap((cell, column) => {
    const month = parseMonthName(head[column]!.text);
    return month === undefined ? [] : [{ cell, month: monthOf(label.year, 1) + month, tonnes: readAmount(cell) }];
  });
  const totalAt = head.findIndex(({ text }, column) => column > 0 && TOTAL_HEADINGS.has(lettersOnly(text)));
  const total = totalAt < 0 || isBlank(line[totalAt]!.text) ? undefined : readAmount(line[totalAt]!);
  const sum = sumBy(months, ({ tonnes }) => tonnes);
  if (total !== undefined && total > 0 && sum === 0) problems.push(cellProblem(line[totalAt]!, 'schedule.problem.noMonths'));
  const factor = total === undefined || sum === 0 ? 1 : total / sum;
  return {
    amounts: months.map(({ cell, month, tonnes }) => ({
      label: { month },
      tonnes: tonnes * factor,
      cell: cellName(cell),
      content: cell.text,
    })),
    problems,
  };
};

/** Finds the column of tonnes: the one with such a heading, else the only one with numbers. */
const tonnesColumn = (lines: Grid, head: readonly Cell[] | undefined): number | 'several' | undefined => {
  const headedColumn = head?.findIndex(({ text }, column) => column > 0 && TOTAL_HEADINGS.has(lettersOnly(text.replace(/[([].*$/, ''))));
  if (headedColumn !== undefined && headedColumn > 0) return headedColumn;
  const width = lines[0]?.length ?? 0;
  const numberColumns = Array.from({ length: width - 1 }, (_, i) => i + 1).filter((column) =>
    lines.some((line) => /\d/.test(line[column]!.text)),
  );
  return numberColumns.length > 1 ? 'several' : numberColumns[0];
};

/** Reads a block copied from a spreadsheet: years or months, down or across, with or without headings. */
export const readScheduleBlock = (
  block: string,
  options: { readonly unit?: ScheduleUnit | undefined; readonly decimal?: DecimalMark | undefined },
): ParsedBlock => {
  const cells = parseGrid(block);
  const rows = cells ?? [];
  const texts = rows.flat().map(({ text }) => text);
  const detectedReading = detectReading(texts);
  const decimal: DecimalMark = options.decimal ?? (detectedReading.decimal === 'comma' ? 'comma' : 'point');
  const reading: Reading = { ...detectedReading, decimal };
  const unit = options.unit ?? (texts.some((text) => THOUSANDS.test(text)) ? 'kt' : 't');
  const blockWith = (by: 'years' | 'months', amounts: readonly ScheduleAmount[], problems: readonly ScheduleProblem[]): ParsedBlock => ({
    unit,
    decimal,
    by,
    amounts,
    problems,
  });
  const wetCell = rows.flat().find(({ text }) => WET.test(text));
  if (wetCell) return blockWith('years', [], [cellProblem(wetCell, 'schedule.problem.wet')]);
  if (cells === undefined) return blockWith('years', [], [scheduleProblem('', '', 'schedule.problem.tooLarge')]);
  const grid = orientGrid(rows);
  if (grid === undefined) {
    const [first] = rows[0] ?? [];
    return blockWith('years', [], first ? [cellProblem(first, 'schedule.problem.noLabels')] : []);
  }
  const readTonnes = (cell: Cell): Amount => parseTonnes(cell, reading, unit === 'kt' ? KILO : 1);
  const firstLabelRow = grid.findIndex(([cell]) => parseLabel(cell!.text) !== undefined);
  const head = grid[firstLabelRow - 1];
  const lines = grid.slice(firstLabelRow);
  if (head !== undefined && countMonthNames(head) >= 2) {
    const monthLines = lines.flatMap((line) => {
      const label = parseLabel(line[0]!.text);
      if (label === undefined) {
        return isBlank(line[0]!.text) || TOTAL_HEADINGS.has(lettersOnly(line[0]!.text))
          ? []
          : [{ amounts: [], problems: [cellProblem(line[0]!, 'schedule.problem.notALabel')] }];
      }
      return [readMonthsLine(line, label, head, readTonnes)];
    });
    return blockWith(
      'months',
      monthLines.flatMap(({ amounts }) => amounts),
      monthLines.flatMap(({ problems }) => problems),
    );
  }
  const column = tonnesColumn(lines, head);
  if (column === undefined) return blockWith('years', [], [cellProblem(lines[0]![0]!, 'schedule.problem.noTonnes')]);
  if (column === 'several') return blockWith('years', [], [cellProblem((head ?? lines[0]!)[1]!, 'schedule.problem.severalColumns')]);
  const amounts: ScheduleAmount[] = [];
  const problems: ScheduleProblem[] = [];
  for (const line of lines) {
    const [labelCell] = line;
    const cell = line[column]!;
    const label = parseLabel(labelCell!.text);
    if (label === undefined) {
      // lines of totals and blank lines are ignored
      if (!(TOTAL_HEADINGS.has(lettersOnly(labelCell!.text)) || (labelCell!.text === '' && isBlank(cell.text)))) {
        problems.push(cellProblem(labelCell!, 'schedule.problem.notALabel'));
      }
      continue;
    }
    // a blank year stays unchanged, a blank month has no tonnes
    if (isBlank(cell.text) && !('month' in label)) continue;
    const amount = isBlank(cell.text) ? { ok: true as const, tonnes: 0 } : readTonnes(cell);
    if (amount.ok) amounts.push({ label, tonnes: amount.tonnes, cell: cellName(cell), content: cell.text });
    else problems.push(amount.problem);
  }
  return blockWith(amounts.some(({ label }) => 'month' in label) ? 'months' : 'years', amounts, problems);
};
