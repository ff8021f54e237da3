import { closeSync, openSync, readSync } from 'node:fs';
import { MAGIC } from './fileKey.ts';

/** SQLite's file header (sqlite.org/fileformat2.html, 1.3): text, user_version at 60, application_id at 68, both big-endian. */
export const HEADER_BYTES = 100;

/** Bytes 18 and 19 of the header: the file may have a write-ahead log (2), or has none (1), as every closed workspace and every backup. */
const FORMAT_VERSIONS = [18, 19] as const;
export const HAS_NO_LOG = 1;
export const MAY_HAVE_LOG = 2;

export const formatsIn = (header: Buffer): readonly (number | undefined)[] => FORMAT_VERSIONS.map((offset) => header[offset]);

/** Reads the header of a file, shorter in a shorter file. */
export const readStart = (path: string): Buffer => {
  const header = Buffer.alloc(HEADER_BYTES);
  const file = openSync(path, 'r');
  try {
    return header.subarray(0, readSync(file, header, 0, HEADER_BYTES, 0));
  } finally {
    closeSync(file);
  }
};

/** Whether a file is an SQLite database without encryption that was closed: reading it with SQLite then changes nothing, whoever wrote it. */
export const isClosedPlainFile = (path: string): boolean => {
  const header = readStart(path);
  return header.toString('latin1', 0, MAGIC.length) === MAGIC && formatsIn(header).every((format) => format === HAS_NO_LOG);
};
