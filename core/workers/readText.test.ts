import { describe, expect, it } from 'vitest';
import { decodeText, delimiterOf } from './readText.ts';

const utf16 = (text: string, bigEndian: boolean): Uint8Array => {
  const bytes = Buffer.from(text, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
};

describe('the encoding of a text', () => {
  const text = 'Käufer;Land\r\nTubarão;BR\r\n';
  it.each([
    ['utf-8', Buffer.from(text)],
    ['utf-8', Buffer.from(`\uFEFF${text}`)],
    ['utf-16le', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16(text, false)])],
    ['utf-16be', Buffer.concat([Buffer.from([0xfe, 0xff]), utf16(text, true)])],
    ['windows-1252', Buffer.from(text, 'latin1')],
  ])('is detected from its bytes: %s', (encoding, bytes) => {
    expect(decodeText(bytes)).toEqual({ text, encoding });
  });

  it('is UTF-16 without a mark where every other byte is zero', () => {
    expect(decodeText(utf16('Buyer,Country\n', false))).toEqual({ text: 'Buyer,Country\n', encoding: 'utf-16le' });
  });

  it('is GB18030 where the high bytes come in pairs', () => {
    // 买方,国家 / 海龙,中国 in GB18030
    const bytes = Buffer.from('c2f2b7bd2cb9fabcd20abaa3c1fa2cd6d0b9fa0a', 'hex');
    expect(decodeText(bytes)).toEqual({ text: '买方,国家\n海龙,中国\n', encoding: 'gb18030' });
  });
});

describe('the delimiter', () => {
  it.each([
    [',', 'a,b,c\n1,2,3\n'],
    [';', 'a;b;c\n1,5;2,5;3,5\n'],
    ['\t', 'a\tb\n1,5\t2,5\n'],
    ['|', 'a|b\n1|2\n'],
    [',', 'name,note\n"a;b;c;d",x\n"e;f;g;h",y\n'],
    [',', 'one column\nonly\n'],
  ])('is %j', (delimiter, text) => {
    expect(delimiterOf(text)).toBe(delimiter);
  });
});
