import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

export type GoldenFile<Case> = { readonly tool: string; readonly relativeTolerance: number; readonly cases: readonly Case[] };

/** A golden file of this folder; its generator has the same name under generators/. */
export const readGolden = <Case>(name: string): GoldenFile<Case> =>
  JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8')) as GoldenFile<Case>;

/**
 * Compares a value with its golden one: relative tolerance, and the same share of `scale` absolutely where the golden one may be near 0.
 */
export const expectGolden = (value: number | undefined, golden: number, tolerance: number, what: string, scale = 0): void => {
  expect(value, what).toBeTypeOf('number');
  const deviation = Math.abs((value ?? Number.NaN) - golden);
  expect(deviation, `${what}: ${value}, golden ${golden}`).toBeLessThanOrEqual(tolerance * Math.max(Math.abs(golden), scale));
};
