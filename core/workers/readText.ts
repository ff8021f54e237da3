import type { TextForm } from '../documents/tableFile.ts';

const decode = (encoding: TextForm['encoding'], bytes: Uint8Array, isFatal: boolean): string | undefined => {
  // throws where the runtime lacks the encoding, because text decoded otherwise would be wrong without notice
  const decoder = new TextDecoder(encoding, { fatal: isFatal });
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
};

const startsWith = (bytes: Uint8Array, ...mark: number[]): boolean => mark.every((byte, i) => bytes[i] === byte);

/** Detects UTF-16 without a byte order mark: every other byte of Latin digits and delimiters is zero. */
const detectUtf16 = (bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined => {
  const head = bytes.subarray(0, 2000);
  const zeros = [0, 0];
  for (const [i, byte] of head.entries()) if (byte === 0) zeros[i % 2]! += 1;
  if (zeros[1]! > head.length * 0.3 && zeros[0] === 0) return 'utf-16le';
  if (zeros[0]! > head.length * 0.3 && zeros[1] === 0) return 'utf-16be';
  return undefined;
};

/** Returns the share of high bytes in pairs: nearly all in Chinese GB18030 text, few in Latin text with accents. */
const pairedShare = (bytes: Uint8Array): number => {
  let high = 0;
  let pairedUnits = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i]! < 0x80) continue;
    high += 1;
    if (bytes[i + 1]! >= 0xa1) {
      high += 1;
      pairedUnits += 2;
      i += 1;
    }
  }
  return high === 0 ? 0 : pairedUnits / high;
};

const MIN_PAIRED_SHARE = 0.8;

/** Decodes a file: by its byte order mark, else as valid UTF-8, else as UTF-16, GB18030 or Windows-1252 by its bytes. */
export const decodeText = (bytes: Uint8Array): { readonly text: string; readonly encoding: TextForm['encoding'] } => {
  const decodeAs = (encoding: TextForm['encoding']) => ({ text: decode(encoding, bytes, false) ?? '', encoding });
  if (startsWith(bytes, 0xef, 0xbb, 0xbf)) return decodeAs('utf-8');
  if (startsWith(bytes, 0xff, 0xfe)) return decodeAs('utf-16le');
  if (startsWith(bytes, 0xfe, 0xff)) return decodeAs('utf-16be');
  const utf16 = detectUtf16(bytes);
  if (utf16) return decodeAs(utf16);
  const utf8 = decode('utf-8', bytes, true);
  if (utf8 !== undefined) return { text: utf8, encoding: 'utf-8' };
  const chinese = pairedShare(bytes) >= MIN_PAIRED_SHARE ? decode('gb18030', bytes, true) : undefined;
  return chinese === undefined ? decodeAs('windows-1252') : { text: chinese, encoding: 'gb18030' };
};

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** Number of lines that are examined. */
const MAX_LINES = 60;

/** Counts the fields of a line, ignoring delimiters in quotation marks. */
const countFields = (line: string, delimiter: string): number => {
  let isQuoted = false;
  let fields = 1;
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === delimiter && !isQuoted) fields += 1;
  }
  return fields;
};

/**
 * Returns the delimiter that splits most lines into the same number of fields, more than one. A semicolon or tab takes precedence over a
 * comma that splits as evenly, since the comma is then a decimal mark.
 */
export const delimiterOf = (text: string): string => {
  const lines = text
    .slice(0, 200_000)
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, MAX_LINES);
  const scores = DELIMITERS.map((delimiter) => {
    const counts = new Map<number, number>();
    for (const line of lines) {
      const fields = countFields(line, delimiter);
      if (fields > 1) counts.set(fields, (counts.get(fields) ?? 0) + 1);
    }
    const evenLines = Math.max(0, ...counts.values());
    return { delimiter, evenly: delimiter === ',' ? evenLines * 0.9 : evenLines };
  });
  const bestScore = scores.reduce((a, b) => (b.evenly > a.evenly ? b : a));
  return bestScore.evenly > 0 ? bestScore.delimiter : ',';
};
