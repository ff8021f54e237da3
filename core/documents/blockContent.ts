import type { Message, Sentence } from '#shared/contract/figure.ts';
import type { CellShade, SummaryBlock, SummaryCell } from '#shared/contract/summaries.ts';
import type { HouseStyle } from '#shared/domain/houseStyle.ts';
import type { LimitState } from '#shared/domain/limit.ts';
import type { MoneyScale } from '#shared/domain/workspace.ts';
import { sentenceGap } from '#shared/messages/text.ts';
import { asTable, type ChartView, type ViewTable } from '#shared/presentation/charts/table.ts';
import { columnText, figureText, joinUnit, renderMessage, sentenceParts } from '#shared/presentation/message.ts';
import type { Span } from './textLayout.ts';

/** More rows of a table than an A4 page holds. */
export const ROWS_OF_A_PAGE = 100;

/** The properties of a document in every format, apart from its blocks. */
export type PrintedDocument = {
  readonly title: string;
  /** The recipient. */
  readonly subject: string;
  readonly house: HouseStyle;
  readonly created: Date;
};

/** Splits a sentence into spans, with figures in semibold as on the page. */
export const sentenceSpans = (sentence: Sentence, scale: MoneyScale): readonly Span[] =>
  sentenceParts(sentence).map((part) => {
    if (part.kind === 'text') return { text: part.text, weight: 'regular' };
    const figure = sentence.figures[part.name];
    return { text: figure ? joinUnit(figureText(figure, scale)) : '', weight: 'semibold' };
  });

/** Joins sentences to one text. */
export const sentencesText = (sentences: readonly Sentence[], scale: MoneyScale): string =>
  sentences
    .map((sentence) =>
      sentenceSpans(sentence, scale)
        .map(({ text }) => text)
        .join(''),
    )
    .join(sentenceGap());

/** Returns the text of a cell; a figure without its unit if the column header shows it. */
export const cellText = (cell: SummaryCell, scale: MoneyScale, isUnitInHeader: boolean): string => {
  if ('text' in cell) return cell.text;
  if ('message' in cell) return renderMessage(cell.message);
  return isUnitInHeader ? columnText(cell.figure, scale).text : joinUnit(figureText(cell.figure, scale));
};

/** Returns the limit state of a cell, if it has one. */
export const stateOf = (cell: SummaryCell | undefined): LimitState | undefined => (cell && 'text' in cell ? cell.state : undefined);

/** Returns how a cell is shaded, if it is one of a sensitivity table. */
export const shadeOf = (cell: SummaryCell | undefined): CellShade | undefined => (cell && 'text' in cell ? cell.shade : undefined);

/** Returns a file name in the current locale. */
export const documentName = (name: Message): string => renderMessage(name);

/** Lists the charts of a block in their order. */
export const listViews = (block: SummaryBlock): readonly ChartView[] => {
  if (block.kind === 'beside') return block.views;
  return 'view' in block ? [block.view] : [];
};

/** The most rows of a chart's table in a document. */
const MAX_ROWS = 16;

/** Returns a chart as a table. A curve over prices is thinned to MAX_ROWS evenly spaced points, including both ends. */
export const pictureTable = (view: ChartView): ViewTable => {
  const { columns, rows } = asTable(view);
  if (view.kind !== 'lines' || view.xKind !== 'number' || rows.length <= MAX_ROWS) return { columns, rows };
  const last = rows.length - 1;
  const keptRows = new Set(Array.from({ length: MAX_ROWS }, (_, i) => Math.round((last * i) / (MAX_ROWS - 1))));
  return { columns, rows: rows.filter((_, i) => keptRows.has(i)) };
};
