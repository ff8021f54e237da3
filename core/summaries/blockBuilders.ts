import type { BarsView, LinesView } from '#shared/contract/chartViews.ts';
import type { Figure, Message, Sentence, Verdict } from '#shared/contract/figure.ts';
import type { SummaryBlock, SummaryCell } from '#shared/contract/summaries.ts';
import type { LimitState } from '#shared/domain/limit.ts';
import { sumBy } from '#shared/math.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { type MessageValues, message, text } from '#shared/messages/text.ts';
import { renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { formatNumber } from '#shared/units/format.ts';
import { exactShare } from '../contracts/priceTermRows.ts';

type Table = Extract<SummaryBlock, { kind: 'table' }>;
type FigureBlock = Extract<SummaryBlock, { kind: 'figures' }>;

/** Returns a figure without explanation and route, which a document can't open. */
export const withoutLinks = ({ explanation: _explanation, route: _route, ...figure }: Figure): Figure => figure;

const sentenceWithoutLinks = ({ key, figures }: Sentence): Sentence => ({
  key,
  figures: Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, withoutLinks(figure)])),
});

export const sentences = (verdict: Verdict): SummaryBlock => ({ kind: 'sentences', sentences: verdict.map(sentenceWithoutLinks) });
export const heading = (key: MessageKey, values?: MessageValues): SummaryBlock => ({ kind: 'heading', text: message(key, values) });
/** Returns the chapter of a contract in a document of several, with its sections as parts of the chapter. */
export const chapter = (values: MessageValues, blocks: readonly SummaryBlock[]): readonly SummaryBlock[] => [
  { kind: 'heading', text: message('summaries.head.deal', values), level: 'chapter' },
  ...blocks.map((block): SummaryBlock => (block.kind === 'heading' ? { ...block, level: 'part' } : block)),
];

export const note = (key: MessageKey, values?: MessageValues): SummaryBlock => ({ kind: 'note', text: message(key, values) });

/** Returns a note that introduces the next block and stays with it. */
export const leadInNote = (key: MessageKey, values?: MessageValues): SummaryBlock => ({
  kind: 'note',
  text: message(key, values),
  isLeadIn: true,
});

/** Returns charts two in a row; a last one alone has the full width. */
export const sideBySide = (views: readonly (BarsView | LinesView)[]): readonly SummaryBlock[] =>
  Array.from({ length: Math.ceil(views.length / 2) }, (_, i): SummaryBlock => {
    const [first, second] = views.slice(2 * i, 2 * i + 2) as [BarsView | LinesView, (BarsView | LinesView)?];
    if (second) return { kind: 'beside', views: [first, second] };
    return first.kind === 'bars' ? { kind: 'bars', view: first } : { kind: 'lines', view: first };
  });

/** Figures in one row of a page. */
const FIGURES_PER_ROW = 4;

/** Splits figures into rows of four. */
export const figureRows = (figures: FigureBlock['figures']): readonly SummaryBlock[] =>
  Array.from({ length: Math.ceil(figures.length / FIGURES_PER_ROW) }, (_, i) => ({
    kind: 'figures' as const,
    figures: figures
      .slice(i * FIGURES_PER_ROW, (i + 1) * FIGURES_PER_ROW)
      .map((labelledFigure) => ({ ...labelledFigure, figure: withoutLinks(labelledFigure.figure) })),
  }));

/** Formats a fraction as per cent with the decimals that were agreed. */
export const percent = (fraction: number): string => renderLabel(exactShare(fraction));

/** Returns the unit of a column of percentages. */
export const percentUnit = (): string => text('summaries.unit.percent');

/** Returns a cell of text. */
export const textCell = (words: string): SummaryCell => ({ text: words });
/** Returns a cell with the state of a limit. */
export const stateCell = (state: LimitState): SummaryCell => ({ text: text(`state.${state}`), state });
/** Returns a cell with a figure; the header shows its unit if the column has one. */
export const figureCell = (figure: Figure): SummaryCell => ({ figure: withoutLinks(figure) });
export const missingCell = (): SummaryCell => textCell(text('common.none'));

export type ColumnSpec = { readonly unit?: string; readonly weight?: number; readonly align?: 'left' | 'right' };

/** Returns a column, of text by default; `unit` is the displayed text. */
export const column = (
  key: MessageKey,
  { unit, weight = 1, align = 'left' }: ColumnSpec = {},
  values?: MessageValues,
): Table['columns'][number] => ({
  label: message(key, values),
  ...(unit === undefined ? {} : { unit: message('line.member', { name: unit }) }),
  align,
  weight,
});

/** Returns a column of numbers. */
export const numbers = (key: MessageKey, unit: string | undefined, weight = 1, values?: MessageValues): Table['columns'][number] =>
  column(key, { ...(unit === undefined ? {} : { unit }), weight, align: 'right' }, values);

/** Returns a table; no block if it has no rows. */
export const table = (columns: Table['columns'], rows: Table['rows'], total?: Table['total']): readonly SummaryBlock[] =>
  rows.length === 0 ? [] : [{ kind: 'table', columns, rows, ...(total ? { total } : {}) }];

