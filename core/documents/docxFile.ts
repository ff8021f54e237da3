import { strFromU8, strToU8, unzipSync, Zip, ZipDeflate } from 'fflate';
import { sumBy } from '#shared/math.ts';
import { type Grid, tableXml } from './docxTables.ts';

/** Called for each row of a table with the number of rows so far and of all tables. It may throw to stop the document. */
export type RowListener = (row: number, rowCount: number) => void;

const BODY = 'word/document.xml';

/** Characters of the body that are compressed at once. */
const CHARACTERS_AT_ONCE = 256 * 1024;

/** Writes the body of a document part by part, with tables in the place of their marks. */
function* bodyParts(body: string, mark: string, tables: readonly Grid[], onRow: RowListener): Generator<string> {
  const rowCount = sumBy(tables, (table) => table.rowCount);
  let row = 0;
  const paragraph = new RegExp(`<w:p><w:r><w:t xml:space="preserve">${mark}(\\d+)</w:t></w:r></w:p>`);
  // texts between tables, and after each the number of the table
  for (const [i, part] of body.split(paragraph).entries()) {
    if (i % 2 === 0) yield part;
    else {
      for (const xml of tableXml(tables[Number(part)]!)) {
        yield xml;
        if (row < rowCount) onRow(++row, rowCount);
      }
    }
  }
}

/**
 * Returns a document with tables in the place of paragraphs that have the text `mark` and the number of the table. The tables are
 * compressed as they are written, so that the body of a long document is never in memory as a whole.
 */
export const insertTables = (file: Uint8Array, mark: string, tables: readonly Grid[], onRow: RowListener): Uint8Array => {
  const chunks: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    chunks.push(chunk);
  });
  for (const [name, content] of Object.entries(unzipSync(file))) {
    const entry = new ZipDeflate(name);
    zip.add(entry);
    if (name !== BODY) {
      entry.push(content, true);
      continue;
    }
    let pendingXml = '';
    for (const xml of bodyParts(strFromU8(content), mark, tables, onRow)) {
      pendingXml += xml;
      if (pendingXml.length < CHARACTERS_AT_ONCE) continue;
      entry.push(strToU8(pendingXml));
      pendingXml = '';
    }
    entry.push(strToU8(pendingXml), true);
  }
  zip.end();
  return Buffer.concat(chunks);
};
