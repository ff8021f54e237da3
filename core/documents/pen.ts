import type { Weight } from './fonts.ts';

export type TextStyle = {
  readonly size: number;
  readonly colour: string;
  readonly weight?: Weight;
  readonly tabular?: boolean;
  readonly align?: 'left' | 'right' | 'center';
};

export type Point = readonly [x: number, y: number];

/** How a shape is drawn: filled, outlined, or both. */
export type Look = {
  readonly fill?: string;
  /** Of the fill, 0 to 1; 1 unless it says. */
  readonly opacity?: number;
  readonly stroke?: string;
  readonly width?: number;
  readonly dash?: readonly [length: number, gap: number] | undefined;
};

/** What a chart is drawn with, on a page of a PDF or as a picture of its own: points of 1/72 inch, y runs down. */
export type Pen = {
  /** One line of text with the top of its line at y. */
  readonly write: (text: string, x: number, y: number, style: TextStyle) => void;
  /** A line through points; one that ends where it began is closed, its corners alike. */
  readonly shape: (points: readonly Point[], look: Look) => void;
  readonly circle: (x: number, y: number, radius: number, look: Look) => void;
};

export const isClosed = (points: readonly Point[]): boolean => {
  const [first, last] = [points[0], points.at(-1)];
  return points.length > 2 && first?.[0] === last?.[0] && first?.[1] === last?.[1];
};

/** A straight line. */
export const line = (pen: Pen, from: Point, to: Point, stroke: string, width: number, dash?: Look['dash']): void =>
  pen.shape([from, to], { stroke, width, dash });

/** A rectangle. */
export const box = (pen: Pen, x: number, y: number, width: number, height: number, look: Look): void =>
  pen.shape(
    [
      [x, y],
      [x + width, y],
      [x + width, y + height],
      [x, y + height],
      [x, y],
    ],
    look,
  );
