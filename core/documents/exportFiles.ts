import type { Label } from '#shared/contract/figure.ts';
import { text } from '#shared/messages/text.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { JSON_FORMAT, workspaceSheets } from '../exports/exportSheets.ts';
import { cellOf } from '../imports/cells.ts';
import type { ImportContext } from '../imports/importContext.ts';

/** Characters of a title in a file name. */
const LONGEST_TITLE = 120;

/** File names, without their ending, in the current locale. */
export const exportFileName = (workspace: string, date: string): string => text('exports.name', { name: workspace, date });
export const templateFileName = (): string => text('imports.template.name');
export const correctedFileName = (fileName: string): string => text('imports.corrected.name', { name: fileName.replace(/\.[^.]*$/, '') });
export const pictureFileName = (title: string, date: string): string =>
  text('exports.picture.name', { title: Array.from(title).slice(0, LONGEST_TITLE).join(''), date });

/** Writes the sheets of a workspace as JSON: values by column key, nested terms as they are stored. */
export const writeJson = (context: ImportContext): string => {
  const sheets = workspaceSheets(context)
    .filter(({ rows }) => rows.length > 0)
    .map(({ spec, rows }) => {
      const records = rows.map((row) =>
        Object.fromEntries(
          row.flatMap(({ column, key, value }) => {
            const cell = column.kind === 'json' ? value : cellOf(column, value, context);
            if (cell === null || cell === undefined) return [];
            return [[key, typeof cell === 'object' && column.kind !== 'json' ? renderLabel(cell as Label) : cell]];
          }),
        ),
      );
      return [spec.key, records];
    });
  return JSON.stringify({ format: JSON_FORMAT, version: 1, sheets: Object.fromEntries(sheets) }, undefined, 1);
};
