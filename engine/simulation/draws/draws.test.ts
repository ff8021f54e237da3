import { describe, expect, it } from 'vitest';
import { MONTHS_PER_BLOCK, OCTAVE_BITS, OCTAVES } from '../kernel/layout.ts';
import { createDraws, createReferenceDraws, DRAW_KIND, LANES } from './draws.ts';
import { inverseNormal } from './elementary.ts';
import { normalOf } from './normalTable.ts';
import { createKey, fillUniforms, hashId, philox } from './philox.ts';

const hex = (words: readonly number[]) => words.map((word) => (word >>> 0).toString(16).padStart(8, '0'));

describe('Philox4x32-10', () => {
  // known-answer vectors of the authors' library, Random123 1.09, kat_vectors
  it.each([
    { key: [0, 0], counter: [0, 0, 0, 0], words: ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8'] },
    { key: [-1, -1], counter: [-1, -1, -1, -1], words: ['408f276d', '41c83b0e', 'a20bc7c6', '6d5451fd'] },
    {
      key: [0xa4093822 | 0, 0x299f31d0],
      counter: [0x243f6a88, 0x85a308d3 | 0, 0x13198a2e, 0x03707344],
      words: ['d16cfe09', '94fdcceb', '5001e420', '24126ea1'],
    },
  ])('returns the published words for $counter', ({ key, counter, words }) => {
    expect(hex(philox(key as [number, number], counter as [number, number, number, number]))).toEqual(words);
  });

  it('a path uses the uniforms of its own counter, independent of its neighbours', () => {
    const key = createKey(2 ** 40 + 12_345);
    const out = new Float64Array(MONTHS_PER_BLOCK * LANES);
    fillUniforms(out, key, Int32Array.of(7, 300, 99_999), 3, 17, DRAW_KIND.priceFactor, hashId('copper'));
    for (const [i, path] of [7, 300, 99_999].entries()) {
      const words = philox(key, [path, 17, DRAW_KIND.priceFactor, hashId('copper')]);
      const months = [0, 1, 2, 3].map((month) => out[month * LANES + i]);
      expect(months).toEqual(words.map((word) => ((word >>> 0) + 0.5) / 2 ** 32));
    }
  });
});

it('month t takes word t mod 4 of block floor(t / 4)', () => {
  const key = createKey(9);
  for (const draws of [createDraws(key, Int32Array.of(5)), createReferenceDraws(key, Int32Array.of(5))]) {
    for (const month of [0, 1, 6, 119]) {
      const out = new Float64Array(1);
      draws.uniforms(out, DRAW_KIND.signing, month, 33);
      const word = philox(key, [5, Math.floor(month / 4), DRAW_KIND.signing, 33])[month % 4]!;
      expect(out[0]).toBe(((word >>> 0) + 0.5) / 2 ** 32);
    }
  }
});

describe('the normal of a uniform', () => {
  it('is the inverse normal to 5e-14, at the ends of every part of an octave and on both sides of a half', () => {
    const ends = Array.from({ length: OCTAVES << OCTAVE_BITS }, (_, k) => {
      const [octave, part] = [k >> OCTAVE_BITS, k % 2 ** OCTAVE_BITS];
      return Math.floor(2 ** octave * (1 + part / 2 ** OCTAVE_BITS));
    });
    const words = [0, 1, 2, ...ends.flatMap((end) => [end - 1, end, end + 1]), 2 ** 31 - 1, 2 ** 31].filter((word) => word < 2 ** 32);
    for (const word of words) {
      const p = (word + 0.5) / 2 ** 32;
      expect(Math.abs(normalOf(p) - inverseNormal(p)), `word ${word}`).toBeLessThan(5e-14);
      expect(normalOf(1 - p)).toBe(-normalOf(p));
    }
  });
});

describe('the kernel of random numbers', () => {
  it.each([LANES, LANES - 3, 1])('draws the same bits as the reference implementation for %i paths', (count) => {
    const paths = Int32Array.from({ length: count }, (_, i) => (i * 2_654_435_769) | 0);
    const key = createKey(2 ** 45 + 3);
    const [fastDraws, plainDraws] = [createDraws(key, paths), createReferenceDraws(key, paths)];
    const drawValues = (of: typeof fastDraws, what: 'uniforms' | 'normals', month: number) => {
      const out = new Float64Array(count);
      of[what](out, DRAW_KIND.priceFactor, month, hashId('zinc'));
      return out;
    };
    for (let month = 0; month < 100; month++) {
      expect(drawValues(fastDraws, 'uniforms', month)).toEqual(drawValues(plainDraws, 'uniforms', month));
      expect(drawValues(fastDraws, 'normals', month)).toEqual(drawValues(plainDraws, 'normals', month));
    }
  });

  it('two interleaved kernels keep their own paths', () => {
    const [firstDraws, secondDraws] = [3, 900].map((path) => createDraws(createKey(1), Int32Array.of(path)));
    const first = (of: typeof firstDraws) => {
      const out = new Float64Array(1);
      of!.uniforms(out, DRAW_KIND.worldCycle, 1, 0);
      return out[0];
    };
    const separateValues = [first(firstDraws), first(secondDraws)];
    expect([first(firstDraws), first(secondDraws)]).toEqual(separateValues);
    expect(separateValues[0]).not.toBe(separateValues[1]);
  });
});

const PATHS = 40_000;

/** The uniforms of one stream over many paths. */
const drawUniforms = (kind: number, month: number, entity: string, seed = 42): Float64Array => {
  const uniforms = new Float64Array(PATHS);
  for (let from = 0; from < PATHS; from += LANES) {
    const draws = createDraws(
      createKey(seed),
      Int32Array.from({ length: LANES }, (_, i) => from + i),
    );
    draws.uniforms(uniforms.subarray(from, from + LANES), kind, month, hashId(entity));
  }
  return uniforms;
};

const correlation = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - 0.5) * (b[i]! - 0.5);
  return (12 * sum) / a.length;
};

