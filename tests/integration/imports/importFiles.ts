import { listDeckPoints } from '#db/repositories/decks.ts';
import { listReferences } from '#db/repositories/references.ts';
import type { ImportChoice, ImportFile } from '#shared/contract/imports.ts';
import type { WriteSheet } from '../../../core/documents/tableFile.ts';
import { loadImportContext } from '../../../core/sheets/importContext.ts';
import { writeTables } from '../../../core/workers/writeTables.ts';
import type { Services } from '../../helpers/services.ts';

export const sheet = (name: string, rows: readonly (readonly (string | number | boolean | null)[])[]): WriteSheet => ({
  name,
  rows: rows.map((row) => row.map((value) => ({ value }))),
});

/** Reads a file through the dispatcher. */
export const read = async (services: Services, name: string, content: Uint8Array | string): Promise<ImportFile> =>
  services.ask('imports.read', { intake: await services.uploadFile(name, content) });

/** Reads sheets written as a workbook. */
export const readSheets = async (services: Services, sheets: readonly WriteSheet[]): Promise<ImportFile> =>
  read(services, 'ours.xlsx', await writeTables('xlsx', sheets));

/** The choice that imports everything in the file as it was recognised. */
export const guessedChoice = (file: ImportFile): { readonly id: string; readonly choice: ImportChoice } => {
  switch (file.kind) {
    case 'tables':
      return { id: file.id, choice: { kind: 'tables', sheets: file.sheets.map(({ choice }) => choice) } };
    case 'prices': {
      const series = file.series.flatMap(({ key, reference }) => (reference ? [{ key, reference }] : []));
      return { id: file.id, choice: { kind: 'prices', series } };
    }
    case 'bundle':
      return { id: file.id, choice: { kind: 'bundle', excludedKeys: file.excludedKeys } };
    case 'trade': {
      const commodities = file.commodities.flatMap(({ key, metal }) => (metal ? [{ key, metal }] : []));
      return { id: file.id, choice: { kind: 'trade', commodities } };
    }
  }
};

/** Every record that users entered, as plain data in one order. */
export const readEverything = async (services: Services): Promise<unknown> => {
  const context = await loadImportContext(services.ctx.workspace.db());
  const { name: _name, sample: _sample, ...settings } = context.settings;
  const records = [...context.entries].map(([kind, entries]) => [
    kind,
    [...entries.values()].map(({ value }) => value).sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1)),
  ]);
  const db = services.ctx.workspace.db();
  return JSON.parse(JSON.stringify({ records, settings, references: await listReferences(db), points: await listDeckPoints(db) }));
};
