import { randomUUID } from 'node:crypto';
import {
  Document,
  Footer,
  Header,
  HeadingLevel,
  ImageRun,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TabStopType,
  TextRun,
  WidthType,
} from 'docx';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import type { HouseStyle } from '#shared/domain/houseStyle.ts';
import type { MoneyScale } from '#shared/domain/workspace.ts';
import type { ChartView } from '#shared/presentation/charts/table.ts';
import { headlineText, joinUnit, renderMessage } from '#shared/presentation/message.ts';
import { cellText, type PrintedDocument, pictureTable, sentenceSpans, shadeOf, stateOf } from './blockContent.ts';
import { insertTables, type RowListener } from './docxFile.ts';
import { colour, createTextRuns, FONT, type Grid, NO_BORDERS, SHEET, SIZE, TEXT_WIDTH } from './docxTables.ts';
import { columnShares } from './pdfTables.ts';
import { type DrawnPicture, drawPictures } from './pictures.ts';
import { PRINT_PALETTE } from './printPalette.ts';

/** The spelling languages of Latin and of Chinese text. */
const LANGUAGE = { value: 'en-GB', eastAsia: 'zh-CN' } as const;

const createParagraph = (text: string, textStyle: { readonly size?: number; readonly color?: string } = {}, keepNext = false): Paragraph =>
  new Paragraph({ spacing: { after: 120 }, keepNext, children: createTextRuns(text, textStyle) });

const createGap = (): Paragraph => new Paragraph({ spacing: { after: 60 }, children: [] });

/** Space between two pictures side by side, points. */
const PICTURE_GAP = 18;
const TWENTIETHS_PER_POINT = 20;
const PICTURE_WIDTHS = { whole: TEXT_WIDTH / TWENTIETHS_PER_POINT, half: (TEXT_WIDTH / TWENTIETHS_PER_POINT - PICTURE_GAP) / 2 } as const;

/** Converts points to pixels of 1/96 inch, the unit of the library. */
const pixels = (points: number): number => Math.round((points * 96) / 72);

type Pictures = ReadonlyMap<ChartView, DrawnPicture>;

/** Adds a table to those of the document and returns its place in it. */
type AddTable = (grid: Grid) => Paragraph;

/** Creates a picture under its title, with a description as alternative text. */
const createPicture = (view: ChartView, pictures: Pictures): readonly Paragraph[] => {
  const { svg, png, width, height } = pictures.get(view)!;
  return [
    new Paragraph({
      spacing: { before: 120, after: 60 },
      keepNext: true,
      children: [
        new TextRun({ text: view.title, bold: true }),
        ...(view.kind === 'waterfall'
          ? [new TextRun({ text: `  ${view.unit}`, size: SIZE.small, color: colour(PRINT_PALETTE.secondary) })]
          : []),
      ],
    }),
    new Paragraph({
      spacing: { after: 120 },
      children: [
        new ImageRun({
          type: 'svg',
          data: Buffer.from(svg),
          fallback: { type: 'png', data: png },
          transformation: { width: pixels(width), height: pixels(height) },
          altText: { name: view.title, title: view.title, description: view.summary },
        }),
      ],
    }),
  ];
};

/** Whether a chart by years needs a table because its labels do not show its figures. */
const needsTable = (view: ChartView): boolean => (view.kind === 'lines' ? view.xKind === 'year' : view.kind === 'bars' && !view.barLabels);

/** Creates a picture of full width, with a table of its figures if the chart does not show them. */
const pictureParts = (view: ChartView, pictures: Pictures, addTable: AddTable): readonly (Paragraph | Table)[] => {
  const paragraphs = createPicture(view, pictures);
  if (!needsTable(view)) return paragraphs;
  const { columns, rows } = pictureTable(view);
  return [
    ...paragraphs,
    addTable({
      columns: columns.map(({ label, unit, align }) => ({ label, unit, align, weight: 1 })),
      rowCount: rows.length,
      row: (i) => ({ cells: rows[i]! }),
    }),
    createGap(),
  ];
};