/** The most year columns of one table. */
const MAX_YEAR_COLUMNS = 9;

/** Splits years into as many tables as they need. */
export const yearTables = <T>(
  years: readonly T[],
  make: (items: readonly T[], from: number) => readonly SummaryBlock[],
): readonly SummaryBlock[] =>
  Array.from({ length: Math.ceil(years.length / MAX_YEAR_COLUMNS) }, (_, i) => i * MAX_YEAR_COLUMNS).flatMap((from) =>
    make(years.slice(from, from + MAX_YEAR_COLUMNS), from),
  );

const MAX_SMALL_TONNES = 10_000;

type Tonnes = { readonly unit: string; readonly text: (dmt: number) => string; readonly cell: (dmt: number) => SummaryCell };

/** Decimals of tonnes in kdmt: fewer than 100 dmt are shown to the dmt, so that a contract of 30 dmt a year is not 0.0. */
const kdmtDecimals = (dmt: number): number => (dmt !== 0 && Math.abs(dmt) < 100 ? 3 : 1);

/** Returns the unit and the formatting of a column of tonnes: dmt if its largest value is small, else kdmt. */
export const tonnesColumn = (values: readonly number[]): Tonnes => {
  const isSmall = Math.max(0, ...values.map(Math.abs)) < MAX_SMALL_TONNES;
  const format = (dmt: number): string =>
    isSmall ? formatNumber(dmt, { decimals: 0 }) : formatNumber(dmt / 1000, { decimals: kdmtDecimals(dmt) });
  return { unit: isSmall ? 'dmt' : 'kdmt', text: format, cell: (dmt) => textCell(format(dmt)) };
};

/** Work on the figures of a document that is named in its progress. */
export type FigureWork = 'value' | 'figures' | 'scenarios' | 'breakEven' | 'sensitivity';

/** Yields to other requests between steps of work, with how much of it is done where that is counted; may throw to stop a summary. */
export type YieldToOthers = (progress?: { readonly work: FigureWork; readonly doneCount: number; readonly total: number }) => Promise<void>;

/** The same as a function of the counts of one work. */
export const countsOf =
  (yieldToOthers: YieldToOthers, work: FigureWork) =>
  (doneCount = 0, total = 0): Promise<void> =>
    yieldToOthers({ work, doneCount, total });

/** Counts the rows of the tables of blocks. */
export const countRows = (blocks: readonly SummaryBlock[]): number =>
  sumBy(blocks, (block) => (block.kind === 'table' ? block.rows.length : 0));

/** Blocks of a summary, and whether they are only its first ones. */
export type BuiltBlocks = { readonly blocks: readonly SummaryBlock[]; readonly isPart: boolean };

/**
 * Builds the blocks of a summary part by part and yields after each, since a plan may have thousands of contracts. Leaves out the parts
 * that follow `maxRows` rows of tables; a table that ends at these may leave out its others.
 */
export const buildParts = async (
  yieldToOthers: YieldToOthers,
  parts: readonly (() => readonly SummaryBlock[] | Promise<readonly SummaryBlock[]>)[],
  maxRows = Number.POSITIVE_INFINITY,
): Promise<BuiltBlocks> => {
  const blocks: SummaryBlock[] = [];
  for (const [i, part] of parts.entries()) {
    for (const block of await part()) blocks.push(block);
    if (countRows(blocks) >= maxRows) return { blocks, isPart: true };
    await yieldToOthers({ work: 'figures', doneCount: i + 1, total: parts.length });
  }
  return { blocks, isPart: false };
};

type PriceRow = { readonly label: Message; readonly amount: number; readonly detail?: Message | undefined };

/** Returns the inputs of a line and the price that it uses as two texts, so that neither is too long for a cell. */
const detailTexts = (detail: Message | undefined): readonly [string, string] => {
  if (detail === undefined) return ['', ''];
  const quote = detail.values?.quote;
  const detailWithoutQuote = quote === undefined ? detail : { ...detail, values: { ...detail.values, quote: '' } };
  return [renderMessage(detailWithoutQuote).trim(), typeof quote === 'object' && 'key' in quote ? renderMessage(quote) : ''];
};

/** Returns the lines of a price per dry tonne with what each is computed from. */
export const priceTable = (lines: readonly PriceRow[], total: PriceRow): readonly SummaryBlock[] => {
  const amount = (value: number) => textCell(formatNumber(value, { decimals: 2 }));
  return table(
    [
      column('summaries.column.line', { weight: 1.5 }),
      numbers('summaries.column.amount', text('summaries.unit.usdPerDmt')),
      column('summaries.column.computedFrom', { weight: 3 }),
      column('summaries.column.priceUsed', { weight: 2 }),
    ],
    lines.map((line) => [textCell(renderMessage(line.label)), amount(line.amount), ...detailTexts(line.detail).map(textCell)]),
    [textCell(renderMessage(total.label)), amount(total.amount), textCell(''), textCell('')],
  );
};
