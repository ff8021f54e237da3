import PDFDocument from 'pdfkit';
import { currentLocale } from '#shared/messages/text.ts';
import type { PrintedDocument } from './blockContent.ts';
import { type DrawingSurface, isClosed, type ShapeStyle, type TextStyle } from './drawingSurface.ts';
import { facesOf } from './fonts.ts';
import { placeTextRuns, type Span, textWidth } from './textLayout.ts';

/** A4 in points, with the margins that the preview shows too. */
export const PAGE = { width: 595.28, height: 841.89, left: 48, right: 48, top: 56, bottom: 52 } as const;
export const CONTENT_WIDTH = PAGE.width - PAGE.left - PAGE.right;
export const CONTENT_HEIGHT = PAGE.height - PAGE.top - PAGE.bottom;

export type Document = PDFKit.PDFDocument;

/** Creates a PDF document with every face registered under its name, without a first page. */
export const createPdfDocument = ({ title, subject, house, created }: PrintedDocument): Document => {
  const allFaces = [...facesOf('regular'), ...facesOf('semibold')];
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    // no first font: one that is opened by its path and by its name is parsed again at every use of the name
    font: '',
    lang: currentLocale(),
    displayTitle: true,
    info: {
      Title: title,
      Subject: subject,
      ...(house.name ? { Author: house.name } : {}),
      Producer: 'Orebook',
      Creator: 'Orebook',
      CreationDate: created,
    },
  });
  for (const face of allFaces) doc.registerFont(face.name, face.data);
  return doc;
};

/** A text in one face as PDFKit lays it out, which does not change it. */
type TextLayout = { readonly advanceWidth: number };

/** A font of a document, of which the types of PDFKit have nothing. */
type EmbeddedFont = { layoutRun: (text: string, features: readonly string[]) => TextLayout };

/** The most layouts that a font keeps: texts of tables, such as names and numbers, come again. */
const MAX_LAYOUTS = 5_000;

const fontsWithLayouts = new WeakSet<EmbeddedFont>();

/** Lets the current font of a document keep its layouts. PDFKit lays out a text three times as it writes it, and keeps none with features. */
const keepLayouts = (doc: Document): void => {
  const { _font: font } = doc as unknown as { readonly _font: EmbeddedFont };
  if (fontsWithLayouts.has(font)) return;
  fontsWithLayouts.add(font);
  const layoutRun = font.layoutRun.bind(font);
  const layouts = new Map<string, TextLayout>();
  font.layoutRun = (text, features) => {
    const key = `${features.join(' ')}|${text}`;
    let layout = layouts.get(key);
    if (layout === undefined) {
      layout = layoutRun(text, features);
      if (layouts.size >= MAX_LAYOUTS) layouts.clear();
      layouts.set(key, layout);
    }
    return layout;
  };
};

/** Writes one line of text whose top is at y; each character in a face that contains it, all on one baseline. */
export const writeText = (doc: Document, text: string, x: number, y: number, style: TextStyle): void => {
  for (const run of placeTextRuns(text, x, y, style)) {
    doc.font(run.font, style.size).fillColor(style.colour);
    keepLayouts(doc);
    if (run.strokeWidth > 0) doc.lineWidth(run.strokeWidth).strokeColor(style.colour);
    doc.text(run.text, run.x, run.top, {
      lineBreak: false,
      features: style.hasTabularFigures ? ['tnum'] : [],
      ...(run.strokeWidth > 0 ? { fill: true, stroke: true } : {}),
    });
  }
};

/** Writes spans of several weights one after the other. */
export const writeSpans = (
  doc: Document,
  spans: readonly Span[],
  x: number,
  y: number,
  style: Omit<TextStyle, 'weight' | 'align'>,
): void => {
  let at = x;
  for (const span of spans) {
    writeText(doc, span.text, at, y, { ...style, weight: span.weight });
    at += textWidth(span.text, span.weight, style.size, style.hasTabularFigures);
  }
};

/** Draws a straight line. */
export const drawRule = (
  doc: Document,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  colour: string,
  width: number,
  dash?: readonly [number, number],
): void => {
  doc.save().lineWidth(width).strokeColor(colour);
  if (dash) doc.dash(dash[0], { space: dash[1] });
  doc.moveTo(x1, y1).lineTo(x2, y2).stroke().restore();
};

/** Fills and outlines the current path of PDFKit. */
const paint = (doc: Document, { fill, opacity = 1, stroke, width = 1, dash }: ShapeStyle): void => {
  doc.lineWidth(width).fillOpacity(opacity);
  if (dash) doc.dash(dash[0], { space: dash[1] });
  if (fill !== undefined && stroke !== undefined) doc.fillAndStroke(fill, stroke);
  else if (fill !== undefined) doc.fill(fill);
  else if (stroke !== undefined) doc.stroke(stroke);
};

/** Creates a surface that draws on the current page of a PDF. Its text can be selected. */
export const createPdfSurface = (doc: Document): DrawingSurface => ({
  write: (text, x, y, style) => writeText(doc, text, x, y, style),
  shape: (points, look) => {
    const [first, ...otherPoints] = points;
    if (!first) return;
    doc.save().moveTo(...first);
    for (const point of otherPoints) doc.lineTo(...point);
    if (isClosed(points)) doc.closePath();
    paint(doc, look);
    doc.restore();
  },
  circle: (x, y, radius, look) => {
    doc.save().circle(x, y, radius);
    paint(doc, look);
    doc.restore();
  },
});
