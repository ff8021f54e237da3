import type { ImportFile, ImportPreview, ImportTarget, SheetChoice } from '#shared/contract/imports.ts';
import { renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { guessedChoice } from './importFiles.ts';

export type Line = readonly (string | number | null)[];
export type ChangeSheet = (sheet: SheetChoice) => SheetChoice;

const keepSheet: ChangeSheet = (sheet) => sheet;

/** The headers of a contract with the terms that every contract needs, and such a contract. */
export const HEAD = ['Code', 'Buyer', 'Product', 'Start', 'End', 'Tonnes'] as const;
export const ROW = ['K-1', 'Hai Long', 'North', 'Jan-27', 'Dec-29', '50,000'] as const;

/** The values of a row of a preview, by field. */
export const valuesIn = ({ rows }: ImportPreview, at = 0): Readonly<Record<string, string>> =>
  Object.fromEntries((rows[at]?.values ?? []).map(({ field, value }) => [field, renderLabel(value).replaceAll(/\s/gu, ' ')]));
export const noteIn = ({ rows }: ImportPreview): string => (rows[0]?.note ? renderMessage(rows[0].note) : '');
export const faultsIn = ({ rows }: ImportPreview): readonly string[] =>
  rows.flatMap(({ issues }) => issues.map(({ field, message }) => `${field} ${message.key}`));

export type PastedTables = {
  readonly services: Services;
  readonly paste: (target: ImportTarget, ...lines: readonly Line[]) => Promise<ImportFile>;
  readonly check: (file: ImportFile, change?: ChangeSheet) => Promise<ImportPreview>;
  readonly importAll: (file: ImportFile, change?: ChangeSheet) => Promise<void>;
  /** Checks a contract with one more column. */
  readonly checkTerm: (header: string, cell: string | number) => Promise<ImportPreview>;
};

/** Opens a workspace with two products, their production and a buyer, into which tables are pasted. */
export const openPastedTables = async (): Promise<PastedTables> => {
  const services = await openServices(seedEmptyWorkspace());
  const paste: PastedTables['paste'] = (target, ...lines) =>
    services.ask('imports.paste', { target, text: lines.map((line) => line.map((cell) => cell ?? '').join('\t')).join('\r\n') });
  const choose = (file: ImportFile, change: ChangeSheet) => {
    const { id, choice } = guessedChoice(file);
    return { id, choice: choice.kind === 'tables' ? { ...choice, sheets: choice.sheets.map(change) } : choice };
  };
  const check: PastedTables['check'] = (file, change = keepSheet) => services.ask('imports.check', choose(file, change));
  const importAll: PastedTables['importAll'] = async (file, change = keepSheet) => {
    await services.waitForJob(await services.ask('imports.apply', choose(file, change)));
  };
  await importAll(
    await paste(
      'products',
      ['Name', 'Metal', 'Typical assay', 'Moisture'],
      ['North', 'Copper', 'Cu 26 %', '8 %'],
      ['South', 'Zinc', 'Zn 50 %', '10 %'],
    ),
  );
  await importAll(await paste('production', ['Product', '2026', '2027'], ['North', '150,000', '150,000'], ['South', '90,000', '90,000']));
  await importAll(await paste('buyers', ['Name', 'Country'], ['Hai Long', 'PR China']));
  const checkTerm: PastedTables['checkTerm'] = async (header, cell) => check(await paste('contracts', [...HEAD, header], [...ROW, cell]));
  return { services, paste, check, importAll, checkTerm };
};
