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
  const [once] = writeLabel('中国', 'regular');
  const twice = writeLabel('中国', 'semibold');
  expect(twice).toHaveLength(2);
  // the same outline each time, moved sideways
  const corners = (path: string | undefined) => path?.match(/[MLQCZ]/g)?.length;
  expect(twice.map(corners)).toEqual([corners(once), corners(once)]);
  expect(twice[0]).not.toBe(twice[1]);
});
