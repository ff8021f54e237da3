import { type DrawingSurface, isClosed, type ShapeStyle } from './drawingSurface.ts';
import { type Document, write } from './page.ts';

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
  write: (text, x, y, style) => write(doc, text, x, y, style),
  shape: (points, look) => {
    const [first, ...rest] = points;
    if (!first) return;
    doc.save().moveTo(...first);
    for (const point of rest) doc.lineTo(...point);
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
