import type { Message, Sentence } from '#shared/contract/figure.ts';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import type { MoneyScale } from '#shared/domain/workspace.ts';
import { sentenceGap } from '#shared/messages/text.ts';
import { headlineText, renderMessage } from '#shared/presentation/message.ts';
import { sentenceSpans } from './blockContent.ts';
import { chartHeight, drawChart } from './chartDrawing.ts';
import { CONTENT_WIDTH, createPdfSurface, type Document, drawRule, PAGE, writeSpans, writeText } from './page.ts';
import { drawTable, tableHeight } from './pdfTables.ts';
import { PRINT_PALETTE } from './printPalette.ts';
import { type Line, type Span, shortenText, textWidth, wrapSpans } from './textLayout.ts';

const TITLE_SIZE = 19;
/** The heading of a contract in a document of several; larger than the headings of its sections. */
const CHAPTER = { size: 14, height: 42 } as const;
const VERDICT = { size: 12, line: 18, over: 3 } as const;
const BODY = { size: 9, line: 13 } as const;
/** Space below a chart, and between two charts side by side, points. */
const CHART = { after: 14, gap: 22 } as const;
const FIGURES_HEIGHT = 52;
const BASIS = { size: 8, line: 10 } as const;

/** The settings of a document: the scale of its amounts, and the colour of its rules. */
export type Drawing = { readonly scale: MoneyScale; readonly accent: string };

/** Joins sentences to the spans of one paragraph. */
const paragraph = (sentences: readonly Sentence[], scale: MoneyScale): readonly Span[] =>
  sentences.flatMap((sentence) => [...sentenceSpans(sentence, scale), { text: sentenceGap(), weight: 'regular' as const }]);

const writeLines = (
  doc: Document,
  lines: readonly Line[],
  y: number,
  style: { readonly size: number; readonly line: number },
  colour: string,
): void => {
  for (const [i, line] of lines.entries()) writeSpans(doc, line.spans, PAGE.left, y + i * style.line, { size: style.size, colour });
};

type FigureRow = Extract<SummaryBlock, { kind: 'figures' }>;

/** Returns the width of one figure of a row. Rows of fewer than four figures use the width of four, so that rows align. */
const figureWidth = ({ figures }: FigureRow): number => CONTENT_WIDTH / Math.max(4, figures.length);

const basisLines = (block: FigureRow, basis: Message): readonly Line[] =>
  wrapSpans([{ text: renderMessage(basis), weight: 'regular' }], BASIS.size, figureWidth(block) - 8);

/** Returns the height of a block in points; pagination and drawing both use it. */
export const blockHeight = (block: SummaryBlock, scale: MoneyScale): number => {
  switch (block.kind) {
    case 'title':
      return wrapSpans([{ text: block.title, weight: 'semibold' }], TITLE_SIZE, CONTENT_WIDTH).length * 24 + 24;
    case 'sentences':
      return wrapSpans(paragraph(block.sentences, scale), VERDICT.size, CONTENT_WIDTH).length * VERDICT.line + VERDICT.over + 12;
    case 'figures': {
      const maxLines = Math.max(1, ...block.figures.map(({ basis }) => (basis ? basisLines(block, basis).length : 1)));
      return FIGURES_HEIGHT + (maxLines - 1) * BASIS.line;
    }
    case 'heading':
      return block.level === 'chapter' ? CHAPTER.height : 30;
    case 'note':
      return wrapSpans([{ text: renderMessage(block.text), weight: 'regular' }], BODY.size, CONTENT_WIDTH).length * BODY.line + 6;
    case 'table':
      return tableHeight(block, scale);
    case 'beside':
      return Math.max(...block.views.map((view) => chartHeight(view, 'half'))) + CHART.after;
    default:
      return chartHeight(block.view, 'whole') + CHART.after;
  }
};

const drawFigures = (doc: Document, block: FigureRow, y: number, { scale, accent }: Drawing): void => {
  const width = figureWidth(block);
  drawRule(doc, PAGE.left, y, PAGE.width - PAGE.right, y, accent, 1);
  block.figures.forEach(({ label, figure, basis }, i) => {
    const x = PAGE.left + width * i;
    const { text, unit } = headlineText(figure, scale);
    writeText(doc, shortenText(renderMessage(label), 'regular', 8.5, width - 8), x, y + 7, { size: 8.5, colour: PRINT_PALETTE.secondary });
    writeText(doc, text, x, y + 18, { size: 15, colour: PRINT_PALETTE.primary, weight: 'semibold', hasTabularFigures: true });
    writeText(doc, unit, x + textWidth(text, 'semibold', 15, true) + 4, y + 23.5, { size: 8.5, colour: PRINT_PALETTE.secondary });
    for (const [line, { spans }] of (basis ? basisLines(block, basis) : []).entries())
      writeSpans(doc, spans, x, y + 37 + line * BASIS.line, { size: BASIS.size, colour: PRINT_PALETTE.tertiary });
  });
};

/** Draws a block with its top at `y`. */
export const drawBlock = (doc: Document, block: SummaryBlock, y: number, drawing: Drawing): void => {
  const { scale, accent } = drawing;
  switch (block.kind) {
    case 'title': {
      const lines = wrapSpans([{ text: block.title, weight: 'semibold' }], TITLE_SIZE, CONTENT_WIDTH);
      writeLines(doc, lines, y, { size: TITLE_SIZE, line: 24 }, PRINT_PALETTE.primary);
      writeText(doc, renderMessage(block.subtitle), PAGE.left, y + lines.length * 24 + 2, {
        size: BODY.size,
        colour: PRINT_PALETTE.secondary,
      });
      return;
    }
    case 'sentences':
      writeLines(
        doc,
        wrapSpans(paragraph(block.sentences, scale), VERDICT.size, CONTENT_WIDTH),
        y + VERDICT.over,
        VERDICT,
        PRINT_PALETTE.primary,
      );
      return;
    case 'figures':
      drawFigures(doc, block, y, drawing);
      return;
    case 'heading':
      if (block.level === 'chapter') {
        drawRule(doc, PAGE.left, y + 12, PAGE.width - PAGE.right, y + 12, accent, 2);
        const title = shortenText(renderMessage(block.text), 'semibold', CHAPTER.size, CONTENT_WIDTH);
        writeText(doc, title, PAGE.left, y + 19, { size: CHAPTER.size, colour: PRINT_PALETTE.primary, weight: 'semibold' });
        return;
      }
      drawRule(doc, PAGE.left, y + 8, PAGE.width - PAGE.right, y + 8, accent, 1);
      writeText(doc, renderMessage(block.text), PAGE.left, y + 13, { size: 10.5, colour: PRINT_PALETTE.primary, weight: 'semibold' });
      return;
    case 'note':
      writeLines(
        doc,
        wrapSpans([{ text: renderMessage(block.text), weight: 'regular' }], BODY.size, CONTENT_WIDTH),
        y,
        BODY,
        PRINT_PALETTE.secondary,
      );
      return;
    case 'table':
      drawTable(doc, block, y, scale);
      return;
    case 'beside': {
      const halfWidth = (CONTENT_WIDTH - CHART.gap) / 2;
      block.views.forEach((view, i) => {
        const left = PAGE.left + i * (halfWidth + CHART.gap);
        drawChart(createPdfSurface(doc), view, { left, right: left + halfWidth, top: y, bottom: y + chartHeight(view, 'half') });
      });
      return;
    }
    default:
      drawChart(createPdfSurface(doc), block.view, {
        left: PAGE.left,
        right: PAGE.width - PAGE.right,
        top: y,
        bottom: y + chartHeight(block.view, 'whole'),
      });
  }
};