/** Four standard errors of a correlation of independent streams. */
const FOUR_STANDARD_ERRORS = 4 / Math.sqrt(PATHS);

describe('the streams of random numbers', () => {
  it('fill 100 classes evenly (chi-square)', () => {
    const counts = new Float64Array(100);
    for (const u of drawUniforms(DRAW_KIND.contractEvent, 3, 'C-014')) counts[Math.floor(u * 100)]!++;
    const expectedCount = PATHS / 100;
    const chi = counts.reduce((sum, count) => sum + (count - expectedCount) ** 2 / expectedCount, 0);
    // 99 degrees of freedom: mean 99, standard deviation sqrt(198)
    expect(Math.abs(chi - 99)).toBeLessThan(4 * Math.sqrt(198));
  });

  it('are independent of the previous path and month, of other entities, kinds and seeds', () => {
    const base = drawUniforms(DRAW_KIND.priceFactor, 5, 'copper');
    const shiftedValues = base.subarray(1);
    expect(Math.abs(correlation(base.subarray(0, PATHS - 1), shiftedValues))).toBeLessThan(FOUR_STANDARD_ERRORS);
    const others = [
      drawUniforms(DRAW_KIND.priceFactor, 6, 'copper'),
      drawUniforms(DRAW_KIND.priceFactor, 5, 'coppes'),
      drawUniforms(DRAW_KIND.priceFactor, 5, 'zinc'),
      drawUniforms(DRAW_KIND.contractEvent, 5, 'copper'),
      drawUniforms(DRAW_KIND.priceFactor, 5, 'copper', 43),
    ];
    for (const otherValues of others) expect(Math.abs(correlation(base, otherValues))).toBeLessThan(FOUR_STANDARD_ERRORS);
  });

  it('ids that differ in one character have different words', () => {
    const words = new Set(Array.from({ length: 5000 }, (_, i) => hashId(`C-${i}`)));
    expect(words.size).toBe(5000);
  });
});
