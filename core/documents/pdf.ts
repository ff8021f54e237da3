import { setImmediate } from 'node:timers/promises';
import type { SummaryBlock, SummaryDocument } from '#shared/contract/summaries.ts';
import type { HouseStyle } from '#shared/domain/houseStyle.ts';
import type { MoneyScale } from '#shared/domain/workspace.ts';
import { text } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import type { PrintedDocument } from './blockContent.ts';
import { CONTENT_WIDTH, createPdfDocument, type Document, drawRule, PAGE, writeText } from './page.ts';
import { blockHeight, drawBlock } from './pdfBlocks.ts';
import { PRINT_PALETTE } from './printPalette.ts';
import { shortenText, textWidth } from './textLayout.ts';

/** Position and largest size of the logo in the page header, points. */
const LOGO = { top: 18, width: 130, height: 24 } as const;
const HEAD = { top: 25, size: 8.5, gap: 8 } as const;
/** The largest share of the page width for the confidentiality mark, which leaves room for the company name. */
const MARK_WIDTH = 0.6 * CONTENT_WIDTH;

/** Draws the page header: logo and company name at left, confidentiality mark at right. */
const drawHeader = (doc: Document, { name, mark, logo, accent }: HouseStyle): void => {
  let left: number = PAGE.left;
  if (logo) {
    const scale = Math.min(LOGO.width / logo.width, LOGO.height / logo.height);
    const [width, height] = [logo.width * scale, logo.height * scale];
    // PDFKit embeds a picture of the same address once
    doc.image(`data:image/${logo.kind};base64,${logo.data}`, left, LOGO.top + (LOGO.height - height) / 2, { width, height });
    left += width + HEAD.gap;
  }
  const right = PAGE.width - PAGE.right;
  const shortMark = shortenText(mark, 'semibold', HEAD.size, MARK_WIDTH);
  if (shortMark) writeText(doc, shortMark, right, HEAD.top, { size: HEAD.size, colour: accent, weight: 'semibold', align: 'right' });
  const room = right - left - (shortMark ? textWidth(shortMark, 'semibold', HEAD.size) + HEAD.gap : 0);
  if (name)
    writeText(doc, shortenText(name, 'regular', HEAD.size, room), left, HEAD.top, { size: HEAD.size, colour: PRINT_PALETTE.secondary });
};

const drawFooter = (doc: Document, { title, house }: PrintedDocument, number: number, pageCount: number): void => {
  const top = PAGE.height - PAGE.bottom + 18;
  const right = PAGE.width - PAGE.right;
  drawRule(doc, PAGE.left, top - 6, right, top - 6, PRINT_PALETTE.normal, 0.6);
  writeText(doc, shortenText(title, 'regular', 8, CONTENT_WIDTH - 120), PAGE.left, top, { size: 8, colour: PRINT_PALETTE.tertiary });
  writeText(doc, text('summaries.page', { page: number, of: pageCount }), right, top, {
    size: 8,
    colour: PRINT_PALETTE.tertiary,
    align: 'right',
    hasTabularFigures: true,
  });
  if (house.footer)
    writeText(doc, shortenText(house.footer, 'regular', 8, CONTENT_WIDTH), PAGE.left, top + 11, {
      size: 8,
      colour: PRINT_PALETTE.tertiary,
    });
};

/** Adds the headings to the outline of the PDF, with the sections of a chapter under it. */
const createBookmarks = (doc: Document): ((block: SummaryBlock) => void) => {
  let chapter = doc.outline;
  return (block) => {
    if (block.kind === 'title') doc.outline.addItem(block.title);
    if (block.kind !== 'heading') return;
    const item = (block.level === 'part' ? chapter : doc.outline).addItem(renderMessage(block.text));
    chapter = block.level === 'chapter' ? item : block.level === 'part' ? chapter : doc.outline;
  };
};

/** Called before each page with its number. It may throw to stop the document. */
type PageListener = (page: number, pageCount: number) => void;

/** Writes a summary as a PDF: A4, embedded fonts, selectable text, the same pages as the preview. */
export const summaryPdf = async (
  printedDocument: PrintedDocument,
  pages: SummaryDocument['pages'],
  scale: MoneyScale,
  onPage: PageListener,
): Promise<Uint8Array> => {
  const { house } = printedDocument;
  const doc = createPdfDocument(printedDocument);
  const addBookmark = createBookmarks(doc);
  const parts: Buffer[] = [];
  doc.on('data', (part: Buffer) => parts.push(part));
  const completion = new Promise<void>((resolve, reject) => doc.on('end', resolve).on('error', reject));
  for (const [index, page] of pages.entries()) {
    onPage(index + 1, pages.length);
    doc.addPage({ size: 'A4', margin: 0 });
    drawHeader(doc, house);
    let y: number = PAGE.top;
    for (const block of page.blocks) {
      addBookmark(block);
      drawBlock(doc, block, y, { scale, accent: house.accent });
      y += blockHeight(block, scale);
      // yields to other documents between blocks
      await setImmediate();
    }
    drawFooter(doc, printedDocument, index + 1, pages.length);
  }
  doc.end();
  await completion;
  return Buffer.concat(parts);
};
