import type { PlacedField } from '#shared/contract/imports.ts';

const THOUSAND = 1000;

/** Columns of the table that an import of contracts knows, in the units that the table shows. */
const FIELDS: Readonly<Record<string, PlacedField>> = {
  buyer: { field: 'buyer' },
  code: { field: 'code' },
  product: { field: 'product' },
  quantity: { field: 'tonnesPerYear', scale: THOUSAND },
  ends: { field: 'end' },
  takeOrPay: { field: 'takeOrPayShare' },
  tolerance: { field: 'tolerance' },
  status: { field: 'status' },
  probability: { field: 'probability' },
  start: { field: 'start' },
  incoterm: { field: 'incoterm' },
};

/** What a column of the table holds for an import of contracts; nothing where it is worked out. */
export const importedAs = (column: string): PlacedField => FIELDS[column] ?? {};
