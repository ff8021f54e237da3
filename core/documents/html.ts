import type { SummaryBlock, SummaryCell } from '#shared/contract/summaries.ts';
import type { HouseStyle } from '#shared/domain/houseStyle.ts';
import type { LimitState } from '#shared/domain/limit.ts';
import type { MoneyScale } from '#shared/domain/workspace.ts';
import { currentLocale, sentenceGap, text } from '#shared/messages/text.ts';
import type { ChartView } from '#shared/presentation/charts/table.ts';
import { headlineText, renderMessage } from '#shared/presentation/message.ts';
import { formatDate } from '#shared/units/format.ts';
import { cellText, listViews, type PrintedDocument, pictureTable, sentenceSpans, stateOf } from './blockContent.ts';
import { chartSvg } from './chartDrawing.ts';
import { PRINT_PALETTE } from './printPalette.ts';
import { drawStateMark, MARK_WIDTH, STATE_COLOURS } from './stateMark.ts';
import { createSvgSurface, escapeXml as escaped } from './svgSurface.ts';

/** Width of a drawn chart in points. The page scales it. */
const WIDTHS = { whole: 520, half: 250 } as const;

/** Forbids scripts and loaded content, whatever the texts contain. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

const styles = ({ accent }: HouseStyle): string => `
:root { color-scheme: light; }
body { margin: 0; background: ${PRINT_PALETTE.sunken}; color: ${PRINT_PALETTE.primary};
  font: 15px/1.5 "Inter Variable", Inter, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans SC", system-ui, sans-serif; }
.sheet { max-width: 980px; margin: 0 auto; padding: 32px 40px 48px; background: ${PRINT_PALETTE.background}; }
.head, .foot { display: flex; justify-content: space-between; align-items: center; gap: 24px; color: ${PRINT_PALETTE.secondary}; font-size: 13px; }
.head img { max-height: 32px; vertical-align: middle; margin-right: 12px; }
.head strong { color: ${accent}; }
.foot { margin-top: 40px; padding-top: 12px; border-top: 1px solid ${PRINT_PALETTE.normal}; }
nav { margin: 20px 0; columns: 2; font-size: 14px; }
nav a { display: block; padding: 2px 0; color: ${accent}; }
h1 { margin: 28px 0 4px; font-size: 28px; line-height: 1.25; }
h2 { margin: 36px 0 8px; padding-top: 10px; border-top: 1.5px solid ${PRINT_PALETTE.strong}; font-size: 19px; color: ${accent}; }
h3 { margin: 24px 0 6px; font-size: 16px; color: ${accent}; }
p { margin: 8px 0; max-width: 75ch; overflow-wrap: anywhere; }
.lead { font-size: 18px; line-height: 1.5; }
.note, figcaption, summary, .unit, dt, dd small { color: ${PRINT_PALETTE.secondary}; }
.note { font-size: 14px; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); gap: 16px 24px; margin: 16px 0; }
dl div { min-width: 0; overflow-wrap: anywhere; }
dt, dd small { font-size: 13px; }
dd { margin: 0; font-size: 21px; font-weight: 600; font-variant-numeric: tabular-nums; }
dd small { display: block; }
dd small, dd .note { font-weight: 400; }
.wide { overflow-x: auto; margin: 12px 0; }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
th, td { padding: 5px 8px; text-align: left; vertical-align: top; border-bottom: 1px solid ${PRINT_PALETTE.hair}; overflow-wrap: break-word; }
td { white-space: pre-line; }
th:first-child, td:first-child { padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
th { vertical-align: bottom; font-weight: 600; border-bottom-color: ${PRINT_PALETTE.strong}; }
.unit { display: block; font-weight: 400; }
.right { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tfoot td { font-weight: 600; border-top: 1px solid ${PRINT_PALETTE.strong}; }
figure { margin: 20px 0; }
figcaption { margin-bottom: 4px; }
figcaption strong { color: ${PRINT_PALETTE.primary}; }
svg { display: block; width: 100%; height: auto; }
.mark { display: inline-block; width: 0.8em; margin-right: 0.35em; }
.beside { display: grid; grid-template-columns: 1fr 1fr; gap: 24px; }
${Object.entries(STATE_COLOURS)
  .map(([state, colour]) => `.${state} { color: ${colour}; white-space: nowrap; }`)
  .join('\n')}
details { margin-top: 6px; font-size: 14px; }
@media (max-width: 720px) { .sheet { padding: 20px 16px; } .beside { grid-template-columns: 1fr; } nav { columns: 1; } }
@media print { body { background: none; } .sheet { max-width: none; padding: 0; } nav, details { display: none; } h2, h3 { break-after: avoid; } figure, tr { break-inside: avoid; } }
`;

type HeaderCell = { readonly label: string; readonly unit?: string | undefined; readonly align: 'left' | 'right' };

const cellHtml = (tag: 'td' | 'th', content: string, align: HeaderCell['align'], scope = ''): string =>
  `<${tag}${scope}${align === 'right' ? ' class="right"' : ''}>${content}</${tag}>`;

const tableHtml = (headers: readonly HeaderCell[], rows: readonly (readonly string[])[], total?: readonly string[]): string => {
  const line = (cells: readonly string[]) => `<tr>${headers.map(({ align }, i) => cellHtml('td', cells[i] ?? '', align)).join('')}</tr>`;
  const names = headers.map(({ label, unit, align }) =>
    cellHtml('th', `${escaped(label)}${unit ? `<span class="unit">${escaped(unit)}</span>` : ''}`, align, ' scope="col"'),
  );
  const foot = total ? `<tfoot>${line(total)}</tfoot>` : '';
  return `<div class="wide"><table><thead><tr>${names.join('')}</tr></thead><tbody>${rows.map(line).join('')}</tbody>${foot}</table></div>`;
};

/** Writes a chart with its numbers as a table that the reader can open. */
const pictureHtml = (view: ChartView, width: keyof typeof WIDTHS): string => {
  const { columns, rows } = pictureTable(view);
  const unit = view.kind === 'waterfall' ? ` ${escaped(view.unit)}` : '';
  const numbers = tableHtml(
    columns,
    rows.map((row) => row.map(escaped)),
  );
  return [
    `<figure><figcaption><strong>${escaped(view.title)}</strong>${unit}</figcaption>`,
    chartSvg(view, width, WIDTHS[width]).svg,
    `<details><summary>${escaped(text('summaries.html.numbers'))}</summary>${numbers}</details></figure>`,
  ].join('');
};

