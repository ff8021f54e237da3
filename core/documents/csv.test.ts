import { describe, expect, it } from 'vitest';
import { writeCsv } from './csv.ts';

/** One cell of the file, without the byte order mark and the line end. */
const writeCell = (value: string | number | undefined): string => writeCsv([[value]]).slice(1, -2);

describe('csv', () => {
  it.each(['=HYPERLINK("http://x.example")', '+1+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '＝1+1'])(
    'a text that begins like a formula, %j, arrives as text',
    (value) => {
      expect(writeCell(value).replace(/^"/, '')).toMatch(/^'/);
    },
  );

  it('a negative number remains a number', () => {
    expect(writeCell(-12.5)).toBe('-12.5');
  });

  it('a comma, a quote and a line break stay inside their cell', () => {
    expect(writeCell('a, "b"\nc')).toBe('"a, ""b""\nc"');
  });

  it('an absent value is an empty cell', () => {
    expect(writeCell(undefined)).toBe('');
  });

  it('the file begins with a byte order mark and its lines end with CRLF', () => {
    expect(
      writeCsv([
        ['a', 1],
        ['b', 2],
      ]),
    ).toBe('\uFEFFa,1\r\nb,2\r\n');
  });

  it('Chinese, Arabic and emoji survive', () => {
    expect(writeCell('海龙冶炼 شركة 🚢')).toBe('海龙冶炼 شركة 🚢');
  });
});
