import { type Document, write } from './page.ts';
import { isClosed, type Look, type Pen } from './pen.ts';

/** Outline and fill of what was drawn last, as PDFKit has them. */
const paint = (doc: Document, { fill, opacity = 1, stroke, width = 1, dash }: Look): void => {
  doc.lineWidth(width).fillOpacity(opacity);
  if (dash) doc.dash(dash[0], { space: dash[1] });
  if (fill !== undefined && stroke !== undefined) doc.fillAndStroke(fill, stroke);
  else if (fill !== undefined) doc.fill(fill);
  else if (stroke !== undefined) doc.stroke(stroke);
};

/** Draws on the page that a PDF is at; its text can be selected. */
export const pdfPen = (doc: Document): Pen => ({
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