/** Creates pictures side by side, in a table without borders. */
const besideParts = (views: readonly ChartView[], pictures: Pictures): readonly (Paragraph | Table)[] => {
  const half = PICTURE_WIDTHS.half * TWENTIETHS_PER_POINT;
  return [
    new Table({
      width: { size: TEXT_WIDTH, type: WidthType.DXA },
      columnWidths: [half + PICTURE_GAP * TWENTIETHS_PER_POINT, half],
      borders: NO_BORDERS,
      rows: [
        new TableRow({
          cantSplit: true,
          children: views.map(
            (view, i) =>
              new TableCell({
                width: { size: i === 0 ? half + PICTURE_GAP * TWENTIETHS_PER_POINT : half, type: WidthType.DXA },
                margins: { top: 0, bottom: 0, left: 0, right: 0 },
                children: createPicture(view, pictures),
              }),
          ),
        }),
      ],
    }),
    createGap(),
  ];
};

const figureRows = ({ figures }: Extract<SummaryBlock, { kind: 'figures' }>, scale: MoneyScale): Paragraph[] =>
  figures.map(
    ({ label, figure, basis }) =>
      new Paragraph({
        spacing: { after: 40 },
        tabStops: [{ type: TabStopType.LEFT, position: 3600 }],
        children: [
          new TextRun({ text: renderMessage(label), color: colour(PRINT_PALETTE.secondary) }),
          new TextRun({ text: `\t${joinUnit(headlineText(figure, scale))}`, bold: true }),
          ...(basis ? [new TextRun({ text: `  ${renderMessage(basis)}`, color: colour(PRINT_PALETTE.tertiary), size: SIZE.small })] : []),
        ],
      }),
  );

/** Creates the parts of a block. `hasTables` says whether a table precedes it, so that a chapter starts a new page. */
const blockParts = (
  block: SummaryBlock,
  scale: MoneyScale,
  pictures: Pictures,
  hasTables: boolean,
  addTable: AddTable,
): readonly (Paragraph | Table)[] => {
  switch (block.kind) {
    case 'title':
      return [
        new Paragraph({ heading: HeadingLevel.TITLE, children: [new TextRun({ text: block.title })] }),
        createParagraph(renderMessage(block.subtitle), { color: colour(PRINT_PALETTE.secondary), size: SIZE.small }),
      ];
    case 'sentences':
      return [
        new Paragraph({
          spacing: { after: 160 },
          children: block.sentences.flatMap((sentence) => [
            ...sentenceSpans(sentence, scale).map(
              ({ text, weight }) => new TextRun({ text, bold: weight === 'semibold', size: SIZE.body + 2 }),
            ),
            new TextRun({ text: ' ' }),
          ]),
        }),
      ];
    case 'heading':
      return [
        new Paragraph({
          heading: block.level === 'part' ? HeadingLevel.HEADING_2 : HeadingLevel.HEADING_1,
          keepNext: true,
          pageBreakBefore: hasTables && block.level === 'chapter',
          children: [new TextRun({ text: renderMessage(block.text) })],
        }),
      ];
    case 'note':
      return [createParagraph(renderMessage(block.text), { color: colour(PRINT_PALETTE.secondary), size: SIZE.small + 1 }, block.isLeadIn)];
    case 'figures':
      return [...figureRows(block, scale), createGap()];
    case 'table': {
      // column widths as in the PDF, whose font is wider than that of a word processor
      const { shares, isSmall: isSmallText } = columnShares(block, scale);
      const texts = (row: (typeof block.rows)[number]) => row.map((cell, i) => cellText(cell, scale, block.columns[i]?.unit !== undefined));
      return [
        addTable({
          columns: block.columns.map(({ label, unit, align }, i) => ({
            label: renderMessage(label),
            unit: unit && renderMessage(unit),
            align,
            weight: shares[i] ?? 0,
          })),
          rowCount: block.rows.length,
          row: (i) => {
            const cells = block.rows[i]!;
            return { cells: texts(cells), states: cells.map(stateOf), shades: cells.map(shadeOf) };
          },
          total: block.total && texts(block.total),
          ...(isSmallText ? { size: SIZE.smallest } : {}),
        }),
        createGap(),
      ];
    }
    case 'beside':
      return besideParts(block.views, pictures);
    default:
      return pictureParts(block.view, pictures, addTable);
  }
};

