import type { Figure, Message } from '#shared/contract/figure.ts';
import type { SummaryBlock, SummaryCell, SummaryDocument } from '#shared/contract/summaries.ts';
import type { MoneyScale } from '#shared/domain/workspace.ts';
import { message, sentenceGap } from '#shared/messages/text.ts';
import { figureText, joinUnit, renderMessage } from '#shared/presentation/message.ts';
import { cellText, sentenceSpans } from '../documents/blockContent.ts';

const literalMessage = (words: string): Message => message('common.literal', { text: words });
const renderLiteral = (sentence: Message): Message => literalMessage(renderMessage(sentence));
const renderFigure = (figure: Figure, scale: MoneyScale): Figure => {
  const { label: _label, ...rest } = figure;
  return { ...rest, value: joinUnit(figureText(figure, scale)), unit: 'text' };
};

const blockOf = (block: SummaryBlock, scale: MoneyScale): SummaryBlock => {
  switch (block.kind) {
    case 'title':
      return { ...block, subtitle: renderLiteral(block.subtitle) };
    case 'heading':
    case 'note':
      return { ...block, text: renderLiteral(block.text) };
    case 'sentences': {
      const words = block.sentences.map((sentence) =>
        sentenceSpans(sentence, scale)
          .map(({ text }) => text)
          .join(''),
      );
      return { kind: 'note', text: literalMessage(words.join(sentenceGap())) };
    }
    case 'figures':
      return {
        ...block,
        figures: block.figures.map(({ label, figure, basis }) => ({
          label: renderLiteral(label),
          figure: renderFigure(figure, scale),
          ...(basis ? { basis: renderLiteral(basis) } : {}),
        })),
      };
    case 'table': {
      const cells = (row: readonly SummaryCell[]) =>
        row.map((cell, index) => ({
          text: cellText(cell, scale, block.columns[index]?.unit !== undefined),
          ...('text' in cell && cell.state ? { state: cell.state } : {}),
          ...('text' in cell && cell.route ? { route: cell.route } : {}),
        }));
      return {
        ...block,
        columns: block.columns.map(({ label, unit, ...column }) => ({
          ...column,
          label: renderLiteral(label),
          ...(unit ? { unit: renderLiteral(unit) } : {}),
        })),
        rows: block.rows.map(cells),
        ...(block.total ? { total: cells(block.total) } : {}),
      };
    }
    default:
      return block;
  }
};

/** Returns a document with rendered texts, for a page in another locale than the document. */
export const renderSummary = <T extends Pick<SummaryDocument, 'pages'>>(document: T, scale: MoneyScale): T => ({
  ...document,
  pages: document.pages.map(({ blocks }) => ({ blocks: blocks.map((block) => blockOf(block, scale)) })),
});
