import type { z } from 'zod';
import { getSettings } from '#db/repositories/settings.ts';
import type { Artefact } from '#shared/contract/summaries.ts';
import type { HandlersOf, ServiceContext } from '../context.ts';
import { exportFileName, jsonParts, pictureFileName } from '../documents/exportFiles.ts';
import type { FileContent } from '../files/fileStores.ts';
import { loadImportContext } from '../sheets/importContext.ts';
import { runWithYielding, withYielding } from '../yielding.ts';
import { countSheetRows, exportSheets, jsonSheets } from './exportSheets.ts';

const MEDIA_TYPES = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
  zip: 'application/zip',
  json: 'application/json',
  png: 'image/png',
} as const;

/** Stores a file until the page fetches it. `name` has no file extension. */
export const storeArtefact = async (
  { artefacts }: ServiceContext,
  name: string,
  format: keyof typeof MEDIA_TYPES,
  content: FileContent,
): Promise<z.infer<typeof Artefact>> => {
  const fileName = `${name}.${format}`;
  const { token, bytes } = await artefacts.store(fileName, MEDIA_TYPES[format], content);
  return { artefact: token, fileName, bytes };
};

export const exportsHandlers: HandlersOf<'exports'> = {
  'exports.write': async ({ format }, ctx) => {
    const context = await loadImportContext(ctx.workspace.db());
    const name = exportFileName(context.settings.name, context.settings.valuationDate);
    if (format === 'json') {
      const sheets = await runWithYielding(jsonSheets(context));
      return storeArtefact(ctx, name, 'json', withYielding(jsonParts(sheets)));
    }
    const sheets = await runWithYielding(exportSheets(context, format === 'xlsx' ? 'xlsx' : 'csv'));
    const fileFormat = format === 'xlsx' ? 'xlsx' : 'zip';
    return storeArtefact(ctx, name, fileFormat, await ctx.tables.write(fileFormat, sheets));
  },

  'exports.picture': async ({ title, png }, ctx) => {
    const { valuationDate } = await getSettings(ctx.workspace.db());
    return storeArtefact(ctx, pictureFileName(title, valuationDate), 'png', Buffer.from(png, 'base64'));
  },

  'exports.summary': async (_input, ctx) => {
    const counts = await runWithYielding(countSheetRows(await loadImportContext(ctx.workspace.db())));
    return { sheets: counts.filter(({ rows }) => rows > 0) };
  },
};
