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

/** Writes the sheets of a workspace as JSON. */
export const writeJson = (sheets: readonly JsonSheet[]): string => {
  const sheetEntries = sheets.map(({ key, rows }) => {
    const records = rows.map((row) => row.map((cell) => [cell.key, 'stored' in cell ? cell.stored : renderCell(cell.cell)]));
    return [key, records.map((record) => Object.fromEntries(record))];
  });
  return JSON.stringify({ format: JSON_FORMAT, version: 1, sheets: Object.fromEntries(sheetEntries) }, undefined, 1);
};
