import type { Label } from '#shared/contract/figure.ts';
import { text } from '#shared/messages/text.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { JSON_FORMAT, type JsonSheet, type TableCell } from './tableFile.ts';

/** Maximum number of characters of a title in a file name. */
const MAX_TITLE_LENGTH = 120;

/** File names without extension, in the current locale. */
export const exportFileName = (workspace: string, date: string): string => text('exports.name', { name: workspace, date });
export const templateFileName = (): string => text('imports.template.name');
export const correctedFileName = (fileName: string): string => text('imports.corrected.name', { name: fileName.replace(/\.[^.]*$/, '') });
export const pictureFileName = (title: string, date: string): string =>
  text('exports.picture.name', { title: Array.from(title).slice(0, MAX_TITLE_LENGTH).join(''), date });

const renderCell = (cell: TableCell | Label): TableCell => (typeof cell === 'object' && cell !== null ? renderLabel(cell) : cell);

/** Writes the sheets of a workspace as JSON in parts, indented by one space; each record is a part. */
export function* jsonParts(sheets: readonly JsonSheet[]): Generator<string> {
  yield `{\n "format": ${JSON.stringify(JSON_FORMAT)},\n "version": 1,\n "sheets": {`;
  for (const [i, { key, rows }] of sheets.entries()) {
    yield `${i === 0 ? '' : ','}\n  ${JSON.stringify(key)}: [`;
    for (const [j, row] of rows.entries()) {
      const record = Object.fromEntries(row.map((cell) => [cell.key, 'stored' in cell ? cell.stored : renderCell(cell.cell)]));
      yield `${j === 0 ? '' : ','}\n   ${JSON.stringify(record, undefined, 1).replaceAll('\n', '\n   ')}`;
    }
    yield rows.length === 0 ? ']' : '\n  ]';
  }
  yield '\n }\n}';
}
