import type { TextForm } from '../documents/tableFile.ts';

const decode = (encoding: TextForm['encoding'], bytes: Uint8Array, fatal: boolean): string | undefined => {
  // throws where the runtime lacks the encoding, because text decoded otherwise would be wrong without notice
  const decoder = new TextDecoder(encoding, { fatal });
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
};

const starts = (bytes: Uint8Array, ...mark: number[]): boolean => mark.every((byte, i) => bytes[i] === byte);

/** Detects UTF-16 without a byte order mark: every other byte of Latin digits and delimiters is zero. */
const wideOrder = (bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined => {
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
  let paired = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i]! < 0x80) continue;
    high += 1;
    if (bytes[i + 1]! >= 0xa1) {
      high += 1;
      paired += 2;
      i += 1;
    }
  }
  return high === 0 ? 0 : paired / high;
};

const PAIRED = 0.8;

/** Decodes a file: by its byte order mark, else as valid UTF-8, else as UTF-16, GB18030 or Windows-1252 by its bytes. */
export const decodeText = (bytes: Uint8Array): { readonly text: string; readonly encoding: TextForm['encoding'] } => {
  const as = (encoding: TextForm['encoding']) => ({ text: decode(encoding, bytes, false) ?? '', encoding });
  if (starts(bytes, 0xef, 0xbb, 0xbf)) return as('utf-8');
  if (starts(bytes, 0xff, 0xfe)) return as('utf-16le');
  if (starts(bytes, 0xfe, 0xff)) return as('utf-16be');
  const wide = wideOrder(bytes);
  if (wide) return as(wide);
  const utf8 = decode('utf-8', bytes, true);
  if (utf8 !== undefined) return { text: utf8, encoding: 'utf-8' };
  const chinese = pairedShare(bytes) >= PAIRED ? decode('gb18030', bytes, true) : undefined;
  return chinese === undefined ? as('windows-1252') : { text: chinese, encoding: 'gb18030' };
};

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** Number of lines that are examined. */
const SAMPLE = 60;

/** Counts the fields of a line, ignoring delimiters in quotation marks. */
const fieldsIn = (line: string, delimiter: string): number => {
  let quoted = false;
  let fields = 1;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) fields += 1;
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
    .slice(0, SAMPLE);
  const scores = DELIMITERS.map((delimiter) => {
    const counts = new Map<number, number>();
    for (const line of lines) {
      const fields = fieldsIn(line, delimiter);
      if (fields > 1) counts.set(fields, (counts.get(fields) ?? 0) + 1);
    }
    const evenly = Math.max(0, ...counts.values());
    return { delimiter, evenly: delimiter === ',' ? evenly * 0.9 : evenly };
  });
  const best = scores.reduce((a, b) => (b.evenly > a.evenly ? b : a));
  return best.evenly > 0 ? best.delimiter : ',';
};
