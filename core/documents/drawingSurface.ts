import type { Weight } from './fonts.ts';

export type TextStyle = {
  readonly size: number;
  readonly colour: string;
  readonly weight?: Weight;
  readonly hasTabularFigures?: boolean;
  readonly align?: 'left' | 'right' | 'center';
};

export type Point = readonly [x: number, y: number];

/** The style of a shape: its fill, its outline, or both. */
export type ShapeStyle = {
  readonly fill?: string;
  /** Opacity of the fill, 0 to 1. Default 1. */
  readonly opacity?: number;
  readonly stroke?: string;
  readonly width?: number;
  readonly dash?: readonly [length: number, gap: number] | undefined;
};

/** Draws charts, on a page of a PDF or as an SVG picture. Coordinates are points of 1/72 inch; y increases downwards. */
export type DrawingSurface = {
  /** Writes one line of text whose top is at y. */
  readonly write: (text: string, x: number, y: number, style: TextStyle) => void;
  /** Draws a path through points. It is closed if the last point equals the first. */
  readonly shape: (points: readonly Point[], look: ShapeStyle) => void;
  readonly circle: (x: number, y: number, radius: number, look: ShapeStyle) => void;
};

export const isClosed = (points: readonly Point[]): boolean => {
  const [first, last] = [points[0], points.at(-1)];
  return points.length > 2 && first?.[0] === last?.[0] && first?.[1] === last?.[1];
};

/** Draws a straight line. */
export const drawLine = (surface: DrawingSurface, from: Point, to: Point, stroke: string, width: number, dash?: ShapeStyle['dash']): void =>
  surface.shape([from, to], { stroke, width, dash });

/** Draws a rectangle. */
export const drawBox = (surface: DrawingSurface, x: number, y: number, width: number, height: number, look: ShapeStyle): void =>
  surface.shape(
    [
      [x, y],
      [x + width, y],
      [x + width, y + height],
      [x, y + height],
      [x, y],
    ],
    look,
  );
