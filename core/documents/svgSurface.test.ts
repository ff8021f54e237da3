import { expect, it } from 'vitest';
import { PRINT_PALETTE } from './printPalette.ts';
import { createSvgSurface } from './svgSurface.ts';

const writeLabel = (text: string, weight: 'regular' | 'semibold'): readonly string[] => {
  const { surface, svg } = createSvgSurface(200, 40);
  surface.write(text, 10, 10, { size: 10, colour: PRINT_PALETTE.primary, weight });
  const label = /<g aria-label="[^"]*">(.*?)<\/g>/.exec(svg('', ''))?.[1] ?? '';
  return [...label.matchAll(/ d="([^"]+)"/g)].map(([, path]) => path ?? '');
};

it('draws semibold Chinese as two shapes without self-overlap, so that an even-odd fill leaves no holes', () => {
  const [piece] = writeLabel('中国', 'regular');
  const pieces = writeLabel('中国', 'semibold');
  expect(pieces).toHaveLength(2);
  // the same outline each time, moved sideways
  const corners = (path: string | undefined) => path?.match(/[MLQCZ]/g)?.length;
  expect(pieces.map(corners)).toEqual([corners(piece), corners(piece)]);
  expect(pieces[0]).not.toBe(pieces[1]);
});