/** The largest size of the logo in the page header, pixels of 1/96 inch. */
const LOGO = { width: 174, height: 32 } as const;

/** Creates the page header: logo and company name at left, confidentiality mark at right. */
const createHeader = ({ name, mark, logo, accent }: HouseStyle): Header => {
  const scale = logo ? Math.min(LOGO.width / logo.width, LOGO.height / logo.height) : 1;
  return new Header({
    children: [
      new Paragraph({
        tabStops: [{ type: TabStopType.RIGHT, position: TEXT_WIDTH }],
        children: [
          ...(logo
            ? [
                new ImageRun({
                  type: logo.kind === 'jpeg' ? 'jpg' : 'png',
                  data: Buffer.from(logo.data, 'base64'),
                  transformation: { width: Math.round(logo.width * scale), height: Math.round(logo.height * scale) },
                  altText: { name: 'logo', title: name, description: name },
                }),
                new TextRun({ text: '  ' }),
              ]
            : []),
          new TextRun({ text: name, size: SIZE.small, color: colour(PRINT_PALETTE.secondary) }),
          new TextRun({ text: `\t${mark}`, size: SIZE.small, bold: true, color: colour(accent) }),
        ],
      }),
    ],
  });
};

/** Writes a summary as a Word document with headings, tables, pictures and page numbers, without author data. `throwIfStopped` and `onRow` may throw to stop it. */
export const summaryDocx = async (
  { title, subject, house }: PrintedDocument,
  blocks: readonly SummaryBlock[],
  scale: MoneyScale,
  throwIfStopped: () => void,
  onRow: RowListener = throwIfStopped,
): Promise<Uint8Array> => {
  const tables: Grid[] = [];
  const mark = randomUUID();
  const addTable: AddTable = (grid) => new Paragraph({ children: [new TextRun(`${mark}${tables.push(grid) - 1}`)] });
  const pictures = await drawPictures(blocks, PICTURE_WIDTHS, throwIfStopped);
  const firstTable = blocks.findIndex(({ kind }) => kind === 'table');
  const heading = { bold: true, color: colour(PRINT_PALETTE.primary), font: FONT };
  const document = new Document({
    title,
    subject,
    creator: house.name || 'Orebook',
    lastModifiedBy: 'Orebook',
    styles: {
      default: {
        document: { run: { font: FONT, size: SIZE.body, color: colour(PRINT_PALETTE.primary), language: LANGUAGE } },
        title: { run: { ...heading, size: SIZE.title }, paragraph: { spacing: { after: 60 } } },
        heading1: { run: { ...heading, size: 24, color: colour(house.accent) }, paragraph: { spacing: { before: 280, after: 100 } } },
        heading2: { run: { ...heading, size: 21, color: colour(house.accent) }, paragraph: { spacing: { before: 220, after: 80 } } },
      },
    },
    sections: [
      {
        properties: {
          page: {
            size: { width: SHEET.width, height: SHEET.height },
            margin: { top: SHEET.margin, bottom: SHEET.margin, left: SHEET.margin, right: SHEET.margin },
          },
        },
        headers: { default: createHeader(house) },
        footers: {
          default: new Footer({
            children: [
              new Paragraph({
                tabStops: [{ type: TabStopType.RIGHT, position: TEXT_WIDTH }],
                children: [
                  new TextRun({ text: title, size: 16, color: colour(PRINT_PALETTE.tertiary) }),
                  new TextRun({
                    size: 16,
                    color: colour(PRINT_PALETTE.tertiary),
                    children: ['\t', PageNumber.CURRENT, ' / ', PageNumber.TOTAL_PAGES],
                  }),
                ],
              }),
              ...(house.footer
                ? [new Paragraph({ children: [new TextRun({ text: house.footer, size: 16, color: colour(PRINT_PALETTE.tertiary) })] })]
                : []),
            ],
          }),
        },
        children: blocks.flatMap((block, i) => [...blockParts(block, scale, pictures, firstTable !== -1 && firstTable < i, addTable)]),
      },
    ],
  });
  return insertTables(await Packer.toBuffer(document), mark, tables, onRow);
};
