import type { DecimalMark, ScheduleProblem, ScheduleUnit } from '#shared/contract/contractSchedule.ts';
import { type Month, monthOf } from '#shared/domain/time.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { message } from '#shared/messages/text.ts';
import { bare, detectReading, parseMonth, parseNumber, type Reading } from '../imports/values.ts';

/** Whose tonnes a cell counts: a year by its number or by its place in the contract (from 0), or a month. */
export type ScheduleLabel = { readonly year: number } | { readonly nth: number } | { readonly month: Month };

/** Tonnes of a label, dry tonnes, and where they stand in the block. */
export type ScheduleAmount = { readonly label: ScheduleLabel; readonly tonnes: number; readonly cell: string; readonly said: string };

export type ReadBlock = {
  readonly unit: ScheduleUnit;
  readonly decimal: DecimalMark;
  readonly by: 'years' | 'months';
  readonly amounts: readonly ScheduleAmount[];
  readonly problems: readonly ScheduleProblem[];
};

/** A cell and where it stands in the block, from 0, however the block is turned. */
type Cell = { readonly text: string; readonly row: number; readonly column: number };
type Grid = readonly (readonly Cell[])[];

const MONTHS_A_YEAR = 12;
const LETTERS = 26;
const KILO = 1000;
/** Cells of a block at most: fifty years by months with heads and remarks come to less than a thousand. */
const MOST_CELLS = 20_000;

/** Names of a column of whole years, and of one that holds months of a year. */
const TOTALS = new Set(
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
  ].map(bare),
);

/** "A1" of a spreadsheet that begins where the block does. */
const placeOf = ({ row, column }: Pick<Cell, 'row' | 'column'>): string => {
  let letters = '';
  for (let left = column; left >= 0; left = Math.floor(left / LETTERS) - 1) letters = String.fromCharCode(65 + (left % LETTERS)) + letters;
  return `${letters}${row + 1}`;
};

export const scheduleProblem = (
  cell: string,
  said: string,
  key: MessageKey,
  values?: Record<string, string | number>,
): ScheduleProblem => ({
  cell,
  said,
  what: message(key, values),
});

const refusal = (cell: Cell, key: MessageKey): ScheduleProblem => scheduleProblem(placeOf(cell), cell.text, key);

