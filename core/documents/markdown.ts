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

/** Writes a table row by row. */
function* tableParts<Row>(
  columns: readonly Column[],
  rows: readonly Row[],
  textsOf: (row: Row) => readonly string[],
  total?: Row,
): Generator<string> {
  const line = (cells: readonly string[]) => `| ${columns.map((_column, i) => escapeMarkdown(cells[i] ?? '')).join(' | ')} |`;
  yield line(columns.map(({ label }) => label));
  yield `\n| ${columns.map(({ align }) => (align === 'right' ? '---:' : '---')).join(' | ')} |`;
  for (const row of rows) yield `\n${line(textsOf(row))}`;
  if (total === undefined) return;
  const totals = textsOf(total);
  yield `\n| ${columns.map((_column, i) => (totals[i] ? `**${escapeMarkdown(totals[i])}**` : '')).join(' | ')} |`;
}

const headWithUnit = (label: string, unit: string | undefined): string =>
  unit === undefined || unit === '' ? label : `${label} (${unit})`;

/** Returns a chart as a table. */
const pictureMarkdown = (view: ChartView): string => {
  const { columns, rows } = pictureTable(view);
  const unit = view.kind === 'waterfall' ? view.unit : undefined;
  return `**${escapeMarkdown(headWithUnit(view.title, unit))}**\n\n${[
    ...tableParts(
      columns.map(({ label, unit: columnUnit, align }) => ({ label: headWithUnit(label, columnUnit), align })),
      rows,
      (row) => row,
    ),
  ].join('')}`;
};

type Table = Extract<SummaryBlock, { kind: 'table' }>;

const blockText = (block: Exclude<SummaryBlock, Table>, scale: MoneyScale): string => {
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
    default:
      return listViews(block).map(pictureMarkdown).join('\n\n');
  }
};

/** Writes a block; a table, which may have thousands of rows, row by row. */
function* blockParts(block: SummaryBlock, scale: MoneyScale): Generator<string> {
  if (block.kind !== 'table') {
    yield blockText(block, scale);
    return;
  }
  const { columns, rows, total } = block;
  const texts = (row: Table['rows'][number]) => row.map((cell, i) => cellText(cell, scale, columns[i]?.unit !== undefined));
  yield* tableParts(
    columns.map(({ label, unit, align }) => ({ label: headWithUnit(renderMessage(label), unit && renderMessage(unit)), align })),
    rows,
    texts,
    total,
  );
}

/** Writes a summary as Markdown in parts: headings, paragraphs, tables, charts as tables, and the texts of the company's style. */
export function* summaryMarkdown(
  blocks: readonly SummaryBlock[],
  scale: MoneyScale,
  { name, mark, footer }: HouseStyle,
): Generator<string> {
  const head = [escapeMarkdown(name), ...(mark ? [`**${escapeMarkdown(mark)}**`] : [])].filter((part) => part !== '').join(' | ');
  for (const [i, block] of blocks.entries()) {
    if (i > 0) yield '\n\n';
    yield* blockParts(block, scale);
    if (i === 0 && head !== '') yield `\n\n${head}`;
  }
  yield `${footer ? `\n\n---\n\n${escapeMarkdown(footer)}` : ''}\n`;
}
