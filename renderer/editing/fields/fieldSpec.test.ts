import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FieldSpec, fieldIssueText, formatField, type NumberSpec, parseField } from './fieldSpec.ts';

const percent: NumberSpec = { kind: 'number', label: 'Tolerance', unit: '%', scale: 100, decimals: 1, step: 1, required: true };
const kdmt: NumberSpec = { kind: 'number', label: 'Quantity', unit: 'kdmt a year', scale: 0.001, decimals: 1, step: 1, required: true };
const series: FieldSpec = { kind: 'series', label: 'Ramp-up', unit: '% by year', scale: 100, decimals: 0, required: false };
const year: FieldSpec = { kind: 'year', label: 'Year', required: true };

describe('a field', () => {
  it('parses in its unit the text that it formats', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.constantFrom(percent, kdmt), (thousandths, spec) => {
        const value = Number((thousandths / 1000).toPrecision(12));
        const parseResult = parseField(spec, formatField(spec, value));
        expect('value' in parseResult ? parseResult.value : undefined).toBeCloseTo(value, 9);
      }),
    );
  });

  it('shows a year without a thousands comma', () => {
    expect(formatField(year, 2027)).toBe('2027');
    expect(parseField(year, '2,027')).toHaveProperty('problem');
  });

  it('parses a ramp-up of several years and names entries that it can’t parse', () => {
    expect(parseField(series, '50; 75; 100')).toEqual({ value: [0.5, 0.75, 1] });
    expect(formatField(series, [0.5, 0.75, 1])).toBe('50; 75; 100');
    expect(parseField(series, '')).toEqual({ value: [] });
    expect(parseField(series, '50, half')).toHaveProperty('problem');
  });

  it('requires a value only where it is required', () => {
    expect(parseField(percent, ' ')).toHaveProperty('problem');
    expect(parseField({ ...percent, required: false }, ' ')).toEqual({ value: undefined });
  });
});

describe('the message of a rejected field', () => {
  it('gives the limit in the field’s own unit', () => {
    expect(fieldIssueText(percent, { path: 'x', rule: 'tooBig', limit: 0.5 })).toBe('Must be at most 50.0\u202f%.');
    expect(fieldIssueText(kdmt, { path: 'x', rule: 'tooSmall', limit: 0 })).toBe('Must be at least 0.0\u00a0kdmt a year.');
    expect(fieldIssueText(year, { path: 'x', rule: 'tooEarly', limit: '1990' })).toBe('Must not be before 1990.');
  });

  it('counts characters, not per cent, where a text is too long', () => {
    expect(fieldIssueText({ kind: 'text', label: 'Name', required: false }, { path: 'name', rule: 'tooLong', limit: 200 })).toBe(
      'Use at most 200 characters.',
    );
  });
});
