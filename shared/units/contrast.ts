/** Converts an sRGB colour channel, 0..1, to linear light (IEC 61966-2-1). */
const linear = (channel: number): number => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);

/** Linear red, green and blue, 0..1, of "#rrggbb". */
export const linearRgb = (hex: string): readonly [number, number, number] => {
  const channel = (at: number) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  return [channel(1), channel(3), channel(5)];
};

/** Relative luminance, 0..1 (WCAG 2.2). */
const luminance = (hex: string): number => {
  const [red, green, blue] = linearRgb(hex);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/** Contrast ratio of two colours, 1..21: (lighter + 0.05) / (darker + 0.05) (WCAG 2.2, 1.4.3). */
export const contrastRatio = (firstColour: string, secondColour: string): number => {
  const a = luminance(firstColour);
  const b = luminance(secondColour);
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
};
