import { listProducts } from '#db/repositories/products.ts';
import { listReferences } from '#db/repositories/references.ts';
import type { Reference } from '#shared/domain/reference.ts';
import type { ServiceContext } from '../context.ts';
import type { TableSheet } from '../documents/tableFile.ts';
import { lettersOnly } from '../sheets/cellValues.ts';
import { valuesBelow } from '../sheets/columnValues.ts';
import { guessMappingInSteps } from '../sheets/mapping.ts';
import { runWithYielding } from '../yielding.ts';

/** The records after which a table may be named in its columns. */
export type TableNames = { readonly references: readonly Reference[]; readonly products: readonly string[] };

export const loadTableNames = ({ workspace, readShared }: ServiceContext): Promise<TableNames> =>
  readShared(async () => ({
    references: await listReferences(workspace.db()),
    products: (await listProducts(workspace.db())).map(({ name }) => name),
  }));

/** The names of products that a sheet adds. */
const productNamesIn = async (sheet: TableSheet): Promise<readonly string[]> => {
  const { target, headerRow, columns } = await runWithYielding(guessMappingInSteps(sheet));
  const column = target === 'products' ? columns.find(({ field }) => field === 'name') : undefined;
  return column ? valuesBelow(sheet.rows, headerRow, column.index).map(String) : [];
};

/** The names of the products of the workspace and the file, by their letters. */
export const productLetters = async ({ products }: TableNames, sheets: readonly TableSheet[]): Promise<ReadonlySet<string>> => {
  const names = [...products];
  for (const sheet of sheets) names.push(...(await productNamesIn(sheet)));
  return new Set(names.map(lettersOnly));
};
