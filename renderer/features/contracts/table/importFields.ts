import type { PlacedField } from '#shared/contract/imports.ts';

const THOUSAND = 1000;

/** Import fields by column of the table, with the factor from the unit shown. */
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

/** Import field of a column; empty for a computed column. */
export const importFieldOf = (column: string): PlacedField => FIELDS[column] ?? {};
