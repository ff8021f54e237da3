import type { SummaryBlock } from '#shared/contract/summaries.ts';
import type { HouseStyle } from '#shared/domain/houseStyle.ts';
import type { MoneyScale } from '#shared/domain/workspace.ts';
import type { ChartView } from '#shared/presentation/charts/table.ts';
import { headlineText, joinUnit, renderMessage } from '#shared/presentation/message.ts';
import { cellText, listViews, pictureTable, sentencesText } from './blockContent.ts';

/** Characters with a meaning in Markdown, and HTML that it would pass through. */
const escapeMarkdown = (text: string): string =>
  text
    .replace(/[\\`*_[\]<>|~]/g, (sign) => `\\${sign}`)
    .replace(/\s*\n\s*/g, ' ')
    // marks that start a heading, a list or a quotation at the start of a line
    .replace(/^(\s*)([#+-]|\d+[.)])(?=\s|$)/, '$1\\$2');

type Column = { readonly label: string; readonly align: 'left' | 'right' };

const tableMarkdown = (columns: readonly Column[], rows: readonly (readonly string[])[], total?: readonly string[]): string => {
  const line = (cells: readonly string[]) => `| ${columns.map((_column, i) => escapeMarkdown(cells[i] ?? '')).join(' | ')} |`;
  return [
    line(columns.map(({ label }) => label)),
    `| ${columns.map(({ align }) => (align === 'right' ? '---:' : '---')).join(' | ')} |`,
    ...rows.map(line),
    ...(total ? [`| ${columns.map((_column, i) => (total[i] ? `**${escapeMarkdown(total[i])}**` : '')).join(' | ')} |`] : []),
  ].join('\n');
};

const headWithUnit = (label: string, unit: string | undefined): string =>
  unit === undefined || unit === '' ? label : `${label} (${unit})`;

/** Returns a chart as a table. */
const pictureMarkdown = (view: ChartView): string => {
  const { columns, rows } = pictureTable(view);
  const unit = view.kind === 'waterfall' ? view.unit : undefined;
  return `**${escapeMarkdown(headWithUnit(view.title, unit))}**\n\n${tableMarkdown(
    columns.map(({ label, unit: columnUnit, align }) => ({ label: headWithUnit(label, columnUnit), align })),
    rows,
  )}`;
};

const blockText = (block: SummaryBlock, scale: MoneyScale): string => {
  switch (block.kind) {
    case 'title':
      return `# ${escapeMarkdown(block.title)}\n\n${escapeMarkdown(renderMessage(block.subtitle))}`;
    case 'sentences':
      return escapeMarkdown(sentencesText(block.sentences, scale));
    case 'heading':
      return `${block.level === 'part' ? '###' : '##'} ${escapeMarkdown(renderMessage(block.text))}`;
    case 'note':
      return escapeMarkdown(renderMessage(block.text));
    case 'figures':
      return block.figures
        .map(({ label, figure, basis }) => {
          const line = `- ${escapeMarkdown(renderMessage(label))}: **${escapeMarkdown(joinUnit(headlineText(figure, scale)))}**`;
          return basis ? `${line} (${escapeMarkdown(renderMessage(basis))})` : line;
        })
        .join('\n');
    case 'table':
      return tableMarkdown(
        block.columns.map(({ label, unit, align }) => ({ label: headWithUnit(renderMessage(label), unit && renderMessage(unit)), align })),
        block.rows.map((row) => row.map((cell, i) => cellText(cell, scale, block.columns[i]?.unit !== undefined))),
        block.total?.map((cell, i) => cellText(cell, scale, block.columns[i]?.unit !== undefined)),
      );
    default:
      return listViews(block).map(pictureMarkdown).join('\n\n');
  }
};

/** Writes a summary as Markdown: headings, paragraphs, tables, charts as tables, and the texts of the company's style. */
export const summaryMarkdown = (blocks: readonly SummaryBlock[], scale: MoneyScale, { name, mark, footer }: HouseStyle): string => {
  const head = [escapeMarkdown(name), ...(mark ? [`**${escapeMarkdown(mark)}**`] : [])].filter((part) => part !== '');
  return `${[
    ...blocks.slice(0, 1).map((block) => blockText(block, scale)),
    ...(head.length > 0 ? [head.join(' | ')] : []),
    ...blocks.slice(1).map((block) => blockText(block, scale)),
    ...(footer ? ['---', escapeMarkdown(footer)] : []),
  ].join('\n\n')}\n`;
};
