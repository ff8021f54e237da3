import type { Figure, LimitState, Sentence, Verdict } from '#shared/contract/figure.ts';
import type { SummaryBlock, SummaryCell } from '#shared/contract/summaries.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { type MessageValues, message, text } from '#shared/messages/text.ts';
import type { BarsView } from '#shared/presentation/charts/bars.ts';
import type { LinesView } from '#shared/presentation/charts/lines.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { formatNumber } from '#shared/units/format.ts';
import { exactShare } from '../contracts/priceTermRows.ts';

type Table = Extract<SummaryBlock, { kind: 'table' }>;
type FigureBlock = Extract<SummaryBlock, { kind: 'figures' }>;

/** A figure as paper shows it: what opens it on a page stays behind. */
export const bare = ({ explanation: _explanation, route: _route, ...figure }: Figure): Figure => figure;

const bareSentence = ({ key, figures }: Sentence): Sentence => ({
  key,
  figures: Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, bare(figure)])),
});

export const sentences = (verdict: Verdict): SummaryBlock => ({ kind: 'sentences', sentences: verdict.map(bareSentence) });
export const heading = (key: MessageKey, values?: MessageValues): SummaryBlock => ({ kind: 'heading', text: message(key, values) });
/** A deal of several: its chapter, and its sections as parts of that. */
export const chapter = (values: MessageValues, blocks: readonly SummaryBlock[]): readonly SummaryBlock[] => [
  { kind: 'heading', text: message('summaries.head.deal', values), level: 'chapter' },
  ...blocks.map((block): SummaryBlock => (block.kind === 'heading' ? { ...block, level: 'part' } : block)),
];

export const note = (key: MessageKey, values?: MessageValues): SummaryBlock => ({ kind: 'note', text: message(key, values) });

/** A note that says what comes next, and stays with it. */
export const leading = (key: MessageKey, values?: MessageValues): SummaryBlock => ({
  kind: 'note',
  text: message(key, values),
  leads: true,
});

/** Small pictures two in a row; a last one without a neighbour has the width to itself. */
export const besides = (views: readonly (BarsView | LinesView)[]): readonly SummaryBlock[] =>
  Array.from({ length: Math.ceil(views.length / 2) }, (_, i): SummaryBlock => {
    const [first, second] = views.slice(2 * i, 2 * i + 2) as [BarsView | LinesView, (BarsView | LinesView)?];
    if (second) return { kind: 'beside', views: [first, second] };
    return first.kind === 'bars' ? { kind: 'bars', view: first } : { kind: 'lines', view: first };
  });

/** Figures that paper has room for in one row. */
const A_ROW = 4;

/** Figures in rows of four. */
export const figureRows = (figures: FigureBlock['figures']): readonly SummaryBlock[] =>
  Array.from({ length: Math.ceil(figures.length / A_ROW) }, (_, i) => ({
    kind: 'figures' as const,
    figures: figures.slice(i * A_ROW, (i + 1) * A_ROW).map((one) => ({ ...one, figure: bare(one.figure) })),
  }));

/** Writes a fraction as per cent, with as many decimals as were agreed. */
export const percent = (fraction: number): string => renderLabel(exactShare(fraction));

/** A cell of words. */
export const say = (words: string): SummaryCell => ({ text: words });
/** A cell of a limit's state. */
export const sayState = (state: LimitState): SummaryCell => ({ text: text(`state.${state}`), state });
/** A cell of a figure; its unit stands in the head where the column has one. */
export const show = (figure: Figure): SummaryCell => ({ figure: bare(figure) });
export const missing = (): SummaryCell => say(text('common.none'));

export type ColumnSpec = { readonly unit?: string; readonly weight?: number; readonly align?: 'left' | 'right' };

/** A column of words by default; `unit` is ready to read. */
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

/** A column of numbers. */
export const numbers = (key: MessageKey, unit: string | undefined, weight = 1, values?: MessageValues): Table['columns'][number] =>
  column(key, { ...(unit === undefined ? {} : { unit }), weight, align: 'right' }, values);

/** A table, or nothing where it would have no row. */
export const table = (columns: Table['columns'], rows: Table['rows'], total?: Table['total']): readonly SummaryBlock[] =>
  rows.length === 0 ? [] : [{ kind: 'table', columns, rows, ...(total ? { total } : {}) }];

/** Years that one table has room for beside its first column. */
const YEARS_ACROSS = 9;

/** Years in tables next to one another: as many tables as the years need. */
export const yearTables = <T>(
  years: readonly T[],
  make: (some: readonly T[], from: number) => readonly SummaryBlock[],
): readonly SummaryBlock[] =>
  Array.from({ length: Math.ceil(years.length / YEARS_ACROSS) }, (_, i) => i * YEARS_ACROSS).flatMap((from) =>
    make(years.slice(from, from + YEARS_ACROSS), from),
  );

const SMALL_LOT = 10_000;

type Tonnes = { readonly unit: string; readonly text: (dmt: number) => string; readonly say: (dmt: number) => SummaryCell };

/** How a column of tonnes is written: all of it in dmt where its largest is small, else in kdmt. */
export const tonnesColumn = (values: readonly number[]): Tonnes => {
  const small = Math.max(0, ...values.map(Math.abs)) < SMALL_LOT;
  const written = (dmt: number): string => (small ? formatNumber(dmt, { decimals: 0 }) : formatNumber(dmt / 1000, { decimals: 1 }));
  return { unit: small ? 'dmt' : 'kdmt', text: written, say: (dmt) => say(written(dmt)) };
};

/** Gives others their turn where a slice of work is done; it may throw to give a summary up. */
export type Pace = () => Promise<void>;

/** The blocks of a summary, made part by part with a pace after each: a plan may have hundreds of contracts. */
export const inParts = async (pace: Pace, parts: readonly (() => readonly SummaryBlock[])[]): Promise<readonly SummaryBlock[]> => {
  const blocks: SummaryBlock[] = [];
  for (const part of parts) {
    for (const block of part()) blocks.push(block);
    await pace();
  }
  return blocks;
};
