import { setImmediate } from 'node:timers/promises';
import type { SummaryBlock, SummaryDocument } from '#shared/contract/summaries.ts';
import type { MoneyScale } from '#shared/domain/workspace.ts';
import { messageText, text } from '#shared/messages/text.ts';
import { blockHeight, drawBlock } from './blocks.ts';
import { INK } from './ink.ts';
import { shorten } from './measure.ts';
import { CONTENT_WIDTH, type Document, newDocument, PAGE, rule, write } from './page.ts';

const drawFoot = (doc: Document, title: string, number: number, of: number): void => {
  const top = PAGE.height - PAGE.bottom + 18;
  const right = PAGE.width - PAGE.right;
  rule(doc, PAGE.left, top - 6, right, top - 6, INK.normal, 0.6);
  write(doc, shorten(title, 'regular', 8, CONTENT_WIDTH - 120), PAGE.left, top, { size: 8, colour: INK.tertiary });
  write(doc, text('summaries.page', { page: number, of }), right, top, { size: 8, colour: INK.tertiary, align: 'right', tabular: true });
};

/** Readers list headings beside the pages. */
const bookmark = (doc: Document, block: SummaryBlock): void => {
  if (block.kind === 'title') doc.outline.addItem(block.title);
  if (block.kind === 'heading') doc.outline.addItem(messageText(block.text));
};

/** A summary as a PDF: A4, fonts embedded, text selectable, the same pages as its preview. */
export const summaryPdf = async (summary: SummaryDocument, scale: MoneyScale, created: Date): Promise<Buffer> => {
  const doc = newDocument({ title: summary.title, subject: text(`summaries.view.${summary.view}`), created });
  const parts: Buffer[] = [];
  doc.on('data', (part: Buffer) => parts.push(part));
  const written = new Promise<void>((resolve, reject) => doc.on('end', resolve).on('error', reject));
  for (const [index, page] of summary.pages.entries()) {
    doc.addPage({ size: 'A4', margin: 0 });
    let y: number = PAGE.top;
    for (const block of page.blocks) {
      bookmark(doc, block);
      drawBlock(doc, block, y, scale);
      y += blockHeight(block, scale);
      // other calls get their turn between blocks
      await setImmediate();
    }
    drawFoot(doc, summary.title, index + 1, summary.pages.length);
  }
  doc.end();
  await written;
  return Buffer.concat(parts);
};