/** The cells of a block: tabs between them, semicolons or wide gaps where it has no tab; undefined where they are too many. */
const gridOf = (block: string): Grid | undefined => {
  const between = block.includes('\t') ? '\t' : block.includes(';') ? ';' : /\s{2,}/;
  const lines = block.replaceAll('\r\n', '\n').replaceAll('\r', '\n').split('\n');
  const rows = lines.map((line, row) =>
    line.split(between).map(
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
  const filled = rows.filter((cells) => cells.some(({ text }) => text !== ''));
  const width = filled.reduce((most, cells) => Math.max(most, cells.length), 0);
  if (filled.length * width > MOST_CELLS) return undefined;
  return filled.map((cells) => Array.from({ length: width }, (_, column) => cells[column] ?? { text: '', row: cells[0]!.row, column }));
};

const turned = (grid: Grid): Grid => (grid[0] ?? []).map((_, column) => grid.map((cells) => cells[column]!));

/** 2027, FY2027, 2027/28, 2027年. */
const YEAR = /^(?:fy|cy|year)?\s*((?:19|20)\d{2})(?:\s*[/\u2013-]\s*(?:\d{2}|\d{4}))?\s*年?$/i;
/** Year 1, Y3, 第2年. */
const NTH = /^(?:(?:contract\s*)?year|yr|y|第)\s*(\d{1,2})\s*年?$/i;
/** Jan-27, as spreadsheets write a month. */
const SHORT_MONTH = /^([A-Za-z]{3,9})[-\s.'\u2019]+(\d{2})$/;
const CHINESE_MONTH = /^(\d{1,2})\s*月$/;
const NAMED_MONTH = /^([A-Za-z]{3,9})\.?$/;
const ANY_YEAR = 2000;

const monthIn = (text: string): Month | undefined => {
  const short = SHORT_MONTH.exec(text);
  const read = parseMonth(short ? `${short[1]} 20${short[2]}` : text, { decimal: 'point', dates: 'dayFirst' });
  return read.ok ? read.value : undefined;
};

/** A month of no year, from 0: Jan, January, 1月. */
const namedMonth = (text: string): number | undefined => {
  const chinese = CHINESE_MONTH.exec(text);
  const number = chinese ? Number(chinese[1]) : 0;
  if (number >= 1 && number <= MONTHS_A_YEAR) return number - 1;
  const month = NAMED_MONTH.test(text) ? monthIn(`${text.replace('.', '')} ${ANY_YEAR}`) : undefined;
  return month === undefined ? undefined : month - monthOf(ANY_YEAR, 1);
};

const labelOf = (text: string): ScheduleLabel | undefined => {
  // 2027-01 is a month, 2027/28 is none
  const month = monthIn(text);
  if (month !== undefined) return { month };
  const year = YEAR.exec(text);
  if (year) return { year: Number(year[1]) };
  const nth = NTH.exec(text);
  return nth && Number(nth[1]) > 0 ? { nth: Number(nth[1]) - 1 } : undefined;
};

const labels = (cells: readonly Cell[]): number => cells.filter(({ text }) => labelOf(text) !== undefined).length;
const monthNames = (cells: readonly Cell[]): number => cells.filter(({ text }) => namedMonth(text) !== undefined).length;

/** With its labels in the first column: as it is, or turned. Undefined where neither side names years or months. */
const upright = (grid: Grid): Grid | undefined => {
  const down = labels(grid.map(([first]) => first!));
  const across = labels(grid[0] ?? []);
  if (down === 0 && across === 0) return undefined;
  return down >= across ? grid : turned(grid);
};

const WET = /wmt|\bwet\b|湿吨/i;
const THOUSANDS = /\bk(?:d?m?t|\s*tonnes)\b|\bktpa\b|'000|\b000\s*(?:d?m?t|tonnes)\b|thousand|千吨/i;

/** Blank, or the dash of an accountant. */
const isNothing = (text: string): boolean => text === '' || /^[-\u2013\u2014]$/.test(text);

type Amount = { readonly ok: true; readonly tonnes: number } | { readonly ok: false; readonly problem: ScheduleProblem };

const amountOf = (cell: Cell, reading: Reading, factor: number): Amount => {
  const read = parseNumber(cell.text, reading);
  if (!read.ok) return { ok: false, problem: refusal(cell, 'schedule.problem.notANumber') };
  const tonnes = read.value * factor;
  if (tonnes < 0) return { ok: false, problem: refusal(cell, 'schedule.problem.negative') };
  return { ok: true, tonnes };
};

/** Tonnes of a line that spreads over named months, by a column of the year's total where there is one: then the months are weights. */
const monthsOfLine = (
  line: readonly Cell[],
  label: ScheduleLabel,
  head: readonly Cell[],
  taken: (cell: Cell) => Amount,
): { readonly amounts: ScheduleAmount[]; readonly problems: ScheduleProblem[] } => {
  const problems: ScheduleProblem[] = [];
  const number = (cell: Cell): number => {
    if (isNothing(cell.text)) return 0;
    const read = taken(cell);
    if (read.ok) return read.tonnes;
    problems.push(read.problem);
    return 0;
  };
  if (!('year' in label)) return { amounts: [], problems: [refusal(line[0]!, 'schedule.problem.noYear')] };
  const months = line.flatMap((cell, column) => {
    const month = namedMonth(head[column]!.text);
    return month === undefined ? [] : [{ cell, month: monthOf(label.year, 1) + month, tonnes: number(cell) }];
  });
  const totalAt = head.findIndex(({ text }, column) => column > 0 && TOTALS.has(bare(text)));
  const total = totalAt < 0 || isNothing(line[totalAt]!.text) ? undefined : number(line[totalAt]!);
  const sum = months.reduce((all, { tonnes }) => all + tonnes, 0);
  if (total !== undefined && total > 0 && sum === 0) problems.push(refusal(line[totalAt]!, 'schedule.problem.noMonths'));
  const factor = total === undefined || sum === 0 ? 1 : total / sum;
  return {
    amounts: months.map(({ cell, month, tonnes }) => ({ label: { month }, tonnes: tonnes * factor, cell: placeOf(cell), said: cell.text })),
    problems,
  };
};

/** The column with the tonnes of labelled lines: the one whose head says so, else the only one with numbers. */
const tonnesColumn = (lines: Grid, head: readonly Cell[] | undefined): number | 'several' | undefined => {
  const named = head?.findIndex(({ text }, column) => column > 0 && TOTALS.has(bare(text.replace(/[([].*$/, ''))));
  if (named !== undefined && named > 0) return named;
  const width = lines[0]?.length ?? 0;
  const filled = Array.from({ length: width - 1 }, (_, i) => i + 1).filter((column) => lines.some((line) => /\d/.test(line[column]!.text)));
  return filled.length > 1 ? 'several' : filled[0];
};

/** Reads a block copied from a spreadsheet: years or months, down or across, with heads or without. */
export const readScheduleBlock = (
  block: string,
  asked: { readonly unit?: ScheduleUnit | undefined; readonly decimal?: DecimalMark | undefined },
): ReadBlock => {
  const cells = gridOf(block);
  const raw = cells ?? [];
  const texts = raw.flat().map(({ text }) => text);
  const reading: Reading = { ...detectReading(texts), ...(asked.decimal === undefined ? {} : { decimal: asked.decimal }) };
  const unit = asked.unit ?? (texts.some((text) => THOUSANDS.test(text)) ? 'kt' : 't');
  const answer = (by: 'years' | 'months', amounts: readonly ScheduleAmount[], problems: readonly ScheduleProblem[]): ReadBlock => ({
    unit,
    decimal: reading.decimal,
    by,
    amounts,
    problems,
  });
  const wet = raw.flat().find(({ text }) => WET.test(text));
  if (wet) return answer('years', [], [refusal(wet, 'schedule.problem.wet')]);
  if (cells === undefined) return answer('years', [], [scheduleProblem('', '', 'schedule.problem.tooLarge')]);
  const grid = upright(raw);
  if (grid === undefined) {
    const [first] = raw[0] ?? [];
    return answer('years', [], first ? [refusal(first, 'schedule.problem.noLabels')] : []);
  }
  const taken = (cell: Cell): Amount => amountOf(cell, reading, unit === 'kt' ? KILO : 1);
  const first = grid.findIndex(([cell]) => labelOf(cell!.text) !== undefined);
  const head = grid[first - 1];
  const lines = grid.slice(first);
  if (head !== undefined && monthNames(head) >= 2) {
    const read = lines.flatMap((line) => {
      const label = labelOf(line[0]!.text);
      if (label === undefined) {
        return isNothing(line[0]!.text) || TOTALS.has(bare(line[0]!.text))
          ? []
          : [{ amounts: [], problems: [refusal(line[0]!, 'schedule.problem.notALabel')] }];
      }
      return [monthsOfLine(line, label, head, taken)];
    });
    return answer(
      'months',
      read.flatMap(({ amounts }) => amounts),
      read.flatMap(({ problems }) => problems),
    );
  }
  const column = tonnesColumn(lines, head);
  if (column === undefined) return answer('years', [], [refusal(lines[0]![0]!, 'schedule.problem.noTonnes')]);
  if (column === 'several') return answer('years', [], [refusal((head ?? lines[0]!)[1]!, 'schedule.problem.severalColumns')]);
  const amounts: ScheduleAmount[] = [];
  const problems: ScheduleProblem[] = [];
  for (const line of lines) {
    const [named] = line;
    const cell = line[column]!;
    const label = labelOf(named!.text);
    if (label === undefined) {
      // a line of totals, or one without a name and without tonnes
      if (!(TOTALS.has(bare(named!.text)) || (named!.text === '' && isNothing(cell.text)))) {
        problems.push(refusal(named!, 'schedule.problem.notALabel'));
      }
      continue;
    }
    // a year that says nothing stays as it is, a month that says nothing ships nothing
    if (isNothing(cell.text) && !('month' in label)) continue;
    const read = isNothing(cell.text) ? { ok: true as const, tonnes: 0 } : taken(cell);
    if (read.ok) amounts.push({ label, tonnes: read.tonnes, cell: placeOf(cell), said: cell.text });
    else problems.push(read.problem);
  }
  return answer(amounts.some(({ label }) => 'month' in label) ? 'months' : 'years', amounts, problems);
};
