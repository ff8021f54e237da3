import { expect, it } from 'vitest';
import { numberCodec } from './fieldCodec.ts';

it('a number field calculates a text that begins with an equals sign, in its own unit', () => {
  expect(numberCodec({ decimals: 1 }).parse('=50*1.1')).toEqual({ value: 55 });
  expect(numberCodec({ decimals: 1, scale: 100, unit: '%' }).parse('=(40+20)/2')).toEqual({ value: 0.3 });
  expect(numberCodec({ decimals: 0, scale: 0.001 }).parse('=150-30')).toEqual({ value: 120_000 });
});

it('a number field refuses a formula with names, and a result outside of its limits', () => {
  expect(numberCodec({ decimals: 1 }).parse('=A1*2')).toHaveProperty('problem');
  expect(numberCodec({ decimals: 1, max: 10 }).parse('=5*3')).toHaveProperty('problem');
});
