import { describe, expect, it } from 'vitest';
import { fuzzyMatch, hasWords, matchingWords } from './fuzzy.ts';

const best = (query: string, texts: readonly string[]) =>
  texts
    .flatMap((text) => {
      const match = fuzzyMatch(query, text);
      return match ? [{ text, score: match.score }] : [];
    })
    .toSorted((a, b) => b.score - a.score)[0]?.text;

describe('a few letters', () => {
  it('find words that begin with them', () => {
    expect(best('hls', ['Hwan Steel', 'Hai Long Smelting', 'Hongtai Metals'])).toBe('Hai Long Smelting');
    expect(best('nc', ['New contract', 'Contracts', 'Ningshuo Ferro'])).toBe('New contract');
  });

  it('find a phrase before scattered letters', () => {
    expect(best('con', ['Central Ore Purchasing', 'Contracts'])).toBe('Contracts');
  });

  it('match regardless of case and accents', () => {
    expect(fuzzyMatch('zurich', 'Zürich')).toBeDefined();
    expect(fuzzyMatch('OTORI', 'Otori Refining')?.at).toEqual([0, 1, 2, 3, 4]);
  });

  it('match the signs of a keyboard with typographic ones', () => {
    expect(fuzzyMatch("what's new", 'What’s new')?.at).toHaveLength(10);
    expect(fuzzyMatch('2011-16', 'China slowdown, 2011–16')).toBeDefined();
  });

  it('name each matching keyword once', () => {
    expect(matchingWords('which floor', 'solver, which floor, which charge')).toBe('which floor');
  });

  it('find nothing if they do not occur in that order', () => {
    expect(fuzzyMatch('xq', 'Contracts')).toBeUndefined();
    expect(fuzzyMatch('stc', 'Contracts')).toBeUndefined();
  });

  it('mark where they match', () => {
    const at = fuzzyMatch('hls', 'Hai Long Smelting')?.at ?? [];
    expect(at.map((index) => 'Hai Long Smelting'[index]).join('')).toBe('HLS');
  });
});

it('no letters match everything', () => {
  expect(fuzzyMatch('  ', 'Contracts')).toEqual({ score: 0, at: [] });
});

it('whole words match in any order', () => {
  expect(hasWords('china copper', 'Yunfeng, Copper, China')).toBe(true);
  expect(hasWords('japan copper', 'Yunfeng, Copper, China')).toBe(false);
});