/** Draws the shape of a state, since not every system has a font with such signs. */
const stateMarkHtml = (state: LimitState): string => {
  const { surface, svg } = createSvgSurface(MARK_WIDTH, MARK_WIDTH);
  drawStateMark(surface, state, 0, 0);
  return `<span class="mark" aria-hidden="true">${svg('', '')}</span>`;
};

const summaryCellHtml = (summaryCell: SummaryCell, scale: MoneyScale, isUnitInHeader: boolean): string => {
  const state = stateOf(summaryCell);
  const words = escaped(cellText(summaryCell, scale, isUnitInHeader));
  return state ? `<span class="${state}">${stateMarkHtml(state)}${words}</span>` : words;
};

const blockHtml = (block: SummaryBlock, scale: MoneyScale, anchor: string): string => {
  switch (block.kind) {
    case 'title':
      return `<h1>${escaped(block.title)}</h1><p class="note">${escaped(renderMessage(block.subtitle))}</p>`;
    case 'sentences': {
      const words = block.sentences.map((sentence) =>
        sentenceSpans(sentence, scale)
          .map(({ text: part, weight }) => (weight === 'semibold' ? `<strong>${escaped(part)}</strong>` : escaped(part)))
          .join(''),
      );
      return `<p class="lead">${words.join(sentenceGap())}</p>`;
    }
    case 'heading':
      return block.level === 'part'
        ? `<h3>${escaped(renderMessage(block.text))}</h3>`
        : `<h2 id="${anchor}">${escaped(renderMessage(block.text))}</h2>`;
    case 'note':
      return `<p class="note">${escaped(renderMessage(block.text))}</p>`;
    case 'figures':
      return `<dl>${block.figures
        .map(({ label, figure, basis }) => {
          const formatted = headlineText(figure, scale);
          const basisHtml = basis ? `<small>${escaped(renderMessage(basis))}</small>` : '';
          return `<div><dt>${escaped(renderMessage(label))}</dt><dd>${escaped(formatted.text)} <span class="note">${escaped(formatted.unit)}</span>${basisHtml}</dd></div>`;
        })
        .join('')}</dl>`;
    case 'table': {
      const headers = block.columns.map(({ label, unit, align }) => ({
        label: renderMessage(label),
        unit: unit && renderMessage(unit),
        align,
      }));
      const cells = (row: readonly SummaryCell[]) =>
        row.map((summaryCell, i) => summaryCellHtml(summaryCell, scale, block.columns[i]?.unit !== undefined));
      return tableHtml(headers, block.rows.map(cells), block.total && cells(block.total));
    }
    case 'beside':
      return `<div class="beside">${listViews(block)
        .map((view) => pictureHtml(view, 'half'))
        .join('')}</div>`;
    default:
      return pictureHtml(block.view, 'whole');
  }
};

/**
 * Writes a summary as one HTML file that opens in any browser without a network: no script, no address, charts as SVG with their numbers.
 * `throwIfStopped` is called before each block.
 */
export const summaryHtml = (
  { title, house, created }: PrintedDocument,
  blocks: readonly SummaryBlock[],
  scale: MoneyScale,
  throwIfStopped: () => void,
): string => {
  const anchorOf = (index: number): string => `section-${index}`;
  const chapters = blocks.flatMap((block, i) =>
    block.kind === 'heading' && block.level !== 'part' ? [`<a href="#${anchorOf(i)}">${escaped(renderMessage(block.text))}</a>`] : [],
  );
  const logo = house.logo ? `<img alt="" src="data:image/${house.logo.kind};base64,${house.logo.data}">` : '';
  const body = blocks.map((block, i) => {
    throwIfStopped();
    // the table of contents follows the title and the first sentences
    const contents =
      i === 1 && chapters.length > 2 ? `<nav aria-label="${escaped(text('summaries.html.contents'))}">${chapters.join('')}</nav>` : '';
    return `${blockHtml(block, scale, anchorOf(i))}${contents}`;
  });
  const writtenOn = text('summaries.html.written', { date: formatDate(created.toISOString().slice(0, 10)) });
  return [
    '<!doctype html>',
    `<html lang="${currentLocale()}"><head><meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title)}</title><style>${styles(house)}</style></head><body><div class="sheet">`,
    `<header class="head"><span>${logo}${escaped(house.name)}</span><strong>${escaped(house.mark)}</strong></header>`,
    `<main>${body.join('\n')}</main>`,
    `<footer class="foot"><span>${escaped(house.footer)}</span><span>${escaped(writtenOn)}</span></footer>`,
    '</div></body></html>\n',
  ].join('\n');
};
